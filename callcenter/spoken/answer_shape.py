"""Answers of known shape (digits, a date, a postcode, ...): is what the caller has said so far a whole one?

Pure text; English, with the digits of Spanish, French and German. What is expected comes from a tool parameter's
JSON schema, or is guessed from the agent's question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any

from callcenter.spoken.numbers.digit_answer import read_digits
from callcenter.spoken.numbers.number_words import LANGUAGES, tokens
from callcenter.spoken.numbers.numbers import pieces_at
from callcenter.spoken.numbers.sounds_like import alike_at
from callcenter.spoken.reading import Filled
from callcenter.spoken.words import sentences


class SlotKind(StrEnum):
    """What the caller is asked for."""

    DIGITS = "digits"
    PHONE = "phone"
    POSTCODE = "postcode"
    DATE = "date"
    MONEY = "money"
    ADDRESS = "address"
    YES_NO = "yes-no"
    PART_OF_DAY = "part-of-day"
    #: One of several things that were named.
    PICK = "pick"
    #: What is to be written down, in the caller's words: people breathe between its sentences.
    WORDS = "words"
    #: Anything: a wish, what is the matter. Ended early by nothing, held by a sentence that trails off.
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An expected answer. Lengths count digits; 0 means unknown."""

    kind: SlotKind
    min_length: int = 0
    max_length: int = 0


class Completeness(Enum):
    """How far an answer is."""

    #: Nothing can follow: the turn is over.
    COMPLETE = auto()
    #: More must follow: the caller is looking something up or breathing.
    INCOMPLETE = auto()
    #: It may be whole, or it is something else: the ordinary delays apply.
    OPEN = auto()


_MONTHS = "january february march april may june july august september october november december"
_MONTH = re.compile(rf"\b({_MONTHS.replace(' ', '|')}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b")
_DAY = re.compile(
    r"\b(\d{1,2}(st|nd|rd|th)?|first|second|third|(four|fif|six|seven|eigh|nin|ten|eleven|twelf)th|"
    r"(thir|four|fif|six|seven|eigh|nine)teenth|(twenty|thirty)[ -](first|second|third|(four|fif|six|seven|eigh|nin)th)"
    r"|twentieth|thirtieth)\b"
)
_WHOLE_DAY = re.compile(r"\b(\d{1,2}[/.-]\d{1,2}|\d{4}-\d{2}-\d{2})\b")
_UK_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_STREET = re.compile(
    r"\b(street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|place|pl|way|boulevard|blvd|close|terrace|square)\b"
)
_YES_NO = re.compile(
    r"^(yes|yeah|yep|yup|sure|correct|right|okay|ok|exactly|of course|go ahead|please do|no|nope|nah|not really"
    r"|sí|si|oui|non|ja|nein)\b"
)
#: Words after which nobody has finished.
_UNFINISHED = re.compile(
    r"(\b(um+|uh+|er+|hmm+|well|so|and|the|is|it's|its|was|on|of|at|to|my|a|an|for|with|then|number|dash|"
    r"let me (see|check|look|find it)|hold on|hang on|one (moment|second|sec)|just a (moment|second|sec|minute)|"
    r"wait)|,)$"
)
#: Digits expected of a telephone number without its country code.
_PHONE_DIGITS = 10
_ZIP_DIGITS = 5

_PARTS_OF_DAY = frozenset(("morning", "afternoon", "evening"))
_PART_OF_DAY = re.compile(r"\b(mornings?|after ?noons?|evenings?|noon|midday|after work|(before|after) lunch)$")
_PLACE = re.compile(
    r"\b(first|second|third|last|former|latter|earliest|earlier|later)( (one|option|slot|time|choice))?$"
)

#: A sound-alike dearer than this isn't counted as a digit.
_SAME_SOUND = 0.3

