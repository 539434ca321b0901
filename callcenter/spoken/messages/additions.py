"""What callers would have added to what was taken down: "one more thing for that note: …". English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.messages.dictation import led_in, unled
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import sentences

_FIGURE = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand|\d+)"
)
#: Tells of a note that it is there: "the one you've already got".
_TAKEN = (
    r",? (?:the one )?(?:that |which )?(?:you|we|i)(?: |(?='ve))(?:just |have |'ve |already )*(?:(?:took|taken|take|"
    r"wrote|written|made me|made|opened|left|gave you|gave me|given me)(?: already)?|(?:got|have)"
    r"(?: already| now| there)?(?=\s*(?:[.,;:?!–—]|$)))"
)
_NOTE = (
    r"(?:(?:the|that|this|my|our|her|his) (?:(?:same|open|existing|old|first|original|current|other) )*"
    r"(?:call ?back )?|(?=(?:ticket|message)(?: number)? \d))"
    r"(?P<note>note|message|ticket|"
    r"(?<=existing )one|(?<=old )one|(?<=open )one|(?<=first )one|"
    r"one(?=,? (?:that |which )?(?:you|we|i)\b))(?: number)?"
    r"(?P<number>(?: ?\d){6}(?!\d))?"
    rf"(?:{_TAKEN})?"
    rf"(?:,? (?:number )?{_FIGURE}(?:[ -](?:and )?{_FIGURE})+)?"
)
#: What was just told or taken down, without a name.
_LEANING = r"(?P<note>there|it|that|this)(?P<number>(?!))?"
_TO = r"(?:to|in|on|into|for|onto|about|with)"
_VERB = r"(?:add|put|write|note|include|mention|say|append|stick|attach)"
_THING = (
    r"(?:something|some ?thing else|one (?:more|other|last) (?:thing|line|word)|another (?:thing|line|word|sentence)|"
    r"(?:a|one) (?:line|word|sentence|few words|thing|bit|little more|bit more)|more|this|that|it|(?:a )?few more "
    r"words)"
)
_ALSO = r"(?:(?:also|please|too|as well|just|quickly|down|in)\b[\s,]*)*"
_GOES_ON = r"[\s,.:;–—-]*(?:that\b|saying\b|to say\b)?[\s,:]*"
_ENDS = r"(?:[\s,]+(?:too|also|please|as well|then|instead|for me))*[\s.!?]*"


def _forms(note: str) -> tuple[re.Pattern[str], ...]:
    """Return how callers lead in what is added to a note of this name."""
    patterns = (
        rf"(?:(?:there'?s |i have |i'?ve got |and )?(?:one|an?|some|another)? ?(?:(?:more|other|last|quick|small) "
        rf")*(?:thing|addition|word|bit)s?"
        rf"(?: else)?|something(?: else| more)?) {_TO} {note}{_GOES_ON}(?P<told>.*)",
        rf"{_ALSO}{_VERB} {_ALSO}(?:{_THING} )?{_TO} {note} ?{_ALSO}{_GOES_ON}(?P<told>.*)",
        rf"{_ALSO}{_VERB} {_ALSO}(?P<told>.+?),? {_TO} {note}{_ENDS}",
        rf"{_ALSO}{_TO} {note}[\s,:]*{_ALSO}(?:{_VERB}\b{_GOES_ON}|(?=tell\b))(?P<told>.+)",
        rf"(?:for|to) {note}\s*[:,–—-]\s*(?P<told>.+)",
        rf"{note} (?:should|has to|must|needs to|ought to) (?:also |please )?(?:say|mention|include|read|have)(?: "
        rf"also)?{_GOES_ON}(?P<told>.+)",
        # Says where it belongs, and not what.
        rf"(?:{_THING} )?(?:(?:should |must |has to |ought to )?(?:be |go(?:es)?|belongs?|added|put|written|noted) )*"
        rf"{_TO} {note}(?P<told>)(?:,? (?:the one|which|with) [^.?!]*)?{_ENDS}",
    )
    return tuple(re.compile(one, re.I) for one in patterns)


_FORMS, _LEANING_FORMS = _forms(_NOTE), _forms(_LEANING)
#: Adds what is said before it, or after it.
_ADDS = re.compile(
    rf"{_ALSO}add (?:(?:that|this|it)(?P<told>){_ENDS}|{_ALSO}that (?!(?:to|in|on|into) )(?P<more>.+))", re.I
)
#: Says nothing of what.
_NOTHING = re.compile(rf"(?:{_THING}|please|down|\W)*", re.I)
#: Leads in the wish to add.
_BEGINS = re.compile(
    r"(?:(?:can't|couldn't|won't|wouldn't) (?:you|we|i) |"
    r"(?:[^.?!]*\band )?(?:i|we)(?: (?:want|need|wanted|would like|forgot|have)|'d like)(?: you)?(?: to)? )",
    re.I,
)
#: Says that there is one, so that "that" is it.
_THERE_IS_ONE = re.compile(
    r"\b(?:have|'ve got|got) (?:a|one|my) (?:open )?(?:ticket|message)\b[^.?!]*\balready\b|"
    r"\balready (?:have|got|opened|left) (?:a|one|my) ?(?:open )?(?:ticket|message)?\b|"
    r"\b(?:have|'ve got|got|left) (?:a|one|my) (?:open )?(?:ticket|message)\b|"
    r"\b(?:open|existing|old|first|original) (?:one|ticket|message)\b|"
    rf"\b(?:ticket|message|one){_TAKEN}|"
    r"\b(?:no|not|don't want|don't need) (?:a )?(?:new|second|another) (?:one|ticket|message)\b",
    re.I,
)

#: So few words say nothing to be written down.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class AddedWords:
    """What is to be added, '' if it isn't said yet; whether it is to a ticket, by name, and to which, '' if unsaid."""

    text: str
    is_ticket: bool
    number: str = ""


