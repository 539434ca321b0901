"""What was said to us, as it is told to a colleague. English."""

from __future__ import annotations

import re

from callcenter.spoken.words import sentences

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
