"""Visits, outages and call backs: which time it is to be, a wish beside a no, leave taken kindly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, FAY
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

OFFERED = "Shall I write it down, so that a colleague calls you back"


def _spoken(place: int) -> str:
    """Return the working day at a place from now, as the agents say it."""
    day = list(working_days(business_day()))[place]
    return f"{day:%A, %B} {day.day}"


@pytest.mark.parametrize(
    "said",
    [
        "Can't somebody just come out? I don't want a phone call, they'll only say turn it off and on again.",
        "No. I don't want a call about it. Can you send a technician?",
    ],
)
async def test_ticket__turned_down_for_a_technician__a_visit_is_begun(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "ticket" in await talk.say("my internet is down")

        assert "Which day" in await talk.say(said)


async def test_ticket__asked_for_once_turned_down__is_proposed_anew(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down", "no, don't")

        assert "I'll open a ticket" in await talk.say("ok whatever, yes open the ticket")


@pytest.mark.parametrize(
    "said", ["fine, open it, but tell him I'm furious", "no, the ticket. so the boss calls me back"]
)
async def test_ticket__offered_for_want_of_a_person__may_be_taken_later(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, person="busy") as talk:
        await talk.say("I'd like to talk to whoever's in charge", "no I want the boss. when's he in?")

        assert "write down" in await talk.say(said)


async def test_message__we_told_them_to_ask_for__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("is there an outage", "do I get money back for the day?")

        proposed = await talk.say("take a message then: my line drops all day, for weeks")

        assert 'It says: "my line drops all day, for weeks"' in proposed


async def test_restart__done_before_it_is_advised__is_tested_again(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="support") as talk:
        assert "unplug the modem" in await talk.say("my internet is slow")

        assert "ticket" in await talk.say("I've done all that!")


async def test_call_back__asked_when_before_the_yes__is_told_and_asked_once(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down")

        said = await talk.say("Yes. And when will that be?")

        assert "not promised" in said
        assert said.count("Is that all right?") == 1


async def test_visit__wanted_the_same_day__hears_what_is_free_next(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        assert "nobody can come the same day" in await talk.say("can he come today? I have an exam online")


async def test_move__day_wished_instead_of_the_one_told__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    booked, wished = (list(working_days(business_day()))[place] for place in (2, 3))
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(
            f"I've got one of your guys coming on {booked:%A} and I'm at the dentist, can we do {wished:%A} instead?"
        )

        assert _spoken(3) in await talk.say("evening")


async def test_move__another_day_after_a_yes_taken_back__is_proposed(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    first, second = list(working_days(business_day()))[6:8]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(f"move my appointment to {first:%B} {first.day} in the evening")

        said = await talk.say(f"yes. oh wait, is that the {first.day}th? no then I'm away. {second:%B} {second.day}.")

        assert f"{second:%B} {second.day}" in said


@pytest.mark.parametrize("said", ["do I get money back for the day?", "can you knock something off the bill for that?"])
async def test_outage__money_back_asked_for__is_told_how(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("is there an outage")

        assert OFFERED in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "what would it cost if I got someone to come look anyway",
        "and he'll want paying, will he?",
        "how much is a visit if I want my router moved to another room",
    ],
)
async def test_technician__asked_what_one_costs__hears_no_price_of_a_plan(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert "49 dollars" in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "no no, I'm done, I'll ring back tomorrow",
        "no that's all, thanks love",
        "I'll try again later",
        "no I'll try tomorrow",
    ],
)
async def test_leave__taken_with_a_word_of_later__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my internet is down")

        await talk.say(said)

        assert talk.call.wants_hang_up


async def test_danger__over_and_something_wanted__is_heard(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        await talk.say("there's smoke coming out of my router")

        said = await talk.say("no, nobody's hurt, I pulled the plug. But can I book a technician?")

        assert "Which day" in said


async def test_two_wishes__of_a_ticket_and_the_password__are_both_served(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        said = await talk.say(
            "two things. when's somebody gonna look at my ticket, and how do I change the wifi password?"
        )

        assert "your ticket of" in said and "sticker" in said


async def test_not_sure__before_a_question__takes_nothing_from_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        said = await talk.say(
            "my grandson set it up, I think it was Monday, but I'm not sure, could you tell me when he's coming?"
        )

        assert _spoken(2) in said


@pytest.mark.parametrize(
    ("said", "is_then"),
    [
        ("it's been two months, I want a supervisor to ring me tomorrow after four", True),
        ("they said they'd call me tomorrow and nobody believes it", False),
    ],
)
async def test_message__that_says_when_to_call__is_noted_so(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, is_then: bool
) -> None:
    tomorrow = business_day() + timedelta(days=1)
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message")

        assert (f"{tomorrow:%A}" in await talk.say(said)) is is_then


# -- which time --------------------------------------------------------------------------------------------------------


def _listed(talk: Talk) -> dict[str, object]:
    return dict(next(call.arguments for call in reversed(talk.tool_calls) if call.tool == "list_slots"))


def _next_monday() -> date:
    today = business_day()
    return today + timedelta(days=7 - today.weekday())


@pytest.mark.parametrize(
    "said", ["what have you got next week", "I have a visit booked but can't make it, can we do next week instead"]
)
async def test_next_week__is_looked_for_from_its_monday(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(said)

        assert _listed(talk)["from_day"] == _next_monday().isoformat()


async def test_earliest__to_move_to__is_proposed_at_once_and_others_are_listed(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        said = await talk.say("reschedule my appointment to the earliest you have")
        assert "I'll move your appointment from" in said and said.endswith("Shall I do that?")

        assert (await talk.say("do you have something later")).endswith("Which one suits you?")
        assert "move_appointment" not in talk.done


async def test_how_long__to_the_day_of_a_payment__is_told_the_limit(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I can't pay this month")

        said = await talk.say("how long would you give me")

        assert said == "I can wait up to 30 days. Tell me the day on which you'd pay. On which day can you pay?"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("how much would you give me back", "That's 45 dollars."),
        ("what would your grandmother say to that", "I'm sorry, I don't know that."),
    ],
)
async def test_question__at_a_proposal__is_answered_and_no_failure(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        proposed = await talk.say("I was charged twice, I want that back")

        answered = await talk.say(said)

        assert answered.startswith(answer) and answered.endswith("Shall I do that?")
        assert proposed.endswith("Shall I do that?") and "request_refund" not in talk.done
        await talk.say("yes")
        assert "request_refund" in talk.done


async def test_part_of_the_day__to_which_day__moves_within_the_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        asked = await talk.say("can the technician come later the same day")
        assert asked.endswith("To which day shall I move it?")

        await talk.say("in the evening")

        moved = [call for call in talk.tool_calls if call.tool == "move_appointment"][-1]
        assert "day" not in moved.arguments or moved.arguments["day"] is not None
        assert not talk.said[-1].endswith("To which day shall I move it?")


async def test_day_asked_for__a_question_about_the_visit__is_looked_up_and_the_day_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I need to change the day of my visit")

        said = await talk.say("hang on, what day do I have now")

        assert said.startswith("You have an appointment on") and said.endswith("To which day shall I move it?")


async def test_tuesday_evening__to_which_part__is_another_day_too(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("I need a technician on monday", "then tuesday evening")

    looked = next(call for call in talk.tool_calls if call.tool == "book_appointment")
    assert date.fromisoformat(str(looked.arguments["day"])).strftime("%A") == "Tuesday"


async def test_part_of_what_is_owed__has_its_amount_asked(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert await talk.say("I want to pay in two parts") == "How much will you pay?"

        await talk.say("fifty dollars", "next friday")

        proposed = next(call for call in reversed(talk.tool_calls) if call.tool == "promise_payment")
        assert proposed.arguments["amount_cents"] == 5000


@pytest.mark.parametrize("said", ["Today, the soonest.", "The soonest, today."])
async def test_day__today__hears_at_once_what_there_is(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        await talk.say("I need a technician")

        assert "nobody can come the same day" in await talk.say(said)


@pytest.mark.parametrize("opened", ["I want to cancel my visit", "please move my visit to Thursday afternoon"])
@pytest.mark.parametrize(
    "said",
    [
        "No, you know what, leave it be. Let him come and look at it anyway",
        "No, on second thought I do want the technician",
        "What about if we left it how it is and she lets him in?",
        "Hmm, no, I'd like somebody to look at it anyway",
    ],
)
async def test_visit__change_given_up__nothing_more_is_asked_of_it(
    open_talk: OpenTalk, dialog: BuildLlm, opened: str, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(opened)
        assert talk.said[-1].endswith("Shall I do that?")

        assert await talk.say(said) == "All right, I won't do that. Is there anything else I can do for you?"


async def test_visit__kept_at_a_question_for_the_day__is_left_and_what_is_asked_is_told(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I need to move my visit")

        said = await talk.say("No, no new day, the one he's got. Is he still coming?")

    assert said.startswith("All right, it stays as it is.") and "between 8 AM and noon" in said
    assert "day shall" not in said


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("no, let him come on Thursday instead", "2026"),
        ("keep it, but make it Thursday afternoon", "2026"),
    ],
)
async def test_visit__another_time_with_a_no__is_a_wish(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, asked: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I want to cancel my visit", said)

    moved = [call for call in talk.tool_calls if call.tool == "move_appointment"]
    assert moved and asked in str(moved[-1].arguments.get("day"))


async def test_day__asked_for_twice_and_not_said__is_left_until_one_is(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I need to move my visit", "the neighbour's dog barks a lot")

        assert "I'll leave the appointment as it is" in await talk.say("and what about the ladder?")

        await talk.say("Thursday, then")
        assert [call.tool for call in talk.tool_calls][-1] == "move_appointment"