_KINDS = frozenset(kind.value for kind in SlotKind)
_NUMBERS = {"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_DIGITS_TOLD = re.compile(rf"\b({'|'.join(_NUMBERS)})[ -]digits?\b")
_QUESTIONS = (
    (re.compile(r"\b(zip|post) ?code\b"), Slot(kind=SlotKind.POSTCODE)),
    (
        re.compile(r"\b(tele)?phone number|mobile number|number (to|can|we can)\b.*\b(call|reach)\b"),
        Slot(kind=SlotKind.PHONE),
    ),
    (re.compile(r"\b(account|reference|order|customer|invoice|ticket|card) number\b"), Slot(kind=SlotKind.DIGITS)),
    (re.compile(r"\bmorning\b.*\bafternoon\b"), Slot(kind=SlotKind.PART_OF_DAY)),
    (re.compile(r"\b(which|what) (date|day)\b|\bdate of birth\b"), Slot(kind=SlotKind.DATE)),
    (re.compile(r"\byour (full |home |street )?address\b"), Slot(kind=SlotKind.ADDRESS)),
    (re.compile(r"\bhow much\b|\bwhat amount\b"), Slot(kind=SlotKind.MONEY)),
    (
        re.compile(r"\b(is that|is this) (all )?(right|correct)\b|\bshall i\b|\bdo you want me to\b"),
        Slot(kind=SlotKind.YES_NO),
    ),
)


def slot_for_schema(schema: Mapping[str, Any]) -> Slot | None:
    """Return the slot of a tool parameter's JSON schema (`format`, `minLength`, `maxLength`), or None."""
    for choice in (schema, *schema.get("anyOf", ())):
        if choice.get("type") == "boolean":
            return Slot(kind=SlotKind.YES_NO)
        if choices := choice.get("enum"):
            return Slot(kind=SlotKind.PART_OF_DAY if set(choices) <= _PARTS_OF_DAY else SlotKind.PICK)
        if choice.get("format") in _KINDS:
            return Slot(
                kind=SlotKind(choice["format"]),
                min_length=int(choice.get("minLength", 0)),
                max_length=int(choice.get("maxLength", 0)),
            )
    return None


def slot_for_question(question: str, parameters: Mapping[str, Mapping[str, Any]] | None = None) -> Slot | None:
    """Guess the slot from what the agent asked last, since neither language models nor the engine say it.

    `parameters` are the schemas of the agent's tools by parameter name: `account_number` is what a question with
    both words is about, and tells the length.
    """
    told = sentences(question.casefold())
    asked_at = max((at for at, text in enumerate(told) if _is_question(text)), default=None)
    if asked_at is None:
        return None
    asked = told[asked_at]
    guess = next((slot for pattern, slot in _QUESTIONS if pattern.search(asked)), None)
    known = _slot_for_parameter(question.casefold(), asked, guess, parameters or {})
    if known is not None or guess is not None:
        return known or guess
    # "An account number has eight digits. Could you say it once more?"
    if (digits := _DIGITS_TOLD.search(question.casefold())) and not asked.startswith(("which", "when", "is ")):
        length = _NUMBERS.get(digits[1], 0)
        return Slot(kind=SlotKind.DIGITS, min_length=length, max_length=length)
    return None


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?") or "please" in sentence


def _slot_for_parameter(
    question: str, asked: str, guess: Slot | None, parameters: Mapping[str, Mapping[str, Any]]
) -> Slot | None:
    """Return the slot of the parameter whose words stand in the question, or that alone is of the guessed kind."""
    slots = {name: slot for name, schema in parameters.items() if (slot := slot_for_schema(schema)) is not None}
    if guess is not None and guess.kind is not SlotKind.DIGITS:
        return next((slot for slot in slots.values() if slot.kind is guess.kind), None)
    named = [
        (len(name), slot)
        for name, slot in slots.items()
        if slot.kind is not SlotKind.YES_NO
        and all(re.search(rf"\b{re.escape(word)}\b", asked if guess is None else question) for word in name.split("_"))
    ]
    return max(named, key=lambda found: found[0], default=(0, None))[1]


def judge(slot: Slot, said: str) -> Completeness:
    """Say whether an answer is whole, from its transcript so far."""
    text = " ".join(said.casefold().replace("’", "'").split()).rstrip(" .?!…-")
    if not text:
        return Completeness.OPEN
    verdict = _JUDGES[slot.kind](slot, text)
    if verdict is not Completeness.COMPLETE and _UNFINISHED.search(text):
        return Completeness.INCOMPLETE
    return verdict


def count_digits(text: str) -> int:
    """Count the digits that were said: figures, or words ("double seven", "forty-two") in any of four languages."""
    words = tokens(text)
    return max(_count(words, language) for language in LANGUAGES)


def digits_at_end(text: str, *, language: str = "en") -> int:
    """Count the digits that a text ends with.

    >>> digits_at_end("My two accounts, the first is four zero seven one."), digits_at_end("I have two.")
    (4, 1)
    """
    words = tokens(text)
    count = at = 0
    while at < len(words):
        if pieces := pieces_at(words, at, language=language, is_inside=count > 0):
            count += len(pieces[0].digits)
            at = pieces[0].end
            continue
        if words[at].isalnum():
            count = 0
        at += 1
    return count


def _count(words: list[str], language: str) -> int:
    count = at = 0
    alike: list[int] = []
    ends = {0}
    while at < len(words):
        pieces = pieces_at(words, at, language=language, is_inside=count > 0)
        if pieces:
            count += len(pieces[0].digits)
            at = pieces[0].end
            ends.add(at)
            continue
        if any(piece.cost < _SAME_SOUND for piece in alike_at(words, at)):
            alike.append(at)
        at += 1
    # "For one one six": counted beside digits only, and among sure ones.
    beside = (
        [at for at in alike if at in ends or pieces_at(words[at + 1 :], 0, language=language)] if count >= 2 else []
    )
    return count + len(beside)


def _judge_digits(slot: Slot, text: str) -> Completeness:
    digits = count_digits(text)
    if not digits:
        return Completeness.OPEN
    if slot.max_length and digits >= slot.max_length:
        return Completeness.COMPLETE
    if slot.max_length and slot.min_length == slot.max_length:
        # "Thanks to zero three, eight eight one seven" is eight digits by its sound.
        if isinstance(read_digits(text, least=slot.min_length, most=slot.max_length), Filled):
            return Completeness.COMPLETE
    if slot.min_length:
        return Completeness.INCOMPLETE if digits < slot.min_length else Completeness.OPEN
    return Completeness.INCOMPLETE if digits < 4 else Completeness.OPEN


def _judge_phone(slot: Slot, text: str) -> Completeness:
    least = slot.min_length if slot.min_length > 4 else _PHONE_DIGITS
    digits = count_digits(text)
    if not digits:
        return Completeness.OPEN
    # "plus one" or a leading one makes it eleven.
    most = least + (1 if text.lstrip("+ ").startswith(("1", "one", "plus")) else 0)
    return Completeness.COMPLETE if digits >= most else Completeness.INCOMPLETE


def _judge_postcode(slot: Slot, text: str) -> Completeness:
    if _UK_POSTCODE.search(text) or _UK_POSTCODE.search(text.replace(" ", "")):
        return Completeness.COMPLETE
    digits = count_digits(text)
    if digits >= (slot.max_length or _ZIP_DIGITS):
        return Completeness.COMPLETE
    return Completeness.INCOMPLETE if digits else Completeness.OPEN


def _judge_date(slot: Slot, text: str) -> Completeness:
    if _WHOLE_DAY.search(text):
        return Completeness.COMPLETE
    has_month, has_day = bool(_MONTH.search(text)), bool(_DAY.search(text))
    if has_month and has_day:
        return Completeness.COMPLETE
    return Completeness.INCOMPLETE if has_month else Completeness.OPEN


def _judge_money(slot: Slot, text: str) -> Completeness:
    if re.search(r"\$\s?\d+(\.\d{2})?$|\bcents?$|\d\.\d{2}$", text):
        return Completeness.COMPLETE
    return Completeness.OPEN


def _judge_address(slot: Slot, text: str) -> Completeness:
    # A town may follow the street, so a whole street is no reason to hurry.
    return Completeness.OPEN if _STREET.search(text) or not count_digits(text) else Completeness.INCOMPLETE


def _judge_yes_no(slot: Slot, text: str) -> Completeness:
    return Completeness.COMPLETE if _YES_NO.match(text) and len(text.split()) <= 3 else Completeness.OPEN


def _judge_part_of_day(slot: Slot, text: str) -> Completeness:
    is_whole = _PART_OF_DAY.search(text) and len(text.split()) <= 5 and not re.search(r"\b(not|but)\b", text)
    return Completeness.COMPLETE if is_whole else Completeness.OPEN


def _judge_pick(slot: Slot, text: str) -> Completeness:
    return Completeness.COMPLETE if _PLACE.search(text) and len(text.split()) <= 6 else Completeness.OPEN


def _judge_open(slot: Slot, text: str) -> Completeness:
    return Completeness.OPEN


_JUDGES = {
    SlotKind.DIGITS: _judge_digits,
    SlotKind.PHONE: _judge_phone,
    SlotKind.POSTCODE: _judge_postcode,
    SlotKind.DATE: _judge_date,
    SlotKind.MONEY: _judge_money,
    SlotKind.ADDRESS: _judge_address,
    SlotKind.YES_NO: _judge_yes_no,
    SlotKind.PART_OF_DAY: _judge_part_of_day,
    SlotKind.PICK: _judge_pick,
    SlotKind.WORDS: _judge_open,
    SlotKind.OPEN: _judge_open,
}
