"""Which of the days that a text names is meant: those denied, taken back, counted from, or said only roughly."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from callcenter.spoken.beside import stands_plain
from callcenter.spoken.days.day_grammar import DayGrammar, DayKind, Days
from callcenter.spoken.days.day_steps import beside
from callcenter.spoken.reading import Ambiguous, Filled, Read, one_of

_DENIED = re.compile(
    r"\b(not|isn't|wasn't|instead of|rather than|except|other than|besides|apart from|but not)"
    r"( for)?( on| this| the| an?| any)*$|"
    r"\b(any\w*|every\w*)( \w+){0,4} but( on| the| an?| any)*$"
)
_ANY = re.compile(r"\b(?:any|every)")
#: What is said of a day that won't do: "New Year's Eve is ridiculous", "the fourth is too late".
_WONT_DO = re.compile(
    r"^(?:(?:is|are|was|would be) )?(?:(?:really|just|way|far|a bit|completely|totally|absolutely) )*"
    r"(?:(?:doesn'?t|won'?t) (?:suit|work|do)|"
    r"too (?:late|early|soon|far|long)|ridiculous|impossible|useless|crazy|a joke|out of the question|"
    r"(?:ages|weeks|months|forever|so far) (?:away|off))\b"
)
#: Between two days: the first is taken back.
REPAIR = re.compile(
    r"\b(no|sorry|i mean|i meant|actually|make (that|it)|wait|hang on|or rather|scratch that|oops|correction|but|"
    r"let'?s say|let me (think|see)|you know what|on 2nd thoughts?|then again)\b"
)
#: After two days, the last said of which corrects the first: "the fifth. Fifteenth, sorry".
_CORRECTS = re.compile(r"^(?:(?:sorry|i mean|i meant|rather|i should say|even|correction) ?)+$")
#: Takes back the last day, and names no other.
_TAKEN_BACK = re.compile(r"\b(?:no|nope|wait|scratch that)(?: (?:no|wait|sorry|hang on))*$")
#: Is liked better than the day before it: "Thursday's good, Friday's better".
_BETTER = re.compile(
    r"^(?:(?:is|would be|'d be|might be) )?(?:even |actually |much )*(?:better|best|easier)\b(?! (?:than|not)\b)"
)
_VAGUE_BEFORE = re.compile(
    r"\b(before|after|past|from|starting|week of|week starting|week beginning|later than|earlier than)( the| on)?$"
)
_LIMIT = re.compile(r"\b(no|not|can'?t|cannot)\b[^,]*\b(later than|until|till)( the| on)?$")
#: "I'm away till Friday, so the Monday after that".
_AFTER_THAT = re.compile(
    r"^(?P<way>after|before)(?: that| it| then)?(?=$| (?:please|then|maybe|instead|would|is|if|dear)\b)"
)
_ROUGHLY = re.compile(
    r"\b(around|(?<!how )(?<!what )about|roughly|approximately|maybe|near|sometime|or so)( the| on)?$"
)
_MOVED = re.compile(r"\b(mov\w+|chang\w+|switch\w*|shift\w*|reschedul\w+|push\w*|bring)\b")
_SAME_DAY = re.compile(r"^(the|on|on the|that'?s|which is|is|a|that is|it'?s)?$")
#: Beside a day: "any chance of", "not Tuesday but Thursday" (the denied day is gone already).
_WISHED = re.compile(
    r"\b((?:move|push|put|bring|take|set|pull) (?:it|that) (?:back|forward|out|up)|any chance|any good to you|"
    r"(no|not) later than|not|but|or|either|move it from|from)\b"
)
#: What is paid on a day: "sixty dollars on the tenth".
_PAID = re.compile(
    r"\b\d+(?:[., ]\d\d)? (?:dollars?|bucks)\b(?: (?:and )?\d{1,2} cents?)?|"
    r"(?<!after )(?<!before )(?<!at )(?<!around )(?<!past )(?<!till )(?<!until )(?<!about )(?<!by )(?<!from )(?<!to )"
    r"(?<!\d )\b\d+(?:[., ]\d\d)?(?= (?:(?:of (?:it|that) )?(?:on|by|this|next|at) )(?!\d+\b)| $|$)(?! (?:on|by) \d+$)|"
    r"\b(?:(?:an? )?(?:half|3rd|third|quarter)|(?<!at )all(?! (?:right|day|possible))|everything|the (?:whole|"
    r"full|entire)(?: (?:thing|lot|amount|balance|bill|\d+))?|"
    r"the lot|the (?:rest|balance|lot)|not all)\b(?: of (?:it|that|them))?|"
    r"\b(?:3[2-9]|[4-9]\d|[1-9]\d\d)(?= |$)(?! (?:days?|weeks?|hours?))"
)
ALSO = frozenset(
    "move moved push any sound sounds change changed switch shift reschedule day early late by works works be "
    "appointment".split()
)
#: A day that is named beside another matter, or half-heartedly.
DOUBTFUL = re.compile(
    r"\b(?:i|we|he|she|they) works?\b(?! (?:days|nights|from home|mornings|afternoons|evenings|shifts?)\b)|"
    r"\b(?:i'm|we're|he's|she's|i am|we are) (?:at )?work(?:ing)?\b|"
    r"\b(until|till|away|busy|out of town|gone|vacation|holiday|unless|depend\w*|since|supposed to|already|expires?|"
    r"birthday|not sure|unsure|probably|possibly|perhaps|maybe|might|or later|or earlier|onwards?|at least|could be|"
    r"i guess|i suppose|otherwise|preferably|in theory|used to|thought|no idea|don't know)\b|"
    r"(?<!tell me )(?<!know )(?<!see )(?<!check )\bif\b(?! (at all possible|it's at all|you can|you(?: have|"
    r"'ve)(?: got)? (?:that|it|one|anything)|"
    r"possible|that('s| is)? (ok|okay|works|fine|possible)|it('s| is) (possible|ok|okay)|there is))"
)
#: Before or after some day: any other day than that.
_LIMITED = Days(is_sure=False, kind=DayKind.WEEKDAY)


@dataclass(frozen=True, slots=True)
class Mention:
    """A day in a text: the words before it and after, and what it may mean."""

    before: str
    after: str
    days: Days


def denied(mentions: list[Mention]) -> list[Mention]:
    """Return the days that are turned down; of "but Tuesday or Wednesday" both."""
    denied: list[Mention] = []
    was_denied = False
    before = ""
    for mention in mentions:
        # "Any day that week but Tuesday": a stretch in between is no day.
        before = f"{before} {mention.before}"
        goes_on = was_denied and re.fullmatch(r"(or|and|nor)( on)?( the| an?)?", mention.before) is not None
        was_denied = goes_on or _DENIED.search(before) is not None
        before = f"{before} then" if not mention.days.days and _ANY.search(before) else ""
        if was_denied or _WONT_DO.search(mention.after):
            denied.append(mention)
    return denied


def spots(plain: str, grammar: DayGrammar) -> list[tuple[int, int, Days]]:
    """Return where each day of a text begins and ends."""
    found: list[tuple[int, int, Days]] = []
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", plain)]
    end = 0
    for start in starts:
        if start >= end and (phrase := grammar.at(start)) is not None:
            end = phrase[0]
            found.append((start, end, phrase[1]))
    return found


def mentions_of(plain: str, grammar: DayGrammar) -> list[Mention]:
    """Return the days of a text in the order said, each with the words beside it."""
    found = spots(plain, grammar)
    return [
        Mention(
            before=plain[found[index - 1][1] if index else 0 : start].strip(),
            after=plain[end : found[index + 1][0] if index + 1 < len(found) else len(plain)].strip(),
            days=days,
        )
        for index, (start, end, days) in enumerate(found)
    ]


def counted_on(mentions: list[Mention]) -> list[Mention]:
    """Count "the Monday after that" from the day named before it, which is only told then."""
    kept: list[Mention] = []
    for mention in mentions:
        found = _AFTER_THAT.search(mention.after) if mention.days.kind is DayKind.WEEKDAY else None
        base = kept[-1].days.days if found and kept else ()
        if found is not None and len(base) == 1 and len(mention.days.days) == 1:
            day = beside(base[0], mention.days.days[0].weekday(), 1 if found["way"] == "after" else -1)
            told, after = kept.pop(), mention.after[found.end() :].strip()
            days = replace(mention.days, days=(day,), is_sure=told.days.is_sure)
            mention = replace(mention, before="", after=after, days=days)
        kept.append(mention)
    return kept


def chosen(mentions: list[Mention], plain: str, *, is_answer: bool) -> Read:
    """Return the day that is meant of those named, or which it may be."""
    kept: list[Days] = []
    for index, mention in enumerate(mentions):
        days = _as_limited(mention)
        is_move = index and mention.before.endswith("to") and _MOVED.search(plain)
        corrects = index == len(mentions) - 1 and not mention.before and _CORRECTS.search(mention.after)
        if index and (REPAIR.search(mention.before) or is_move or corrects or _BETTER.search(mention.after)):
            kept = []
        if kept and _SAME_DAY.match(mention.before) and {kept[-1].kind, days.kind} == {DayKind.WEEKDAY, DayKind.DATE}:
            kept[-1] = _agreed(kept[-1], days)
            continue
        kept.append(days)
    if len(kept) > 1 and any(days.days for days in kept):
        kept = [days for days in kept if days.days or days is _LIMITED]
    candidates = tuple(day for days in kept for day in iso(days))
    is_limit = any(_LIMIT.search(mention.before) for mention in mentions)
    is_taken_back = _TAKEN_BACK.search(mentions[-1].after) is not None
    doubtful = is_taken_back or (not is_limit and (DOUBTFUL.search(plain) or (is_answer and not is_plain(mentions))))
    read = one_of(candidates, is_sure=all(days.is_sure for days in kept) and not doubtful)
    if isinstance(read, Ambiguous) and len(read.candidates) > 3:
        read = Ambiguous()
    return read if is_answer or isinstance(read, Filled) else None


def is_plain(mentions: list[Mention]) -> bool:
    """Tell whether nothing is said beside the days that might turn them round."""
    rest = " ".join((*(mention.before for mention in mentions), mentions[-1].after))
    return stands_plain(_WISHED.sub(" ", _PAID.sub(" ", rest)), also=ALSO)


def _as_limited(mention: Mention) -> Days:
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


def iso(days: Days) -> tuple[str, ...]:
    """Return days as ISO 8601."""
    return tuple(day.isoformat() for day in days.days)
