"""Questions about the calendar: what day it is, which date a weekday has, whether Saturday is tomorrow. English.

They want nothing on that day. Only what is all of the calendar is one: "is Saturday free?" has a word too much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from callcenter.spoken.days.dates import read_date
from callcenter.spoken.days.day_steps import MONTH, WEEKDAY
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.reading import Filled
from callcenter.spoken.words import ENDEARMENTS, plain_words, sentences, without_fillers

#: What leads a question in or follows it, and says nothing of it.
_LEAD = re.compile(
    r"^(?:(?:and|but|so|oh|ah|ok|okay|well|um+|uh+|er+m?|hm+|wait|sorry|hang on|hold on|now|then|first|just|please|"
    r"excuse me|quick question|remind me|tell me|(?:can|could|would) you (?:just |please )?tell me|"
    r"(?:do you|d'?you) (?:happen to )?know|i(?:'m| am)? (?:just )?(?:wondering|wonder|forgot|forget|lost track of)|"
    r"let me (?:see|think)|what was it) )+"
)
_TAIL = re.compile(
    r"(?: (?:right|correct|yes|no|isn'?t (?:it|that)|is it(?: not)?|is that (?:right|correct)|am i right|"
    r"doesn'?t it|then|now|again|please|exactly|anyway|actually|by the way|"
    rf"{'|'.join(sorted(ENDEARMENTS))}))+$"
)
#: Asks which day something is: "what day is it today", "which date is Thursday", "what day does the third fall on".
_WHAT = re.compile(
    r"^(?:(?:what|which)(?:'s| is| was)? (?:the )?(?:(?:exact )?date|day|weekday|day of the week|day of the month)"
    r"(?: of the (?:week|month))?|what(?:'s| is) (?:today|tomorrow|this|the|(?P<own>\w+day))(?:'s)? date|"
    r"what(?:'s| is)(?= (?:today|tomorrow)$))\b"
    r"(?P<rest>.*)$"
)
#: All that may stand in such a question beside the day.
_BESIDE = frozenset(
    "what which is was are will be would the it that this day date days weekday week month of on in for do does did we "
    "have got fall falls falling land lands come 's today's exact right now".split()
)
#: Words of a question around its day.
_ASKING = re.compile(r"\b(?:does|do|did|is|it|we|have|got|falls?|lands?)\b|\b(?:on|in)$")
#: Says that two days are one: "is Wednesday the second", "Saturday's tomorrow", "tomorrow is Saturday".
_IS = re.compile(
    r"^(?:is|isn'?t|was|will) (?P<one>.+)$|^(?P<first>.+?)(?:'s| is| would be|'ll be| will be) (?P<other>.+)$"
)
#: Speaks of the day named before.
_LEANS = re.compile(
    r"^(?:(?:is|isn'?t|was|would|so|be) )*(?:that|this|it(?=.* today$))(?:'s| is| be| would be)?(?: (?:then|already))* "
    r"(?P<other>.+)$"
)
_THIS_OR_NEXT = re.compile(
    rf"^(?:(?:this|next|the coming|coming) (?:{WEEKDAY}|week)(?: (?:or|and) )?)+(?:the one after)?$"
)
#: Words beside a question that want nothing.
_NOTHING = ENDEARMENTS | frozenset("ok okay oh right wait hm hmm sorry well so and yes no please thanks".split())
#: Which day or date "that" is.
_WHICH_IS_THAT = re.compile(
    r"^(?:what|which) (?:day|date|day of the week)(?:(?:'s| is| was) (?:that|this)|"
    r" (?:would|will) (?:that|this|it) be)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDay:
    """A day that is asked about.

    `is_so` tells whether what is put as a question is right; None if only the day is asked. `with_week` if it is asked
    which week's it is. `rest` is what is said beside the question.
    """

    day: date
    is_so: bool | None = None
    with_week: bool = False
    rest: str = ""


def asked_day(text: str, today: date, *, spoken_of: date | None = None) -> AskedDay | None:
    """Return the day that one of a text's sentences asks about; None if none does.

    `spoken_of` is the day that was last named to the caller.

    >>> asked_day("what day is it today?", date(2026, 11, 27)).day.isoformat()
    '2026-11-27'
    >>> asked_day("Saturday at two. Is that tomorrow?", date(2026, 11, 27))
    AskedDay(day=datetime.date(2026, 11, 28), is_so=True, with_week=False, rest='Saturday at two.')
    >>> asked_day("Is Saturday free?", date(2026, 11, 27)) is None
    True
    """
    said = sentences(text)
    for place, sentence in enumerate(said):
        before = _day_of(" ".join(said[:place]), today) if place else None
        found = _asked_in(sentence, today, before or spoken_of)
        if found is not None:
            rest = " ".join(said[:place] + said[place + 1 :])
            is_said = bool(without_fillers(rest)) and not set(plain_words(rest).split()) <= _NOTHING
            return AskedDay(day=found.day, is_so=found.is_so, with_week=found.with_week, rest=rest if is_said else "")
    return None


def _asked_in(sentence: str, today: date, that: date | None) -> AskedDay | None:
    plain = _TAIL.sub("", _LEAD.sub("", plain_words(sentence)))
    is_asked = sentence.rstrip().endswith("?")
    if (what := _WHAT.match(plain)) is not None:
        return _asked_what(what, plain, today, that)
    is_tagged = plain != _LEAD.sub("", plain_words(sentence))
    if not (is_asked or is_tagged or re.match(r"(?:is|isn'?t) ", plain)):
        return None
    if (leaning := _LEANS.match(plain)) is not None:
        return _whether_that(leaning["other"], today, that)
    return _whether_equal(plain, today)


def _asked_what(what: re.Match[str], plain: str, today: date, that: date | None) -> AskedDay | None:
    """Read "what day is it today", "what's the date on Thursday"; None if it is asked of anything else."""
    if _WHICH_IS_THAT.match(plain):
        return AskedDay(day=that) if that is not None else None
    named = f"{what['own'] or ''} {what['rest']}".strip()
    if "today" in plain or (not _without_frame(named) and not {"that", "this"} & set(named.split())):
        left = [one for one in _without_frame(named) if one != "today"]
        # "What day is it?", of what was told, asks for its day.
        is_of_today = "today" in plain or "date" in plain or that is None
        return AskedDay(day=today) if not left and is_of_today else None
    day = _day_of(_ASKING.sub(" ", named).strip(), today)
    return AskedDay(day=day) if day is not None and _is_all_day(named, today) else None


def _whether_that(other: str, today: date, that: date | None) -> AskedDay | None:
    """Read "is that tomorrow", "is it Friday today", "is that this Wednesday or next"."""
    if (both := re.fullmatch(rf"(?P<day>{WEEKDAY}|the \S+)(?: today| already)?", other)) and "today" in other:
        return _equal("today", both["day"], today)
    if that is None:
        return None
    bare = re.sub(rf"^(?:{WEEKDAY}) ", "", other)
    if _THIS_OR_NEXT.match(bare):
        return AskedDay(day=that, with_week=True)
    day = _day_of(other, today)
    if day is None or not _is_all_day(other, today):
        return None
    return AskedDay(day=that, is_so=day == that)


def _whether_equal(plain: str, today: date) -> AskedDay | None:
    """Read "is Wednesday the second", "Saturday's tomorrow", "tomorrow is Saturday"."""
    found = _IS.match(plain)
    if found is None:
        return None
    if found["first"]:
        return _equal(found["first"], found["other"], today)
    words = found["one"].split()
    cuts = (_equal(" ".join(words[:at]), " ".join(words[at:]), today) for at in range(1, len(words)))
    return next((one for one in cuts if one is not None), None)


def _equal(one: str, other: str, today: date) -> AskedDay | None:
    other = re.sub(r"^(?:on |already |really |the same (?:day )?as )*(?:an? )?", "", other)
    if not (_is_all_day(one, today) and _is_all_day(other, today)):
        return None
    first, second = _day_of(one, today), _day_of(other, today)
    if first is None or second is None:
        return None
    # "Is the tenth a Saturday?": of the tenth, whichever Saturday comes first.
    is_weekday = re.fullmatch(rf"(?:a )?{WEEKDAY}", other) is not None
    is_so = first.weekday() == second.weekday() if is_weekday else first == second
    by_weekday = re.fullmatch(WEEKDAY, one) is not None and second not in (today, today + timedelta(days=1))
    if by_weekday and not is_so and first.weekday() == second.weekday():
        return AskedDay(day=second, is_so=True)  # "is Wednesday the ninth", of the week after
    return AskedDay(day=first, is_so=is_so)


def _day_of(said: str, today: date) -> date | None:
    read = read_date(said, today) if said else None
    return date.fromisoformat(read.value) if isinstance(read, Filled) and not read.is_open else None


def _without_frame(said: str) -> list[str]:
    return [one for one in said.split() if one not in _BESIDE]


def _is_all_day(said: str, today: date) -> bool:
    """Tell whether words name a day and say nothing else."""
    plain = plain_day_words(said)
    left = re.sub(
        rf"\b(?:(?:day|week) after (?:next|tomorrow)|this|next|coming|on|the|of|a|and|{WEEKDAY}|{MONTH}|today|tomorrow|"
        r"\d{1,2}(?:st|nd|rd|th)?|20\d\d|week|be|it|is|does|do|will|fall|falls|in|we|have|that|land|lands|"
        r"christmas|eve|day|new years|thanksgiving)\b",
        " ",
        plain,
    )
    return bool(plain) and not left.split()
