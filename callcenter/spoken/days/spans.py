"""Stretches of days to look in: "next week", "the week after", "at the end of the month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from callcenter.spoken.days.dates import read_date
from callcenter.spoken.days.day_steps import MONTH, WEEKDAY
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.days.times import part_of_day
from callcenter.spoken.reading import Filled
from callcenter.spoken.words import plain_words

_WEEK_AFTER_NEXT = re.compile(r"\bweek after next\b|\b(in|within) (2|a couple of) weeks\b")
_NEXT_WEEK = re.compile(
    r"\b(next|following|coming|another) week\b|\bweek after\b|\b(a|1) week (later|on|from)\b|\bin a week\b"
)
_AFTER_NEXT_WEEK = re.compile(r"\bafter next week\b")
_THIS_WEEK = re.compile(r"\b(this|later in the|later this|rest of the|end of the|end of this) week\b")
_NEXT_MONTH = re.compile(r"\b(next|following) month\b|\bmonth after\b")
#: All that is said of when, and of nothing else: "tomorrow morning around ten would be best".
_WHEN_WORDS = re.compile(
    rf"(?:{WEEKDAY}s?|{MONTH}|today|tomorrow|tonight|noon|midday|lunch ?time|mornings?|afternoons?|evenings?|weeks?|"
    r"weekend|months?|days?|\d{1,2}(?::\d{2})?(?:st|nd|rd|th)?|am|pm|a\.?m|p\.?m|o'?clock|half|quarter|past|to|the|of|a|an|"
    r"on|in|at|around|about|but|rather|after|before|following|between|and|or|by|from|until|till|this|next|coming|sometime|some|any|anytime|"
    r"time|later|early|earlier|late|maybe|perhaps|would|will|be|is|best|good|fine|great|ok|okay|works?|for|me|it|that|"
    r"it's|that's|i'm|free|then|if|possible|just|please|well|um|uh|yes|yeah|as|soon|work|first|thing)"
)
#: What leads in a time: "can you call me after six".
_ASKED_FOR = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|they|somebody|someone)|i'd like|i would like|have (?:them|someone))?"
    r" ?(?:call|ring|phone)(?:ed|ing)?(?: me)?(?: back)?\b|\b(?:make it|let's say|how about|what about)\b"
)
#: "The Monday right after".
_RIGHT_AFTER = re.compile(r"\b(?:right|straight|just|directly|immediately) (?=(?:after|before|following)\b)")
_NAMES_A_TIME = re.compile(
    rf"{WEEKDAY}|{MONTH}|today|tomorrow|tonight|noon|morning|afternoon|evening|week|\d|anytime|any time|soon"
)
_WEEKEND = re.compile(r"\bweekend\b")
#: Tells of going away, for good or a while, and then of when.
_REMARK = re.compile(
    r"^(?P<told>(?:(?:no|well|but|and|so|because|you see|actually|oh) )*"
    r"(?:i|we|he|she|they|my \w+)(?:'m|'re|'s|'ll be| am| are| is| will be)? (?:(?:just|only|actually|also) )*"
    r"(?:(?P<good>(?:moving|leaving|relocating|emigrating|move (?:out|house|away)|leave (?:town|the (?:area|house)))"
    r"(?: (?:house|home|out|away|town|abroad|flat|the (?:area|country|house)))*)(?! (?:it|that|this|my|an?)\b)|"
    r"(?:in (?:the )?hospital|away|abroad|on (?:holiday|vacation|a trip)|out of (?:town|the country|work)|travell?ing|"
    r"flying(?: out)?|off(?: sick| work)?|off to \w+|at (?:the|my) [\w']+|having (?:surgery|an operation|a baby)|"
    r"getting married|going (?:away|abroad|on (?:holiday|vacation)))))"
    r" (?P<when>.+)$"
)
_CLAUSES = re.compile(r"[.,;!?]+\s+")
#: A weekday, with nothing that says of which week.
_WEEKDAY_ALONE = re.compile(rf"^(?!.*\b(this|next|week|tomorrow|today|{MONTH}|\d+\w*)\b).*\b{WEEKDAY}s?\b")
#: Means another day than the one in hand: "the other Saturday, the one after".
_ANOTHER = re.compile(r"\b(?:other|another|after|following|later|earlier|before|not)\b")
#: A stretch that is ruled out: "not this week", "I'm away next week".
_NOT_THEN = re.compile(
    r"\b(?:not|no|can'?t|cannot|won'?t|except|but|away|gone|busy|out|off|on (?:holiday|vacation))\b"
    r"(?: \w+){0,3}? (?:week|weekend|month)\b(?: after next)?|"
    # "There's somebody supposed to come later this week" tells of what is booked.
    r"\b(?:supposed|scheduled|booked|due|meant)\b(?: \w+){0,6}? (?:this|next|later in the) week(?:end)?\b"
)


#: A day that a stretch is told by, as the grammar of days reads it.
_DAY = (
    rf"(?P<day>(?:(?:next )?{WEEKDAY}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)(?: of {MONTH})?|"
    r"christmas|thanksgiving|new year'?s?(?: day| eve)?))\b"
)
_WEEK_OF = re.compile(rf"\bweek (?:of|from|beginning|starting|commencing)(?: on)?(?: the)? {_DAY}")
_WEEK_BESIDE = re.compile(rf"\bweek (?P<way>after|before)(?: the)? {_DAY}")
#: "After the tenth", but not "I'm away after the tenth"; "from the tenth on", and no move from it.
_FROM_DAY = re.compile(
    r"(?<!away )(?<!gone )(?<!busy )(?<!off )(?<!out )\b(?P<way>(?:any ?(?:time|day) |some ?time |only )?after|"
    rf"from(?=.* on(?:wards?)?\b)|(?:said|meant|anything|something|free|available|only) from|"
    rf"starting(?: from| on)?|(?:not|nothing) before|(?:no|not|nothing) (?:earlier|"
    rf"sooner) than)(?: the)? {_DAY}"
)
#: "Wednesday or later", "the tenth or any day after", "Wednesday onwards".
_OR_LATER = re.compile(
    rf"\b{_DAY} (?:(?:or|and|from) (?:any ?(?:day|time) )?(?:later|after(?:wards?)?|onwards?|beyond|on)|"
    r"onwards?)\b(?! (?:that|the|\d))"
)
_WEEK_OF_MONTH = re.compile(rf"\b(?P<nth>1st|2nd|3rd|4th|last) week (?:of|in) (?P<month>{MONTH})\b")
_IN_MONTH = re.compile(
    rf"\b(?P<part>early|beginning of|start of|sometime|in|mid|middle of|late|end of)(?: in)? (?P<month>{MONTH})\b"
    r"(?! \d)"
)
#: The day of the month from which on a part of it is meant.
_MONTH_PART = {"mid": 11, "middle of": 11, "late": 21, "end of": 21}

#: What stands between a time and another that would do as well.
_OR = re.compile(
    r"[\s,.;?!]+(?:or(?: else)?|otherwise|or otherwise|if (?:that'?s )?(?:not(?: free| possible)?|taken|gone)|"
    r"failing that|else|alternatively)[\s,]+(?:maybe |perhaps )?",
    re.I,
)
_SECOND_BEST = re.compile(
    r"\b(?:or else|otherwise|if (?:that'?s )?(?:not|taken|gone)|failing that|alternatively)\b", re.I
)
_NAMED_DAY = re.compile(rf"\b(?:{WEEKDAY}|tomorrow|{MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th))\b")
#: Says of a time that it won't do, or asks which it is: "I can't on Monday morning or Tuesday evening".
_NO_WISH = re.compile(
    r"\b(?:can'?t|cannot|won'?t|not|don'?t|except|but not|was it|is it|did (?:i|you)|you said|neither|from|since)\b"
    r"(?<!if not)(?<!if that's not)"
)


def first_day_of(text: str, today: date) -> date | None:
    """Return the first day of the stretch a text names, from tomorrow on; None if it names none.

    >>> first_day_of("anything next week?", date(2026, 11, 26))
    datetime.date(2026, 11, 30)
    """
    plain = _NOT_THEN.sub(" ", plain_day_words(text))
    monday = today + timedelta(days=7 - today.weekday())
    if (told := _told_by_a_day(plain, today)) is not None:
        return max(told, today + timedelta(days=1))
    if _WEEK_AFTER_NEXT.search(plain) or _AFTER_NEXT_WEEK.search(plain):
        return monday + timedelta(days=7)
    if _NEXT_WEEK.search(plain):
        return monday
    if _NEXT_MONTH.search(plain):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    if _WEEKEND.search(plain):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return max(saturday, today + timedelta(days=1))
    return today + timedelta(days=1) if _THIS_WEEK.search(plain) else None


def _told_by_a_day(plain: str, today: date) -> date | None:
    """Return the first day of a stretch told by a day or a month: "the week of the 7th", "after the 7th"."""
    if (found := _WEEK_OF.search(plain)) and (day := _day(found["day"], today)):
        return day - timedelta(days=day.weekday())
    if (found := _WEEK_BESIDE.search(plain)) and (day := _day(found["day"], today)):
        return day - timedelta(days=day.weekday() + (-7 if found["way"] == "after" else 7))
    if (found := _FROM_DAY.search(plain)) and (day := _day(found["day"], today)):
        return day + timedelta(days=1 if found["way"].endswith("after") else 0)
    if (found := _OR_LATER.search(plain)) and (day := _day(found["day"], today)):
        return day
    if found := _WEEK_OF_MONTH.search(plain):
        first = _day(f"{found['month']} 1st", today)
        nth = {"1st": 0, "2nd": 7, "3rd": 14, "4th": 21, "last": 24}[found["nth"]]
        return first + timedelta(days=nth) if first is not None else None
    if found := _IN_MONTH.search(plain):
        return _day(f"{found['month']} {_MONTH_PART.get(found['part'], 1)}th", today)
    return None


def _day(said: str, today: date) -> date | None:
    read = read_date(said, today)
    return date.fromisoformat(str(read.value)) if isinstance(read, Filled) else None


def names_weekday_alone(text: str) -> bool:
    """Tell whether a text names a weekday, and nothing that says of which week it is."""
    return _WEEKDAY_ALONE.search(plain_words(text)) is not None


def is_its_weekday(text: str, value: object, found: object) -> bool:
    """Tell whether a day named by its weekday alone is the one in hand: whoever means another says which."""
    if not (isinstance(value, str) and isinstance(found, str) and names_weekday_alone(text)):
        return False
    if _ANOTHER.search(plain_words(text)):
        return False
    try:
        return date.fromisoformat(value).weekday() == date.fromisoformat(found).weekday()
    except ValueError:
        return False


def remark_without_its_day(text: str) -> tuple[str, bool]:
    """Return what callers tell of themselves without the day they say it of, and whether they leave for good.

    Two empty answers for anything else. The day of a remark is nobody's wish.

    >>> remark_without_its_day("I'm moving on the fifteenth"), remark_without_its_day("I'm in hospital until the tenth")
    (("i'm moving", True), ("i'm in hospital", False))
    >>> remark_without_its_day("I'm moving it to the fifteenth")
    ('', False)
    """
    said = [(one, _REMARK.match(plain_words(one))) for one in _CLAUSES.split(text)]
    remarks = [found for _, found in said if found is not None and says_only_when(found["when"])]
    if not remarks:
        return "", False
    told = ", ".join(found["told"] if found in remarks and found is not None else one for one, found in said)
    return told, any(found["good"] for found in remarks)


def says_only_when(text: str) -> bool:
    """Tell whether a turn names a time and says nothing else.

    >>> says_only_when("tomorrow around ten"), says_only_when("the outage on friday")
    (True, False)
    """
    words = _RIGHT_AFTER.sub(" ", _ASKED_FOR.sub(" ", plain_day_words(text))).split()
    return bool(words) and _NAMES_A_TIME.search(" ".join(words)) is not None and all(map(_WHEN_WORDS.fullmatch, words))


def alternatives(text: str) -> tuple[str, str] | None:
    """Return the two times of which a text takes the second if the first is not to be had; None if it names no such.

    Days that share a part of the day are no two wishes: "Tuesday or Wednesday morning".

    >>> alternatives("Tuesday in the evening? Or Wednesday, like two o'clock")
    ('Tuesday in the evening', "Wednesday, like two o'clock")
    >>> alternatives("Tuesday or Wednesday morning") is None
    True
    """
    parts = [one.strip(" ,.;?!") for one in _OR.split(re.sub(r"^\s*either\s+", "", text, flags=re.I), maxsplit=1)]
    if len(parts) != 2 or not all(_NAMED_DAY.search(plain_day_words(one)) for one in parts):
        return None
    first, second = (part_of_day(plain_day_words(one)) or part_of_day(one) for one in parts)
    is_second_best = _SECOND_BEST.search(text) is not None
    if not (first or is_second_best) or _NO_WISH.search(plain_words(text)):
        return None
    return (parts[0], parts[1]) if is_second_best or second != first else None
