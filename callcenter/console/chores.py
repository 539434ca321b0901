"""What the console's process does by itself, beside its pages; of several consoles one at a time does it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from callcenter.console.answers.monitors.monitors import look_at_all, tell_all
from callcenter.console.desk import Desk
from callcenter.errors import DatabaseUnavailable, ModelError, SettingsError
from callcenter.log import logger
from callcenter.store.connection import Connection
from callcenter.store.figures.count import count_stale
from callcenter.store.review.queue import sample

log = logger(__name__)

#: Seconds between rounds of each chore, and after Postgres was away.
_COUNT_S, _LOOK_S, _TELL_S, _SAMPLE_S, _JUDGE_S, _AWAY_S = 10.0, 30.0, 10.0, 60.0, 60.0, 15.0
#: Between two rounds with more to do whoever looks at a page takes their turn.
_MORE_S = 0.05

#: One round in a transaction; tells whether there is more to do at once.
_Round = Callable[[Connection], Awaitable[bool]]


def chores(desk: Desk) -> list[Coroutine[Any, Any, None]]:
    """Return the chores, each of which goes on for ever."""

    async def tell(connection: Connection) -> bool:
        await tell_all(connection, desk.settings)
        return False

    found = [
        _repeat(desk, "count", _count, every_s=_COUNT_S),
        _repeat(desk, "look", _look, every_s=_LOOK_S),
        _repeat(desk, "tell", tell, every_s=_TELL_S),
        _repeat(desk, "sample", _sample, every_s=_SAMPLE_S),
    ]
    if desk.settings.console.judge:
        found.append(_judge(desk))
    return found


async def _repeat(desk: Desk, name: str, do: _Round, *, every_s: float) -> None:
    while True:
        wait_s = every_s
        try:
            async with desk.connection() as connection:
                lock = f"console chore {name}"
                if await connection.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", lock):
                    wait_s = _MORE_S if await do(connection) else every_s
        except DatabaseUnavailable:
            wait_s = _AWAY_S
        except Exception:
            # A fault of one round must not end the chore: nobody would see that it is gone.
            log.exception("chore_failed", chore=name)
        await asyncio.sleep(wait_s)


async def _count(connection: Connection) -> bool:
    """Count the calls that have changed, so that no page has to wait for many."""
    return await count_stale(connection) > 0


async def _look(connection: Connection) -> bool:
    """Look at every monitor."""
    await look_at_all(connection)
    return False


async def _sample(connection: Connection) -> bool:
    await sample(connection)
    return False


async def _judge(desk: Desk) -> None:
    # Here, since most consoles have no judge, and livekit-agents takes 100 MB.
    from callcenter.calls.call_judges import CallJudges
    from callcenter.console.answers.review.model_review import judge_waiting
    from callcenter.models.hosted_model import hosted_model

    model = desk.settings.console.judge
    try:
        judges = CallJudges(hosted_model(model, desk.settings))
    except (SettingsError, ModelError) as error:
        # Pages work without it; whoever set it reads why it doesn't.
        log.error("judge_not_set_up", fault=str(error))
        return

    async def judge(connection: Connection) -> bool:
        return await judge_waiting(connection, judges, model=model) > 0

    await _repeat(desk, "judge", judge, every_s=_JUDGE_S)
