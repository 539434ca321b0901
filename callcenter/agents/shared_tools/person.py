"""Connecting the caller to a person, which every agent can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livekit.agents import RunContext, function_tool
from livekit.agents.llm import FunctionTool, ToolResult

from callcenter.agents.toolkit.answers import Cannot
from callcenter.agents.toolkit.telling import keep_going, tell
from callcenter.calls.context import CallContext
from callcenter.calls.transfer.fact_sheet import reason_for_person
from callcenter.calls.transfer.transfer import connect_person
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.record.call_event import PersonAsked
from callcenter.domain.routing.hours_said import hours_said

NAME = "connect_to_person"
#: What a model does when nobody took the call: the first time, and later.
OFFER_TICKET = (
    "Say that nobody is free. Go on with what you or a specialist you can hand over to can do for them; if that is "
    "nothing, offer to open a ticket."
)
AGAIN = (
    "Say that still nobody is free, when people are there, and that they can call again or leave a message with the "
    "day and time at which they'd like to be called. Don't offer again what they have turned down; go on with what you "
    "can do, or say goodbye."
)


def _hours(call: CallContext) -> str:
    """Return when people are there, as it is said in the call's language; '' if the call's rule has no calendar."""
    return hours_said(call.call.calendar, call.language) if call.call.calendar is not None else ""


def person_tool(announcement: Callable[[], str], *, person: str = "") -> FunctionTool[..., Any]:
    """Return the tool; it says the announcement before it tries.

    The dispatch rule's person comes first, since it is the dialled business's; then the agent's own (`person`), then
    the setting's.
    """

    @function_tool
    async def connect_to_person(context: RunContext[CallContext]) -> ToolResult:
        """Connect the caller to a person of the company.

        Call this when the caller asks for a person, or says yes to the person that you offered. It tells the caller
        itself. If nobody is free the answer says so: then offer to open a ticket.
        """
        call = context.userdata
        keep_going(context)
        await tell(context, announcement())
        destination = call.call.person or person or call.settings.sip.person
        has_failed = any(isinstance(fact, PersonAsked) for fact in call.facts)
        outcome = await connect_person(call, destination, reason=reason_for_person(call.facts))
        if outcome is not TransferOutcome.TRANSFERRED:
            context.speech_handle.allow_interruptions = True
            # What could help instead is offered once; a caller who is sent round in circles hears no end of it.
            raise Cannot(
                "person-unavailable",
                attempt=outcome,
                is_again=has_failed,
                hours=_hours(call),
                offer="" if has_failed else "open_ticket",
                next=AGAIN if has_failed else OFFER_TICKET,
            )
        return ToolResult({"attempt": outcome}, reply_required=False)

    return connect_to_person
