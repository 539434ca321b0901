"""Postgres reads the agents' SQL without running it: what isn't there is found at its line, and nothing is changed."""

from pathlib import Path

import pytest

from callcenter.store.connection import Connection
from callcenter.store.migrate import migrate
from callcenter.store.named_sql import NamedQuery, load_queries
from callcenter.store.pool import open_connection
from callcenter.store.prepare_queries import prepare_queries

QUERIES = """\
-- balance: what a customer owes
SELECT name
FROM tea
WHERE n = $1;

-- add: writes one

-- (a comment of its own)
INSERT INTO tea (n,
                 name)
VALUES ($1, $2);
"""


@pytest.fixture
def agents(tmp_path: Path) -> Path:
    migrations = tmp_path / "tea" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_tea.sql").write_text("CREATE TABLE tea (n int,\n  name text);\n")
    (tmp_path / "tea" / "queries.sql").write_text(QUERIES)
    return tmp_path


def queries(agents: Path) -> list[NamedQuery]:
    return list(load_queries(agents / "tea" / "queries.sql").values())


def plant(agents: Path, file: str, old: str, new: str) -> None:
    path = agents / "tea" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


async def test_prepare_queries__table_of_a_pending_migration__is_there_and_gone_again(
    fresh_url: str, agents: Path
) -> None:
    async with open_connection(fresh_url) as connection:
        faults = await prepare_queries(connection, queries(agents), agents=agents)

        assert faults == []
        assert await connection.fetchval("SELECT to_regclass('tea')") is None
        assert await _migrations_of_tea(connection) == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "what"),
    [
        ("queries.sql", "FROM tea", "FROM teas", 3, 'relation "teas" does not exist'),
        ("queries.sql", "n = $1", "number = $1", 4, 'column "number" does not exist'),
        ("queries.sql", "name)", "nam)", 10, 'column "nam" of relation "tea" does not exist'),
        ("queries.sql", "VALUES", "VALUE", 11, "syntax error"),
        ("migrations/0001_tea.sql", "name text", "name texxt", 2, 'type "texxt" does not exist'),
    ],
)
async def test_prepare_queries__planted_mistake__is_found_at_its_line(
    fresh_url: str, agents: Path, file: str, old: str, new: str, line: int, what: str
) -> None:
    plant(agents, file, old, new)

    async with open_connection(fresh_url) as connection:
        (first,) = await prepare_queries(connection, queries(agents), agents=agents)

    assert (first.file, first.line) == (str(agents / "tea" / file), line)
    assert what in first.what


async def test_prepare_queries__migration_edited_after_it_ran__is_told(fresh_url: str, agents: Path) -> None:
    async with open_connection(fresh_url) as connection:
        await migrate(connection, agents=agents)
        plant(agents, "migrations/0001_tea.sql", "name text", "name text, hot bool")

        (fault,) = await prepare_queries(connection, queries(agents), agents=agents)

    assert fault.file.endswith("tea/migrations/0001_tea.sql") and "edited" in fault.what
    assert "next number" in fault.remedy


async def test_prepare_queries__two_mistakes__are_both_found(fresh_url: str, agents: Path) -> None:
    plant(agents, "queries.sql", "FROM tea", "FROM teas")
    plant(agents, "queries.sql", "INTO tea", "INTO coffee")

    async with open_connection(fresh_url) as connection:
        faults = await prepare_queries(connection, queries(agents), agents=agents)

    assert [fault.line for fault in faults] == [3, 9]


async def _migrations_of_tea(connection: Connection) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM schema_migration WHERE name LIKE 'tea/%'"))
