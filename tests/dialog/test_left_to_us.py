"""Callers who leave the choice to us, rule something out, or say what was not yet asked for."""

import pytest

from tests.dialog.conftest import Begin
from tests.dialog.test_conversations import FEES, NOT_IDENTIFIED

ROOMS = {"ok": True, "rooms": [{"day": "2026-11-26", "part_of_day": "morning"}]}


def test_day__as_soon_as_possible__lists_what_is_free(begin: Begin) -> None:
    call = begin(list_rooms=ROOMS)

    said = call.caller("I need a study room as soon as possible")

    assert call.calls == [("list_rooms", {"soonest": True})]
    assert said.startswith("I have Thursday, November 26th in the morning.")


def test_day__asked_for_and_left_to_us__lists_what_is_free(begin: Begin) -> None:
    call = begin(list_rooms=ROOMS)
    call.caller("I want to book a room")

    call.caller("whenever, you choose")

    assert call.calls == [("list_rooms", {})]


def test_stretch__named_with_the_wish_or_asked_for__lists_what_is_free_then(begin: Begin) -> None:
    call = begin(list_rooms=ROOMS)
    call.caller("I want to book a room next week")
    call.caller("no")
    call.caller("I want to book a room")

    call.caller("sometime next week would be good")

    assert call.calls == [("list_rooms", {"from_day": "2026-11-30"})] * 2


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("do you have anything later", "2026-11-28"),
        ("none of those", "2026-11-28"),
        ("and the week after", "2026-11-30"),
    ],
)
def test_others__wanted_than_those_listed__are_listed(begin: Begin, said: str, first: str) -> None:
    rooms = [{"day": day, "part_of_day": "morning"} for day in ("2026-11-26", "2026-11-27")]
    call = begin(list_rooms={"ok": True, "rooms": rooms})
    call.caller("I want to book a room")
    call.caller("any day")

    call.caller(said)

    assert call.calls[-1] == ("list_rooms", {"from_day": first})


@pytest.mark.parametrize(("said", "day"), [("the later one", "2026-11-27"), ("the earlier slot", "2026-11-26")])
def test_pick__by_earlier_or_later__is_that_one(begin: Begin, said: str, day: str) -> None:
    rooms = [{"day": day, "part_of_day": "morning"} for day in ("2026-11-26", "2026-11-27")]
    call = begin(list_rooms={"ok": True, "rooms": rooms})
    call.caller("I want to book a room")
    call.caller("any day")

    call.caller(said)

    assert call.calls[-1] == ("book_room", {"day": day, "part_of_day": "morning"})


@pytest.mark.parametrize("said", ["sorry, the last digit is a three", "the card number ends in a three"])
def test_number__asked_for_once_more__is_put_right_by_its_digits(begin: Begin, said: str) -> None:
    no_match = {"ok": False, "ask": "card_number", "forget": ["postcode"], "code": "no-match"}
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader=[no_match, {"ok": True}])
    call.caller("what are my fees")
    call.caller("40718824")
    call.caller("78701")

    call.caller(said)
    call.caller("78701")

    assert ("identify_reader", {"card_number": "40718823", "postcode": "78701"}) in call.calls


