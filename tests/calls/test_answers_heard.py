"""Answers that came broken, late, or weren't over: asked for again, whatever their words."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest
from livekit.agents import stt
from livekit.agents.llm import ChatContext, ChatMessage

from callcenter.calls.answers_heard import LISTEN_S, AnswersHeard, has_finished
from callcenter.calls.proposal import Agreed
from callcenter.models.audio.voice_activity import Activity, ActivityKind
from tests.fakes.speech.spoken_call import SpokenCall
from tests.fakes.virtual_time import later, play

SENTENCE = "I'll cancel your appointment on Friday, November 27th in the morning. Shall I do that?"


class Answering:
    """A call in which a cancellation was proposed, and is answered."""

    def __init__(self) -> None:
        self.call = SpokenCall()
        AnswersHeard(self.call.session, self.call.context, self.call.heard)
        self.history = ChatContext.empty()
        self.history.add_message(role="user", content="Cancel my appointment.")
        self.agreement = self.call.context.agreement
        self.proposal = self.agreement.propose(
            "cancel",
            sentence=SENTENCE,
            deed=("cancel",),
            history=self.history.items,
            customer_id=1,
            arguments={},
            facts={},
        )

    async def asks(self, how: str = "") -> None:
        """The agent asks, and is heard to the end of it."""
        text = f"{SENTENCE} {how}".strip()
        await self.call.agent_says(text)
        self.call.agent_finishes()
        self.history.add_message(role="assistant", content=text)

    def says(self, *texts: str, ago_s: float = 0.0, lost_s: float = 0.0) -> Agreed:
        """The caller's words come, in so many segments that ended so long before the agent did; return the verdict."""
        for text in texts:
            self.call.vad.tell(_ended(lost_s), delay_s=0.0)
            event = stt.SpeechEvent(
                type=stt.SpeechEventType.FINAL_TRANSCRIPT,
                alternatives=[stt.SpeechData(language="en", text=text)],  # type: ignore[arg-type]
                speech_end_time=self.call.heard.quiet_since_s - ago_s,
            )
            assert self.call.speech.passes(event)
        return self.is_taken(" ".join(texts))

    def is_taken(self, text: str) -> Agreed:
        """The session takes the caller's turn; return the verdict."""
        message: ChatMessage = self.history.add_message(role="user", content=text)
        self.call.session.emit("conversation_item_added", SimpleNamespace(item=message))
        return self.agreement.judge(self.proposal.id, self.history.items, language="en", customer_id=1)


def _ended(lost_s: float) -> Activity:
    return Activity(
        kind=ActivityKind.ENDED,
        is_speaking=False,
        speech_s=0.5,
        silence_s=0.25,
        run_s=0.0,
        samples_heard=0,
        probability=0.1,
        level_dbfs=-25.0,
        lost_s=lost_s,
    )


def _started() -> Activity:
    return Activity(
        kind=ActivityKind.STARTED,
        is_speaking=True,
        speech_s=0.1,
        silence_s=0.0,
        run_s=0.1,
        samples_heard=0,
        probability=0.9,
    )


@pytest.mark.parametrize(
    ("lost_s", "ago_s", "verdict"),
    [
        (0.0, -0.8, Agreed.AGREED),
        (0.0, 0.3, Agreed.AGREED),  # over the question's last word
        (0.02, -0.8, Agreed.AGREED),
        (0.1, -0.8, Agreed.NOT_CLEAR),
        (0.0, 2.5, Agreed.NOT_CLEAR),
    ],
)
def test_yes__that_came_broken_or_was_said_before_the_question__is_none(
    lost_s: float, ago_s: float, verdict: Agreed
) -> None:
    async def story() -> Agreed:
        answering = Answering()
        await answering.asks()
        return answering.says("Please do.", lost_s=lost_s, ago_s=ago_s)

    assert play(story()) is verdict


def test_no__however_it_came__is_a_no() -> None:
    async def story() -> Agreed:
        answering = Answering()
        await answering.asks()
        return answering.says("No.", lost_s=0.4, ago_s=2.5)

    assert play(story()) is Agreed.DECLINED


def test_yes__whose_first_half_came_broken__is_none_and_the_next_is_one() -> None:
    async def story() -> list[Agreed]:
        answering = Answering()
        await answering.asks()
        broken = answering.says("Yes.", "Please.", lost_s=0.1)
        await answering.asks()
        return [broken, answering.says("Yes, please.", ago_s=-0.8)]

    assert play(story()) == [Agreed.NOT_CLEAR, Agreed.AGREED]


def test_key__after_a_broken_sound__is_what_was_pressed() -> None:
    async def story() -> Agreed:
        answering = Answering()
        await answering.asks("Press 1 for yes, or 2 for no.")
        answering.call.vad.tell(_ended(0.4), delay_s=0.0)
        return answering.is_taken("1")

    assert play(story()) is Agreed.AGREED


def test_caller__who_goes_on_speaking__has_not_finished() -> None:
    async def story(*, speaks: bool, is_late: bool) -> bool:
        call = SpokenCall()
        call.speech.late = is_late
        asking = asyncio.create_task(has_finished(call.context))
        await later(LISTEN_S / 3)
        if speaks:
            call.vad.tell(_started(), delay_s=0.0)
        call.vad.listened(until_s=time.monotonic() + 1)
        return await asking

    assert play(story(speaks=False, is_late=False))
    assert not play(story(speaks=True, is_late=False))
    assert not play(story(speaks=False, is_late=True))
