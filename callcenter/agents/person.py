"""Connecting the caller to a person, which every agent can."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from livekit.agents import RunContext, function_tool
from livekit.agents.llm import FunctionTool, ToolResult

from callcenter.agents.answers import Cannot
from callcenter.agents.telling import keep_going, tell
from callcenter.calls.context import CallContext
from callcenter.domain.call_event import PersonAsked
from callcenter.errors import LegGone, TransferFailed

NAME = "connect_to_person"
#: How a failed attempt comes out, as facts and answers name it.
_OUTCOMES = ("refused", "busy", "unanswered")


def person_tool(announcement: Callable[[], str]) -> FunctionTool[..., Any]:
    """Return the tool; it says the announcement before it tries."""

    @function_tool
    async def connect_to_person(context: RunContext[CallContext]) -> ToolResult:
        """Connect the caller to a person of the company.

        Call this when the caller asks for a person, or when a tool's answer says so. It tells the caller itself. If
        nobody is free the answer says so: then offer to open a ticket.
        """
        call = context.userdata
        keep_going(context)
        await tell(context, announcement())
        outcome = await _connect(call)
        call.record(PersonAsked(destination=call.settings.sip.person, outcome=outcome, at_ms=call.elapsed_ms()))
        call.tag(f"person:{outcome}")
        if outcome != "transferred":
            context.speech_handle.allow_interruptions = True
            raise Cannot(
                "person-unavailable",
                attempt=outcome,
                offer="open_ticket",
                next="Say that nobody is free and offer to open a ticket.",
            )
        return ToolResult({"attempt": outcome}, reply_required=False)

    return connect_to_person


async def _connect(call: CallContext) -> str:
    """Try to send the caller to the person and return what came of it."""
    try:
        await call.transfer(call.settings.sip.person)
    except TransferFailed as error:
        return error.reason if error.reason in _OUTCOMES else "error"
    except LegGone:
        return "error"
    except asyncio.CancelledError:
        # A leg that has left with its caller ends the session, and with it this task, maybe before the stack's answer
        # came back to us. That is the success we were waiting for, and it belongs on record.
        if not (call.leg.ended.done() and call.leg.ended.result().reason == "transferred"):
            raise
    return "transferred"
