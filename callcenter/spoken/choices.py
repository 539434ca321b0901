"""One of several named things, parts of the day above all: taken, ruled out, or asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from callcenter.spoken.beside import stands_plain
from callcenter.spoken.days.remarks import without_remarks
from callcenter.spoken.days.times import part_of_day
from callcenter.spoken.numbers.numbers import numerals
from callcenter.spoken.reading import Ambiguous, Filled, Read, one_of
from callcenter.spoken.words import sentences

#: How alike (0-100) a word must be to a choice to count as it; recognisers miss a letter or two.
LIKENESS = 84

_INDIFFERENT = re.compile(
    r"\b(any ?time|any( of (them|those))?|either|whatever|whichever|whenever|"
    r"(doesn'?t|does not|don'?t) (matter|care|mind)|"
    r"you (choose|pick|decide)|no preference|all the same|both)\b"
)
#: Wants the nearer, or the later, of several.
_NEARER = re.compile(r"\b(?:earlier|earliest|sooner|soonest|nearest|nearer|(?:comes?|is|falls) (?:the )?first)\b")
_LATER = re.compile(r"\b(?:later|latest|furthest|(?:comes?|is|falls) (?:the )?last)\b")
#: Wants none of them, or others: "neither", "nothing earlier", "later than that", "none of those would matter".
_NONE_OF_THEM = re.compile(
    r"\b(?:neither|nor|none|not|nothing|anything|something|no|than|any (?=earlier|later|sooner)|different|"
    r"can't|cannot|won't|couldn't|"
    r"don't (?!mind|care|matter)|do not (?!mind|care|matter)|doesn't (?!matter)|isn't|aren't)\b"
)
#: More words than these say more than which of them.
_PREFERRING_WORDS = 10
#: Leaves it to us which of several: besides what says so of a part of the day.
_LEFT_TO_US = re.compile(
    r"\b(?:up to (?:you|him|them)|makes no (?:difference|odds)|(?:i'?m|we'?re) easy|one or the other|no difference|"
    r"surprise me|i'?ll take (?:any|whatever))\b"
)
#: Not early rules out the morning, and not late the evening.
_NOT_EARLY = re.compile(
    r"\b(?:not|nothing|none|isn'?t|never|can'?t (?:do|be)|don'?t (?:want|like|do)(?: it)?)"
    r" (?:(?:so|too|very|that|really|all that|terribly) )*early\b(?: in the (?:morning|day))?(?! in the)|"
    r"\bno early (?:ones?|times?|starts?|birds?|mornings?)\b"
)
_NOT_LATE = re.compile(
    r"\b(?:not|nothing|none|can'?t (?:do|be)|don'?t (?:want|like|do)(?: it)?)"
    r" (?:(?:so|too|very|that|really|all that|terribly) )*late\b"
    r"(?: in the (?:evening|day)| at night)?(?! (?:in the|to|for|on)\b)"
)
#: Is tied up until an hour: what comes before it won't do.
_TIED_UP = re.compile(
    r"\b(?:(?:at|in) (?:work|school|class|the office|college)|work(?:ing)?|busy|out|away|tied up|asleep|on shift|"
    r"not (?:at )?(?:home|in|back|here|free|available|around)|"
    r"(?:don'?t|do not|won'?t|can'?t|cannot)(?: (?!until|till|til|before)\w+){0,3})"
    r" (?:until|till|til|before) (?:about |around |like |at least )?(?:half past |quarter past )?"
    r"(?P<hour>noon|midday|lunch(?:time)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b"
    r"(?: (?:thirty|fifteen|o'?clock|pm))*"
)
#: Hours until which only the morning is gone; of later ones the evening is left.
_AFTER = ("in the evening", "not in the morning")
_MORNING_GONE = frozenset("noon midday lunch lunchtime one eight nine ten eleven twelve 1 8 9 10 11 12".split())
#: "This morning" is told, not wished for.
_PARTS = ("morning", "afternoon", "evening", "night")
#: "What if I'm late" names no time.
_BEING_LATE = re.compile(
    r"\b(i'?m|i am|am|be|being|is|are|was|were|running|too|get|gets|a bit|a little|he's|she's|so) late\b"
)
#: Words beside a time of day that may turn it round ("not first thing", "too early").
_DOUBTFUL = re.compile(r"\b(not|no|never|too|except|but|unless|isn't|can't|cannot|won't|don't|till|until)\b")
#: Words of times and parts of the day, and of choosing between them.
_TIME_WORDS = frozenset(
    "after before around about noon midday lunch lunchtime dinner breakfast work first thing early late later night at "
    "tonight between past half quarter day end anything anytime any but not or either rather than tomorrow same all "
    "monday tuesday wednesday thursday friday saturday sunday one two three four five six seven eight nine ten eleven "
    "twelve thirty second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty january february march april may "
    "june july august september october november december evening's time times time's best "
    "except don't can't mind o'clock".split()
)
#: Leads in a time, and turns nothing round: "yes but after five", "no, after six", "not today, Monday after six".
_LEAD = re.compile(
    r"^(?:(?:yes|yeah|yep|no|nope|sure|ok|okay|well|oh|please|fine|right|sorry)\b ?)*(?:but )?(?:please )?|"
    r"\bnot (?:today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
#: Being in all day says that any part of it will do.
_IN_ALL_DAY = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|i'?ll be|somebody'?s|someone'?s)(?: always)? "
    r"(?:home|in|at home|there|here|free|around|available)"
    r"(?: (?:all day(?: long)?|anyway|all the time|the whole day|the entire day))+\b|^all day$"
)
#: Where one clause ends and another begins.
_CLAUSES = re.compile(r"[.,;!?]+\s+")
_HALF_HEARTED = re.compile(r"\b(maybe|might|perhaps|possibly|could be|not sure|unless|otherwise|depends?)\b")
#: Why a part of the day won't do: it is not the one that is wished.
_BUSY_THEN = re.compile(
    r"\b(?:i|we|he|she|they)(?:['’]m|['’]re| am| are| is)? (?:(?:always|usually|only|just) )?"
    r"(?:works?|working|at work|busy|at school|in class|asleep|sleep(?:s|ing)?|away)"
    r"(?: in| on)?(?: the)? (?:mornings|afternoons|evenings|nights)\b",
    re.I,
)
_BUSY = (
    r"(?:i|we|he|she|they)(?:['’]m|['’]re|['’]s| am| are| is)? (?:(?:always|usually|only|just) )?(?:works?|working|"
    r"at work|busy|at school|in class|asleep|sleep(?:s|ing)?|naps?|napping|rests?|resting|lies down|away)"
)
_THEN = r"(?:(?:in |on )?(?:the )?(?:morning|afternoon|evening|night)s?|(?:after|before|over|at) lunch)"
#: Tells why another time was named: "mornings are best, she naps after lunch", "afternoon she's asleep".
_BUSY_BESIDE = tuple(re.compile(rf"\b{one}\b", re.I) for one in (rf"{_BUSY} {_THEN}", rf"{_THEN} {_BUSY}"))
#: Says over what was said, and no no: "no, mornings, I said".
_NO_I_SAID = re.compile(r"^\s*no[,.!]?\s+(?=(?:\w+,? ){1,3}i (?:said|told you|meant)\b)", re.I)
#: Words before a choice that rule it out.
_RULED_OUT = re.compile(
    r"\b(not|except|but not|instead of|rather than|other than|apart from|aside from|besides|"
    r"avoid|never|without)"
    r"( for)?( in| on| at)?( the| an?)?( \w+ or( the)?)?$|"
    r"\bnot (at )?(home|free|available|around|there|in|good)( in| on)?( the)?$|"
    r"\b(any\w*|every\w*|whenever)( \w+){0,2} but( for)?( in)?( the)?$|"
    r"\b(can'?t|cannot|won'?t|don'?t|couldn'?t|isn'?t)\b(?!.*\bbut\b)( \w+){0,4}( in| on)?( the)?$"
)
#: And words after it.
_IS_BAD = re.compile(
    r"^('s (no|not|bad|out)|( \w+)?( really)? ?(doesn'?t|does not|won'?t|isn'?t|wouldn'?t|"
    r"is (no|not|bad|out|impossible)|"
    r"are (no|not|bad|out)|don'?t|no good))\b"
)
_TAKEN_BACK = re.compile(r"\b(no|sorry|i mean|i meant|actually|make (that|it)|wait|but|rather|oops)\b")
#: After two were named: the first will do.
_EITHER_DOES = re.compile(
    r"\b(either|both)( (one|way|of them))?( (is|are|works?|would|will|does|do|suits?)\b.*)?$|\bmatter\b|\bmind\b"
)


def read_choice(text: str, choices: Sequence[str], *, is_answer: bool = True) -> Read:
    """Return which of the choices a text names; `Ambiguous` with what is left if it only rules some out.

    >>> parts = ("morning", "afternoon", "evening")
    >>> read_choice("anything but the evening", parts)
    Ambiguous(candidates=('morning', 'afternoon'))
    """
    free = text = _NO_I_SAID.sub("", text)
    for busy in _BUSY_BESIDE:
        free = busy.sub(" ", free)
    text = without_choice_remarks(free if not is_answer or part_of_day(free) in choices else text, choices)
    text = _BUSY_THEN.sub(" ", text)  # "afternoon, I work mornings"
    plain = _heard(text, choices)
    named, out = _mentions(plain, choices, is_answer=is_answer)
    if named:
        said = _naming(text, choices) if len(named) == 1 else plain
        is_sure = not _HALF_HEARTED.search(said) and (not is_answer or _is_plain(said, choices))
        read = one_of(tuple(named), is_sure=is_sure)
        return read if is_answer or isinstance(read, Filled) else None
    left = tuple(choice for choice in choices if choice not in out)
    if out:
        return one_of(left, is_sure=len(choices) > len(left) >= 1) if is_answer else None
    told = (
        plain
        if is_answer
        else re.sub(r"\b(this|every|each|last|all) (morning|afternoon|evening|night)s?\b", " ", plain)
    )
    told = _BEING_LATE.sub(" ", told)
    if not is_answer:
        # "That's no good, after four is better": only what stands beside the time can turn it round.
        clauses = [_heard(one, choices) for one in _CLAUSES.split(text)]
        plain = next((one for one in clauses if part_of_day(one) in choices), plain)
    if (part := part_of_day(told)) in choices:
        # "Before two" may be the morning, "after eleven" the afternoon.
        is_bound = (re.search(r"\bbefore\b", plain) and part != "morning") or (
            re.search(r"\bafter\b", plain) and part == "morning"
        )
        if is_bound or _DOUBTFUL.search(_LEAD.sub(" ", plain)):
            return Ambiguous() if is_answer else None
        return one_of((part,), is_sure=not is_answer or _is_plain(plain, choices))
    if not is_answer:
        return None
    words = re.sub(r"\b(um+|uh+|er|well|the|in|please|yeah|yes|i'?d|say|a|an)\b", " ", plain)
    words = " ".join(words.split())
    # A number is not nearly another one.
    best = None if _figures(choices) else process.extractOne(words, list(choices), scorer=fuzz.partial_ratio)
    if best is not None and best[1] >= LIKENESS and len(words.split()) <= 4 and len(words) >= 4:
        return Filled(value=best[0])
    indifferent = _INDIFFERENT.sub(" ", _IN_ALL_DAY.sub(" whenever ", plain))
    return Filled(value=choices[0]) if indifferent != plain and _is_plain(indifferent, choices) else None


def without_choice_remarks(text: str, choices: Sequence[str]) -> str:
    """Return a text without what is only told in it, if it names one of the choices by itself."""
    return without_remarks(text, lambda said: _beside_choice(said, choices), lambda said: _says_plainly(said, choices))


def _beside_choice(text: str, choices: Sequence[str]) -> str | None:
    """Return what words say beside a choice or a time of the day that is one; None if they name none."""
    plain = _heard(text, choices)
    named, out = _mentions(plain, choices, is_answer=True)
    return plain if named or out or part_of_day(plain) in choices else None


def _says_plainly(text: str, choices: Sequence[str]) -> bool:
    """Tell whether words name one choice and nothing that might turn it round."""
    plain = _heard(text, choices)
    named, out = _mentions(plain, choices, is_answer=True)
    is_one = len(set(named)) == 1 or (not named and part_of_day(plain) in choices)
    is_doubtful = _HALF_HEARTED.search(plain) or _DOUBTFUL.search(_LEAD.sub(" ", plain))
    return is_one and not out and not is_doubtful and _is_plain(plain, choices)


def preferred(text: str) -> str:
    """Return which of several things a text takes without naming it: "nearer", "later", or "any"; '' if it doesn't.

    >>> preferred("whichever is earlier"), preferred("both!"), preferred("neither of them"), preferred("any later?")
    ('nearer', 'any', '', '')
    """
    plain = _plain(text)
    if len(plain.split()) > _PREFERRING_WORDS or _NONE_OF_THEM.search(plain):
        return ""
    if _NEARER.search(plain):
        return "nearer"
    if _LATER.search(plain):
        return "later"
    return "any" if _INDIFFERENT.search(plain) or _LEFT_TO_US.search(plain) else ""


def _naming(text: str, choices: Sequence[str]) -> str:
    """Return the sentences that name a choice, or turn something round: "Afternoon. Maybe Wednesday" is sure of it."""
    said = [_heard(one, choices) for one in sentences(text)]
    return " ".join(one for one in said if _mentions(one, choices, is_answer=True)[0] or _DOUBTFUL.search(one))


def _is_plain(plain: str, choices: Sequence[str]) -> bool:
    named = {f"{word}{end}" for choice in choices for word in re.split("[-_ ]", choice.lower()) for end in ("", "s")}
    return stands_plain(re.sub(r"\b\d+(?:st|nd|rd|th)?\b", " ", plain), also=_TIME_WORDS | frozenset(named))


def ruled_out(text: str, choices: Sequence[str]) -> tuple[str, ...]:
    """Return the choices a text rules out ("anything but the evening", "mornings are bad")."""
    return tuple(dict.fromkeys(_mentions(_heard(text, choices), choices, is_answer=True)[1]))


def _mentions(plain: str, choices: Sequence[str], *, is_answer: bool) -> tuple[list[str], list[str]]:
    """Return the choices that are wanted and those that are not, in the order said."""
    spoken = {re.sub("[-_]", " ", choice.lower()): choice for choice in choices}
    # "The thousand" is enough for "fiber_1000" if no other choice has the figure.
    for figure in _figures(choices):
        having = [choice for choice in choices if figure in _figures([choice])]
        if len(having) == 1:
            spoken.setdefault(figure, having[0])
    pattern = re.compile(rf"\b({'|'.join(re.escape(name) for name in sorted(spoken, key=len, reverse=True))})s?\b")
    named: list[str] = []
    out: list[str] = []
    end = 0
    was_out = False
    for match in pattern.finditer(plain):
        before, after = plain[end : match.start()].strip(), plain[match.end() :]
        end = match.end()
        if not is_answer and match[1] in _PARTS and re.search(r"\b(this|every|each|last|all)$", before):
            continue
        # "Not the morning or the evening": both are ruled out.
        goes_on = was_out and re.fullmatch(r"(or|and|nor)( in)?( the)?", before) is not None
        is_no = bool(re.search(r"\bno$", before)) and match[0].endswith("s")  # "no mornings"
        was_out = is_no or bool(_RULED_OUT.search(before) or _IS_BAD.match(after)) or goes_on
        if was_out:
            out.append(spoken[match[1]])
            continue
        if _TAKEN_BACK.search(before):
            named = []
        named.append(spoken[match[1]])
    if len(named) > 1 and _EITHER_DOES.search(plain):
        named = named[:1]
    return named, out


def _heard(text: str, choices: Sequence[str]) -> str:
    """Return the words to look for choices in; numbers as figures if a choice has figures ("1000", "fiber_250").

    >>> _heard("The one thousand one, please", ("250", "1000"))
    'the 1000 please'
    >>> _heard("Two fifty", ("250", "1000"))
    '250'
    """
    figures = _figures(choices)
    if not figures:
        return _plain(text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    # "The one thousand one" is the one of a thousand, unless there is one of 1001.
    said = re.sub(r"\b(hundred|thousand) one\b", r"\1", _plain(text)) if not figures & {"1001", "101"} else text
    plain = _plain(numerals(said))
    plain = re.sub(r"\b\d+(?: \d+)+\b", lambda run: _joined(run[0], figures), plain)
    return re.sub(r"^((?:number|option|the|plan) )?one$", r"\g<1>1", plain) if "1" in figures else plain


def _figures(choices: Sequence[str]) -> set[str]:
    """Return the numbers that stand in the choices."""
    return {number for choice in choices for number in re.findall(r"\d+", choice)}


def _joined(run: str, figures: set[str]) -> str:
    """Return figures said one after the other as the one number they make, if there is a choice of it."""
    whole = run.replace(" ", "")
    return whole if whole in figures else run


def _plain(text: str) -> str:
    plain = " ".join(
        re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower().replace("’", "'").replace("after noon", "afternoon"))
    )
    plain = re.sub(
        r"\bnot (?:before|until|till) (?:noon|midday|lunch(?:time)?|twelve|12)\b", "not in the morning", plain
    )
    plain = re.sub(
        r"\bnot (?:before|until|till) (?=(?:half )?(?:past )?(?:four|five|six|seven|[4-7])\b)", "after ", plain
    )
    plain = re.sub(r"\bnot (?:before|until|till) (?:one|two|three|[1-3])\b", "not in the morning", plain)
    plain = _NOT_LATE.sub("not in the evening", _NOT_EARLY.sub("not in the morning", plain))
    plain = _TIED_UP.sub(lambda one: _AFTER[one["hour"] in _MORNING_GONE], plain)
    return re.sub(r"\bgood (morning|afternoon|evening)\b", " ", plain)
