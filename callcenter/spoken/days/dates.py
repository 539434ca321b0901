"""Days as people say them: "Thursday", "the twenty sixth", "not Friday, Thursday". In doubt a question, no guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callcenter.spoken.beside import stands_plain
from callcenter.spoken.days.day_grammar import DayGrammar, DayKind, Days
from callcenter.spoken.days.day_steps import AMOUNT, MONTH, WEEKDAY, move_by
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.days.times import time_in
from callcenter.spoken.reading import Ambiguous, Filled, Read, one_of
from callcenter.spoken.words import sentences

#: Countries that write the month before the day.
_MONTH_FIRST = frozenset(("US", "PH", "CA"))
_DAY = rf"(?:{WEEKDAY}|tomorrow|today)"
#: Days that lie behind the caller: "since Friday", "last Tuesday", "yesterday", "this morning".
_PAST = re.compile(
    rf"(?<!week )(?<!weeks )(?<!days )(?<!month )(?<!months )(?<!fortnight )(?<!day )"
    rf"\b(since|last|past|previous|ago|from)\s+(this\s+|the\s+|on\s+)?"
    rf"({WEEKDAY}|{MONTH}|week|month|night|today|\d{{1,2}}(st|nd|rd|th))s?\b(?! of\b)|"
    r"\byesterday\b|\bthis (morning|afternoon)\b|\blast\s+\w+\b(?! (of|in)\b)"
)
#: The caller's own appointment, named by its day.
_OWN = re.compile(
    rf"\b(my|the|our|your) (\w+ )?(appointment|visit|booking|slot|one) (is )?(on|for) (the )?({_DAY}|\d+\w*)\b|"
    rf"\b{_DAY}s? (appointment|visit|booking|slot)\b|"
    rf"\b(?:my|the|your|our) (?:technician|engineer|guy|man|visit|appointment)(?: is| was)? "
    rf"(?:booked|scheduled|coming|due|set)(?: for| on| in)*(?: the)? (?:{_DAY}|\d+(?:st|nd|rd|th))\b|"
    r"(?<!\bcan )(?<!\bcould )(?<!\bmay )(?<!\bshould )\b(?:i|we)(?:'ve| have)(?: got)? "
    r"(?:an? |the |your |this )?(?:\w+ )?"
    r"(?:appointment|visit|booking|slot|technician|engineer|guy|man|somebody|someone)"
    r"(?: (?:coming|booked|scheduled|set|planned|due|out|over|up))*(?: for| on| this| next)*(?: the)? "
    rf"(?:{_DAY}|\d+(?:st|nd|rd|th))\b"
)
#: Days the caller doesn't want: "can't on Tuesday", "Tuesday is no good", "instead of Tuesday".
#: Not once the words have begun to say what they do want: "I don't like mornings, give me tomorrow afternoon".
_CANT = re.compile(
    r"\b(can'?t|cannot|won'?t|isn'?t|don'?t|unable|no longer|not (free|home|around|there))\b"
    r"(?! (?:you|he|she|they|we|somebody|someone|anybody|anyone)\b)"  # "can't you come on Friday?" asks for it
    r"(?:(?!until|before|but|\b(?:give|let'?s|how about|what about|i'?d|i would|can (?:you|we)|could (?:you|we)|so|"
    r"rather|better|just (?:move|make|put|change|book|come|do))\b|\b(?:mornings|afternoons|evenings) (?!on\b)).){0,30}?"
    rf"\b(on |for )?(the )?{_DAY}\b"
)
_UNWANTED = re.compile(
    rf"\b{_DAY}\b( (?!(?:the )?\d)\w+){{0,2}} "
    r"(doesn'?t|don'?t|isn'?t|won'?t|(is|are) (no|not|bad|out)|no longer|no good)\b"
    r"( (work|suit|do|good|possible))?|"
    rf"\binstead of (the )?{_DAY}\b"
)
_CLAUSE_END = re.compile(r"[,.;!?]+\s+")
#: "Not this Friday, the next"; "Friday, not this one, the next".
_THE_NEXT = re.compile(
    rf"\b(?:not (?:this|this coming|the coming|the next|next)? ?({WEEKDAY})|"
    rf"({WEEKDAY})\W+(?:but )?not (?:this|that|the coming|this coming)(?: one)?)\W+(?:but )?(?:rather )?(?:the )?"
    rf"(?:next|following|one after|{WEEKDAY} after)(?: one| {WEEKDAY})?(?: after)?(?: that)?(?: one)?\b"
)
#: "Tomorrow or the day after"; "not tomorrow, the day after".
_OR_BESIDE = re.compile(rf"\b(?P<day>{_DAY}) or (?:the )?day (?P<way>after|before)\b(?: that)?$")
#: "I paid on the third", "it broke on Friday": told, not wished for.
_HAPPENED = re.compile(
    r"\b((?<!get )(?<!gets )(?<!getting )(?<!be )paid|charged|billed|came|broke|broken|happened|received|sent|"
    r"(?<!be )(?<!being )(?<!get )called|started|stopped|died|went|left|installed|"
    r"visited|was here|was supposed to|had|due)\b( \w+){0,3}$"
)
#: "I get paid on the fifteenth, so the day after".
_DAY_AFTER = re.compile(
    r"^(?P<told>.+?)(?<! or)(?: (?:so|then|and|but|maybe|perhaps|probably|say|on))*"
    r" the (?:day after|next day)(?: that)?$"
)
_BESIDE_DENIED = re.compile(r"\bnot (?P<day>.+?) (?:but )?(?:the )?day (?P<way>after|before)(?: that| it)?$")
_DENIED = re.compile(
    r"\b(not|isn't|wasn't|instead of|rather than|except|other than|besides|apart from|but not)"
    r"( for)?( on| this| the| an?| any)*$|"
    r"\b(any\w*|every\w*)( \w+)? but( on| the| an?| any)*$"
)
#: What is said of a day that won't do: "New Year's Eve is ridiculous", "the fourth is too late".
_WONT_DO = re.compile(
    r"^(?:(?:is|are|was|would be) )?(?:(?:really|just|way|far|a bit|completely|totally|absolutely) )*"
    r"(?:(?:doesn'?t|won'?t) (?:suit|work|do)|"
    r"too (?:late|early|soon|far|long)|ridiculous|impossible|useless|crazy|a joke|out of the question|"
    r"(?:ages|weeks|months|forever|so far) (?:away|off))\b"
)
#: Wished in place of another: "he comes on Monday, can we do Tuesday instead".
_INSTEAD = re.compile(r"^instead\b(?! of\b)|^(?:\w+ )?(?:morning|afternoon|evening) instead\b(?! of\b)")
_NOT_THAT = re.compile(r"(anything|any day|any other day|any time|everything) (but|except|other than|apart from)\b")
#: A part of the day ruled out beside a day: "next Tuesday, anything but the evening".
_NOT_THAT_PART = re.compile(
    r"\b(any ?(thing|time)|(just |but )?not) (but |except |other than |apart from )?(for )?(in |at )?(the )?"
    r"(morning|afternoon|evening)s?\b"
)
#: Between two days: the first is taken back.
REPAIR = re.compile(
    r"\b(no|sorry|i mean|i meant|actually|make (that|it)|wait|or rather|scratch that|oops|correction|but|let'?s say)\b"
)
_VAGUE_BEFORE = re.compile(
    r"\b(before|after|past|from|starting|week of|week starting|week beginning|later than|earlier than)( the| on)?$"
)
_LIMIT = re.compile(r"\b(no|not|can'?t|cannot)\b[^,]*\b(later than|until|till)( the| on)?$")
_ROUGHLY = re.compile(
    r"\b(around|(?<!how )(?<!what )about|roughly|approximately|maybe|near|sometime|or so)( the| on)?$"
)
_MOVED = re.compile(r"\b(mov\w+|chang\w+|switch\w*|shift\w*|reschedul\w+|push\w*|bring)\b")
_SAME_DAY = re.compile(r"^(the|on|on the|that'?s|which is|is|a|that is|it'?s)?$")
#: Beside a day: "any chance of", "not Tuesday but Thursday" (the denied day is gone already).
_WISHED = re.compile(r"\b(any chance|(no|not) later than|not|but|or|either|move it from|from)\b")
#: What is paid on a day: "sixty dollars on the tenth".
_PAID = re.compile(
    r"\b\d+(?:[., ]\d\d)? (?:dollars?|bucks)\b(?: (?:and )?\d{1,2} cents?)?|"
    r"\b(?:3[2-9]|[4-9]\d|[1-9]\d\d)(?= |$)(?! (?:days?|weeks?|hours?))"
)
_ALSO = frozenset(
    "move moved change changed switch shift reschedule day early late by works works be appointment".split()
)
_SOONEST = re.compile(
    r"\b(as (soon|early|quick|quickly|fast) as (possible|you can|you could|they can)|asap|a s a p|soonest|"
    r"sooner the better|"
    r"earliest|"
    r"(?:come|be here|come out|have (?:him|her|someone|somebody)|send \w+)(?: any)? (?:earlier|sooner)"
    r"(?! (?:than|in|on|that)\b)|"
    r"whatever(?:'s| is| you have)? (1st|soonest|earliest)|right away|immediately|quickest)\b"
)
#: "The first you've got" is no first of the month.
_FIRST_THERE_IS = re.compile(
    r"\b1st (very )?(day |one |time |slot |thing )?(that )?(you|there is|is free|available|free|possible|opening)\b"
)
#: And "the first one", to "which day?", is the first there is.
_FIRST_OF_ALL = re.compile(
    r"^(?:the )?(?:very )?(?:1st|next|soonest) (?:one|day|slot|time|opening|opportunity|chance)$"
)
#: "One month then": how long the caller wants, from now. A single day ("give me a day") is none.
_FROM_NOW = re.compile(rf"(?<!\S)(?!an? day\b|another\b|one day\b){AMOUNT}(?!\S)")
#: What makes an amount of time tell of something else: "two weeks ago", "a month or so".
_NOT_FROM_NOW = re.compile(r"\b(ago|late|behind|overdue|already|before|earlier|sooner|or|every|per|the last|past)\b")
#: A number of things, and no day of the month: "50 dollars", "3 weeks".
_COUNTED = re.compile(
    r"(?<!\S)\d{1,2} (?:and a half )?"
    r"(?:dollars?|bucks?|cents?|percent|times?|days?|weeks?|months?|years?|hours?|minutes?|of (?:them|those|us))\b"
)
#: "Any day but Monday": the caller leaves the rest to us.
_ANY_BUT = re.compile(r"\b(any\w*|every\w*|whatever|all)( \w+){0,2} (but|except|other than|apart from|besides)\b")
_ANY_DAY = re.compile(
    r"\b(any ?(day|time)|whenever|(doesn'?t|does not) matter|don'?t (care|mind)( (which|what)( day)?)?|"
    r"you (choose|pick|decide|tell me)|whatever|next (available|free)|soon|"
    r"what (days? |times? )?(((do|have) )?you (have|got|have got)|(is |are )?(free|available|open))"
    r"( free| available| open)?|"
    r"when are you free|i'm (flexible|easy)|no preference)\b"
)
#: Words beside an amount of time asked for: "could I have two more weeks".
_MORE_TIME = frozenset("more extra another give gimme until till wait longer maximum full only".split())
#: A day that is named beside another matter, or half-heartedly.
_DOUBTFUL = re.compile(
    r"\b(until|till|away|busy|out of town|gone|vacation|holiday|unless|depend\w*|since|supposed to|already|expires?|"
    r"birthday|not sure|unsure|probably|possibly|perhaps|maybe|might|or later|or earlier|onwards?|at least|could be|"
    r"i guess|i suppose|otherwise|preferably|in theory|used to|thought|no idea|don't know)\b|"
    r"(?<!tell me )(?<!know )(?<!see )(?<!check )\bif\b(?! (you can|you(?: have|'ve)(?: got)? (?:that|it|one|anything)|"
    r"possible|that('s| is)? (ok|okay|works|fine|possible)|it('s| is) (possible|ok|okay)|there is))"
)
#: Before or after some day: any other day than that.
_LIMITED = Days(is_sure=False, kind=DayKind.WEEKDAY)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day in a text: the words before it and after, and what it may mean."""

    before: str
    after: str
    days: Days


