"""Erasing calls: rows, journals and recordings together, as privacy laws and retention ask."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from callcenter.business.erasure import erase_traces
from callcenter.calls.record.journal_erasure import erase_files
from callcenter.calls.record.sip_trace.trace_files import erase_traces_of, erase_traces_that_mention
from callcenter.calls.record.stored_erasure import StoredErasure, erase_stored
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.erasure.erasure import Traces, Whose, delete_calls, find_deletable
from callcenter.store.erasure.retention import held_calls
from callcenter.store.objects.objects import object_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Traces):
    """How much went of calls themselves, and of their traces."""

    calls: int
    journals: int
    recordings: int
    #: Calls whose SIP messages went; of others that mention the number, too.
    sip_messages: int = 0


async def erase_calls(connection: Connection, settings: Settings, whose: Whose) -> Erased:
    """Erase ended calls: rows, journals and recordings; of somebody, also what they left anywhere else.

    Calls on legal hold stay as they are.

    Raises:
        ValueError: nothing says which calls.
        StorageError: the storage failed: the rows are still there, and the same again erases the rest.
    """
    store, stored = object_store(settings.storage), StoredErasure()
    held = await held_calls(connection)
    # First: without its row nobody would find an object that stayed.
    if store is not None:
        stored = await erase_stored(store, await find_deletable(connection, whose) | whose.call_ids, whose, held=held)
    gone = await delete_calls(connection, whose, erase_traces=erase_traces)
    in_rows = frozenset(gone.call_ids)
    in_files = await asyncio.to_thread(
        erase_files,
        settings.journal_dir,
        in_rows | (whose.call_ids - held if whose.before is None else frozenset()),
        number=whose.number,
        # A customer without a number of their own is known by their calls alone: the time is no sign of theirs.
        before=whose.before if whose.number is not None or not whose.is_somebody else None,
        mentions=whose.mentions,
        held=held,
    )
    call_ids = in_rows | in_files | stored.journals
    # By the call's id too: a call that was cut off has a recording that no row names.
    recordings = {settings.recordings_dir / f"{call_id}.wav" for call_id in call_ids}
    recordings |= {settings.recordings_dir / Path(name).name for name in gone.recordings}
    traces = await asyncio.to_thread(erase_traces_of, settings, call_ids)
    traces |= await asyncio.to_thread(erase_traces_that_mention, settings, whose.mentions, held=held)
    if whose.is_somebody:
        # An export that waits to be fetched may have them in it: it is made again.
        await asyncio.to_thread(unlink, set(settings.exports_dir.glob("*")))
    return Erased(
        calls=len(call_ids),
        journals=len(in_files | stored.journals),
        recordings=len(stored.recordings | await asyncio.to_thread(unlink, recordings)),
        sip_messages=len(traces),
        **{one.name: getattr(gone, one.name) for one in fields(Traces)},
    )


def unlink(paths: Iterable[Path]) -> set[str]:
    """Remove files and return the calls whose recording went."""
    gone = set()
    for path in paths:
        with suppress(OSError):
            path.unlink()
            gone.add(path.stem)
    return gone
