"""A telephone number as people say it, E.164: with or without its country code, area code last, in groups."""

from __future__ import annotations

import re
from collections.abc import Sequence

import phonenumbers

from callcenter.spoken.numbers.digit_answer import read_digits
from callcenter.spoken.reading import Ambiguous, Filled, Partial, Read, TooLong, one_of

#: Digits of a national number, and the most that any number has (E.164).
_NATIONAL, _MOST = 10, 15
_SAME_NUMBER = re.compile(
    r"\b(this (number|phone|one|line)|(number|one|phone|line) (that )?(i'?m|i am) (calling|phoning|on)|"
    r"(same|current) number|calling (you )?from)\b"
)
_AREA_LAST = re.compile(r"^(.*\S)\W+(?:and )?(?:the |with )?area code (?:is )?(.+)$")
_EXTENSION = re.compile(r"\b(extension|ext)\b.*$")


def read_phone(
    text: str,
    country: str,
    *,
    so_far: str = "",
    known: Sequence[str] = (),
    is_answer: bool = True,
    language: str = "en",
) -> Read:
    """Return the number that a text says, E.164. `known` has the number the caller calls from ("this number")."""
    plain = _EXTENSION.sub("", text.lower())
    if swapped := _AREA_LAST.match(plain):
        plain = f"{swapped[2]} {swapped[1]}"
    plain = re.sub(r"\barea code\b", " ", plain)
    prefix = "+" if re.search(r"\+|\bplus\b", plain) else ""
    plain = re.sub(r"\+|\bplus\b|[()]", " ", plain)
    least = _NATIONAL if country in ("US", "CA") else 7
    found = read_digits(
        plain, least=least, most=_MOST, so_far=so_far, known=known, is_answer=is_answer, language=language
    )
    match found:
        case Filled(value=digits):
            if (number := e164(prefix + digits, country)) is not None:
                return Filled(value=number)
            return TooLong(digits=digits) if is_answer else None
        case Ambiguous(candidates=candidates):
            numbers = tuple(number for digits in candidates if (number := e164(prefix + digits, country)))
            return one_of(numbers, is_sure=len(candidates) > 1)
        case Partial(digits=digits) if len(digits) < 2:
            return None
        case None if is_answer and len(known) == 1 and says_this_number(plain):
            return Filled(value=known[0])
    return found


def says_this_number(text: str) -> bool:
    """Tell whether a text means the number that the caller calls from: "on this number", "the one I'm calling from"."""
    return _SAME_NUMBER.search(text.lower().replace("’", "'")) is not None


def e164(said: str, country: str) -> str | None:
    """Return digits as a possible number, E.164; None if they are none.

    A local number without its area code is none: it can't be called back from anywhere.
    """
    try:
        number = phonenumbers.parse(said, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
