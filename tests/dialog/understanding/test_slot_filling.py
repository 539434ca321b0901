"""Every kind of parameter, filled from what callers say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from callcenter.dialog.understanding.slot_filling import Filled, Partial, SlotReader, TooLong, flatten

READER = SlotReader(today=date(2026, 11, 23), country="US")
CARD = {"type": "string", "format": "digits", "minLength": 8, "maxLength": 8, "pattern": "^[0-9]{8}$"}
ZIP = {"type": "string", "format": "postcode", "minLength": 5, "maxLength": 5}
PART = {"enum": ["morning", "afternoon", "evening"]}
PHONE = {"format": "phone"}


def value(schema: dict[str, Any], text: str, **options: Any) -> Any:
    found = READER.read(schema, text, **options)
    assert isinstance(found, Filled), found
    return found.value


def test_digits__whole__are_taken() -> None:
    assert value(CARD, "it's four oh seven one, double eight, two three") == "40718823"


def test_digits__part_of_them__wait_for_the_rest() -> None:
    first = READER.read(CARD, "four oh seven one")

    assert first == Partial(digits="4071")
    assert value(CARD, "eight eight two three", so_far="4071") == "40718823"


def test_digits__said_anew_after_a_part__replace_it() -> None:
    assert value(CARD, "no wait, 4071 8823", so_far="40") == "40718823"


def test_digits__too_many__are_told() -> None:
    assert READER.read(CARD, "4071 8823 9") == Filled(value="40718823") or isinstance(
        READER.read(CARD, "407188239"), TooLong
    )
    assert isinstance(READER.read(CARD, "407188239"), TooLong)


def test_digits__beside_another_number__are_told_apart() -> None:
    said = "account 40718823 and my zip is 78701"

    assert value(CARD, said, is_answer=False) == "40718823"
    assert value(ZIP, said, is_answer=False) == "78701"


def test_digits__no_number_in_the_answer__is_nothing() -> None:
    assert READER.read(CARD, "the one on my bill") is None


def test_postcode__longer_number_said_digit_by_digit__is_not_cut_into_one() -> None:
    assert not isinstance(READER.read(ZIP, "four oh seven one eight eight two three"), Filled)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("the mornings are best", "morning"),
        ("not the morning, the afternoon", "afternoon"),
        ("after work", "evening"),
        ("around three", "afternoon"),
        ("evning", "evening"),
        ("it doesn't matter", "morning"),
    ],
)
def test_enum__asked_for__is_the_closest_choice(said: str, expected: str) -> None:
    assert value(PART, said) == expected


def test_enum__in_a_greeting__is_not_meant() -> None:
    assert READER.read(PART, "good morning, I need a room", is_answer=False) is None


@pytest.mark.parametrize(
    "said", ["five one two five five five oh one two three", "(512) 555-0123", "plus one 512 555 0123"]
)
def test_phone__any_way_of_saying_it__is_e164(said: str) -> None:
    assert value(PHONE, said) == "+15125550123"


def test_phone__local_number__waits_for_the_rest() -> None:
    assert READER.read(PHONE, "555 0123") == Partial(digits="5550123")


def test_money__all_of_it__leaves_the_amount_open() -> None:
    assert value({"format": "money"}, "the whole thing") is None


def test_date__answer__is_iso() -> None:
    assert value({"format": "date"}, "this friday") == "2026-11-27"


def test_time__answer__is_hours_and_minutes() -> None:
    assert value({"format": "time"}, "half past two pm") == "14:30"


@pytest.mark.parametrize(
    "said", ["jane.doe@example.com", "it's jane dot doe at example dot com", "Jane dot Doe at sign example dot com."]
)
def test_email__written_or_said__is_read(said: str) -> None:
    assert value({"format": "email"}, said).rstrip(".") == "jane.doe@example.com"


def test_boolean__answer__is_yes_or_no() -> None:
    assert value({"type": "boolean"}, "yeah why not") is True
    assert value({"type": "boolean"}, "rather not") is False


def test_integer__answer__is_a_number() -> None:
    assert value({"type": "integer"}, "twenty three of them") == 23


def test_name__answer__loses_its_introduction() -> None:
    assert value({"format": "name"}, "um my name is jane doe") == "Jane Doe"


def test_text__asked_for__is_taken_as_said_and_unasked_left() -> None:
    assert value({"type": "string"}, " It rattles. ") == "It rattles."
    assert READER.read({"type": "string"}, "It rattles.", is_answer=False) is None


def test_flatten__optional_and_referenced__is_the_plain_schema() -> None:
    schema = {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}], "default": None}

    assert flatten(schema, {"Part": {"enum": ["a", "b"]}})["enum"] == ["a", "b"]
