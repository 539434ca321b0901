"""What keeps `serve` from taking calls and can be seen before anything heavy is loaded: folder, files and prices."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from callcenter.cost import load_prices
from callcenter.errors import DeclarationError, SettingsError
from callcenter.provisioning.files.load import load
from callcenter.settings import Settings
from callcenter.store.pool import open_connection
from callcenter.store.postgres.postgres_process import has_data
from callcenter.store.routing import was_applied

OpenDatabase = Callable[[], AbstractAsyncContextManager[str]]


async def check_beforehand(settings: Settings, open_database: OpenDatabase) -> None:
    """Read prices, and the routing's files if in force, and make the data folder; at most Postgres is started for it.

    Raises:
        SettingsError: the price table can't be used, or the folder can't be made or written.
        DeclarationError: the files have faults, and nothing else is in force.
    """
    load_prices(settings.prices_file)
    try:
        await asyncio.to_thread(load, settings.sip_dir, settings.rules_dir)
    except DeclarationError:
        if not await _has_applied(settings, open_database):
            raise
    _take_folder(settings.data_dir)
    for folder in (settings.journal_dir, settings.recordings_dir):
        if folder.exists():
            _take_folder(folder)


def _take_folder(folder: Path) -> None:
    """Make a folder unless it is there, and write into it: only then it is known that one can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} can't be used: {error.strerror}.",
            remedy="Give this user the folder, or set CALLCENTER_DATA_DIR to another.",
        ) from error


async def _has_applied(settings: Settings, open_database: OpenDatabase) -> bool:
    """Tell whether `apply` has put a routing in force that `serve` takes, whatever the files say now."""
    if settings.sip.routing != "applied":
        return False
    if not settings.database_url.get_secret_value() and not has_data(settings.postgres_dir):
        return False
    async with open_database() as url, open_connection(url) as connection:
        return await was_applied(connection)
