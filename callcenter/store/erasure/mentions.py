"""Blots somebody's number out of what other people's calls and tickets say: a call-back number given by a neighbour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callcenter.store.connection import Connection
from callcenter.store.erasure.spellings import Spellings

#: Columns with texts and JSON of callers, agents and tools. Other tables hold words of ours, and the business's books.
_PLACES = {
    # Not the numbers it was from and to: whoever still has those there is on the phone, and is erased afterwards.
    "call": ("room", "sip_call_id", "headers", "summary", "refusal"),
    "call_event": ("data",),
    "call_note": ("text",),
    "leg": ("detail",),
    "tool_call": ("arguments", "result"),
    "tool_write": ("result",),
    "turn": ("text",),
    "review": ("note",),
    "issue": ("note",),
}


async def redact_mentions(
    connection: Connection, number: Spellings, *, places: Mapping[str, Sequence[str]] = _PLACES
) -> int:
    """Blot a number in these columns of tables, however it is spaced, and return how many values held it.

    Calls on legal hold keep theirs. Reads every row: the caller has a transaction, and nobody on the phone waits.
    """
    if not number.core:
        return 0
    redacted = 0
    for table, columns in places.items():
        for column in columns:
            # Digits of a whole value first, in Postgres; what is really the number is for the pattern to say.
            rows = await connection.fetch(
                f"SELECT ctid AS place, {column} AS value FROM {table}"  # noqa: S608 - names of ours
                f" WHERE regexp_replace({column}::text, '[^0-9]', '', 'g') LIKE $1"
                # As JSON, since not every table has a call: an issue has several.
                f" AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.call_id = to_jsonb({table}) ->> 'call_id')"
                " FOR UPDATE",
                f"%{number.core}%",
            )
            for row in rows:
                value = number.redact(row["value"])
                if value != row["value"]:
                    await connection.execute(
                        f"UPDATE {table} SET {column} = $2 WHERE ctid = $1",  # noqa: S608 - names of ours
                        row["place"],
                        value,
                    )
                    redacted += 1
    return redacted
