"""What callers who were played turned up: objections, parts of an amount, faults that went by themselves, danger."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, FAY
from callcenter.business.sample_data import business_day, working_days
from callcenter.calls.context import CallContext
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

ACCOUNT = "What's your account number?"


def _said_day(day: date) -> str:
    return f"{day:%A} {day:%B} {day.day}"


def _is_over(talk: Talk) -> bool:
    call: CallContext = talk.call
    return call.wants_hang_up


async def _tickets(pool: asyncpg.Pool, call_id: str) -> list[asyncpg.Record]:
    return list(await pool.fetch("SELECT summary, callback_number FROM ticket WHERE call_id = $1", call_id))


@pytest.mark.parametrize("said", ["I never agreed to a late fee. take it off", "that fee is wrong and I won't have it"])
async def test_objection__to_what_was_told__ends_no_call(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what's the late fee for")

        assert await talk.say(said)

        assert not _is_over(talk)
        assert "end_call" not in talk.done


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("can I pay forty, no wait, sixty on {day}", 6000),
        ("I could pay twenty five on {day}", 2500),
        ("I promise to pay a hundred by {day}", 10000),
    ],
)
async def test_amount__said_without_dollars__is_the_one_proposed(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, cents: int
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say(said.format(day=_said_day(day)))

        assert f"pay {cents // 100} dollars by" in proposed


async def test_part__of_what_was_proposed__is_proposed_in_its_place(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"I can pay on {_said_day(day)}")

        assert "pay 100 dollars by" in await talk.say("no not all of it, like a hundred")


async def test_days_number__just_told__is_that_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    latest = business_day() + timedelta(days=30)
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        far = business_day() + timedelta(days=45)
        told = await talk.say(f"can I pay on {far:%B} {far.day}")
        assert f"{latest:%A}" in told

        proposed = await talk.say(f"okay, on the {latest.day}th then")

        assert f"{latest:%A, %B} {latest.day}" in proposed


async def test_how_long_does_it_take__of_a_refund_proposed__is_answered_of_that(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why was I charged twice")

        said = await talk.say("hm okay, how long does it take")

        assert said.startswith("If I got your question right: A refund is credited to your account")


async def test_paying_ahead__is_no_refund(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I'd like to pay five hundred dollars ahead")

        assert "request_refund" not in [call.tool for call in talk.tool_calls]


@pytest.mark.parametrize("said", ["oh hold on, it just came back on", "never mind, it's working again", "it works now"])
async def test_fault__gone_by_itself__drops_the_ticket_proposed(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "ticket" in await talk.say("my internet is down")

        assert (await talk.say(said)).startswith("I'm glad to hear that.")
        await talk.say("yes")

        assert "open_ticket" not in talk.done


@pytest.mark.parametrize("said", ["Yes, that works.", "that works for me", "that works"])
async def test_what_suits_the_caller__at_a_proposal__is_no_fault_that_went(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say(f"I can pay on {_said_day(list(working_days(business_day()))[4])}")
        answer = await talk.say(said)

        assert "shall i note" in proposed.lower()
        assert "glad" not in answer
        assert not said.startswith("Yes") or "promise_payment" in talk.done


async def test_wrong_number__with_a_goodbye_to_a_question__is_let_go(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        assert ACCOUNT in await talk.say("how much do I owe")

        assert "number" not in await talk.say("I've got the wrong number. Bye.")

        assert _is_over(talk)


async def test_no_customer__asked_for_the_account__is_told_what_it_is_for(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        assert ACCOUNT in await talk.say("how much do I owe")

        assert "didn't get that" not in await talk.say("I'm not a customer.")


async def test_haste__beside_a_wish__is_none_itself(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("Can't talk long, balance")

        assert "get_balance" in talk.done or ACCOUNT in talk.said[-1]


async def test_visit_to_cancel__since_it_works_again__is_cancelled(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        proposed = await talk.say("I need to cancel my technician, it works again")

        assert "cancel" in proposed and "glad" not in proposed


async def test_outage__of_the_number_that_calls__is_told_before_anything_is_asked(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=BEN.phone_number, agent="support") as talk:
        said = await talk.say("nothing works here, the box is blinking red")

        assert "There's an outage in your area" in said
        assert ACCOUNT not in said


@pytest.mark.parametrize("said", ["dunno where that is, my zip is {zip}", "I don't have it. my ZIP code is {zip}"])
async def test_no_account_number__but_a_zip__hears_of_the_outage(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my internet is down")

        assert "There's an outage in that area" in await talk.say(said.format(zip=BEN.postcode))


@pytest.mark.parametrize("said", ["I don't want to give you my number", "I'd rather not say that over the phone"])
async def test_number__not_given_willingly__is_told_what_for(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe")

        assert (await talk.say(said)).startswith("With it I find your account")


async def test_number__beside_the_words_to_write_down__is_the_one_called_back(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, number=ANN.phone_number, person="busy") as talk:
        await talk.say("a person please", "yes")

        proposed = await talk.say("call me on 617-555-0142, I don't care what you write")
        assert "on 6 1 7, 5 5 5, 0 1 4 2" in proposed

        await talk.say("oh yeah go ahead, sorry hon")
        rows = await _tickets(sample_database, talk.call.call.call_id)
        assert [row["callback_number"] for row in rows] == ["+16175550142"]


async def test_kind_of_number__said_beside_it__is_no_wish_of_its_own(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=BEN.phone_number) as talk:
        await talk.say("I need somebody to call me back", "about my ticket")
        await talk.say("no, call me on 773 555 0133, it's my US mobile")

        assert "another company" not in await talk.say("yes")
        assert "leave_message" in talk.done


@pytest.mark.parametrize("said", ["what? who do I", "what do I do", "is somebody coming?", "what was the number"])
async def test_danger__and_a_cry_for_help__hears_whom_to_call_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much is my bill")
        told = await talk.say("four zero seven oh my god my husband just fell down, he's not breathing")

        assert await talk.say(said) == told
        assert await talk.say("what do I do") == told


async def test_danger__over__goes_on_with_what_was_asked(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much is my bill", "oh god there's smoke coming out of the router")

        said = await talk.say("I unplugged it, it stopped, there's no fire")

        assert said.startswith("All right. What's your account number?")


@pytest.mark.parametrize("said", ["ok get one", "person, fine"])
async def test_person__offered__is_got(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe", "I don't know it", "I have no idea")

        await talk.say(said)

        assert talk.person == ["transferred"]


async def test_left_for_want_of_a_yes__and_insisted_on__is_proposed_anew(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down", "mm hmm", "mm hmm")

        assert "I'll open a ticket" in await talk.say("no no I do want the ticket")


async def test_number__put_right_while_it_is_said__makes_no_second_number(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        said = await talk.say(
            "my wifi blinks and nothing loads", "six two oh three, eight eight one... no sorry, eight eight one seven"
        )

        assert said == "6 2 0 3, 8 8 1 7. And the ZIP code of the address?"


async def test_day_and_part__put_right_together__are_both_proposed_anew(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    days = list(working_days(business_day()))
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"I can pay on {_said_day(days[4])}")

        said = await talk.say(f"hm, make it {_said_day(days[6])} and only fifty five fifty")

        assert "110 dollars" not in said
