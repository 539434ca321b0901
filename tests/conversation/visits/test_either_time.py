"""Two times in one breath, times from a day on, and times that are only asked about."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.business.sample_customers import ANN, DAN, EVE
from callcenter.business.sample_data import business_day, working_days
from callcenter.spoken.days.spans import alternatives
from tests.conversation.conftest import BuildLlm, OpenTalk

BOOKING = "I need a technician to come"


def _days() -> list[date]:
    return list(working_days(business_day()))[2:7]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Thursday morning or Friday afternoon", ("Thursday morning", "Friday afternoon")),
        ("Friday morning, otherwise Monday afternoon", ("Friday morning", "Monday afternoon")),
        ("Can you do Thursday evening? If not, Friday.", ("Can you do Thursday evening", "Friday")),
        ("Tuesday or Wednesday morning", None),
        ("not Tuesday morning or Friday evening", None),
        ("was it Tuesday morning or Wednesday afternoon?", None),
    ],
)
def test_alternatives__are_two_times_of_which_either_will_do(text: str, both: tuple[str, str] | None) -> None:
    assert alternatives(text) == both


@pytest.mark.parametrize("begun", [(BOOKING,), ("what times are free?",)])
async def test_two_times__named_in_one_breath__are_no_blend(
    open_talk: OpenTalk, dialog: BuildLlm, begun: tuple[str, ...]
) -> None:
    first, second = _days()[1:3]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(*begun)

        await talk.say(f"{first:%A} but in the morning? Or {second:%A} after I wake up, like two o'clock.")

        wished = next(one for one in reversed(talk.tool_calls) if one.tool == "book_appointment").arguments
        assert (wished["day"], wished["part_of_day"]) == (first.isoformat(), "morning")


async def test_second_time__where_the_first_is_taken__is_proposed(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    first, second = _days()[1:3]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say(BOOKING)
        await talk.say(f"{first:%A} morning", "yes please")
    async with open_talk(dialog, of=EVE, agent="appointments") as talk:  # in the same area
        await talk.say(BOOKING)

        said = await talk.say(f"{first:%A} morning, otherwise {second:%A} morning")

        assert "that time is taken" in said and f"I'll book the technician for {second:%A}" in said


async def test_free_time__only_asked_about__is_told_and_moves_nothing(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when is my appointment?")

        said = await talk.say("just out of curiosity, which mornings are free from tomorrow on?")

        assert "Shall I do that?" not in said and "move_appointment" not in [one.tool for one in talk.tool_calls]


@pytest.mark.parametrize("begun", [BOOKING, "what times are free?"])
@pytest.mark.parametrize("said", ["Are you open on Sunday?", "How late can I ring you tomorrow?"])
async def test_hours__asked_for_with_a_day__are_told_and_book_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, begun: str, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        asked = (await talk.say(begun)).rpartition(". ")[2]

        assert (await talk.say(said)).endswith(asked)
        assert talk.tool_calls[-1].tool == "look_up_answer"
