"""Traces: one span a call, livekit-agents' spans below it, the call id on each, and nobody's data on any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog
from livekit.agents import telemetry as agents_telemetry
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Status, StatusCode

from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import AgentEntered, CallEnded, PersonAsked, WrappedUp
from callcenter.domain.record.disposition import Disposition
from callcenter.log import bind_call
from callcenter.telemetry import call_span, clean_attributes, close_telemetry, note_fact, open_telemetry

CALL = Call(
    call_id="call_019355550100123",
    started_at=datetime(2026, 1, 2, tzinfo=UTC),
    caller_number="+15550100123",
    dialled_number="+18005550100",
    trunk="carrier-in",
    dispatch_rule="main",
    room="call-_+15550100123_abc",
)


@pytest.fixture
def exported() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = open_telemetry("", service="test", exporter=exporter)
    assert provider is not None
    exporter.flush = provider.force_flush  # type: ignore[attr-defined]
    with structlog.contextvars.bound_contextvars():
        yield exporter
    close_telemetry(provider)


def test_telemetry__no_endpoint__is_off() -> None:
    assert open_telemetry("", service="test") is None


def test_call__with_livekits_spans__one_trace_with_the_call_id_on_each(exported: InMemorySpanExporter) -> None:
    with call_span(CALL) as span:
        bind_call(CALL.call_id)
        with agents_telemetry.tracer.start_as_current_span("agent_turn"):
            pass
        note_fact(span, AgentEntered(agent="triage", from_agent="", at_ms=0))
        note_fact(span, AgentEntered(agent="billing", from_agent="triage", at_ms=9))
        note_fact(span, PersonAsked(destination="+15550100999", outcome="busy", at_ms=10))
        note_fact(span, CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=11))
        note_fact(span, WrappedUp(disposition=Disposition.RESOLVED, summary="Ann paid."))

    exported.flush()  # type: ignore[attr-defined]
    turn, call = exported.get_finished_spans()
    assert (turn.name, call.name) == ("agent_turn", "call")
    assert turn.parent is not None
    assert turn.parent.span_id == call.context.span_id
    assert {span.attributes["callcenter.call_id"] for span in (turn, call)} == {CALL.call_id}
    assert [event.name for event in call.events] == ["handoff", "person_asked"]
    assert call.attributes["callcenter.disposition"] == "resolved"
    assert call.attributes["callcenter.termination.reason"] == "caller-hung-up"


def test_spans__with_personal_data__leave_without(exported: InMemorySpanExporter) -> None:
    with call_span(CALL) as span:
        span.set_attribute("lk.pii.user_transcript", "my name is Ann")
        span.set_attribute("lk.rpc.caller_identity", "sip_+15550100123")
        span.set_attribute("gen_ai.input.messages", "my name is Ann")
        span.set_attribute("http.url", "https://x/rooms/call-_+15550100123_abc?n=555-010-0123")
        span.set_attribute("numbers", ["+1 555 010 0123", "ok"])
        span.add_event("gen_ai.user.message", {"content": "my name is Ann"})
        span.add_event("said", {"detail": "call +15550100123 back"})
        span.set_status(Status(StatusCode.ERROR, "Ann said 5550100123"))
        with pytest.raises(ValueError, match="Ann"), agents_telemetry.tracer.start_as_current_span("tool"):
            raise ValueError("no account for Ann at +15550100123")

    exported.flush()  # type: ignore[attr-defined]
    text = " ".join(span.to_json() for span in exported.get_finished_spans())
    assert "Ann" not in text
    assert "5550100123" not in text.replace(CALL.call_id, "")
    assert "0123" not in text.replace(CALL.call_id, "").replace("010-0123", "FOUND")


def test_clean_attributes__harmless_values__stay() -> None:
    attributes = {"model": "llama-3.3-70b-versatile", "lk.ttft": 0.25, "port": 5060, "when": "2026-01-02"}

    assert clean_attributes(attributes) == {**attributes, "when": "#"}
