"""Erasing calls: rows, journals and recordings together, as privacy laws and retention ask."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from callcenter.calls.journal_file import erase_files
from callcenter.settings import Settings
from callcenter.store.calls import delete_calls
from callcenter.store.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much went."""

    calls: int
    journals: int
    recordings: int


async def erase_calls(
    connection: Connection, settings: Settings, *, number: str | None = None, before: datetime | None = None
) -> Erased:
    """Erase the ended calls from or to a number, or begun before a time: rows, journal files and recordings.

    Raises:
        ValueError: neither a number nor a time was given.
    """
    gone = await delete_calls(connection, number=number, before=before)
    in_rows = frozenset(gone.call_ids)
    in_files = await asyncio.to_thread(erase_files, settings.journal_dir, in_rows, number=number, before=before)
    call_ids = in_rows | in_files
    # By the call's id too: a call that was cut off has a recording that no row names.
    recordings = {settings.recordings_dir / f"{call_id}.wav" for call_id in call_ids}
    recordings |= {settings.recordings_dir / Path(name).name for name in gone.recordings}
    return Erased(calls=len(call_ids), journals=len(in_files), recordings=await asyncio.to_thread(_unlink, recordings))


async def keep_retention(connection: Connection, settings: Settings) -> Erased | None:
    """Erase what is older than the retention setting; None where calls are kept for good."""
    days = settings.calls.retention_days
    if not days:
        return None
    return await erase_calls(connection, settings, before=datetime.now(UTC) - timedelta(days=days))


def _unlink(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        with suppress(OSError):
            path.unlink()
            count += 1
    return count
