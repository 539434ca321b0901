"""Ends of calls: who takes leave is let go whatever they remark, and nobody is hung up on who wants something."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN
from tests.conversation.conftest import BuildLlm, OpenTalk

#: What leads to each of several questions.
STATES = {
    "anything else": ("how much do I owe",),
    "a day": ("can I pay later",),
    "a person": ("take off two hundred dollars",),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "said",
    [
        "That's it, thanks for being patient with a worried dad",
        "Fair enough. No, that's me, I've got a queue. Cheers",
        "Fine. I'll take it up with them in writing. Good day",
        "No. Oh, this is ridiculous. Goodbye",
        "Thank you, sir. That is all. And thanks for slow speaking",
        "I'm done, thanks. I'd never have found that on the website",
    ],
)
async def test_leave__with_a_remark__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, state: str, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(*STATES[state])

        assert await talk.say(said) == "Thank you for calling. Goodbye."


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "said",
    [
        "That was all I think. Oh, and when are you open on a Sunday, in case my memory fails me? She's with you too",
        "That's it? No refund?",
        "That's all wrong",
        "That's all? I was told there'd be a discount",
        "That's everything, but is there a late fee?",
    ],
)
async def test_question_or_objection__that_sounds_like_a_leave__ends_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, state: str, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(*STATES[state])

        assert "Goodbye" not in await talk.say(said) and not talk.call.wants_hang_up


async def test_question__after_that_was_all__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe")

        said = await talk.say(
            "That was all I think. Oh, and when are you open on a Sunday? My neighbour is with you too"
        )

        assert "hours of our people" in said


async def test_leave__while_a_yes_is_due__does_nothing_and_asks_once(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back")

        assert "is that a yes?" in await talk.say("That's it, thanks for being patient with a worried dad")
        assert "haven't done that" in await talk.say("That's it. You've been kinder than the last one I spoke to")
