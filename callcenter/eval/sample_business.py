"""A Postgres of the evaluation's own, and in it a fresh sample business for every trial."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from callcenter.store.embedded_postgres import embedded_postgres
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_connection
from callcenter.store.sample_data import seed

_TEMPLATE = "sample_business"


class SampleBusiness:
    """The server, and the database that trials are copied from. Make it with `open_sample_business`."""

    def __init__(self, server_url: str, folder: Path) -> None:
        self._server_url = server_url
        self._numbers = itertools.count(1)
        #: Where trials may keep journals and recordings; gone in the end.
        self.folder = folder

    async def prepare(self) -> None:
        """Make the database that trials are copied from: migrated and seeded, as of today."""
        async with open_connection(self._server_url) as server:
            await server.execute(f"CREATE DATABASE {_TEMPLATE}")
        async with open_connection(self._url(_TEMPLATE)) as connection:
            await migrate(connection)
            await seed(connection)

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        """Yield the URL of a copy, which is dropped afterwards."""
        name = f"trial_{next(self._numbers)}"
        async with open_connection(self._server_url) as server:
            await server.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        try:
            yield self._url(name)
        finally:
            async with open_connection(self._server_url) as server:
                await server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _url(self, database: str) -> str:
        base, _, query = self._server_url.partition("?")
        return f"{base.rsplit('/', 1)[0]}/{database}?{query}"


@asynccontextmanager
async def open_sample_business(on_progress: Callable[[str], None]) -> AsyncIterator[SampleBusiness]:
    """Yield a sample business on an embedded server of its own; the installation's database is never touched.

    Raises:
        DatabaseUnavailable: the server doesn't start.
    """
    folder = await asyncio.to_thread(_make_folder)
    stack = ExitStack()
    try:
        server = embedded_postgres(folder / "pg", on_progress=on_progress)
        business = SampleBusiness(await asyncio.to_thread(stack.enter_context, server), folder)
        await business.prepare()
        yield business
    finally:
        await asyncio.to_thread(stack.close)
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _make_folder() -> Path:
    """Short, and readable for the user the server runs as: a socket's path may have 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="cc-eval-"))
    folder.chmod(0o755)
    return folder
