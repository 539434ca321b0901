"""What counts as a yes to a proposal, and what is done on anything else: nothing."""

from __future__ import annotations

import pytest

from tests.dialog.conftest import Begin, Conversation

BOOKED = {"ok": True, "day": "2026-11-26", "part_of_day": "morning"}
FEES = {"ok": True, "fees_cents": 1250}
BUSY = {"ok": False, "cannot": True, "code": "person-unavailable", "offer": "leave_message"}


def _proposed(begin: Begin) -> Conversation:
    call = begin(book_room=BOOKED, get_fees=FEES)
    call.caller("book me a room on thursday morning")
    assert call.said == "So that's Thursday, November 26th in the morning. Shall I book it?"
    return call


@pytest.mark.parametrize("said", ["yes", "yes please", "sure, go ahead", "no problem, go ahead", "1"])
def test_proposal__clear_yes__is_committed_once(begin: Begin, said: str) -> None:
    call = _proposed(begin)
    if said == "1":
        call.caller("hm")

    call.caller(said)

    assert call.calls[-1] == ("commit", {"proposal": "p1"})
    assert len([name for name, _ in call.calls if name == "commit"]) == 1


@pytest.mark.parametrize("said", ["no", "please don't", "definitely not", "i would rather not", "never mind", "2"])
def test_proposal__clear_no__is_left_and_said_so(begin: Begin, said: str) -> None:
    call = _proposed(begin)

    assert call.caller(said).startswith("All right, I won't do that.")
    assert call.done == []


def test_proposal__unclear_answer__is_asked_once_more_in_other_words_then_left(begin: Begin) -> None:
    call = _proposed(begin)

    again = call.caller("hm")
    left = call.caller("well the thing is")

    assert again.startswith("Just so that I do the right thing") and again.endswith("Shall I book it?")
    assert left.startswith("I didn't get a clear yes, so I haven't done that.")
    assert call.done == []


@pytest.mark.parametrize("said", ["ok wait", "hold on a second", "wait a minute"])
def test_proposal__hold_on__waits_and_keeps_the_question(begin: Begin, said: str) -> None:
    call = _proposed(begin)

    assert call.caller(said) == "Take your time, I'm listening."
    assert call.done == []
    call.caller("yes")

    assert len(call.done) == 1


def test_proposal__another_value__is_proposed_anew(begin: Begin) -> None:
    call = _proposed(begin)

    assert call.caller("no, friday").startswith("So that's Friday, November 27th in the morning.")
    assert call.caller("the same day in the afternoon").startswith("So that's Friday, November 27th in the afternoon.")
    call.caller("yes")

    assert call.done == [("book_room", {"day": "2026-11-27", "part_of_day": "afternoon"})]


def test_commit__tool_says_not_agreed__asks_by_its_sentence_once_then_leaves_it(begin: Begin) -> None:
    not_agreed = {"ok": False, "code": "not-agreed", "proposal": "p1", "say": "Thursday morning. Shall I book it?"}
    call = begin(book_room=BOOKED, commit=[not_agreed])
    call.caller("book me a room on thursday morning")

    assert call.caller("yes") == "Thursday morning. Shall I book it?"
    assert call.caller("yes").startswith("I didn't get a clear yes")


def test_commit__meanwhile_taken__offers_the_next(begin: Begin) -> None:
    taken = {
        "ok": False,
        "cannot": True,
        "code": "taken",
        "say": "That's taken now.",
        "offer": "book_room",
        "offer_arguments": {"day": "2026-11-27", "part_of_day": "evening"},
    }
    call = begin(book_room=BOOKED, commit=[taken])
    call.caller("book me a room on thursday morning")

    assert call.caller("yes") == ("That's taken now. So that's Friday, November 27th in the evening. Shall I book it?")


@pytest.mark.parametrize("joint", [", and also", ". And", ". By the way,", ", and"])
def test_proposal__yes_and_another_wish__commits_and_then_takes_it_up(begin: Begin, joint: str) -> None:
    call = begin(book_room=BOOKED, get_fees=FEES)
    call.caller("book me a room on thursday morning")

    said = call.caller(f"yes please{joint} how much do I owe in late fees")

    assert len(call.done) == 1
    assert "12 dollars" in said


@pytest.mark.parametrize("words", ["oh no sorry friday is better", "no, on friday please", "not thursday, friday"])
def test_proposal__no_with_another_day__is_proposed_anew_and_nothing_done(begin: Begin, words: str) -> None:
    call = begin(book_room=BOOKED)
    call.caller("book me a room on thursday morning")

    assert call.caller(words) == "So that's Friday, November 27th in the morning. Shall I book it?"
    assert call.done == []


def test_proposal__other_wish_instead__is_followed_and_nothing_done(begin: Begin) -> None:
    call = _proposed(begin)

    assert call.caller("how much do I owe you in late fees").startswith("You owe 12 dollars")
    assert call.done == []


def test_offer__no__leaves_it(begin: Begin) -> None:
    busy = {"ok": False, "cannot": True, "code": "person-unavailable", "offer": "leave_message"}
    call = begin(connect_to_person=busy)
    call.caller("I want to talk to a human")

    assert call.caller("no thanks").startswith("All right, I won't do that.")
    assert call.calls == [("connect_to_person", {})]


def test_commit__proposal_has_expired__is_proposed_anew(begin: Begin) -> None:
    expired = {"ok": False, "cannot": True, "code": "expired", "say": "Let me ask you again.", "offer": "book_room"}
    call = begin(book_room=BOOKED, commit=[expired])
    call.caller("book me a room on thursday morning")

    assert call.caller("yes") == "So that's Thursday, November 26th in the morning. Shall I book it?"