def read_date(text: str, today: date, *, country: str = "US", is_answer: bool = True) -> Read:
    """Return the day a text names, ISO 8601, the next one of its kind from today on.

    What names several days, or none for sure ("next week", "the end of the month", "in a week and a half", "Friday
    the 3rd" if that is a Thursday) is `Ambiguous`. Unless the text answers a question for a day, days said to be past
    and vague wishes are no answer at all.

    >>> read_date("the last friday of the year", date(2026, 11, 23))
    Filled(value='2026-12-25', is_sure=True, is_open=False)
    """
    if not is_answer:
        text = _after_doubts(text, today)
    plain = _NOT_THAT_PART.sub(" ", _split_by_cant(text)[0])
    if not is_answer:
        plain = _OWN.sub(" ", _PAST.sub(" ", plain))
    if (found := _THE_NEXT.search(plain)) and (day := DayGrammar(found[1] or found[2], today).at(0)):
        return one_of(_iso(day[1].moved(lambda one: (one + timedelta(days=7),))))
    # "Tomorrow or the day after": of that day.
    plain = _OR_BESIDE.sub(r"\g<day> or the day \g<way> \g<day>", plain)
    if (found := _BESIDE_DENIED.search(plain)) and (day := DayGrammar(found["day"], today).at(0)):
        step = timedelta(days=1 if found["way"] == "after" else -1)
        return one_of(_iso(day[1].moved(lambda one: (one + step,))))
    if is_answer and (found := _DAY_AFTER.search(plain)):
        told = _mentions(found["told"], DayGrammar(found["told"], today))
        if len(told) == 1 and not _denied(told):
            return one_of(_iso(told[0].days.moved(lambda one: (one + timedelta(days=1),))))
    plain = _UNWANTED.sub(lambda match: " " * len(match[0]), plain)
    if _FIRST_THERE_IS.search(plain):
        return _next_but(today, ())
    mentions = _mentions(plain, DayGrammar(plain, today, day_first=country not in _MONTH_FIRST))
    denied = _denied(mentions)
    out = {day for mention in denied for day in mention.days.days}
    # "Monday, no, not Monday, Tuesday": the first is turned down with the second.
    wanted = [one for one in mentions if one not in denied and not (one.days.days and out.issuperset(one.days.days))]
    if not is_answer:
        wanted = [mention for mention in wanted if not _HAPPENED.search(mention.before)]
    wanted = [mention for mention in wanted if _INSTEAD.search(mention.after)] or wanted
    if wanted:
        return _chosen(wanted, plain, is_answer=is_answer)
    if mentions:
        if _SOONEST.search(plain) or (is_answer and _ANY_BUT.search(plain)):
            return _next_but(today, excluded_days(text, today))
        return Ambiguous() if is_answer else None
    return _unnamed(plain, today, is_answer=is_answer)


