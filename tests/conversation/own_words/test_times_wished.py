"""Times that callers wish for beside other words: with a yes, a no or a question, and corrected from what was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from callcenter.business.sample_customers import ANN, DAN, EVE
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk


def _weekday(number: int) -> date:
    """Return the next such weekday (Monday is 0) after tomorrow."""
    day = business_day() + timedelta(days=2)
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
    saturday = _weekday(5)
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician for saturday morning")

        await talk.say("no, later that day")

        asked = _last(talk, "list_slots")
        assert (asked["day"], asked.get("not_in")) == (saturday.isoformat(), "morning")


async def test_weekday__of_times_listed_from_that_very_day__is_that_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    saturday = _weekday(5)
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert f"{saturday:%B} {saturday.day}" in await talk.say("is there anything on the weekend")

        said = await talk.say("saturday afternoon works")

        assert f"Saturday, {saturday:%B} {saturday.day}" in said


async def test_time_refused__is_not_offered_again_as_the_next_free_one(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="appointments") as talk:
        first = await talk.say("book the earliest time you have")
        assert "in the morning. Shall I do that?" in first

        said = await talk.say("no not that early, do you have the evening that day")

        assert first.removeprefix("I'll book the technician for ").split(".")[0] not in said


async def test_part_of_day__said_with_a_day_in_doubt__is_kept(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "Do you mean" in await talk.say("book a technician", "I get out of the hospital on Friday afternoon")

        assert "in the afternoon" in await talk.say("yes")


async def test_other_week__of_a_weekday_taken__is_heard(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    saturday = _weekday(5) + timedelta(days=7)
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
