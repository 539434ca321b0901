"""One line for each call event that an operator watches. No words of callers; numbers by their last digits only."""

from __future__ import annotations

from callcenter.domain.call_event import (
    AgentEntered,
    CallEnded,
    CallRefused,
    CallStarted,
    Fact,
    HoldChanged,
    LegAnswered,
    LegEnded,
    PersonAsked,
    RecordingSaved,
    ToolCalled,
    WrappedUp,
)
from callcenter.domain.phone_number import last_digits


def call_line(fact: Fact) -> str | None:
    """Return the line for a fact, or None where it isn't worth one."""
    match fact:
        case CallStarted():
            return f"call from {_masked(fact.caller_number)} to {_masked(fact.dialled_number)}"
        case CallRefused():
            return f"refused with {fact.sip_status}: {fact.reason}"
        case LegAnswered():
            return f"answered ({fact.codec or fact.kind.value})"
        case AgentEntered(from_agent=""):
            return f"agent {fact.agent}"
        case AgentEntered():
            return f"handoff {fact.from_agent} → {fact.agent}"
        case ToolCalled():
            return f"tool {fact.tool} {'done' if fact.ok else 'not done'} in {fact.duration_ms} ms"
        case PersonAsked():
            return f"person asked: {fact.outcome}"
        case HoldChanged():
            return "held by the caller" if fact.is_held else "resumed by the caller"
        case RecordingSaved():
            return f"recording saved ({fact.duration_ms / 1000:.0f} s)"
        case LegEnded(quality=quality) if quality is not None:
            return (
                f"line quality MOS {quality.mos:.1f}, loss {quality.loss_pct:.1f} %, jitter {quality.jitter_ms:.0f} ms"
            )
        case CallEnded():
            return f"ended after {fact.at_ms / 1000:.0f} s: {fact.termination.reason} ({fact.termination.result.value})"
        case WrappedUp():
            return f"wrapped up: {fact.disposition.value}"
        case _:
            return None


def _masked(number: str) -> str:
    digits = last_digits(number, 4)
    return f"…{digits}" if digits else "a withheld number"
