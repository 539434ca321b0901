"""Does a caller ask where their words were written: on a ticket of theirs, or by themselves? English.

"Did that go onto my ticket, or is it a new one now?", "did you put it on the wrong one?", "is it the same ticket?". Who
wants them put there ("can you put it on my ticket?") asks nothing.
"""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words, sentences

_BEFORE = r"^(?:(?:and|but|so|ok|okay|oh|um+|uh+|well|wait|no|yes|right|sorry|then|hang on|hold on) )*"
_WHICH = (
    r"(?:my|the|that|this|our|his|her|number|mum's|mom's) (?:(?:other|old|open|existing|same|wrong|right|first|last|"
    r"earlier|previous|new) )*"
)
_AT = rf"(?:on|onto|in|into|to|with|under|part of) (?:(?:the )?{_WHICH}(?:ticket|one)|(?:ticket|number)|\d{{5,6}})\b"
_PUT = r"(?:put|added?|attach(?:ed)?|note[d]?|wr(?:ite|itten|ote)|get|got|file[d]?|link(?:ed)?|sen[dt]|stuck|stick)"
#: Asks whether it stands on a ticket.
_ON_TICKET = re.compile(
    rf"{_BEFORE}(?:(?:did|has|is|was|does|isn't|wasn't|hasn't|didn't) "
    rf"(?:it|that|this|all that|the (?:message|note|bit)|my (?:message|note)|what i said)\b(?: \w+){{0,5}}? {_AT}|"
    rf"(?:have|did|haven't|didn't) you (?:\w+ )?{_PUT}\b(?: \w+){{0,5}}? {_AT}|"
    rf"which ticket (?:is|was|did) (?:it|that|this)\b|"
    rf"(?:it|that|this)(?:'s| is| was| went| has| got)(?: \w+){{0,4}}? {_AT})"
)
#: Asks whether it is one of its own.
_ITS_OWN = re.compile(
    rf"(?:{_BEFORE}|\bor )(?:(?:is|was|isn't) (?:it|that|this)|(?:it|that|this)(?:'s| is| was))(?: \w+)? "
    r"(?:separate(?: now| (?:from|to) (?:my|the|that) \w+)?(?: then| now)?$|the same as (?:my|the|that) ticket\b|"
    r"(?:an?|the|my|one) (?:new|separate|same|other|different|second|another|extra) "
    r"(?:ticket|one|message|note|number)\b)|"
    rf"{_BEFORE}(?:do|have) i (?:now )?(?:have|got) (?:two|a new|another|a second) (?:tickets?|messages?)\b"
)


def asks_where(text: str) -> str:
    """Return the sentence that asks on which ticket words were written down; '' if none does.

    >>> asks_where("Okay. So did that go onto my ticket, or is it a new one now?")
    'So did that go onto my ticket, or is it a new one now?'
    >>> asks_where("Can you put that on my ticket?"), asks_where("Is there anything new on my ticket?")
    ('', '')
    """
    return next((one for one in sentences(text) if one.rstrip().endswith("?") and _is_where(plain_words(one))), "")


def _is_where(plain: str) -> bool:
    return _ON_TICKET.search(plain) is not None or _ITS_OWN.search(plain) is not None
