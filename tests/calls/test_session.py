"""How a call's session is put together: what its parts are told of one another."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from livekit.agents import Agent, function_tool, llm
from livekit.agents.voice.events import ConversationItemAddedEvent
from pydantic import Field

from callcenter.bench.fixed_models import FixedSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.services import Services
from callcenter.calls.session import build_session
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.models.audio.audio_path import AudioPath
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.settings import Settings


@function_tool
async def identify(
    account_number: Annotated[str, Field(json_schema_extra={"format": "digits", "minLength": 8, "maxLength": 8})],
) -> str:
    """Find the customer."""
    return json.dumps({})


async def test_session__agent_asks_for_a_number__the_recogniser_is_told() -> None:
    settings, nothing = Settings(), None
    unused: Any = nothing
    path = AudioPath(
        open_probability=lambda: open_speech_probability("silero"), open_suppressor=lambda: None, vad_model="silero"
    )
    audio = path.open(sample_rate_hz=8000)
    leg = TextLeg()
    leg.audio_input, leg.segments, leg.vad = audio.input, audio.segments, audio.vad
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number="", agent="triage"),
        leg=leg,
        pool=unused,
        settings=settings,
        record=lambda fact: None,
    )
    services = Services(
        settings=settings, pool=unused, journal=unused, build_agent=unused, agent_names=(), speech=FixedSpeech(path)
    )
    session = build_session(context, services)
    speech = context.speech
    assert speech is not None
    try:
        await session.start(Agent(instructions="", tools=[identify]), record=False)
        before = speech.asks_number()
        session.emit(
            "conversation_item_added",
            ConversationItemAddedEvent(item=llm.ChatMessage(role="assistant", content=["What's your account number?"])),
        )
        asked = speech.asks_number()
    finally:
        await session.aclose()
        audio.close()
        path.close()

    assert (before, asked) == (False, True)
