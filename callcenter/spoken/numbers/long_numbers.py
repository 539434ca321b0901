"""Long numbers within what callers say: they are answers, and say nothing of a wish."""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words, without_fillers

#: Digits said or written, four and more, with what introduces them.
_DIGIT = (
    r"(?:\d+|zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|ten|eleven|twelve|(?:thir|four|fif|six|"
    r"seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred)"
)
_INTRODUCED = (
    r"(?:\b(?:and |at |on |under |it'?s |it is |my |the |his |her |their |our |an? )*"
    r"(?:(?:(?:account|customer|zip|post|postal)(?: ?(?:number|code))?|number|code)(?:'s| is| was)?\s+)?)?"
)
LONG_NUMBER = re.compile(rf"{_INTRODUCED}\b(?:{_DIGIT}(?:\s+{_DIGIT}){{3,}}|\d{{2,}}(?:\s+\d{{2,}})+|\d{{4,}})\b")
_WISH_WORDS = 2


def without_long_numbers(text: str) -> str:
    """Return a text without long numbers and the words that introduce them; '' if nothing else is said."""
    plain = plain_words(text)
    rest = " ".join(LONG_NUMBER.sub(" ", plain).split())
    return rest if rest != plain and len(rest.split()) >= _WISH_WORDS else text if rest == plain else ""


def says_only_numbers(text: str) -> bool:
    """Tell whether a turn is a number and nothing else: an answer, and no wish."""
    return bool(bare := without_fillers(text)) and not LONG_NUMBER.sub(" ", bare).strip()
