"""Whole calls with the offline dialog engine: from the greeting to a fact in Postgres."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, EVE, FAY, SampleCustomer
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken(digits: str) -> str:
    """Digits as a recogniser writes them."""
    return " ".join(_WORDS[int(digit)] for digit in digits)


def named(day: date) -> str:
    """A day as a caller says it."""
    return f"{day:%A} {day:%B} {day.day}"


def said_day(day: date) -> str:
    """The part of a day that every way of saying it has."""
    return f"{day:%B} {day.day}"


async def _count(pool: asyncpg.Pool, table: str, customer: SampleCustomer, where: str = "true") -> int:
    found = await pool.fetchval(
        f"SELECT count(*) FROM {table} JOIN customer USING (customer_id) WHERE account_number = $1 AND {where}",
        customer.account_number,
    )
    return int(found)


def free_morning(ahead: int = 4) -> date:
    return list(working_days(business_day()))[ahead]


async def _identify(talk: Talk, customer: SampleCustomer) -> str:
    return await talk.say(spoken(customer.account_number), spoken(customer.postcode))


async def test_balance__withheld_number__is_told_after_account_number_and_postcode(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        asked = await talk.say("I'd like to know my balance, how much do I owe?")
        heard = await _identify(talk, FAY)

        assert "account number" in asked
        assert talk.agents == ["triage", "billing"]
        assert "110 dollars" in heard
        assert talk.done == ["identify_customer", "get_balance"]


@pytest.mark.parametrize(
    ("agent", "wish"),
    [("billing", "How much do I owe?"), ("appointments", "When is my visit?"), ("support", "My internet is down.")],
)
@pytest.mark.parametrize(
    "misheard", ["Zero two, twenty nine.", "Here we want 3-9.", "Hero 2 won for a time.", "Two-wants re-name."]
)
async def test_number__misheard_on_a_poor_line__is_asked_again_and_no_wish_for_another_agent(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, wish: str, misheard: str
) -> None:
    # As local/moonshine writes "zero two one three nine" where packets of it are lost.
    async with open_talk(dialog, agent=agent) as talk:
        await talk.say(wish, spoken(ANN.account_number), misheard, misheard)

        assert talk.agents == [agent]


async def test_refund__asked_for_in_four_words__is_a_refund_and_not_the_question_where_one_is(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        heard = await talk.say("I want a refund.")
        heard = await _identify(talk, ANN)

        assert "Which charge" in heard or "45 dollars" in heard


async def test_balance__both_numbers_in_the_first_breath__is_told_at_once(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        heard = await talk.say(f"How much do I owe? My account is {FAY.account_number} and my zip is {FAY.postcode}.")

        assert "110 dollars" in heard


async def test_doubled_charge__within_the_limit__is_explained_and_refunded_on_a_yes(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        await talk.say("Why was I charged twice on my bill?")
        explained = await _identify(talk, ANN)
        before = await _count(sample_database, "refund", ANN)
        heard = await talk.say("Yes, please.")

        assert "twice" in explained and "45 dollars" in explained
        assert before == 0
        assert "45 dollars" in heard
        assert await _count(sample_database, "refund", ANN, "status = 'approved' AND amount_cents = 4500") == 1
        assert await talk.say("No, that's all. Goodbye.")
        assert talk.call.wants_hang_up


async def test_doubled_charge__above_the_limit__a_person_takes_over(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, number=EVE.phone_number) as talk:
        await talk.say("I was charged twice on my bill.")
        told = await _identify(talk, EVE)

        assert told.endswith("more than I may refund myself. Shall I get a person for you?") and not talk.person
        await talk.say("yes please")
        assert talk.person == ["transferred"]
        assert await _count(sample_database, "refund", EVE) == 0


async def test_outage__caller_in_the_area__hears_its_cause(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=BEN.phone_number) as talk:
        heard = await talk.say("Is there an outage in my area?")

        assert talk.agents == ["triage", "support"]
        assert "a cut cable" in heard


async def test_line_test__no_signal__ends_in_a_ticket(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, number=CARA.phone_number) as talk:
        await talk.say("My internet is not working, please test my line.")
        offered = await _identify(talk, CARA)
        heard = await talk.say("Yes, please.")

        assert "no signal" in offered and offered.endswith("?")
        assert await _count(sample_database, "ticket", CARA, "state = 'open'") == 1
        number = next(fact.result["ticket_number"] for fact in talk.tool_calls if "ticket_number" in fact.result)
        assert number.isdigit() and "ticket" in heard


async def test_appointment__booked_moved_and_cancelled__in_one_call(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    first, second = free_morning(3), free_morning(6)
    async with open_talk(dialog, number=ANN.phone_number, agent="appointments") as talk:
        await talk.say(f"I want to book a technician for {named(first)} in the morning.")
        await _identify(talk, ANN)
        await talk.say("Yes, please.")
        assert await _count(sample_database, "appointment", ANN, "state = 'booked'") == 1

        await talk.say(f"I need to move my appointment to {named(second)} in the morning.", "Yes.")
        assert said_day(second) in talk.said[-1]
        assert await _count(sample_database, "appointment", ANN, "state = 'booked'") == 1

        await talk.say("Please cancel my appointment.", "Yes, I'm sure.")
        assert await _count(sample_database, "appointment", ANN, "state = 'booked'") == 0


async def test_appointment__asked_step_by_step__is_booked(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        day = await talk.say("I'd like to book a technician, please.")
        part = await talk.say(named(free_morning()))
        await talk.say("In the morning.")
        confirm = await _identify(talk, ANN)
        await talk.say("Yes.")

        assert talk.agents == ["triage", "appointments"]
        assert "day" in day.lower() and "morning" in part and said_day(free_morning()) in confirm
        assert await _count(sample_database, "appointment", ANN, "state = 'booked'") == 1


async def test_appointment__taken_while_the_caller_thought__the_next_free_one_is_booked(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    wish = f"I want to book a technician for {named(free_morning())} in the morning."
    async with (
        open_talk(dialog, number=ANN.phone_number, agent="appointments") as ann,
        open_talk(dialog, number=EVE.phone_number, agent="appointments") as eve,
    ):
        for talk, customer in ((ann, ANN), (eve, EVE)):
            await talk.say(wish)
            await _identify(talk, customer)
        await ann.say("Yes.")
        heard = await eve.say("Yes.")

        assert await _count(sample_database, "appointment", ANN, "state = 'booked'") == 1
        assert await _count(sample_database, "appointment", EVE, "state = 'booked'") == 0
        assert "taken" in heard and heard.endswith("?")
        await eve.say("Yes, that's fine.")
        assert await _count(sample_database, "appointment", EVE, "state = 'booked'") == 1


async def test_appointment__when_is_it__is_read_out(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=DAN.phone_number, agent="appointments") as talk:
        await talk.say("When is my appointment?")
        heard = await _identify(talk, DAN)

        assert said_day(list(working_days(business_day()))[2]) in heard and "morning" in heard


async def test_identification__three_failures__a_person_is_offered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("How much do I owe?")
        for postcode in ("02139", "60614", "78704"):
            said = await talk.say(spoken("12345678"), spoken(postcode))

        assert said.endswith("Shall I get a person for you?") and not talk.person
        await talk.say("yes")
        assert talk.person == ["transferred"]
        assert talk.call.customer_id is None


async def test_person__busy__ends_in_a_ticket(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, number=CARA.phone_number, person="busy") as talk:
        heard = await talk.say("Can I talk to a person, please?")
        await talk.say("Yes, please.")
        asked = await talk.say("My bill is wrong every month.")
        await talk.say("Yes.")

        assert talk.person == ["busy"]
        assert "ticket" in heard and asked.endswith("?")
        row = await sample_database.fetchrow("SELECT summary, callback_number FROM ticket ORDER BY ticket_id DESC")
        assert row is not None and tuple(row) == ("My bill is wrong every month.", CARA.phone_number)


async def test_promise__a_day_next_week__is_noted(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    day = business_day() + timedelta(days=6)
    async with open_talk(dialog, number=FAY.phone_number, agent="billing") as talk:
        await talk.say("I can't pay now, I need more time.", named(day))
        await _identify(talk, FAY)
        await talk.say("Yes.")

        assert await _count(sample_database, "payment_promise", FAY, "amount_cents = 11000") == 1


async def test_two_wishes__one_after_the_other__are_both_served(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=BEN.phone_number) as talk:
        await talk.say("How much do I owe?")
        await _identify(talk, BEN)
        await talk.say("And is there an outage in my area?")

        assert talk.agents == ["triage", "billing", "support"]
        assert "get_balance" in talk.done and "check_outage" in talk.done


async def test_two_wishes__in_one_breath__are_both_served_across_a_handoff(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=BEN.phone_number) as talk:
        await talk.say("How much do I owe, and also is there an outage in my area?")
        heard = await _identify(talk, BEN)

        assert talk.agents == ["triage", "billing", "support"]
        assert "a cut cable" in heard


async def test_question__asked_again_after_a_clarifying_question__is_not_asked_back_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("Hi, which ways do I have to pay?")
        heard = await talk.say("How can I pay my bill, like by card or check?")

        assert "by card" in heard
