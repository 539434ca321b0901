"""Hours of a day that a call back is wished in, in English: "before two, if you can", "not later than noon"."""

from __future__ import annotations

import re

from callcenter.spoken.days.times import part_of_day
from callcenter.spoken.words import plain_words

_NUMBER = r"(?:\d{1,2}(?:[: ]\d{2})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_HOUR = (
    rf"(?:half past {_NUMBER}|quarter (?:past|to) {_NUMBER}|{_NUMBER}(?: (?:thirty|fifteen|forty five))?|noon|midday)"
    r"(?: ?(?:am|pm|o'?clock|in (?:the )?(?:morning|afternoon|evening)|at night))*"
)
#: A stretch of the day, and how it is bounded.
_STRETCH = re.compile(
    rf"\b(?:between (?P<from>{_HOUR}) (?:and|to|or) (?P<to>{_HOUR})|"
    rf"(?P<before>before|earlier than|sooner than|not (?:after|later than|past)|no later than|by|(?:up )?(?:until|"
    rf"till) "
    rf"(?=\S+(?: \S+){{0,2}} at the latest)) (?P<end>{_HOUR})(?: at (?:the )?latest)?|"
    rf"(?P<end2>{_HOUR}) at (?:the )?latest|"
    rf"(?P<after>not (?:before|earlier than|until|till)|after|past|later than|from|only after) (?P<start>{_HOUR})"
    rf"(?: (?:on|onwards?))?|(?P<start2>{_HOUR}) (?:or|and) later|(?P<start3>{_HOUR}) at (?:the )?earliest|"
    rf"(?P<start4>{_HOUR}) onwards?|(?P<end3>{_HOUR}) (?:or|and) (?:earlier|before|sooner))(?!\w)"
)
_TAKEN = re.compile(rf"\b(?:not|isn't|instead of|rather than) (?:at |around )?{_HOUR}(?!\w)")
#: Says of a call when it isn't to come: "they shouldn't call before ten", "no calls before noon".
_NOT_CALLED = re.compile(
    r"\b(?:(?:shouldn'?t|mustn'?t|don'?t|do not|should not|must not|can'?t|cannot|never|not to|better not)"
    r"(?: \w+){0,2}? (?:call|ring|phone)(?: (?:me|us|him|her|them))?(?: back)?|(?:no|not any) (?:phone )?(?:calls?|"
    r"calling|ringing))"
    r"(?: (?:please|at all))? (?=before|after|between|until|till|past|earlier|later)"
)
#: Says what was noted, and after that what wasn't: "it says the afternoon, not after two".
_IT_SAYS = re.compile(
    r"\b(?:it|that|this|the message|the ticket) (?:still |only |just )*(?:says?|said|reads?)\b[^.!?;]*?,? "
    r"(?:and )?not (?=after|before|by|until|till|between|from)",
    re.I,
)
#: Asks whether whoever calls knows it.
_KNOWN = re.compile(
    r"^(?:(?:and|but|so) )?(?:do|does|will|would|did) (?:whoever|who|they|he|she|the person(?: who)?|some(?:body|one)|"
    r"your people|anybody)(?: (?:calls?|rings?|phones?)(?: (?:me|us))?(?: back)?)? (?:know|see|hear)(?: that)? "
    r"(?=not|no|only|to)"
)
_NO_ARTICLE = re.compile(r"\bin (?=(?:morning|afternoon|evening)\b)")
_SUITS = re.compile(
    r"\b(?:get|reach|catch|find) (?:me|us)\b|\b(?:works?|suits?|(?:is|are|would be) (?:good|fine|best|better|ok|"
    r"okay))(?: (?:best|better|fine|well))?(?: "
    r"for)? (?:me|us)\b"
)
#: Words beside a stretch or a day with which it is still of the call, and nothing told of the caller's day.
BESIDE_HOURS = frozenset(
    "no nope not yes yeah yep and but please fine ok okay or at least can could would will they you somebody someone "
    "make "
    "it that change call ring phone me us him her them he she should must need needs to have has only preferably "
    "best any "
    "anytime sometime time if possible though then is better would'd be works today tomorrow tonight in the on back "
    "good "
    "just well so like i'd i want prefer rather too day same today's morning afternoon evening mornings "
    "afternoons evenings weekdays monday tuesday "
    "wednesday "
    "thursday friday saturday sunday even earlier later sooner a bit um uh oh hm wait sorry actually instead before "
    "after "
    "great perfect right alright all there's that's it's my number this home soon as".split()
)


def hours_wished(text: str) -> str:
    """Return the stretch of a day that a text wishes to be called in, '' if it names none or only tells of it.

    >>> hours_wished("they shouldn't call me before ten"), hours_wished("no calls after nine please")
    ('not before ten', 'by nine')
    >>> hours_wished("Not at three, before. Before two, if you can"), hours_wished("I'm at work until six")
    ('before two', '')
    """
    found = ""
    for clause in re.split(r"[.,;!?–—]+\s*", _IT_SAYS.sub("", text.replace("’", "'"))):
        plain = _NOT_CALLED.sub("not ", _KNOWN.sub("", plain_words(clause)))
        plain = _SUITS.sub(" ", re.sub(r"\b([ap]) m\b", r"\1m", plain))
        said = _STRETCH.search(plain)
        if said is None:
            continue
        rest = _TAKEN.sub(" ", f"{plain[: said.start()]} {plain[said.end() :]}")
        if set(rest.split()) <= BESIDE_HOURS:
            found = _NO_ARTICLE.sub("in the ", _as_said(said))
    return found


_ASKED_THEN = re.compile(
    r"(?:\w+ ){0,3}?(?:can|could|might|(?:would it be|is it) (?:possible|ok|okay))(?: if| to| for)?"
    r"(?: (?:it|that|they|you|he|she|some(?:body|one)|we|them|the call))?(?: (?:to|please|also|maybe|just|rather))* "
    r"(?:be|make it|do it|do|(?:call|ring|phone)(?: (?:me|us))?(?: back)?)\b"
)


def time_requested(said: str) -> str:
    """Return what a request for a call leads in ("could it be before eleven?"), '' if words are none.

    >>> time_requested("Oh, and could it be before eleven?"), time_requested("is it before eleven?")
    ('before eleven', '')
    """
    plain = plain_words(said)
    found = _ASKED_THEN.match(plain)
    return plain[found.end() :].strip() if found is not None else ""


def _as_said(said: re.Match[str]) -> str:
    if said["from"]:
        return f"between {said['from']} and {said['to']}"
    if start := (said["start"] or said["start2"] or said["start3"] or said["start4"]):
        is_earliest = (
            said["after"] in ("not before", "not earlier than", "not until", "not till", "from") or not said["after"]
        )
        return f"not before {start}" if is_earliest else f"after {start}"
    end = said["end"] or said["end2"] or said["end3"]
    return f"before {end}" if said["before"] in ("before", "earlier than", "sooner than") else f"by {end}"


def part_of(hours: str) -> str:
    """Return the part of the day in which a stretch lies, '' if it isn't in one.

    >>> part_of("after six"), part_of("before two")
    ('evening', '')
    """
    ends = hours.split(" ", 1)[1]
    if hours.startswith("between "):
        parts = {part_of_day(f"at {one}") for one in ends.split(" and ")}
        return parts.pop() if len(parts) == 1 else ""
    if hours.startswith(("before ", "by ")):
        return "morning" if part_of_day(f"at {ends}") == "morning" or re.match(r"noon|midday|twelve|12\b", ends) else ""
    return "evening" if part_of_day(f"after {ends}") == "evening" else ""
