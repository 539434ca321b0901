"""Days as people say them: "Thursday", "the twenty sixth", "not Friday, Thursday". In doubt a question, no guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from callcenter.spoken.beside import stands_plain
from callcenter.spoken.days.day_grammar import DayGrammar, Days
from callcenter.spoken.days.day_mentions import (
    ALSO,
    DOUBTFUL,
    chosen,
    counted_on,
    denied,
    is_plain,
    iso,
    mentions_of,
    spots,
)
from callcenter.spoken.days.day_steps import AMOUNT, MONTH, WEEKDAY, WEEKDAYS, beside, move_by, weekday_name
from callcenter.spoken.days.day_words import plain_day_words
from callcenter.spoken.days.remarks import without_remarks
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
    r"\bno (?:more )?(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|"
    rf"\b{_DAY}(?: is)? (?:the|a|my|our|an) (?:problem|trouble|bad day|busy day|tricky one|nightmare)\b|"
    rf"\b{_DAY}\b( (?!(?:the )?\d)\w+){{0,2}} "
    r"(doesn'?t|don'?t|isn'?t|won'?t|(is|are) (no|not|bad|out)|no longer|no good)\b"
    r"( (work|suit|do|good|possible))?|"
    rf"\binstead of (the )?{_DAY}\b"
)
_CLAUSE_END = re.compile(r"[,.;!?]+\s+")
#: "Not this Friday, the next"; "Friday, not this one, the next"; "not Friday, the Monday after"; "next Friday, not
#: this one".
_THE_NEXT = re.compile(
    rf"\b(?:not (?:this|this coming|the coming|the next|next)? ?({WEEKDAY})|"
    rf"(?:the )?({WEEKDAY})\W+(?:but )?not (?:this|that|the coming|this coming)(?: one)?)\W+(?:but )?(?:rather )?"
    rf"(?:the )?(?:next|following|one after|({WEEKDAY}) after)(?: one| {WEEKDAY})?(?: after)?(?: that)?(?: one)?\b|"
    rf"\bnext ({WEEKDAY})\W+(?:but )?not (?:this|the coming|this coming)(?: coming)?(?: one| {WEEKDAY})?\b"
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
#: Wished in place of another: "he comes on Monday, can we do Tuesday instead".
_INSTEAD = re.compile(r"^instead\b(?! of\b)|^(?:\w+ )?(?:morning|afternoon|evening) instead\b(?! of\b)")
_NOT_THAT = re.compile(r"(anything|any day|any other day|any time|everything) (but|except|other than|apart from)\b")
#: A part of the day ruled out beside a day: "next Tuesday, anything but the evening".
_NOT_THAT_PART = re.compile(
    r"\b(any ?(thing|time)|(just |but )?not) (but |except |other than |apart from )?(for )?(in |at )?(the )?"
    r"(morning|afternoon|evening)s?\b"
)
#: Asks for time: "give me till the tenth".
_GIVEN_UNTIL = re.compile(
    r"\b(?:give (?:me|us)|let me have|can (?:i|we) have|could (?:i|we) have|i need|we need|hold off|wait) "
    r"(?:just |only )*"
    r"(?:until|till|til) "
)
_SOONEST = re.compile(
    r"\b(as (soon|early|quick|quickly|fast) as (ever )?(possible|you (possibly |ever )?(can|could)|they can)|"
    r"asap|a s a p|soonest|"
    r"(?:sooner|earlier) the better|as soon as$|"
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
#: What is paid, and no day: "I can pay twenty now".
_PAYS = re.compile(
    r"\b(?:pay|paying|afford|manage|send|give you|put down|promise)(?: (?:you|off|back|down|about|only|up to|"
    r"maybe))* \d{1,2}\b|"
    r"(?<!\S)\d{1,2} (?:now|today|tomorrow|down)\b"
)
#: "Any day but Monday": the caller leaves the rest to us.
_ANY_BUT = re.compile(r"\b(any\w*|every\w*|whatever|all)( \w+){0,2} (but|except|other than|apart from|besides)\b")
_ANY_DAY = re.compile(
    r"\b(any ?(day|time)|whenever( you(?:'ve| have| can| could| like| want| got)\b(?: got)?(?: one| somebody| "
    r"someone| it)?)?|(doesn'?t|does not) matter|don'?t (care|mind)( (which|what)( day)?)?|"
    r"you (choose|pick|decide|tell me)|whatever|next (available|free)|soon|"
    r"what (days? |times? )?(((do|have) )?you (have|got|have got)|(is |are )?(free|available|open))"
    r"( free| available| open)?|"
    r"when are you free|i'm (flexible|easy)|no preference)\b"
)
#: Words beside an amount of time asked for: "could I have two more weeks".
_MORE_TIME = frozenset("more extra another give gimme until till wait longer maximum full only".split())


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
    text = without_day_remarks(text, today)
    plain = _of_today(_NOT_THAT_PART.sub(" ", _split_by_cant(text)[0]), today)
    if not is_answer:
        plain = _OWN.sub(" ", _PAST.sub(" ", plain))
    if (found := _THE_NEXT.search(plain)) is not None:
        return _the_next(found, plain[found.end() :], today)
    # "Tomorrow or the day after": of that day.
    plain = _OR_BESIDE.sub(r"\g<day> or the day \g<way> \g<day>", plain)
    if (found := _BESIDE_DENIED.search(plain)) and (day := DayGrammar(found["day"], today).at(0)):
        step = timedelta(days=1 if found["way"] == "after" else -1)
        return one_of(iso(day[1].moved(lambda one: (one + step,))))
    if is_answer and (found := _DAY_AFTER.search(plain)):
        told = mentions_of(found["told"], DayGrammar(found["told"], today))
        if len(told) == 1 and not denied(told):
            return one_of(iso(told[0].days.moved(lambda one: (one + timedelta(days=1),))))
    plain = _UNWANTED.sub(lambda match: " " * len(match[0]), plain)
    if _FIRST_THERE_IS.search(plain):
        return _next_but(today, ())
    plain = _GIVEN_UNTIL.sub("by ", plain)
    mentions = mentions_of(plain, DayGrammar(plain, today, day_first=country not in _MONTH_FIRST))
    unwanted = denied(mentions)
    out = {day for mention in unwanted for day in mention.days.days}
    # "Monday, no, not Monday, Tuesday": the first is turned down with the second.
    wanted = [one for one in mentions if one not in unwanted and not (one.days.days and out.issuperset(one.days.days))]
    if not is_answer:
        wanted = [mention for mention in wanted if not _HAPPENED.search(mention.before)]
    wanted = [mention for mention in wanted if _INSTEAD.search(mention.after)] or wanted
    wanted = counted_on(wanted)
    if wanted:
        return chosen(wanted, plain, is_answer=is_answer)
    if mentions:
        if _SOONEST.search(plain) or (is_answer and _ANY_BUT.search(plain)):
            return _next_but(today, excluded_days(text, today))
        return Ambiguous() if is_answer else None
    return _unnamed(plain, today, is_answer=is_answer)


def without_day_remarks(text: str, today: date) -> str:
    """Return a text without what is only told in it, if it names a day by itself.

    >>> without_day_remarks("my rent's due on the first, so the third", date(2026, 11, 23))
    'so the third'
    """
    return without_remarks(text, lambda said: _beside_days(said, today), lambda said: _says_plainly(said, today))


def _of_today(plain: str, today: date) -> str:
    """Return plain words without the weekday that is said with "today", and is today's ("today! Friday")."""
    name = today.strftime("%A").lower()
    said = rf"\b(?:today(?: (?:on|is|it's|this))* {name}|{name}(?: (?:that's|that is|so))* today)\b"
    return re.sub(said, "today", plain)


