"""What callers say is not to be done: "don't refund anything, she wants to do that herself". English."""

from __future__ import annotations

import re

from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import begins_as_wish
from callcenter.spoken.words import clauses_of, plain_words, sentences

_LEAD = r"^(?:(?:please|no|oh|but|and|hey|hi|hello|just|well|so|yes|ok|okay|though|only) )*"
_NOT = r"(?:don'?t|do not|never|you needn'?t|needn'?t)(?: (?:ever|you|dare|go|and|just|please|even|have to))*"
_WANTS_NONE = (
    r"(?:i|we|he|she|they) (?:really |just )?(?:don'?t|do not|doesn'?t|does not) (?:want|need)"
    r"(?: (?:you|him|them) to)?"
)
_OF = (
    r"(?: (?:do|make|start|put in|ask for|request|give|offer|issue|open|book|send|take|me|her|him|us|them|an?|any|the|"
    r"that|this|your|my|to))*"
)
_POLITE = r"(?: (?:please|now|today|thanks|thank you))*$"
#: What is ours to do, by its verb.
_DEED = re.compile(
    rf"{_LEAD}{_NOT} (?:refund|credit|cancel|book|move|reschedule|change|open|order|charge|touch|do anything)\b"
)

_AFTER = re.compile(r"[,;]\s+(?:but\s+)?|\s+but\s+", re.I)


def forbids(text: str, *deed: str) -> bool:
    """Tell whether a text says not to do something ("don't cancel my appointment"), any of whose words is given.

    >>> forbids("Please don't cancel my visit.", "cancel"), forbids("I don't know, cancel it", "cancel")
    (True, False)
    >>> forbids("It's more. But I don't want a refund, she does that", "refund"), forbids("no refund yet", "refund")
    (True, False)
    """
    words = "|".join(map(re.escape, deed))
    said = rf"{_LEAD}(?:(?:{_NOT}|{_WANTS_NONE}){_OF} (?:{words})s?|no (?:{words})s?{_POLITE})"
    return any(re.search(rf"{said}(?!\w)", plain_words(one)) for one in clauses_of(text) if "?" not in one)


def forbids_a_deed(text: str) -> bool:
    """Tell whether a clause only says that something of ours isn't to be done, whatever it is."""
    return _DEED.search(plain_words(text)) is not None


def without_forbidden(text: str) -> str:
    """Return a text without what says that something isn't to be done, where it says more.

    >>> without_forbidden("Don't refund it, she does that. Why is it more?"), without_forbidden("don't move it")
    ('Why is it more?', "don't move it")
    >>> without_forbidden("Don't cancel it, move it to Friday")
    'move it to Friday'
    """
    said = sentences(text)
    left = [one for one in said if not forbids_a_deed(one)]
    if left and len(left) < len(said):
        return " ".join(left)
    first, *rest = _AFTER.split(text, maxsplit=1)
    is_more = rest and forbids_a_deed(first) and (begins_as_wish(rest[0]) or begins_as_question(rest[0]))
    return rest[0] if is_more else text
