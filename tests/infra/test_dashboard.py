"""The dashboard: as Grafana reads it, and over a real Prometheus that scrapes `callcenter serve` under load."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from callcenter.business.sample_customers import ANN, FAY
from callcenter.demo.phone.simulated_caller import SAY_HZ, Incoming, SimulatedCall, SimulatedCallers
from callcenter.models.local.piper import Piper
from tests.fakes.ports import free_port
from tests.fakes.served import Served, served
from tests.fakes.servers.model_servers import ModelServer, model_server
from tests.fakes.servers.prometheus import Prometheus, prometheus
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S

GRAFANA = Path(__file__).resolve().parents[2] / "infra/observability/grafana"
#: In place of Grafana's `$__rate_interval`: reaches over the whole load.
WINDOW = "3m"
#: Declared by no trunk.
UNKNOWN = "+18005550999"
#: The label of the zero that a counting panel shows while nothing has happened.
NOTHING = "none"
#: Panels of a quantile or a ratio: without a call they have no value to show, and a zero would be a lie.
NEED_CALLS = {"Response to the caller", "Turn latency by part, p50", "Call length, p50 and p95", "Cents a call"}


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((GRAFANA / "callcenter.json").read_text())
    return loaded


def targets() -> Iterator[tuple[str, str]]:
    """Each panel's title and query, a target at a time."""
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"].replace("$__rate_interval", WINDOW)


def test_dashboard__its_json__is_what_grafana_takes() -> None:
    board = dashboard()
    sources = YAML(typ="safe").load((GRAFANA / "datasource.yaml").read_text())["datasources"]

    assert board["uid"] and board["title"]
    assert board["schemaVersion"] >= 39
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert len({panel["title"] for panel in board["panels"]}) == len(board["panels"])
    for panel in board["panels"]:
        assert panel["type"] in ("stat", "timeseries")
        assert panel["datasource"] in [{"type": source["type"], "uid": source["uid"]} for source in sources]
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"]) > 0
        assert all(target["expr"] and target["legendFormat"] for target in panel["targets"])


def test_dashboard__panels_on_the_grid__are_inside_and_apart() -> None:
    places = [panel["gridPos"] for panel in dashboard()["panels"]]

    assert all(place["x"] >= 0 and place["w"] > 0 and place["x"] + place["w"] <= 24 for place in places)
    for one, other in itertools.combinations(places, 2):
        is_beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        is_above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert is_beside or is_above, (one, other)


