"""What is no text of a message: what only says that it was asked, refuses, thanks or leaves."""

import pytest

from callcenter.spoken.messages.dictation import as_it_was, edited
from callcenter.spoken.messages.no_text import is_courtesy, no_text, only_asks
from callcenter.spoken.messages.reply_parts import wants_text_only


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I asked about switching it off, dear, when the internet comes back. Do I do anything?", "Do I do anything?"),
        ("Nothing to write. I was asking if he brings a new box with him.", "if he brings a new box with him"),
        ("I was only asking whether I need to restart it.", "whether i need to restart it"),
        ("No no, that was a question. Can my neighbour let him in?", "Can my neighbour let him in?"),
        ("That wasn't a message, I asked if the lights should be green.", "if the lights should be green"),
        ("Nothing, I just want to know what the red light means.", "what the red light means"),
        ("I already told you, I was asking about the box.", "about the box"),
        ("You didn't answer my question. How long is the outage?", "How long is the outage?"),
        ("It was only a question, love.", ""),
        ("Oh, nothing, I only wondered.", ""),
    ],
)
def test_no_text__who_says_that_it_was_asked__asks(said: str, asked: str) -> None:
    found = no_text(said)

    assert found is not None and found.asked == asked and not found.leaves


@pytest.mark.parametrize(
    "said",
    [
        "Nothing else, it's all there. Thank you, love. Bye.",
        "Nothing new, thanks. Goodbye.",
        "It's all there, thank you. Bye bye.",
        "No, nothing more. Thank you so much. Have a lovely evening.",
    ],
)
def test_no_text__who_has_nothing_to_say__leaves(said: str) -> None:
    found = no_text(said)

    assert found is not None and found.leaves and not found.asked


@pytest.mark.parametrize(
    "said",
    [
        "When will you send the refund?",
        "I want to know when I get my refund.",
        "My question is about the charge of nine dollars on my bill.",
        "I asked for a refund two weeks ago and nothing came.",
        "I asked about my bill last week and nobody called.",
        "I asked your colleague about the fee and he hung up on me.",
        "I wondered why my bill went up, please check it.",
        "The router is hot, is that normal? Please call me.",
        "Nothing works since Monday.",
        "It's all there on my bill, but the total is wrong.",
        "Say thanks and goodbye to the technician from me.",
        "My daughter asked if the modem can stay.",
    ],
)
def test_no_text__what_tells_or_may_be_meant_for_a_colleague__is_a_text(said: str) -> None:
    assert no_text(said) is None


def test_only_asks__a_question_and_courtesies__and_nothing_told() -> None:
    assert only_asks("Do I need to unplug it? Thank you, dear.")
    assert not only_asks("It's hot. Do I need to unplug it?")
    assert is_courtesy("Thank you, dear. Bye.") and not is_courtesy("Thank you for the visit, he was lovely.")


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("I mean leave it as you had it, just add her name is Jarmila", "add her name is Jarmila"),
        ("Keep what you had, and put in that she's deaf", "put in that she's deaf"),
        ("It was fine as it was.", ""),
        ("leave it", None),
        ("leave it with the neighbour", None),
    ],
)
def test_as_it_was__with_what_is_put_to_it(said: str, rest: str | None) -> None:
    assert as_it_was(said) == rest


def test_edited__a_text_left_as_it_was__has_only_the_rest_put_to_it() -> None:
    edit = edited("slow internet", "I mean leave it as you had it, just add her name is Jarmila Novakova.")

    assert edit is not None and edit.text == "slow internet. Her name is Jarmila Novakova"


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("Well, put in that she can text me. My number's the one I'm on.", True),
        ("text me when it's read, on the number I'm calling from", True),
        ("text or call me", False),
        ("call me on Tuesday", False),
    ],
)
def test_wants_text_only__speaks_of_no_call(said: str, is_so: bool) -> None:
    assert wants_text_only(said) is is_so
