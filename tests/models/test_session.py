"""An AgentSession on the audio path, the recogniser and the voice of the device: turns and interruptions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from livekit.agents import Agent, AgentSession, llm
from livekit.agents.voice.turn import TurnHandlingOptions
from livekit.local_inference import EOT

from callcenter.calls.beside.barge_in import BargeIn
from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.models.audio.audio_path import CallAudioPath
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.choice import choose
from callcenter.models.phone_tuning import PHONE, EndpointingDelays
from callcenter.models.speech import SpeechModels
from callcenter.models.turns.slot_endpointing import SlotEndpointing
from callcenter.settings import load_settings
from callcenter.spoken.answer_shape import Slot, SlotKind
from tests.fakes.pace import paced
from tests.fakes.speech.playout import Playout
from tests.fakes.waiting import until

ANSWER = "Let me tell you all about it, slowly and at great length, so that there is time enough to interrupt me."


class TalkativeLLM(llm.LLM[Any]):
    def chat(self, *, chat_ctx: llm.ChatContext, tools: Any = None, conn_options: Any = None, **_: Any) -> Any:
        return _Stream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Stream(llm.LLMStream):
    async def _run(self) -> None:
        self._event_ch.send_nowait(llm.ChatChunk(id="x", delta=llm.ChoiceDelta(role="assistant", content=ANSWER)))


class Caller:
    """A call without a line: a mouth that talks in real time, and an ear."""

    def __init__(self, session: AgentSession[Any], audio: CallAudioPath, ear: Playout) -> None:
        self.session, self.ear = session, ear
        self.turns: list[str] = []
        self._audio = audio
        self._mouth = bytearray()
        self._talking = asyncio.create_task(self._talk())
        session.on("conversation_item_added", self._on_item)

    async def say(self, speech: bytes) -> None:
        """Say it; return when it is said."""
        self._mouth += speech
        await until(lambda: not self._mouth, what="the end of what is said")

    async def leave(self) -> None:
        self._talking.cancel()
        self._audio.close()
        await self.session.aclose()

    def _on_item(self, event: Any) -> None:
        if getattr(event.item, "role", "") == "user":
            self.turns.append(event.item.text_content)

    async def _talk(self) -> None:
        async for _ in paced(every_s=0.02):
            packet = bytes(self._mouth[:320])
            del self._mouth[:320]
            self._audio.push(packet.ljust(320, b"\0"))


class Line:
    def __init__(self, audio: CallAudioPath, ear: Playout) -> None:
        self.segments: SegmentFeed | None = audio.segments
        self.audio_output: Any = ear


@pytest.fixture(scope="module")
def loaded() -> Iterator[SpeechModels]:
    pytest.importorskip("piper", reason="the piper extra is not installed: uv sync --extra piper")

    async def once() -> SpeechModels:
        models = await SpeechModels.load(load_settings())
        await models.aclose_here()
        return models

    models = asyncio.run(once())
    yield models
    asyncio.run(models.aclose())


@asynccontextmanager
async def calling(
    loaded: SpeechModels, *, max_delay_s: float = 2.0, is_open: Callable[[], bool] = lambda: True
) -> AsyncIterator[Caller]:
    models = loaded.here()
    audio, ear = models.open_audio(sample_rate_hz=8000), Playout(sample_rate=8000)
    choice = choose("en", models.settings.models)
    call = models.open_call(Line(audio, ear))
    session: AgentSession[Any] = AgentSession(
        stt=call.recogniser(choice),
        tts=call.voice(choice),
        llm=TalkativeLLM(),
        vad=audio.vad,
        turn_handling=TurnHandlingOptions(
            turn_detection=models.turn_detection(is_open=is_open),
            endpointing={"mode": "fixed", "min_delay": 0.5, "max_delay": max_delay_s},
            interruption={
                "mode": "vad",
                "min_duration": PHONE.turn.min_interruption_s,
                "resume_false_interruption": True,
                "false_interruption_timeout": PHONE.turn.false_interruption_s,
            },
        ),
        aec_warmup_duration=None,
    )
    heard = HeardSpeech(ear)
    session.input.audio, session.output.audio, session.output.transcription = audio.input, heard, heard.text
    anything: Any = None
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
        leg=TextLeg(),
        pool=anything,
        settings=models.settings,
        record=lambda fact: None,
        speech=call,
        choice=choice,
    )
    context.leg.vad = audio.vad
    BargeIn(session, context, heard)
    caller = Caller(session, audio, ear)
    await session.start(Agent(instructions=""), record=False)
    try:
        yield caller
    finally:
        await caller.leave()
        await call.aclose()
        await models.aclose_here()


@pytest.fixture
def predicted(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What v1-mini has said in this test."""
    said: list[float] = []

    class Noting(EOT):
        def predict(self, pcm: Any) -> float:
            said.append(super().predict(pcm))
            return said[-1]

    monkeypatch.setattr("callcenter.models.turns.turn_detection.EOT", Noting)
    return said


