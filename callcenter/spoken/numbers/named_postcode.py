"""A ZIP code said with its name beside another number: "four oh seven, … two three. Zip's oh two one three nine".

What is named wins over whatever digits of the other number would make one too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.numbers.numbers import digits_in

#: The name of it.
POSTCODE = re.compile(r"\b(?:zip|post(?:al)? ?code)(?: code)?\b")
#: Digits it has, and those of the account number that is said with it.
POSTCODE_DIGITS = 5
_ACCOUNT_DIGITS = 8
#: What stands between digits and the name that follows them: "oh two one three nine is the …", "02139, my …".
_THEIRS = re.compile(r"(?:\b(?:is|that's|that is|being|for|as)\b|'s)(?: (?:the|my|our|her|his|your))? *$")
_APPOSED = re.compile(r", *(?:the|my|our|her|his|your|that's) *$")
#: Where a number may end: at a stop, at "and", or before a word that is no digit.
_PAUSE = re.compile(r"[,.;:!?](?=\s|$)|\band\b|\s+(?=[a-z])|$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPostcode:
    """Where a text says a ZIP code by its name.

    Attributes:
        said: Its digits, with what is put right after them.
        before: The text before it.
        after: The text after its digits.
    """

    said: str
    before: str
    after: str


def named_postcode(plain: str, length: int) -> NamedPostcode | None:
    """Return where a text in lower case says a postcode of so many digits by its name; None if it doesn't.

    >>> named_postcode("four oh seven, one eight. zip's oh two one three nine, lee's the name", 5).said
    "'s oh two one three nine, lee's the name"
    >>> named_postcode("oh two one three nine is the zip. four oh seven one, eight eight two three", 5).said
    'oh two one three nine '
    """
    for name in reversed(list(POSTCODE.finditer(plain))):
        before, after = plain[: name.start()], plain[name.end() :]
        if found := _before_name(_THEIRS, before, after, length):
            return found
        if (own := _first_digits(after, length)) is not None:
            rest = after[len(own) :]
            return NamedPostcode(said=own + _of_it(rest, length), before=before, after=rest)
        if found := _before_name(_APPOSED, before, after, length):
            return found
    return None


def _before_name(link: re.Pattern[str], before: str, after: str, length: int) -> NamedPostcode | None:
    """Return the digits that a link leads on to their name, if they are as many as they should be."""
    found = link.search(before)
    own = _last_digits(before[: found.start()], length) if found else ""
    if not own:
        return None
    return NamedPostcode(said=f"{own} {_of_it(after, length)}", before=before[: before.rindex(own)], after=after)


def _of_it(rest: str, length: int) -> str:
    """Return what follows the digits, unless it holds a longer number, which is another one."""
    return rest if _count(rest) <= length else ""


def _first_digits(text: str, length: int) -> str | None:
    """Return the beginning of a text that says so many digits, up to a pause."""
    for pause in _PAUSE.finditer(text):
        count = _count(text[: pause.start()])
        if count > length:
            return None
        if count == length and (not _goes_on(text, at := pause.start()) or _count(text[at:]) == _ACCOUNT_DIGITS):
            return None if _is_of_next_sentence(text, length) else text[: pause.start()]
    return None


def _is_of_next_sentence(text: str, length: int) -> bool:
    """Tell whether more digits come in a sentence after the name's own: "I don't know the … . Four oh seven one"."""
    own, _, others = text.partition(". ") if ". " in text else text.partition("? ")
    return not _count(own) and _count(re.split(r"[.?!](?=\s|$)", others)[0]) > length


def _goes_on(text: str, at: int) -> bool:
    """Tell whether the digits go on without a pause: "oh twenty one thirty" and "nine"."""
    word = re.match(r" +[a-z\d-]+", text[at:])
    return word is not None and len(digits_in(f"one{word[0]}")) > 1


def _last_digits(text: str, length: int) -> str:
    """Return the end of a text that says so many digits, from a pause on; '' if none does."""
    text = text.rstrip()
    starts = [0, *(pause.end() for pause in re.finditer(r"[,.;:!?]\s+|\band\s+|\bit's\s+", text))]
    for start in reversed(starts):
        if (count := _count(text[start:])) >= length:
            return text[start:] if count == length else ""
    return ""


def _count(text: str) -> int:
    return len(digits_in(text))
