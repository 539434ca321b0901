"""Nobody loops, and nobody is left without a way out."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from tests.dialog.conftest import Begin

BOOKED = {"ok": True, "say": "You're booked."}
FEES = {"ok": True, "fees_cents": 1250}
NOT_IDENTIFIED = {"ok": False, "needs": "identify_reader", "code": "not-identified"}
BUSY = {"ok": False, "cannot": True, "code": "person-unavailable", "offer": "leave_message"}


def _most_in_a_row(turns: Sequence[str]) -> int:
    """How many turns in a row hold the same sentence, at most."""
    most, counts = 0, dict[str, int]()
    for turn in turns:
        sentences = {sentence for sentence in re.split(r"(?<=[.!?])\s+", turn) if sentence}
        counts = {sentence: counts.get(sentence, 0) + 1 for sentence in sentences}
        most = max([most, *counts.values()])
    return most


@pytest.mark.parametrize(
    "opening", ["blorp", "what are my fees", "I want to book a room", "book me a room on thursday morning", "hello"]
)
@pytest.mark.parametrize(
    "stubborn", ["blorp fizzle", "hm", "what", "hold on", "are you a robot", "I don't know", "yes"]
)
def test_stubborn_caller__says_the_same_words_again_and_again__hears_no_sentence_three_times(
    begin: Begin, opening: str, stubborn: str
) -> None:
    call = begin(
        get_fees=NOT_IDENTIFIED,
        book_room={"ok": True, "day": "2026-11-26", "part_of_day": "morning"},
        connect_to_person=BUSY,
    )
    call.caller(opening)

    for _ in range(8):
        call.caller(stubborn)

    assert _most_in_a_row(call.turns) <= 2, "\n".join(call.turns)
    assert all(call.turns[1:]), "the agent fell silent"
    assert call.done == [] or stubborn == "yes"


def test_number__not_understood__keys_are_offered_then_a_person(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    assert call.caller("blorp") == (
        "Sorry, I didn't get that. What's your card number? You can also key it in on your phone."
    )
    assert "type the card number on your phone's keys" in call.caller("fizzle")
    assert call.caller("wug").endswith("Shall I get a person for you?")
    assert call.caller("no").endswith("What's your card number?")
    assert "type the card number" not in call.caller("40718823")


def test_menu__key_pressed__does_it(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("blorp fizzle wug")
    assert "Press 1 for your fees" in call.caller("wug wug blorp")

    assert call.caller("1").startswith("You owe 12 dollars")


def test_menu__number_said__does_it(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("blorp fizzle wug")
    call.caller("wug wug blorp")

    assert call.caller("number one please").startswith("You owe 12 dollars")


@pytest.mark.parametrize("said", ["0", "a person please", "operator"])
def test_person__asked_for_at_any_point__is_tried(begin: Begin, said: str) -> None:
    for opening in ("blorp", "I want to book a room", "book me a room on thursday morning", "hello"):
        call = begin(book_room={"ok": True, "day": "2026-11-26", "part_of_day": "morning"})
        call.caller(opening)

        call.caller(said)

        assert call.calls[-1] == ("connect_to_person", {}), opening


def test_person__offered_for_want_of_a_number_and_declined__it_is_not_asked_for_again(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    assert call.caller("I don't have it with me").endswith("Shall I get a person for you?")

    assert call.caller("no").startswith("All right, then we leave that.")


def test_hang_up__on_a_plain_no_or_goodbye_only(begin: Begin) -> None:
    for said, ends in (
        ("no thanks", True),
        ("no", True),
        ("goodbye", True),
        ("no, one more thing", False),
        ("no, that's wrong", False),
        ("it still doesn't work", False),
        ("thank you", False),
        ("mm hmm", False),
        ("this is ridiculous", False),
    ):
        call = begin(get_fees=FEES)
        call.caller("what are my fees")

        call.caller(said)

        assert (("end_call", {}) in call.calls) is ends, said


def test_goodbye__with_a_wish_in_the_same_breath__is_not_hung_up_on(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("hello")

    call.caller("what are my fees, goodbye")

    assert [name for name, _ in call.calls] == ["get_fees"]


def test_abuse__after_a_calm_word_and_a_person_offered__ends_the_call(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    said = [call.caller(words) for words in ("you stupid idiots", "you are all morons")]

    assert "person" in said[1]
    assert ("end_call", {}) not in call.calls
    call.caller("fuck off you piece of shit")
    assert call.calls[-1] == ("end_call", {})


def test_emergency__caller_says_they_are_calling__gets_no_list_of_topics(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("my father has collapsed")

    assert (
        call.caller("okay I'm calling them")
        == "Please do that now. I'm still here, and you can call us again at any time."
    )


def test_value__given_up__is_let_go_at_once(begin: Begin) -> None:
    for said in ("I haven't got that with me, so never mind.", "I'd rather leave it", "no, forget it then"):
        call = begin(book_room=BOOKED)
        call.caller("please book a room")

        assert call.caller(said).startswith("All right, I won't do that."), said


def test_value__refused_twice__is_let_go(begin: Begin) -> None:
    call = begin(book_room=BOOKED)
    call.caller("please book a room for thursday")
    call.caller("no, none of that is any good")

    assert call.caller("no I won't have any of it").startswith("All right, I won't do that.")


def test_number__figures_of_a_question__are_no_digits_of_it(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("40718823")

    said = call.caller("the three hundred one, does that still cost forty five dollars a month?")

    assert "3 0 0" not in said
    assert not [name for name, _ in call.calls if name == "identify_reader"]


def test_anything_else__no_but_one_more_thing__asks_what(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert call.caller("no, one more thing") == "Of course. What can I do for you?"


def test_person__zero_pressed_twice_in_impatience__is_connected(begin: Begin) -> None:
    call = begin()

    call.caller("0 0")

    assert call.calls[-1] == ("connect_to_person", {})


def test_number__next_one_misheard_with_a_no_in_it__does_not_undo_the_first(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("40718823")

    said = call.caller("seven eight, seven, no one")

    assert "card number" not in said


def test_person__offered_and_something_else_wanted__is_that(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED, list_rooms={"ok": True, "rooms": []})
    call.caller("what are my fees")
    call.caller("I don't have it with me")

    call.caller("no, I wonder which rooms are free on tuesday")

    assert call.calls[-1][0] == "list_rooms"


def test_number__read_back_and_something_else_said__stays(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("40718823")

    said = call.caller("no, the thing is that I never wanted to give all of that to you people")

    assert "card number" not in said
    assert "ZIP code" in said


def test_value__unknown_and_a_person_declined__is_let_go_and_not_asked_for_ever(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    said = [call.caller(words) for words in ("I don't know it", "no thanks")]

    assert "person" in said[0]
    assert said[-1].startswith("All right, then we leave that.")


def test_person__no_and_goodbye__ends_the_call(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("I don't know it")

    call.caller("no, then I'll call another time, bye")

    assert call.calls[-1][0] == "end_call"


def test_anything_else__a_no_inside_a_complaint__hangs_up_on_nobody(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")
    call.caller("write down that I'm not happy")

    assert "end_call" not in [name for name, _ in call.calls]


def test_anything_else__no_all_is_well__ends(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")
    call.caller("no I'm happy")

    assert call.calls[-1] == ("end_call", {})


def test_wish__not_to_do_something__isnt_proposed(begin: Begin) -> None:
    call = begin(book_room={"ok": True})

    assert call.caller("please don't book a reading room").startswith("All right, I won't do that.")
    assert call.calls == []


def test_about_that__the_price_of_another_thing__is_not_the_amount_just_told(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert "That's 12 dollars" not in call.caller("how much is a parking fine in that")
    assert call.caller("how much is the total").startswith("That's 12 dollars")


def test_answer__asked_for_twice__is_said_again_and_then_there_is_a_way_on(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert call.caller("what are my fees") == (
        "As I said: You owe 12 dollars and 50 cents. Does that answer your question?"
    )
    assert call.caller("do I have late fees").endswith(
        "Shall I write it down, so that a colleague calls you back about it?"
    )


def test_number__that_the_caller_has_not_got__is_explained_once_and_let_go_after_a_person_was_declined(
    begin: Begin,
) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("7 8 7 0 1")
    for said in ("I don't have that", "no"):
        call.caller(said)

    assert call.said.startswith("All right, then we leave that.")


def test_number__two_readings_of_it__are_offered_with_the_keys(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    assert "or" in (asked := call.caller("a two six nine, eight eight two three"))
    assert asked.endswith("You can also key it in on your phone.")
