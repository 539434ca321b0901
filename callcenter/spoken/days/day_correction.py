"""Corrections of a day: "a week later than that", "the day before", "not Friday, Thursday", "any other day"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from callcenter.spoken.correcting import Corrected, Correction, Excluded, WrongPart
from callcenter.spoken.days.dates import excluded_days, read_date
from callcenter.spoken.days.day_grammar import DayGrammar
from callcenter.spoken.days.day_mentions import mentions_of
from callcenter.spoken.days.day_steps import AMOUNT, MONTH, MONTHS, WEEKDAY, WEEKDAYS, beside, move_by, weekday_name
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.reading import Ambiguous, Filled

_THAT = r"(?: than)?(?: that| then| it| what you said)?"
_LATER_TIMES = (
    re.compile(rf"\b{AMOUNT} (?:later|after that|afterwards?|further|on from (?:that|there|then)|more|after){_THAT}$"),
    re.compile(rf"\b{AMOUNT} (?:later|after that|afterwards?|further out)\b"),
    re.compile(rf"\b(?:push|put|set|shift|move)\w*(?: it| that)? back(?: by| for)? {AMOUNT}\b"),
    re.compile(rf"\b(?:add|plus|another) {AMOUNT}\b"),
    re.compile(r"\b(?P<count>another) (?P<unit>week|month)(?P<half>)(?P<mid_half>)(?P<end_half>)(?P<business>)\b"),
)
_EARLIER_TIMES = (
    re.compile(rf"\b{AMOUNT} (?:earlier|sooner|before that|prior|before){_THAT}$"),
    re.compile(rf"\b{AMOUNT} (?:earlier|sooner|before that)\b"),
    re.compile(rf"\b(?:move|bring|pull|push)(?: it| that)? up(?: by)? {AMOUNT}\b"),
    re.compile(rf"\b(?:bring|pull)(?: it| that)? forward(?: by)? {AMOUNT}\b"),
    re.compile(rf"\bminus {AMOUNT}\b"),
)
#: What may come after "the day before": anything but what it is before.
_END = r"(?=$| (?:would|will|is|please|then|works?|if|instead|maybe|thanks)\b)"
#: Steps of one, as days (weeks are seven) or months.
_STEPS = (
    (rf"\b(?:the )?(?:next|following) day\b|\b(?:the |one )?day (?:after|later)(?: that)?{_END}", 1),
    (
        rf"\b(?:the )?(?:previous|prior|preceding) day\b|\b(?:the |one )?day (?:before|earlier|prior)(?: that)?{_END}",
        -1,
    ),
    (rf"\bthe (?:following|next) week\b|\bthe week after(?: that)?{_END}", 7),
    (r"\bsame (?:day|time|thing)(?: but)?(?: the)? (?:(?:next|following) week|week after)\b", 7),
    (r"\bthe (?:previous|prior) week\b|\bthe week before(?: that)?$", -7),
)
_AFTER = re.compile(
    rf"\b(?:the )?(?:following|next) (?P<day>{WEEKDAY}) after that\b|\bthe following (?P<day2>{WEEKDAY})\b|"
    rf"\b(?:the )?(?P<day3>{WEEKDAY}) after(?: that)?$|\b(?:the |that )?other (?P<day4>{WEEKDAY})\b|"
    rf"\b(?P<day5>{WEEKDAY}) (?:week|after next)\b"
)
#: "The Monday right after that", "the Monday after that Friday", to the end of its clause.
_NEXT_TO = re.compile(
    rf"\b(?<!not )(?<!not the )(?P<day>{WEEKDAY}) (?:(?:right|straight|just|directly|immediately) )?"
    rf"(?P<way>after|following|before)(?: it| (?:(?:that|this|the) )?(?P<base>{WEEKDAY})| that(?: one| day)?)?"
    r"(?: (?:please|then|instead|if you can|if possible))*$"
)
_CLAUSE_END = re.compile(r"[,.;:!?]+(?:\s+|$)")
_BEFORE = re.compile(
    rf"\b(?:the )?(?:previous|preceding) (?P<day>{WEEKDAY})\b|\b(?:the )?(?P<day2>{WEEKDAY}) before(?: that)?$"
)
_SAME_WEEK = re.compile(
    rf"\b(?P<day>{WEEKDAY})(?: of| in)? (?:that|the same) week\b|"
    rf"\b(?:that|the same|same) week(?: but)?(?: on)?(?: the)? (?P<day2>{WEEKDAY})\b"
)
_OTHER = re.compile(
    r"\b(any|some|an?) ?other (day|date)\b|\banother (day|date|one)\b|\bdifferent (day|date)\b|"
    r"\bnot (on )?that (day|date)\b"
)
_OPEN = re.compile(r"\b(later|earlier|sooner|(too|bit|little) (soon|late|early|far))\b")
_WRONG = re.compile(r"\bwrong\b|\bincorrect\b|n't (right|correct|it)\b|\bnot (right|correct|the (right )?(day|date))\b")


def correct_day(value: str, text: str, *, today: date, country: str = "US") -> Correction:
    """Return a day (ISO 8601) corrected by what a text says of it.

    >>> correct_day("2026-12-04", "a week later than that", today=date(2026, 11, 23))
    Corrected(value='2026-12-11')
    """
    day = date.fromisoformat(value)
    plain = plain_day_words(text)
    if re.search(r"\b(day|week|month) or (so|\d|more)\b", plain):
        return Ambiguous()
    if (moved := _next_to(day, text, today) or _moved(day, plain)) is not None:
        return _checked(moved, day, today)
    if _OTHER.search(plain) and not isinstance(read_date(text, today, is_answer=False), Filled):
        return Excluded(values=(value,))
    out = excluded_days(text, today)
    read = read_date(text, today, country=country)
    if isinstance(read, Filled) and not out and not _names_a_day(plain):
        return Ambiguous() if _OPEN.search(plain) else None  # "that's too soon", "whenever"
    if isinstance(read, Filled) and not read.is_open:
        return _near(read.value, day, plain, today)
    if (month := _other_month(day, plain)) is not None:
        return _checked(month, day, today)
    if out:
        return Excluded(values=tuple(value if _same_weekday(value, one) else one for one in out))
    if isinstance(read, Ambiguous):
        return _next_week(day, plain) or read
    if _OPEN.search(plain) and not re.search(r"\b(hour|minute)s?\b", plain):
        return Ambiguous()
    return WrongPart() if _WRONG.search(plain) else None


def _next_to(day: date, text: str, today: date) -> tuple[date, ...] | None:
    """Return the day right after or before the one proposed, or another that is named before it; None if none is.

    A day named after it must be the same ("The Monday right after that Friday. The seventh, isn't it?").
    """
    clauses = [plain_day_words(one) for one in _CLAUSE_END.split(text)]
    for place, clause in enumerate(clauses):
        if (found := _NEXT_TO.search(clause)) is None:
            continue
        if found["base"]:
            weekday = WEEKDAYS[weekday_name(found["base"])]
            bases = (day,) if day.weekday() == weekday else (beside(day, weekday, -1), beside(day, weekday, 1))
        else:
            named = _named(" ".join((*clauses[:place], clause[: found.start()])), today)
            bases = named if len(named) == 1 and named[0].weekday() != day.weekday() else (day,)
        sign = -1 if found["way"] == "before" else 1
        wanted = WEEKDAYS[weekday_name(found["day"])]
        days = tuple(dict.fromkeys(beside(base, wanted, sign) for base in bases))
        also = _named(" ".join(clauses[place + 1 :]), today)
        if len(bases) > 1 and len(also) == 1 and also[0].weekday() == wanted:
            return also
        return tuple(one for one in days if one in also) or tuple(dict.fromkeys((*days, *also)))
    return None


def _named(plain: str, today: date) -> tuple[date, ...]:
    """Return the days that plain words name."""
    return tuple(one for mention in mentions_of(plain, DayGrammar(plain, today)) for one in mention.days.days)


def _moved(day: date, plain: str) -> tuple[date, ...] | None:
    """Return where the words move the day; more than one day, or none, if that isn't sure. None if they don't."""
    for patterns, sign in ((_LATER_TIMES, 1), (_EARLIER_TIMES, -1)):
        for pattern in patterns:
            if match := pattern.search(plain):
                move, is_sure = move_by(match, sign)
                days = move(day)
                return days if is_sure or len(days) > 1 else ()
    if re.search(r"\bforward\b", plain) and (match := re.search(AMOUNT, plain)):
        return move_by(match, -1)[0](day) + move_by(match, 1)[0](day)
    for step, days_on in _STEPS:
        if re.search(step, plain):
            return (day + timedelta(days=days_on),)
    for pattern, sign in ((_AFTER, 1), (_BEFORE, -1)):
        if match := pattern.search(plain):
            return (beside(day, _weekday(match), sign),)
    if match := _SAME_WEEK.search(plain):
        return (day + timedelta(days=_weekday(match) - day.weekday()),)
    return None


def _checked(days: tuple[date, ...], old: date, today: date) -> Correction:
    """Take a day that lies ahead; ask in every other case."""
    ahead = tuple(day.isoformat() for day in days if day >= today)
    if len(days) == 1 and ahead:
        return Corrected(value=ahead[0]) if days[0] != old else None
    return Ambiguous(candidates=ahead)


def _near(found: str, day: date, plain: str, today: date) -> Correction:
    """Choose between the next "Thursday" from today and the one of the week that was spoken of."""
    if found == day.isoformat():
        return None
    named = re.findall(rf"\b({WEEKDAY})\b", plain)
    ordinals = re.findall(r"\b(\d{1,2})(?:st|nd|rd|th)\b", plain)
    has_more = re.search(rf"\b(next|this|coming|week|weeks|today|tomorrow|{MONTH})\b|\d{{4}}-|\d/\d", plain)
    if has_more:
        return Corrected(value=found)
    new = date.fromisoformat(found)
    alike = day
    if named and not ordinals:
        alike = day + timedelta(days=new.weekday() - day.weekday())
    elif ordinals and not named:
        try:
            alike = day.replace(day=new.day)
        except ValueError:
            alike = new
    if alike in (new, day) or alike < today:
        return Corrected(value=found)
    names = [name if name in WEEKDAYS else name.removesuffix("s") for name in named]
    is_contrasted = any(WEEKDAYS[name] == day.weekday() for name in names)
    if is_contrasted and not ordinals:
        return Corrected(value=alike.isoformat())
    return Ambiguous(candidates=(alike.isoformat(), found))


def _other_month(day: date, plain: str) -> tuple[date, ...] | None:
    """Read "December, not November": the same day of another month."""
    names = [name for name in re.findall(rf"(?<!not )(?<!not in )\b({MONTH})\b", plain) if MONTHS[name] != day.month]
    if len(names) != 1 or re.search(r"\d", plain) or (names[0] in ("may", "march", "mar") and "not" not in plain):
        return None
    month = MONTHS[names[0]]
    try:
        return (date(day.year + (month < day.month and day.month - month > 6), month, day.day),)
    except ValueError:
        return ()


def _next_week(day: date, plain: str) -> Correction:
    if re.search(r"\bnext week\b", plain):
        return Ambiguous(candidates=((day + timedelta(days=7)).isoformat(),))
    return None


def _names_a_day(plain: str) -> bool:
    return (
        re.search(
            rf"\b{WEEKDAY}\b|\b{MONTH}\b|\btomorrow\b|\btoday\b|\bweeks?\b|\d(st|nd|rd|th)\b|\d[/-]|\bthe \d|"
            r"\bchristmas\b|\bnew years\b",
            plain,
        )
        is not None
    )


def _same_weekday(one: str, other: str) -> bool:
    return date.fromisoformat(one).weekday() == date.fromisoformat(other).weekday()


def _weekday(match: re.Match[str]) -> int:
    name = next(value for key, value in match.groupdict().items() if key.startswith("day") and value)
    return WEEKDAYS[name if name in WEEKDAYS else name.removesuffix("s")]