def _after_doubts(text: str, today: date) -> str:
    """Return a text without doubts before it that name no day: "I don't know. Can he call me on Tuesday?"."""
    said = sentences(text)
    while len(said) > 1 and _DOUBTFUL.search(plain := plain_day_words(said[0])):
        if _mentions(plain, DayGrammar(plain, today)):
            break
        said = said[1:]
    return " ".join(said)


def wants_soonest(text: str) -> bool:
    """Tell whether a text wants the first time there is, whatever it is ("the earliest you have").

    >>> wants_soonest("as soon as possible"), wants_soonest("any day is fine")
    (True, False)
    """
    plain = plain_day_words(text)
    return _SOONEST.search(plain) is not None or _FIRST_THERE_IS.search(plain) is not None


def excluded_days(text: str, today: date) -> tuple[str, ...]:
    """Return the days a text rules out ("any day but Friday", "not on Tuesday"), ISO 8601.

    >>> excluded_days("any day but friday", date(2026, 11, 23))
    ('2026-11-27',)
    """
    plain = plain_day_words(text)
    grammar = DayGrammar(plain, today)
    denied = _denied(_mentions(plain, grammar))
    left, cant = _split_by_cant(text)
    unwanted = [*cant, *(match[0] for match in _UNWANTED.finditer(left))]
    denied += [mention for said in unwanted for mention in _mentions(said, DayGrammar(said, today))]
    return tuple(dict.fromkeys(day for mention in denied for day in _iso(mention.days)))


