"""Writes that happen once for a call, a tool and its arguments, however often they are asked for.

A model that repeats itself, a network that retries and a caller who says yes twice must not book twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from callcenter.store.connection import Connection


async def once(
    connection: Connection,
    call_id: str,
    tool: str,
    arguments: Mapping[str, Any],
    run: Callable[[], Awaitable[Mapping[str, Any]]],
) -> dict[str, Any]:
    """Run a write once and return its result; asked again with the same arguments, return the first result.

    The write and its record are one transaction: `run` must use the same connection. If `run` raises,
    nothing is recorded and it may be tried again. A second asker waits for the first.
    """
    canonical = json.dumps(arguments, sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{call_id}/{tool}/{digest}")
        done = await connection.fetchval(
            "SELECT result FROM tool_write WHERE call_id = $1 AND tool = $2 AND arguments_sha256 = $3",
            call_id,
            tool,
            digest,
        )
        if done is not None:
            return dict(json.loads(done) if isinstance(done, str) else done)
        # As JSON holds it, so that the first asker hears the same as the second.
        text = json.dumps(await run(), default=str)
        await connection.execute(
            "INSERT INTO tool_write (call_id, tool, arguments_sha256, result) VALUES ($1, $2, $3, $4::text::jsonb)",
            call_id,
            tool,
            digest,
            text,
        )
        return dict(json.loads(text))
