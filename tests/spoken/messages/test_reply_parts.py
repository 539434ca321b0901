"""What a reply to a message read back is made of, and who wants somebody to come."""

import pytest

from callcenter.spoken.messages.reply_parts import parts_of, says_nothing, to_write, told_in
from callcenter.spoken.messages.somebody_comes import wants_somebody_to_come


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Yes. Nobody must call, I am driving.", ["bare", "no-call"]),
        ("Yes, but no phone calls please, I'm deaf.", ["bare", "no-call"]),
        ("Yep. And the neighbour has a spare key.", ["bare", "text"]),
        ("It broke on Saturday and nobody could get in in the evenings.", ["text"]),
        ("My sister comes at noon every day.", ["text"]),
        ("Monday would be better.", ["call"]),
        ("Rather not at three, I'm at the doctor's.", ["call"]),
        ("Not at three, before. Before two, if you can", ["call", "call"]),
        ("Tuesday, yes all right, Tuesday's the day I do my shopping. Yes.", ["call", "bare"]),
        ("At one o'clock, I only have my lunch break", ["call"]),
        ("Wednesday afternoon. A visit I mean.", ["call", "visit"]),
        ("Not a call, a visit! It flickers in the evening", ["visit", "text"]),
        ("Yes fine. Do they work on Saturdays?", ["bare", "ask"]),
        ("It's for Mr. Caldwell, the harbour job", ["text"]),
        ("Tomorrow, and say the dog bites", ["call", "text"]),
        ("You people never listen. I told you already.", ["bare", "bare"]),
        ("I suppose.", ["bare"]),
        ("That time suits me", ["bare"]),
        ("I can hardly hear you", ["bare"]),
        ("And he should ring twice.", ["text"]),
        ("use the number I'm calling from instead", ["call"]),
        ("Three's too late, as I said. Make it one o'clock", ["call", "call"]),
    ],
)
def test_parts_of__a_reply__are_each_one_thing(said: str, parts: list[str]) -> None:
    assert [part.value for part, _ in parts_of(said)] == parts


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("Can you send somebody, early next week, before ten ideally?", True),
        ("how quickly, can someone come today?", True),
        ("Can I book a technician or not?", True),
        ("I'm not asking to be called, I'm asking for a visit!", True),
        ("A technician, on Thursday evening, at my shop.", True),
        ("We want that somebody comes, please, maybe tomorrow.", True),
        ("I'd sooner have a visit than a call, honestly.", True),
        ("I meant the technician should come tomorrow.", True),
        ("Couldn't one of your people come round tomorrow?", True),
        ("the technician left his ladder", False),
        ("The technician should phone Dan's number when he arrives", False),
        ("tell the technician the bell is broken", False),
        ("call me before the technician comes", False),
        ("will the technician come on a Saturday", False),
        ("does the guy have to come inside?", False),
        ("I was told somebody would come and nobody came", False),
        ("somebody should call me on Monday", False),
        ("send me a bill", False),
        ("Monday would be good", False),
        ("he should come to the back door", False),
        ("can you add that I need a technician", False),
    ],
)
def test_wants_somebody_to_come__and_no_call_and_no_talk_of_one(said: str, is_so: bool) -> None:
    assert wants_somebody_to_come(said) is is_so


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("It's for Mr. Caldwell, otherwise nobody will know, will they? Can you add that?", "It's for Mr. Caldwell, "),
        ("Could it say that it's urgent?", "Could it say"),
        ("Will he get it today?", "Will he get it today?"),
    ],
)
def test_told_in__questions_beside_a_text__are_left_out(said: str, told: str) -> None:
    found = told_in(said)

    assert found.startswith(told) and "add that" not in found and "will they" not in found


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("I suppose", True),
        ("You're not listening to me", True),
        ("I told you already", True),
        ("You said you'd send me a new box in October and nothing came", False),
        ("my line is dead", False),
    ],
)
def test_says_nothing__hedges_and_talk_of_us__are_no_text(said: str, is_so: bool) -> None:
    assert says_nothing(said) is is_so


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Yes, my bill is wrong", "my bill is wrong"),
        ("yes please", ""),
        ("Yes.", ""),
        ("what does it cost", "what does it cost"),
    ],
)
def test_to_write__a_bare_answer__is_nothing_to_be_written(said: str, text: str) -> None:
    assert to_write(said) == text
