"""Follows a call in the call log while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import asyncpg

from callcenter.domain.record.call_event import CallEvent, WrappedUp

#: Seconds between two looks: facts are in Postgres some milliseconds after they happened.
LOOK_S = 0.05

_FIND = "SELECT call_id FROM call_event WHERE fact = 'CallStarted' AND at >= $1 AND data->>'caller_number' = $2 LIMIT 1"
_NEXT = "SELECT call_id, seq, at, fact, data FROM call_event WHERE call_id = $1 AND seq > $2 ORDER BY seq"


async def follow(pool: asyncpg.Pool, *, caller_number: str, since: datetime) -> AsyncIterator[CallEvent]:
    """Yield the facts of the next call from a number, as they come, until the call is wrapped up."""
    call_id: str | None = None
    seq = 0
    while True:
        if call_id is None:
            call_id = await pool.fetchval(_FIND, since, caller_number)
        else:
            for row in await pool.fetch(_NEXT, call_id, seq):
                seq = row["seq"]
                event = CallEvent.from_json({**dict(row), "at": row["at"].isoformat()})
                yield event
                if isinstance(event.fact, WrappedUp):
                    return
        await asyncio.sleep(LOOK_S)
