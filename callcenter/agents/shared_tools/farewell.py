"""Ending the call, which every agent can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livekit.agents import RunContext, function_tool
from livekit.agents.llm import FunctionTool, ToolResult

from callcenter.agents.toolkit.telling import tell
from callcenter.calls.context import CallContext

NAME = "end_call"
#: In the call's notes: it was told once that something is open.
TOLD = "end_call"
#: What a model does with what was proposed and not carried out when the caller leaves.
STILL_OPEN = (
    "Not ended yet: what `open` says is not done, and the caller may think that it is. If they agreed to it, commit"
    " it. Else say in one sentence that it isn't done, then call this tool again."
)


def farewell_tool(goodbye: Callable[[], str]) -> FunctionTool[..., Any]:
    """Return the tool; it says goodbye and has the leg hung up afterwards."""

    @function_tool
    async def end_call(context: RunContext[CallContext]) -> ToolResult:
        """Say goodbye and hang up.

        Call this when the caller says goodbye or needs nothing more. It says goodbye itself; don't do it before. Never
        call it while the caller still waits for an answer.
        """
        call = context.userdata
        if call.is_led_by_model and TOLD not in call.notes and (waiting := _still_open(context)):
            call.notes[TOLD] = True
            return ToolResult({"is_ending": False, "open": waiting, "next": STILL_OPEN})
        is_heard = await tell(context, goodbye())
        # A caller who talks into the goodbye has something to say after all.
        call.wants_hang_up = is_heard
        return ToolResult({"is_ending": is_heard}, reply_required=False)

    return end_call


def _still_open(context: RunContext[CallContext]) -> list[str]:
    """Return what was proposed and neither carried out nor turned down."""
    call = context.userdata
    call.agreement.turn_aside(context.session.history.items, language=call.language, customer_id=call.customer_id)
    return [proposal.sentence for proposal in call.agreement.open]