def addition_to(said: str, *, leans: bool = False) -> AddedWords | None:
    """Return what is to be added to what was taken down; None of other words.

    Where it `leans` on what was just told, that is "it", too. What is only said to belong there was said before it.

    >>> addition_to("one more thing for that note: tell her the key is with the super")
    AddedWords(text='the key is with the super', is_ticket=False, number='')
    >>> addition_to("Can you add something to ticket 500001?"), addition_to("what does the note say")
    (AddedWords(text='', is_ticket=True, number='500001'), None)
    >>> addition_to("The gate is locked. On the open ticket."), addition_to("Put on there that I work nights")
    (AddedWords(text='The gate is locked', is_ticket=True, number=''), None)
    """
    parts = sentences(said.replace("’", "'").strip())
    there = _THERE_IS_ONE.search(said.replace("’", "'"))
    leans = leans or there is not None
    for place in range(len(parts)):
        body = unled(" ".join(parts[place:]))
        body = body[begun.end() :] if (begun := _BEGINS.match(body)) is not None else body
        for form in (*_FORMS, *(_LEANING_FORMS if leans else ()), *((_ADDS,) if leans else ())):
            if (found := form.fullmatch(body)) is not None:
                is_ticket = (
                    "ticket" in f"{found.groupdict().get('note')} {there[0] if there is not None else ''}".lower()
                )
                return _added(found, [one for one in parts[:place] if not _THERE_IS_ONE.search(one)], is_ticket)
    return None


def names_the_one_there_is(said: str) -> bool:
    """Tell whether words name a ticket or a message that is there, and not one that is yet to be written.

    >>> names_the_one_there_is("put it on the open ticket"), names_the_one_there_is("put on the ticket that I'm ill")
    (True, False)
    """
    return _THERE_IS_ONE.search(said.replace("’", "'")) is not None


def _added(found: re.Match[str], before: list[str], is_ticket: bool) -> AddedWords | None:
    groups = found.groupdict()
    told = (groups["told"] or groups.get("more") or "").strip()
    number = (groups.get("number") or "").replace(" ", "")
    if _NOTHING.fullmatch(told):
        kept = [one for one in map(unled, before) if len(one.split()) > _LEAST and not one.rstrip().endswith("?")]
        return AddedWords(" ".join(kept).strip(" .,;:!"), is_ticket, number)
    told = led_in(told) or told
    told = re.sub(r"^(?:that|to say)\b[\s,:]*", "", told.strip(), flags=re.I).strip(" .,;:!–—-")
    return None if begins_as_question(told) else AddedWords(told.rstrip(" ?"), is_ticket, number)
