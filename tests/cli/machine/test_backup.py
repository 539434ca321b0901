"""`callcenter db backup` and `restore`: a round trip, and what is refused before anything is touched."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from callcenter.cli.calls import calls as calls_verb
from callcenter.cli.machine import db as db_verb
from callcenter.errors import DatabaseUnavailable, StoreError
from callcenter.store.pool import open_connection
from tests.conftest import database_url

BALANCES = "SELECT invoice_id, sum(amount_cents) FROM invoice_line GROUP BY 1 ORDER BY 1"


def run(*arguments: str) -> Result:
    app = typer.Typer()
    db_verb.register(app)
    calls_verb.register(app)
    return CliRunner().invoke(app, [*arguments])


async def fetch(url: str, sql: str) -> list[tuple[object, ...]]:
    async with open_connection(url) as connection:
        return [tuple(row) for row in await connection.fetch(sql)]


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    return asyncio.run(fetch(url, sql))


@pytest.fixture
def elsewhere(postgres_url: str) -> Iterator[str]:
    """URL of another database, empty."""
    ask(postgres_url, "CREATE DATABASE restored_here")
    yield database_url(postgres_url, "restored_here")
    ask(postgres_url, "DROP DATABASE restored_here WITH (FORCE)")


@pytest.fixture
def backup(sample_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the sample business, whose database the settings name."""
    monkeypatch.setenv("DATABASE_URL", sample_url)
    monkeypatch.setenv("CALLCENTER_DATA_DIR", str(tmp_path / "data"))
    result = run("db", "backup", str(tmp_path / "callcenter.dump"))
    assert result.exit_code == 0, result.output
    return tmp_path / "callcenter.dump"


def test_backup__restored_into_an_empty_database__is_the_same(
    backup: Path, sample_url: str, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", elsewhere)

    result = run("db", "restore", str(backup), "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"file": str(backup), "calls": 0, "applied": []}
    assert ask(elsewhere, BALANCES) == ask(sample_url, BALANCES)
    assert {row["state"] for row in json.loads(run("db", "status", "--json").stdout)} == {"applied"}


def test_backup__the_file__is_for_its_owner_alone_and_not_written_over(backup: Path) -> None:
    again = run("db", "backup", str(backup))

    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert isinstance(again.exception, StoreError)
    assert "--force" in again.exception.remedy
    assert run("db", "backup", str(backup), "--force").exit_code == 0
    assert [path.name for path in backup.parent.iterdir() if "unfinished" in path.name] == []


def test_backup__recordings__are_named_as_not_included(backup: Path, tmp_path: Path) -> None:
    recordings = tmp_path / "data" / "recordings"
    recordings.mkdir(parents=True)
    (recordings / "call.wav").write_bytes(b"x" * 1000)

    told = json.loads(run("db", "backup", str(backup), "--force", "--json").stdout)

    assert told["recordings"] == {"folder": str(recordings), "files": 1, "bytes": 1000}
    assert told["journals"] is None
    assert told["bytes"] == backup.stat().st_size


def test_restore__database_with_something_in_it__is_refused_and_unharmed(backup: Path, sample_url: str) -> None:
    before = ask(sample_url, BALANCES)
    ask(sample_url, "DELETE FROM outage")

    refused = run("db", "restore", str(backup))

    assert isinstance(refused.exception, StoreError)
    assert "isn't empty" in refused.exception.what
    assert ask(sample_url, "SELECT count(*) FROM outage") == [(0,)]
    assert ask(sample_url, BALANCES) == before


def test_restore__forced__replaces_all_that_was_there(backup: Path, sample_url: str) -> None:
    before = ask(sample_url, BALANCES)
    ask(sample_url, "CREATE TABLE later (n int)")
    ask(sample_url, "UPDATE invoice_line SET amount_cents = 1")

    result = run("db", "restore", str(backup), "--force")

    assert result.exit_code == 0, result.output
    assert ask(sample_url, BALANCES) == before
    assert ask(sample_url, "SELECT to_regclass('later'), to_regnamespace('callcenter_before_restore')") == [
        (None, None)
    ]


def test_restore__that_fails__leaves_what_was_there(backup: Path, sample_url: str) -> None:
    before = ask(sample_url, BALANCES)
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) * 2 // 3])

    result = run("db", "restore", str(backup), "--force")

    assert isinstance(result.exception, StoreError)
    assert ask(sample_url, BALANCES) == before
    assert ask(sample_url, "SELECT to_regnamespace('callcenter_before_restore')") == [(None,)]


def test_restore__no_backup__is_refused_before_anything_is_touched(backup: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.dump"
    other.write_text("not one")

    assert "is no backup" in str(run("db", "restore", str(other), "--force").exception)
    assert "There is no file" in str(run("db", "restore", str(tmp_path / "nothing")).exception)


def test_restore__database_in_use__is_refused(backup: Path, sample_url: str) -> None:
    async def while_in_use() -> Result:
        async with open_connection(sample_url):
            return await asyncio.to_thread(run, "db", "restore", str(backup), "--force")

    result = asyncio.run(while_in_use())

    assert isinstance(result.exception, StoreError)
    assert "in use by 1 other connection" in result.exception.what


@pytest.mark.parametrize(
    "verb",
    [
        ["calls", "list"],
        ["calls", "show", "last"],
        ["calls", "export", "--format", "csv"],
        ["db", "status"],
        ["db", "backup", "x.dump"],
    ],
    ids=" ".join,
)
def test_reading_verb__mistyped_data_folder__sets_nothing_up(
    verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("CALLCENTER_DATA_DIR", str(tmp_path / "tpyo"))
    monkeypatch.chdir(tmp_path)

    result = run(*verb)

    assert isinstance(result.exception, DatabaseUnavailable)
    assert str(result.exception).startswith(f"There is no data in {tmp_path / 'tpyo'}. `callcenter serve` makes it.")
    assert not (tmp_path / "tpyo").exists()