def _beside_days(text: str, today: date) -> str | None:
    """Return what words say beside a day or a wish for the soonest; None if they name none."""
    plain = plain_day_words(text)
    found = spots(plain, DayGrammar(plain, today))
    if not found:
        return _SOONEST.sub(" ", plain) if _SOONEST.search(plain) else None
    for start, end, _ in reversed(found):
        plain = f"{plain[:start]} {plain[end:]}"
    return plain.rstrip(" ") + " " if plain.endswith(" ") else plain


def _says_plainly(text: str, today: date) -> bool:
    """Tell whether words name a day and nothing that might turn it round, or want the soonest."""
    plain = _NOT_THAT_PART.sub(" ", plain_day_words(text))
    mentions = mentions_of(plain, DayGrammar(plain, today))
    if not mentions:
        return _SOONEST.search(plain) is not None
    return not (DOUBTFUL.search(plain) or denied(mentions) or _UNWANTED.search(plain)) and is_plain(mentions)


def _the_next(found: re.Match[str], rest: str, today: date) -> Read:
    """Read "not Friday, the next" and "not Friday, the Monday after": counted from the day that isn't meant.

    What is said of it after that ("like the seventh") must be the same day.
    """
    name = next(one for one in (found[1], found[2], found[4]) if one)
    weekday = WEEKDAYS[weekday_name(name)]
    other = WEEKDAYS[weekday_name(found[3])] if found[3] else weekday
    day = beside(beside(today, weekday, 1), other, 1)
    also = [one for mention in mentions_of(rest, DayGrammar(rest, today)) for one in mention.days.days]
    return one_of(tuple(one.isoformat() for one in dict.fromkeys((day, *also))))


