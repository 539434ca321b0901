"""Where Postgres is, and a pool of connections to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from callcenter.errors import DatabaseUnavailable
from callcenter.foreign_errors import told_by
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.postgres.embedded_postgres import embedded_postgres, restart_if_gone
from callcenter.store.postgres.postgres_process import has_data
from callcenter.store.postgres_errors import POSTGRES_FAILS, connecting_to, on

log = logger(__name__)

#: Seconds to wait for a connection, and for one statement: a call's tool must answer the caller.
CONNECT_TIMEOUT_S = 5.0
STATEMENT_TIMEOUT_S = 10.0
#: Seconds between looks at whether the embedded server still lives.
KEEP_INTERVAL_S = 2.0

_JSON_TYPES = ("json", "jsonb")
_SESSION = {"application_name": "callcenter", "timezone": "UTC"}


@asynccontextmanager
async def open_database(
    settings: Settings, *, must_exist: bool = False, on_progress: Callable[[str], None] | None = None
) -> AsyncIterator[str]:
    """Yield the URL of a Postgres that answers: `DATABASE_URL`, or the embedded one for as long as it's needed.

    Args:
        settings: Which one.
        must_exist: Set none up: who only reads has mistyped the folder, or is another user than the one who serves.
        on_progress: Told in words what takes time.

    Raises:
        DatabaseUnavailable: it can't be reached or started; says why and what to do, without the password.
    """
    url = settings.database_url.get_secret_value()
    if url:
        async with open_connection(url):
            pass
        yield url
        return
    if must_exist:
        require_data(settings)
    with ExitStack() as stack:
        server = embedded_postgres(settings.postgres_dir, on_progress=on_progress)
        embedded_url = await asyncio.to_thread(stack.enter_context, server)
        is_done = asyncio.Event()
        keeper = asyncio.create_task(_keep_running(settings.postgres_dir, is_done), name="postgres-keeper")
        try:
            yield embedded_url
        finally:
            is_done.set()
            await asyncio.shield(_close(keeper, stack))


def require_data(settings: Settings) -> None:
    """Raise if no embedded Postgres was ever set up in the data folder.

    Raises:
        DatabaseUnavailable: there is none, or this user can't see into the folder.
    """
    folder = settings.data_dir
    try:
        is_there = has_data(settings.postgres_dir)
    except PermissionError as error:
        raise DatabaseUnavailable(
            f"The data in {folder} belongs to another user.", remedy="Run this as the user who serves."
        ) from error
    if not is_there:
        raise DatabaseUnavailable(
            f"There is no data in {folder}.",
            remedy="`callcenter serve` makes it. If it serves already: set CALLCENTER_DATA_DIR as it has it, and run "
            "this as the same user.",
        )


async def _keep_running(folder: Path, is_done: asyncio.Event) -> None:
    """Start the embedded Postgres again whenever it has died: killed for memory, or stopped by a full disk."""
    fault = ""
    while not is_done.is_set():
        try:
            await asyncio.wait_for(is_done.wait(), KEEP_INTERVAL_S)
        except TimeoutError:
            try:
                if await asyncio.to_thread(restart_if_gone, folder):
                    log.warning("postgres_restarted")
                fault = ""
            except (DatabaseUnavailable, OSError) as error:
                if str(error) != fault:
                    fault = str(error)
                    log.error("postgres_not_restarted", fault=fault)


async def _close(keeper: asyncio.Task[None], stack: ExitStack) -> None:
    # Not cancelled: its thread would go on and start what we stop here.
    await keeper
    await asyncio.to_thread(stack.close)


async def open_pool(url: str, *, min_size: int = 1, max_size: int = 10) -> asyncpg.Pool:
    """Return a pool whose connections speak JSON as Python values. Close it with `pool.close()`.

    With a `min_size` of 0 nothing is connected before the first use, so that Postgres may be away meanwhile.

    Raises:
        DatabaseUnavailable: Postgres can't be reached.
    """
    with told_by(connecting_to(url)):
        return await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            timeout=CONNECT_TIMEOUT_S,
            command_timeout=STATEMENT_TIMEOUT_S,
            init=prepare_connection,
            server_settings=_SESSION,
        )


@asynccontextmanager
async def open_connection(url: str) -> AsyncIterator[Connection]:
    """Yield one connection that speaks JSON as Python values, for a story of its own; no limit on its statements.

    Raises:
        DatabaseUnavailable: Postgres can't be reached, or the connection was lost.
        StoreError: it refused a statement, and whoever made it let that pass.
    """
    with told_by(connecting_to(url)):
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S, server_settings=_SESSION)
    try:
        with told_by(on(url)):
            await prepare_connection(connection)
            yield connection
    finally:
        with suppress(*POSTGRES_FAILS):
            await connection.close(timeout=CONNECT_TIMEOUT_S)


async def prepare_connection(connection: Connection) -> None:
    """Make a connection read and write JSON as Python values; for connections opened outside a pool."""
    for name in _JSON_TYPES:
        await connection.set_type_codec(name, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
