"""Whole conversations with the engine, one branch of its policy each."""

from __future__ import annotations

import pytest
from livekit.agents import llm

from callcenter.dialog.conversation import HANDED_ON
from tests.dialog.conftest import Begin

NOT_IDENTIFIED = {"ok": False, "needs": "identify_reader", "code": "not-identified"}
FEES = {"ok": True, "fees_cents": 1250}
BOOKED = {"ok": True, "day": "2026-11-26", "part_of_day": "morning"}


def test_conversation__nothing_said_yet__greets(begin: Begin) -> None:
    assert begin().answer() == "Thank you for calling the library."


def test_conversation__clear_wish__calls_the_tool_and_says_its_result(begin: Begin) -> None:
    call = begin(get_fees=FEES)

    call.caller("how much do I owe you")

    assert call.calls == [("get_fees", {})]
    assert call.said == "You owe 12 dollars and 50 cents. Is there anything else I can do for you?"


def test_conversation__wish_of_another_agent__hands_off_without_words(begin: Begin) -> None:
    call = begin()

    assert call.caller("I need old newspapers from the archive") == ""
    assert call.calls == [("hand_off_to_archive", {})]


def test_conversation__tool_needs_another_first__runs_it_and_resumes(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})

    assert call.caller("what are my fees") == "What's your card number?"
    assert call.caller("four oh seven one") == "I have 4 0 7 1 so far. What comes next?"
    assert call.caller("double eight two three") == "4 0 7 1, 8 8 2 3. And your ZIP code?"
    assert call.caller("seven eight seven oh one").startswith(
        "7 8 7 0 1, thank you. I've found you. You owe 12 dollars"
    )
    assert call.calls[1:] == [
        ("identify_reader", {"card_number": "40718823", "postcode": "78701"}),
        ("get_fees", {}),
    ]


def test_conversation__number_read_back_is_wrong__is_corrected(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})
    call.caller("what are my fees")
    call.caller("40718823")

    assert call.caller("no, it's 4071 8824") == "4 0 7 1, 8 8 2 4. And your ZIP code?"
    assert call.caller("no that's wrong") == "Sorry about that. What's your card number?"


def test_conversation__numbers_said_before_they_are_needed__are_not_asked_for(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})

    said = call.caller("what are my fees, my card is 40718823 and my zip is 78701")

    assert said.startswith("4 0 7 1, 8 8 2 3 and 7 8 7 0 1, thank you.")
    assert call.calls[1][0] == "identify_reader"


def test_conversation__tool_asks_again__the_bad_values_are_asked_for(begin: Begin) -> None:
    no_match = {"ok": False, "ask": "card_number", "code": "no-match", "forget": ["postcode"]}
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader=[no_match, {"ok": True}])
    call.caller("what are my fees")
    call.caller("40718823")

    assert call.caller("78701").endswith(
        "I can't find that card. What's its number once more? You can also key it in on your phone."
    )
    assert call.caller("40718824") == "4 0 7 1, 8 8 2 4. And your ZIP code?"
    assert "You owe" in call.caller("78702")


