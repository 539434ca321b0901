"""Shares of what is due as people say them: "half of it", "a third of the bill"."""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words

#: The shares that tools may take, and how many of each make the whole.
SHARES = {"half": 2, "third": 3, "quarter": 4}

_SHARE = rf"(?P<share>{'|'.join(SHARES)})"
_DUE = r"(?:bill|balance|amount|total|money|invoice|debt|sum|thing|payment|rest|whole)"
#: A share of what is due, named as that.
_OF_WHAT_IS_DUE = re.compile(
    rf"\b{_SHARE} (?:of (?:it|that|this|everything|what|(?:the|my|this|that) (?:\w+ )?{_DUE})|(?:the|my) {_DUE})\b"
)
#: "Half" alone, which may be an hour's or a day's.
_ALONE = r"(?! (?:past|to|till|of|an?|the|my|hour|hours|day|days|week|month|year|price|as|way|dozen)\b| \d)"
_PAID = re.compile(
    r"\b(?:pay|paying|afford|manage|send|give you|put down|do|make it) "
    rf"(?:(?:you|off|back|down|just|only|the first|like) )*{_SHARE}\b{_ALONE}"
)
#: Half of what is due on a day: "half on Friday".
_ON_A_DAY = re.compile(r"\b(?P<share>half) (?:on|by|now|today|tomorrow|next|this)\b")
#: An answer to "how much?".
_ANSWERED = re.compile(rf"(?:\b(?:an?|one) (?=third|quarter)|(?=half)\b){_SHARE}\b{_ALONE}")
#: What comes before a share that is not what will be paid, or not just that.
_OTHERWISE = re.compile(
    r"\b(?:not|n't|(?:more|less|other) than|at least|at most|about|around|almost|nearly|over|under|up to|but|except|"
    r"minus|and an?|\d|other|second|paid|owed?|charged|refunded|already)(?: (?:an?|the|only|just|you|me))*$"
)


def read_share(text: str, *, is_answer: bool = True) -> str:
    """Return the share of what is due that somebody will pay, a key of `SHARES`; '' if none is said for sure.

    Args:
        text: What the caller said.
        is_answer: The caller was asked for an amount. Else only what can't mean anything else is taken.

    >>> read_share("half on Monday"), read_share("can I pay half on Monday?", is_answer=False)
    ('half', 'half')
    >>> read_share("at half past two"), read_share("more than half of it"), read_share("the other half")
    ('', '', '')
    """
    plain = plain_words(text)
    patterns = (_OF_WHAT_IS_DUE, _PAID, _ON_A_DAY, *((_ANSWERED,) if is_answer else ()))
    found = [match for pattern in patterns for match in pattern.finditer(plain)]
    said = {match["share"] for match in found if not _OTHERWISE.search(plain[: match.start("share")].strip())}
    return said.pop() if len(said) == 1 else ""
