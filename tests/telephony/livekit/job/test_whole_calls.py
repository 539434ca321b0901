"""Whole calls in a room with hosted models that fail in mid-call: real plugins, real audio path, real session.

The servers speak Deepgram's, Groq's and Rime's protocols; behind each stands what runs on the device.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from callcenter import metrics
from callcenter.business.sample_customers import FAY
from callcenter.calls.phrases import PHRASES
from callcenter.calls.record.recording import recording_opener
from callcenter.calls.run_call import run_call
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import AgentEntered, Fact, LanguageChanged, ModelSwitched, TurnTaken
from callcenter.domain.routing.duties import Duties
from callcenter.models.local.piper import Piper
from callcenter.runtime import Loaded, open_services
from callcenter.settings import Settings, load_settings
from callcenter.telephony.livekit.job.leg import RoomLeg
from tests.fakes.livekit.room import FakeParticipant, FakeRoom
from tests.fakes.livekit.room import Speaker as Phone
from tests.fakes.ports import free_port
from tests.fakes.servers.model_servers import ANSWER, ModelServer, model_server
from tests.fakes.shipped import load_shipped
from tests.fakes.waiting import until
from tests.telephony.livekit.conftest import CALLER

RATE_HZ = 16_000
QUESTION = "How much do I owe you?"
#: Far above what an answer takes, with every model failing in turn.
ANSWER_TIMEOUT_S = 40
GROQ, DEEPGRAM, RIME = "groq/llama-3.3-70b-versatile", "deepgram/nova-3:multi", "rime/arcana"


@pytest.fixture(scope="module")
def hosted() -> Settings:
    """Hosted models first, each at its own server, and the device behind them."""
    deepgram, groq, rime = (f"127.0.0.1:{free_port()}" for _ in range(3))
    return load_settings(
        deepgram_api_key="deepgram-key",
        groq_api_key="groq-key",
        rime_api_key="rime-key",
        # These calls are about models, not about who is calling.
        calls={"recognised_is_enough": True},
        models={
            "stt": [f"deepgram/nova-3:multi@http://{deepgram}/v1/listen", "local/moonshine"],
            "llm": [f"{GROQ}@http://{groq}/v1", "local/dialog"],
            "tts": [f"rime/arcana:luna@ws://{rime}", "local/piper"],
            # Shorter than in earnest: nobody waits here for a real network.
            "stt_deadline_s": 1.0,
            "llm_deadline_s": 0.8,
            "tts_deadline_s": 0.8,
            "filler_after_s": 1.5,
            "languages": {"es": {"tts": [f"rime/arcana:sol@ws://{rime}", "local/piper"]}},
        },
    )


@pytest.fixture(scope="module")
def loaded(hosted: Settings) -> Loaded:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")

    async def once() -> Loaded:
        parts = await load_shipped(hosted, speech=True)
        assert parts.speech is not None
        await parts.speech.aclose_here()
        return parts

    return asyncio.run(once())


@pytest.fixture(scope="module")
def question(loaded: Loaded) -> Iterator[bytes]:
    """The caller's question in a real voice: mono int16, 16 kHz."""
    piper = Piper.load(threads=1)
    yield np.asarray(asyncio.run(piper.say(QUESTION, rate_hz=RATE_HZ, due_at_s=0.0))).tobytes()
    piper.close()


@dataclass
class WholeCall:
    """A call going on, as its caller and its supervisor know it."""

    servers: dict[str, ModelServer]
    facts: list[Fact] = field(default_factory=list)
    to_say: bytearray = field(default_factory=bytearray)

    @property
    def said(self) -> list[str]:
        """What the agents said, their fillers included."""
        turns = [fact.turn for fact in self.facts if isinstance(fact, TurnTaken)]
        return [turn.text for turn in turns if turn.speaker is Speaker.AGENT]

    @property
    def switches(self) -> list[tuple[str, str]]:
        return [(fact.from_model, fact.to_model) for fact in self.facts if isinstance(fact, ModelSwitched)]

    async def say(self, speech: bytes) -> None:
        """Say it; return when it is said."""
        self.to_say += speech
        await until(lambda: not self.to_say)

    async def answer(self, words: str) -> None:
        """Wait until an agent says something with these words in it."""
        await until(lambda: any(words in text for text in self.said), timeout_s=ANSWER_TIMEOUT_S)

    async def next_answer(self) -> None:
        """Wait until an agent says something from now on that is no filler."""
        before = len(self.said)
        await until(
            lambda: any(text not in PHRASES["en"].one_moment for text in self.said[before:]),
            timeout_s=ANSWER_TIMEOUT_S,
        )


