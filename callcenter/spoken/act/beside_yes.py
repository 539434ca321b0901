"""What may come with a yes in the same breath and takes nothing back of it: a remark, a question, another wish.

Each clause after the yes is judged by itself, by what it must not have (a refusal, a condition, a change, a value that
wasn't proposed) and by what it must be: a statement with somebody in it who does or is something, a few known turns of
phrase, or a question or a wish of the table. So a fragment ("yes, to my card") is never a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from callcenter.spoken.act.consent_words import ConsentWords
from callcenter.spoken.words import plain_words, sentences

#: "Yes, well, hmm": who says that hasn't made up their mind.
_DOUBTS = re.compile(r"(?:h+m+ ?)+")
#: Where one clause ends.
_MARK = re.compile(r"[.!?,;:–—]+\s+(?=\w)|\s+-+\s+")


def split_at_yes(
    text: str, words: ConsentWords, *, is_yes: Callable[[str], bool], is_harmless: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """Return a yes, and the clauses that come with it if each is harmless; nothing if one isn't, or there is no more.

    Args:
        text: The caller's turn.
        words: The language's table.
        is_yes: Tells whether words by themselves are a yes.
        is_harmless: Tells whether a clause after it takes nothing back.
    """
    for start, end in _joints(text, words):
        before, after = text[:start], text[end:]
        if "?" in text[:end] or not words.yes.search(plain_words(before)) or not is_yes(before):
            continue
        parts = [part for one in sentences(after) for part in ([one] if is_harmless(one) else _clauses(one, words))]
        if all(map(is_harmless, parts)):
            return before, parts
    return "", []


def takes_nothing_back(clause: str, words: ConsentWords, *, proposed: str, is_other_deed: bool) -> bool:
    """Tell whether a clause after a yes leaves it as it is; `is_other_deed` if it names a deed that wasn't proposed."""
    said = words.idle.sub(" ", plain_words(clause))
    if "cancel" in proposed:
        said = words.needless.sub(" ", said)
    plain = " ".join(words.naming.sub(" ", said).split())
    bare = _without_lead(plain, words)
    if all(word in words.beside for word in bare.split()):
        return not is_other_deed and _DOUBTS.fullmatch(bare) is None
    doubts = (words.negating, words.holding, words.condition, words.refusing)
    if any(one.search(plain) for one in doubts):
        return False
    if words.further.match(bare) or words.wishing.match(plain):
        return True
    if words.elsewhere.match(bare) and words.conditional.search(bare) is None:
        return True
    return not is_other_deed and not clause.rstrip().endswith("?") and _tells(bare, words, proposed)


def asks_or_wants(clause: str, words: ConsentWords) -> bool:
    """Tell whether a clause that may stand beside a yes asks or wants something, to be taken up after it."""
    plain = plain_words(clause)
    bare = _without_lead(plain, words)
    return any(
        one is not None for one in (words.further.match(bare), words.wishing.match(plain), words.elsewhere.match(bare))
    )


def _without_lead(plain: str, words: ConsentWords) -> str:
    """Return a clause's plain words without what joins it to the one before."""
    while (led := words.joining.match(plain)) is not None:
        plain = plain[led.end() :].strip()
    return plain


def _tells(plain: str, words: ConsentWords, proposed: str) -> bool:
    """Tell whether plain words state something, change nothing, and name no value but those proposed."""
    if words.telling.match(plain) is None or words.changing.search(plain) or words.asking.search(plain):
        return False
    said = [word.removesuffix("'s") for word in plain.replace("day off", "").split()]
    return all(word in proposed.split() for word in said if words.valued.fullmatch(word))


def _joints(text: str, words: ConsentWords) -> list[tuple[int, int]]:
    """Return where what comes with a yes may begin: after a mark, or at a word that begins a clause."""
    marks = {(one.start(), one.end()) for one in _MARK.finditer(text)}
    begun = (*words.joining.finditer(text.lower()), *words.beginning.finditer(text.lower()))
    return sorted(marks | {(one.start(), one.start()) for one in begun if one.start() > 0})


def _clauses(sentence: str, words: ConsentWords) -> list[str]:
    """Return a sentence's clauses, as marks and the words that join them part it."""
    begun = {one.start() for one in words.joining.finditer(sentence.lower())}
    ends = sorted({0, len(sentence)} | {one.end() for one in _MARK.finditer(sentence)} | begun)
    parts = (sentence[start:end].strip() for start, end in pairwise(ends))
    return [one for one in parts if one]
