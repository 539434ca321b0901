"""Corrections of a number: "the end is nine one, not nine two", "the third digit is a five"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.correcting import Corrected, Correction, WrongPart
from callcenter.spoken.numbers.digit_answer import read_digits
from callcenter.spoken.numbers.number_words import DIGITS, OH, ORDINALS, REPEATS, TEENS, TENS, UNITS
from callcenter.spoken.numbers.numbers import digits_in
from callcenter.spoken.reading import Ambiguous, Filled

_COUNTS = {"one": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "half": 0}
_COUNT = r"(?P<count>one|two|three|four|five|six|half|couple(?: of)?|\d)"
_DIGITS = r"(?:digits?|numbers?|ones?|figures?|part|group|bit)"
_NTH = rf"(?P<nth>{'|'.join(ORDINALS)}|\d(?:st|nd|rd|th))"
_SPOKEN = "|".join((*DIGITS, *UNITS, *TEENS, *TENS, *REPEATS, *OH))
#: "The last" alone is a place before digits or what is said of them, and not before a noun ("my last payment").
_LAST = rf"last(?=\W*$|\W+(?:\d|(?:{_SPOKEN}|is|are|was|were|it's|it|should|must|ought|to|be|an?|not)\b))"
#: Of a month or a plan, and of no number ("at the end of the month").
_OF_TIME = r"(?! (?:of|in|by|on) (?!(?:the |my |that |this )?(?:number|account|zip|code|it)\b))"
#: What a number ends or starts with: "it ends in nine one", and not "my contract ends in May".
_WITH_DIGITS = rf"(?: in| with)?(?=\W+(?:(?:an?|double|triple) )?(?:\d|(?:{_SPOKEN})\b))"
#: Places in a number, the most exact first.
_PLACES = tuple(
    (re.compile(rf"\b(?:the |in the |at the )?{pattern}"), kind)
    for pattern, kind in (
        (rf"(?:(?:second|next|one)(?: to| before)?(?: the)? last|penultimate)(?: {_DIGITS})?\b", "before"),
        (rf"(?:last|final|end) {_COUNT}(?: {_DIGITS})?\b", "last"),
        (rf"(?:first|beginning) {_COUNT}(?: {_DIGITS})?\b", "first"),
        (r"second half\b", "second half"),
        (rf"(?:last|final|end) {_DIGITS}\b", "last one"),
        (rf"{_NTH} {_DIGITS}\b", "nth"),
        (r"(?:digit|number) (?:number )?(?P<index>[a-z]+|\d)(?= (?:is|should|was)\b)", "index"),
        (rf"(?:end(?:s|ing)?{_WITH_DIGITS}|end\b{_OF_TIME}|ending\b|tail\b|{_LAST})", "end"),
        (
            rf"(?:(?:start|begin)(?:s|ning|ing)?{_WITH_DIGITS}|(?<=the )(?:start|beginning)\b{_OF_TIME}|front\b)",
            "start",
        ),
        (r"rest\b", "end"),
        (_NTH + r"(?= is\b)", "nth"),
    )
)
#: "The first four are right".
_CONFIRMED = re.compile(
    r"\b(the )?(first|last|beginning|start|end)\b[^,.;]*?\b(is|are) (all )?(right|correct|fine|ok|okay|good)\b"
)
_SWAPPED = re.compile(
    r"\b(swap\w*|switch\w*|revers\w+|transpos\w+|(the )?(other|wrong) way (a)?round|flip\w*|mixed up|backwards)\b"
)
_CHANGE = re.compile(
    r"\b(?:change|replace|swap|switch|turn) (?:the |that |this )?(?P<old>.+?) (?:to|with|for|into|by) (?:an? |the )?"
    r"(?P<new>.+)$|"
    r"\b(?:the|that|this|(?:where )?you(?:'ve)? (?:have|said|got|heard|put|wrote|written)) (?:the |an? )?(?P<old2>.+?)"
    r"[ ,]+(?:that |it |which )?"
    r"(?:should be|is supposed to be|is really|is actually|must be|ought to be|but it'?s|and it'?s|i said|it'?s|is) "
    r"(?:an? |the )?(?P<new2>.+)$"
)
_OLD = re.compile(r"\b(not|isn't|doesn't|wasn't|instead of|rather than|don't|never)\b")
_WRONG = re.compile(
    r"\b(wrong|incorrect|not right|isn't right|not correct|not quite|mistake|off|missed|missing|extra|too many|"
    r"dropped|skipped|"
    r"forgot|left out|change)\b|n't (right|correct)\b"
)
_DENIAL = re.compile(r"\b(no|nope|not|sorry|wrong|wait|actually|i said|i mean|i meant|correction)\b")
#: Digits that are said to be there too little or too often.
_LENGTH = re.compile(r"\b(missed|missing|dropped|skipped|extra|too many|forgot|left out|only one|one too many)\b")


@dataclass(frozen=True, slots=True)
class _Said:
    """Digits of a correction: those that should stand there, those that shouldn't."""

    new: str
    old: str