@asynccontextmanager
async def calling(
    settings: Settings,
    loaded: Loaded,
    database_url: str,
    folder: Path,
    *,
    language: str = "en",
    duties: Duties | None = None,
    is_recorded: bool = False,
) -> AsyncIterator[WholeCall]:
    async with AsyncExitStack() as stack:
        servers = {}
        # The models are loaded once for all tests, with settings of their own.
        settings = settings.model_copy(update={"data_dir": folder})
        for chain in (settings.models.stt, settings.models.llm, settings.models.tts):
            name, port = chain[0].partition("/")[0], int(chain[0].rpartition("127.0.0.1:")[2].partition("/")[0])
            servers[name] = await stack.enter_async_context(model_server(port))
        services = await stack.enter_async_context(
            open_services(settings, speech=True, database_url=database_url, loaded=loaded)
        )
        room, phone, call = FakeRoom(), Phone(), WholeCall(servers)
        caller = room.add(FakeParticipant(CALLER))
        speech: Any = services.speech
        started = Call(
            call_id=new_call_id(),
            started_at=datetime.now(UTC),
            caller_number=FAY.phone_number,
            dialled_number="+18005550100",
            language=language,
            is_recorded=is_recorded,
            duties=duties or Duties(),
        )
        leg = RoomLeg(
            room,  # type: ignore[arg-type]
            CALLER,
            line=_Line(),
            open_audio=speech.open_audio,
            audio_timeout_s=5,
            open_recording=recording_opener(started, settings),
        )
        room.publish(caller, phone.track)
        running = asyncio.create_task(run_call(started, leg, services, on_fact=call.facts.append))
        talking = asyncio.create_task(phone.speak(call.to_say))
        try:
            await until(lambda: running.done() or bool(call.said))
            yield call
        finally:
            print(*call.facts, sep="\n")
            await leg.hang_up(EndReason.CALLER_HUNG_UP)
            await asyncio.wait_for(running, ANSWER_TIMEOUT_S)
            talking.cancel()
            await phone.aclose()


class _Line:
    """LiveKit's API, of which these calls need nothing."""

    async def transfer(
        self, identity: str, destination: str, *, ring_s: float, headers: Mapping[str, str] | None = None
    ) -> None:
        raise AssertionError("nobody asked for a person")

    async def put_down(self, identity: str) -> None:
        pass


@pytest.mark.parametrize(
    ("part", "switch"),
    [
        ("deepgram", (DEEPGRAM, "local/moonshine")),
        ("groq", (GROQ, "local/dialog")),
        ("rime", (RIME, "local/piper")),
    ],
)
async def test_call__one_provider_stalls_in_the_second_turn__the_device_finishes_it(
    part: str,
    switch: tuple[str, str],
    hosted: Settings,
    loaded: Loaded,
    question: bytes,
    sample_url: str,
    tmp_path: Path,
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        await call.say(question)
        await call.answer(ANSWER)
        switched = _switches(switch[1])
        call.servers[part].behaviour = "stall"
        await call.say(question)
        await call.next_answer()

    assert call.switches == [switch]
    assert _switches(switch[1]) == switched + 1


@pytest.mark.parametrize("part", ["deepgram", "groq", "rime"])
async def test_call__one_provider_is_stopped_between_two_turns__the_device_finishes_it(
    part: str, hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        await call.say(question)
        await call.answer(ANSWER)
        stop = call.servers[part].stop
        assert stop is not None
        await stop()
        await call.say(question)
        await call.next_answer()

    assert len(call.switches) == 1


async def test_call__language_model_dies_in_the_second_turn__the_dialog_engine_does_the_work(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        await call.say(question)
        await call.answer(ANSWER)
        call.servers["groq"].behaviour = "500"
        await call.say(question)
        await call.answer("You owe 110 dollars")

    assert [fact.agent for fact in call.facts if isinstance(fact, AgentEntered)] == ["triage", "billing"]
    assert call.switches == [(GROQ, "local/dialog")]


async def test_call__every_provider_stalls_in_one_turn__the_caller_hears_a_word_before_the_answer(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        await call.say(question)
        await call.answer(ANSWER)
        for server in call.servers.values():
            server.behaviour = "stall"
        before = len(call.said)
        await call.say(question)
        await call.next_answer()

    assert call.said[before] == PHRASES["en"].one_moment[0]
    assert {part for part, _ in call.switches} == {DEEPGRAM, GROQ, RIME}


async def test_call__caller_speaks_spanish__is_answered_in_spanish_by_its_voice(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        call.servers["deepgram"].language = "es"
        call.servers["deepgram"].transcript = "cuánto tengo que pagar"
        await call.say(question)
        await call.answer(ANSWER)

    assert [fact.language for fact in call.facts if isinstance(fact, LanguageChanged)] == ["es"]
    voices = [(asked["speaker"], asked["lang"]) for asked in call.servers["rime"].requests]
    assert voices[0] == ("luna", "eng")
    assert voices[-1] == ("sol", "spa")


async def test_call__rule_says_spanish__is_greeted_in_spanish(
    hosted: Settings, loaded: Loaded, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path, language="es") as call:
        assert call.said == ["Gracias por llamar a Fernhill Internet. ¿En qué puedo ayudarle?"]


async def test_call__customer_is_known_by_number__deepgram_is_not_told_their_name(
    hosted: Settings, loaded: Loaded, question: bytes, sample_url: str, tmp_path: Path
) -> None:
    async with calling(hosted, loaded, sample_url, tmp_path) as call:
        await call.say(question)
        await call.answer(ANSWER)
        keyterms = call.servers["deepgram"].keyterms[-1]

    # A calling number can be forged, and shows nobody's name to others: that takes a verified customer.
    assert "Fernhill" in keyterms
    assert not any(FAY.last_name in term for term in keyterms)


def _switches(model: str) -> float:
    """Return how many failovers to a model have been counted."""
    return sum(
        sample.value
        for metric in metrics.REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "callcenter_model_switches_total" and sample.labels["model"] == model
    )
