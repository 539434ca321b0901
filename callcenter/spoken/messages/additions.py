"""What callers would have added to what was taken down: "one more thing for that note: …". English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.messages.dictation import led_in, unled
from callcenter.spoken.sentence import begins_as_question

_NOTE = (
    r"(?:(?:the|that|this|my|our|her|his) (?:same )?(?:call ?back )?|(?=(?:ticket|message)(?: number)? \d))"
    r"(?P<note>note|message|ticket)(?: number)?(?P<number>(?: ?\d){6}(?!\d))?"
    r"(?: (?:that )?(?:you|we|i) (?:just |have |'ve )*(?:took|taken|take|wrote|written|made|made me|opened|left|gave "
    r"you))?"
)
_TO = r"(?:to|in|on|into|for|onto|about|with)"
_VERB = r"(?:add|put|write|note|include|mention|say|append|stick|attach)"
_THING = (
    r"(?:something|some ?thing else|one (?:more|other|last) (?:thing|line|word)|another (?:thing|line|word|sentence)|"
    r"a (?:line|word|sentence|few words|thing|bit|little more|bit more)|more|this|that|it|(?:a )?few more words)"
)
_ALSO = r"(?:(?:also|please|too|as well|just|quickly|down|in)\b[\s,]*)*"
_GOES_ON = r"[\s,.:;–—-]*(?:that\b|saying\b|to say\b)?[\s,:]*"
_FORMS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:(?:there'?s |i have |i'?ve got |and )?(?:one|an?|some|another)? ?(?:(?:more|other|last|quick|small) "
        rf")*(?:thing|addition|word|bit)s?"
        rf"(?: else)?|something(?: else| more)?) {_TO} {_NOTE}{_GOES_ON}(?P<told>.*)",
        rf"{_ALSO}{_VERB} {_ALSO}(?:{_THING} )?{_TO} {_NOTE} ?{_ALSO}{_GOES_ON}(?P<told>.*)",
        rf"{_ALSO}{_VERB} {_ALSO}(?P<told>.+?),? {_TO} {_NOTE}(?:[\s,]+(?:too|also|please|as well|then|for "
        rf"me))*[\s.!?]*",
        rf"{_ALSO}{_TO} {_NOTE}[\s,:]*{_ALSO}(?:{_VERB}\b{_GOES_ON}|(?=tell\b))(?P<told>.+)",
        rf"(?:for|to) {_NOTE}\s*[:,–—-]\s*(?P<told>.+)",
        rf"{_NOTE} (?:should|has to|must|needs to|ought to) (?:also |please )?(?:say|mention|include|read|have)(?: "
        rf"also)?{_GOES_ON}(?P<told>.+)",
    )
)
#: Says nothing of what.
_NOTHING = re.compile(rf"(?:{_THING}|please|down|\W)*", re.I)
#: Leads in the wish to add.
_BEGINS = re.compile(r"(?:i|we) (?:want|need|wanted|would like|'d like|forgot|have)(?: you)?(?: to)? ", re.I)


@dataclass(frozen=True, slots=True)
class AddedWords:
    """What is to be added, '' if it isn't said yet; whether it is to a ticket, by name, and to which, '' if unsaid."""

    text: str
    is_ticket: bool
    number: str = ""


def addition_to(said: str) -> AddedWords | None:
    """Return what is to be added to what was taken down; None of other words.

    >>> addition_to("one more thing for that note: tell her the key is with the super")
    AddedWords(text='the key is with the super', is_ticket=False, number='')
    >>> addition_to("Can you add something to ticket 500001?"), addition_to("what does the note say")
    (AddedWords(text='', is_ticket=True, number='500001'), None)
    """
    body = _BEGINS.sub("", unled(said.replace("’", "'").strip()), count=1)
    for form in _FORMS:
        if (found := form.fullmatch(body)) is None:
            continue
        told, is_ticket = found["told"].strip(), found["note"].lower() == "ticket"
        number = (found["number"] or "").replace(" ", "")
        if _NOTHING.fullmatch(told):
            return AddedWords("", is_ticket, number)
        told = led_in(told) or told
        told = re.sub(r"^(?:that|to say)\b[\s,:]*", "", told.strip(), flags=re.I).strip(" .,;:!–—-")
        return None if begins_as_question(told) else AddedWords(told.rstrip(" ?"), is_ticket, number)
    return None
