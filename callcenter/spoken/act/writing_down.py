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
    r"\b(?:forget|never ?mind) (?:about )?(?:the|that|your|my) (?:message|ticket|note)\b"
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
    r" )(?! ?it(?![\w']))|"
    r"(?:it should|it has to|it needs to|it must|i want it to|i'd like it to|just) (?:say|read)(?: that)?|"
    r"the message (?:is|should be)(?: that)?|i (?:(?:do|still|just) )*want (?:the|a|that|you to take the) (?:message|"
    r"call|ticket)[.!:,]|"
    r"that (?=(?:i|my|her|his|he|she|the|we|our|there|it|you|they|\w+'s)\b))[\s:,]*",
    re.I,
)


#: Comes before a dictated text, and is none of it: "then.", "yes,", "take a message, then:", "no dear,".
_BEFORE_TEXT = re.compile(
    r"(?:(?:and |oh |well |so |no |yes )*(?:no+(?: no+)*|nope|nah|uh+|um+|hm+|well|oh|then|please|yes|yeah|yep|sure|"
    r"ok(?:ay)?|all ?right|right|fine|good|so|hello|hi|just(?: please)?|dear|sir|love|honey|ma'?am|listen|look|"
    r"i forgot)"
    r"(?: (?:dear|sir|love|honey|ma'?am|miss|please|then|thanks|thank you))*[\s,.!?…:;–—-]*[,.!?…:;–—-]\s*|"
    r"as a (?:message|note)(?: (?:then|please))*,?\s+(?:so (?:that )?(?:some(?:body|one)|they|he|she) knows?,?\s+)?|"
    r"for (?:(?:the|a|your|my) )?(?:colleagues?|them|him|her)(?: then| please)*[:,]\s*|"
    r"(?:yes|yeah|okay|ok)\s+(?:but|and|so)\s+|(?:yes|yeah|okay|ok)\s+(?=(?:my|it|it's|the|i|i'm|we|he|she|there|"
    r"there's|that)\b)|"
    r"(?:(?:can|could|will|would) you |please |just |then |i'?d like (?:you )?to |i want (?:you )?to )*"
    r"(?:(?:take|leave|write)(?: down)? (?:a|the|my|this|another) (?:message|note)|"
    r"(?:write|note|put|take) (?:(?:it|that|this)(?: all)?|all(?: of)? (?:it|that|this)|everything|"
    r"down)(?: down)?(?: (?:it|that|this))?|"
    r"new message|my message(?: is)?)(?: (?:please|then|for me))*[\s]*[,.!:;–—-]+(?:\s*(?:please|"
    r"then)[,.!:;–—-]+)*\s*)",
    re.I,
)
_MESSAGE = r"(?:(?:my|the|that|this|our|her|his) (?:\w+ )?(?:message|note)s?|(?:these|those|your) messages|messages)"
_READS = (
    r"(?:read|reads|reading|seen|saw|see|sees|get|gets|got|getting|receive[ds]?|looked at|looks at|look at|looking at|"
    r"noticed|"
    r"notice|pick(?:ed|s)? up)"
)
_WHO_READS = (
    r"(?:any(?:body|one)|some(?:body|one)|they|he|she|who|whoever|the \w+|your (?:\w+ )?(?:people|colleagues?|guys|"
    r"team|boss)|"
    r"\w+)"
)
_ASKING = (
    rf"(?:(?:has|have|had|did|does|do|will|would|is|are|can|could|when (?:will|do|does|would)|how soon (?:will|do)) "
    rf"{_WHO_READS}(?: (?:actually|really|even|already|ever|yet|going to|gonna|still))*|who(?:'s| has| will|'ll|"
    rf"(?:'s| is) (?:going to|gonna))?|"
    rf"{_WHO_READS}(?:'ll| will)(?: (?:actually|really))*)"
)
_NAMED_READ = re.compile(
    rf"\b(?:if|whether) {_WHO_READS} (?:has|had|did|will)(?: \w+)? {_READS} {_MESSAGE}\b|"
    rf"\b{_ASKING} {_READS} {_MESSAGE}\b|\b(?:has|was|is|will) {_MESSAGE} (?:be |been |being )?(?:read|seen|received|"
    rf"there|in|"
    rf"passed on|delivered)\b|\b(?:where|what) (?:does|happens|will happen|becomes)(?: (?:with|to|of))? {_MESSAGE}\b|"
    rf"\b(?:did|have) you (?:\w+ )?(?:write|written|put|got|get|take|taken|save|saved|noted?)(?: down)? {_MESSAGE}(?: "
    rf"down)?\b|\b(?:is|was|has) {_MESSAGE} (?:been )?(?:\w+ )?(?:saved|written|taken|noted)\b|"
    rf"\b{_MESSAGE} (?:will|does) (?:\w+ )?{_READS} (?:it|the message|that)\b"
)
_IT_READ = re.compile(
    rf"\b{_ASKING} {_READS} (?:it|that|this|them)\b(?! (?:off|back|wrong|right))|"
    r"\b(?:does|do|will) (?:it|that|this|they) (?:just |only )?(?:go|end up|land|lie)\b|"
    r"\bwhat happens (?:with|to) (?:it|that|this)\b|\b(?:did|has) (?:it|that) (?:go|gone) (?:through|out|in)\b|"
    r"\b(?:did|have) you (?:write|written|get|got|put) (?:it|that|this)(?: down)?\b"
)


