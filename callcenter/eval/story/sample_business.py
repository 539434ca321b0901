"""A Postgres of the evaluation's own, and in it a fresh sample business for every trial."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from callcenter.business.sample_data import seed
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_connection
from callcenter.store.postgres.embedded_postgres import embedded_postgres

_TEMPLATE = "sample_business"


class SampleBusiness:
    """The server, and the database that trials are copied from. Use it within `prepared`."""

    def __init__(self, server_url: str, folder: Path, *, agents: Path | None = None) -> None:
        self._server_url = server_url
        self._agents = agents
        self._numbers = itertools.count(1)
        #: Where trials may keep journals and recordings; gone in the end.
        self.folder = folder

    @asynccontextmanager
    async def prepared(self) -> AsyncIterator[SampleBusiness]:
        """Make the database that trials are copied from, migrated and seeded as of today; drop it in the end."""
        async with self._database(_TEMPLATE, copy_of="template1") as url:
            async with open_connection(url) as connection:
                await migrate(connection, agents=self._agents)
                await seed(connection)
            yield self

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        """Yield the URL of a copy, which is dropped afterwards."""
        async with self._database(f"trial_{next(self._numbers)}", copy_of=_TEMPLATE) as url:
            yield url

    @asynccontextmanager
    async def _database(self, name: str, *, copy_of: str) -> AsyncIterator[str]:
        async with open_connection(self._server_url) as server:
            await server.execute(f"CREATE DATABASE {name} TEMPLATE {copy_of}")
        try:
            yield self._url(name)
        finally:
            async with open_connection(self._server_url) as server:
                await server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, database: str) -> str:
        base, _, query = self._server_url.partition("?")
        return f"{base.rsplit('/', 1)[0]}/{database}?{query}"


@asynccontextmanager
async def open_sample_business(on_progress: Callable[[str], None], *, agents: Path) -> AsyncIterator[SampleBusiness]:
    """Yield a sample business on an embedded server of its own; the installation's database is never touched.

    `agents` is the folder of agents, whose migrations are run too.

    Raises:
        DatabaseUnavailable: the server doesn't start.
    """
    folder = await asyncio.to_thread(_make_folder)
    stack = ExitStack()
    try:
        server = embedded_postgres(folder / "pg", on_progress=on_progress)
        business = SampleBusiness(await asyncio.to_thread(stack.enter_context, server), folder, agents=agents)
        async with business.prepared():
            yield business
    finally:
        await asyncio.to_thread(stack.close)
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _make_folder() -> Path:
    """Short, and readable for the user the server runs as: a socket's path may have 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="cc-eval-"))
    folder.chmod(0o755)
    return folder
