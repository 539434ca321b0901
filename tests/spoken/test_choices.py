"""Choices with figures in them: what callers say in words counts; a number is never nearly another."""

from __future__ import annotations

import pytest

from callcenter.spoken.choices import read_choice
from callcenter.spoken.reading import Ambiguous, Filled

SPEEDS = ("250", "500", "1000")
PLANS = ("fiber_250", "fiber_1000")
PARTS = ("morning", "afternoon", "evening")


@pytest.mark.parametrize(
    ("said", "choices", "taken"),
    [
        ("one thousand", SPEEDS, "1000"),
        ("The thousand, please.", SPEEDS, "1000"),
        ("I'd like the one thousand one", SPEEDS, "1000"),
        ("1,000", SPEEDS, "1000"),
        ("two hundred and fifty", SPEEDS, "250"),
        ("two fifty", SPEEDS, "250"),
        ("not the five hundred, the thousand", SPEEDS, "1000"),
        ("fiber one thousand", PLANS, "fiber_1000"),
        ("the thousand", PLANS, "fiber_1000"),
        ("one", ("1", "2", "3"), "1"),
    ],
)
def test_choice__figure_said_in_words__is_taken(said: str, choices: tuple[str, ...], taken: str) -> None:
    assert read_choice(said, choices) == Filled(value=taken)


@pytest.mark.parametrize(("said", "choices"), [("fifteen hundred", SPEEDS), ("1,000", ("1", "2")), ("750", PLANS)])
def test_choice__another_number__is_none_of_them(said: str, choices: tuple[str, ...]) -> None:
    assert read_choice(said, choices) is None


def test_choice__two_numbers__is_asked_about() -> None:
    assert read_choice("two hundred fifty or five hundred", SPEEDS) == Ambiguous(candidates=("250", "500"))


@pytest.mark.parametrize(
    "said",
    [
        "Afternoon would be better. Maybe Wednesday.",
        "The fifth is fine, in the afternoon.",
        "Afternoon, if you have that.",
        "Afternoon, I work mornings.",
        "It has to be after lunch, I'm busy in the mornings.",
    ],
)
def test_choice__beside_a_day__is_sure(said: str) -> None:
    assert read_choice(said, PARTS) == Filled(value="afternoon")


@pytest.mark.parametrize("said", ["Maybe in the afternoon.", "Afternoon. Unless I have to work."])
def test_choice__half_hearted_or_turned_round__is_asked_about(said: str) -> None:
    assert read_choice(said, PARTS) == Ambiguous(candidates=("afternoon",))


def test_time__beside_what_the_caller_cannot_do__is_a_part_of_the_day() -> None:
    said = "Could someone call me between two and four? I can't talk now."

    assert read_choice(said, PARTS, is_answer=False) == Filled(value="afternoon")


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("afternoon, dear", "afternoon"),
        ("I've to be at church at nine, so the afternoon", "afternoon"),
        ("morning. No, afternoon, I've got physio at ten", "afternoon"),
        ("evening's better, I sleep in the mornings", "evening"),
        ("not before four", "evening"),
        ("Mornings are best, she naps after lunch.", "morning"),
        ("No, mornings, I said. Afternoon she's asleep.", "morning"),
        ("in the afternoon, I work in the morning", "afternoon"),
    ],
)
def test_choice__beside_what_is_told__is_the_one_meant(said: str, part: str) -> None:
    assert read_choice(said, PARTS) == Filled(value=part)


@pytest.mark.parametrize("said", ["early next week", "late next week"])
def test_choice__of_a_week__is_no_part_of_the_day(said: str) -> None:
    assert read_choice(said, PARTS) is None


def test_part_of_day__that_somebody_is_busy_then__is_none_wished() -> None:
    assert read_choice("she naps after lunch", PARTS, is_answer=False) is None
