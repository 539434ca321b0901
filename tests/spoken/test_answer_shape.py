"""Answers of known shape: half, whole, or something else."""

from __future__ import annotations

import pytest

from callcenter.spoken.answer_shape import (
    Completeness,
    Slot,
    SlotKind,
    count_digits,
    judge,
    slot_for_question,
    slot_for_schema,
)

EIGHT = Slot(kind=SlotKind.DIGITS, min_length=8, max_length=8)
WHOLE, HALF, OPEN = Completeness.COMPLETE, Completeness.INCOMPLETE, Completeness.OPEN


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("four two seven one", 4),
        ("427-19903", 8),
        ("double nine triple zero one", 6),
        ("forty-two seventy one", 4),
        ("twenty oh three", 4),
        ("nineteen eighty four", 4),
        ("For one one six.", 4),
        ("four two seven one and two", 5),
        ("account nine five zero one, I've got like two minutes to", 5),
        ("I want to pay for a thing", 0),
        ("cinco seis siete", 3),
        ("quatre-vingt-dix-sept zéro un", 4),
        ("einundzwanzig null drei", 4),
    ],
)
def test_count_digits__figures_and_words__are_counted(text: str, digits: int) -> None:
    assert count_digits(text) == digits


@pytest.mark.parametrize(
    ("slot", "said", "verdict"),
    [
        (EIGHT, "four two seven one", HALF),
        (EIGHT, "four two seven one nine nine zero three", WHOLE),
        (EIGHT, "thanks to zero three, eight eight one seven", WHOLE),
        (EIGHT, "thanks to zero three", HALF),
        (EIGHT, "my number is", HALF),
        (EIGHT, "hold on", HALF),
        (EIGHT, "I don't have it with me.", OPEN),
        (EIGHT, "", OPEN),
        (Slot(kind=SlotKind.DIGITS, min_length=4, max_length=8), "one two three four", OPEN),
        (Slot(kind=SlotKind.POSTCODE), "six oh six", HALF),
        (Slot(kind=SlotKind.POSTCODE), "60614.", WHOLE),
        (Slot(kind=SlotKind.POSTCODE), "SW1A 1AA", WHOLE),
        (Slot(kind=SlotKind.PHONE), "three one two, five five five", HALF),
        (Slot(kind=SlotKind.PHONE), "312-555-0199", WHOLE),
        (Slot(kind=SlotKind.PHONE), "one 312 555 0199", WHOLE),
        (Slot(kind=SlotKind.DATE), "the third of", HALF),
        (Slot(kind=SlotKind.DATE), "March", HALF),
        (Slot(kind=SlotKind.DATE), "March third", WHOLE),
        (Slot(kind=SlotKind.DATE), "next Tuesday", OPEN),
        (Slot(kind=SlotKind.ADDRESS), "twelve", HALF),
        (Slot(kind=SlotKind.ADDRESS), "12 Oak Street", OPEN),
        (Slot(kind=SlotKind.YES_NO), "Yes, please.", WHOLE),
        (Slot(kind=SlotKind.YES_NO), "Yes but I would rather have another day", OPEN),
        (Slot(kind=SlotKind.MONEY), "forty dollars and", HALF),
        (Slot(kind=SlotKind.PART_OF_DAY), "in the morning please not the", HALF),
        (Slot(kind=SlotKind.PART_OF_DAY), "the afternoon", WHOLE),
        (Slot(kind=SlotKind.PART_OF_DAY), "anything but the evening", OPEN),
        (Slot(kind=SlotKind.PICK), "the second one", WHOLE),
        (Slot(kind=SlotKind.PICK), "the one on Tuesday", OPEN),
        (Slot(kind=SlotKind.OPEN), "my internet is slow", OPEN),
        (Slot(kind=SlotKind.OPEN), "my internet is slow and", HALF),
    ],
)
def test_judge__answer_so_far__is_half_whole_or_open(slot: Slot, said: str, verdict: Completeness) -> None:
    assert judge(slot, said) is verdict


def test_slot_for_schema__formats_of_tool_parameters__are_slots() -> None:
    assert slot_for_schema({"type": "string", "format": "digits", "minLength": 8, "maxLength": 8}) == EIGHT
    assert slot_for_schema({"type": "boolean"}) == Slot(kind=SlotKind.YES_NO)
    assert slot_for_schema({"enum": ["morning", "afternoon", "evening"]}) == Slot(kind=SlotKind.PART_OF_DAY)
    assert slot_for_schema({"enum": ["slow", "dead"]}) == Slot(kind=SlotKind.PICK)
    assert slot_for_schema({"type": "string"}) is None
    assert slot_for_schema({"type": "string", "format": "email"}) is None


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Thank you. What is your account number?", SlotKind.DIGITS),
        ("And your ZIP code, please.", SlotKind.POSTCODE),
        ("Which day would suit you?", SlotKind.DATE),
        ("Your account number is 1 2 3 4. Is that right?", SlotKind.YES_NO),
    ],
)
def test_slot_for_question__what_the_agent_asked_last__is_expected(question: str, kind: SlotKind) -> None:
    slot = slot_for_question(question)

    assert slot is not None
    assert slot.kind is kind


def test_slot_for_question__no_question_of_known_shape__expects_nothing() -> None:
    assert slot_for_question("How can I help you?") is None
    assert slot_for_question("I have found your account number.") is None


ACCOUNT = {"type": "string", "format": "digits", "minLength": 8, "maxLength": 8}
PARAMETERS = {
    "account_number": ACCOUNT,
    "ticket_number": {"anyOf": [{"type": "string", "format": "digits", "maxLength": 6}, {"type": "null"}]},
    "postcode": {"type": "string", "format": "postcode", "minLength": 5, "maxLength": 5},
    "day": {"type": "string", "format": "date"},
    "summary": {"type": "string"},
}


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        ("What's your account number? It has eight digits and stands at the top of your bill.", EIGHT),
        ("An account number has eight digits. Could you say it once more, digit by digit?", EIGHT),
        ("What is the number of your ticket?", Slot(kind=SlotKind.DIGITS, max_length=6)),
        ("And the ZIP code of the address?", Slot(kind=SlotKind.POSTCODE, min_length=5, max_length=5)),
        ("To which day shall I move it?", Slot(kind=SlotKind.DATE)),
        ("I'll write that down. Is that all right?", Slot(kind=SlotKind.YES_NO)),
        ("Would you like the morning, the afternoon or the evening?", Slot(kind=SlotKind.PART_OF_DAY)),
        (
            "Tuesday, December 1st, then. Would you like the morning, the afternoon or the evening?",
            Slot(kind=SlotKind.PART_OF_DAY),
        ),
        ("Is there anything else I can do for you?", None),
        ("Your account number is on the bill.", None),
    ],
)
def test_slot_for_question__agent_with_tools__knows_lengths_from_their_schemas(
    question: str, slot: Slot | None
) -> None:
    assert slot_for_question(question, PARAMETERS) == slot
