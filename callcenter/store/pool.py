"""Where Postgres is, and a pool of connections to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from callcenter.errors import DatabaseUnavailable
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.postgres.embedded_postgres import embedded_postgres, restart_if_gone
from callcenter.store.postgres.postgres_process import has_data

log = logger(__name__)

#: Seconds to wait for a connection, and for one statement: a call's tool must answer the caller.
CONNECT_TIMEOUT_S = 5.0
STATEMENT_TIMEOUT_S = 10.0
#: Seconds between looks at whether the embedded server still lives.
_KEEP_INTERVAL_S = 2.0

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
    """Raise where no embedded Postgres was ever set up in the data folder.

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
            await asyncio.wait_for(is_done.wait(), _KEEP_INTERVAL_S)
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
    try:
        return await asyncpg.create_pool(
            url,
            min_size=min_size,
            max_size=max_size,
            timeout=CONNECT_TIMEOUT_S,
            command_timeout=STATEMENT_TIMEOUT_S,
            init=prepare_connection,
            server_settings=_SESSION,
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise _unavailable(url, error) from error


@asynccontextmanager
async def open_connection(url: str) -> AsyncIterator[Connection]:
    """Yield one connection that speaks JSON as Python values, for a story of its own; no limit on its statements.

    Raises:
        DatabaseUnavailable: Postgres can't be reached.
    """
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S, server_settings=_SESSION)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise _unavailable(url, error) from error
    try:
        await prepare_connection(connection)
        yield connection
    finally:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=CONNECT_TIMEOUT_S)


async def prepare_connection(connection: Connection) -> None:
    """Make a connection read and write JSON as Python values; for connections opened outside a pool."""
    for name in _JSON_TYPES:
        await connection.set_type_codec(name, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


def _unavailable(url: str, error: Exception) -> DatabaseUnavailable:
    """Say where Postgres was sought and why that failed. Never shows the user's password."""
    where = "an address that is not a URL"
    with suppress(ValueError):
        parts = urlsplit(url)
        # Only where it has the form of a URL: in anything else a password may stand anywhere.
        if parts.netloc or url.startswith(("postgres:///", "postgresql:///")):
            where = f"{parts.hostname or 'a local socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"
    causes = (
        (asyncpg.InvalidPasswordError, "the password is wrong", "Correct the user and password in DATABASE_URL."),
        (asyncpg.InvalidAuthorizationSpecificationError, "the user is refused", "Correct the user in DATABASE_URL."),
        (asyncpg.InvalidCatalogNameError, "there is no such database", "Create it, or correct DATABASE_URL."),
        (TimeoutError, "no answer", "Check that Postgres runs there and nothing is in between."),
        (ConnectionRefusedError, "nothing listens there", "Start Postgres, or correct DATABASE_URL."),
        (OSError, "it can't be reached", "Check the host name and port in DATABASE_URL."),
        (ValueError, "DATABASE_URL is malformed", "Write postgresql://USER:PASSWORD@HOST:5432/DATABASE."),
        (asyncpg.InterfaceError, "DATABASE_URL is malformed", "Write postgresql://USER:PASSWORD@HOST:5432/DATABASE."),
    )
    what, remedy = next(
        ((what, remedy) for kind, what, remedy in causes if isinstance(error, kind)),
        (f"it refused ({type(error).__name__})", "See its log."),
    )
    return DatabaseUnavailable(
        f"Postgres at {where}: {what}.", remedy=f"{remedy} Without DATABASE_URL the embedded Postgres is used."
    )