def _split_by_cant(text: str) -> tuple[str, list[str]]:
    """Return a text's plain words with "I can't on Tuesday" blanked, each within its clause, and what was blanked."""
    plain = plain_day_words(text)
    clauses = [words for clause in _CLAUSE_END.split(text) if (words := plain_day_words(clause))]
    if " ".join(clauses) != plain:
        clauses = [plain]  # a number or a day runs over a comma
    unwanted = [match[0] for clause in clauses for match in _CANT.finditer(clause)]
    return " ".join(_CANT.sub(lambda match: " " * len(match[0]), clause) for clause in clauses), unwanted


def _denied(mentions: list[_Mention]) -> list[_Mention]:
    """Return the days that are turned down; of "but Tuesday or Wednesday" both."""
    denied: list[_Mention] = []
    was_denied = False
    for mention in mentions:
        goes_on = was_denied and re.fullmatch(r"(or|and|nor)( on)?( the| an?)?", mention.before) is not None
        was_denied = goes_on or _DENIED.search(mention.before) is not None
        if was_denied or _WONT_DO.search(mention.after):
            denied.append(mention)
    return denied


def _mentions(plain: str, grammar: DayGrammar) -> list[_Mention]:
    found: list[tuple[int, int, Days]] = []
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", plain)]
    end = 0
    for start in starts:
        if start >= end and (phrase := grammar.at(start)) is not None:
            end = phrase[0]
            found.append((start, end, phrase[1]))
    return [
        _Mention(
            before=plain[found[index - 1][1] if index else 0 : start].strip(),
            after=plain[end : found[index + 1][0] if index + 1 < len(found) else len(plain)].strip(),
            days=days,
        )
        for index, (start, end, days) in enumerate(found)
    ]