def test_conversation__too_many_digits__says_how_many(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    assert call.caller("407188239") == (
        "I heard 9 digits, and it has 8. What's your card number? You can also key it in on your phone."
    )


def test_conversation__several_slots_at_once__only_the_missing_is_asked_for(begin: Begin) -> None:
    call = begin(book_room=BOOKED)

    assert call.caller("please book a room for thursday") == "Morning, afternoon or evening?"
    assert call.caller("morning") == "So that's Thursday, November 26th in the morning. Shall I book it?"
    assert call.done == []
    assert call.caller("yes please").startswith("You're booked for Thursday")
    assert call.done == [("book_room", {"day": "2026-11-26", "part_of_day": "morning"})]


def test_conversation__correction_instead_of_yes__is_confirmed_anew(begin: Begin) -> None:
    call = begin(book_room=BOOKED)
    call.caller("book me a room on thursday morning")

    assert call.caller("no, I meant friday") == "So that's Friday, November 27th in the morning. Shall I book it?"
    assert call.caller("yes but in the evening").startswith("So that's Friday, November 27th in the evening.")
    assert call.done == []


def test_conversation__no_to_a_confirmation__does_nothing_but_can_be_resumed(begin: Begin) -> None:
    call = begin(book_room=BOOKED)
    call.caller("book me a room on thursday morning")

    assert call.caller("no").startswith("All right, I won't do that.")
    assert call.caller("I meant friday") == "So that's Friday, November 27th in the morning. Shall I book it?"
    assert call.done == []


def test_conversation__other_parameter_answered__is_taken_and_the_question_stays(begin: Begin) -> None:
    call = begin(book_room=BOOKED)
    call.caller("book me a room on thursday")

    assert call.caller("the first of december") == "Morning, afternoon or evening?"
    assert call.caller("evening").startswith("So that's Tuesday, December 1st in the evening.")


def test_conversation__subject_changed_in_mid_question__follows(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("I want to book a room")

    call.caller("actually what are my late fees, how much do I owe")

    assert call.calls == [("get_fees", {})]


def test_conversation__slot_taken__offers_the_next_and_books_it_on_yes(begin: Begin) -> None:
    taken = {
        "ok": False,
        "cannot": True,
        "code": "taken",
        "offer": "book_room",
        "offer_arguments": {"day": "2026-11-27", "part_of_day": "evening"},
        "next_day": "2026-11-27",
        "next_part": "evening",
    }
    call = begin(book_room=[taken, {"ok": True, "day": "2026-11-27", "part_of_day": "evening"}])

    assert call.caller("book me a room on thursday morning") == (
        "That's taken. The next free one is Friday, November 27th in the evening. "
        "So that's Friday, November 27th in the evening. Shall I book it?"
    )
    call.caller("yes")

    assert call.done == [("book_room", {"day": "2026-11-27", "part_of_day": "evening"})]


def test_conversation__list_of_choices__one_is_picked_by_place_or_by_name(begin: Begin) -> None:
    rooms = [{"day": "2026-11-24", "part_of_day": "morning"}, {"day": "2026-11-25", "part_of_day": "evening"}]
    for pick in ("the second one please", "wednesday works"):
        call = begin(list_rooms={"ok": True, "rooms": rooms}, book_room=BOOKED)

        assert call.caller("which rooms are free").endswith("Which one would you like?")
        assert call.caller(pick) == "So that's Wednesday, November 25th in the evening. Shall I book it?"


def test_conversation__result_offers_a_tool__yes_calls_it_without_asking_twice(begin: Begin) -> None:
    offer = {"offer": "pay_fees", "offer_arguments": {"amount_cents": 1250}}
    call = begin(get_fees={**FEES, **offer}, pay_fees={"ok": True, "amount_cents": 1250})

    said = call.caller("what are my fees")
    assert said == "You owe 12 dollars and 50 cents. I'll take 12 dollars and 50 cents. Is that right?"
    call.caller("yes")

    assert call.done == [("pay_fees", {"amount_cents": 1250})]


def test_conversation__person_unavailable__offers_a_message_and_takes_it(begin: Begin) -> None:
    busy = {"ok": False, "cannot": True, "code": "person-unavailable", "outcome": "busy", "offer": "leave_message"}
    missing = {"ok": False, "ask": "callback_number", "code": "no-number"}
    call = begin(connect_to_person=busy, leave_message=[missing, {"ok": True}])

    assert call.caller("I want to talk to a human") == "Nobody is free. Shall I write a message?"
    assert call.caller("yes please") == "What shall I write?"
    assert call.caller("my card is torn") == "Which number can we call?"
    assert call.caller("512 555 0123") == "5 1 2, 5 5 5, 0 1 2 3, thank you. I'll write that down. Is that all right?"
    assert "I've written it down." in call.caller("yes")
    assert call.done == [("leave_message", {"summary": "my card is torn", "callback_number": "+15125550123"})]


def test_conversation__cannot_with_person__asks_whether_to_get_one(begin: Begin) -> None:
    call = begin(get_fees={"ok": False, "cannot": True, "code": "locked", "person": True})

    assert call.caller("what are my fees") == "I can't see your fees right now. Shall I get a person for you?"
    assert [name for name, _ in call.calls] == ["get_fees"]
    call.caller("yes")
    assert [name for name, _ in call.calls] == ["get_fees", "connect_to_person"]


def test_conversation__tool_failed_inside__apologises_and_offers_a_person(begin: Begin) -> None:
    call = begin(get_fees={"ok": False, "cannot": True, "code": "internal"})

    assert call.caller("what are my fees").endswith("Shall I get a person for you?")
    call.caller("yes please")

    assert call.calls[-1][0] == "connect_to_person"


def test_conversation__template_misses_a_field__the_call_goes_on(begin: Begin) -> None:
    call = begin(get_fees={"ok": True})

    assert call.caller("what are my fees").startswith("All right, that's done.")


def test_conversation__unclear_wish__asks_about_the_likely_topics_and_takes_the_answer(begin: Begin) -> None:
    call = begin(get_fees=FEES)

    assert "Is it about" in call.caller("I have a question about something")
    call.caller("my fees")

    assert call.calls == [("get_fees", {})]


def test_conversation__not_understood_again_and_again__topics_then_keys_then_a_person(begin: Begin) -> None:
    call = begin()

    assert "Is it about your fees, a payment, free rooms or booking a room?" in call.caller("blorp fizzle wug")
    assert "Press 1 for your fees" in call.caller("wug wug blorp")
    assert call.caller("fizzle blorp").endswith("Shall I get a person for you?")
    call.caller("yes")

    assert call.calls == [("connect_to_person", {})]


def test_conversation__answer_unknown__offers_a_person(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    assert call.caller("I don't have it with me").endswith("Shall I get a person for you?")


def test_conversation__repeat_and_waiting__keep_the_question_open(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})
    call.caller("what are my fees")

    assert call.caller("sorry, could you repeat that?") == "What's your card number?"
    assert call.caller("hold on, let me find it") == "Take your time, I'm listening."
    assert call.caller("40718823") == "4 0 7 1, 8 8 2 3. And your ZIP code?"


def test_conversation__never_mind__gives_up_what_was_begun(begin: Begin) -> None:
    call = begin()
    call.caller("I want to book a room")

    assert call.caller("never mind").startswith("All right, I won't do that.")


def test_conversation__robot_question__is_answered_honestly_and_the_question_asked_again(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")

    said = call.caller("are you a robot")

    assert "automated assistant" in said
    assert said.endswith("What's your card number?")


def test_conversation__nothing_more__says_goodbye_by_the_tool(begin: Begin) -> None:
    for goodbye in ("no thanks", "no that's all, bye", "that's it"):
        call = begin(get_fees=FEES)
        call.caller("what are my fees")
        call.caller(goodbye)

        assert call.calls[-1] == ("end_call", {})


def test_conversation__number_typed_unasked__is_taken(begin: Begin) -> None:
    call = begin()

    assert call.caller("4 0 7 1 8 8 2 3") == "4 0 7 1, 8 8 2 3. And your ZIP code?"


def test_conversation__free_text_that_sounds_like_a_wish__is_still_the_text(begin: Begin) -> None:
    call = begin(leave_message={"ok": True})
    call.tool(
        "connect_to_person", {}, {"ok": False, "cannot": True, "code": "person-unavailable", "offer": "leave_message"}
    )
    call.answer()
    call.caller("yes")

    call.caller("I want to book a room for tuesday")

    assert call.calls == [("leave_message", {"summary": "I want to book a room for tuesday"})]


def test_conversation__end_of_a_number_read_back_is_corrected__is_taken(begin: Begin) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES], identify_reader={"ok": True})
    call.caller("what are my fees")
    call.caller("40718892")

    assert call.caller("no the end is nine one, not nine two") == "4 0 7 1, 8 8 9 1. And your ZIP code?"


UNHEARD_GOODBYE = {"ok": True, "outcome": "step", "is_ending": False}


@pytest.mark.parametrize("said", ["Goodbye.", "bye", "thank you", "okay", "no, nothing"])
def test_goodbye__said_in_two_breaths__ends_the_call_all_the_same(begin: Begin, said: str) -> None:
    call = begin(get_fees=FEES)
    call.caller("how much do I owe you")
    call.caller("no, that's all, thank you")
    call.tool("end_call", {}, UNHEARD_GOODBYE)

    call.caller(said)

    assert call.calls[-2:] == [("end_call", {}), ("end_call", {})]


@pytest.mark.parametrize("said", ["wait, how much do I owe you again", "no wait"])
def test_goodbye__talked_into_with_something_else__is_heard(begin: Begin, said: str) -> None:
    call = begin(get_fees=FEES)
    call.caller("how much do I owe you")
    call.caller("no, that's all, thank you")
    call.tool("end_call", {}, UNHEARD_GOODBYE)

    call.caller(said)

    assert [name for name, _ in call.calls].count("end_call") == 1


def test_handoff__caller_speaks_into_it__is_made_with_the_next_words(begin: Begin) -> None:
    call = begin()
    call.caller("I need old newspapers from the archive")

    call.caller("it's the green building")

    assert call.calls == [("hand_off_to_archive", {}), ("hand_off_to_archive", {})]


def test_entry__handed_on_words__are_acted_on_without_a_word_between(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.agent("I'll pass you on.")
    call.context.add_message(role="user", content="how much do I owe you", extra={HANDED_ON: True})

    assert call.answer().startswith("You owe")


def test_entry__caller_speaks_on_before_they_are_answered__both_count(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.context.add_message(role="user", content="how much do I owe you", extra={HANDED_ON: True})

    assert call.caller("it's for my daughter").startswith("You owe")


def test_consent__another_number_than_proposed__is_asked_for(begin: Begin) -> None:
    call = begin(leave_message={"ok": True})
    call.caller("I want to leave a message for somebody")
    call.tool(
        "leave_message", {"summary": "hello"}, {"ok": True, "outcome": "proposal", "proposal": "p1", "say": "OK?"}
    )
    call.answer()

    assert "Which number can we call?" in call.caller("no, on another number, six one seven five")


def test_answer_cut_short__by_words_that_want_nothing__is_told_once_more(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("how much do I owe you")
    call.context.items[-1] = llm.ChatMessage(role="assistant", content=["You owe 12 dollars"], interrupted=True)

    assert call.caller("it's in Denver").startswith("As I said: You owe 12 dollars and 50 cents.")


def test_message__goes_on_after_a_breath__is_one_message(begin: Begin) -> None:
    call = begin()
    call.caller("somebody should call me back please")
    call.begins("my husband has died.")
    proposed = {"ok": True, "outcome": "proposal", "proposal": "p1", "say": "I'll note that. Is that all right?"}
    call.tool("leave_message", {"summary": "my husband has died."}, proposed)

    call.caller("and how much do I owe you is in his name.")

    both = "my husband has died. and how much do I owe you is in his name."
    assert call.calls[-1] == ("leave_message", {"summary": both})


@pytest.mark.parametrize("said", ["That's right, thank you.", "mm yes", "it's in Denver"])
def test_answer__of_which_no_word_was_heard__is_told_all_the_same(begin: Begin, said: str) -> None:
    call = begin(get_fees=FEES)
    call.caller("how much do I owe you")
    call.context.items.pop()  # our words

    assert call.caller(said).startswith("You owe 12 dollars and 50 cents.")


def test_answer_cut_short__by_a_sentence_not_understood__is_told_with_that(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("how much do I owe you")
    call.context.items[-1] = llm.ChatMessage(role="assistant", content=["You owe 12 dollars"], interrupted=True)

    told = call.caller("grimble the loamy zorple under a flarn and wubble kittlewise")

    assert told.startswith("Sorry, I didn't get that. As I said: You owe 12 dollars and 50 cents.")


@pytest.mark.parametrize("said", ["no, that's all", "thank you", "when are you open", "goodbye"])
def test_answer_cut_short__by_words_that_mean_something__is_not_told_again(begin: Begin, said: str) -> None:
    call = begin(get_fees=FEES)
    call.caller("how much do I owe you")
    call.context.items[-1] = llm.ChatMessage(role="assistant", content=["You owe 12 dollars"], interrupted=True)

    assert "As I said" not in call.caller(said)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("That was all. The bay.", True),
        ("No, that was all. The bay,", True),
        ("No, thank you. That was all. By.", True),
        ("That was all. My fees?", False),
        ("No, thank you. That was all. My fees?", False),
    ],
)
def test_more__that_was_all_and_a_word_or_two__ends_unless_they_are_a_wish(begin: Begin, said: str, ends: bool) -> None:
    call = begin(get_fees=[FEES, FEES])
    call.caller("how much do I owe you")

    call.caller(said)

    assert (call.calls[-1][0] == "end_call") is ends