async def test_session__caller_speaks__is_understood_and_answered(
    loaded: SpeechModels, say: Callable[[str], bytes], predicted: list[float]
) -> None:
    speech = await asyncio.to_thread(say, "I have a question about my last bill.")
    async with calling(loaded) as caller:
        await caller.say(speech)
        await until(lambda: bool(caller.ear.first_sound_at_s))
        usage = [type(used).__name__ for used in caller.session.usage.model_usage]

    # The voice is never twice the same, and one word of it may be misheard.
    assert "question" in caller.turns[0] or "bill" in caller.turns[0]
    assert "STTModelUsage" in usage
    assert predicted


async def test_session__caller_talks_over_the_agent__the_agent_stops_and_hears_it(
    loaded: SpeechModels, say: Callable[[str], bytes]
) -> None:
    question = await asyncio.to_thread(say, "I have a question about my last bill.")
    # Without a comma: a pause of 0.4 s in it and a busy machine's late news of how it goes on would make two turns.
    objection = await asyncio.to_thread(say, "I want to talk about my internet connection instead.")
    async with calling(loaded) as caller:
        await caller.say(question)
        await until(lambda: len(caller.ear.played) > 8000)
        await caller.say(objection)
        await until(lambda: len(caller.turns) == 2)
        interruptions = caller.ear.interruptions
        answers = [item for item in caller.session.history.items if getattr(item, "role", "") == "assistant"]

    assert interruptions == 1
    assert "internet" in caller.turns[1]
    # The history has what was heard, to the word, and no more.
    assert answers[0].interrupted
    assert ANSWER.startswith(answers[0].text_content) and len(answers[0].text_content) < len(ANSWER)


async def test_session__caller_shows_that_they_listen__the_agent_goes_on_and_nobody_answers_it(
    loaded: SpeechModels,
    say: Callable[[str], bytes],
) -> None:
    question = await asyncio.to_thread(say, "I have a question about my last bill.")
    listening = await asyncio.to_thread(say, "Mm hmm.")
    async with calling(loaded) as caller:
        await caller.say(question)
        await until(lambda: len(caller.ear.played) > 8000)
        await caller.say(listening)
        await until(lambda: any(getattr(item, "role", "") == "assistant" for item in caller.session.history.items))
        interruptions = caller.ear.interruptions
        answers = [item for item in caller.session.history.items if getattr(item, "role", "") == "assistant"]

    assert interruptions == 0
    assert [answer.text_content for answer in answers] == [ANSWER]
    assert len(caller.turns) == 1


async def test_slot_endpointing__digits_with_a_long_pause__are_one_turn_taken_as_soon_as_they_are_whole(
    loaded: SpeechModels,
    say: Callable[[str], bytes],
    predicted: list[float],
) -> None:
    first = await asyncio.to_thread(say, "three one five seven")
    rest = await asyncio.to_thread(say, "two four six eight")
    # Fixed endpointing would wait ten seconds after a half-sounding number, or half a second in the pause.
    async with calling(loaded, max_delay_s=10.0, is_open=lambda: slot.is_open) as caller:
        ordinary = EndpointingDelays(min_s=0.5, max_s=10.0)
        slot = SlotEndpointing(caller.session, ordinary=ordinary)
        slot.expect(Slot(kind=SlotKind.DIGITS, min_length=8, max_length=8))
        await caller.say(first + bytes(16_000 * 3 // 2))
        turns_in_the_pause = len(caller.turns)
        await caller.say(rest)
        await until(lambda: bool(caller.turns))
        slot.close()

    assert turns_in_the_pause == 0
    assert len(caller.turns) == 1
    assert slot.slot is None
    # The words told when the turn was over.
    assert not predicted