def test_proposal__relative_correction__is_proposed_anew(begin: Begin) -> None:
    call = begin(book_room=BOOKED)
    call.caller("book me a room on thursday morning")

    assert call.caller("a week later than that").startswith("So that's Thursday, December 3rd in the morning.")
    assert call.done == []


def test_proposal__the_wish_said_again__is_asked_again_and_is_no_failure(begin: Begin) -> None:
    call = _proposed(begin)

    again = call.caller("I want to book a room please")

    assert again == "So that's Thursday, November 26th in the morning. Shall I book it?"
    assert call.done == []
    call.caller("yes")
    assert len(call.done) == 1


def test_proposal__cut_off_before_it_was_heard__is_said_again_and_is_no_failure(begin: Begin) -> None:
    cut_off = {"ok": False, "code": "not-agreed", "proposal": "p1", "say": "Book it?", "why": "not-spoken"}
    call = begin(book_room=BOOKED, commit=[cut_off, {"ok": True}])
    call.caller("book me a room on thursday morning")

    assert call.caller("yes") == "Book it?"
    assert call.caller("hm").startswith("Just so that I do the right thing")


def test_proposal__no_and_the_very_same_value__is_asked_again(begin: Begin) -> None:
    call = _proposed(begin)

    again = call.caller("no, thursday the 26th in the morning")

    assert again.startswith("Yes, it's just that.")
    assert "Shall I book it?" in call.said
    assert call.done == []
    call.caller("yes please")
    assert [name for name, _ in call.done] == ["book_room"]


def test_proposal__a_better_time_in_a_clause_beside_the_no__is_proposed_in_its_place(begin: Begin) -> None:
    call = _proposed(begin)

    again = call.caller("oh. No that's no good, after four would be better, have you got that?")

    assert again == "So that's Thursday, November 26th in the evening. Shall I book it?"
    assert call.done == []


@pytest.mark.parametrize("words", ["the thursday morning then, please", "thursday then"])
def test_proposal__declined_and_named_again_by_its_weekday__is_the_same_day(begin: Begin, words: str) -> None:
    call = begin(book_room=BOOKED)
    call.caller("book me a room on thursday december 10 in the morning")
    call.caller("no")

    assert call.caller(words) == "So that's Thursday, December 10th in the morning. Shall I book it?"
    assert call.done == []


def test_offer__no_and_another_wish__the_wish_is_taken_up(begin: Begin) -> None:
    call = begin(connect_to_person=BUSY, book_room=BOOKED)
    call.caller("I want to talk to a human")

    call.caller("no. I want to book a room, on thursday, in the morning")

    assert call.calls[-1] == ("book_room", {"day": "2026-11-26", "part_of_day": "morning"})


def test_offer__another_wish_and_why__the_wish_is_taken_up(begin: Begin) -> None:
    call = begin(connect_to_person=BUSY, book_room=BOOKED)
    call.caller("I want to talk to a human")

    call.caller("then can I have a room on thursday morning? I am in town that day.")

    assert call.calls[-1] == ("book_room", {"day": "2026-11-26", "part_of_day": "morning"})


def test_person__accepted_without_joy__is_connected(begin: Begin) -> None:
    call = begin(get_fees={"ok": False, "code": "internal", "say": "I can't see that.", "cannot": True})
    call.caller("what are my fees")

    call.caller("yeah I guess so")

    assert call.calls[-1] == ("connect_to_person", {})


def test_proposal__accepted_without_joy__is_no_yes(begin: Begin) -> None:
    call = _proposed(begin)

    call.caller("yeah I guess so")

    assert call.done == []


def test_times_listed__the_weekday_that_was_proposed_before__is_that_day(begin: Begin) -> None:
    rooms = [{"day": f"2026-11-{day}", "part_of_day": "morning"} for day in (27, 28)]
    call = begin(book_room=BOOKED, list_rooms={"ok": True, "rooms": rooms})
    call.caller("book me a room on thursday morning")
    call.caller("do you have anything later than that?")

    again = call.caller("nah, thursday morning's fine then")

    assert again == "So that's Thursday, November 26th in the morning. Shall I book it?"


def test_offer__our_own_no_asked_back__is_no_refusal(begin: Begin) -> None:
    call = begin(connect_to_person={**BUSY, "say": "There is no person free. Shall I write a message?"})
    call.caller("I want to talk to a human")

    call.caller("no person free? What does that mean?")

    assert "I won't do that" not in call.said


def test_proposal__yes_with_something_else_in_it__is_asked_alone_and_then_done(begin: Begin) -> None:
    call = _proposed(begin)

    again = call.caller("Yes, and my sister sits by the window there.")
    once_more = call.caller("Yes, and I do like the library, always have done.")

    assert again.startswith("Let's finish this") and again.endswith("Shall I book it?")
    assert once_more.endswith("?")
    assert call.done == []
    call.caller("I said yes already! Yes.")
    assert len(call.done) == 1


def test_proposal__yes_to_one_payment_and_the_rest_later__is_told_that_there_is_one(begin: Begin) -> None:
    call = begin(pay_fees={"ok": True})
    call.caller("I want to pay fifty dollars on friday")

    assert call.caller("Yes please, and the second half on Christmas day.").startswith(
        "Nothing further can be taken down"
    )
    call.caller("yes")

    assert [arguments["pay_on"] for _, arguments in call.done] == ["2026-11-27"]


def test_proposal__no_wait_and_a_question__is_answered_and_still_open(begin: Begin) -> None:
    call = _proposed(begin)

    said = call.caller("No wait, before you do, which day was it again?")

    assert said.endswith("Shall I book it?")
