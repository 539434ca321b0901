"""Whether callers want something written down, and what of their words it is. English."""

from __future__ import annotations

import re
from itertools import pairwise

from callcenter.spoken.words import plain_words, sentences

#: Takes up the offer to write something down, and says no more.
_TAKES_OFFER = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|ok|okay|sure|fine|please|do|go ahead|and|then|well|just|so|mhm|alright|all right|good|"
    r"great|"
    r"right|you (?:can|may|could|should)|(?:can|could|would) you|i'?d like you to|i want you to|let'?s|"
    r"that would be (?:good|great|nice)) )*"
    r"(?:(?:write|note|put|jot|take|pass|send)(?: (?:it|that|this|all that|them))?(?: (?:down|on|to them))?|"
    r"make a note(?: of (?:it|that|this))?|(?:take|leave|write)(?: down)? (?:a|the|that|my) (?:message|note)|"
    r"(?:have |let )?(?:somebody|someone|them|a colleague|him|her)(?: (?:should|can|may|to))? call(?: me)?(?: back)?"
    r"(?: about (?:it|that|this))?|call me(?: back)?(?: about (?:it|that|this))?|"
    r"i(?:'d like| want| need) (?:it|that|this) (?:written|noted|put|taken) down)"
    r"(?: (?:please|then|for me|thanks|thank you|too|yes|yeah|ok|okay|sir|dear))*$"
)


#: Wants nothing written down, or no longer.
_UNWANTED = re.compile(
    r"\b(?:no|not an?|without an?y?) (?:more )?(?:message|note|ticket)s?\b(?! (?:from|for|is|was|on|yet|number|came|"
    r"has)\b)|"
    r"\b(?:don'?t|do not|needn'?t|not|no need to|rather not)(?: really| even)?(?: (?:want|need|wish|mean|asking|ask|"
    r"have))?"
    r"(?: (?:for|to|you to))*(?: (?:write|leave|take|send|note|put|open|make))? (?:a|an|any|the|your|another|this|"
    r"that) "
    r"(?:message|note|ticket)\b|"
    r"\b(?:don'?t|do not|needn'?t|no need to|not to)(?: (?:want|need|have))?(?: (?:to|you to))? (?:write|send|note|"
    r"take|put) "
    r"(?:it|that|this|anything)(?: down)?$|"
    r"\bforget (?:about )?(?:the|that|your|my) (?:message|ticket|note)\b"
)
_AFTER_UNWANTED = re.compile(r"[.,;:!?–—-]+\s+|\s+(?=(?:i|just|but) )", re.I)


def refuses_writing(said: str) -> str | None:
    """Return what is said besides by who wants nothing written down, '' if nothing; None of other words.

    >>> refuses_writing("No! No message. When is my appointment?"), refuses_writing("no message came")
    ('When is my appointment?', None)
    """
    said = said.replace("’", "'")
    for start, end in pairwise([0, *(found.end() for found in _AFTER_UNWANTED.finditer(said)), len(said)]):
        plain = plain_words(said[start:end])
        if len(plain.split()) <= _REFUSAL_WORDS and _UNWANTED.search(plain) is not None:
            return said[end:].strip()
    return None


def takes_offer_to_write(said: str) -> bool:
    """Tell whether words take up the offer to write something down, and say no more.

    >>> takes_offer_to_write("Yes please, write."), takes_offer_to_write("don't write it down")
    (True, False)
    """
    return _TAKES_OFFER.search(plain_words(said)) is not None


_ECHO_WORDS = 2
#: A refusal has so few words.
_REFUSAL_WORDS = 9
#: Leads a dictated text in, and is no part of it.
_DICTATES = re.compile(
    r"^(?:(?:please|just|well|so|ok(?:ay)?|yes|yeah|no+|uh+|um+|oh|then|and|dear|sir|ma'?am|love|honey|"
    r"hm+)\b[\s,.!?…-]*)*"
    r"(?:(?:(?:please|just|can you|could you|but) )*(?:say|write|put|note)(?: down)?(?: that\b|:| the message:?|"
    r" )(?! ?it\b)|"
    r"(?:it should|it has to|it needs to|it must|i want it to|i'd like it to|just) (?:say|read)(?: that)?|"
    r"the message (?:is|should be)(?: that)?|i (?:(?:do|still|just) )*want (?:the|a|that|you to take the) (?:message|"
    r"call|ticket)[.!:,]|"
    r"that (?=(?:i|my|her|his|he|she|the|we|our|there|it|you|they|\w+'s)\b))[\s:,]*",
    re.I,
)


#: Wants what was declined after all.
_AFTER_ALL = re.compile(
    r"(?:(?:well|but|no|yes|oh|okay|ok|so|please|and)\b[\s,.!]*)*i (?:(?:do|still|just) )+(?:want|need) "
    r"(?:the|a|that|you to take (?:the|that|my)|my) (?:message|call|note|ticket)\b[\s.!,:;–—-]*",
    re.I,
)


def wanted_after_all(said: str) -> str | None:
    """Return what is to be written down for who wants that after all, '' if they don't say; None of other words.

    >>> wanted_after_all("Well, I do still want the message. Say: it's out"), wanted_after_all("I want a refund")
    ("it's out", None)
    """
    led = _AFTER_ALL.match(said)
    return dictated(said[led.end() :]) if led is not None else None


def dictated(said: str) -> str:
    """Return what somebody says is to be written down, without what leads it in.

    >>> dictated("dear? Say that the internet's out at Cara's"), dictated("Billing? No! It's about the cable")
    ("the internet's out at Cara's", "It's about the cable")
    """
    parts = sentences(said)
    while (
        len(parts) > 1
        and len(parts[0].split()) <= _ECHO_WORDS
        and re.search(r"^(?:no+|nope|yes|oh|well|dear|okay|ok)\b|\?$|^\w+!$", parts[0], re.I)
    ):
        parts.pop(0)
    text = " ".join(parts)
    text = re.sub(r"^(?:(?:no+(?: no+)*|nope|nah|uh+|um+|well|oh)\b[,.!–—-]+\s+)+(?=\S)", "", text, flags=re.I) or text
    led = _DICTATES.match(text)
    return text[led.end() :] if led is not None and len(text[led.end() :].split()) > _ECHO_WORDS else text