def correct_digits(value: str, text: str, *, least: int = 0, most: int = 0, language: str = "en") -> Correction:
    """Return a number corrected by what a text says of it.

    Args:
        value: The number as it was understood, or its digits so far.
        text: The caller's words.
        least: Digits a whole number has at least; 0 for as many as `value`.
        most: Digits it has at most.
        language: Of the digit words.

    >>> correct_digits("40718892", "the end is nine one, not nine two")
    Corrected(value='40718891')
    """
    plain = _CONFIRMED.sub(" ", text.lower().replace("’", "'"))
    if place := _swap(value, plain):
        return place
    least, most = least or len(value), most or len(value)
    whole = read_digits(text, least=least, most=most, language=language)
    position = next(((match, kind) for pattern, kind in _PLACES if (match := pattern.search(plain))), None)
    if isinstance(whole, Filled) and (position is None or len(whole.value) == len(value)):
        return Corrected(value=whole.value) if whole.value != value else None
    if isinstance(whole, Ambiguous) and not position:
        return whole
    if _LENGTH.search(plain):
        return WrongPart()
    if position is not None:
        match, kind = position
        # Digits before its sentence are another number's: "30307. When does it start?"
        rest = match.re.sub(" ", plain[_sentence_start(plain, match.start()) :])
        said = _changed(rest, language) or _said(rest, language)
        return _at_place(value, said, kind, match, is_wrong=_WRONG.search(plain) is not None)
    said = _changed(plain, language) or _said(plain, language)
    if said.old and said.new:
        return _in_place(value, said)
    if said.new and len(said.new) < len(value) and _DENIAL.search(plain):
        mended = value[: -len(said.new)] + said.new
        return Ambiguous(candidates=(mended,)) if mended != value else None
    if said.new and len(said.new) == len(value):
        return Corrected(value=said.new) if said.new != value else None
    return WrongPart() if _WRONG.search(plain) or said.old else None


def _sentence_start(plain: str, at: int) -> int:
    return max(plain.rfind(f"{mark} ", 0, at) for mark in ".?!") + 1


def _swap(value: str, plain: str) -> Correction:
    if not _SWAPPED.search(plain) or digits_in(re.sub(r"\b(last|first|final) (two|2)\b", "", plain)):
        return None
    if re.search(r"\b(last|end|final)\b", plain):
        return Corrected(value=value[:-2] + value[-1] + value[-2])
    if re.search(r"\b(first|start|beginning)\b", plain):
        return Corrected(value=value[1] + value[0] + value[2:])
    return WrongPart()


def _said(plain: str, language: str) -> _Said:
    """Part the digits of a text into those wanted and those denied."""
    new = old = ""
    for clause in re.split(
        r"[,.;]|\bbut\b|\b(?=not\b|doesn't\b|instead of\b|rather than\b|isn't\b|wasn't\b)|\b(?:it'?s|it is)\b", plain
    ):
        if not clause:
            continue
        digits = digits_in(re.sub(r"\b(no one|that one|this one|the one)\b", " ", clause), language=language)
        if not digits:
            continue
        if _OLD.match(clause.strip()):
            old = old or digits
        else:
            new = digits if new and _DENIAL.search(clause) else new + digits
    return _Said(new=new, old=old)


def _changed(plain: str, language: str) -> _Said | None:
    """Read "change the nine to a five", "the nine should be a five"."""
    match = _CHANGE.search(plain)
    if match is None or _OLD.search(match["new"] or match["new2"]):
        return None
    old = digits_in(match["old"] or match["old2"] or "", language=language)
    new = digits_in(match["new"] or match["new2"] or "", language=language)
    return _Said(new=new, old=old) if old and new else None


def _in_place(value: str, said: _Said) -> Correction:
    """Put the new digits where the old ones stand; ask which, if they stand in several places."""
    starts = [index for index in range(len(value)) if value.startswith(said.old, index)]
    if len(said.new) != len(said.old) or not starts:
        tail = value[: -len(said.new)] + said.new
        return Ambiguous(candidates=(tail,) if len(said.new) < len(value) and not starts and tail != value else ())
    mended = tuple(value[:start] + said.new + value[start + len(said.old) :] for start in starts)
    return Corrected(value=mended[0]) if len(mended) == 1 else Ambiguous(candidates=mended[:3])


def _at_place(value: str, said: _Said, kind: str, match: re.Match[str], *, is_wrong: bool) -> Correction:
    """Put digits at a place that was named."""
    length = len(value)
    named = match.groupdict()
    count = 0
    if named.get("count"):
        word = named["count"].split()[0]
        count = length // 2 if word == "half" else int(word) if word.isdigit() else _COUNTS[word]
    if kind in ("last one", "before"):
        count = 1
    if kind == "second half":
        count = length // 2
    if not said.new:
        return (
            WrongPart(part=match[0].removeprefix("in ").removeprefix("at ").removeprefix("the ").strip())
            if is_wrong or said.old
            else None
        )
    if kind in ("nth", "index"):
        index = _index(named.get("nth") or named.get("index") or "")
        if len(said.new) != 1:
            return WrongPart(part=match[0].removeprefix("the "))
        if not 1 <= index <= length:
            return Ambiguous()
        return _unless_same(value, value[: index - 1] + said.new + value[index:])
    if count and count != len(said.new):
        return Ambiguous()
    if len(said.new) > length:
        return Ambiguous()
    if kind == "before":
        return _unless_same(value, value[:-2] + said.new + value[-1])
    if said.old and len(said.old) == len(said.new) and said.old in value and not count:
        at = value.find(said.old) if kind in ("first", "start") else value.rfind(said.old)
        return _unless_same(value, value[:at] + said.new + value[at + len(said.old) :])
    if kind in ("first", "start"):
        return _unless_same(value, said.new + value[len(said.new) :])
    return _unless_same(value, value[: length - len(said.new)] + said.new)


def _index(word: str) -> int:
    if word in ORDINALS:
        return ORDINALS[word]
    return int(word.rstrip("stndrh")) if word[0].isdigit() else int(digits_in(word) or 0)


def _unless_same(value: str, mended: str) -> Correction:
    return Corrected(value=mended) if mended != value else None
