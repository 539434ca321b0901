"""Where words for a message are asked for, a question, a refusal and a leave are none; a text may stay as it was."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import BEN
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Nothing to write. I was asking what plans you have.", "three plans"),
        ("I asked you about your opening hours, dear. When do you close?", ""),
        ("There's nothing to write down. I just wanted to ask about the dog.", "I don't know that"),
        ("It was only a question, love.", "All right"),
    ],
)
async def test_words_asked_for__who_only_asked__has_it_answered_and_nothing_written(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        assert (await talk.say("take a message please")).endswith("in a few words?")

        answer = await talk.say(said)

        assert told in answer and "It says" not in answer and "in a few words" not in answer


async def test_words_asked_for__thanks_and_a_goodbye__end_the_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please")

        assert "Goodbye" in await talk.say("Nothing else, it's all there. Thank you, love. Bye.")


async def test_text_asked_for_anew__left_as_it_was__is_the_old_one_with_what_is_added(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", "slow internet in the mornings, she is hard of hearing")
        assert "What should it say" in await talk.say("No, that's wrong.")

        read_back = await talk.say("I mean leave it as you had it, just add her name is Jarmila Novakova.")

    assert "slow internet in the mornings, she is hard of hearing. Her name is Jarmila Novakova" in read_back
    assert "as you had it" not in read_back


async def test_message_with_no_call_back__a_text_wished_for__is_still_with_none(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", "the basement is locked, no need to call me back")

        read_back = await talk.say("Well, put in that she can text me. My number's the one I'm on.")

    assert "with no call back" in read_back and "She can text me" in read_back
