"""Prometheus metrics, the same names on a single machine and in a cluster. docs/metrics.md lists them.

Labels come from closed sets or from the operators' own files (agents, models), never from callers. Functions are
named for what happened; nobody else touches the metric objects.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, make_wsgi_app

from callcenter.cost import prices, usage_cents
from callcenter.domain.calls.termination import EndReason, Termination, terminate
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import TurnLatency
from callcenter.domain.record.call_event import (
    AgentEntered,
    Fact,
    ModelSwitched,
    PersonAsked,
    ToolCalled,
    UsageMeasured,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.errors import SettingsError

_journal_lags: dict[int, Callable[[], int]] = {}
#: Our own registry: what other libraries register by default is theirs.
REGISTRY = CollectorRegistry()

#: Connections to the metrics at once: one more closes the oldest.
MAX_SCRAPES = 16
#: Seconds. A caller notices a second, and hangs up after five.
_LATENCY_BUCKETS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
_DURATION_BUCKETS = (5, 15, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600)

_active_calls = Gauge(
    "callcenter_calls_active", "Calls being served now", registry=REGISTRY, multiprocess_mode="livesum"
)
_calls_limit = Gauge(
    "callcenter_calls_limit", "Calls at which the worker is full", registry=REGISTRY, multiprocess_mode="max"
)
_calls = Counter(
    "callcenter_calls",
    "Calls that ended",
    ("agent", "disposition", "result", "reason"),
    registry=REGISTRY,
)
_call_duration = Histogram(
    "callcenter_call_duration_seconds", "Length of a call", buckets=_DURATION_BUCKETS, registry=REGISTRY
)
_turn_latency = Histogram(
    "callcenter_turn_latency_seconds",
    "From the caller's last word to each part of the agent's answer",
    ("part",),
    buckets=_LATENCY_BUCKETS,
    registry=REGISTRY,
)
_handoffs = Counter("callcenter_handoffs", "Callers passed to another agent", ("agent",), registry=REGISTRY)
_transfers = Counter("callcenter_transfers", "Attempts to reach a person", ("outcome",), registry=REGISTRY)
_tool_calls = Counter("callcenter_tool_calls", "Function tools used", ("agent", "tool", "ok"), registry=REGISTRY)
_model_errors = Counter("callcenter_model_errors", "Errors of models", ("part", "model", "kind"), registry=REGISTRY)
_model_switches = Counter(
    "callcenter_model_switches", "Failovers to another model of a chain", ("part", "model"), registry=REGISTRY
)
_model_tokens = Counter("callcenter_model_tokens", "Tokens", ("model", "direction"), registry=REGISTRY)
_model_characters = Counter("callcenter_model_characters", "Characters spoken", ("model",), registry=REGISTRY)
_model_audio = Counter("callcenter_model_audio_seconds", "Audio heard or spoken", ("part", "model"), registry=REGISTRY)
_model_cost = Counter("callcenter_model_cost_cents", "Cost by the price table", ("model",), registry=REGISTRY)
_unpriced = Counter(
    "callcenter_model_unpriced_calls",
    "Calls in which a model worked that the price table lacks",
    ("model",),
    registry=REGISTRY,
)
_journal_lag = Gauge(
    "callcenter_journal_lag_facts",
    "Facts journaled but not in Postgres",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
_sip_refusals = Counter("callcenter_sip_refusals", "Calls refused", ("reason",), registry=REGISTRY)
_sip_unreadable = Counter(
    "callcenter_sip_unreadable_packets", "Packets at the SIP port that couldn't be read", registry=REGISTRY
)
_late_audio = Counter("callcenter_late_audio_ticks", "Rounds of all calls' audio that came late", registry=REGISTRY)
_worker_restarts = Counter("callcenter_worker_restarts", "Workers replaced", ("reason",), registry=REGISTRY)

# Prometheus sees no increase in a series' first value: what can be known beforehand begins at zero.
_LATENCY_PARTS = ("transcript", "end_of_turn", "first_token", "first_audio", "response")
for _part in _LATENCY_PARTS:
    _turn_latency.labels(_part)
for _outcome in TransferOutcome:
    _transfers.labels(_outcome)


def start_metrics(port: int, *, address: str = "127.0.0.1") -> None:
    """Serve the metrics over HTTP at /metrics, in a thread of its own.

    Raises:
        SettingsError: the port can't be taken.
    """

    def take() -> None:
        server = _MetricsServer((address, port), _Scrape)
        server.set_app(make_wsgi_app(REGISTRY))
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()

    check_metrics_port(port, take)


class _Scrape(WSGIRequestHandler):
    """One request, of which nothing is logged."""

    #: Seconds in which its next bytes must come.
    timeout = 5

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


class _MetricsServer(ThreadingMixIn, WSGIServer):
    """A thread a connection, and few of them: who connects and says nothing takes no files and memory that calls need.

    prometheus_client's own has no bound: 600 open connections had the worker replaced as one that leaks.
    """

    daemon_threads = True

    def __init__(self, *how: Any) -> None:
        self._open: dict[socket.socket, None] = {}
        super().__init__(*how)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread; if there are too many the one that has been here longest goes."""
        for oldest in list(self._open)[: len(self._open) - MAX_SCRAPES + 1]:
            self._open.pop(oldest, None)
            with suppress(OSError):
                oldest.shutdown(socket.SHUT_RDWR)
        self._open[request] = None
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close it."""
        self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, *_: Any) -> None:
        """A connection that was cut is nobody's error."""


