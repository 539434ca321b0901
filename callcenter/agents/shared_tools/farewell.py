"""Ending the call, which every agent can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livekit.agents import RunContext, function_tool
from livekit.agents.llm import FunctionTool, ToolResult

from callcenter.agents.toolkit.telling import tell
from callcenter.calls.context import CallContext

NAME = "end_call"


def farewell_tool(goodbye: Callable[[], str]) -> FunctionTool[..., Any]:
    """Return the tool; it says goodbye and has the leg hung up afterwards."""

    @function_tool
    async def end_call(context: RunContext[CallContext]) -> ToolResult:
        """Say goodbye and hang up.

        Call this when the caller says goodbye or needs nothing more. It says goodbye itself; don't do it before. Never
        call it while the caller still waits for an answer.
        """
        is_heard = await tell(context, goodbye())
        # A caller who talks into the goodbye has something to say after all.
        context.userdata.wants_hang_up = is_heard
        return ToolResult({"is_ending": is_heard}, reply_required=False)

    return end_call