def _after_doubts(text: str, today: date) -> str:
    """Return a text without doubts before it that name no day: "I don't know. Can he call me on Tuesday?"."""
    said = sentences(text)
    while len(said) > 1 and DOUBTFUL.search(plain := plain_day_words(said[0])):
        if mentions_of(plain, DayGrammar(plain, today)):
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
    left, cant = _split_by_cant(text)
    unwanted = [*cant, *(match[0] for match in _UNWANTED.finditer(left))]
    out = denied(mentions_of(plain, grammar))
    out += [mention for said in unwanted for mention in mentions_of(said, DayGrammar(said, today))]
    return tuple(dict.fromkeys(day for mention in out for day in iso(mention.days)))


def _split_by_cant(text: str) -> tuple[str, list[str]]:
    """Return a text's plain words with "I can't on Tuesday" blanked, each within its clause, and what was blanked."""
    plain = plain_day_words(text)
    clauses = [words for clause in _CLAUSE_END.split(text) if (words := plain_day_words(clause))]
    if " ".join(clauses) != plain:
        clauses = [plain]  # a number or a day runs over a comma
    unwanted = [match[0] for clause in clauses for match in _CANT.finditer(clause)]
    return " ".join(_CANT.sub(lambda match: " " * len(match[0]), clause) for clause in clauses), unwanted


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
        return one_of(iso(Days(move(today))), is_sure=is_sure and stands_plain(rest, also=_MORE_TIME))
    numbers = re.findall(r"(?<!\S)\d{1,2}(?!\S)", plain)
    if _COUNTED.search(plain) or _PAYS.search(plain):
        return Ambiguous()
    rest = re.sub(r"(?<!\S)\d{1,2}(?!\S)", " ", plain)
    if len(numbers) == 1 and len(plain.split()) <= 5 and time_in(plain) is None and stands_plain(rest, also=ALSO):
        return one_of(iso(_found(f"the {numbers[0]}th", today)))
    if len(numbers) == 2 and re.fullmatch(r"(it is |on )?(\d{1,2}) (\d{1,2})", plain):
        return one_of(iso(_found("/".join(numbers), today)), is_sure=False)
    if _NOT_THAT.search(plain):
        return Ambiguous()
    rest = _ANY_DAY.sub(" ", plain)
    return tomorrow if rest != plain and stands_plain(rest, also=ALSO) else None


def _next_but(today: date, excluded: Sequence[str]) -> Filled:
    """Return the next day, from tomorrow on, that is none of the weekdays excluded."""
    weekdays = {date.fromisoformat(day).weekday() for day in excluded}
    days = (today + timedelta(days=ahead) for ahead in range(1, 9))
    found = next((day for day in days if day.weekday() not in weekdays), today + timedelta(days=1))
    return Filled(value=found.isoformat(), is_open=True)


def _found(plain: str, today: date) -> Days:
    phrase = DayGrammar(plain, today).at(0)
    return phrase[1] if phrase else Days(is_sure=False)
