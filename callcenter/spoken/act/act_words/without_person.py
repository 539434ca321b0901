"""What callers say, in English, who were offered a person and want it done without one. Texts are plain."""

from __future__ import annotations

import re

_CAN = r"(?:can'?t|couldn'?t|can|could|will|would|won'?t|should|let|have)"
_SOMEBODY = r"(?:some(?:body|one)|any(?:body|one)|they|them|your \w+|a colleague|he|she)"
_REQUEST = r"(?:requests?|claims?|applications?|forms?|disputes?|reviews?|case|complaint)"
_FILED = r"(?:put|fil(?:e|l)|submit|lodge|raise|make|enter|log|send|hand|do|start|open|tak(?:e|ing))(?:ting|ing)?"
_DECIDED = (
    r"(?:look(?:ed)?|review(?:ed)?|check(?:ed)?|decided?|consider(?:ed)?|process(?:ed)?|go over|approved?|examined?)"
)
_WAY = r"(?:way|option|possibility|means|choice|route)s?"
#: Asks for another way, wants it put in as a request, or somebody to decide on it later.
_ANOTHER_WAY = re.compile(
    rf"\b(?:another|other|different|easier|alternative) {_WAY}\b|\balternatives?\b|\bhow else\b|"
    r"\bwhat are my (?:other )?options\b|\bwhat else is there\b|\b(?:is|isn'?t) there (?:nothing|anything|something) else\b|"
    r"\b(?:do|must|would) i (?:really |actually )?(?:have|need) to (?:talk|speak)\b|^(?:must|do) i(?: (?:really|have to))*$|"
    r"\byou (?:to |just )*do (?:it|that)\b|\binternally\b|\b(?:was|be|is|gets?)(?: \w+)? (?:reviewed|checked|decided)\b|"
    r"\bany way (?:to|of|i|we|around|round|without)\b|"
    rf"\b{_FILED}(?: (?:it|that|this|me|us|in|out|up|on|through|as|for))*"
    rf"(?: (?:an?|the|my|your|this|that|one of those))?(?: \w+){{0,2}} {_REQUEST}\b|"
    rf"\b(?:is|isn'?t|are|aren'?t|have|haven'?t) (?:there|you)(?: (?:not|no|got))*(?: (?:an?|any|some))?(?: \w+)? "
    rf"(?:{_REQUEST}|process|procedure)\b|\bdo you have an?(?: \w+)? (?:form|procedure)\b|"
    r"\b(?:put|pass|send|hand|take|forward) (?:it|that|this) (?:in|on|through|forward|up|to)\b|\b(?:file|submit|lodge) (?:it|that)\b|"
    rf"\b{_CAN} (?:\w+ )?{_SOMEBODY}(?: \w+){{0,2}} (?:{_DECIDED}|deal|see to|handle)\b|"
    rf"\b{_DECIDED} (?:at |into |on )?(?:(?:it|that|this|them|the \w+|by|a \w+|{_SOMEBODY}|over) )*"
    r"(?:later|afterwards|tomorrow|another time|some other time|some ?time|in (?:their|your) own time)\b|"
    rf"\b(?:want|like|need|have|get)(?:ed)? (?:it|that|this)(?: to be)?(?: \w+ly)? {_DECIDED}\b|"
    r"\b(?:can'?t|couldn'?t|can|could) you(?: (?:not|just|please|maybe|simply))* "
    rf"(?:ask {_SOMEBODY}|do (?:it|that|something|anything)|(?:sort|fix|manage|arrange) (?:it|that|this))\b|"
    r"\bin writing\b|\bby (?:e ?mail|letter|post|mail)\b|"
    r"\b(?:write|send)(?: you| them)? (?:an? )?(?:e ?mails?|letters?)\b|"
    r"\bwhat (?:else )?(?:can|could|do|should) (?:i|you|we) (?:else )?do\b|"
    r"\bif i (?:don'?t|do not|say no|say i don'?t)\b|\bif not\b|"
    r"\bwithout (?:(?:an?|any|your|some) )?(?:person|people|human|talking|speaking|somebody|someone|any(?:body|one))\b"
)
_DOWN = re.compile(r"\b(?:write|put|note|jot|take) (?:it|that|this) down\b")
#: Has no time for a person, or would rather talk to none.
_NOT_TALKING = re.compile(
    r"\b(?:can'?t|cannot|don'?t (?:want|like|have time|wish)(?: to)?|hate|no time(?: to)?|rather not|prefer not to|"
    r"not (?:able|free|allowed) to|don'?t like)(?: \w+ing)?(?: to)? "
    r"(?:talk(?:ing)?|speak(?:ing)?|wait(?:ing)?|hold(?:ing)?|queue|queuing)\b|"
    r"\b(?:don'?t have|haven'?t(?: got)?|no|not got)(?: the| any)? time\b"
)


def asks_another_way(plain: str) -> bool:
    """Tell whether the caller asks how it can be done without the person offered, or wants it decided later.

    >>> asks_another_way("can't somebody look at it later"), asks_another_way("what are your opening hours")
    (True, False)
    """
    return _ANOTHER_WAY.search(plain) is not None or wants_it_down(plain)


def wants_it_down(plain: str) -> bool:
    """Tell whether the caller wants it written down, and no words of their own."""
    return _DOWN.search(plain) is not None


def would_rather_not_talk(plain: str) -> bool:
    """Tell whether the caller says that they can't, or won't, talk to a person or wait for one.

    >>> would_rather_not_talk("i'm at work i can't talk"), would_rather_not_talk("i want to talk to somebody")
    (True, False)
    """
    return _NOT_TALKING.search(plain) is not None
