import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.errors import MigrationError
from callcenter.store import migrate as migrate_module
from callcenter.store.connection import Connection
from callcenter.store.migrate import migrate, status
from callcenter.store.pool import open_connection


@pytest.fixture
async def empty_url(postgres_url: str) -> AsyncIterator[str]:
    """URL of a database without a table."""
    async with open_connection(postgres_url) as connection:
        await connection.execute("CREATE DATABASE empty_for_migrate")
        yield postgres_url.replace("/postgres?", "/empty_for_migrate?")
        await connection.execute("DROP DATABASE empty_for_migrate WITH (FORCE)")


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Connection]:
    async with open_connection(empty_url) as connection:
        yield connection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_one.sql").write_text("CREATE TABLE one (n int);")
    (tmp_path / "0002_two.sql").write_text("CREATE TABLE two (n int); INSERT INTO two VALUES (2);")
    return tmp_path


async def states(connection: Connection, folder: Path) -> dict[str, str]:
    return {row.name: row.state for row in await status(connection, folders=(folder,))}


async def test_migrate__pending_files__run_once_in_order(empty: Connection, folder: Path) -> None:
    told: list[str] = []

    assert await migrate(empty, folders=(folder,), on_applied=told.append) == ["0001_one.sql", "0002_two.sql"]
    (folder / "0003_three.sql").write_text("CREATE TABLE three (n int)")
    assert await migrate(empty, folders=(folder,)) == ["0003_three.sql"]

    assert told == ["0001_one.sql", "0002_two.sql"]
    assert await empty.fetchval("SELECT count(*) FROM two") == 1
    assert set((await states(empty, folder)).values()) == {"applied"}


async def test_migrate__edited_file__runs_nothing(empty: Connection, folder: Path) -> None:
    await migrate(empty, folders=(folder,))
    (folder / "0001_one.sql").write_text("CREATE TABLE one (n bigint);")
    (folder / "0003_three.sql").write_text("CREATE TABLE three (n int)")

    with pytest.raises(MigrationError, match=r"0001_one\.sql \(edited\)"):
        await migrate(empty, folders=(folder,))

    assert await states(empty, folder) == {
        "0001_one.sql": "edited",
        "0002_two.sql": "applied",
        "0003_three.sql": "pending",
    }


async def test_migrate__missing_file__runs_nothing(empty: Connection, folder: Path) -> None:
    await migrate(empty, folders=(folder,))
    (folder / "0001_one.sql").unlink()

    with pytest.raises(MigrationError, match=r"0001_one\.sql \(missing\)"):
        await migrate(empty, folders=(folder,))


@pytest.mark.parametrize("name", ["0001_one.sql", "0002_two.sql"])
async def test_migrate__database_of_a_newer_program__says_to_update_or_restore(
    empty: Connection, folder: Path, name: str
) -> None:
    await migrate(empty, folders=(folder,))
    (folder / name).unlink()

    with pytest.raises(MigrationError, match=r"newer than this program.* Update callcenter, or restore"):
        await migrate(empty, folders=(folder,))


async def test_migrate__failing_file__is_rolled_back_and_those_before_stay(empty: Connection, folder: Path) -> None:
    (folder / "0003_three.sql").write_text("CREATE TABLE three (n int); SELECT 1 / 0;")

    with pytest.raises(MigrationError, match=r"0003_three\.sql failed"):
        await migrate(empty, folders=(folder,))

    assert await empty.fetchval("SELECT to_regclass('two')") == "two"
    assert await empty.fetchval("SELECT to_regclass('three')") is None
    (folder / "0003_three.sql").write_text("CREATE TABLE three (n int)")
    assert await migrate(empty, folders=(folder,)) == ["0003_three.sql"]


@pytest.mark.parametrize("name", ["two.sql", "0003-three.sql", "0002_another.sql"])
async def test_migrate__file_of_a_wrong_name_or_number__is_refused(empty: Connection, folder: Path, name: str) -> None:
    (folder / name).write_text("SELECT 1")

    with pytest.raises(MigrationError, match=name):
        await migrate(empty, folders=(folder,))


async def test_migrate__two_programs_at_once__run_each_file_once(empty_url: str, folder: Path) -> None:
    async def program() -> int:
        async with open_connection(empty_url) as connection:
            return len(await migrate(connection, folders=(folder,)))

    assert sorted(await asyncio.gather(*(program() for _ in range(4)))) == [0, 0, 0, 2]


