import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import asyncpg
import pytest

from callcenter.store.connection import Connection
from callcenter.store.writes import once


async def count_runs(database: asyncpg.Pool) -> int:
    return int(await database.fetchval("SELECT count(*) FROM deed"))


@pytest.fixture
async def deeds(database: asyncpg.Pool) -> asyncpg.Pool:
    await database.execute("CREATE TABLE deed (n serial)")
    return database


async def do_once(pool: asyncpg.Pool, arguments: Mapping[str, Any], call_id: str = "call_1") -> dict[str, Any]:
    async with pool.acquire() as connection:

        async def run() -> dict[str, Any]:
            number = await connection.fetchval("INSERT INTO deed DEFAULT VALUES RETURNING n")
            return {"ok": True, "number": number, "on": date(2026, 3, 1)}

        return await once(connection, call_id, "book", arguments, run)


async def test_once__asked_again__runs_once_and_answers_the_same(deeds: asyncpg.Pool) -> None:
    first = await do_once(deeds, {"slot": 1, "on": date(2026, 3, 1)})
    second = await do_once(deeds, {"on": date(2026, 3, 1), "slot": 1})

    assert first == second == {"ok": True, "number": 1, "on": "2026-03-01"}
    assert await count_runs(deeds) == 1


async def test_once__other_arguments_or_another_call__run_again(deeds: asyncpg.Pool) -> None:
    await do_once(deeds, {"slot": 1})
    await do_once(deeds, {"slot": 2})
    await do_once(deeds, {"slot": 1}, "call_2")

    assert await count_runs(deeds) == 3


async def test_once__asked_at_the_same_time__runs_once(deeds: asyncpg.Pool) -> None:
    answers = await asyncio.gather(*(do_once(deeds, {"slot": 1}) for _ in range(5)))

    assert all(answer == answers[0] for answer in answers)
    assert await count_runs(deeds) == 1


async def test_once__run_that_fails__leaves_nothing_and_may_be_tried_again(deeds: asyncpg.Pool) -> None:
    async def fail(connection: Connection) -> dict[str, Any]:
        await connection.execute("INSERT INTO deed DEFAULT VALUES")
        raise RuntimeError("no")

    async with deeds.acquire() as connection:
        with pytest.raises(RuntimeError):
            await once(connection, "call_1", "book", {"slot": 1}, lambda: fail(connection))
    assert await count_runs(deeds) == 0

    assert (await do_once(deeds, {"slot": 1}))["ok"]


async def test_once__killed_between_the_write_and_the_record__leaves_nothing(
    deeds: asyncpg.Pool, fresh_url: str
) -> None:
    connection = await asyncpg.connect(fresh_url)

    async def cut() -> dict[str, Any]:
        await connection.execute("INSERT INTO deed DEFAULT VALUES")
        connection.terminate()
        return {"ok": True}

    with pytest.raises((asyncpg.InterfaceError, asyncpg.PostgresError, OSError)):
        await once(connection, "call_1", "book", {"slot": 1}, cut)

    assert await count_runs(deeds) == 0
