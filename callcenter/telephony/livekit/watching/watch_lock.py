"""One watcher at a time over all workers, by an advisory lock of a transaction, which a transaction pool keeps too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

#: Longest wait for a connection.
ACQUIRE_TIMEOUT_S = 3.0
#: Milliseconds after which Postgres itself ends a holder of whom nothing is heard: the lock of a node without power
#: would stay for as long as TCP takes to notice, two hours by default, and nobody would watch.
HELD_MS = 60_000
#: The lock's number: "rooms" in ASCII.
_LOCK = 0x726F6F6D73


@asynccontextmanager
async def watch_lock(pool: asyncpg.Pool) -> AsyncIterator[bool]:
    """Yield whether the lock is ours for as long as the block lasts; another has it if it isn't.

    Raises:
        postgres_errors.POSTGRES_FAILS: Postgres is away.
    """
    async with pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection, connection.transaction():
        yield bool(
            await connection.fetchval(
                "SELECT pg_try_advisory_xact_lock($1) FROM set_config('idle_in_transaction_session_timeout', $2, true)",
                _LOCK,
                str(HELD_MS),
            )
        )
