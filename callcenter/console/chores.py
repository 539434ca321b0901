"""What the console's process does by itself, beside its pages. Postgres away is waited out."""

from __future__ import annotations

import asyncio

from callcenter.console.desk import Desk
from callcenter.errors import DatabaseUnavailable
from callcenter.store.figures.count import count_stale

#: Seconds between looks for calls that have changed, and after Postgres was away.
_COUNT_S, _AWAY_S = 10.0, 15.0


async def keep_figures(desk: Desk) -> None:
    """Count the calls that have changed, for ever, so that no page has to wait for many."""
    while True:
        try:
            async with desk.connection() as connection:
                left = await count_stale(connection)
            # Between two rounds whoever looks at a page takes their turn.
            await asyncio.sleep(0.05 if left else _COUNT_S)
        except DatabaseUnavailable:
            await asyncio.sleep(_AWAY_S)
