"""A name given in full to a text read back: "it's Jarmila Novakova, put her whole name". English, as it is written."""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words

_CAPITAL = r"[A-Z][\w'-]+"
#: Stands in the middle of names in small letters.
_PARTICLE = r" (?:van|von|de|del|della|da|di|der|den|la|le|bin|al|ben|st)"
#: Leads a name in, or follows it, and says nothing else.
_BESIDE = (
    r"(?:yes|yeah|no|ok|okay|and|but|so|oh|well|sorry|except|only|just|please|that|also|there|can you|could you|i "
    r"mean|i said|"
    r"put|sign|sign it|add|write|note|say|use|make|give|it'?s|it is|that'?s|she'?s|he'?s|i'?m|her|his|my|their|the|"
    r"whole|full|real|"
    r"proper|"
    r"last|first|sur|second|family|names?|name'?s|is|called|in|down|on|it|to|for|with|not|too|as well|spelled|should "
    r"be|"
    r"should say|complete|completely|thanks|thank you)"
)
_FULL_NAME = re.compile(
    rf"(?:(?i:{_BESIDE})\b[\s,.:;!–—-]*)+(?P<name>{_CAPITAL}(?: {_CAPITAL}|{_PARTICLE}(?= "
    rf"\w))+)(?:[\s,.;:!–—-]+(?i:{_BESIDE})\b)*[\s.,!]*"
)
_WHOSE = re.compile(r"\b(?:(her|she)|(his|he)|(my|i'?m))\b")
_NAME = re.compile(r"\bnames?\b")


def with_full_name(text: str, said: str) -> str:
    """Return a text with the name that a reply gives in full, in place of its first name if that stands there.

    It's '' of other words.

    >>> with_full_name("Jarmila can't get online", "Yes, except it's Jarmila Novakova, put her whole name")
    "Jarmila Novakova can't get online"
    >>> with_full_name("It's dead", "just add that my name is Ann Low"), with_full_name("Dead", "It's Elm Street")
    ("It's dead. My name is Ann Low", '')
    """
    found = _FULL_NAME.fullmatch(said.replace("’", "'").strip())
    if found is None:
        return ""
    name, plain = found["name"], plain_words(said)
    if re.search(rf"\b{re.escape(name)}\b", text):
        return text
    there = re.findall(rf"\b{re.escape(name.split()[0])}\b(?! [A-Z])", text)
    if len(there) == 1:
        return re.sub(rf"\b{re.escape(there[0])}\b(?! [A-Z])", name, text)
    if _NAME.search(plain) is None:
        return ""
    whose = _WHOSE.search(plain)
    led = ("The name" if whose is None else "Her name" if whose[1] else "His name" if whose[2] else "My name") + " is"
    return f"{text.rstrip(' .')}. {led} {name}" if text else f"{led} {name}"
