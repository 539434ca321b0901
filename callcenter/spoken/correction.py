"""Corrections of a value given before, whole ("no, Thursday") or relative ("a week later than that").

match read_correction(schema, text, value, today=today):
    case Corrected(value): ...        # take it; a confirmation is asked anew
    case Excluded(values): ...        # "anything but the evening": offer what is left
    case WrongPart(part): ...         # ask for that part, or for the whole value
    case Ambiguous(candidates): ...   # ask which
    case None: ...                    # the words correct nothing
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import phonenumbers

from callcenter.spoken.choices import read_choice, ruled_out
from callcenter.spoken.correcting import Corrected, Correction, Excluded, WrongPart
from callcenter.spoken.days.day_correction import correct_day
from callcenter.spoken.days.times import time_in
from callcenter.spoken.numbers.digit_correction import correct_digits
from callcenter.spoken.numbers.money import read_money
from callcenter.spoken.numbers.numbers import numerals
from callcenter.spoken.numbers.phone_answer import e164, read_phone
from callcenter.spoken.reading import Ambiguous, Filled
from callcenter.spoken.values import Schema, kind_of

__all__ = ["Corrected", "Correction", "Excluded", "WrongPart", "read_correction"]

_WRONG = re.compile(r"\bwrong\b|\bincorrect\b|n't (right|correct)\b|\bnot (the )?(right|correct)\b")
#: Speaks of digits: then numbers are no hours.
_OF_DIGITS = re.compile(r"\b(?:digits?|number|ends?|ending|starts?|begins?|area code|last|first|third|middle)\b")
_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
#: Hours of a day, and no digits: "not at three, before. Before two, if you can".
_HOURS_NAMED = re.compile(
    rf"\b(?:at|before|after|by|until|till|around|about|past|from|between|than)\s+{_HOUR}(?:\s+(?:and|or|"
    rf"to)\s+{_HOUR})?\b"
    rf"(?!\W+(?:\d|zero|oh|{_HOUR}))|\b{_HOUR} ?(?:o'?clock|am|pm|'s too|is too|is better|or later|at the)\b",
)
_LESS = re.compile(r"\b(less|fewer|lower|off|minus|subtract|knock|reduce|down)\b(?! than \d)")
_MORE = re.compile(r"\b(more|plus|add|higher|another|extra|on top|increase)\b(?! than \d)")
_OPEN_AMOUNT = re.compile(
    r"\b(less|lower|smaller|more|higher|bigger|(that|too) much|not (all|the (whole|full)|everything))\b"
)
_ORDER = ("morning", "afternoon", "evening")
_HOURS = re.compile(
    r"(?P<half>half an hour|(?P<count>\d+|an?|one|a couple of) (?P<unit>hours?|minutes?))(?P<more> and a half)? "
    r"(?P<way>later|earlier|sooner|after|before|back)"
)


def read_correction(
    schema: Schema, text: str, value: Any, *, today: date, country: str = "US", language: str = "en"
) -> Correction:
    """Return what a text corrects in a value of a schema's kind.

    Args:
        schema: The parameter's JSON schema.
        text: The caller's words.
        value: What was understood: digits (also those of half a number), E.164, an ISO 8601 day, HH:MM, cents, or a
            choice. None is the whole amount due.
        today: The business's day.
        country: Whose phone numbers need no country code.
        language: Language of the digit words.
    """
    match kind_of(schema):
        case "digits" | "postcode":
            least, most = int(schema.get("minLength", 0)), int(schema.get("maxLength", 0))
            return correct_digits(str(value), text, least=least, most=most, language=language)
        case "phone":
            return _phone(str(value), text, country, language)
        case "date":
            return correct_day(str(value), text, today=today, country=country)
        case "time":
            return _time(str(value), text)
        case "money":
            return _money(value, text, takes_shares=bool(schema.get("shares")))
        case "enum":
            return _choice(schema, value, text)
    return None


def _phone(value: str, text: str, country: str, language: str) -> Correction:
    read = read_phone(text, country, is_answer=False, language=language)
    if isinstance(read, Filled):
        return Corrected(value=read.value) if read.value != value else None
    number = phonenumbers.parse(value, country)
    national = phonenumbers.national_significant_number(number)
    said = text.lower() if _OF_DIGITS.search(text.lower()) else _HOURS_NAMED.sub(" ", text.lower())
    found = correct_digits(national, re.sub(r"\barea code\b", "first three", said), language=language)
    match found:
        case Corrected(value=digits):
            mended = e164(digits, country)
            return Corrected(value=mended) if mended else WrongPart()
        case Ambiguous(candidates=candidates):
            return Ambiguous(candidates=tuple(mended for digits in candidates if (mended := e164(digits, country))))
    return found


def _time(value: str, text: str) -> Correction:
    plain = numerals(text)
    if match := _HOURS.search(plain):
        count = {"a couple of": 2}.get(match["count"] or "", 1)
        count = int(match["count"]) if (match["count"] or "").isdigit() else count
        minutes = 30 if not match["unit"] else count * (60 if match["unit"].startswith("hour") else 1)
        minutes += 30 if match["more"] else 0
        sign = -1 if match["way"] in ("earlier", "sooner", "before") else 1
        moved = datetime.combine(date.min, time.fromisoformat(value)) + timedelta(days=1, minutes=sign * minutes)
        return Corrected(value=moved.time().isoformat(timespec="minutes"))
    at = time_in(text)
    if at is None:
        return WrongPart() if _WRONG.search(plain) else None
    said = at.isoformat(timespec="minutes")
    return Corrected(value=said) if said != value else None


def _money(due: int | str | None, text: str, *, takes_shares: bool) -> Correction:
    """Read what is said otherwise of an amount: cents, a share of what is due, or None for all of it."""
    plain = numerals(text)
    value = due if isinstance(due, int) else None
    if value is not None and (scaled := _scaled(value, plain)) is not None:
        return scaled
    less, more = _LESS.search(plain), _MORE.search(plain)
    if less or more:
        step = read_money(
            re.sub(rf"{_LESS.pattern}|{_MORE.pattern}|\bthan that\b|\bby\b|\btake\b|\bit\b", " ", text.lower())
        )
        if isinstance(step, Filled) and step.value and value is not None:
            return (
                Corrected(value=value + step.value * (-1 if less else 1)) if value > step.value or more else Ambiguous()
            )
        if not isinstance(step, Filled):
            return Ambiguous()
    read = read_money(text, takes_shares=takes_shares)
    match read:
        case Filled(value=amount):
            return Corrected(value=amount) if amount != due else None
        case Ambiguous():
            return read
    if _OPEN_AMOUNT.search(plain):
        return Ambiguous()
    return WrongPart() if _WRONG.search(plain) else None


def _scaled(value: int, plain: str) -> Correction:
    """Read "double that", "half of that", "without the cents"."""
    if re.search(r"\b(double|twice) (that|it|the amount)\b", plain):
        return Corrected(value=value * 2)
    if re.search(r"\bhalf (of )?(that|it)\b|\bhalf the amount\b", plain):
        return Corrected(value=value // 2) if value % 2 == 0 else Ambiguous(candidates=(value // 2,))
    if re.search(r"\bround(ed)? (it |that )?up\b", plain):
        return Corrected(value=-(-value // 100) * 100)
    if re.search(r"\bround(ed)? (it |that )?down\b|\bwithout the cents\b|\b(drop|forget|skip) the cents\b", plain):
        return Corrected(value=value // 100 * 100)
    return None


def _choice(schema: Schema, value: Any, text: str) -> Correction:
    choices = {str(choice): choice for choice in schema.get("enum", [schema.get("const")])}
    names = tuple(choices)
    read = read_choice(text, names, is_answer=False)
    if isinstance(read, Filled):
        return Corrected(value=choices[read.value]) if choices[read.value] != value else None
    if out := ruled_out(text, names):
        return Excluded(values=tuple(choices[name] for name in out))
    plain = text.lower()
    named = read_choice(text, names) if any(name in plain for name in names) else None
    if isinstance(named, Ambiguous):
        return Ambiguous(candidates=tuple(choices[name] for name in named.candidates))
    if (
        set(names) == set(_ORDER)
        and (way := re.search(r"\b(later|earlier)\b", plain))
        and not re.search(r"\b(day|week|month)s?\b", re.sub(r"in the day|(same|that) day", "", plain))
    ):
        at = _ORDER.index(str(value))
        left = _ORDER[at + 1 :] if way[1] == "later" else _ORDER[:at]
        return Corrected(value=left[0]) if len(left) == 1 else Ambiguous(candidates=left)
    return WrongPart() if _WRONG.search(plain) else None
