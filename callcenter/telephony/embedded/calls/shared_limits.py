"""The limits on numbers as a worker sees them: the parent keeps them for all its workers, and is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from callcenter.domain.routing.reason import VerdictReason
from callcenter.log import logger

log = logger(__name__)

#: Seconds the parent gets to answer. It takes a millisecond, unless the machine has other troubles.
ANSWER_S = 1.0


class SharedLimits:
    """Asks the parent whether a call may be.

    Args:
        begins: Tells the parent of a call that wants to begin, by its id, caller and dialled number.
        ends: Tells it of one that has ended, by its id.
    """

    def __init__(self, *, begins: Callable[..., None], ends: Callable[..., None]) -> None:
        self._begins = begins
        self._ends = ends
        self._asked: dict[str, asyncio.Future[VerdictReason | None]] = {}

    async def begin(self, call_id: str, *, caller: str, dialled: str) -> VerdictReason | None:
        """Have a call counted until it ends, or return why it is one too many; None without an answer in time."""
        asked = self._asked[call_id] = asyncio.get_running_loop().create_future()
        self._begins(call_id=call_id, caller=caller, dialled=dialled)
        try:
            return await asyncio.wait_for(asked, ANSWER_S)
        except TimeoutError:
            # A limit is against floods; the cap on calls holds all the same.
            log.error("limits_not_known", remedy="The parent doesn't answer; calls are taken without.")
            return None
        finally:
            del self._asked[call_id]

    def answered(self, call_id: str, reason: str) -> None:
        """The parent has answered; '' is no reason against the call."""
        asked = self._asked.get(call_id)
        if asked is not None and not asked.done():
            asked.set_result(VerdictReason(reason) if reason else None)

    def end(self, call_id: str) -> None:
        """A call is over."""
        self._ends(call_id=call_id)
