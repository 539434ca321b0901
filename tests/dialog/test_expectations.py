"""What the engine waits for, and how far the caller's words are."""

from __future__ import annotations

import pytest

from callcenter.spoken.answer_shape import Completeness, Slot, SlotKind
from tests.dialog.conftest import TOOLS, Begin

NOT_IDENTIFIED = {"ok": False, "needs": "identify_reader", "code": "not-identified"}
BOOKED = {"ok": True, "day": "2026-11-26", "part_of_day": "morning"}


def test_expects__before_anything_was_asked__is_nothing(begin: Begin) -> None:
    assert begin().engine.expects is None


def test_expects__each_question__is_its_kind_of_answer(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED, book_room=BOOKED)
    call.caller("what are my fees")
    assert call.engine.expects == Slot(kind=SlotKind.DIGITS, min_length=8, max_length=8)
    call.caller("four oh seven one")
    assert call.engine.expects == Slot(kind=SlotKind.DIGITS, min_length=4, max_length=4)
    call.caller("double eight two three")
    assert call.engine.expects == Slot(kind=SlotKind.POSTCODE, min_length=5, max_length=5)
    call.caller("I want to book a room please")
    assert call.engine.expects == Slot(kind=SlotKind.DATE)
    call.caller("thursday")
    assert call.engine.expects == Slot(kind=SlotKind.PART_OF_DAY)
    call.caller("in the morning")
    assert call.engine.expects == Slot(kind=SlotKind.YES_NO)


@pytest.mark.parametrize(
    ("said", "completeness"),
    [
        ("how much do I owe", Completeness.COMPLETE),
        ("what are my late fees", Completeness.COMPLETE),
        ("I'd like to talk to a person", Completeness.COMPLETE),
        ("how much do I owe and", Completeness.INCOMPLETE),
        ("I'd like to", Completeness.INCOMPLETE),
        ("I want to book a room", Completeness.OPEN),
        ("", Completeness.OPEN),
    ],
)
def test_completeness__of_a_first_sentence__tells_the_whole_from_the_broken_off(
    begin: Begin, said: str, completeness: Completeness
) -> None:
    call = begin()
    call.caller("hello")

    assert call.engine.completeness(said) is completeness


def test_completeness__asked_any_number_of_times__changes_nothing(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    before = call.engine.answer(call.context, TOOLS)

    assert call.engine.completeness("four oh") is Completeness.INCOMPLETE
    assert call.engine.completeness("four oh seven one eight eight two three") is Completeness.COMPLETE

    assert call.engine.answer(call.context, TOOLS) == before
