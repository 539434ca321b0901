"""Times that callers wish for beside other words: with a yes, a no or a question, and corrected from what was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, EVE, FAY
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk


def _weekday(number: int, *, ahead: int = 2) -> date:
    """Return the next such weekday (Monday is 0), so many days ahead at least."""
    day = business_day() + timedelta(days=ahead)
    return day + timedelta(days=(number - day.weekday()) % 7)


def _last(talk: Talk, tool: str) -> dict[str, object]:
    return dict(next(call.arguments for call in reversed(talk.tool_calls) if call.tool == tool))


@pytest.mark.parametrize(
    "answer",
    [
        "yes but call me tomorrow after five",
        "no. after six tomorrow",
        "tomorrow after five",
        "but after five please, tomorrow",
    ],
)
async def test_time_beside_an_answer__to_a_call_back_proposed__is_proposed_anew(
    open_talk: OpenTalk, dialog: BuildLlm, answer: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        assert "Is that all right?" in await talk.say("I'd like to be called back", "it's about my router")

        said = await talk.say(answer)

        assert "in the evening" in said and said.endswith("Is that all right?")
        assert "leave_message" not in talk.done


async def test_time_beside_an_answer__to_a_ticket_offered__is_kept(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    monday = _weekday(0)
    async with open_talk(dialog, number=ANN.phone_number, person="busy") as talk:
        assert "open a ticket" in await talk.say("a person please")

        await talk.say("yes, but not today, Monday after six")
        said = await talk.say("my router is broken")

        assert f"Monday, {monday:%B} {monday.day}" in said and "evening" in said


async def test_time_of_a_call_back__with_the_topic_named_again__is_kept(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("being called back, I said. tomorrow after five")

        assert "in the evening" in await talk.say("my contract's price, it went up")


async def test_any_time_on_a_day__of_those_offered__lists_that_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    day = next(iter(working_days(business_day())))
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("which times are free")

        said = await talk.say(f"any time on {day:%A}?")

        assert _last(talk, "list_slots")["day"] == day.isoformat()
        assert said.endswith("Which one suits you?")


async def test_later_that_day__to_a_time_proposed__looks_on_that_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    saturday = _weekday(5, ahead=1)
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician for saturday morning")

        await talk.say("no, later that day")

        asked = _last(talk, "list_slots")
        assert (asked["day"], asked.get("not_in")) == (saturday.isoformat(), "morning")


async def test_weekday__of_times_listed_from_that_very_day__is_that_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    saturday = _weekday(5, ahead=1)
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert f"{saturday:%B} {saturday.day}" in await talk.say("is there anything on the weekend")

        said = await talk.say("saturday afternoon works")

        assert f"Saturday, {saturday:%B} {saturday.day}" in said


async def test_time_refused__is_not_offered_again_as_the_next_free_one(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="appointments") as talk:
        first = await talk.say("book the earliest time you have")
        assert "in the morning, between 8 AM and noon;" in first

        said = await talk.say("no not that early, do you have the evening that day")

        assert first.removeprefix("I'll book the technician for ").split(".")[0] not in said


async def test_part_of_day__said_with_a_day_in_doubt__is_kept(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "Do you mean" in await talk.say("book a technician", "I get out of the hospital on Friday afternoon")

        await talk.say("yes")

        # On some days the afternoon is taken, and the next free time is told.
        assert "afternoon" in [
            one.arguments.get("part_of_day") for one in talk.tool_calls if one.tool == "book_appointment"
        ]


async def test_other_week__of_a_weekday_taken__is_heard(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    saturday = _weekday(5, ahead=1) + timedelta(days=7)
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician", "saturday")

        said = await talk.say("no, the other saturday, the one after", "afternoon")

        assert f"Saturday, {saturday:%B} {saturday.day}" in said


async def test_doubtful_day__turned_down_for_the_earliest__is_not_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "Do you mean" in await talk.say("book a technician", "I'm usually about on Thursdays")

        said = await talk.say("no, the earliest possible")

        assert _last(talk, "list_slots").get("soonest") is True
        assert next(iter(working_days(business_day()))).strftime("%A, %B") in said


@pytest.mark.parametrize("answer", ["whenever, I'm home all day", "I'm in all day", "any, I'm here anyway"])
async def test_any_part_of_the_day__is_taken(open_talk: OpenTalk, dialog: BuildLlm, answer: str) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician", "saturday")

        assert "Shall I do that?" in await talk.say(answer)


async def test_move__where_there_is_no_visit__keeps_the_time_for_a_new_one(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    tuesday = _weekday(1)
    async with open_talk(dialog, of=EVE, agent="appointments") as talk:
        said = await talk.say("move my appointment to tuesday morning")

        assert said.startswith("I see no appointment on your account.")
        assert f"I'll book the technician for Tuesday, {tuesday:%B} {tuesday.day}" in said
        assert talk.done == []


async def test_visit_moved__as_the_caller_is_away_then(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    day = next(d for d in list(working_days(business_day()))[4:] if d.weekday() == 2)
    async with open_talk(dialog, of=DAN) as talk:
        said = await talk.say(
            "your guy's supposed to come on Monday and I won't be there",
            f"{day:%B} {day.day} in the evening",
        )

        assert "I'll move your appointment" in said


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (["I need to move my appointment", "a week later than the one I have"], 7),
        (["can you push my appointment back a week?"], 7),
        (["move my appointment", "could you do it a day later?"], 1),
        (["can I move my visit on Monday to a week later", "no, two weeks later"], 14),
    ],
)
async def test_visit__moved_by_days__counts_from_the_day_it_is_on(
    open_talk: OpenTalk, dialog: BuildLlm, said: list[str], days: int
) -> None:
    booked = list(working_days(business_day()))[2]
    day = booked + timedelta(days=days)
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        told = await talk.say(*said)

        assert f"from {booked:%A, %B} {booked.day}" in told
        assert f"{day:%B} {day.day}" in told or "Would that suit you?" in told
        assert "move_appointment" not in talk.done


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["move my appointment", "I'm not asking to move it yet, I only want to know what days you have"], "suits you"),
        (
            ["I want a technician to come", "I'm not asking to book I only want to know what it costs"],
            "A visit for a fault of ours is free",
        ),
    ],
)
async def test_day__asked_of_who_only_wants_to_know_something__is_let_go_for_the_answer(
    open_talk: OpenTalk, dialog: BuildLlm, said: list[str], told: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert told in await talk.say(*said)
        assert talk.agents == ["appointments"]


async def test_payment__asked_of_who_only_wants_to_know_when_it_is_due__is_let_go(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        said = await talk.say("Can I pay next week?", "I'm not asking to pay now, I only want to know when it's due")

        assert "You owe 110 dollars" in said and said.endswith("Is there anything else I can do for you?")


@pytest.mark.parametrize(
    ("zip_code", "tool"),
    [
        ("30307, and can you also tell me why there's a late fee?", "explain_charge"),
        ("It's 30307. Oh and I also need to know if you're open on Sunday.", "look_up_answer"),
        ("30307. And when did my last payment arrive?", "payment_status"),
        ("three oh three oh seven, also which plan am I on?", "get_plan"),
    ],
)
async def test_wish_beside_the_zip_code__is_served_after_the_first(
    open_talk: OpenTalk, dialog: BuildLlm, zip_code: str, tool: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe", FAY.account_number, zip_code)

        assert talk.done[:2] == ["identify_customer", "get_balance"] and talk.done[2:] == [tool]


async def test_zip_code__given_for_an_outage_before__is_not_read_back_for_the_account(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        assert "6 0 6 1 4" in await talk.say("is there an outage in 60614")

        assert "6 0 6 1 4" not in await talk.say("and what do I owe?")


@pytest.mark.parametrize(
    "beside", ["is on this paper here", "that's what it says on my bill", "I think, from the letter"]
)
async def test_words_about_the_number__beside_it__are_no_other_wish(
    open_talk: OpenTalk, dialog: BuildLlm, beside: str
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my internet is down", f"{FAY.account_number} {beside}", FAY.postcode, "no")

        assert talk.agents == ["support"]


async def test_either_of_two_days__with_its_part__is_offered_as_it_is_free(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("I need a technician")

        said = await talk.say("Tuesday or Wednesday morning")

        assert "list_slots" in talk.done and "Tuesday" in said and "in the morning, between 8 AM and noon;" in said


async def test_call_of_the_callers_own__beside_a_question__is_no_call_back(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("morning! When am I back on, I've a call at noon")

        assert "What is it about" not in talk.said[-1] and "leave_message" not in {
            call.tool for call in talk.tool_calls
        }


async def test_leave__where_a_day_for_the_call_was_asked_for__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message", "my bill is wrong, call me at half past ten")
        await talk.say("ok whatever. bye")

        assert "end_call" in talk.done


@pytest.mark.parametrize(
    "said", ["the internet is slow in the evenings, right slow", "it dies every day at four", "it's out since Monday"]
)
async def test_time_told_of_the_trouble__at_a_ticket__is_no_call_back_wished(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        assert "I'll open a ticket" in await talk.say("my internet is down")

        assert "ticket" in await talk.say(said)
        assert all(call.tool != "leave_message" for call in talk.tool_calls)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Monday, dear", 0),
        ("I work Mondays and Tuesdays, so Wednesday please", 2),
        ("Thursday or later", 3),
        ("My rent's due on the first, can you do Friday?", 4),
    ],
)
async def test_day__of_a_visit_in_whole_turns__is_the_one_meant(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, day: int
) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        await talk.say("I need a technician")

        reply = await talk.say(said)

        wished = _weekday(day, ahead=1)
        assert f"{wished:%B} {wished.day}" in reply and "Do you mean" not in reply


async def test_digits_said_in_two_ways__at_the_zip_code__leave_the_account_number(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        await talk.say("How much do I owe?", "4071 8823")

        said = await talk.say("either oh two one three eight or three nine")

        assert said.startswith("Do you mean 0 2 1 3 8 or 0 2 1 3 9?")


async def test_digits_confirmed__at_half_a_number__are_no_zip_code(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        await talk.say("How much do I owe?", "four oh seven one")

        said = await talk.say("eight eight. two. yes two. three.")

        assert said == "4 0 7 1, 8 8 2 3. And the ZIP code of the address?"


async def test_day_of_that_week__of_a_visit_booked__is_the_one_of_its_week(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    booked = list(working_days(business_day()))[2]
    saturday = booked + timedelta(days=5 - booked.weekday())
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("I need to move my appointment.")

        said = await talk.say("the Saturday of that week")

        assert f"Saturday, {saturday:%B} {saturday.day}" in said


async def test_time_in_place_of_a_call_back_proposed__beside_what_is_told__is_proposed(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("I'd like to be called back", "it's about my router")

        await talk.say("no, make it Thursday at two, I've the doctor Wednesday")

        assert _last(talk, "leave_message")["callback_day"] == _weekday(3, ahead=1).isoformat()
