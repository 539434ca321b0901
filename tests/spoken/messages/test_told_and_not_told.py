"""What of a caller's words is of the call, of a note taken before, or said to the line, and what is told."""

from __future__ import annotations

import pytest

from callcenter.spoken.call_back import message_in
from callcenter.spoken.days.call_hours import hours_wished
from callcenter.spoken.messages.additions import AddedWords, addition_to
from callcenter.spoken.messages.asked_back import asks_to_read_back, asks_which_number
from callcenter.spoken.messages.call_words import call_wish, wish_of_day
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.chatter import bids_line, is_remark, without_chatter
from callcenter.spoken.messages.full_names import with_full_name
from callcenter.spoken.messages.reply_parts import ReplyPart, parts_of


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("My box blinks red. Hello? You still there?", "My box blinks red."),
        ("I waited all day. Can you hurry, my bus is coming.", "I waited all day."),
        ("no internet, can you be quick, I have a call. Is it you or me?", "no internet."),
        ("My line is slow. Yes, test it, please, quick.", "My line is slow."),
        (
            "the man was here, and can you please check the line?",
            "the man was here, and can you please check the line?",
        ),
        ("quick question about my bill. I was charged twice", "quick question about my bill. I was charged twice"),
        ("Thanks.", "Thanks."),
    ],
)
def test_chatter__beside_what_is_told__is_left_out(said: str, told: str) -> None:
    assert without_chatter(said) == told


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Only could they phone my mother, Vera, she handles the bills", "your mother Vera"),
        ("Could someone call Mr. Kaplan instead", "Mr. Kaplan"),
        ("it's my roommate Sam they need to call", "your roommate Sam"),
        ("please have my sister called", "your sister"),
        ("they should ring my son-in-law Peter Novak", "your son-in-law Peter Novak"),
        ("call back on Friday", ""),
        ("have Marcus call me", ""),
        ("my wife called Monday", ""),
        ("I call Comcast next", ""),
    ],
)
def test_callee__is_whom_to_call_in_the_callers_place(said: str, name: str) -> None:
    assert callee_of(said) == name


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("they can only get me after half past five", "after half past five"),
        ("only evenings after seven work for me", "after seven"),
        ("they shouldn't call before ten", "not before ten"),
        ("no calls before noon", "not before noon"),
        ("after six in evening", "after six in the evening"),
        ("I'm at work until six", ""),
        ("the line drops after six", ""),
    ],
)
def test_hours__of_a_call__are_not_turned_round(said: str, hours: str) -> None:
    assert hours_wished(said) == hours


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("whenever, just not Mondays", "any day but Monday"),
        ("Don't ring on weekends", "on weekdays only"),
        ("Yes, provided nobody calls on Sunday.", "any day but Sunday"),
        ("on Wednesday", ""),
        ("it never works on Wednesday", ""),
    ],
)
def test_day__ruled_out_for_a_call__is_wished_in_words(said: str, wish: str) -> None:
    assert wish_of_day(said) == wish


def test_hours__in_a_text_that_orders_no_call__are_no_wish() -> None:
    assert call_wish("They called me after six and hung up.") == ""
    assert call_wish("It's about my bill, call me after six, not before.") == "after six"


@pytest.mark.parametrize(
    ("said", "added"),
    [
        ("Could you attach to my message that I've got the receipts?", AddedWords("I've got the receipts", False)),
        ("add my gate code 4431 to the ticket please", AddedWords("my gate code 4431", True)),
        ("I'd like to add something to ticket 500001", AddedWords("", True, "500001")),
        ("one more thing for that ticket: the dog bites", AddedWords("the dog bites", True)),
        ("put on the ticket that I have a dog", AddedWords("I have a dog", True)),
        ("The gate's locked. On the open ticket.", AddedWords("The gate's locked", True)),
        ("I want it on the ticket, the one you've already got, with the cable note.", AddedWords("", True)),
        ("I've got a ticket already, 400123. Can't you add to that?", AddedWords("", True)),
        ("put on there that I work nights", None),
        ("did you add to the note that I paid", None),
        ("put a note on my account that I paid", None),
        ("add that to my bill", None),
        ("for my ticket, when will they call", None),
    ],
)
def test_addition__names_what_was_taken_down(said: str, added: AddedWords | None) -> None:
    assert addition_to(said) == added


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Since Thursday. Put on there that I work nights.", "I work nights"),
        ("She's hard of hearing, let it ring a while. Can you add that?", "She's hard of hearing, let it ring a while"),
        ("Please write on it: the bell is broken", "the bell is broken"),
        ("Add that I work nights", "I work nights"),
        ("And I'd like one sentence added to it.", ""),
    ],
)
def test_addition__to_what_was_just_told__leans_on_it(said: str, text: str) -> None:
    assert (added := addition_to(said, leans=True)) is not None and added.text == text


@pytest.mark.parametrize(
    ("said", "reads", "number"),
    [
        ("hang on, what have you written so far", True, False),
        ("No, read me that again", True, False),
        ("read my meter", False, False),
        ("you will ring the phone I'm using, won't you?", False, True),
        ("what number are they going to call me on?", False, True),
        ("what number is my ticket?", False, False),
        ("which number do I call?", False, False),
        ("my number is wrong", False, False),
    ],
)
def test_asked_back__is_the_text_or_the_number(said: str, reads: bool, number: bool) -> None:
    assert (asks_to_read_back(said), asks_which_number(said)) == (reads, number)


def test_full_name__with_small_words_or_without_a_name_meant() -> None:
    assert with_full_name("Dead", "sign it Peter van Holt, the full name") == "Dead. The name is Peter van Holt"
    assert with_full_name("Dead", "It's Elm Street") == ""


def test_matter__of_a_message_ordered__is_what_it_says() -> None:
    assert message_in("take a message about the lag, ping 300") == "It's about the lag, ping 300"
    assert message_in("take a message for my technician") == ""


def test_no_call__beside_what_is_told__keeps_that() -> None:
    assert (ReplyPart.TEXT, "the gate is open") in parts_of("and the gate is open, no call though")
    assert (ReplyPart.TEXT, "a text is fine") in parts_of("that's right, no call, a text is fine")


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("It's a bit garbled at the end", True),
        ("Reads a bit daft", True),
        ("Not how I'd have put it", True),
        ("it's not Shakespeare", True),
        ("That came out funny", True),
        ("Wow, word for word", True),
        ("I do ramble on", True),
        ("thanks for listening to an old man", True),
        ("it's a bit slow in the evening", False),
        ("it's broken", False),
        ("it's a mess", False),
        ("the router is fine", False),
        ("the start date is wrong", False),
        ("that's too long", False),
        ("It's the blue van and the white one", False),
        ("They're Michelin tires, by the way", False),
        ("I've been waiting since Monday", False),
        ("it's urgent", False),
    ],
)
def test_remark__is_of_what_was_read_out_or_said_to_the_line(said: str, is_so: bool) -> None:
    assert is_remark(said) is is_so


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("Then put me through to whoever does faults", True),
        ("now tell me whether there's an outage", True),
        ("I want the technical ticket, with number", True),
        ("give me a ring on Wednesday", False),
        ("put the key under the mat", False),
        ("tell him the bell is broken", False),
        ("I want my money back", False),
    ],
)
def test_bids_line__is_for_us_to_do_and_for_nobody_to_read(said: str, is_so: bool) -> None:
    assert bids_line(said) is is_so
