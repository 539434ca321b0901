"""What was said to us, as it is told to a colleague, and what of it is to be told to one. English."""

from __future__ import annotations

import re

from callcenter.spoken.call_back import THEM, message_in, passes_on
from callcenter.spoken.messages.dictation import led_in
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: What leads in what comes second.
_LEAD = re.compile(
    r"^(?:(?:and|also|oh|so|then|but|well|ok|okay|yes|yeah|now|just|please|by the way|while you'?re (?:there|at it|on "
    r"it))\b[\s,.!]*)+",
    re.I,
)
#: Orders something written.
_WRITES = re.compile(r"^(?:(?:can|could|would|will) you )?(?:please )?(?:write|note|put|mention|say|include|state)\b")
#: Bids us ask or remind somebody: the words as they are say what.
_BIDS = re.compile(
    rf"^(?:(?:can|could|would|will) you )?(?:please )?(?:(?:ask|remind|warn|advise) {THEM}|"
    r"leave (?:me )?(?:an? )?(?:message|note|card|voice ?mail) (?:on|at|with|in)\b|make a note (?:of|about|that))\b"
    r"(?!.* (?:call|ring|phone) (?:me|us)\b)"
)
#: Says what whoever comes or calls is to do, or not to do.
_THEY_ARE_TO = re.compile(
    r"^(?:he|she|they|(?:the|your) (?:technician|engineer|man|guy|fella|people|colleagues?|team)|"
    r"whoever (?:comes|calls)) "
    r"(?:must|mustn'?t|should|shouldn'?t|(?:has|have|needs?|ought|is|are) (?:not )?to|had better|better|(?:will|'?ll) "
    r"(?:need|have) to)\b"
)
#: A text of fewer words says nothing that somebody could read.
_LEAST_WORDS = 2
#: Has something done with what is agreed to, or with what is owed: "put it in", "write it off", "note that I'll pay".
_DEED = re.compile(
    r"^(?:(?:put|write|note|take|add|leave|say) (?:it|that|this|yes|no|so|one|them)(?: (?:in|off|down|on|up|again|"
    r"over|there|then|be|please|through|as it is))*$|write (?:it|that|this|them|\w+ \w+) off\b|"
    r"(?:note|write|put)(?: down)? that (?:i|we)(?:'ll| will| can| want to)? pay\b|"
    r"(?:put|pass) (?:me|us) (?:through|on|down)\b|say (?:it|that|this|the) .*\b(?:again|once more|slowly)\b)"
)
#: Cries out, and tells nothing.
_OUTCRY = re.compile(
    r"^(?:(?:oh|well|no|but|and|so|for)\b[\s,]*)*(?:come on|for (?:god|heaven|pity|goodness)'?s? sake|"
    r"good (?:god|lord|grief)|(?:my )?god|jesus(?: christ)?|christ|you'?(?:ve| have)? (?:got to be|'re) kidding|"
    r"are you kidding(?: me)?|seriously|unbelievable|ridiculous|"
    r"(?:this|that|it)(?:'s| is) (?:so )?(?:ridiculous|a joke|outrageous|unbelievable|a disgrace|a scandal)|"
    r"what a (?:joke|disgrace|mess))\b[\s,.!?–—-]*",
    re.I,
)
_EXCLAIMS = re.compile(r"\W*[\w']+(?: [\w']+){0,2}!+")
#: Asks us for something that a colleague is to do.
_REQUEST = re.compile(
    r"(?:and |so |then |but )?(?:can|could|can't|couldn't|would|will|won't) you (?:please |just |maybe )*", re.I
)


def retold(said: str) -> str:
    """Return what was said to us without its outcries, and what was asked of us asked of who reads it.

    >>> retold("That's tomorrow! Oh come on, it's my busiest day. Can you text me when it's back?")
    "It's my busiest day. Please text me when it's back."
    """
    told = [without for one in sentences(said) if (without := _OUTCRY.sub("", one)) and not _EXCLAIMS.fullmatch(one)]
    asked = [_REQUEST.sub("Please ", one, count=1).rstrip("?") + "." if _REQUEST.match(one) else one for one in told]
    return " ".join(one[:1].upper() + one[1:] for one in asked) if asked and asked != [said] else said


def to_be_told(text: str) -> str:
    """Return what a text wants written down or told to whoever reads it, as it was said; '' if it wants nothing of it.

    >>> to_be_told("And write the dog, please: big dog, he must ring first.")
    'the dog, please: big dog, he must ring first'
    >>> to_be_told("Oh, and ask him to bring a ladder"), to_be_told("he mustn't park on the lawn")
    ('ask him to bring a ladder', "he mustn't park on the lawn")
    >>> to_be_told("put it in, then"), to_be_told("is he to bring a ladder?"), to_be_told("I'm glad")
    ('', '', '')
    """
    said = _LEAD.sub("", text.replace("’", "'")).strip()
    plain = plain_words(said)
    if not plain or _DEED.search(plain) or (begins_as_question(said) and not (_BIDS.search(plain) or passes_on(said))):
        return ""
    told = _led_in(said) if _WRITES.search(plain) else message_in(said) if passes_on(said) else ""
    is_bidding = _BIDS.search(plain) is not None or _THEY_ARE_TO.search(plain) is not None
    if (not told and is_bidding) or told.startswith(("to ", "of ", "about ")):
        told = said  # "tell them to bring a longer cable"
    told = told.strip(" .!,")
    return told if len(without_fillers(told).split()) >= _LEAST_WORDS else ""


def _led_in(said: str) -> str:
    """Return what comes after an order to write, and the sentences after it."""
    first, *rest = sentences(said)
    told = led_in(first)
    return " ".join([told.strip(), *rest]) if told is not None else ""
