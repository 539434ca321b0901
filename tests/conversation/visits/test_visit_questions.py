"""Questions while a visit is planned: what day it is, whether the visit stands; and who wants none, or no change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.business.sample_customers import ANN, DAN
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk

BOOKING = ("I need a technician to come",)
MOVING = ("I need to move my appointment",)


def _spoken(ahead: int) -> str:
    day = business_day() + timedelta(days=ahead)
    return f"{day:%A, %B} {day.day}"


@pytest.mark.parametrize("begun", [(), BOOKING, (*BOOKING, "Wednesday"), ("what times are free?",)])
@pytest.mark.parametrize("said", ["What day is it today?", "what's the date today, dear?"])
async def test_date__asked_in_the_middle__is_told_and_books_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, begun: tuple[str, ...], said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        if begun:
            await talk.say(*begun)
        before = list(talk.tool_calls)

        assert f"Today is {_spoken(0)}" in await talk.say(said)
        assert talk.tool_calls == before


async def test_day_wished__with_a_question_whether_it_is_tomorrow__is_taken_and_told(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    day = list(working_days(business_day()))[1]
    is_so = day == business_day() + timedelta(days=1)
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*BOOKING)

        said = await talk.say(f"{day:%A} morning. Is that tomorrow, dear?")

        assert said.startswith("Yes, tomorrow is" if is_so else "No, that's") and "I'll book the technician" in said


async def test_day_asked_about__beside_a_yes__is_told_and_the_yes_comes_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*BOOKING)
        await talk.say("Wednesday morning")

        said = await talk.say("Yes. What day is it today?")

        assert f"Today is {_spoken(0)}" in said and said.endswith("Shall I do that?")
        assert "book_appointment" not in talk.done


@pytest.mark.parametrize("begun", [BOOKING, (*BOOKING, "Wednesday"), ("what times are free?",), MOVING])
@pytest.mark.parametrize(
    "said",
    [
        "my appointment still stands on Tuesday, right?",
        "It stays as it is, yes?",
        "is my visit on Tuesday still on?",
        "have I got one on Wednesday?",
    ],
)
async def test_visit__asked_whether_it_stands__is_looked_up(
    open_talk: OpenTalk, dialog: BuildLlm, begun: tuple[str, ...], said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(*begun)

        assert "You have an appointment on" in await talk.say(said)
        assert talk.tool_calls[-1].tool == "get_appointment" or "get_appointment" in [
            one.tool for one in talk.tool_calls[-2:]
        ]


async def test_visit__asked_for_while_one_is_booked__is_none_and_the_day_is_asked_on(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*BOOKING)

        said = await talk.say("is my visit on Tuesday still on?")

        assert "I see no appointment" in said and said.endswith("Which day would suit you?")


@pytest.mark.parametrize("begun", [BOOKING, (*BOOKING, "Wednesday"), (*BOOKING, "Wednesday morning")])
@pytest.mark.parametrize(
    "said", ["none! no day. no appointment please", "I don't want a technician.", "nobody needs to come"]
)
async def test_visit__turned_down_by_its_name__is_asked_for_no_more(
    open_talk: OpenTalk, dialog: BuildLlm, begun: tuple[str, ...], said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*begun)

        said = await talk.say(said)

        assert said.endswith("Is there anything else I can do for you?")


async def test_question__beside_a_visit_turned_down__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*BOOKING)

        said = await talk.say(
            "I don't want to book one. I just wondered, does a technician come to my flat or is it fixed on the street?"
        )

        assert "comes to the address of the account" in said and "Which day" not in said


@pytest.mark.parametrize(
    "said", ["No, no, don't move it", "Yes, the one you just booked. Leave it like that.", "it can stay on that day"]
)
async def test_visit__just_booked_and_left_as_it_is__is_neither_moved_nor_cancelled(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*BOOKING)
        await talk.say("Wednesday morning", "yes please")
        before = list(talk.tool_calls)

        assert "it stays as it is" in await talk.say(said)
        assert talk.tool_calls == before


@pytest.mark.parametrize(
    "said",
    ["The appointment is fine as it is", "it's fine where it is", "the morning is fine", "the appointment is fine"],
)
async def test_yes_of_what_stands__to_a_move__moves_nothing(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(*MOVING)
        assert "I'll move your appointment" in await talk.say(f"{day:%A} the {day.day}th in the afternoon")

        await talk.say(said)

        assert "move_appointment" not in talk.done


@pytest.mark.parametrize("begun", [BOOKING, ("what times are free?",)])
async def test_visit__wished_for_today__is_too_short_notice_at_once(
    open_talk: OpenTalk, dialog: BuildLlm, begun: tuple[str, ...]
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*begun)

        said = await talk.say("Today, the soonest.")

        assert "nobody can come the same day" in said and "Would you like the morning" not in said
