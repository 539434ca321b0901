"""What callers take back or turn down in the same breath, in English: what is left is what they want."""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words, without_fillers

#: What people refuse by its name: "no ticket", "not a technician".
_OFFERED = (
    r"(?:tickets?|messages?|call ?backs?|refunds?|visits?|appointments?|technicians?|tests?|restarts?|codes?|persons?|"
    r"promises?)"
)
#: A clause that only turns something down.
_TURNED_DOWN = re.compile(
    r"^(?:(?:no|nope|oh|well|please|but|and|so|look|listen|ok|okay|yes|yeah|really|sorry) )*"
    r"(?:(?:i|we) (?:(?:really|just|also|certainly|definitely) )*"
    r"(?:don'?t|do not|didn'?t|did not|won'?t|will not|wouldn'?t) (?:want|need|like|mean|wish|ask|care|call)\b|"
    r"(?:i'?m|i am|we'?re|we are|it'?s|it is|this is) not "
    r"(?:asking|calling|interested|after|here|looking|talking|about)\b|"
    r"forget (?:about )?(?:the|that|your|an?)\b|never ?mind (?:the|that|about|your)\b|"
    rf"(?:no|not an?|not the|not another|no more) (?:\w+ )?{_OFFERED}(?: (?:please|thanks|thank you|then))*$)"
)
#: How a clause begins that wants something.
_WANTS = re.compile(
    r"^(?:i|i'd|i'm|i've|we|we'd|can|can't|could|couldn't|would|will|please|just|only|rather|instead|send|give|get|tell|"
    r"what|what's|when|when's|how|where|who|why|is|are|do|does|did|let|put|connect|book|cancel|move|open|call|make|"
    r"have|my|somebody|someone|a|an|the)\b"
)
#: How a value begins, or a few words about one.
_VALUE = re.compile(r"^(?:the|a|an|my|just|only|rather|instead)\b")
#: Speaks of what stands before it, which must then be kept.
_LEANS = re.compile(r"\b(?:it|that|this|them|those|one)\b")
_CLAUSE_END = re.compile(
    r"[.,;:!?]+\s+|\s+[-–—]\s+|"
    r"\s+(?:but|just|so)\s+(?=(?:i|i'd|i'm|can|could|please|send|give|tell|what|when|how|where)\b)",
    re.I,
)
#: Clauses that say nothing of what is wanted.
_BARE = ("no", "nope", "yes", "yeah", "ok", "okay", "well", "listen", "look", "please", "sorry")
_JOINT = re.compile(r"^(?:but|and|so)\s+", re.I)
#: Fewer words want nothing: "thanks".
_LEAST_WORDS = 2
#: Takes back what was said before it.
_REPAIR = re.compile(
    r"(?<=\w)[\s,.;:!?–—-]+(?:no[,.]? (?:wait|sorry|actually|hang on|hold on|rather)|"
    r"(?:wait|oh|actually)[,.]? no|sorry[,.]? (?:no|i mean|i meant)|(?:scratch|strike) that|i mean|i meant|or rather|"
    r"correction|on second thoughts?)[\s,.;:!?–—-]+",
    re.I,
)


def without_refused(text: str) -> str:
    """Return a text without the clauses at its beginning that only turn something down.

    All of it, if what comes after them wants nothing by itself.

    >>> without_refused("No, no ticket, I want someone to come.")
    'I want someone to come.'
    >>> without_refused("I don't want to pay the late fee, can you take it off?")
    "I don't want to pay the late fee, can you take it off?"
    """
    rest, is_refused = text, False
    while (end := _CLAUSE_END.search(rest)) is not None:
        clause = plain_words(rest[: end.start()])
        turns_down = _TURNED_DOWN.search(clause) is not None
        if not turns_down and clause not in _BARE:
            break
        rest, is_refused = rest[end.end() :], is_refused or turns_down
    plain = plain_words(_JOINT.sub("", rest))
    is_wish = _WANTS.search(plain) is not None and len(without_fillers(plain).split()) >= _LEAST_WORDS
    is_alone = not _LEANS.search(plain) and not _TURNED_DOWN.search(plain)
    return rest if is_refused and is_wish and is_alone else text


def begins_as_wish(text: str) -> bool:
    """Tell whether a text begins with what is wanted or asked, and not with a value ("no wait, sixty on Friday")."""
    plain = plain_words(text)
    return _WANTS.search(plain) is not None and not _VALUE.search(plain)


def repairs(text: str) -> list[tuple[str, str]]:
    """Return what a text takes back, and what it says in its place; the last first.

    >>> repairs("cancel that, I mean keep it")
    [('cancel that', 'keep it')]
    """
    return [(text[: found.start()], text[found.end() :]) for found in reversed(list(_REPAIR.finditer(text)))]
