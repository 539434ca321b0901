"""Databases for tests that aren't coroutines themselves (hypothesis runs many loops in one test)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from callcenter.store.migrate import migrate
from callcenter.store.pool import prepare_connection
from tests.conftest import database_url


@pytest.fixture
def fresh_url_sync(postgres_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a fresh, migrated database."""
    name = f"provisioning_{abs(hash(request.node.nodeid)) % 10**9}"

    async def make() -> None:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
        connection = await asyncpg.connect(database_url(postgres_url, name))
        await prepare_connection(connection)
        await migrate(connection)
        await connection.close()

    async def drop() -> None:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()

    asyncio.run(make())
    yield database_url(postgres_url, name)
    asyncio.run(drop())
