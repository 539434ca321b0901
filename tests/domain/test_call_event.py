from datetime import UTC, datetime

import pytest

from callcenter.domain.calls.leg import LegKind, LegQuality
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import (
    FACTS,
    AgentEntered,
    CallEnded,
    CallerActed,
    CallEvent,
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
    RecordingAnswer,
    RecordingConsent,
    RecordingSaved,
    SupervisorActed,
    SupervisorOutcome,
    Tagged,
    ToolCalled,
    TurnTaken,
    UsageMeasured,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.tool_answer import Outcome

EVERY_FACT: list[Fact] = [
    CallStarted(
        caller_number="+18005550123",
        dialled_number="+18005550100",
        trunk="main",
        dispatch_rule="main",
        room="call-1",
        agent="triage",
        language="en",
        sip_call_id="abc",
        source_address="127.0.0.1",
        headers={"user-agent": "x"},
        worker_pid=1,
    ),
    CallRefused(reason=VerdictReason.NO_TRUNK, sip_status=404, explanation={"outcome": "reject"}),
    LegAnswered(leg="caller", kind=LegKind.SIP, codec="PCMU"),
    AgentEntered(agent="triage", from_agent="", at_ms=1),
    TurnTaken(
        turn=Turn(
            speaker=Speaker.CALLER,
            text="hi",
            started_ms=1,
            ended_ms=2,
            is_interrupted=True,
            latency=TurnLatency(response_ms=3),
        )
    ),
    ToolCalled(
        agent="b",
        tool="t",
        arguments={"a": 1},
        result={"ok": True},
        ok=True,
        at_ms=1,
        duration_ms=2,
        outcome=Outcome.DONE,
    ),
    Tagged(tag="vip"),
    CallerActed(act=Act.OBJECTION, at_ms=4),
    RecordingConsent(answer=RecordingAnswer.YES, at_ms=4),
    DigitPressed(digit="5", at_ms=1),
    HoldChanged(is_held=True, at_ms=1),
    LineWasPoor(seconds=5, loss_pct=4.0, jitter_ms=31.0, at_ms=5000),
    SupervisorActed(identity="supervisor-1", method="say", outcome=SupervisorOutcome.OK, at_ms=1),
    PersonTried(reason="asked", at_ms=1),
    PersonAsked(destination="sip:x@127.0.0.1", outcome=TransferOutcome.BUSY, at_ms=1),
    LanguageChanged(language="es", from_language="en", at_ms=1),
    ModelSwitched(part="llm", from_model="a", to_model="b", at_ms=1),
    RecordingSaved(path="x.wav", duration_ms=1),
    UsageMeasured(part="tts", model="piper", characters=10),
    LegEnded(
        leg="caller",
        reason=EndReason.CALLER_HUNG_UP,
        quality=LegQuality(mos=4.4, loss_pct=0, jitter_ms=1, rtt_ms=1, rx_packets=5, tx_packets=5),
    ),
    CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=9),
    WrappedUp(disposition=Disposition.RESOLVED, summary="done"),
]


def test_call_event__every_kind_of_fact__survives_json() -> None:
    import json

    assert {type(fact).__name__ for fact in EVERY_FACT} == set(FACTS)
    for seq, fact in enumerate(EVERY_FACT, start=1):
        event = CallEvent(call_id="call_1", seq=seq, at=datetime(2026, 1, 2, tzinfo=UTC), fact=fact)
        read = CallEvent.from_json(json.loads(json.dumps(event.to_json())))
        assert read == event
        # An enum's word is equal to the enum.
        assert repr(read) == repr(event)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"fact": "Nonsense", "data": {}},
        {"fact": "Tagged", "data": {"wrong": 1}},
        {"fact": "LegEnded", "data": {"leg": "caller", "reason": "no-such-reason"}},
        {"fact": "TurnTaken", "data": {"turn": "hi"}},
    ],
)
def test_call_event__broken_json__is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a call event"):
        CallEvent.from_json({"call_id": "call_1", "seq": 1, "at": "2026-01-02T00:00:00+00:00", **broken})
