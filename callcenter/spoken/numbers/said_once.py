"""Digits without what is said of them beside: "a two. Yes, two", "that's two fours", "the last four are"."""

from __future__ import annotations

import re

#: Digits said once more because they are what was said: "a two. Yes, two", "one, that's right, one".
_DIGIT = r"(?:oh|o|zero|one|two|three|four|five|six|seven|eight|nine|\d+)"
_CONFIRMED = re.compile(
    rf"\b(?P<said>{_DIGIT}(?:[ ,]+{_DIGIT})*)[.,!?]*\s+(?:um+ |uh+ )?(?:yes|yeah|yep|right|that's (?:right|it|a)|"
    rf"i said)[,.]?"
    r"(?: (?:yes|yeah|right|that's right|it's|an?))*[ ,]+(?P=said)\b(?!(?:teen|ty))"
)
#: How digits are told apart: "eight four four, that's two fours".
_TOLD_APART = re.compile(
    r"\b(?:that's|that is|as in|so) (?:(?:an?|the) )?(?:two|three|double|a double|triple|a pair of) "
    r"(?:zeros|ohs|ones|twos|threes|fours|fives|sixes|sevens|eights|nines)\b"
)
#: The end of it, named by how many digits follow: "and the last four eight eight two three".
_ITS_END = re.compile(rf"\b(?:the|and) last (?P<count>two|three|four|five|six)(?P<rest>(?:[ ,]+{_DIGIT})+)\W*$")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
#: How many digits of it follow, and none of them: "only the last four. Two six seven five".
_HOW_MANY = re.compile(
    r"\b(last|first|final) (?:two|three|four|five|six)\b(?=[,.:;]|$| (?:digits?|numbers?|figures?|of|are|is)\b)", re.I
)


def said_once(text: str, *, is_confirmed: bool = True) -> str:
    """Return a text in lower case with its digits said once, without how many there are and how they are told apart.

    Unless `is_confirmed`, what is said again after a yes is more of them.

    >>> said_once("Eight, a two. Yes, two, three"), said_once("the last four are eight eight two three")
    ('eight, a two, three', 'the last are eight eight two three')
    """
    plain = _TOLD_APART.sub(" ", text.lower().replace("’", "'"))
    plain = _CONFIRMED.sub(r"\g<said>", plain) if is_confirmed else plain
    if (end := _ITS_END.search(plain)) and len(re.findall(_DIGIT, end["rest"])) == _COUNTS[end["count"]]:
        plain = plain[: end.start("count")] + plain[end.start("rest") :]
    return _HOW_MANY.sub(r"\1", plain)
