"""What is left of words that turn something down, take it back, or ask for some other place."""

from __future__ import annotations

import pytest

from callcenter.domain.dialog_act import Act, Asked
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.other_place import asks_for_other_place
from callcenter.spoken.sentence import indirect_question
from callcenter.spoken.taken_back import (
    begins_as_wish,
    matter_meant,
    refuses_task,
    repairs,
    with_matter,
    without_refused,
)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("no, no ticket, I want someone to come", "I want someone to come"),
        ("I don't want a ticket, send somebody out", "send somebody out"),
        ("Not a ticket. Can't you send someone?", "Can't you send someone?"),
        ("forget the ticket, I need a technician at my house", "I need a technician at my house"),
        ("no ticket please, I want a technician", "I want a technician"),
        ("I don't want to know when, I want to complain", "I want to complain"),
        ("I'm not asking about the bill but how do I cancel", "how do I cancel"),
    ],
)
def test_refusal__with_a_wish_after_it__the_wish_is_left(said: str, left: str) -> None:
    assert without_refused(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "no internet, what do I do",
        "I don't want to pay the late fee, can you take it off",
        "I don't need a technician, thanks",
        "I don't want a ticket, it never helps",
        "I don't want the morning",
        "my internet is down, I don't want to wait",
    ],
)
def test_refusal__without_a_wish_of_its_own_after_it__stays_whole(said: str) -> None:
    assert without_refused(said) == said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("cancel that, I mean keep it", "keep it"),
        ("Move my appointment. No, actually, leave it", "leave it"),
        ("cancel it, scratch that, move it", "move it"),
        ("what do I owe, no wait, what's the late fee", "what's the late fee"),
        ("book one or rather cancel the one I have", "cancel the one I have"),
        ("is there an outage, uh, actually when are you open", "when are you open"),
        ("how much do I owe you no what are my invoices", "what are my invoices"),
        ("I want a technician actually I want to cancel", "I want to cancel"),
    ],
)
def test_repair__is_what_stands_after_it(said: str, meant: str) -> None:
    assert repairs(said)[0][1] == meant


@pytest.mark.parametrize(
    "said",
    [
        "I mean it",
        "sorry, no",
        "no wait",
        "correction",
        "do you actually come on Saturday",
        "how much do I actually owe",
        "book a technician, actually can you make it Monday",
        "there's no what do you call it, signal",
        "is it free, no?",
    ],
)
def test_repair__with_nothing_before_it__is_none(said: str) -> None:
    assert repairs(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "Is this the swimming pool? What are the opening times?",
        "Is that the library? When do you close",
        "Hello, is this Doctor Miller's office? I need an appointment",
        "am I speaking to the town hall",
        "I just want a pizza. Is this not Luigi's?",
        "isn't this Luigi's",
        "sorry, have I reached the post office",
        "are you the dentist on Main Street",
    ],
)
@pytest.mark.parametrize("asked", [Asked.OPEN, Asked.VALUE, Asked.MORE])
def test_question_for_another_place__is_a_wrong_number(said: str, asked: Asked) -> None:
    assert asks_for_other_place(said)
    assert read_acts(said, asked=asked).act is Act.WRONG_NUMBER


@pytest.mark.parametrize(
    "said",
    [
        "is this normal",
        "is that not too much",
        "is this today's bill",
        "is this a person",
        "isn't that included",
        "is this what's on my bill",
        "is it the modem's fault",
        "is that Friday's",
        "is this my husband's",
        "is that last month's",
        "is this the billing department",
        "are you there",
        "is this Fernhill",
        "do I have a late fee",
    ],
)
def test_question__about_something_else__is_no_wrong_number(said: str) -> None:
    assert asks_for_other_place(said) == ""


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("No I was just wondering about your prices", "your prices"),
        ("I'm only asking what you charge a month", "what you charge a month"),
        ("I was wondering if you're open on Saturday", "you're open on saturday"),
        ("no, I just need to know what fiber costs", "what fiber costs"),
        ("I wanted to ask about your opening hours", "your opening hours"),
        ("I want an appointment", ""),
        ("I was asking", ""),
        ("my internet is down", ""),
    ],
)
def test_question_put_as_a_statement(said: str, asked: str) -> None:
    assert indirect_question(said) == asked


@pytest.mark.parametrize(
    "said", ["Morning.", "Evening", "Afternoon!", "Hi, morning", "morning, how are you", "good evening to you"]
)
def test_time_of_day__to_an_open_question__greets(said: str) -> None:
    assert read_acts(said).act is Act.GREETING


@pytest.mark.parametrize("asked", [Asked.VALUE, Asked.PICK])
def test_time_of_day__where_one_was_asked_for__greets_nobody(asked: Asked) -> None:
    assert Act.GREETING not in read_acts("morning", asked=asked).acts


@pytest.mark.parametrize(
    ("said", "is_wish"),
    [
        ("I want to cancel", True),
        ("when is it", True),
        ("I'd like a visit", True),
        ("I pay every month", False),
        ("the second", False),
    ],
)
def test_words__that_tell_something__want_nothing(said: str, is_wish: bool) -> None:
    assert begins_as_wish(said) is is_wish


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("no, I meant my address", "my address"),
        ("sorry I mean the late fee", "the late fee"),
        ("No, not the bill, my internet.", "my internet"),
        ("not my invoices but the late fee", "the late fee"),
        ("I was asking about my payment", "my payment"),
        ("I meant Friday", ""),
        ("no, I meant yes", ""),
        ("I mean it", ""),
        ("not the morning", ""),
        ("I meant that the technician should come on Monday", ""),
    ],
)
def test_matter__named_anew__is_what_was_meant(said: str, matter: str) -> None:
    assert matter_meant(said) == matter


@pytest.mark.parametrize(
    ("wish", "matter", "meant"),
    [
        ("can you change my number please", "my address", "can you change my address"),
        ("What's my balance?", "my appointment", "what's my appointment"),
        ("tell me about the charge on my bill", "the late fee", "tell me about the charge on the late fee"),
        ("my number", "my address", ""),
        ("how much do I owe", "the late fee", ""),
    ],
)
def test_wish__with_another_matter(wish: str, matter: str, meant: str) -> None:
    assert with_matter(wish, matter) == meant


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ("I don't need a technician. I'm moving and I want to transfer my service.", True),
        ("There's no day! I'm not asking for a visit.", True),
        ("I'm not going to pay it twice", True),
        ("I didn't call about a refund", True),
        ("I don't need anybody before noon", False),
        ("I'm not paying before Friday", False),
        ("I don't want a visit on Monday", False),
        ("there's no day that suits me better", False),
        ("I don't want to wait", False),
        ("no day in particular", False),
        ("There's no need to note anything, dear, I always pay.", True),
        ("I don't need anything writing down. I think we're done", True),
        ("I don't need more time, I'll just pay", True),
        ("nothing needs noting", True),
        ("don't put it on Friday", False),
        ("I don't have more time", False),
        ("do you not note it anywhere?", False),
        ("don't note that as Monday", False),
    ],
)
def test_task__turned_down_by_its_name__is_told_from_a_condition(said: str, is_refused: bool) -> None:
    assert refuses_task(said) is is_refused
