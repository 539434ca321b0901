"""Two wishes in one breath: both are served, in the order in which they were said."""

from __future__ import annotations

from tests.dialog.conftest import Begin

FEES = {"ok": True, "fees_cents": 1250}
ROOMS = {"ok": True, "rooms": []}
NOT_IDENTIFIED = {"ok": False, "needs": "identify_reader", "code": "not-identified"}


def test_two_wishes__in_one_breath__are_served_in_order(begin: Begin) -> None:
    call = begin(get_fees=FEES, list_rooms=ROOMS)

    call.caller("how much do I owe and also which rooms are free")

    assert [name for name, _ in call.calls] == ["get_fees", "list_rooms"]
    assert call.said.count("anything else") == 1


def test_two_wishes__the_first_needs_an_identification__the_second_is_not_forgotten(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True}, list_rooms=ROOMS)

    call.caller("how much do I owe and also which rooms are free")
    call.caller("40718823")
    call.caller("78701")

    assert [name for name, _ in call.calls] == ["get_fees", "identify_reader", "get_fees", "list_rooms"]


def test_two_wishes__the_second_is_another_agents__is_handed_on_when_the_first_is_done(begin: Begin) -> None:
    call = begin(get_fees=FEES)

    call.caller("how much do I owe and also do you have papers from 1950")

    assert [name for name, _ in call.calls] == ["get_fees", "hand_off_to_archive"]


def test_entry__two_wishes_of_which_the_second_is_ours__the_first_was_served_before_us(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.context.add_message(role="user", content="I need old newspapers from the archive and how much do I owe")
    call.agent("I'll pass you to the library.")

    call.answer()

    assert [name for name, _ in call.calls] == ["get_fees"]


def test_two_sentences__that_each_want_something_else__are_both_served(begin: Begin) -> None:
    call = begin(get_fees=FEES, list_rooms=ROOMS)

    call.caller("How much do I owe? And what times do you have for a room?")

    assert [name for name, _ in call.calls] == ["get_fees", "list_rooms"]


def test_story__with_a_question_at_its_end__the_question_is_answered(begin: Begin) -> None:
    call = begin(get_fees=FEES)

    call.caller("I was reading my old newspaper in the rain. It rained all the way home. How much do I owe?")

    assert [name for name, _ in call.calls] == ["get_fees"]
