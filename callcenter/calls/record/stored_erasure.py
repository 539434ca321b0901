"""Erases recordings and journals from the storage, and takes somebody's number out of the journals that stay there."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.calls.record.archive import journal_name, recording_name
from callcenter.calls.record.journal_erasure import matches, redact
from callcenter.store.erasure.erasure import Whose
from callcenter.store.objects.objects import ObjectStore


@dataclass(slots=True, kw_only=True)
class StoredErasure:
    """The calls of which a journal went, and of which a recording did."""

    journals: set[str] = field(default_factory=set)
    recordings: set[str] = field(default_factory=set)


async def erase_stored(
    store: ObjectStore, call_ids: Set[str], whose: Whose, *, held: Set[str] = frozenset()
) -> StoredErasure:
    """Erase the objects of these calls, and those of calls that Postgres doesn't know and that are meant as well.

    Those are found by what their journal says, or, if only the time counts, by when they were put: that was after
    their call began. If a number is looked for, every journal in the storage is read. Calls on hold (`held`) stay.

    Raises:
        StorageError: the storage failed; what is gone is gone, and the same call takes the rest.
    """
    gone = StoredErasure()
    oldest = whose.before if not whose.is_somebody else None
    # Recordings after journals: only a journal says whose call it was.
    async for one in store.list("journals"):
        call_id = Path(one.name).stem
        if call_id in held:
            continue
        is_meant = call_id in call_ids or (oldest is not None and one.put_at < oldest)
        if is_meant or await _is_theirs(store, one.name, whose):
            gone.journals.add(call_id)
    async for one in store.list("recordings"):
        call_id = Path(one.name).stem
        if call_id in held:
            continue
        if call_id in call_ids | gone.journals or (oldest is not None and one.put_at < oldest):
            gone.recordings.add(call_id)
    await store.delete(map(recording_name, gone.recordings))
    await store.delete(map(journal_name, gone.journals))
    return gone


async def _is_theirs(store: ObjectStore, name: str, whose: Whose) -> bool:
    """Tell whether a stored journal is of a call from or to the number; else redact the mentions in it."""
    if whose.number is None and not whose.mentions:
        return False
    with tempfile.TemporaryDirectory(prefix="callcenter-") as folder:
        path = Path(folder) / Path(name).name
        if not await store.fetch(name, path):
            return False
        if whose.number is not None and await asyncio.to_thread(
            matches, path, number=whose.number, before=whose.before
        ):
            return True
        redacted = [await asyncio.to_thread(redact, path, mention) for mention in whose.mentions]
        if any(redacted):
            await store.put(name, path)
    return False
