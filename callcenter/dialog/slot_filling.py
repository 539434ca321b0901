"""Filling a tool's parameters from what a caller says, by the parameter's JSON schema.

Formats: `digits`, `postcode`, `money` (integer cents), `date` (ISO 8601), `time` (HH:MM), `phone` (E.164), `email`,
`name`; besides enum, boolean, integer, and free text for everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from rapidfuzz import fuzz, process

from callcenter.dialog.cues import plain_words, without_fillers, yes_or_no
from callcenter.dialog.templates import digits
from callcenter.spoken.dates import date_in, part_of_day, time_in
from callcenter.spoken.money import money_cents_in
from callcenter.spoken.numbers import digit_runs, numbers_in

#: How alike (0-100) a word must be to a choice to count as it; recognisers miss a letter or two.
ENUM_LIKENESS = 84

Schema = Mapping[str, Any]

_INDIFFERENT = re.compile(
    r"\b(any ?time|any( of (them|those))?|either|whatever|whenever|(doesn'?t|does not|don'?t) (matter|care|mind)|"
    r"you (choose|pick|decide)|no preference|all the same|both)\b"
)
_BEFORE_NAME = re.compile(
    r"(?i)^(um+ |uh+ |well |yes |it'?s |this is |i'?m |i am |the name is |my name is |my name'?s )+"
)
_ALL_OF_IT = re.compile(r"\b(all of it|everything|the (whole|full|entire|total)|in full|all|the lot|the balance)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A parameter's value, whole. None leaves an optional parameter out ("all of it")."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """Digits of a longer number: the caller will go on."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLong:
    """More digits than the number has."""

    digits: str


Read = Filled | Partial | TooLong | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReader:
    """Reads answers. `today` is the business's day; `country` the one whose phone numbers need no country code."""

    today: date
    country: str = "US"

    def read(self, schema: Schema, text: str, *, so_far: str = "", is_answer: bool = True) -> Read:
        """Return what the text says of a parameter, or None.

        Args:
            schema: The parameter's JSON schema.
            text: What the caller said.
            so_far: Digits of this number said before.
            is_answer: The caller was asked for this parameter. Else only what can't mean anything else is taken.
        """
        kind = kind_of(schema)
        match kind:
            case "digits" | "postcode":
                return _read_digits(schema, text, so_far, is_answer)
            case "enum":
                return _read_enum(schema, text, is_answer)
            case "phone":
                return self._read_phone(text, so_far, is_answer)
            case "date":
                day = date_in(text, self.today, is_answer=is_answer)
                return Filled(value=day.isoformat()) if day is not None else None
            case "time":
                at = time_in(text)
                return Filled(value=at.isoformat(timespec="minutes")) if at is not None else None
            case "money":
                return _read_money(text, is_answer)
            case "email":
                return _read_email(text)
        return _read_asked(kind, text) if is_answer else None

    def _read_phone(self, text: str, so_far: str, is_answer: bool) -> Read:
        runs = digit_runs(text)
        said = max((run.digits for run in runs), key=len, default="")
        if not said:
            return None
        prefix = "+" if re.search(r"\+|\bplus\b", text.lower()) else ""
        for candidate in (said, so_far + said):
            if (number := self._phone_number(prefix + candidate)) is not None:
                return Filled(value=number)
        if not is_answer:
            return None
        joined = so_far + said
        return Partial(digits=joined) if 2 <= len(joined) < 10 else TooLong(digits=joined)

    def _phone_number(self, said: str) -> str | None:
        try:
            number = phonenumbers.parse(said, self.country)
        except phonenumbers.NumberParseException:
            return None
        # A local number without its area code can't be called back from anywhere.
        if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def kind_of(schema: Schema) -> str:
    """Return what kind of value a schema asks for: a format, `enum`, `boolean`, `integer` or `text`."""
    if "enum" in schema or "const" in schema:
        return "enum"
    if schema.get("format"):
        return str(schema["format"])
    kind = str(schema.get("type"))
    return {"boolean": "boolean", "integer": "integer", "number": "integer"}.get(kind, "text")


def is_number(schema: Schema) -> bool:
    """Tell whether a parameter is a number that is read back digit by digit."""
    return kind_of(schema) in ("digits", "postcode", "phone")


def read_aloud(schema: Schema, value: Any) -> str:
    """Return a number's digits as they are read back; a phone number as one dials it in its country."""
    if kind_of(schema) == "phone":
        with suppress(phonenumbers.NumberParseException):
            value = phonenumbers.national_significant_number(phonenumbers.parse(str(value)))
    return digits(value)


