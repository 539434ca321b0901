"""A caller who types: plays lines into a running session, one turn after the other, and hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from livekit.agents import AgentSession

from callcenter.calls.context import CallContext
from callcenter.domain.calls.termination import EndReason

#: Longest wait for the agents' whole answer to one line, tools and handoffs included.
TURN_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One scripted conversation: an id of the author's, the caller's lines, the calling number ('' = withheld)."""

    id: str
    lines: tuple[str, ...]
    caller_number: str = ""


async def play(session: AgentSession[CallContext], context: CallContext, lines: AsyncIterator[str]) -> None:
    """Type the lines, each once the agents have answered the one before, then hang up.

    Stops early if the agents end the call.

    Raises:
        TimeoutError: an answer took longer than `TURN_TIMEOUT_S`.
    """
    await asyncio.wait_for(session.wait_for_idle(), TURN_TIMEOUT_S)
    async for line in lines:
        if context.leg.ended.done():
            return
        await asyncio.wait_for(session.run(user_input=line), TURN_TIMEOUT_S)
        await asyncio.wait_for(session.wait_for_idle(), TURN_TIMEOUT_S)
        if context.wants_hang_up:
            return await context.leg.hang_up(EndReason.AGENT_HUNG_UP)
    await context.leg.hang_up(EndReason.CALLER_HUNG_UP)


async def each(lines: Sequence[str]) -> AsyncIterator[str]:
    """Yield the lines of a script."""
    for line in lines:
        yield line
