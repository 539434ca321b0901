"""Wishes that callers put right: the last one counts, and of one whose matter is named anew, the new matter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.business.sample_customers import ANN, DAN, FAY, SampleCustomer
from callcenter.business.sample_data import business_day
from callcenter.spoken.days.spans import first_day_of
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("agent", "customer", "said", "answered"),
    [
        ("triage", FAY, "what do I owe, no wait, what's the late fee", "late fee of 10 dollars"),
        ("billing", FAY, "what do i owe no wait what's the late fee", "late fee of 10 dollars"),
        ("triage", DAN, "cancel my appointment, no sorry, when is my appointment", "You have an appointment"),
        ("triage", ANN, "is there an outage, uh, actually when are you open", "I answer the phone at any time"),
        ("triage", ANN, "what's my balance, no, when does the technician come", "I see no appointment"),
    ],
)
async def test_wish__taken_back_in_the_same_breath__is_not_served(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, customer: SampleCustomer, said: str, answered: str
) -> None:
    async with open_talk(dialog, of=customer, agent=agent) as talk:
        assert answered in await talk.say(said)
        assert len(talk.tool_calls) == 1


async def test_i_mean__that_leads_in_a_reason__takes_nothing_back(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want a refund of ten dollars, I mean I pay every month and then nothing works")

        assert [call.tool for call in talk.tool_calls] == ["request_refund"]


@pytest.mark.parametrize(
    ("customer", "first", "then", "answered"),
    [
        (ANN, "can you change my number", "no, I meant my address", 'online account under "Moving"'),
        (ANN, "what's my balance", "no, I meant my appointment", "I see no appointment"),
        (FAY, "can you tell me about my bill", "not the bill, the late fee", "late fee of 10 dollars"),
    ],
)
async def test_wish__with_its_matter_put_right__is_served_as_meant(
    open_talk: OpenTalk, dialog: BuildLlm, customer: SampleCustomer, first: str, then: str, answered: str
) -> None:
    async with open_talk(dialog, of=customer) as talk:
        await talk.say(first)

        assert answered in await talk.say(then)


async def test_proposal__where_another_matter_was_meant__is_declined_and_that_is_served(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        said = await talk.say("no, I meant my contract")

        assert "All right, I won't do that." in said and "a month's notice" in said
        assert talk.call.agreement.open is None and "cancel_appointment" not in talk.done


async def test_value_put_right__at_a_proposal__changes_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician for monday morning")

        assert "in the afternoon. Shall I do that?" in await talk.say("no, I meant the afternoon")


async def test_digit_put_right__after_both_numbers__needs_neither_again(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "four zero seven one eight eight two four, oh two one three nine")

        said = await talk.say("sorry, the last digit is a three")

        assert said.startswith("4 0 7 1, 8 8 2 3, thank you.") and "You owe 95 dollars" in said


async def test_weekday__after_a_week_was_named__is_of_that_week(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    named = "my check comes the week after next so can you wait until then"
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert await talk.say(f"I can't pay now, {named}") == "On which day can you pay?"

        await talk.say("friday")

        monday = first_day_of(named, business_day())
        assert monday is not None
        assert talk.tool_calls[-1].arguments["pay_on"] == (monday + timedelta(days=4)).isoformat()


async def test_part_of_day__where_it_was_asked_which_day__leaves_the_day_to_be_asked(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("can I change my appointment", "monday or tuesday")

        assert await talk.say("evening") == "To which day shall I move it?"
        assert "to Tuesday" in await talk.say("tuesday")


async def test_all_of_it__in_place_of_half__is_all(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        said = await talk.say("I want to pay half in ten days, no, actually all of it in ten days")

        assert "pay 110 dollars by" in said


async def test_wish__in_place_of_the_account_number__is_taken_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("test my line please", "yes")

        await talk.say("no I want a technician today")

        assert talk.agents[-1] == "appointments"


@pytest.mark.parametrize(
    ("agent", "said", "tool"),
    [
        ("billing", "is this the billing because I was on hold forever okay so I need more time", "promise_payment"),
        ("billing", "was charged to times for fiber want money bag", "request_refund"),
        ("appointments", "need move appointment please quick", "move_appointment"),
        ("support", "internet down", "run_line_test"),
        ("billing", "hi i wanna no how much do i oh", "get_balance"),
    ],
)
async def test_wish__hurried_and_badly_heard__is_understood(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, said: str, tool: str
) -> None:
    async with open_talk(dialog, of=DAN, agent=agent) as talk:
        await talk.say(said)

        tools = [call.tool for call in talk.tool_calls]
        assert tools[:1] == [tool] or (tool == "promise_payment" and not tools and "can you pay?" in talk.said[-1])
