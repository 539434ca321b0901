"""What callers say beside what they were asked: a question, another wish, a number with a wish, a word of waiting."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, DAN, FAY
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk


async def test_question__at_times_offered__is_answered_and_they_are_offered_still(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("which times are free")

        said = await talk.say("how much does the visit cost")
        assert "49 dollars" in said and said.endswith("Which one suits you?")

        assert "Shall I do that?" in await talk.say("the first one")


async def test_question__after_an_answer__ends_no_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        said = await talk.say("Before noon, that's what I wanted. So I don't need to be home in the afternoon?")

        assert "Goodbye" not in said and not talk.call.wants_hang_up


async def test_questions__at_a_proposal__leave_it_open(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("can I get a technician for saturday morning, and will you send me a confirmation by email")
        await talk.say("and the email?")

        said = await talk.say("Will I get a confirmation by email, I asked")
        assert "Shall I do that?" in said or "Do you want me to " in said

        assert "You're booked" in await talk.say("yes")


async def test_key__pressed_at_a_proposal__is_asked_for_and_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician for saturday morning")

        assert "press 1 for yes" in await talk.say("1")
        assert "You're booked" in await talk.say("1")


async def test_wish_with_numbers__is_not_lost_with_them(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("book a technician", "never mind")

        said = await talk.say(
            f"Book me Saturday morning, number {ANN.account_number[:4]} {ANN.account_number[4:]}, zip {ANN.postcode}"
        )

        assert "I'll book the technician for Saturday" in said


async def test_account_number_put_right_in_one_breath__gives_no_zip_code(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        said = await talk.say("four zero seven one, eight eight two four. no, two three at the end")

        assert said == "4 0 7 1, 8 8 2 3. And the ZIP code of the address?"


async def test_account_number_and_zip_code__as_one_run_of_digits__are_taken_apart(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("when is my appointment")

        said = await talk.say("7395 1240 nine eight one oh three")

        assert "You have an appointment" in said


@pytest.mark.parametrize("said", ["what?", "sorry?", "what did you say?"])
async def test_repeat__as_the_first_words__repeats_the_greeting(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        greeting = talk.said[-1]

        assert await talk.say(said) == greeting


async def test_question_of_a_time__at_a_proposal_of_it__is_no_other_wish(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    await sample_database.execute(
        "UPDATE technician_slot SET is_taken = false "
        "WHERE technician_slot_id NOT IN (SELECT technician_slot_id FROM appointment)"
    )
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician for saturday evening")

        await talk.say("I asked does he come later than six. I'm home in the evening from six ten.")

        assert not any(call.tool == "move_appointment" for call in talk.tool_calls)


async def test_yes_and_a_question__to_a_day_in_doubt__takes_the_day_and_answers(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "Do you mean" in await talk.say("book a technician", "well, I get up late, perhaps Saturday")

        said = await talk.say("Yes. And what does it cost me, young man?")

        assert "49 dollars" in said and said.endswith("Would you like the morning, the afternoon or the evening?")


@pytest.mark.parametrize(
    "said",
    [
        "I can call her. Can you hold?",
        "ok I'll get my mom",
        "let me ask my husband",
        "I have to go find it, don't hang up",
    ],
)
async def test_waiting__asked_for_in_other_words__is_granted(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        assert "Take your time" in await talk.say(said)


async def test_slower__at_a_question_asked_twice__says_it_once(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("cancel my appointment", "what did you say? eight what?")

        said = await talk.say("I don't see so well. can you speak a bit slower?")

        assert said.count("Please tell me the account number.") <= 1


@pytest.mark.parametrize("said", ["Fine, then have someone call me.", "I don't have the number! just call me back!"])
async def test_call_back__wanted_where_a_number_was_asked_for__is_heard(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        assert "What is it about, in a few words?" in await talk.say(said)


async def test_other_deed__in_the_breath_of_a_no__is_taken_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        said = await talk.say("wait. actually no. don't cancel it. can you move it to the evening same day")

        assert (
            "I'll move your appointment" in said and "in the evening, between 4 PM and 8 PM. Shall I do that?" in said
        )
        assert talk.done == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I don't give that out over the phone. What do you need it for?", "With it I find your account"),
        ("can't you tell me without an account? I'm just looking", "I find an account by its number only"),
        ("I can't find it. is there another way?", "With it I find your account"),
    ],
)
async def test_account_number__asked_back_why__is_explained(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("which times are free")

        explained = await talk.say(said)
        assert told in explained and "account number" in explained


async def test_why__after_a_first_miss__is_no_giving_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("which times are free", "lovely flowers out here")

        said = await talk.say("I said I don't give it out! What for?")

        assert "With it I find your account" in said


async def test_age__is_no_digits_of_a_number(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("when does the technician come")

        assert "8 4" not in await talk.say("I don't have no number. I just want to know when he comes, I'm eighty four")


async def test_forget_it_bye__ends_the_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        assert "Goodbye" in await talk.say("forget it, bye")


async def test_thanks__said_twice_in_a_breath__gets_no_menu(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when is my appointment")

        assert "You're welcome" in await talk.say("thanks. thank you very much")


@pytest.mark.parametrize("said", ["I just want to know when it is", "no, I only wanted to know when he comes"])
async def test_when__after_a_cancellation_declined__is_answered(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", "no")

        visit = list(working_days(business_day()))[2]
        assert f"{visit:%A}, {visit:%B} {visit.day}" in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "the modem has no lights",
        "there are no lights on the box",
        "my router is dead, not a single light",
        "the little lamps on the modem are all off",
    ],
)
async def test_lights_out__at_triage__goes_to_support(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        await talk.say(said)

        assert talk.agents[-1] == "support"


@pytest.mark.parametrize(
    "said",
    [
        "I want that technician's visit cancelled. I fixed it myself.",
        "There's a technician coming Monday, you can call him off, the neighbour fixed it",
        "please call the technician off",
        "tell the guy not to come",
        "That technician's visit on Monday, cancelled please. My brother fixed it.",
        "we don't need the technician any more",
    ],
)
async def test_cancelling__in_other_words__is_proposed(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        assert "I'll cancel your appointment" in await talk.say(said)
        assert talk.done == []


async def test_two_wishes__counted_out__are_both_served(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        said = await talk.say("Two things. One, what do I owe you, and two I have to move the technician's visit")
        assert "You owe" in said
        assert talk.agents[-1] == "appointments" and "To which day shall I move it?" in said


async def test_urgency_beside_a_day__casts_no_doubt_on_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        said = await talk.say("I need a technician", "now! tomorrow!")

        assert "Do you mean" not in said and "morning" in said


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("do I have to be there?", "Somebody over 18 has to be at home"),
        ("what does it cost?", "A visit for a fault of ours is free"),
        ("how long does it take", "A visit takes about an hour"),
    ],
)
async def test_question__to_a_visit_only_offered__is_answered_and_it_is_offered_still(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, answered: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        said = await talk.say(asked)
        assert answered in said and said.endswith("Shall I book one?")
        assert "book_appointment" not in [call.tool for call in talk.tool_calls]

        assert await talk.say("yes please") == "Which day would suit you?"


async def test_question_nobody_knows__to_an_offer__declines_nothing(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        for asked in (
            "is he a friendly man with a beard?",
            "does he like dogs and cats?",
            "and what is his shoe size?",
        ):
            assert (await talk.say(asked)).endswith(("Shall I book one?", "Do you want me to book one?"))


async def test_other_charges__asked_at_a_refund_proposed__are_told_and_no_dead_end(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice and want my money back")

        said = await talk.say("no. what are the other charges")
        assert "All right, I won't do that." in said and "5 dollars for the Modem rental" in said

        assert "I'll refund 45 dollars" in await talk.say("okay do it after all")
        assert "request_refund" not in talk.done


async def test_late_fee_just_told__to_be_taken_off__is_the_amount(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("why is there a late fee")

        assert "a refund of 10 dollars" in await talk.say("can take off")


async def test_late_fee__wanted_off_by_its_name__is_proposed_whole(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        said = await talk.say("there's a late fee on my bill, I want that off")

        assert "a refund of 10 dollars for the late fee" in said and said.endswith("Shall I do that?")


async def test_no_nothing__to_which_topic__wants_nothing(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="support") as talk:
        assert "Is it about" in await talk.say("I already did that like three times")

        assert await talk.say("no nothing") == "All right. Is there anything else I can do for you?"


#: Where a value is asked for: who calls, what they say till then, and how it is asked for.
ASKED_FOR = [
    (FAY, "billing", ["I'd like to pay later"], "On which day can you pay?"),
    (FAY, "billing", ["I'd like to pay a part of it on december second"], "How much will you pay?"),
    (ANN, "appointments", ["I need a technician"], "Which day would suit you?"),
    (None, "billing", ["How much do I owe?"], "What's your account number?"),
]


@pytest.mark.parametrize(("of", "agent", "before", "question"), ASKED_FOR)
async def test_question_of_something_else__where_a_value_is_asked_for__is_said_not_to_be_known(
    open_talk: OpenTalk, dialog: BuildLlm, of: Any, agent: str, before: list[str], question: str
) -> None:
    async with open_talk(dialog, of=of, agent=agent) as talk:
        asked = await talk.say(*before)
        assert question in asked

        for one in ("what's the capital of Peru?", "And my uncle, he likes cactus, no?"):
            said = await talk.say(one)
            assert "I don't know that" in said or "That I don't know" in said
            assert "didn't get" not in said and "find your account" not in said and "Any day" not in said


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("are you lot open on Christmas Eve?", "I answer the phone at any time"),
        ("are your prices going up in January?", "I know of no change of prices"),
    ],
)
@pytest.mark.parametrize(("of", "agent", "before", "question"), [ASKED_FOR[0], ASKED_FOR[2]])
async def test_day_in_a_question_of_something_else__is_no_value(
    open_talk: OpenTalk, dialog: BuildLlm, of: Any, agent: str, before: list[str], question: str, asked: str, told: str
) -> None:
    async with open_talk(dialog, of=of, agent=agent) as talk:
        await talk.say(*before)

        said = await talk.say(asked)
        assert told in said and said.endswith(question)


@pytest.mark.parametrize(
    "said", ["can you do Friday?", "could we say Friday?", "would Friday be ok?", "is Friday free?"]
)
async def test_day_in_a_question_for_it__is_the_value(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "Friday" in await talk.say("I need a technician", said)
