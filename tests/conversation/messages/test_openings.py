"""How a message is begun: what the wish for it says is its text, and for whom it is."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import BEN
from callcenter.spoken.call_back import message_in
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "no no, don't transfer me, just take a message. The line crackles in rain.",
            "The line crackles in rain",
        ),
        ("Have somebody call me about the fixed IP please.", "about the fixed IP"),
        ("Please have Marcus call me on Tuesday about the red modem, it's noisy", "about the red modem, it's noisy"),
        ("write down my number", ""),
    ],
)
def test_message_in__the_wish_for_it_says_what_it_is_about__is_that(said: str, told: str) -> None:
    assert message_in(said) == told


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (["Please have Marcus call me about the red modem"], "It's for Marcus. About the red modem"),
        (["I want Marcus to call me.", "the red modem is noisy"], "It's for Marcus. The red modem is noisy"),
    ],
)
async def test_message__for_a_colleague_by_name__says_for_whom_it_is(
    open_talk: OpenTalk, dialog: BuildLlm, said: list[str], text: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        assert f'It says: "{text}"' in await talk.say(*said)


async def test_message__of_what_was_asked_of_us_in_anger__asks_it_of_a_colleague(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("That's tomorrow! Oh come on, it's my busiest day. Can you text me when it's back?")

        assert "It says: \"It's my busiest day. Please text me when it's back\"" in await talk.say("yes")