def test_question__to_a_value_asked_for__is_told_what_is_meant(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("40718823")

    assert call.caller("and which one would you like then") == "It tells me who you are. And your ZIP code?"


def test_day__ruled_out__lists_the_others(begin: Begin) -> None:
    call = begin(list_rooms=ROOMS)
    call.caller("I want to book a room")

    call.caller("any day but monday, and not in the evening")

    assert call.calls == [("list_rooms", {"not_on": "2026-11-30", "not_in": "evening"})]


def test_part__ruled_out_with_the_day__only_the_others_are_asked_for(begin: Begin) -> None:
    call = begin()
    call.caller("I want to book a room")

    assert call.caller("anything but the evening, on thursday") == "Would the morning or afternoon suit you?"


def test_day__no_thanks__gives_it_up(begin: Begin) -> None:
    call = begin()
    call.caller("I want to book a room")

    assert call.caller("no thanks").startswith("All right, I won't do that.")


def test_number__said_while_a_day_is_asked_for__is_thanked_for_and_used_later(begin: Begin) -> None:
    call = begin(book_room=NOT_IDENTIFIED, identify_reader={"ok": True})
    call.caller("I want to book a room")

    said = call.caller("my card is 40718823 and my zip is 78701")
    call.caller("on thursday morning")

    assert said == "Thank you, I've taken that down. Which day would suit you?"
    assert call.calls[1] == ("identify_reader", {"card_number": "40718823", "postcode": "78701"})


def test_number__asked_why__is_explained_and_asked_for_in_few_words(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("40718823")

    assert call.caller("why do you need my zip code") == "It tells me who you are. And your ZIP code?"
    assert call.caller("what's that good for") == "It tells me who you are. Please tell me the ZIP code."


def test_number__half_of_it_said_twice__is_not_put_together(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("9999 9")

    assert call.caller("9999 9").startswith("I heard 5 digits, and it has 8.")


def test_number__given_after_a_person_was_offered_in_its_place__is_taken(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})
    call.caller("what are my fees")
    call.caller("I don't have it")
    call.caller("I really don't have it")

    assert call.caller("it says 40718823 here").startswith("4 0 7 1, 8 8 2 3.")


def test_wish__numbers_before_it__is_what_is_taken_up(begin: Begin) -> None:
    call = begin(get_fees=FEES)

    call.caller("my account is 40718823 and my zip is 78701 and also how much do I owe")

    assert call.calls[0] == ("get_fees", {})


def test_topics__a_bare_yes_to_two__is_asked_which(begin: Begin) -> None:
    call = begin()
    asked = call.caller("something about money or about a time")

    assert "Is it about" in asked
    assert call.caller("yes").startswith("Tell me which of them, please.")
    assert call.calls == []


def test_person__agreed_to_in_another_language__is_connected(begin: Begin) -> None:
    call = begin(connect_to_person={"ok": True})
    call.caller("hola, necesito ayuda con mi factura")

    call.caller("si por favor")

    assert call.calls == [("connect_to_person", {})]


def test_objection__with_a_clear_wish__is_understood_and_served(begin: Begin) -> None:
    call = begin(get_fees=FEES)

    said = call.caller("this is ridiculous, how much do I owe")

    assert said.startswith("I understand, and I'm sorry about that.")
    assert call.calls == [("get_fees", {})]


def test_number__asked_for_a_third_time_in_a_call__is_asked_in_other_words(begin: Begin) -> None:
    no_match = {"ok": False, "ask": "card_number", "code": "no-match", "forget": ["postcode"]}
    call = begin(get_fees=NOT_IDENTIFIED, identify_reader=no_match)
    call.caller("what are my fees")

    asked = []
    for _ in range(3):
        asked.append(call.caller("40718823"))
        call.caller("78701")

    assert [said.partition(". ")[2] for said in asked] == [
        "And your ZIP code?",
        "And your ZIP code?",
        "Please tell me the ZIP code.",
    ]


@pytest.mark.parametrize(
    "said",
    ["Sixteen, two, three. 8817.", "Five. One. Six. Two. No. Nine. Three. Four.", "5162. No, 0934.", "4071 8823"],
)
def test_number__said_without_the_other__gives_none_of_its_digits_to_it(begin: Begin, said: str) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    answer = call.caller(said)
    if answer.startswith("Do you mean"):
        answer = call.caller("yes")

    assert answer.endswith("ZIP code?")
    assert not [tool for tool, _ in call.calls if tool == "identify_reader"]


@pytest.mark.parametrize(
    "said", ["That is wrong.", "No, that's not right.", "No.", "No, wait, start again.", "You've got that wrong."]
)
def test_half_a_number__denied__is_asked_for_from_the_start_and_may_be_keyed_in(begin: Begin, said: str) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("four zero seven one")

    assert call.caller(said) == "Sorry about that. What's your card number? You can also key it in on your phone."
    assert call.caller("4071 8823").endswith("And your ZIP code?")


def test_half_a_number__another_part_and_still_not_whole__may_be_keyed_in(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("four zero seven one")

    assert call.caller("two three").endswith("so far. What comes next? You can also key it in on your phone.")
    assert call.caller("40718823").endswith("And your ZIP code?")