def _chosen(mentions: list[_Mention], plain: str, *, is_answer: bool) -> Read:
    kept: list[Days] = []
    for index, mention in enumerate(mentions):
        days = _as_limited(mention)
        is_move = index and mention.before.endswith("to") and _MOVED.search(plain)
        if index and (REPAIR.search(mention.before) or is_move):
            kept = []
        if kept and _SAME_DAY.match(mention.before) and {kept[-1].kind, days.kind} == {DayKind.WEEKDAY, DayKind.DATE}:
            kept[-1] = _agreed(kept[-1], days)
            continue
        kept.append(days)
    if len(kept) > 1 and any(days.days for days in kept):
        kept = [days for days in kept if days.days or days is _LIMITED]
    candidates = tuple(day for days in kept for day in _iso(days))
    is_limit = any(_LIMIT.search(mention.before) for mention in mentions)
    doubtful = not is_limit and (_DOUBTFUL.search(plain) or (is_answer and not _is_plain(mentions)))
    read = one_of(candidates, is_sure=all(days.is_sure for days in kept) and not doubtful)
    if isinstance(read, Ambiguous) and len(read.candidates) > 3:
        read = Ambiguous()
    return read if is_answer or isinstance(read, Filled) else None


def _is_plain(mentions: list[_Mention]) -> bool:
    """Tell whether nothing is said beside the days that might turn them round."""
    rest = " ".join((*(mention.before for mention in mentions), mentions[-1].after))
    return stands_plain(_WISHED.sub(" ", _PAID.sub(" ", rest)), also=_ALSO)


