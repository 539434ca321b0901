"""Wishes to be called, in English: that somebody calls, and what they are to say."""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words

_WHO = r"(?:(?:some|any)(?:body|one)|one of you|you(?: guys| people)?|your people|a colleague|him|her|them)"
#: A time of a call, after "at".
_AT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|lunch|work|dinner)"
#: "When it's fixed", and not when the technician is on his way: that is another question.
_UNTIL = (
    r"(?:when|once|as soon as) (?:it|that|this|everything|my|the (?:internet|line|outage|connection|refund|ticket))\b"
)
_ORDERS = (
    rf"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|ok|okay|yes|no|but|well|so|and|also|then|please|just|um+|"
    rf"uh+|can|could|may|would|will|have|get|let|me|{_WHO}|i|i'?d|want|need|like|love|to|it'?d be good if) )*"
)
#: "Take a message, please", and not "you left a message".
_TAKE_ONE = re.compile(rf"{_ORDERS}(?:take|leave|write down|note down|note) (?:a|my|this|the) (?:message|note)\b")
#: Orders a call at a time: "can somebody ring me tomorrow at three".
_CALL_ME = re.compile(
    rf"{_ORDERS}(?:call|ring|phone) (?:me|us)(?: back| up)?\b"
    r"(?=.*\b(?:today|tomorrow|tonight|morning|afternoon|evening|week|noon|o'?clock|"
    rf"(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_UNTIL}|(?:at|after|around|about|before|past) {_AT})\b)"
)
#: What they are called for: "and tell me if it's done", "to say if it's fixed", "then say she paid".
_TO_SAY = re.compile(
    r"\b(?:(?:call|ring|phone)(?:s|ed)? (?:me|us)\b.*?\b(?:and|to) (?P<told>(?:tell me|let me know|explain|say)\b.+)|"
    rf"(?P<when>(?:call|ring|phone) (?:me|us)(?: back| up)? {_UNTIL}.*)|"
    r"(?:take|leave|write|note)(?: down)? (?:a|my|this|the) (?:message|note)\b.{0,20}?"
    r"\b(?:say(?:ing)?|tell (?:them|him|her)|that says)(?: that)? (?P<said>.+))$",
    re.I,
)
#: "Call me back about my bill" says it by that.
_CALL_ABOUT = re.compile(
    rf"{_ORDERS}(?:call|ring|phone) (?:me|us)(?: back| up)?\b.*?\b"
    r"((?:about|because of|regarding) (?:my|our|the|this|a) .+?)(?: please)?$"
)
#: So few words say nothing to be written down.
_LEAST_WORDS = 3


def asks_to_be_called(text: str) -> bool:
    """Tell whether a text orders a call at a time, or a message to be taken, whatever it is about.

    >>> asks_to_be_called("can somebody ring me tomorrow at three"), asks_to_be_called("call me before he comes")
    (True, False)
    """
    plain = plain_words(text)
    return _CALL_ME.search(plain) is not None or _TAKE_ONE.search(plain) is not None


def message_in(text: str) -> str:
    """Return what a text itself says is to be told, '' if it doesn't say.

    >>> message_in("call me tomorrow and tell me if it's done"), message_in("take a message then, say I've paid it")
    ("tell me if it's done", "I've paid it")
    """
    found = _TO_SAY.search(text)
    if found is None and (about := _CALL_ABOUT.search(plain_words(text))) is not None:
        return about[1]
    said = (found["told"] or found["said"] or found["when"]).strip(" .!") if found is not None else ""
    return said if len(said.split()) >= _LEAST_WORDS else ""
