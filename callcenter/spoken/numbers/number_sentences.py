"""Which sentences of an answer are of the number that was asked for, and which only have number words in them.

"Eight four four oh two six seven five. And I'm not going to wait three weeks for it": the second corrects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from callcenter.spoken.numbers.numbers import digits_in
from callcenter.spoken.words import plain_words, sentences

#: Puts right what was said before it.
_PUTS_RIGHT = re.compile(
    r"^(?:(?:and|oh|uh|um+|ah|so|well) )*(?:no|nope|sorry|wait|scratch|strike|correction|actually|oops|i mean|i meant|"
    r"make (?:that|it)|rather|let me start|start|not)\b"
)
#: Speaks of a number, or of its digits.
_OF_DIGITS = re.compile(
    r"\b(?:digits?|numbers?|should be|ends?|ending|starts?|begins?|wrong|last (?:one|two|three|four|half|part)|"
    r"first (?:one|two|three|four|half|part)|i (?:said|meant|mean)|half|rest)\b"
)
#: Names the other number that is given with it.
_OF_ANOTHER = re.compile(r"\b(?:zip|post ?(?:al )?code|postcode)\b")
_NUMBER_WORD = re.compile(
    r"\b(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundred|double|triple|\d+)\b"
)
#: Words that say nothing of the number either way.
_SMALL = re.compile(
    r"\b(?:and|then|it'?s|is|it|that'?s|the|um+|uh+|er|a|an|my|so|okay|ok|yes|yeah|right|no|sorry|wait)\b"
)
#: A sentence that puts digits right has so few other words.
_FEW = 4


def of_the_number(text: str, is_whole: Callable[[str], bool], *, language: str = "en") -> str:
    """Return a text without the sentences after a whole number that are not of it.

    Args:
        text: What the caller said.
        is_whole: Tells whether words say a whole number.
        language: Of the digit words.
    """
    said: list[str] = []
    for one in sentences(text):
        if said and not _SMALL.sub(" ", plain_words(said[-1])).strip():
            said[-1] = f"{said[-1]} {one}"  # "No. Two three."
        else:
            said.append(one)
    for place in range(1, len(said)):
        if is_whole(" ".join(said[:place])):
            return " ".join([*said[:place], *(one for one in said[place:] if _is_of_it(one, language))])
    return text


def without_number(text: str, *, least: int) -> str:
    """Return a text without the sentences that say a number of so many digits, or put it right; '' if no more is said.

    >>> without_number("Okay, six two oh three, double eight one seven. No, sorry, eight eight one seven.", least=8)
    ''
    """
    said = sentences(text)
    if not any(len(digits_in(plain_words(one))) >= least for one in said):
        return text
    return " ".join(one for one in said if not _is_of_it(one, "en"))


def _is_of_it(sentence: str, language: str) -> bool:
    plain = plain_words(sentence)
    digits, others = digits_in(plain, language=language), _SMALL.sub(" ", _NUMBER_WORD.sub(" ", plain)).split()
    if not digits or _OF_ANOTHER.search(plain):
        return False
    is_right = _PUTS_RIGHT.search(plain) is not None or _OF_DIGITS.search(plain) is not None
    return len(others) < len(digits) if not is_right else len(others) <= max(_FEW, len(digits))
