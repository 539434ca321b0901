"""A dispatch rule's opening hours, kept by the worker: LiveKit knows none, so the rule's dispatch tells them.

Judged before the caller is answered: LiveKit SIP sends 200 OK only once an agent's voice is in the room.
"""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from callcenter import metrics
from callcenter.calls.record.journal import Journal
from callcenter.domain.calls.call import Call
from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.matching import RoutingOutcome, Verdict, keep_hours
from callcenter.domain.routing.opening_hours import Calendar, OpenSpan
from callcenter.domain.routing.reason import VerdictReason
from callcenter.errors import JournalError
from callcenter.log import logger
from callcenter.telephony.livekit.attributes import JobMetadata
from callcenter.telephony.refusal import BUSY_HERE, refusal_facts

log = logger(__name__)


class _Told(BaseModel):
    """A calendar as a dispatch tells it (`provisioning.targets.livekit_rooms`)."""

    timezone: str
    spans: tuple[OpenSpan, ...]
    closed_on: tuple[str, ...] = ()


def told_calendar(metadata: JobMetadata) -> Calendar | None:
    """Return the rule's calendar as the dispatch tells it; None if there is none, or none that can be read."""
    if metadata.calendar is None:
        return None
    try:
        told = _Told.model_validate(metadata.calendar)
    except ValidationError as error:
        _not_judged(metadata.opening_hours, error)
        return None
    return Calendar(name=metadata.opening_hours, timezone=told.timezone, spans=told.spans, closed_on=told.closed_on)


def judge_hours(call: Call, metadata: JobMetadata) -> Verdict:
    """Return what becomes of a call by its rule's hours, at the time it came.

    If there are none it is open, and if they can't be judged, too: a faulty calendar must lose no call.
    """
    rule = DispatchRule(
        name=call.dispatch_rule,
        agent=call.agent,
        opening_hours=metadata.opening_hours,
        outside_hours=metadata.outside_hours,
        outside_agent=metadata.outside_agent,
        outside_message=metadata.outside_message,
    )
    found = Verdict(
        outcome=RoutingOutcome.ACCEPT,
        reason=VerdictReason.ACCEPTED,
        why=f"LiveKit's rule {rule.name} takes it.",
        trunk=call.trunk,
        rule=rule.name,
        room=call.room,
        agent=call.agent,
        rule_found=rule,
    )
    if (calendar := told_calendar(metadata)) is None:
        return found
    try:
        return keep_hours(found, rule, calendar, call.started_at)
    # OSError: zoneinfo opens a file of the time zone's name, which may be a folder (America).
    except (ValueError, KeyError, OSError) as error:
        _not_judged(rule.opening_hours, error)
        return found


def _not_judged(calendar: str, error: Exception) -> None:
    log.error(
        "hours_not_judged",
        calendar=calendar,
        error=type(error).__name__,
        remedy="The call is taken as within hours. Correct the calendar (`callcenter validate`) and apply it.",
    )


def record_refusal(call: Call, found: Verdict, journal: Journal) -> None:
    """Count a refused call and put it in the call log."""
    metrics.sip_refused(found.reason)
    facts = refusal_facts(
        call, reason=found.reason, trunk=found.trunk, sip_status=BUSY_HERE, explanation=found.to_json()
    )
    try:
        opened = journal.open(call.call_id)
    except JournalError as error:
        log.error("refusal_not_recorded", error=error.what, remedy=error.remedy)
        return
    for fact in facts:
        opened.record(fact)
    opened.close()
