"""Everyday callers about their bill: what they ask in between is answered from the account, or honestly not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.business.sample_customers import ANN, FAY
from callcenter.business.sample_data import business_day
from callcenter.dialog.wording.templates import ordinal
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("wish", "said", "answer"),
    [
        ("can you take that late fee off", "why's there even a fee? what did I do", "has a late fee of 10 dollars"),
        ("can I pay fifty on the tenth", "When will the other sixty be due then?", "60 dollars is due on"),
        ("can I pay fifty on the tenth", "when is the rest due", "As I said: So you'll pay 50"),
        ("can I pay fifty on the tenth", "and why did I get that fee?", "has a late fee of 10 dollars"),
    ],
)
async def test_question_of_the_account__at_a_proposal__is_answered_and_the_proposal_put_again(
    open_talk: OpenTalk, dialog: BuildLlm, wish: str, said: str, answer: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say(wish)
        assert "Shall I" in proposed

        answered = await talk.say(said)

        assert answer in answered and answered.endswith("?") and answered.count("Shall I") == 1
        assert not {"request_refund", "promise_payment"} & set(talk.done)


@pytest.mark.parametrize(
    "said",
    [
        "And that one, is it due soon?",
        "well I haven't even paid it yet. so yes please do that, and then what would I owe?",
    ],
)
async def test_what_is_owed__asked_at_a_refund__is_told_and_not_where_refunds_go(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back")

        answered = await talk.say(said)

        # What they owe "then" is what the refund leaves.
        owed = "After that 50 dollars would be left." if "then what" in said else "You owe 95 dollars"
        assert owed in answered and "Shall I do that?" in answered
        assert "request_refund" not in talk.done


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("is she on automatic payment or do I have to send a check?", "I can't see from here. Your online account"),
        ("I would like to change the card you take the money from please, I got a new one", "Your online account"),
        ("do you take american express", "You can pay in your online account"),
        ("what do I do with your modem when I quit", "The modem is ours"),
        ("stop calling my number", "I can't take a number off a list"),
        ("you people called me three times today and hung up. Who are you and what do you want", "who called you"),
        ("am I locked into like a two year thing", "no minimum term"),
        ("will I get dinged with a late fee if it's lost", "A late fee of 10 dollars comes"),
    ],
)
async def test_question_about_the_business__is_answered_to_the_point(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        assert answer in await talk.say(said)


async def test_no_customer__asked_for_an_account__is_answered_what_they_came_for(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        assert "account number" in await talk.say("my internet is down")

        said = "no no, I'm not a customer, I don't have one. I just want to know if there's a contract"
        assert "no minimum term" in await talk.say(said)


async def test_money_back__where_a_day_was_asked_for__is_taken_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        assert "On which day" in await talk.say("can I pay later")

        assert "I'll refund 45 dollars" in await talk.say("No no. Already I pay. Two time. I want money back one time.")


@pytest.mark.parametrize("said", ["put me down for the 8th then", "well put me down for, uh, the eighth"])
async def test_put_me_down__after_the_balance__is_a_promise(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("how much do I owe")

        assert "So you'll pay 110 dollars by" in await talk.say(said)


async def test_day__asked_back_of_a_payment__is_no_question_of_opening_hours(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "It arrived on" in await talk.say("did you get my payment")

        assert (await talk.say("on the weekend? like Saturday?")).startswith("That's ")


async def test_somebody_is_to_look_into_it__after_the_charge__is_a_message(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what is the late fee")

        assert "What is it about" in await talk.say("well can somebody look into who did that")


async def test_account_and_bare_zip__in_one_breath__are_both_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert "account number" in await talk.say("how much do I owe")

        assert "You owe 95 dollars" in await talk.say(f"account {ANN.account_number}, {ANN.postcode}")


@pytest.mark.parametrize("answer", ["Yes, and when comes my money?", "Yes. When do I get my money?"])
async def test_yes__with_a_question_after_it__is_done_and_answered(
    open_talk: OpenTalk, dialog: BuildLlm, answer: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want my money back")

        said = await talk.say(answer)

        assert "request_refund" in talk.done and "refund_status" in talk.done
        assert "is credited to your account" in said


async def test_yes__with_a_question_about_the_proposal__is_none(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want my money back")

        assert "Shall I do that?" in await talk.say("yes, and how much is it?")
        assert "request_refund" not in talk.done


async def test_second_payment__after_a_promise__takes_not_the_place_of_the_first(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I can pay fifty dollars in a week", "yes")

        said = await talk.say("and the other sixty in two weeks")

        assert "one of those at a time only" in said and "call you back?" in said
        assert talk.tool_calls[-1].tool == "promise_payment" and "promise_payment" in talk.done


async def test_amount__of_it__is_an_amount(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert await talk.say("I can pay part of it in a week") == "How much will you pay?"

        assert "pay 50 dollars by" in await talk.say("only fifty of it")


@pytest.mark.parametrize("said", ["What plan change? We never changed anything", "we never changed our plan"])
async def test_change__nobody_asked_for__has_a_way_to_a_colleague(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what is on my bill")

        assert "write it down" in await talk.say(said)


@pytest.mark.parametrize(
    "said", ["yes or no, are you open Friday", "hours, and tomorrow?", "hours, and on Black Friday?"]
)
async def test_hours__of_a_day_named_beside__are_those_of_that_day(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say(said)

        assert talk.tool_calls[-1].arguments.keys() == {"topic", "day"}


@pytest.mark.parametrize(
    "said",
    ["thank you sweetheart, happy Thanksgiving", "bless you dear, bye now", "thanks, you have a lovely Thanksgiving"],
)
async def test_kind_goodbye__after_the_balance__is_one(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("how much do I owe")

        assert "Goodbye" in await talk.say(said)


@pytest.mark.parametrize("said", ["Perfect, yep, thanks, bye!", "Yes please, thank you, goodbye.", "Yes. Thanks, bye."])
async def test_yes_and_goodbye__to_a_proposal__does_it_before_the_call_ends(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "pay 50 dollars by" in await talk.say("I can pay fifty dollars in a week")

        assert "noted" in await talk.say(said)


async def test_day_of_a_payment__after_the_rest_was_to_be_paid_at_the_end_of_a_month__counts_from_today(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        later = (business_day() + timedelta(days=25)).strftime("%B")

        said = await talk.say(f"I can pay sixty dollars on Monday, and the rest at the end of {later}.")
        again = await talk.say("no, I mean sixty dollars on Monday")

        monday = business_day() + timedelta(days=7 - business_day().weekday())
        assert f"60 dollars by Monday, {monday:%B} {monday.day}" in said
        assert f"60 dollars by Monday, {monday:%B} {monday.day}" in again


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("Not the {day}, the Monday right after, please.", 3),
        ("No. The Monday straight after.", 3),
        ("Make it the Monday after, the money lands late", 3),
        ("The fourteenth? No, no, the Monday right after that Friday.", 3),
        ("No. A week later.", 7),
    ],
)
async def test_day_beside_the_one_proposed__stays_in_the_promise_and_counts_from_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, days: int
) -> None:
    today = business_day()
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"can I pay fifty dollars on {friday:%B} {friday.day}?")
        heard = await talk.say(said.format(day=ordinal(friday.day)))

        assert "Shall I note that?" in heard
        assert talk.tool_calls[-1].arguments["pay_on"] == (friday + timedelta(days=days)).isoformat()
