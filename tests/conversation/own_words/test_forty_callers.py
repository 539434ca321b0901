"""What forty callers, answered turn by turn, turned up: a yes with words beside it, leave taken, no number at hand."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, FAY
from callcenter.business.sample_data import business_day, working_days
from callcenter.calls.context import CallContext
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

ACCOUNT = "What's your account number?"


def _is_over(talk: Talk) -> bool:
    call: CallContext = talk.call
    return call.wants_hang_up


async def test_refund__agreed_to_with_all_right__is_given_at_once(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why was I charged twice")

        assert "Done" in await talk.say("Well, all right. Yes, please do that, dear.")


@pytest.mark.parametrize("said", ["And what happens with the rest, do I get cut off?", "Hm. And the rest?"])
async def test_rest__asked_about_at_a_promise__changes_no_amount(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"I can pay fifty dollars on {day:%B} {day.day}")

        assert "pay 50 dollars" in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    ["No, I'm done. Goodbye.", "You don't understand me. Forget it, bye.", "I'll do that online then. Bye."],
)
async def test_leave__taken_where_a_number_was_asked__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        assert ACCOUNT in await talk.say("what do I owe")

        await talk.say(said)

        assert _is_over(talk)


@pytest.mark.parametrize(
    "said", ["Tomorrow, good. Thank you, young man. Goodbye.", "You said he calls. I'll wait. Bye."]
)
async def test_leave__after_what_was_told_is_said_over__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when is my appointment")

        await talk.say(said)

        assert _is_over(talk)


async def test_number__not_at_hand__leads_to_a_person(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my internet is gone")
        await talk.say("Account number? I don't know, where would I find that?")

        asked_anew = await talk.say("I don't have a bill, it all comes on the computer. My husband always did this.")
        assert "account number" in asked_anew

        assert "person" in await talk.say("I told you, I don't have it.")


async def test_years__said_where_a_number_was_asked__are_no_digits(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my internet is gone")

        assert "so far" not in await talk.say("I've been a customer for ten years!")


async def test_zip__of_a_caller_without_the_number__tells_of_outages(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my mother's internet is gone")

        told = await talk.say(
            "I don't have her number. Could you check where she lives? Austin, seven eight seven oh four."
        )

        assert "no outage" in told


async def test_appointment__named_by_its_day__is_not_moved_to_that_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    day = list(working_days(business_day()))[2]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        asked = await talk.say(
            f"I've got a technician coming on {day:%A} and it doesn't work for me any more, I need to move it"
        )

        assert "To which day" in asked


async def test_part_of_day__with_another_day_beside_it__is_taken_with_that_day(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    first, second = list(working_days(business_day() + timedelta(days=7)))[:2]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "morning" in await talk.say(f"I'd like to book a technician for {first:%A} {first:%B} {first.day}")

        said = await talk.say(f"{second:%A} the {second.day}th is fine, in the morning.")

        assert f"{second:%A, %B} {second.day}" in said


async def test_hours__of_a_call_back__are_told_as_the_part_of_the_day_they_are_in(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=CARA, agent="triage") as talk:
        await talk.say("could someone call me back tomorrow between two and four? I can't talk now")
        assert "in the afternoon" in await talk.say("there's a mistake on my bill")

        assert "between two and four, on the number" in await talk.say("Yes. But between two and four.")
        await talk.say("yes")

        assert await sample_database.fetchval(
            "SELECT callback_part FROM ticket WHERE call_id = $1", talk.call.call.call_id
        ) == ("afternoon")


async def test_ticket__offered_and_taken_with_what_it_is_about__asks_for_nothing_more(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="triage", person="busy") as talk:
        await talk.say("I want to talk to a person")

        assert "I'll open a ticket" in await talk.say("Yeah, okay. Just tell them it's about my bill.")


async def test_question__after_thinking_about_it__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say("what do your plans cost")

        told = await talk.say("I'll think about it. Oh, and how long does it take till it's installed?")

        assert "two weeks" in told


async def test_words_we_told_them_to_say__among_others__are_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        assert "take a message" in await talk.say("I got a new cell number, can you change that in your system?")

        assert "What is it about" in await talk.say("I don't do online. Take a message then.")


async def test_forget_it__with_a_question_after_it__takes_up_the_question(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="billing") as talk:
        await talk.say("I want my money back")

        said = await talk.say("Forget it. How much do I owe?")

        assert "You owe 40 dollars" in said


async def test_move__its_second_half__is_no_other_thing(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        said = await talk.say("we're moving to Portland and I want to take the internet with us. How does that work?")

        assert "Now to the other thing" not in said


# -- asked something else than they came for --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    ["I don't need a technician. I'm moving and I want to transfer my service.", "No, I'm not asking for a visit."],
)
async def test_visit__begun_and_turned_down__is_let_go_at_once(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        assert "Which day" in await talk.say("I need a technician")

        answered = await talk.say(said)

    assert answered.startswith("All right, I won't do that.") and "day would suit" not in answered
    assert ("of a move" in answered) == ("moving" in said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Ninety five. So not two hundred. And what ways are there to pay you?", "mail a check"),
        ("So will they mail me a check then?", "comes off what you owe"),
        ("Yes I know. What do I owe after that?", "After that 50 dollars would be left"),
    ],
)
async def test_refund_proposed__another_question_with_an_answer__is_answered_and_the_refund_stays_proposed(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        proposed = await talk.say("why was I charged twice")

        answered = await talk.say(said)

        assert told in answered and answered.endswith(proposed[proposed.index("I'll refund") :])
        assert "Done" in await talk.say("Okay then, do it. And then tell me.")


async def test_promise__of_two_payments__is_of_the_first(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    first, second = list(working_days(business_day()))[2:9:6]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say(f"I'll pay fifty on {first:%B} {first.day} and the rest on {second:%B} {second.day}")
        assert f"pay 50 dollars by {first:%A, %B} {first.day}" in proposed

        again = await talk.say(f"No, fifty on {first:%B} {first.day}. The other sixty in two weeks.")

    assert again.startswith("Yes, it's just that.") and proposed in again


async def test_installments__asked_for__are_owned_not_to_be_had(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "can't set up installments" in await talk.say("is there a payment plan")
        assert "can't set up installments" in await talk.say("like, could I do thirty a month?")


async def test_call_back__wished_in_place_of_a_day__is_taken_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "which day" in await talk.say("can I pay a bit later")

        assert "What is it about" in await talk.say("This isn't working. Can somebody call me back about it?")


async def test_late_fee__beside_a_payment__is_not_what_was_paid(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("did you get my payment? I see a ten dollar late fee on it")
        await talk.say("I didn't pay ten, I paid fifty on November fifth")

        asked = [dict(call.arguments).get("amount_cents") for call in talk.tool_calls if call.tool == "payment_status"]

    assert asked == [None, 5000]


async def test_handed_on__for_a_question_nobody_understood__hears_no_earlier_answer_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        told = await talk.say("how long is the contract")

        assert told not in await talk.say("the technician, does he do curtains and paint the kitchen as well?")


MOVED = ("I want to move my visit. I'm moving house then.", "monday evening", "yes")


async def test_matter__only_spoken_of_beside_a_wish__is_asked_about_and_not_acted_upon(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        said = await talk.say(*MOVED)

        assert "move_appointment" in talk.done and "look_up_answer" not in talk.done
        assert said.endswith("You also spoke of moving house. Is there anything I can do about that?")
        assert (await talk.say("no, that's fine")).startswith("All right.")


async def test_matter__only_spoken_of__that_the_caller_wants_after_all__is_served(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say(*MOVED)

        assert "two weeks ahead" in await talk.say("yes please, what do I have to do?")


async def test_message__with_a_wish_in_it__is_written_down_whole(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY) as talk:
        said = await talk.say("Please take a message: my line has been crackling and I want a refund.")

        assert "my line has been crackling and I want a refund" in said
        assert "anything else" in await talk.say("yes") and talk.agents == ["triage"]


@pytest.mark.parametrize(
    "said",
    [
        "No thanks, no person. I found it, eight four four oh two six seven five",
        "No, I don't want to wait for a person. Okay hold on. Found the email. Eight four four oh two six seven five",
    ],
)
async def test_person__turned_down_with_the_number_looked_for__is_not_rung_and_the_number_taken(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        offered = await talk.say("Why was I charged twice?", "I don't have it here", "I can't find it")

        assert offered.endswith("Shall I get a person for you?")
        assert (await talk.say(said)).startswith("8 4 4 0, 2 6 7 5.") and not talk.person


async def test_wish_served_before__is_not_taken_up_again_by_the_next_agent(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("Please take a message that my bill is wrong", "yes")
        said = await talk.say("And my appointment's still on, right? The one next week?")

        assert "have that message already" not in said and talk.agents[-1] == "appointments"


async def test_balance_and_its_day__asked_in_one_breath__is_one_question(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        said = await talk.say("what do I owe", "Great. So what do I owe now, and when?")

        assert said.count("95 dollars") == 1 and talk.agents == ["billing"] and "other thing" not in said


async def test_talk_before_a_question__is_no_wish_of_its_own(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("hello sir, please quick, I am at work. When the man is coming for the internet?")

        assert talk.agents == ["triage", "appointments"] and "You have an appointment on" in talk.said[-1]


async def test_person__the_caller_complains_of_being_offered__is_not_rung(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("what do I owe", "You keep trying to get a person. Is it due in December?")

        assert not talk.person


@pytest.mark.parametrize(
    "said",
    [
        "No, that's it. Thanks for being patient with a worried dad",
        "No, that's done. I've had enough, thanks for your help",
        "I don't think so, no. Thank you for your patience",
        "Nothing else. You have been very kind to an old lady",
        "I think that's the lot. Thanks love",
    ],
)
async def test_leave__with_kind_words_after_it__ends_the_call(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("what do I owe", said)

        assert "end_call" in talk.done and not talk.person


@pytest.mark.parametrize(
    "said",
    [
        "That was all I think. Oh, and when are you open on a Sunday",
        "no that's all, just cancel my visit",
        "No, that's all. Actually no, one more thing",
    ],
)
async def test_end__with_a_question_or_a_wish_after_it__is_none(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("what do I owe", said)

        assert "end_call" not in talk.done and not _is_over(talk)
