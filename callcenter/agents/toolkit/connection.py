"""A tool's connection to Postgres."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg

from callcenter.calls.context import CallContext

#: Longest wait for a free connection; the caller is listening to silence meanwhile.
ACQUIRE_TIMEOUT_S = 3.0


@asynccontextmanager
async def connect(call: CallContext) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection of the call's pool.

    Raises:
        TimeoutError: none was free in time.
    """
    async with call.pool.acquire(timeout=ACQUIRE_TIMEOUT_S) as connection:
        yield cast(asyncpg.Connection, connection)
