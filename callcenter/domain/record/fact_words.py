"""Every fact of a call in words, for the screen of whoever watches it and for the log of whoever runs the machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.phone_number import last_digits
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    CallerActed,
    CallRefused,
    CallStarted,
    DigitPressed,
    Fact,
    HoldChanged,
    LanguageChanged,
    LegAnswered,
    LegEnded,
    LineWasPoor,
    ModelSwitched,
    PersonAsked,
    PersonTried,
    RecordingConsent,
    RecordingSaved,
    SupervisorActed,
    Tagged,
    ToolCalled,
    TurnTaken,
    UsageMeasured,
    WrappedUp,
)
from callcenter.domain.record.tool_end import tool_end

_WITHHELD = "a withheld number"


@dataclass(frozen=True, slots=True)
class FactWords:
    """A fact in words: `head` is what happened or who spoke, `rest` the particulars, with all that callers said.

    `open` is the whole line without callers' words, and numbers by their last digits only; None if a log doesn't
    need it.
    """

    head: str
    rest: str
    open: str | None = None


def fact_words(fact: Fact) -> FactWords | None:
    """Return a fact in words, or None if nobody would miss it."""
    return _WORDS[type(fact)](fact)


def _told(head: str, rest: str = "") -> FactWords:
    """Return words that a log may have as they are."""
    return FactWords(head, rest, open=f"{head} {rest}".rstrip())


def _started(fact: CallStarted) -> FactWords:
    def line(shown: Callable[[str], str]) -> str:
        return f"from {shown(fact.caller_number)} to {shown(fact.dialled_number)}"

    return FactWords("call", line(lambda number: number or _WITHHELD), open=f"call {line(_masked)}")


def _entered(fact: AgentEntered) -> FactWords:
    if not fact.from_agent:
        return _told("agent", fact.agent)
    return _told("handoff", f"{fact.from_agent} → {fact.agent}")


def _tool(fact: ToolCalled) -> FactWords:
    arguments = ", ".join(f"{key}={value}" for key, value in fact.arguments.items())
    end = f"{tool_end(fact.ok, fact.result).words} ({fact.duration_ms} ms)"
    return FactWords("tool", f"{fact.tool}({arguments}) {end}", open=f"tool {fact.tool} {end}")


def _turn(fact: TurnTaken) -> FactWords:
    turn = fact.turn
    who = "caller" if turn.speaker is Speaker.CALLER else turn.agent or "agent"
    cut = " ✂ interrupted" if turn.is_interrupted else ""
    return FactWords(f"{turn.started_ms / 1000:.1f}s {who}:", f"{turn.text}{cut}{_latency(turn)}")


def _latency(turn: Turn) -> str:
    """Return what the answer took, and its parts as far as they are known."""
    latency = turn.latency
    if latency is None or latency.response_ms is None:
        return ""
    parts = {
        "heard": latency.transcript_ms,
        "turn": latency.end_of_turn_ms,
        "token": latency.first_token_ms,
        "audio": latency.first_audio_ms,
    }
    detail = " ".join(f"{name} {value}" for name, value in parts.items() if value is not None)
    return f" ({latency.response_ms} ms{': ' + detail if detail else ''})"


def _recording(fact: RecordingSaved) -> FactWords:
    length = f"({fact.duration_ms / 1000:.0f} s)"
    return FactWords("recording saved", f"{length} {fact.path}", open=f"recording saved {length}")


def _leg_ended(fact: LegEnded) -> FactWords | None:
    quality = fact.quality
    if quality is None:
        return None
    return _told(
        "line quality",
        f"MOS {quality.mos:.1f}, loss {quality.loss_pct:.1f} %, jitter {quality.jitter_ms:.0f} ms",
    )


def _ended(fact: CallEnded) -> FactWords:
    end = fact.termination
    return _told("ended", f"after {fact.at_ms / 1000:.0f} s: {end.reason} ({end.result})")


def _wrapped_up(fact: WrappedUp) -> FactWords:
    return FactWords("wrapped up:", fact.summary, open=f"wrapped up: {fact.disposition}")


#: All facts there are.
_WORDS: Mapping[type[Any], Callable[[Any], FactWords | None]] = {
    CallStarted: _started,
    CallRefused: lambda fact: _told("refused", f"with {fact.sip_status}: {fact.reason}"),
    LegAnswered: lambda fact: _told("answered", f"({fact.codec or fact.kind})"),
    AgentEntered: _entered,
    TurnTaken: _turn,
    ToolCalled: _tool,
    Tagged: lambda fact: FactWords("tag", fact.tag),
    DigitPressed: lambda fact: FactWords("key", fact.digit),
    CallerActed: lambda fact: None,
    RecordingConsent: lambda fact: FactWords("recording consent:", str(fact.answer)),
    HoldChanged: lambda fact: _told("held" if fact.is_held else "resumed", "by the caller"),
    LineWasPoor: lambda fact: _told(
        "poor line:", f"{fact.loss_pct:.0f} % lost, jitter {fact.jitter_ms:.0f} ms in {fact.seconds} s"
    ),
    PersonAsked: lambda fact: _told("person asked:", str(fact.outcome)),
    SupervisorActed: lambda fact: FactWords(
        "supervisor", f"{fact.identity}: {fact.method} {fact.outcome} {fact.text}".rstrip()
    ),
    PersonTried: lambda fact: _told("person rung:", fact.reason),
    ModelSwitched: lambda fact: FactWords(fact.part, f"{fact.from_model} → {fact.to_model}"),
    LanguageChanged: lambda fact: FactWords("language", f"{fact.from_language} → {fact.language}"),
    RecordingSaved: _recording,
    UsageMeasured: lambda fact: None,
    LegEnded: _leg_ended,
    CallEnded: _ended,
    WrappedUp: _wrapped_up,
}


def _masked(number: str) -> str:
    digits = last_digits(number, 4)
    return f"…{digits}" if digits else _WITHHELD
