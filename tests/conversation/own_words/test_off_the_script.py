"""Callers who don't answer what they were asked: they ask back, lean on what was said, correct what is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, DAN, FAY
from callcenter.business.sample_data import business_day, working_days
from callcenter.domain.routing.opening_hours import Calendar, OpenSpan
from tests.conversation.conftest import BuildLlm, OpenTalk

OFFICE = Calendar(
    name="office",
    timezone="America/New_York",
    spans=tuple(OpenSpan(day=day, opens="08:00", closes="20:00") for day in ("mon", "tue", "wed", "thu", "fri")),
    closed_on=(f"{business_day().year}-12-25",),
)


async def _booked(pool: asyncpg.Pool, account_number: str) -> list[tuple[object, str]]:
    rows = await pool.fetch(
        "SELECT day, part_of_day FROM appointment JOIN technician_slot USING (technician_slot_id) "
        "JOIN customer USING (customer_id) WHERE account_number = $1 AND state = 'booked'",
        account_number,
    )
    return [tuple(row) for row in rows]


async def test_zip_code__corrected_after_no_match__the_account_number_is_not_asked_for_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        wrong = f"{int(ANN.postcode) - 1:05d}"
        assert "once more" in await talk.say("what do I owe", ANN.account_number, wrong)

        assert "You owe" in await talk.say(f"sorry, {ANN.postcode}")


async def test_numbers__given_where_topics_were_asked__what_was_wanted_is_not_forgotten(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        asked = await talk.say("a question about money")
        assert "Is it about" in asked

        said = await talk.say(f"my account number is {ANN.account_number}")

        assert said.startswith("Thank you, I've taken that down.")
        assert "Is it about" in said


@pytest.mark.parametrize("question", ["actually wait, what day was it again?", "hold on, when is that?"])
async def test_question_about_the_proposal__after_hold_on__is_answered_and_nothing_is_done(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, question: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        proposed = await talk.say("cancel my appointment")

        assert await talk.say(question) == proposed

        assert "won't do that" in await talk.say("ok no keep it")
    assert len(await _booked(sample_database, DAN.account_number)) == 1


async def test_question_about_the_business__at_a_proposal__is_answered_and_the_proposal_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book a technician on {day:%A} {day:%B} {day.day} in the morning")

        said = await talk.say("how much does the visit cost")

        assert "49 dollars" in said
        assert said.endswith("Shall I do that?")
        assert await _booked(sample_database, ANN.account_number) == []
        await talk.say("yes please")
    assert await _booked(sample_database, ANN.account_number) == [(day, "morning")]


async def test_question_about_the_business__where_a_number_was_asked__is_answered_and_the_number_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe")

        said = await talk.say("how can I pay my bill")

        assert "online account" in said
        assert said.endswith("What's your account number? It has eight digits and stands at the top of your bill.")


async def test_opening_hours__asked_of_a_day_and_then_of_another__each_is_told(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        talk.call.call = replace(talk.call.call, calendar=OFFICE)

        assert "from 8 a.m. to 8 p.m. on Monday" in await talk.say("are you open on monday")
        assert "Nobody is here on Sunday" in await talk.say("and sunday?")
        assert "Nobody is here on" in await talk.say("what about christmas?")
        assert talk.agents == ["triage"]


@pytest.mark.parametrize("said", ["And on Tuesday.", "And on Tuesday?", "and on Thursday", "Tuesday."])
async def test_opening_hours__and_a_day_after_it__are_told_of_that_day(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        talk.call.call = replace(talk.call.call, calendar=OFFICE)
        await talk.say("until when are you open on monday")

        assert said.strip(".?").split()[-1] in await talk.say(said)
        assert talk.agents == ["triage"]


async def test_second_wish__misheard_as_the_first__is_asked_for_and_nothing_is_told_twice(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        talk.call.call = replace(talk.call.call, calendar=OFFICE)

        said = await talk.say("When are you open on Monday, and also I wanted to know if you're open on Monday.")

        assert said.count("8 a.m.") == 1
        assert 'You also said: "you\'re open on monday."' in said
        assert "account number" in await talk.say("my internet is slow")


async def test_move__to_another_part_of_the_day__the_day_stays(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    ((day, _),) = await _booked(sample_database, DAN.account_number)
    await sample_database.execute(
        "UPDATE technician_slot SET is_taken = false WHERE day = $1 AND part_of_day = 'evening'", day
    )
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        said = await talk.say("can I change my appointment to the evening")

        assert f"{day:%A}" in said.partition(" to ")[2]
        assert said.endswith("Shall I do that?")


async def test_deed__corrected_after_it_was_done__is_proposed_the_other_way_and_done_on_a_yes(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    first, second = list(working_days(business_day()))[4:6]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book a technician on {first:%A} {first:%B} {first.day} in the morning", "yes please")
        assert await _booked(sample_database, ANN.account_number) == [(first, "morning")]

        said = await talk.say(f"actually, make it {second:%A}")

        assert said.endswith("Shall I do that?")
        assert await _booked(sample_database, ANN.account_number) == [(first, "morning")]
        await talk.say("yes")
    assert await _booked(sample_database, ANN.account_number) == [(second, "morning")]


async def test_refund__corrected_after_it_was_done__is_no_second_refund(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want a refund of the double charge", "yes please")

        await talk.say("actually make it fifty dollars", "yes")

    assert await sample_database.fetchval("SELECT count(*) FROM refund WHERE amount_cents = 5000") == 0


@pytest.mark.parametrize("beside", ["tomorrow around ten", ANN.account_number])
async def test_message__a_time_or_a_number_in_its_place__is_no_message(
    open_talk: OpenTalk, dialog: BuildLlm, beside: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("can somebody call me back")

        assert (await talk.say(beside)).endswith("What is it about, in a few words?")

        said = await talk.say("I want to talk about my contract")
        assert said.endswith("Is that all right?")
        assert (f"{business_day() + timedelta(days=1):%A}" in said) is (beside == "tomorrow around ten")


async def test_refund__of_it__is_of_the_charge_that_was_just_told(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "late fee of 10 dollars" in await talk.say("why is there a late fee")

        assert "refund of 10 dollars" in await talk.say("can you waive it")


async def test_refund__of_that__after_a_promise__is_not_of_the_amount_promised(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay fifty dollars next Friday", "yes")
        assert "promise_payment" in talk.done

        assert "50 dollars" not in await talk.say("and that late fee, could you take that off")


async def test_what_a_test_found__commented_on_at_its_proposal__is_not_tested_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why was I charged twice")
        calls = len(talk.tool_calls)

        said = await talk.say("it's higher than normal")

        assert "yes or no" in said
        assert len(talk.tool_calls) == calls


async def test_next_week__where_a_day_was_asked__lists_what_is_free_then(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("I need a technician")

        said = await talk.say("anything next week?")

    monday = business_day() + timedelta(days=7 - business_day().weekday())
    assert f"{monday:%B} {monday.day}" in said
    assert said.endswith("Which one suits you?")


async def test_goodbye__where_one_of_several_was_asked__ends_the_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("which times are free")

        assert await talk.say("no, bye") == "Thank you for calling. Goodbye."


async def test_wish__in_one_sentence_of_several__is_found(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("I'm calling on behalf of my mom, she's eighty four and not well, and her internet is broken")

        assert talk.agents[-1] == "support"


async def test_no__with_another_time_behind_it__does_not_end_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    ((day, part),) = await _booked(sample_database, DAN.account_number)
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        refused = await talk.say(f"move my appointment to {day:%A} {day:%B} {day.day} in the {part}")
        assert "already" in refused

        said = await talk.say("no wait, evening")

        assert "Goodbye" not in said
        assert said.endswith("Shall I do that?")


async def test_wish_after_a_question_about_the_agent__is_served_with_the_answer(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        said = await talk.say("Am I talking to a machine? Good. What do I owe you at the moment?")

    assert said.startswith("I'm an automated assistant")
    assert said.endswith("What's your account number? It has eight digits and stands at the top of your bill.")


async def test_yes__before_anything_was_asked__is_asked_what_is_wanted(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert await talk.say("yes") == "How can I help you?"


async def test_words_about_a_technician__after_another_matter__never_take_up_what_was_not_asked(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="billing") as talk:
        await talk.say("what do I owe", "no don't do anything about it yet", "now the technician")

        assert "cancel_appointment" not in [call.tool for call in talk.tool_calls]


async def test_move__to_another_day_beside_the_part_it_is_in__asks_for_the_day(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        said = await talk.say("your guy is coming on a morning, can he come another day")

        assert said.endswith("now. To which day shall I move it?")
