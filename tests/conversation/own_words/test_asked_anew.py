"""Callers at a proposal, and after it: they restate, ask back, make conditions, and want it done after all."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, FAY
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk


async def _visits(pool: asyncpg.Pool, account_number: str) -> int:
    return int(
        await pool.fetchval(
            "SELECT count(*) FROM appointment JOIN customer USING (customer_id) "
            "WHERE account_number = $1 AND state = 'booked'",
            account_number,
        )
    )


async def test_no__with_the_very_day_proposed__is_proposed_anew_and_the_yes_to_that_counts(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        proposed = await talk.say(f"book a technician on {day:%A} {day:%B} {day.day} in the morning")

        assert await talk.say(f"no no, {day:%A} was what I said") == f"Yes, it's just that. {proposed}"
        assert await _visits(sample_database, ANN.account_number) == 0

        await talk.say("alright, yes")
    assert await _visits(sample_database, ANN.account_number) == 1


@pytest.mark.parametrize("said", ["the full amount", "everything"])
async def test_what_is_proposed__said_over_again__is_neither_yes_nor_no(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    day = list(working_days(business_day()))[5]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say(f"I can pay on {day:%A} {day:%B} {day.day}")

        again = await talk.say(said)

        assert again == f"Yes, it's just that. {proposed}"
        assert "promise_payment" not in talk.done


@pytest.mark.parametrize(
    "said", ["sure, as long as I'm not charged for cancelling", "do I get charged for cancelling?"]
)
async def test_condition_or_question__at_a_proposal__is_answered_and_the_proposal_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("please cancel my technician")

        answered = await talk.say(said)

        assert "so is cancelling or moving a visit" in answered
        assert answered.endswith("Shall I do that?")
        assert await _visits(sample_database, DAN.account_number) == 1
        await talk.say("yes please")
    assert await _visits(sample_database, DAN.account_number) == 0


@pytest.mark.parametrize("said", ["yes", "hm okay, please do it", "go ahead after all"])
async def test_declined__and_wanted_after_all__is_proposed_anew_and_done_on_a_new_yes_only(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        proposed = await talk.say("please cancel my technician")
        assert "won't do that" in await talk.say("no")

        assert await talk.say(said) == proposed
        assert await _visits(sample_database, DAN.account_number) == 1

        await talk.say("yes")
    assert await _visits(sample_database, DAN.account_number) == 0


@pytest.mark.parametrize("said", ["leave it as it is", "just keep my visit", "forget about it"])
async def test_keeping__after_a_declined_proposal__does_not_end_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("please cancel my technician", "no")

        assert "Goodbye" not in await talk.say(said)


@pytest.mark.parametrize("said", ["okay good", "alright then", "fair enough"])
async def test_taking_note__to_anything_else__leaves_the_caller_the_floor(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe you")

        assert await talk.say(said) == "All right. I'm here if there's anything else."


async def test_how_long__to_which_day_can_you_pay__is_counted_from_today_and_a_limit_is_said(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I can't pay it right now")

        assert "I can wait until" in await talk.say("could I have three months")

        assert business_day().replace(day=1).strftime("%B 1st") not in await talk.say("two weeks then")


async def test_part_of_the_day__ruled_out__is_not_offered_where_another_is_taken(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    day = list(working_days(business_day()))[3]
    await sample_database.execute(
        "UPDATE technician_slot SET is_taken = true WHERE day = $1 AND part_of_day IN ('evening', 'afternoon')", day
    )
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"I need a technician on {day:%A} {day:%B} {day.day}", "not in the morning")

        said = await talk.say("evening")

    assert "that time is taken" in said
    assert f"{day:%A}, {day:%B}" not in said.partition("There's nothing free then. I have")[2]


async def test_two_words__that_want_something_else_at_a_proposal__are_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "ticket" in await talk.say("I have no signal at all on the modem")

        await talk.say("send somebody")

        assert talk.agents[-1] == "appointments"


async def test_proposal__changed_once_and_then_answered_unclearly__is_asked_once_more(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    day = list(working_days(business_day()))[6]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"I need a technician on {day:%A} {day:%B} {day.day} in the morning", "no, the afternoon")

        again = await talk.say("well, my husband is making a face")

        assert again.startswith("Just so that I do the right thing")
        await talk.say("yes")
    assert await _visits(sample_database, ANN.account_number) == 1


async def test_proposal__asked_about_and_then_answered_unclearly__is_asked_for_yes_or_no_and_the_yes_counts(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("please cancel my technician", "do I get charged for cancelling?")

        assert "Do you want me to cancel your appointment on " in await talk.say("hmm")
        assert await _visits(sample_database, DAN.account_number) == 1

        await talk.say("yes")
    assert await _visits(sample_database, DAN.account_number) == 0


@pytest.mark.parametrize("said", ["okay thanks bye", "great, thank you so much, have a nice day", "thanks, bye"])
async def test_goodbye_with_thanks__at_a_proposal__is_asked_once_and_nobody_leaves_untold(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back")

        assert "is that a yes?" in await talk.say(said)
        left = await talk.say(said)

        assert "I haven't done that" in left and "Goodbye" in left
        assert "request_refund" not in talk.done


@pytest.mark.parametrize(
    "said", ["that's great thanks love bye", "sounds good, bye", "lovely, cheers, bye now", "works for me, thanks, bye"]
)
async def test_approval_with_a_goodbye__at_a_proposal__is_a_yes(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back", said)

        assert "request_refund" in talk.done


@pytest.mark.parametrize(
    ("agent", "wish", "said", "answer"),
    [
        ("billing", "how much do I owe", "No thank you. Can you just tell me where to send a check?", "online account"),
        ("appointments", "I need to cancel my visit", "no. Do you do TV as well?", "home internet"),
        ("appointments", "I need to cancel my visit", "no thanks, how do I get to the moon?", "don't know"),
    ],
)
async def test_question_after_a_no__is_answered_or_said_not_to_be_known(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, wish: str, said: str, answer: str
) -> None:
    of = DAN if agent == "appointments" else None
    async with open_talk(dialog, of=of, agent=agent) as talk:
        replied = await talk.say(wish, said)

        assert "ll right" in replied and answer in replied


@pytest.mark.parametrize("said", ["no, I'm fine thanks", "no thanks, have a nice day"])
async def test_no__with_nothing_asked_after_it__is_a_no(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        replied = await talk.say("I need to cancel my visit", said)

        assert "don't know" not in replied and "cancel_appointment" not in talk.done


async def test_day_still_missing__after_answers_in_between__is_asked_for_no_more(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        assert "Which day" in await talk.say("I'd like to book a technician")
        for said in ("is he a tall fellow", "would that cost anything", "my cousin had the same thing"):
            assert "day" in await talk.say(said)

        assert "I'll book nothing for now" in talk.said[-1]

        assert "book_appointment" not in talk.done


@pytest.mark.parametrize("said", ["does he come in the afternoon?", "and will he be here in the evening then?"])
async def test_question_when_he_comes__at_a_proposal__changes_nothing_of_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    day = list(working_days(business_day()))[3]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book me a technician for {day:%B} {day.day} in the morning")

        assert "in the morning, between 8 AM and noon; it's free, or 49 dollars" in await talk.say(said)
        assert {call.arguments.get("part_of_day") for call in talk.tool_calls} <= {"morning", None}


async def test_outage_by_zip_code_given_before__needs_no_account(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        assert "account number" in await talk.say("please test my line, my ZIP is 60614")

        told = await talk.say("I don't have his number. I only want to know whether it's out in his area.")

        assert "outage in that area" in told


async def test_proposal_made_anew__is_spoken_whole_and_a_yes_to_it_counts(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back", "where does it go?")

        again = await talk.say("Nothing else, you've been ever so kind.")
        assert "is that a yes?" in again

        await talk.say("Yes, I want it.")
        assert "request_refund" in talk.done


@pytest.mark.parametrize(
    "said", ["that's a bit too soon for me", "I can't, I'm at the hospital that day", "mornings are no good for me"]
)
async def test_visit__wanted_otherwise_and_not_said_how__other_times_are_listed(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book a technician on {day:%A} {day:%B} {day.day} in the morning")

        listed = await talk.say(said)

        assert "list_slots" in talk.done
        assert "Which one suits you?" in listed
        assert "mornings" not in said or "morning" not in listed
    assert await _visits(sample_database, ANN.account_number) == 0


async def test_promise__wanted_otherwise_and_not_said_how__the_day_is_asked_for(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    day = list(working_days(business_day()))[5]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"I can pay on {day:%A} {day:%B} {day.day}")

        assert await talk.say("that's too early for me, I get paid later") == "On which day can you pay?"


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("we live on the third floor", "say yes or no"),
        ("we live on the third floor, not the second", "say yes or no"),
        ("it's very hot here today", "say yes or no"),
        ("hm, I really don't know", "say yes or no"),
        ("you'd do what, sorry", "I'll book the technician for"),
        ("I'd have to check with my wife", "Take your time"),
        ("that would be a great help to us, it would", "That sounds like a yes."),
    ],
)
async def test_reply__neither_yes_nor_no__is_heard_as_what_it_is_and_a_yes_still_counts(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str, answered: str
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book a technician on {day:%A} {day:%B} {day.day} in the morning")

        assert answered in await talk.say(said)
        assert await _visits(sample_database, ANN.account_number) == 0

        if "Shall I do that?" in await talk.say("yes"):
            await talk.say("yes")  # after a while of waiting it is asked once more
    assert await _visits(sample_database, ANN.account_number) == 1


@pytest.mark.parametrize("said", ["no, leave it", "no, I've decided against it", "fine, leave it then"])
async def test_reply__that_declines__does_nothing_and_asks_no_more_of_it(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book a technician on {day:%A} {day:%B} {day.day} in the morning")

        assert "anything else" in await talk.say(said)
    assert await _visits(sample_database, ANN.account_number) == 0


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("I don't want a person, I want to know what I owe", "95 dollars"),
        ("never mind, what are your hours?", "I answer the phone at any time"),
        ("what would they do?", "a colleague may. Shall I get a person for you?"),
    ],
)
async def test_offered_person__something_else_wanted_or_asked__is_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, then: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want to pay later", "blorp", "flurp gnarf", "gnorf blip")
        assert talk.said[-1].endswith("Shall I get a person for you?")

        assert then in await talk.say(said)
        assert "connect_to_person" not in [call.tool for call in talk.tool_calls]


async def test_yes__with_a_question_that_names_a_time__lists_no_other_times(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(f"book a technician on {day:%A} {day:%B} {day.day} in the morning")

        await talk.say("Yep. And who do I call if it drops at the weekend?")
    assert "list_slots" not in [call.tool for call in talk.tool_calls]


async def test_nothing_written_down__asked_at_a_proposal__is_confirmed(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    day = list(working_days(business_day()))[5]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"I can pay on {day:%A} {day:%B} {day.day}")

        heard = await talk.say("so nothing's written down now, right?")

        assert heard.startswith("That's right: I've changed nothing in this call so far. So you'll pay")


async def test_text_read_back__put_right_without_a_no__is_written_anew(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="support") as talk:
        await talk.say("take a message", "my internet has no signal")

        assert '"my internet has slow wifi"' in await talk.say("write slow wifi, not no signal")


async def test_proposal__answered_with_a_yes_that_limits_it__is_asked_by_itself_and_no_person_offered(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I'd like to move my appointment to Thursday evening", "can he come after six?")
        await talk.say("Is that a no to after six? What if nobody's in when he shows up at five?")

        asked = await talk.say("Alright, go ahead, but my wife'll be around from five only.")

        assert "move your appointment" in asked and "get a person" not in asked and "commit" not in talk.done
