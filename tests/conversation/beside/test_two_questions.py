"""Two questions in one breath: both are answered, and only what nothing here answers is said not to be known."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, DAN, SampleCustomer
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("of", "agent", "asked", "both"),
    [
        (
            DAN,
            "appointments",
            "When's your guy coming, and does it cost me anything?",
            ("You have an appointment", "49 dollars"),
        ),
        (DAN, "appointments", "When is he coming, and do I have to be there?", ("You have an appointment", "over 18")),
        (ANN, "billing", "How much do I owe, and can I pay by card?", ("95 dollars", "by card or from your bank")),
        (None, "triage", "Do you come on Saturdays, and what does that cost?", ("Monday to Saturday", "49 dollars")),
        (
            None,
            "triage",
            "What's the damage if I leave you lot? And second, what it'd be on the cheap one",
            ("a month's notice", "35 dollars"),
        ),
    ],
)
async def test_two_questions__are_both_answered(
    open_talk: OpenTalk, dialog: BuildLlm, of: SampleCustomer | None, agent: str, asked: str, both: tuple[str, ...]
) -> None:
    async with open_talk(dialog, of=of, agent=agent) as talk:
        said = await talk.say(asked)

        told = [*talk.said, said]
        assert all(any(one in text for text in told) for one in both), told
        assert "You also asked" not in said


async def test_question__behind_what_follows_from_the_answer__is_answered_once(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say("What does it cost to leave?")

        said = await talk.say("Right, so by the end of December then. And do I send the box thing back?")

        assert "send it back within two weeks" in said and "You also asked" not in said