def flatten(schema: Schema, definitions: Schema | None = None) -> dict[str, Any]:
    """Return a parameter's schema with `$ref` put in place and `anyOf [X, null]` resolved to X."""
    flat = dict(schema)
    if "$ref" in flat:
        flat = {**dict((definitions or {}).get(str(flat["$ref"]).rsplit("/", 1)[-1], {})), **flat}
    options = [flatten(option, definitions) for option in flat.get("anyOf", ()) if option.get("type") != "null"]
    return {**flat, **options[0]} if options else flat


def _read_digits(schema: Schema, text: str, so_far: str, is_answer: bool) -> Read:
    runs = digit_runs(text)
    least, most = int(schema.get("minLength", 1)), int(schema.get("maxLength", 32))
    pattern = str(schema.get("pattern", ""))

    def fits(number: str) -> bool:
        return least <= len(number) <= most and re.search(pattern, number) is not None

    exact = [run.digits for run in runs if fits(run.digits)]
    # "40718823 78701": pieces are told apart only where they were said, or written, as such.
    grouped = [run for run in runs if len(run.digits) > most and any(len(piece) > 2 for piece in run.pieces)]
    parts = [part for run in grouped if fits(part := run.of_length(least, most))]
    if found := [*exact, *parts]:
        # Without a fixed length every little number would do: only an answer says that it is meant.
        return Filled(value=found[-1]) if is_answer or least >= 4 else None
    if not is_answer or not runs:
        return None
    said = max((run.digits for run in runs), key=len)
    together = "".join(run.digits for run in runs)
    for whole in (so_far + said, so_far + together, together):
        if fits(whole):
            return Filled(value=whole)
    if len(said) == 1 and len(text.split()) > 3:
        return None  # "the one on my bill"
    if len(so_far + said) < least:
        return Partial(digits=so_far + said)
    return Partial(digits=said) if len(said) < least and len(said) > 2 else TooLong(digits=so_far + said)


def _read_enum(schema: Schema, text: str, is_answer: bool) -> Read:
    choices = {str(choice): choice for choice in schema.get("enum", [schema.get("const")])}
    plain = re.sub(r"\bgood (morning|afternoon|evening)\b", " ", plain_words(text))
    named = [
        (found.start(), choice)
        for spoken, choice in choices.items()
        if (found := _last(rf"\b{re.escape(re.sub('[-_]', ' ', spoken.lower()))}s?\b", plain)) is not None
        and (is_answer or not re.search(r"\bthis $", plain[: found.start()]))
    ]
    if named:
        return Filled(value=max(named)[1])  # "not the morning, the afternoon"
    if (part := part_of_day(text)) in choices:
        return Filled(value=choices[part])
    if not is_answer:
        return None
    words = without_fillers(text)
    best = process.extractOne(words, list(choices), scorer=fuzz.partial_ratio)
    if best is not None and best[1] >= ENUM_LIKENESS and len(words.split()) <= 4 and len(words) >= 4:
        return Filled(value=choices[best[0]])
    return Filled(value=next(iter(choices.values()))) if _INDIFFERENT.search(plain) else None


def _read_money(text: str, is_answer: bool) -> Read:
    cents = money_cents_in(text, is_answer=is_answer)
    if cents is not None:
        return Filled(value=cents)
    return Filled(value=None) if is_answer and _ALL_OF_IT.search(plain_words(text)) else None


def _read_email(text: str) -> Read:
    plain = text.lower().strip()
    if found := re.search(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", plain):
        return Filled(value=found.group(0))
    said = re.sub(r"\b(at sign|at)\b", "@", re.sub(r"\b(dot|point|period)\b", ".", plain))
    said = re.sub(r"\b(under ?score)\b", "_", re.sub(r"\b(dash|hyphen|minus)\b", "-", said))
    said = re.sub(r"^.*?\b(it'?s|is|email|address)\b", "", said)
    found = re.search(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", said.replace(" ", ""))
    return Filled(value=found.group(0)) if found else None


def _read_asked(kind: str, text: str) -> Read:
    """Read what only an answer can be: yes or no, a plain number, a name, free text."""
    if kind == "boolean":
        answer = yes_or_no(text)
        return Filled(value=answer) if answer is not None else None
    if kind == "integer":
        found = numbers_in(text)
        return Filled(value=found[0]) if found else None
    said = text.strip()
    if kind == "name":
        said = _BEFORE_NAME.sub("", said)
        said = " ".join(word if word[:1].isupper() else word.capitalize() for word in said.strip(" .,!").split())
    return Filled(value=said) if said else None


def _last(pattern: str, text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(re.finditer(pattern, text)))), None)