def check_metrics_port(port: int, take: Callable[[], object]) -> None:
    """Take the metrics' port by the function given.

    Raises:
        SettingsError: it can't be taken.
    """
    try:
        take()
    except OSError as error:
        raise SettingsError(
            f"The metrics port {port} can't be taken: {error.strerror}.",
            remedy="Stop the program that holds it, or set CALLCENTER_METRICS_PORT to another (0 is off).",
        ) from error


def calls_limited(limit: int) -> None:
    """The worker is full with so many calls."""
    _calls_limit.set(limit)


def call_started() -> None:
    """A call is being served."""
    _active_calls.inc()


def call_ended(*, agent: str, disposition: Disposition, termination: Termination, duration_s: float) -> None:
    """A served call is over. `agent` is the one who had the caller last."""
    _active_calls.dec()
    _calls.labels(agent, disposition.value, termination.result.value, termination.reason).inc()
    _call_duration.observe(duration_s)


def turn_taken(latency: TurnLatency) -> None:
    """An agent answered a caller."""
    parts = {
        "transcript": latency.transcript_ms,
        "end_of_turn": latency.end_of_turn_ms,
        "first_token": latency.first_token_ms,
        "first_audio": latency.first_audio_ms,
        "response": latency.response_ms,
    }
    for part, value_ms in parts.items():
        if value_ms is not None:
            _turn_latency.labels(part).observe(value_ms / 1000)


def fact_recorded(fact: Fact) -> None:
    """Count what a call's facts tell: handoffs, persons asked, tools, failovers, consumption with its cost."""
    match fact:
        case AgentEntered(agent=agent, from_agent=before) if before:
            handed_off(agent)
        case PersonAsked(outcome=outcome):
            person_asked(outcome)
        case ToolCalled(agent=agent, tool=tool, ok=ok):
            tool_called(agent, tool, ok=ok)
        case ModelSwitched(part=part, to_model=model):
            model_switched(part, model)
        case UsageMeasured():
            _usage_measured(fact)
        case _:
            pass


def _usage_measured(usage: UsageMeasured) -> None:
    cents = usage_cents(usage, prices())
    if cents is None:
        _unpriced.labels(usage.model).inc()
    model_used(
        usage.part,
        usage.model,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        characters=usage.characters,
        audio_ms=usage.audio_ms,
        cents=float(cents or 0),
    )


def handed_off(to_agent: str) -> None:
    """An agent passed the caller to another."""
    _handoffs.labels(to_agent).inc()


def person_asked(outcome: TransferOutcome) -> None:
    """We tried to reach a person."""
    _transfers.labels(outcome).inc()


def tool_called(agent: str, tool: str, *, ok: bool) -> None:
    """An agent used a tool."""
    _tool_calls.labels(agent, tool, str(ok).lower()).inc()


def model_failed(part: str, model: str, kind: str) -> None:
    """A model gave an error; `kind` is the error's type, a timeout or a stall."""
    _model_errors.labels(part, model, kind).inc()


def model_switched(part: str, to_model: str) -> None:
    """A failover chain moved to another model."""
    _model_switches.labels(part, to_model).inc()


def model_used(
    part: str, model: str, *, input_tokens: int, output_tokens: int, characters: int, audio_ms: int, cents: float
) -> None:
    """A model did its work in a call."""
    for direction, count in (("input", input_tokens), ("output", output_tokens)):
        if count:
            _model_tokens.labels(model, direction).inc(count)
    if characters:
        _model_characters.labels(model).inc(characters)
    if audio_ms:
        _model_audio.labels(part, model).inc(audio_ms / 1000)
    if cents:
        _model_cost.labels(model).inc(cents)


def watch_journal(lag: Callable[[], int]) -> None:
    """Read the journal's lag whenever the metrics are. A cluster's worker has a journal a job, each in its thread."""
    # A thread's number is used again once the thread has ended, so the table stays as small as the worker.
    _journal_lags[threading.get_ident()] = lag
    _journal_lag.set_function(_total_lag)


def note_journal_lag() -> None:
    """Write the lag down: if jobs are processes, prometheus_client reads files and calls no functions."""
    _journal_lag.set(_total_lag())


def _total_lag() -> int:
    return sum(lag() for lag in list(_journal_lags.values()))


def sip_refused(reason: VerdictReason | EndReason) -> None:
    """A call was refused, or no agent served it."""
    _sip_refusals.labels(reason).inc()


def sip_packets_unreadable(packets: int) -> None:
    """So many packets came to the SIP port that no message could be read from."""
    _sip_unreadable.inc(packets)


def audio_was_late() -> None:
    """A round of all calls' audio came more than 60 ms late."""
    _late_audio.inc()


def workers_replaced(counts: Mapping[str, int], *, lost_calls: int) -> None:
    """The single machine's workers were replaced so often before this one, by crash or leak.

    Calls that went with them had nobody left to count their end.
    """
    for reason in ("crash", "leak"):
        _worker_restarts.labels(reason).inc(counts.get(reason, 0))
    lost = terminate(EndReason.WORKER_LOST)
    _calls.labels("unknown", Disposition.FAILED.value, lost.result.value, lost.reason).inc(lost_calls)
