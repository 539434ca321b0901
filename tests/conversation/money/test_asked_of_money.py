"""What callers ask and tell of money in their own words: answered as itself, at the desk that knows it."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, BEN, FAY
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("So the sixty, when I don't manage it by the sixth, is it another ten?", "A late fee of 10 dollars comes"),
        ("am I being slowed down because of the bill?", "Whether a line is slowed down or switched off"),
        ("Do you slow people's internet down when they're late paying?", "Whether a line is slowed down"),
        ("A hundred and ten? It's normally sixty. What on earth is the rest?", "50 dollars of earlier bills is still"),
    ],
)
async def test_question_of_a_debt__is_answered_as_itself(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("how much do I owe")

        assert answer in await talk.say(said)


async def test_money_for_an_outage__asked_where_it_was_told__is_answered_there(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("my internet is down again")

        answered = await talk.say("I pay thirty-five bucks a month for this, what do I get back?")

        assert "one of our people decides case by case" in answered


async def test_fault__told_with_how_often__is_for_support_and_promises_nothing(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=BEN.phone_number) as talk:
        await talk.say("Right, this is the third bloody time this month I've had no internet and I'm sick of it.")

        assert talk.agents[-1] == "support"
        assert "promise_payment" not in [one.tool for one in talk.tool_calls]


async def test_whom_to_talk_to__asked_about_a_bill__rings_nobody(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("A bill. Money off. Who do I talk to?")

        assert not talk.person


@pytest.mark.parametrize("said", ["Make it the Monday after, it lands late.", "No, the Monday right after that."])
async def test_promises_day__put_otherwise__is_proposed(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "by Friday" in await talk.say("can I pay on Friday")

        assert "by Monday" in await talk.say(said)


async def test_promises_day__confirmed_after_a_no__goes_to_no_other_desk(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay on Friday", "Make it the Monday after.")

        answered = await talk.say("The fourteenth? No, no, the Monday right after that Friday. Is that it?")

        assert talk.agents == ["billing"] and answered.endswith("?")


@pytest.mark.parametrize(
    "said", ["Fifty dollars, on Friday.", "Fifty, on Friday", "fifty this Friday and the rest later"]
)
async def test_amount__given_with_its_day__is_not_asked_about_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "How much" in await talk.say("Can I pay a part of it on Friday")

        assert "So you'll pay 50 dollars by Friday" in await talk.say(said)


async def test_account__said_at_a_proposal_to_be_somebody_elses__is_no_no(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice")

        answered = await talk.say("Well that's mum's account, not mine.")

        assert "the account whose number you gave me" in answered and "Shall I do that?" in answered
        assert "credited 45 dollars" in await talk.say("yes")


@pytest.mark.parametrize(
    "said",
    [
        "If you give me the forty-five back, do I still have to send the ninety-five?",
        "Yes, but that's what I'm asking, dear. Afterwards, is it ninety-five I owe or fifty?",
        "What do I have to pay after you take it off?",
    ],
)
async def test_what_would_be_owed__asked_at_a_refund_proposed__is_told_and_the_refund_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want it back")

        answered = await talk.say(said)

        assert "After that 50 dollars would be left." in answered and answered.endswith("?")
        assert "commit" not in talk.done


@pytest.mark.parametrize(
    "said",
    [
        "does that still have to be there by the sixth? I do pay by cheque, it takes a while.",
        "Neither one, dear. The fifty dollars. When does it have to be paid?",
        "By when must the fifty be paid?",
    ],
)
async def test_when_the_rest_is_due__asked_after_a_refund__is_told(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want it back", "yes please")

        assert "You owe 50 dollars, due on" in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "and the ten dollars, if they say yes, does that come off the one ten or do I get it back?",
        "Yeah I know it's in review, but if it's a yes, do I still owe one ten or a hundred?",
    ],
)
async def test_where_a_refund_in_review_goes__is_told(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want the late fee off", "yes please", "I'd like to pay all of it on Monday", "yes")

        assert "comes off what you owe" in await talk.say(said)
