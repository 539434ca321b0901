"""What short questions ask of what was just told, and the months that callers look back to."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.spoken.act.follow_up import FollowUp, asked_further, has_tried, wants_to_be_found
from callcenter.spoken.days.months import read_month

#: A Friday.
TODAY = date(2026, 11, 27)

ASKED = {
    FollowUp.LEFT: (
        "what would I owe after that?", "and the other hundred?", "and the other ten?", "so how much is left?",
        "what's left", "what about the rest?", "how much would be left after that", "what happens with the rest",
        "how much will I owe after the refund", "the other fifty?", "and the remaining sixty",
    ),
    FollowUp.BEFORE: (
        "the one before?", "and the one before that?", "the previous one", "older ones?", "any earlier payments?",
        "the payment before that?", "the bill before", "what about older bills",
    ),
    FollowUp.NUMBER: (
        "what's the number?", "what number is it", "what's the ticket number again", "the reference?",
        "do I get a reference number", "can I have the number", "can you give me the ticket number",
    ),
    FollowUp.CHANGE: (
        "can I change it", "could I cancel that", "what if I need to change it", "can I add something to it",
        "can it be changed",
    ),
    FollowUp.SINCE: (
        "since when", "how long has it been down", "how long has that been going on", "when did it start",
    ),
    FollowUp.WHY: ("why is that", "how come", "how come that happened", "what's the reason", "whose fault is it"),
    FollowUp.WHO: (
        "who comes", "who will call", "who did that", "who is working on it", "by whom", "and who calls me",
        "what's his name",
    ),
    FollowUp.FOR_WHAT: ("what for",),
    FollowUp.HOW_LONG: ("how long still", "how much longer", "until when"),
    FollowUp.COST: ("what does it cost", "is that free", "do I have to pay for that"),
    FollowUp.ZONE: (
        "my time or yours?", "is that my time or your time", "which time zone", "whose time is that",
        "is that eastern?", "eastern or pacific?", "in my time zone?", "is this local time",
        "what's that in Chicago time?", "is that in Denver time", "what time is that here?",
    ),
    FollowUp.NEXT: ("so what happens now", "what now", "what's next", "what do I do now", "what should I do then"),
    FollowUp.WHEN_WAS: ("when was the last one", "when did that arrive", "when was it"),
    FollowUp.DETAIL: ("is that with tax?", "is tax included", "when is that taken?", "how did I pay that?"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "asked"), [(text, asked) for asked, texts in ASKED.items() for text in texts])
def test_asked_further__a_short_question_of_what_was_told__is_of_its_kind(text: str, asked: FollowUp) -> None:
    assert asked_further(text) is asked


@pytest.mark.parametrize(
    "text",
    [
        "how much do I owe", "when are you open", "move it please", "I want to change my plan", "can I pay next week",
        "what's my account number", "who do I make the check out to?", "why don't you just cancel it",
        "the number is 40718823", "what number will you call me on", "can you change it to Friday",
        "who can I talk to", "call me at five my time", "I work the rest of the week", "who are you",
        "the last one was late", "what happens if I pay late", "when was my visit", "the last one",
        "what about my refund", "is that in good time", "what time is it here",
    ],
)  # fmt: skip
def test_asked_further__a_wish_or_a_question_of_its_own__is_none(text: str) -> None:
    assert asked_further(text) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("what did I pay in September", "2026-09"),
        ("and my invoice of october?", "2026-10"),
        ("the december bill", "2025-12"),
        ("last month", "2026-10"),
        ("two months ago", "2026-09"),
        ("this month's", "2026-11"),
        ("in May 2025", "2025-05"),
        ("may I have my invoices", ""),
        ("on September 4th", ""),
        ("older payments than October?", ""),
    ],
)
def test_read_month__looked_back_to__is_the_latest_of_its_name(text: str, month: str) -> None:
    assert read_month(text, TODAY) == month


def test_read_month__before_which_something_is_looked_for__is_a_bound() -> None:
    asked = ("older payments than October?", "anything before october", "in October")

    assert [read_month(text, TODAY, is_bound=True) for text in asked] == ["2026-10", "2026-10", ""]


@pytest.mark.parametrize("text", ["i've already restarted it twice", "did that already", "it's still slow"])
def test_has_tried__what_is_advised_was_tried__is_heard(text: str) -> None:
    assert has_tried(text)


@pytest.mark.parametrize("text", ["i've already paid it", "i already told you", "yes please", "what should i try"])
def test_has_tried__anything_else__is_not(text: str) -> None:
    assert not has_tried(text)


@pytest.mark.parametrize(
    "words",
    [
        "can't you look it up by my name", "by my phone number then", "by my address", "with my date of birth",
        "don't you see my number from caller id", "can you find me by my email",
    ],
)  # fmt: skip
def test_wants_to_be_found__by_something_else__is_heard(words: str) -> None:
    assert wants_to_be_found(words)


@pytest.mark.parametrize("words", ["my name is ann", "what's your address", "it's on my bill", "i'm moving house"])
def test_wants_to_be_found__anything_else__is_not(words: str) -> None:
    assert not wants_to_be_found(words)
