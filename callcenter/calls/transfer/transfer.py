"""Sending the caller to a person, with the reason and what the person should know."""

from __future__ import annotations

import asyncio

from callcenter.calls.context import CallContext
from callcenter.calls.transfer.fact_sheet import FactSheet, fact_sheet
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.record.call_event import PersonAsked, PersonTried
from callcenter.errors import LegGone, TransferFailed

#: SIP headers of a transfer, if the rule allows them.
REASON_HEADER, SHEET_HEADER, CALL_HEADER = "X-Call-Reason", "X-Call-Sheet", "X-Call-Id"


async def connect_person(context: CallContext, destination: str, *, reason: str) -> TransferOutcome:
    """Try to send the caller to a person, put it on record, and return what came of it.

    `reason` is why: the caller asked, an emergency, `supervisor`, or the code of the tool that couldn't.
    """
    sheet = fact_sheet(context.facts, context.identity_level)
    headers = _headers(context, reason, sheet) if context.call.duties.transfer_headers else {}
    context.record(PersonTried(reason=reason, at_ms=context.elapsed_ms()))
    outcome = await _transfer(context, destination, headers)
    context.record(
        PersonAsked(
            destination=destination,
            outcome=outcome,
            at_ms=context.elapsed_ms(),
            reason=reason,
            sheet=sheet.to_json(),
        )
    )
    context.tag(f"person:{outcome}")
    return outcome


async def _transfer(context: CallContext, destination: str, headers: dict[str, str]) -> TransferOutcome:
    try:
        await context.transfer(destination, headers)
    except TransferFailed as error:
        return error.reason
    except LegGone:
        return TransferOutcome.ERROR
    except asyncio.CancelledError:
        # A leg that has left with its caller ends the session, and with it this task, maybe before the stack's answer
        # came back to us. That is the success we were waiting for, and it belongs on record.
        if not (context.leg.ended.done() and context.leg.ended.result().reason is EndReason.TRANSFERRED):
            raise
    return TransferOutcome.TRANSFERRED


def _headers(context: CallContext, reason: str, sheet: FactSheet) -> dict[str, str]:
    return {REASON_HEADER: reason, SHEET_HEADER: sheet.as_header(), CALL_HEADER: context.call.call_id}