async def test_migrate__another_program_never_ends__gives_up(
    empty: Connection, empty_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate_module, "LOCK_TIMEOUT_S", 0.2)
    async with open_connection(empty_url) as other:
        await other.execute("SELECT pg_advisory_lock($1)", migrate_module.LOCK)
        with pytest.raises(MigrationError, match="Another program"):
            await migrate(empty, folders=(folder,))


async def test_migrate__connection_cut_in_the_middle__is_rolled_back(
    empty: Connection, empty_url: str, folder: Path
) -> None:
    (folder / "0003_three.sql").write_text("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(MigrationError, match="rolled back"):
        await migrate(empty, folders=(folder,))
    async with open_connection(empty_url) as again:
        (folder / "0003_three.sql").write_text("SELECT 1")
        assert await migrate(again, folders=(folder,)) == ["0003_three.sql"]


@pytest.fixture
def agents(tmp_path: Path) -> Path:
    """Agents of one's own, two of them with a migration of one number."""
    folder = tmp_path / "agents"
    for agent in ("tea", "moving"):
        (folder / agent / "migrations").mkdir(parents=True)
        (folder / agent / "migrations" / "0001_table.sql").write_text(f"CREATE TABLE {agent} (n int);")
    return folder


async def test_migrate__agents_migrations__run_after_ours_by_number(
    empty: Connection, folder: Path, agents: Path
) -> None:
    (agents / "moving" / "migrations" / "0002_more.sql").write_text("ALTER TABLE tea ADD m int REFERENCES moving_key;")
    (agents / "moving" / "migrations" / "0001_table.sql").write_text("CREATE TABLE moving_key (n int PRIMARY KEY);")

    applied = await migrate(empty, folders=(folder,), agents=agents)

    assert applied == [
        "0001_one.sql",
        "0002_two.sql",
        "moving/0001_table.sql",
        "tea/0001_table.sql",
        "moving/0002_more.sql",
    ]


async def test_migrate__agent_that_is_gone__keeps_nobody_from_migrating(
    empty: Connection, folder: Path, agents: Path
) -> None:
    await migrate(empty, folders=(folder,), agents=agents)
    shutil.rmtree(agents / "tea")
    (folder / "0003_three.sql").write_text("CREATE TABLE three (n int)")

    assert await migrate(empty, folders=(folder,), agents=agents) == ["0003_three.sql"]
    assert await migrate(empty, folders=(folder,)) == []
    rows = {row.name: row.state for row in await status(empty, folders=(folder,), agents=agents)}
    assert (rows["tea/0001_table.sql"], rows["moving/0001_table.sql"]) == ("left", "applied")


async def test_migrate__agents_migration_deleted_or_edited__runs_nothing(
    empty: Connection, folder: Path, agents: Path
) -> None:
    await migrate(empty, folders=(folder,), agents=agents)
    (agents / "tea" / "migrations" / "0001_table.sql").unlink()
    (agents / "moving" / "migrations" / "0001_table.sql").write_text("CREATE TABLE other (n int);")

    with pytest.raises(MigrationError, match=r"moving/0001_table.sql \(edited\), tea/0001_table.sql \(missing\)"):
        await migrate(empty, folders=(folder,), agents=agents)


async def test_migrate__two_folders_of_ours__are_one_order_of_numbers(empty: Connection, tmp_path: Path) -> None:
    house, business = tmp_path / "house", tmp_path / "business"
    for folder, name, sql in (
        (house, "0001_one.sql", "CREATE TABLE one (n int);"),
        (house, "0003_three.sql", "ALTER TABLE two ADD m int;"),
        (business, "0002_two.sql", "CREATE TABLE two (n int);"),
    ):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(sql)

    applied = await migrate(empty, folders=(house, business))

    assert applied == ["0001_one.sql", "0002_two.sql", "0003_three.sql"]


async def test_migrate__the_business_in_a_folder_of_its_own__has_the_names_that_databases_know(
    empty: Connection,
) -> None:
    names = await migrate(empty)

    assert list(names[:6]) == [
        "0001_call_log.sql",
        "0010_business.sql",
        "0020_routing.sql",
        "0030_identification.sql",
        "0031_business_agreements.sql",
        "0040_number_digits.sql",
    ]
