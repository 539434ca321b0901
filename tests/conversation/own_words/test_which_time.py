"""Which time it is to be: stretches, the first there is, other times than those offered, questions at a proposal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from callcenter.business.sample_customers import ANN, DAN, FAY
from callcenter.business.sample_data import business_day
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk


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
        ("what would your grandmother say to that", "I'm not sure I know the answer to that."),
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
