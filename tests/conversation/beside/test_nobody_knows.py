"""Questions that nothing here answers: none of them gets another question's answer, in whatever state it is put."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from callcenter.business.sample_customers import ANN, DAN, SampleCustomer
from callcenter.dialog.understanding.intents import LOOK_UP
from tests.conversation.conftest import BuildLlm, OpenTalk

PRICES = ("What are your prices?",)
OWED = ("How much do I owe?",)
MOVED = ("I need to move my appointment", "to Thursday evening")
UNKNOWN = (
    "Is it simple enough for my grandmother?",
    "Who is the mayor?",
    "Is it waterproof?",
    "Is he insured if he breaks a vase?",
    "What's the noise it makes?",
    "How do I turn off the pop-ups?",
    "Were the roadworks to blame for it?",
    "Which of you speaks Polish?",
)


@pytest.mark.parametrize(
    ("of", "agent", "before"),
    [(None, "triage", ()), (None, "triage", PRICES), (ANN, "billing", OWED), (DAN, "appointments", MOVED)],
    ids=["first", "after an answer", "after a look-up", "at a proposal"],
)
async def test_question__of_what_nobody_knows__gets_no_others_answer(
    open_talk: OpenTalk, dialog: BuildLlm, of: SampleCustomer | None, agent: str, before: Sequence[str]
) -> None:
    for asked in UNKNOWN:
        async with open_talk(dialog, of=of, agent=agent) as talk:
            await talk.say(*before)
            count = len(talk.said)

            said = await talk.say(asked)

            told = [one.arguments["topic"] for one in talk.tool_calls if one.tool == LOOK_UP]
            is_again = told == ["plans_and_prices"] * 2 and "I can't see that from here" in said
            assert is_again or len(told) == (before is PRICES), (asked, said)
            assert len(talk.said) > count


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("Where would I find my account number?", "account_number"),
        ("Do I have to give the box back when I leave?", "returning_equipment"),
        ("Will my house alarm still work when the internet's off?", "phone_in_an_outage"),
        ("Which plan's enough for two people who just watch films?", "choosing_a_plan"),
    ],
)
async def test_question__that_the_business_answers__is_answered(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, topic: str
) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say(asked)

        assert [one.arguments["topic"] for one in talk.tool_calls if one.tool == LOOK_UP] == [topic]