def asks_if_read(plain: str) -> bool:
    """Tell whether somebody asks if a message has been or will be read, in so many words.

    >>> asks_if_read("has somebody read my message"), asks_if_read("has somebody read my meter")
    (True, False)
    """
    return _NAMED_READ.search(plain) is not None


def asks_if_it_is_read(plain: str) -> bool:
    """Tell whether somebody asks the same of what was just written down: "will she get it today"."""
    return _IT_READ.search(plain) is not None


def asks_if_taken(plain: str) -> bool:
    """Tell whether somebody asks if their message was written down: "did you take my message or not"."""
    return _IF_TAKEN.search(plain) is not None


def asks_for_number(plain: str) -> bool:
    """Tell whether somebody asks for the number that a message was given.

    >>> asks_for_number("the number of my message please"), asks_for_number("my phone number in the message is wrong")
    (True, False)
    """
    return _NUMBER_OF_IT.search(plain) is not None


#: Asks whether a message was written down.
_IF_TAKEN = re.compile(
    rf"\b(?:did|have) you (?:\w+ )?(?:write|written|put|got|get|take|taken|save|saved|noted?|keep|kept)(?: down)? "
    rf"{_MESSAGE}(?: down)?\b|\b(?:is|was|has) {_MESSAGE} (?:been )?(?:\w+ )?(?:saved|written|taken|noted|down|gone)\b"
)
#: Asks for the number of a message or ticket, or says that it was told.
_NUMBER_OF_IT = re.compile(
    r"\b(?:what|which) number (?:did|do|have|does|has|is|was) (?:\w+ ){0,3}(?:my|the|that) (?:message|ticket|note)\b|"
    r"^(?:(?:and|so) )*(?:what(?:'s| is) )?(?:the|my) (?:reference|ticket number|message number)$|"
    r"\b(?:number|reference) (?:of|for) (?:my|the|that|this) (?:message|ticket|note)s?\b(?! (?:is|was) wrong)|"
    r"\b(?:message|ticket|reference) number\b(?! (?:is|was) wrong|.*\b\d{4,})|"
    r"\b(?:what|which)(?:'s| is| was)? (?:that|the|my|this) number(?: again| you (?:said|gave|told)\b.*)?(?: again)?$|"
    r"\b(?:what|that)(?:'s| is| was)? (?:that|the) number again\b"
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
    while (led := _BEFORE_TEXT.match(text) or _DICTATES.match(text)) is not None and _is_text(text[led.end() :]):
        text = text[led.end() :]
    return text


def _is_text(rest: str) -> bool:
    return len(rest.split()) > 1
