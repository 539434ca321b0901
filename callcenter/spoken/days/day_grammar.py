"""The grammar of one day: "a week from tuesday", "the last friday of the year", "the second of next month".

Works on text whose number words are figures already (`numbers.numerals`). A phrase gives the days it may mean; what
names no day of its own ("next week") gives none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

from callcenter.spoken.days.day_steps import (
    AMOUNT,
    MONTH,
    MONTHS,
    WEEKDAY,
    WEEKDAYS,
    beside,
    month_end,
    months_on,
    move_by,
    pick,
    weekday_name,
)
from callcenter.spoken.days.holidays import HOLIDAY, holiday

#: A month named without its year that lies further ahead than this is more likely a slip than meant.
_FAR_DAYS = 300

_NTH = r"(?:\d{1,2}(?:st|nd|rd|th))"
_YEAR = r"(?:(?: of)? (?P<year>20 ?\d\d|this year|next year))?"
_SPAN = (
    r"(?:of|in|for) (?:the )?(?P<span>month after next|(?:next|this|following|coming) month|month|"
    rf"(?:next|this|new) year|year|{MONTH})\b{_YEAR}"
)
#: After an ordinal: one of several things, and no day of a month ("the first of those", "the second available").
_OF_A_LIST = (
    r"(?:(?:(?!on\b|at\b|in\b|is\b|this\b|that\b|next\b|or\b|and\b)\w+ )?times?\b|"
    r"(?:\w+ )?(?:days?|weeks?|evenings?|nights?) (?:without|in a row|running|now|straight|i|that|we|"
    r"of (?:this|no|it))\b|"
    r"(?:outage|call|letter|technician|person|e ?mail|attempt|agent|operator)s?\b|"
    r"(?:one|bill|option|thing|slot|choice|opening|appointment|opportunity|chance)s?\b|"
    r"of (?:those|these|them|the (?:two|three|\d+)|all)\b|(?:free|available|possible)\b|(?:that )?you(?: have|'ve)\b)"
)
#: What takes the place of a whole day's name.
_VAGUE = re.compile(
    rf"(?:(?:early|late|later|sometime|some time|mid|middle of) )*"
    rf"(?:(?:(?:this|next|the following|the coming|that) )(?:week|month|year)|the (?:week|month) after(?: next)?|"
    rf"week after next|"
    rf"the new year|(?:the )?(?:spring|summer|autumn|winter|holidays)|in the fall)\b|"
    rf"(?:the )?(?:\d(?:st|nd|rd|th)|last) (?:full )?week (?:of|in) (?:the )?(?:next |this )?(?:month|year|{MONTH})\b|"
    rf"(?:early |late |mid |sometime |in )+{MONTH}\b(?! (?:the )?\d)|"
    r"(?:pay ?day|(?:my|his|her) birthday|when i get paid|my next (?:paycheck|pay check|pay)|the weekdays?|a weekday|"
    r"weekdays?)\b"
)
_EDGE = re.compile(
    r"(?:the )?(?P<edge>beginning|start|middle|mid|end)(?: of)? (?:the )?(?P<span>(?:next|this) (?:week|month|year)|"
    rf"week|month|year|{MONTH})\b|(?:the )?(?P<month_end>month end)\b"
)


class DayKind(Enum):
    """What a phrase names a day by."""

    WEEKDAY = auto()
    DATE = auto()
    RELATIVE = auto()


@dataclass(frozen=True, slots=True)
class Days:
    """The days a phrase may mean. Unless `is_sure`, even a single one is asked about."""

    days: tuple[date, ...] = ()
    is_sure: bool = True
    kind: DayKind = DayKind.RELATIVE

    def moved(self, move: Callable[[date], tuple[date, ...]], is_sure: bool = True) -> Days:
        """Return the days with each one moved."""
        found = tuple(dict.fromkeys(other for day in self.days for other in move(day)))
        return replace(self, days=found, is_sure=self.is_sure and is_sure and len(found) == 1, kind=DayKind.RELATIVE)


#: Names no day: ask which.
UNKNOWN = Days(is_sure=False)


@dataclass(frozen=True, slots=True)
class DayGrammar:
    """Reads phrases of a text. `today` is the business's day; `day_first` tells 3/12 from 12/3."""

    text: str
    today: date
    day_first: bool = False

    def at(self, at: int) -> tuple[int, Days] | None:
        """Return where the phrase for a day that begins at a position ends, and its days; None if none begins."""
        for read in (
            self._amount, self._beside, self._counted, self._edge, self._in_week, self._vague, self._dated,
            self._weekday, self._numeric, self._named, self._ordinal,
        ):  # fmt: skip
            if (found := read(at)) is not None:
                return found
        return None

    def _match(self, pattern: str | re.Pattern[str], at: int) -> re.Match[str] | None:
        return re.compile(pattern).match(self.text, at)

    def _amount(self, at: int) -> tuple[int, Days] | None:
        """Read "in 2 weeks", "a week from tuesday", "a week tomorrow"."""
        lead = self._match(
            r"(?:(?P<within>within|in (?:less|more) than|in (?:about|around|roughly)|about|around)|"
            r"in)(?: exactly| the next)? ",
            at,
        )
        amount = self._match(AMOUNT + r"\b", lead.end() if lead else at)
        if amount is None:
            return None
        if more := self._match(r" or (?:so|\d+|more|several)\b(?: from now| from today| time)?", amount.end()):
            return more.end(), UNKNOWN  # "in a day or two"
        from_now = self._match(r"(?:(?: time)?(?: from (?:now|today))|(?: time))?\b", amount.end())
        base = self._match(r" (?:from|after|following|on|past)? ?(?:the )?", amount.end())
        ago = self._match(r" (?:ago|before)\b", amount.end())
        if lead is None and ago and (inner := self.at(ago.end() + 1)) and ago.group().endswith("before"):
            return inner[0], inner[1].moved(*move_by(amount, -1))
        if ago and lead is None:
            return None
        if lead is None and base and not (from_now and from_now.end() > amount.end()):
            inner = self.at(base.end())
            joined = self.text[amount.end() : base.end()].strip()
            if inner is not None and (joined or amount["unit"] in ("week", "fortnight")):
                return inner[0], inner[1].moved(*move_by(amount, 1))
        end = from_now.end() if from_now else amount.end()
        if lead is None and end == amount.end():
            return None
        move, is_sure = move_by(amount, 1)
        days = Days((self.today,)).moved(move, is_sure=is_sure and not (lead and lead["within"]))
        return end, days

    def _beside(self, at: int) -> tuple[int, Days] | None:
        """Read "the day after christmas", "the monday before the first", "the friday after next"."""
        if self.text[:at].endswith("any "):
            return None  # "any day after Wednesday" is a stretch
        if match := self._match(r"(?:the )?day (after|before|following) (?:the )?", at):
            if (inner := self.at(match.end())) is not None:
                sign = -1 if match[1] == "before" else 1
                return inner[0], inner[1].moved(lambda day: (day + timedelta(days=sign),))
            return None
        match = self._match(rf"(?:the )?({WEEKDAY}) (after|before|following) (next\b)?(?:the )?", at)
        if match is None:
            return None
        index = WEEKDAYS[weekday_name(match[1])]
        after_next = match.end() == len(self.text) or self._match(r"\W*$", match.end()) or self.at(match.end()) is None
        if match[3] and after_next:
            first, second = self._upcoming(index), self._of_next_week(index)
            days = tuple(dict.fromkeys(day + timedelta(days=7) for day in (first, second)))
            return match.end(3), Days(days, len(days) == 1)
        inner = self.at(match.start(3) if match[3] else match.end())
        if inner is None:
            return None
        sign = -1 if match[2] == "before" else 1
        return inner[0], inner[1].moved(lambda day: (beside(day, index, sign),))

    def _counted(self, at: int) -> tuple[int, Days] | None:
        """Read "the last friday of the year", "the first working day of next month", "the 2nd of next month"."""
        match = self._match(
            rf"(?:the )?(?P<nth>{_NTH}|last|final|very last|second to last) "
            rf"(?:(?P<what>{WEEKDAY}|(?:business|working) day|weekday|day) )?{_SPAN}",
            at,
        )
        if match is None:
            match = self._match(rf"(?P<span>next month|this month)(?: on)? the (?P<nth>{_NTH})(?P<what>)(?P<year>)", at)
        if match is None:
            return None
        what = match["what"] or "day"
        if not match["what"] and not match["nth"][0].isdigit():
            return None
        for first, last in self._spans(match["span"], match["year"]):
            picked = pick(first, last, match["nth"], what)
            if picked is not None and picked >= self.today:
                return match.end(), self._unless_far(picked, match, DayKind.DATE)
        return match.end(), UNKNOWN

    def _edge(self, at: int) -> tuple[int, Days] | None:
        """Read "the end of the month": near a day, none for sure."""
        match = self._match(_EDGE, at)
        if match is None:
            return None
        edge, span = (match["edge"], match["span"]) if match["edge"] else ("end", "month")
        if span.endswith("week"):
            monday = self.today - timedelta(days=self.today.weekday()) + timedelta(days=7 * span.startswith("next"))
            first, last, middle = monday, monday + timedelta(days=4), monday + timedelta(days=2)
        else:
            first, last = next(iter(self._spans(span, None)))
            middle = first + (last - first) / 2
        day = {"end": last, "middle": middle, "mid": middle}.get(edge, first)
        if day < self.today and edge in ("beginning", "start") and span == "month":
            day = months_on(first, 1)
        return match.end(), Days((day,) if day >= self.today else (), False)

    def _in_week(self, at: int) -> tuple[int, Days] | None:
        """Read "friday next week", "next week on friday", "friday week", "wednesday in 2 weeks"."""
        match = self._match(
            rf"(?:the )?(?P<day>{WEEKDAY}) (?:of |in )?(?:the )?"
            r"(?P<week>week after next|(?:next|this|following)(?= week)|"
            r"(?=week\b)|(?=fortnight\b))(?: ?week| ?fortnight|)\b",
            at,
        ) or self._match(
            r"(?:the )?(?P<week>week after next|(?:next|this|following|that)(?= week))(?: week)?(?: on)?(?: the)? "
            rf"(?P<day>{WEEKDAY})\b",
            at,
        )
        if match is not None:
            index = WEEKDAYS[weekday_name(match["day"])]
            words = match[0].split()
            if match["week"] == "" or "after" in words:
                weeks = 2 if words[-1] == "fortnight" or "after" in words else 1
                base = self._upcoming(index) if match["week"] == "" else self._of_week(index, 0)
                return match.end(), Days((base + timedelta(days=7 * weeks),), True, DayKind.WEEKDAY)
            day = self._of_week(index, 0 if match["week"] in ("this", "that") else 1)
            return match.end(), Days((day,), True, DayKind.WEEKDAY) if day >= self.today else UNKNOWN
        if match := self._match(
            rf"(?P<day>{WEEKDAY})(?: (?:in the )?(?:morning|afternoon|evening)s?)? (?:of )?(?:the )?week "
            rf"after(?: that)?\b"
            r"(?! (?:next|the|\d|christmas|thanksgiving|new))",
            at,
        ):  # after which, only who has told of a day knows
            day = self._upcoming(WEEKDAYS[weekday_name(match["day"])]) + timedelta(days=7)
            return match.end(), Days((day,), False, DayKind.WEEKDAY)
        match = self._match(
            rf"(?:on )?(?P<day>{WEEKDAY})(?: in| about)? {AMOUNT}(?: time)?(?: from (?:now|today))?\b", at
        )
        if match is None or match["unit"] != "week" or not match["count"].isdigit():
            return None
        index = WEEKDAYS[weekday_name(match["day"])]
        return match.end(), Days((self._of_week(index, int(match["count"])),), True, DayKind.WEEKDAY)

    def _vague(self, at: int) -> tuple[int, Days] | None:
        """Read what names a week or month but no day in it."""
        if match := self._match(r"(?:(this|next|the|at the|on the) )?(?:coming )?weekend\b", at):
            saturday = self._upcoming(5) if match[1] != "next" else self._of_next_week(5)
            return match.end(), Days((saturday, saturday + timedelta(days=1)), False)
        match = self._match(_VAGUE, at)
        return (match.end(), UNKNOWN) if match else None

    def _dated(self, at: int) -> tuple[int, Days] | None:
        """Read "december 3rd", "the 3rd of december 2026"."""
        match = self._match(
            rf"(?P<month>{MONTH})(?: the)? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?(?::|o'?clock|am\b|pm\b)){_YEAR}",
            at,
        ) or self._match(
            rf"(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?(?: of)? (?P<month>{MONTH})\b{_YEAR}", at
        )
        if match is None:
            return None
        month, day = MONTHS[match["month"]], int(match["day"])
        if match["year"]:
            year = self._year(match["year"])
            return match.end(), _valid(year, month, day)
        for year in range(self.today.year, self.today.year + 9):
            found = _valid(year, month, day)
            if found.days and found.days[0] >= self.today:
                return match.end(), self._unless_far(found.days[0], match, DayKind.DATE)
        return match.end(), UNKNOWN

    def _weekday(self, at: int) -> tuple[int, Days] | None:
        match = self._match(
            r"(?P<which>(?:on |the )?"
            r"(?:this coming|this|the coming|coming|next|the next|the following|last|past|any))? ?"
            rf"(?P<day>{WEEKDAY})\b(?P<after> next\b(?! week)| coming\b)?",
            at,
        )
        if match is None:
            return None
        index = WEEKDAYS[weekday_name(match["day"])]
        which = (match["which"] or "").removeprefix("on ").removeprefix("the ")
        if which in ("last", "past"):
            return match.end(), UNKNOWN
        is_today = index == self.today.weekday()
        if which == "this" and is_today:
            return match.end(), Days((self.today, self._upcoming(index)), False, DayKind.WEEKDAY)
        if which == "next" or (match["after"] or "").strip() == "next":
            first, second = self._upcoming(index), self._of_next_week(index)
            if first == self.today + timedelta(days=1) and first == second:  # "next monday" on a Sunday
                return match.end(), Days((first, first + timedelta(days=7)), False, DayKind.WEEKDAY)
            return match.end(), Days((second,), True, DayKind.WEEKDAY)
        return match.end(), Days((self._upcoming(index),), True, DayKind.WEEKDAY)

    def _numeric(self, at: int) -> tuple[int, Days] | None:
        if match := self._match(r"(\d{4})-(\d{1,2})-(\d{1,2})\b", at):
            return match.end(), _valid(*(int(part) for part in match.groups()))
        match = self._match(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/:-])", at)
        if match is None or (match[2] != "/" and not match[4]):
            return None
        first, second = int(match[1]), int(match[3])
        day, month = (first, second) if self.day_first or match[2] == "." or first > 12 else (second, first)
        if match[4]:
            return match.end(), _valid(int(match[4]) % 100 + 2000, month, day)
        found = _valid(self.today.year, month, day)
        if found.days and found.days[0] < self.today:
            found = _valid(self.today.year + 1, month, day)
        return match.end(), self._unless_far(found.days[0], match, DayKind.DATE) if found.days else UNKNOWN

    def _named(self, at: int) -> tuple[int, Days] | None:
        for pattern, days in (
            (r"(?:the )?day after (?:tomorrow|tmrw)\b", 2),
            (r"(?:tomorrow|tomorow|tmrw)\b", 1),
            (r"(?:today|tonight|this (?:morning|afternoon|evening))\b", 0),
        ):
            if match := self._match(pattern, at):
                end, ahead = match.end(), days
                if week := self._match(r" week\b", end):
                    end, ahead = week.end(), ahead + 7
                return end, Days((self.today + timedelta(days=ahead),))
        if (match := self._match(HOLIDAY, at)) is not None:
            day, is_sure = holiday(match[0], self.today)
            return match.end(), Days((day,), is_sure, DayKind.DATE)
        if (match := self._match(rf"(?:in )?({MONTH})\b", at)) is not None and match[1] not in ("may", "march", "mar"):
            return match.end(), UNKNOWN
        return None

    def _ordinal(self, at: int) -> tuple[int, Days] | None:
        """Read "the 27th"; "1st", "2nd" and "3rd" are mostly places in a list, unless "the" stands before them."""
        match = self._match(rf"(?P<the>the )?(?P<day>{_NTH})(?! {_OF_A_LIST})\b", at)
        if match is None:
            return None
        day = int(match["day"][:-2])
        if not 1 <= day <= 31 or (day <= 3 and not match["the"] and not self._is_after_weekday(at)):
            return None
        for ahead in range(3):
            month = months_on(self.today.replace(day=1), ahead)
            found = _valid(month.year, month.month, day)
            if found.days and found.days[0] >= self.today:
                # "On Sixth" is a street as often as a day.
                is_street = not match["the"] and self.text[:at].endswith((" on ", " at ", " near ", " off "))
                return match.end(), replace(found, is_sure=not is_street)
        return match.end(), UNKNOWN

    def _is_after_weekday(self, at: int) -> bool:
        return re.search(rf"\b{WEEKDAY} $", self.text[:at]) is not None

    def _spans(self, name: str, year: str | None) -> list[tuple[date, date]]:
        """Return the first and last day of the months or years a span may be, the nearest first."""
        if name.endswith("year") and not name.startswith("month"):
            years = [self.today.year + 1] if name in ("next year", "new year") else [self.today.year]
            return [(date(each, 1, 1), date(each, 12, 31)) for each in years]
        if name in MONTHS:
            years = [self._year(year)] if year else [self.today.year, self.today.year + 1]
            firsts = [date(each, MONTHS[name], 1) for each in years]
            firsts = [first for first in firsts if month_end(first) >= self.today]
        else:
            this = self.today.replace(day=1)
            steps = {"month": (0, 1), "this month": (0,), "month after next": (2,)}.get(name, (1,))
            firsts = [months_on(this, step) for step in steps]
        return [(first, month_end(first)) for first in firsts]

    def _year(self, said: str) -> int:
        if said in ("this year", "next year"):
            return self.today.year + (said == "next year")
        return int(said.replace(" ", ""))

    def _unless_far(self, day: date, match: re.Match[str], kind: DayKind) -> Days:
        named = match.groupdict().get("year")
        return Days((day,), bool(named) or (day - self.today).days <= _FAR_DAYS, kind)

    def _upcoming(self, index: int) -> date:
        return self.today + timedelta(days=(index - self.today.weekday()) % 7 or 7)

    def _of_week(self, index: int, weeks: int) -> date:
        return self.today + timedelta(days=index - self.today.weekday() + 7 * weeks)

    def _of_next_week(self, index: int) -> date:
        return self._of_week(index, 1)


def _valid(year: int, month: int, day: int) -> Days:
    try:
        return Days((date(year, month, day),), True, DayKind.DATE)
    except ValueError:
        return UNKNOWN
