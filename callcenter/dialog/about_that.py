"""Questions about what was just said: when, how much, why. Answered from the tool's facts, never made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from callcenter.dialog.script import MESSAGE
from callcenter.dialog.turn import CallerTurn
from callcenter.dialog.understanding.intents import Action
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, Read
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.tool_answer import ToolAnswer
from callcenter.spoken.days.day_steps import MONTH, WEEKDAY
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.days.spans import first_day_of, names_weekday_alone
from callcenter.spoken.numbers.money import first_payment
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import leans
from callcenter.spoken.words import plain_words

_HOW_MUCH = re.compile(r"\b(how much|what (was|is|'s) (the )?(amount|total|sum)|what (does|did) (it|that) cost)\b")
_PRICE = re.compile(
    r"\b(what (?:does|did|would|will) (?:it|that|this) cost|how much (?:does|is|would|will) (?:it|that|this))\b"
)
#: What the amount is asked of, and what any amount told may be called.
_OF_WHAT = re.compile(r"\bhow much (?:is|was|are|were|'s|would) (?:the|a|an|my|your) ((?:\w+ )?\w+)")
_ANY_AMOUNT = frozenset("total amount sum bill balance refund invoice payment whole rest all it thing promise".split())
_AT_WHAT_TIME = re.compile(
    r"\b((what|which) (time|hours?)|(morning|afternoon|evening) as in|between what|from when to when|"
    r"how (late|early)|(?:like|around|at|about|by|before|after) (?:seven|eight|nine|ten|eleven|"
    r"twelve|one|two|three|four|five|six|noon|\d{1,2}))\b"
)
_WHEN = re.compile(r"\b(when|what (day|date|time)|which day|by what (day|date)|until when|how long)\b")
#: Speaks of what is over.
_OVER = re.compile(r"\b(was|were|did|had|has|have|opened|asked)\b")
#: A day as we say it, and what says more of a day than its number.
_TOLD_DAY = re.compile(r"\b([A-Z][a-z]+) (\d{1,2})(?:st|nd|rd|th)\b")
_NAMES_MONTH = re.compile(rf"\b(?:{MONTH}|{WEEKDAY}s?|today|tomorrow|month|week)\b")
#: Either of two days, and the part of it.
_EITHER = re.compile(rf"\b(?:{WEEKDAY}) or (?:on |next )?(?:{WEEKDAY}) (?:in the )?(?:morning|afternoon|evening)\b")
#: A week counted from the day just told: "the week after".
_WEEK_AFTER_IT = re.compile(r"\b(?:week after|following week)(?: that)?\b(?! next)")
_SAME_DAY = re.compile(
    r"^(?:(?:no|well|on|just|keep|the|that|oh|but|it'?s|still) )*same day\b|\b(?:on|keep) (?:the|that) same day\b"
)
_HOURS = "That's between {{ starts_at | time }} and {{ ends_at | time }}."


def about_that(turn: CallerTurn) -> str:
    """Return the answer to a question about what a tool last told, '' if nothing was told."""
    told = turn.state.lasting.told
    if told is None or not told.say:
        return ""
    if said := (fact_asked_for(turn) or day_asked_for(turn)):
        return said
    if told.say == _last_told(turn):
        return phrasing.NO_MORE_KNOWN
    return join(phrasing.AS_I_SAID, told.say)


def fact_asked_for(turn: CallerTurn) -> str:
    """Return the amount or the hours of what a tool last told, if the caller asks for them; else ''."""
    told = turn.state.lasting.told
    if told is None or not told.say:
        return ""
    words = plain_words(turn.text)
    if _HOW_MUCH.search(words) and _is_of_that(words, told.say) and (found := _fact(told.facts, "_cents")) is not None:
        return turn.render("That's {{ value | money }}.", {"value": found}, otherwise=told.say)
    if _AT_WHAT_TIME.search(words) and {"starts_at", "ends_at"} <= told.facts.keys():
        return turn.render(_HOURS, told.facts, otherwise=told.say)
    return ""


def asked_of_it(turn: CallerTurn, wish: str, called_for: Action) -> str:
    """Return what is said to a question kept until something was done, if it is of that or unknown; '' to others."""
    is_of_it = called_for is Action.NOT_UNDERSTOOD or (called_for is Action.CLARIFY and leans(wish))
    if not begins_as_question(wish) or not is_of_it:
        return ""
    turn.hear(wish)
    by_message = phrasing.MORE_BY_MESSAGE if MESSAGE in turn.shapes else phrasing.NOT_KNOWN
    return fact_asked_for(turn) or day_asked_for(turn) or by_message


def asks_another_price(turn: CallerTurn) -> bool:
    """Tell whether the caller asks for a price, and what was told has none."""
    told = turn.state.lasting.told
    has_amount = told is not None and (_fact(told.facts, "_cents") is not None or "dollar" in told.say)
    return _PRICE.search(plain_words(turn.text)) is not None and not has_amount


def _day_just_told(turn: CallerTurn, day: str) -> str:
    """Return the day we have just named, if the caller says its number only ("the 26th"); else `day`."""
    words = plain_day_words(turn.text)
    said = _TOLD_DAY.findall(" ".join(turn.state.lasting.said[-1:]))
    if _NAMES_MONTH.search(words) or not any(nth == str(int(day[-2:])) for _, nth in said):
        return day
    named = next(f"{month} {nth}" for month, nth in said if nth == str(int(day[-2:])))
    found = turn.reader.read({"format": "date"}, named)
    return str(found.value) if isinstance(found, Filled) else day


def day_meant(turn: CallerTurn, found: Read) -> Read:
    """Return the day of an answer: that of our question, of "same day, just later", or one we have just named."""
    if not isinstance(found, Filled) and _SAME_DAY.search(plain_words(turn.text)) is not None:
        named = turn.reader.read({"format": "date"}, turn.state.question, is_answer=False)
        return named if isinstance(named, Filled) else found
    if isinstance(found, Filled) and isinstance(found.value, str):
        return replace(found, value=_day_just_told(turn, found.value))
    return found


def first_of_either(turn: CallerTurn, schema: Mapping[str, Any], text: str) -> str:
    """Return the first of several days, any of which will do in the part of the day named; '' if it is doubt.

    "Tuesday or Wednesday morning" is a wish, "the third or the fourth" may be one day that isn't remembered.
    """
    read = turn.reader.read(schema, text) if _EITHER.search(plain_words(text)) is not None else None
    return min(map(str, read.candidates)) if isinstance(read, Ambiguous) and len(read.candidates) > 1 else ""


def counted_from(turn: CallerTurn) -> date:
    """Return the day after which "Friday" counts: that before the week the caller has just named, else today.

    "The week after" counts from the one day we have just told.
    """
    if _WEEK_AFTER_IT.search(plain_words(turn.text)):
        told = {f"{month} {nth}" for month, nth in _TOLD_DAY.findall(" ".join(turn.state.lasting.said[-1:]))}
        found = turn.reader.read({"format": "date"}, told.pop()) if len(told) == 1 else None
        return date.fromisoformat(str(found.value)) if isinstance(found, Filled) else turn.reader.today
    named = turn.history[-1:] if names_weekday_alone(turn.text) else ()
    days = (first_day_of(first_payment(text), turn.reader.today) for text in named)
    first = next((day for day in days if day is not None), None)
    return first - timedelta(days=1) if first is not None else turn.reader.today


def _is_of_that(words: str, told: str) -> bool:
    """Tell whether an amount is asked of what was told: "how much is the late fee?" is no question of the balance."""
    asked = _OF_WHAT.search(words)
    return asked is None or bool(set(asked[1].split()) & (_ANY_AMOUNT | set(plain_words(told).split())))


def day_asked_for(turn: CallerTurn) -> str:
    """Return the day of what a tool last told, if the caller asks for it; else ''."""
    told = turn.state.lasting.told
    words = plain_words(turn.text)
    if told is None or not _WHEN.search(words) or (found := _day(told)) is None:
        return ""
    if found < turn.reader.today.isoformat() and not _OVER.search(words):
        return ""  # "when will they call?", of a ticket: the day it was opened is no answer
    return turn.render("That's {{ value | date }}.", {"value": found}, otherwise=told.say)


def day_told(turn: CallerTurn) -> str:
    """Return the one day of what a tool last told; '' if it told none, or several."""
    told = turn.state.lasting.told
    found = _day(told) if told is not None else None
    return turn.render("That's {{ value | date }}.", {"value": found}) if found is not None else ""


def _last_told(turn: CallerTurn) -> str:
    """Return what was told, if it was said twice already."""
    told = turn.state.lasting.told
    said = turn.state.lasting.said[-2:]
    is_twice = told is not None and len(said) == 2 and all(told.say in text for text in said)
    return told.say if told is not None and is_twice else ""


def _fact(facts: Mapping[str, Any], ending: str) -> Any:
    found = [value for name, value in facts.items() if name.endswith(ending) and isinstance(value, int)]
    return found[0] if len(found) == 1 else None


def _day(told: ToolAnswer) -> Any:
    found = [
        value
        for name, value in told.facts.items()
        if (name in ("day", "decided_by") or name.endswith(("_on", "_by"))) and isinstance(value, str)
    ]
    return found[0] if len(found) == 1 else None
