"""Asking whether this is some other place ("is this the swimming pool?"): who asks has the wrong number. English."""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words

#: Places that people ring, and the words by which they call them.
_KINDS = (
    r"(?:swimming )?pool|library|(?:town|city) hall|museum|cinema|movie theat(?:er|re)|theat(?:er|re)|zoo|post office|"
    r"police(?: station)?|fire (?:station|department)|court(?:house)?|tax office|garden cent(?:er|re)|supermarket|"
    r"grocery(?: store)?|bakery|butcher'?s?|florist'?s?|flower shop|pizzeria|pizza(?: [a-z]+)?|diner|cafe|coffee shop|"
    r"bar|pub|taxis?|cabs?|(?:taxi|cab|water|gas|power|electric|electricity|insurance) company|train station|"
    r"bus station|airport|airline|dentist'?s?|dental|doctor'?s?|surgery|clinic|hospital|restaurant|pharmacy|"
    r"drug ?store|bank|school|kindergarten|nursery|university|college|hotel|salon|hairdresser'?s?|barber'?s?|garage|"
    r"car (?:dealer|wash|rental)|vet'?s?|gym|church|mom|mum|dad|grandma|grandpa|plumber'?s?|electrician'?s?|laundry|"
    r"(?:dry )?cleaner'?s?|council|embassy|(?:ticket|box) office|animal shelter"
)
#: Words that end like somebody's name, and are none.
_NO_NAMES = (
    r"it's|that's|what's|there's|here's|he's|she's|who's|where's|let's|today's|tomorrow's|yesterday's|"
    r"everybody's|everyone's|somebody's|someone's|nobody's|month's|week's|year's|(?:mon|tues|wednes|thurs|fri|satur|sun)day's|"
    r"(?:janu|febru)ary's|march's|april's|may's|june's|july's|august's|(?:septem|octo|novem|decem)ber's"
)
_LEAD = (
    r"^(?:(?:hello|hi|hey|oh|sorry|excuse me|um+|uh+|er+|well|wait|so|and|but|good (?:morning|afternoon|evening)|"
    r"morning|yes|no|ok|okay|please) )*"
)
_AM_I_THERE = (
    r"(?:(?:is|isn'?t) (?:this|that|it)(?: not)?|(?:are|aren'?t) you(?: not)?|(?:am i|aren'?t i|i'?m not|am i not) "
    r"(?:speaking|talking|through)(?: to| with)?|(?:have|haven'?t) i (?:reached|got|called|dialled|dialed|rung)|"
    r"do i have|did i (?:reach|call|dial|get|ring)|i thought (?:this|that|you) (?:was|were))"
)
_PLACE = (
    rf"(?:(?:(?:the|a|an|my|our) )*(?:[a-z]+ ){{0,2}}?(?:{_KINDS})(?:'s)?|"
    rf"(?:(?!(?:the|a|an|my|your|our|his|her|their|last|next|this|that)\b)[a-z]+ )?(?!(?:{_NO_NAMES})\b)[a-z]{{3,}}'s)"
    r"(?: (?:office|place|shop|house|desk|line|number|hotline|cent(?:er|re)|practice|diner|bar|garage|salon|kitchen))*"
    r"(?: (?:please|here|then|in [a-z]+|(?:on|at) [a-z]+(?: street)?))*$"
)
_ASKS = re.compile(rf"{_LEAD}{_AM_I_THERE} {_PLACE}")
_CLAUSES = re.compile(r"[.,;:!?]+(?:\s+|$)|\s+(?:because|since|i (?:want|need|would|just))\b")


def asks_for_other_place(text: str) -> str:
    """Return the clause of a text that asks whether this is some other place; '' if none does.

    >>> asks_for_other_place("I just want a pizza. Is this not Luigi's?")
    "is this not luigi's"
    """
    clauses = (plain_words(clause) for clause in _CLAUSES.split(text) if clause)
    return next((clause for clause in clauses if _ASKS.search(clause)), "")
