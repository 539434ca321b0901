"""What callers say about the conversation itself."""

from __future__ import annotations

import pytest

from tests.dialog.conftest import Begin

FEES = {"ok": True, "fees_cents": 1250, "due_on": "2026-12-01"}
NOT_IDENTIFIED = {"ok": False, "needs": "identify_reader", "code": "not-identified"}
ASKED = "What's your card number?"


@pytest.mark.parametrize("digits", ["", "four oh seven one"], ids=["before any digit", "in the middle of the digits"])
def test_emergency__while_a_number_is_asked_for__is_never_answered_with_what_comes_next(
    begin: Begin, digits: str
) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})
    call.caller("what are my fees")
    if digits:
        call.caller(digits)

    said = call.caller("oh my god my mother has just collapsed")

    assert "emergency number" in said and "comes next" not in said and ASKED not in said
    assert call.caller("40718823").startswith("4 0 7 1, 8 8 2 3.")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("are you a robot", "I'm an automated assistant"),
        ("can you hear me", "I can hear you"),
        ("what does that mean", "I mean the card number. It has 8 digits."),
        ("speak more slowly please", "Of course."),
        ("could you repeat that", ""),
        ("my card number is 4111 1111 1111 1111", "don't say card numbers"),
        ("you stupid piece of shit", "I'd like to help you"),
    ],
)
def test_aside__while_a_value_is_asked_for__is_answered_and_the_question_asked_again(
    begin: Begin, said: str, answer: str
) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    heard = call.caller(said)

    assert answer in heard
    assert heard.endswith(ASKED)


def test_question_about_what_was_said__how_much_and_when__comes_from_the_facts(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert call.caller("sorry how much was that").startswith("That's 12 dollars and 50 cents.")
    assert call.caller("when is that due").startswith("That's Tuesday, December 1st.")


def test_question_about_what_was_said__why__is_said_not_to_be_seen_and_can_be_written_down(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert call.caller("why is that") == (
        "I'm sorry, I can't see that from here. Shall I write it down, so that a colleague calls you back about it?"
    )
    call.caller("yes")
    assert call.calls[-1] == ("leave_message", {"summary": "About your fees: why is that"})


def test_objection__once_and_again__is_taken_seriously_then_a_person_is_offered(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert "I'm sorry about that" in call.caller("this is ridiculous")
    assert call.caller("this is unacceptable").endswith("Shall I get a person for you?")
    assert ("end_call", {}) not in call.calls


def test_wrong_number__says_goodbye(begin: Begin) -> None:
    call = begin()

    call.caller("sorry I must have dialled the wrong number")

    assert call.calls == [("end_call", {})]


def test_other_language__a_person_is_offered(begin: Begin) -> None:
    call = begin()

    assert call.caller("do you speak spanish").endswith("Shall I get a person for you?")


def test_back_channel__after_a_question__is_no_answer(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    assert ASKED in call.caller("mm hmm")


def test_thanks__once_and_again__never_hangs_up(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert call.caller("thank you").startswith("You're welcome.")
    assert "simply hang up" in call.caller("thanks a lot")
    assert ("end_call", {}) not in call.calls


@pytest.mark.parametrize("opening", ["what are my fees", "book me a room on thursday morning", "hello"])
def test_what_did_you_say__however_often__is_said_again_and_leads_to_no_menu(begin: Begin, opening: str) -> None:
    call = begin(get_fees=NOT_IDENTIFIED, book_room={"ok": True, "day": "2026-11-26", "part_of_day": "morning"})
    call.caller(opening)

    for said in ("what did you say?", "sorry, what?", "what was that", "pardon?", "can you repeat that", "what?"):
        heard = call.caller(said)
        assert "Press 1 for" not in heard and "person" not in heard, heard
