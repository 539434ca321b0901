"""A call's note and tags, written by people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleConflict, ConsoleMissing, SettingsError
from callcenter.store.console.annotations import add_note, change_tags, find_note, lock_call
from callcenter.store.console.audit import AuditAction

#: Longest note and tag, in characters.
MOST_NOTE, MOST_TAG = 4000, 80
_GONE = "There is no such call, or it was erased."


async def write_note(desk: Desk, viewer: Viewer, call_id: str, text: str, *, after: int) -> dict[str, Any]:
    """Keep a call's note and return it.

    Args:
        desk: Where it is kept.
        viewer: Who writes.
        call_id: The call.
        text: The note; an empty one takes back what was there.
        after: The version that the writer saw, 0 if there was none.

    Raises:
        ConsoleMissing: there is no such call.
        ConsoleConflict: somebody has written meanwhile; nothing is changed.
        SettingsError: the note is too long.
    """
    viewer.require(Right.ANNOTATE)
    text = text.replace("\x00", "").strip()
    if len(text) > MOST_NOTE:
        raise SettingsError(f"A note may have {MOST_NOTE} characters; this has {len(text)}.")
    async with desk.connection() as connection:
        if not await lock_call(connection, call_id):
            raise ConsoleMissing(_GONE)
        found = await find_note(connection, call_id)
        is_next = (found.version if found is not None else 0) == after
        if not is_next or not await add_note(connection, call_id, version=after + 1, text=text, by=viewer.name):
            found = await find_note(connection, call_id)
            who = found.written_by if found is not None else "nobody"
            raise ConsoleConflict(
                f"{who} has written in this note meanwhile.",
                remedy="What you wrote is still here: look at theirs, and save what both of you mean.",
            )
        await put_on_record(connection, viewer, AuditAction.NOTE_WRITTEN, subject=call_id)
        found = await find_note(connection, call_id)
    return found.to_json() if found is not None else {}


async def read_note(desk: Desk, viewer: Viewer, call_id: str) -> dict[str, Any] | None:
    """Return a call's note, None if there is none."""
    viewer.require(Right.READ_WORDS)
    async with desk.connection() as connection:
        found = await find_note(connection, call_id)
    return found.to_json() if found is not None else None


async def tag_call(
    desk: Desk, viewer: Viewer, call_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> None:
    """Put tags on a call and take others away.

    Raises:
        ConsoleMissing: there is no such call.
        SettingsError: something is no tag.
    """
    viewer.require(Right.ANNOTATE)
    wrong = [tag[:40] for tag in add if not tag.strip() or len(tag) > MOST_TAG or not tag.isprintable()]
    if wrong:
        raise SettingsError(f"No tags: {wrong}.", remedy=f"A tag has 1 to {MOST_TAG} characters on one line.")
    async with desk.connection() as connection:
        if not await lock_call(connection, call_id):
            raise ConsoleMissing(_GONE)
        await change_tags(connection, call_id, add=[tag.strip() for tag in add], remove=remove)
        # Not the tags: a caller's number may be in one, and an erasure can't reach into the audit log.
        await put_on_record(
            connection,
            viewer,
            AuditAction.CALL_TAGGED,
            subject=call_id,
            facts={"added": len(add), "removed": len(remove)},
        )
