"""Hears that somebody's life, health or home is in danger now, at any point of a call and between digits too.

A smell of burning at a modem counts: it is how a fire begins, and to ask "is anybody in danger?" costs one sentence.
What is figurative ("this bill gave me a heart attack"), past, denied or supposed ("what if there's a fire") does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcenter.spoken.act.emergency_words import emergency_words
from callcenter.spoken.words import plain_words

#: "Oh no, the modem's burning" denies nothing.
_EXCLAIMED = re.compile(r"\b(?:oh|ah|ay|ach|god|gosh) (?:no\b ?)+|\bno no\b")


def is_emergency(text: str, *, language: str = "en", phrases: Sequence[str] = ()) -> bool:
    """Tell whether a caller says that somebody is in danger now.

    Args:
        text: The caller's turn.
        language: Of the call. English and its own phrases are heard.
        phrases: More phrases that mean it here, of the dispatch rule ("the elevator is stuck").

    >>> is_emergency("eight one six my husband has collapsed"), is_emergency("I need an emergency credit")
    (True, False)
    """
    plain = _EXCLAIMED.sub(" ", plain_words(text))
    words = emergency_words(language)
    said = words.harmless.sub(" | ", plain)
    for found in words.danger.finditer(said):
        before = said[: found.start()]
        if not (words.denied_before.search(before) or words.past.search(said) or words.supposed_before.search(before)):
            return True
    if words.danger_for_sure.search(said):
        return True
    return any(_says(plain, phrase) and not words.denied_before.search(plain) for phrase in phrases)


def is_danger_to_self(text: str, *, language: str = "en") -> bool:
    """Tell whether a caller says that somebody is about to harm themselves; such a caller needs somebody to talk to.

    >>> is_danger_to_self("I want to kill myself"), is_danger_to_self("there's a fire")
    (True, False)
    """
    words = emergency_words(language)
    found = words.to_self.search(words.harmless.sub(" | ", plain_words(text)))
    return found is not None and is_emergency(text, language=language)


def _says(plain: str, phrase: str) -> bool:
    wanted = plain_words(phrase)
    return bool(wanted) and re.search(rf"\b{re.escape(wanted)}\b", plain) is not None
