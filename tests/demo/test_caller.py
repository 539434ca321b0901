"""What the demo's caller replies, without a call."""

from datetime import date

from callcenter.demo.caller import Replies
from callcenter.demo.scenarios import scenarios
from callcenter.domain.calls.turn import Speaker, Turn

BILLING = scenarios(date(2026, 11, 20))["billing"]


def turn(text: str, *, is_interrupted: bool = False) -> Turn:
    return Turn(speaker=Speaker.AGENT, text=text, started_ms=0, ended_ms=1, is_interrupted=is_interrupted)


def test_hear__the_first_turn__opens() -> None:
    assert Replies(BILLING).hear(turn("Hello, how can I help?")) == BILLING.opening


def test_hear__asked_whether_they_are_there__the_last_line_again() -> None:
    replies = Replies(BILLING)
    replies.said("Two zero one.")

    assert replies.hear(turn("Are you still there?")) == "Two zero one."


def test_hear__a_question_cut_short_then_silence__answers_the_question_when_asked_again() -> None:
    replies = Replies(BILLING)
    replies.said(BILLING.opening)

    assert replies.hear(turn("I can give it back. Shall I do that, or", is_interrupted=True)) is None
    assert replies.hear(turn("Are you still there?")) == "Yes, please do that."


def test_hear__something_told__says_nothing() -> None:
    replies = Replies(BILLING)
    replies.said(BILLING.opening)

    assert replies.hear(turn("One moment, please.")) is None
