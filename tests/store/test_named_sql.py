from pathlib import Path

import asyncpg
import pytest

import callcenter
from callcenter.errors import DeclarationError
from callcenter.store.named_sql import load_queries

ROOT = Path(callcenter.__file__).parent
FILES = sorted([*(ROOT / "store").glob("*.sql"), *(ROOT / "agents").rglob("*.sql")])


def write(folder: Path, text: str) -> Path:
    path = folder / "queries.sql"
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
async def test_named_sql__every_block__is_understood_by_postgres(database: asyncpg.Pool, path: Path) -> None:
    async with database.acquire() as connection:
        for query in load_queries(path).values():
            try:
                await connection.prepare(query.sql)
            except asyncpg.PostgresError as error:
                pytest.fail(f"{query.file}:{query.line}: {query.name}: {error}")


def test_load_queries__good_file__keeps_name_purpose_and_place(tmp_path: Path) -> None:
    path = write(tmp_path, "-- A file.\n\n-- one: the first\nSELECT 1;\n\n-- two: the second\n-- a note\nSELECT\n  2\n")

    queries = load_queries(path)

    assert list(queries) == ["one", "two"]
    one, two = queries.values()
    assert (one.sql, one.purpose, one.file, one.line) == ("SELECT 1", "the first", str(path), 3)
    assert two.line == 6 and two.sql.endswith("SELECT\n  2")


def test_load_queries__faults__are_all_told_with_their_lines(tmp_path: Path) -> None:
    path = write(tmp_path, "SELECT 0\n-- one: x\nSELECT 1\n-- one: y\nSELECT 2\n-- empty: z\n-- only a comment\n")

    with pytest.raises(DeclarationError) as caught:
        load_queries(path)

    assert [(fault.line, fault.file) for fault in caught.value.faults] == [
        (1, str(path)),
        (4, str(path)),
        (6, str(path)),
    ]


def test_load_queries__no_queries__is_empty(tmp_path: Path) -> None:
    assert load_queries(write(tmp_path, "-- Nothing yet\n")) == {}