@pytest.mark.debian
@pytest.mark.timeout(280)
async def test_dashboard__serve_before_and_under_load__every_panel_has_its_value() -> None:
    if shutil.which("prometheus") is None:
        pytest.skip("prometheus is not installed (Debian package prometheus)")
    pytest.importorskip("piper", reason="the extra piper is not installed: uv sync --extra piper")
    async with _stage() as stage:
        await stage.monitor.sees("callcenter_calls_active == 0")
        idle = {query: await stage.monitor.value(query) for title, query in targets() if title not in NEED_CALLS}
        await _load(stage)
        busy = {query: await stage.monitor.value(query, without=NOTHING) for _, query in targets()}

    assert [query for query, values in idle.items() if list(values.values()) != [0.0] * max(1, len(values))] == []
    assert [query for query, values in busy.items() if not values] == []
    assert busy["sum(callcenter_calls_active)"] == {"": 1.0}
    failovers, errors = (next(busy[query] for query in busy if name in query) for name in ("switches", "errors"))
    assert list(failovers) == ["model=local/dialog,part=llm"]
    assert [labels for labels in errors if "part=llm" in labels] == [
        "kind=APIStatusError,model=openai-compatible/llama,part=llm"
    ]
    ends = next(busy[query] for query in busy if query.startswith("sum by (result, reason)"))
    assert sorted(reason for reason, count in ends.items() if count > 0) == [
        "reason=caller-hung-up,result=success",
        "reason=worker-lost,result=server_error",
    ]
    restarts = next(busy[query] for query in busy if "restarts" in query)
    assert [reason for reason, count in restarts.items() if count > 0] == ["reason=crash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The product, its callers, its models' servers, and the Prometheus that watches it."""

    product: Served
    callers: SimulatedCallers
    speech: ModelServer
    language: ModelServer
    monitor: Prometheus
    voice: bytes

    async def call(self, number: str = NUMBER, *, caller: str = CALLER) -> SimulatedCall:
        return await self.callers.dial(self.product.uri(number), caller=caller)

    async def ask(self, phone: SimulatedCall, words: str) -> None:
        """Say something once greeted, and wait for the answer. What is understood is up to the recogniser's server."""
        self.speech.transcript = words
        await phone.answered(timeout_s=PATIENCE_S)
        await phone.agent_silent(pause_s=0.5, timeout_s=PATIENCE_S)
        _, ended_s = await phone.say(self.voice)
        await phone.agent_speaks(after_s=ended_s, timeout_s=PATIENCE_S)


@asynccontextmanager
async def _stage() -> AsyncIterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="cc-dash-"))
    # Postgres runs as another user, and its socket lies in here.
    folder.chmod(0o755)
    metrics_port, person_port = free_port(), free_port()
    try:
        async with (
            model_server() as speech,
            model_server() as language,
            prometheus(metrics_port, folder) as monitor,
            served(folder, _settings(speech, language, metrics_port, person_port)) as product,
            SimulatedCallers.start(follows_transfers=True) as callers,
            SimulatedCallers.start(port=person_port, incoming=Incoming.ANSWERED),
        ):
            yield Stage(
                product=product,
                callers=callers,
                speech=speech,
                language=language,
                monitor=monitor,
                voice=await _speak("I have a question about my last bill"),
            )
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _settings(speech: ModelServer, language: ModelServer, metrics_port: int, person_port: int) -> dict[str, str]:
    """Hosted models, all of them our servers: one with a price, two without."""
    return {
        "CALLCENTER_METRICS_PORT": str(metrics_port),
        "CALLCENTER_SIP__PERSON": f"sip:frontdesk@127.0.0.1:{person_port}",
        "CALLCENTER_MODELS__STT": f"openai-compatible/whisper@{speech.url}/v1",
        "CALLCENTER_MODELS__LLM": f"openai-compatible/llama@{language.url}/v1,local/dialog",
        "CALLCENTER_MODELS__TTS": f"rime/arcana@{speech.ws_url}",
        "CALLCENTER_MODELS__TURN_DETECTION": "vad",
        "RIME_API_KEY": "none",
    }


async def _load(stage: Stage) -> None:
    """Make everything happen that the dashboard shows."""
    refused = await stage.call(UNKNOWN)
    phones = [await stage.call(caller=FAY.phone_number) for _ in range(3)]
    await asyncio.gather(*(stage.ask(phone, "What is my balance?") for phone in phones))
    await refused.ended(timeout_s=PATIENCE_S)
    # Prometheus sees an increase from the second value of a series on.
    await phones[0].hang_up()
    await stage.monitor.sees("callcenter_model_cost_cents_total > 0")
    await asyncio.gather(*(phone.hang_up() for phone in phones[1:]))
    await stage.monitor.sees("sum(callcenter_calls_total) == 3")

    stage.language.behaviour = "500"
    billing = await stage.call(caller=ANN.phone_number)
    await stage.ask(billing, "I think I was charged twice on my last bill.")
    await stage.product.says("handoff triage")
    await stage.product.says("tool explain_charge")
    person = await stage.call()
    await stage.ask(person, "I want to talk to a real person, please.")
    await stage.product.says("person asked: transferred")
    await stage.monitor.sees('callcenter_transfers_total{outcome="transferred"} == 1')

    stage.product.worker().kill()
    await stage.product.says("Calls are taken again")
    await billing.hang_up(timeout_s=PATIENCE_S)
    await stage.ask(await stage.call(caller=FAY.phone_number), "What is my balance?")
    await stage.monitor.sees(
        'callcenter_worker_restarts_total{reason="crash"} == 1 and on() callcenter_calls_active == 1'
    )


async def _speak(text: str) -> bytes:
    piper = await asyncio.to_thread(Piper.load, threads=1)
    try:
        return (await piper.say(text, rate_hz=SAY_HZ, due_at_s=time.monotonic())).tobytes()
    finally:
        piper.close()
