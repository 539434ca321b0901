"""OpenTelemetry traces: livekit-agents' own spans, under one span a call, without personal data.

livekit-agents has spans for sessions, turns, stt, llm, tts and tools; the call around them and the handoffs are
ours. What leaves the process is filtered twice: by livekit-agents (`lk.pii.*` and the content of conversations)
and by `PrivateExporter`, which takes numbers, room names and identities out of whatever is left: LiveKit
names a SIP caller's participant and room after the caller's number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link

from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    Fact,
    LanguageChanged,
    ModelSwitched,
    PersonAsked,
    WrappedUp,
)
from callcenter.redaction import redact_numbers

if TYPE_CHECKING:
    from opentelemetry.trace import Status

CALL_ID = "callcenter.call_id"
#: Attributes that can name a person, by the last part of their name.
_NAMING = ("identity", "room_name", "phonenumber", "phone_number", "user", "prompt", "transcript", "arguments")
#: Ours and the protocol's: machine-made values in which digits mean nothing.
_EXEMPT = frozenset({CALL_ID})
_CLOSE_TIMEOUT_MS = 5_000

_tracer = trace.get_tracer("callcenter")


def open_telemetry(endpoint: str, *, service: str, exporter: SpanExporter | None = None) -> TracerProvider | None:
    """Send this process's traces to an OTLP/HTTP address; None (and nothing sent) if it is empty.

    Close with `close_telemetry`. `exporter` takes the place of the OTLP one.
    """
    if not endpoint and exporter is None:
        return None
    from livekit.agents.telemetry import set_tracer_provider
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(CallIdProcessor())
    # Before our exporter: livekit-agents strips content from the spans as they end, in the order of processors.
    set_tracer_provider(provider, allow_pii=False)
    provider.add_span_processor(BatchSpanProcessor(PrivateExporter(exporter or OTLPSpanExporter(endpoint=endpoint))))
    global _tracer
    _tracer = provider.get_tracer("callcenter")
    return provider


def close_telemetry(provider: TracerProvider | None) -> None:
    """Send what waits, for five seconds at most, and stop."""
    if provider is not None:
        provider.force_flush(_CLOSE_TIMEOUT_MS)
        provider.shutdown()


@contextmanager
def call_span(call: Call) -> Iterator[trace.Span]:
    """The span of one whole call; the session's spans become its children."""
    attributes = {
        CALL_ID: call.call_id,
        "callcenter.agent": call.agent,
        "callcenter.language": call.language,
        "callcenter.trunk": call.trunk,
        "callcenter.dispatch_rule": call.dispatch_rule,
    }
    with _tracer.start_as_current_span("call", attributes=attributes) as span:
        yield span


def note_fact(span: trace.Span, fact: Fact) -> None:
    """Put on the call's span what no span of livekit-agents tells: handoffs, persons, failovers, the end."""
    match fact:
        case AgentEntered(agent=agent, from_agent=before) if before:
            span.add_event("handoff", {"callcenter.from_agent": before, "callcenter.to_agent": agent})
        case PersonAsked(outcome=outcome):
            span.add_event("person_asked", {"callcenter.outcome": outcome})
        case ModelSwitched(part=part, from_model=before, to_model=after):
            span.add_event("model_switched", {"part": part, "from_model": before, "to_model": after})
        case LanguageChanged(language=after, from_language=before):
            span.add_event("language_changed", {"from_language": before, "language": after})
        case CallEnded(termination=termination):
            span.set_attribute("callcenter.termination.result", termination.result.value)
            span.set_attribute("callcenter.termination.reason", termination.reason)
        case WrappedUp(disposition=disposition):
            span.set_attribute("callcenter.disposition", disposition.value)
        case _:
            pass


class CallIdProcessor(SpanProcessor):
    """Puts the call id that `log.bind_call` bound on every span of the call, as it is on every log line."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Stamp the span."""
        call_id = structlog.contextvars.get_contextvars().get("call_id")
        if call_id is not None:
            span.set_attribute(CALL_ID, str(call_id))


class PrivateExporter(SpanExporter):
    """Passes spans on with whatever could name or number a person taken out."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export cleaned copies."""
        return self._inner.export([_clean_span(span) for span in spans])

    def shutdown(self) -> None:
        """Close the exporter behind."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush the exporter behind."""
        return self._inner.force_flush(timeout_millis)


def clean_attributes(attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the attributes that may leave the process, numbers in their texts redacted out."""
    return {key: _clean(key, value) for key, value in (attributes or {}).items() if not _is_naming(key)}


def _is_naming(key: str) -> bool:
    name = key.lower()
    return "pii" in name.split(".") or name.rpartition(".")[2].endswith(_NAMING)


def _clean(key: str, value: Any) -> Any:
    if key in _EXEMPT:
        return value
    if isinstance(value, str):
        return redact_numbers(value)
    if isinstance(value, tuple | list):
        return tuple(_clean(key, item) for item in value)
    return value


def _clean_span(span: ReadableSpan) -> ReadableSpan:
    events = [Event(event.name, clean_attributes(event.attributes), event.timestamp) for event in span.events]
    links = [Link(link.context, clean_attributes(link.attributes)) for link in span.links]
    return ReadableSpan(
        name=redact_numbers(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=clean_attributes(span.attributes),
        events=events,
        links=links,
        kind=span.kind,
        status=_clean_status(span.status),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _clean_status(status: Status) -> Status:
    """Keep the code: an error's text may quote what the caller said."""
    return type(status)(status.status_code)