def _as_limited(mention: _Mention) -> Days:
    """Make a question of "before Friday" and "around the 5th"; "by Friday" and "not until Friday" are Friday."""
    if _LIMIT.search(mention.before):
        return mention.days
    if _VAGUE_BEFORE.search(mention.before) and not re.search(r"\bfrom$", mention.before):
        return _LIMITED
    if re.search(r"\bfrom( the| on)?$", mention.before) and re.match(r"(on|onwards?)\b", mention.after):
        return _LIMITED
    if _ROUGHLY.search(mention.before) or re.match(r"(or so|ish|or thereabouts)\b", mention.after):
        return Days(mention.days.days, False, mention.days.kind)
    return mention.days


def _agreed(one: Days, other: Days) -> Days:
    """Read "Friday the 4th": both must mean the same day."""
    date_, weekday = (one, other) if one.kind is DayKind.DATE else (other, one)
    if not date_.days or not weekday.days:
        return Days(is_sure=False)
    if date_.days[0].weekday() == weekday.days[0].weekday():
        return date_
    return Days((*date_.days, *weekday.days), False)


def _unnamed(plain: str, today: date, *, is_answer: bool) -> Read:
    """Read what names no day: "as soon as possible", "any day", a bare "26"."""
    tomorrow = _next_but(today, ())
    if _SOONEST.search(plain):
        return tomorrow
    if not is_answer:
        return None
    if _FIRST_OF_ALL.search(" ".join(word for word in plain.split() if word not in ("then", "just", "ok", "okay"))):
        return tomorrow
    length = re.sub(r"\b(?:more|extra|additional) (?=(?:day|week|month)s?\b)", "", plain)
    if (amount := _FROM_NOW.search(length)) is not None and not _NOT_FROM_NOW.search(plain):
        move, is_sure = move_by(amount, 1)
        rest = length[: amount.start()] + length[amount.end() :]
        return one_of(_iso(Days(move(today))), is_sure=is_sure and stands_plain(rest, also=_MORE_TIME))
    numbers = re.findall(r"(?<!\S)\d{1,2}(?!\S)", plain)
    if _COUNTED.search(plain):
        return Ambiguous()
    rest = re.sub(r"(?<!\S)\d{1,2}(?!\S)", " ", plain)
    if len(numbers) == 1 and len(plain.split()) <= 5 and time_in(plain) is None and stands_plain(rest, also=_ALSO):
        return one_of(_iso(_found(f"the {numbers[0]}th", today)))
    if len(numbers) == 2 and re.fullmatch(r"(it is |on )?(\d{1,2}) (\d{1,2})", plain):
        return one_of(_iso(_found("/".join(numbers), today)), is_sure=False)
    if _NOT_THAT.search(plain):
        return Ambiguous()
    rest = _ANY_DAY.sub(" ", plain)
    return tomorrow if rest != plain and stands_plain(rest, also=_ALSO) else None


def _next_but(today: date, excluded: Sequence[str]) -> Filled:
    """Return the next day, from tomorrow on, that is none of the weekdays excluded."""
    weekdays = {date.fromisoformat(day).weekday() for day in excluded}
    days = (today + timedelta(days=ahead) for ahead in range(1, 9))
    found = next((day for day in days if day.weekday() not in weekdays), today + timedelta(days=1))
    return Filled(value=found.isoformat(), is_open=True)


def _found(plain: str, today: date) -> Days:
    phrase = DayGrammar(plain, today).at(0)
    return phrase[1] if phrase else Days(is_sure=False)


def _iso(days: Days) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in days.days)
