"""What a call leaves in the metrics: the dashboard's names, closed labels, nobody's words."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from callcenter import metrics
from callcenter.calls.session import switches_recorded
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.turn import TurnLatency
from callcenter.domain.record.call_event import AgentEntered, ModelSwitched, PersonAsked, ToolCalled, UsageMeasured
from callcenter.domain.record.disposition import Disposition
from callcenter.models.failover.switches import Switch
from callcenter.models.model_string import Part
from tests.fakes.ports import free_port


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_call__started_and_ended__counts_once_and_leaves_none_active() -> None:
    labels = {"agent": "billing", "disposition": "resolved", "result": "success", "reason": "caller-hung-up"}
    before, active = value("callcenter_calls_total", **labels), value("callcenter_calls_active")
    metrics.call_started()
    assert value("callcenter_calls_active") == active + 1

    metrics.call_ended(
        agent="billing",
        disposition=Disposition.RESOLVED,
        termination=terminate(EndReason.CALLER_HUNG_UP),
        duration_s=42,
    )

    assert value("callcenter_calls_total", **labels) == before + 1
    assert value("callcenter_calls_active") == active


def test_turn__parts_measured__observed_in_seconds() -> None:
    before = value("callcenter_turn_latency_seconds_sum", part="response")

    metrics.turn_taken(TurnLatency(response_ms=1500))

    assert value("callcenter_turn_latency_seconds_sum", part="response") == pytest.approx(before + 1.5)


def test_facts__of_a_call__are_counted_without_what_was_said() -> None:
    usage = UsageMeasured(part="tts", model="rime/arcana", characters=1000, audio_ms=60_000)
    before = value("callcenter_model_cost_cents_total", model="rime/arcana")
    facts = [
        AgentEntered(agent="support", from_agent="triage", at_ms=1),
        PersonAsked(destination="sip:+15550100999@desk", outcome="busy", at_ms=2),
        ToolCalled(
            agent="support",
            tool="run_line_test",
            arguments={"name": "Ann Example"},
            result={"ok": True},
            ok=True,
            at_ms=3,
            duration_ms=4,
        ),
        ModelSwitched(part="llm", from_model="groq/x", to_model="local/dialog", at_ms=5),
        usage,
        UsageMeasured(part="llm", model="acme/brain", input_tokens=7),
    ]

    for fact in facts:
        metrics.fact_recorded(fact)

    assert value("callcenter_handoffs_total", agent="support") >= 1
    assert value("callcenter_transfers_total", outcome="busy") >= 1
    assert value("callcenter_tool_calls_total", agent="support", tool="run_line_test", ok="true") >= 1
    assert value("callcenter_model_switches_total", part="llm", model="local/dialog") >= 1
    assert value("callcenter_model_cost_cents_total", model="rime/arcana") > before
    assert value("callcenter_model_unpriced_calls_total", model="acme/brain") >= 1
    exposed = _exposed_labels()
    assert "Ann" not in exposed
    assert "15550100999" not in exposed


def test_failover__of_a_chain__is_counted_once() -> None:
    labels = {"part": "llm", "model": "local/dialog"}
    before = value("callcenter_model_switches_total", **labels)
    switch = Switch(part=Part.LLM, from_model="groq/x", to_model="local/dialog", is_recovery=False)

    call = SimpleNamespace(elapsed_ms=lambda: 5, record=metrics.fact_recorded)
    switches_recorded(cast(Any, call))(switch)

    assert value("callcenter_model_switches_total", **labels) == before + 1


def test_series__whose_labels_are_known_beforehand__are_there_from_the_start() -> None:
    """Prometheus sees no increase in a series' first value."""
    metrics.workers_replaced({}, lost_calls=0)

    exposed = {(sample.name, label) for sample, label in _samples()}
    assert {("callcenter_turn_latency_seconds_count", part) for part in ("transcript", "response")} <= exposed
    assert {("callcenter_transfers_total", outcome) for outcome in ("transferred", "busy", "error")} <= exposed
    assert {("callcenter_worker_restarts_total", reason) for reason in ("crash", "leak")} <= exposed
    assert ("callcenter_calls_total", "worker-lost") in exposed


def test_workers_replaced__counts_of_the_parent__are_the_new_workers_start() -> None:
    lost = {"agent": "unknown", "disposition": "failed", "result": "server_error", "reason": "worker-lost"}
    before = value("callcenter_worker_restarts_total", reason="leak"), value("callcenter_calls_total", **lost)

    metrics.workers_replaced({"leak": 3}, lost_calls=2)

    assert value("callcenter_worker_restarts_total", reason="leak") == before[0] + 3
    assert value("callcenter_calls_total", **lost) == before[1] + 2


def test_first_agent__enters__is_no_handoff() -> None:
    before = value("callcenter_handoffs_total", agent="triage")

    metrics.fact_recorded(AgentEntered(agent="triage", from_agent="", at_ms=0))

    assert value("callcenter_handoffs_total", agent="triage") == before


def test_journal_lag__read_with_the_metrics() -> None:
    lag = [3]
    metrics.watch_journal(lambda: lag[0])
    assert value("callcenter_journal_lag_facts") == 3

    lag[0] = 0

    assert value("callcenter_journal_lag_facts") == 0


def test_exposition__over_http__has_our_names(unused_port: int) -> None:
    metrics.start_metrics(unused_port)

    with urllib.request.urlopen(f"http://127.0.0.1:{unused_port}/metrics", timeout=60) as answer:
        text = answer.read().decode()

    assert "callcenter_calls_active" in text


def test_exposition__strangers_hold_connections_and_say_nothing__is_answered_and_they_take_no_files(
    unused_port: int,
) -> None:
    metrics.start_metrics(unused_port)
    silent = [socket.create_connection(("127.0.0.1", unused_port), timeout=60) for _ in range(5 * metrics.MAX_SCRAPES)]
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{unused_port}/metrics", timeout=60) as answer:
            status = answer.status
        # All but the last ones find themselves cut off: by the scrape all of them had been accepted.
        cut = [one.recv(1) for one in silent[: -metrics.MAX_SCRAPES]]
    finally:
        for one in silent:
            one.close()

    assert (status, set(cut)) == (200, {b""})


@pytest.fixture
def unused_port() -> int:
    return free_port()


def _samples() -> Iterator[tuple[Any, str]]:
    for metric in metrics.REGISTRY.collect():
        for sample in metric.samples:
            for label in sample.labels.values():
                yield sample, label


def _exposed_labels() -> str:
    return " ".join(label for _, label in _samples())
