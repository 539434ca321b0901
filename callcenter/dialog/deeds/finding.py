"""Which of a call's deeds a question is of: by the kinds, the values and the words that it names, else the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcenter.dialog.turn import Awaiting, CallerTurn
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled
from callcenter.domain.deed import Deed
from callcenter.spoken.days.times import part_of_day
from callcenter.spoken.deeds.asked_done import AskedDone
from callcenter.spoken.deeds.asked_forms import Asks
from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_of_tool, kind_of_tool, kinds_named
from callcenter.spoken.words import plain_words

#: Kinds that stand for each other: both are taken down for a colleague.
TAKEN_DOWN = frozenset({DeedKind.TICKET, DeedKind.MESSAGE})
#: Where one part of a question ends and another begins.
_PARTS = re.compile(r"[,;.?!]+\s+|\s+and\s+", re.I)
_IS = re.compile(r"\b((?:the|that|my|your) [a-z]+)['’]s\b", re.I)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b", re.I)
#: What is counted, and no day: "the first message".
_NO_DAY = re.compile(
    r"\b(?:the )?(?:first|second|third|other)(?= (?:one|message|ticket|note|visit|refund|payment)\b)", re.I
)
#: Values of a deed that stand no more, or are left by it.
_NOT_ITS_OWN = ("left_", "from_", "replaces")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTS_OF_DAY = ("morning", "afternoon", "evening")
_ALL_OF_IT = re.compile(r"\b(?:both|everything|all)\b")
#: An amount without its dollars: "the ten", "that sixty".
_BARE_AMOUNT = re.compile(
    r"\b(?:ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|\d{2,4})\b"
    r"(?! (?:of|o'?clock|minutes?|days?|hours?|am|pm|percent)\b)",
    re.I,
)


def in_hand(turn: CallerTurn) -> Deed | None:
    """Return the deed that is proposed, offered or being taken down just now; None if none is."""
    state = turn.state.resumes if turn.state.awaiting is Awaiting.PERSON and turn.state.resumes else turn.state
    if state.awaiting is Awaiting.CONSENT:
        known = next((one for one in turn.ledger if one.proposal == state.proposal and state.proposal), None)
        if known is not None:
            return known
    if state.awaiting is Awaiting.PICK:
        return Deed(tool=state.pick_tool)
    frame = next((one for one in reversed(state.frames) if turn.tool(one.tool).confirm), None)
    return Deed(tool=frame.tool, arguments=frame.arguments) if frame is not None else None


def deeds_asked_for(turn: CallerTurn, asked: AskedDone, pool: Sequence[Deed], now: Deed | None) -> list[Deed] | None:
    """Return the deeds that a question is of; none if of a kind that isn't there, None if it isn't of a deed."""
    found: list[Deed] = []
    for part in _PARTS.split(asked.words):
        kinds, values = kinds_named(plain_words(part)), values_in(turn, part)
        if kinds or values:
            found += [one for one in _matched(asked, pool, kinds, values) if one not in found]
    text = _of_text(asked, pool)
    if asked.asks is Asks.HOLDS:
        return _written(asked, pool, found, text)
    if asked.rest and not text:
        return None
    if found:
        return found
    if text:
        return text[-1:] if not asked.is_weak else None
    if asked.kinds:
        return _with_the_words(asked, pool)
    if values_in(turn, asked.words):
        return _wrong_value(turn, asked, pool)
    return _of_it(asked, pool, now)


def _with_the_words(asked: AskedDone, pool: Sequence[Deed]) -> list[Deed]:
    """Return the deed in whose text the kind is spoken of that a question names ("the bit about the credit")."""
    named = {one for word in plain_words(asked.words).split() if kinds_named(word) for one in own_words(word)}
    return [one for one in pool if one.text and named and named <= words_of(one.text)][-1:]


def _written(asked: AskedDone, pool: Sequence[Deed], found: Sequence[Deed], text: Sequence[Deed]) -> list[Deed] | None:
    """Return the deed whose own words are asked for; else the one that a question like that is of."""
    texts = [one for one in (*reversed(text), *found, *reversed(pool)) if one.text]
    if not [one for one in text if one.text] and any(not one.text for one in found):
        return list(found)  # "have you put the refund in?"
    if texts and (text or not asked.rest or texts[0].is_done or texts[0] is pool[-1]):
        return texts[:1]  # of one that wasn't made, only its own words are asked
    return (list(pool[-1:]) or None) if not asked.rest else None


def _of_it(asked: AskedDone, pool: Sequence[Deed], now: Deed | None) -> list[Deed] | None:
    """Return the deed that "it" is: what is going on, else what was last spoken of; of "all", all of them."""
    if asked.asks is Asks.STANDS:
        visits = [one for one in pool if kind_of_tool(one.tool) is DeedKind.VISIT]
        return visits[-1:] or None
    if _ALL_OF_IT.search(plain_words(asked.words)):
        return [one for one in standing_of(pool) if one is not now] + ([now] if now is not None else []) or None
    doing = [
        one for one in pool if asked.doing in (Doing.MOVE, Doing.CANCEL) and doing_of_tool(one.tool) is asked.doing
    ]
    if doing:
        return doing[-1:]
    return [now] if now is not None else list(pool[-1:]) or None


def _matched(asked: AskedDone, pool: Sequence[Deed], kinds: frozenset[DeedKind], values: set[object]) -> list[Deed]:
    """Return the deed of each kind that a part of a question names, else those that have its values."""
    if not kinds:
        return [one for one in pool if values <= values_of(one)][-1:]
    found: list[Deed] = []
    for kind in sorted(kinds):
        of_kind = [one for one in pool if is_of(one, frozenset({kind}))]
        exact = [one for one in of_kind if kind_of_tool(one.tool) is kind] or of_kind
        best = [one for one in exact if values and values <= values_of(one)] or exact
        doing = [one for one in best if asked.doing is not None and doing_of_tool(one.tool) is asked.doing]
        done = [one for one in best if one.is_done]
        found += [one for one in (doing if kind is DeedKind.VISIT and doing else done or best)[-1:] if one not in found]
    # "Did you book in the sixty?", of a payment: its values say more than a verb.
    return found or [one for one in pool if values and values <= values_of(one)][-1:]


def _wrong_value(turn: CallerTurn, asked: AskedDone, pool: Sequence[Deed]) -> list[Deed] | None:
    """Return the deed just told of, of who has its value wrong ("it's fifty, isn't it?")."""
    last = next((one for one in reversed(pool) if one.is_done), None)
    is_fresh = last is not None and last.told in " ".join(turn.state.lasting.said[-1:])
    is_put = (asked.asks is Asks.VALUE and is_fresh) or not asked.is_weak
    sorts = {_sort_of(one) for one in values_in(turn, asked.words)}
    return [last] if last is not None and is_put and sorts <= {_sort_of(one) for one in values_of(last)} else None


def _sort_of(value: object) -> str:
    """Return what sort of value it is: a visit has no amount, and a payment no part of the day."""
    if isinstance(value, int):
        return "amount"
    return "day" if _ISO_DAY.fullmatch(str(value)) else "part" if str(value) in _PARTS_OF_DAY else ""


def _of_text(asked: AskedDone, pool: Sequence[Deed]) -> list[Deed]:
    """Return the deeds whose own words say what a question is of: "the red light"."""
    own = {one for word in asked.rest for one in own_words(word)}
    return [one for one in pool if own and own <= words_of(one.text, one.asked, one.told)]


def is_of(deed: Deed, kinds: frozenset[DeedKind]) -> bool:
    """Tell whether a deed is of one of the kinds; a ticket is meant by who says "message", and the other way round."""
    kind = kind_of_tool(deed.tool)
    return kind is not None and (kind in kinds or (kind in TAKEN_DOWN and not TAKEN_DOWN.isdisjoint(kinds)))


def values_in(turn: CallerTurn, text: str) -> set[object]:
    """Return the days, amounts and parts of the day that a text names."""
    text = _NO_DAY.sub(" ", _IS.sub(r"\1 is", text))
    found: set[object] = set()
    day = turn.reader.read({"format": "date"}, text, is_answer=False)
    if day is None and (named := _WEEKDAY.search(text)) is not None:
        day = turn.reader.read({"format": "date"}, named[0], is_answer=False)  # "it's Tuesday they call"
    if isinstance(day, Filled) and day.value:
        found.add(day.value)
    money = turn.reader.read({"format": "money"}, text, is_answer=False)
    if money is None and day is None and _BARE_AMOUNT.search(text):
        money = turn.reader.read({"format": "money"}, text)
        if isinstance(money, Ambiguous) and len(money.candidates) == 1:
            found.add(money.candidates[0])
    if isinstance(money, Filled) and money.value:
        found.add(money.value)
    part = part_of_day(text)
    return found | ({part} if part else set())


def values_of(deed: Deed) -> set[object]:
    """Return the values of a deed: days, amounts, parts of the day."""
    return {
        one
        for name, one in (*deed.arguments.items(), *deed.facts.items())
        if isinstance(one, str | int) and not isinstance(one, bool) and not name.startswith(_NOT_ITS_OWN)
    }


def standing_of(ledger: Sequence[Deed]) -> list[Deed]:
    """Return what was done and stands: of a visit, and of a payment, the last that was done with it."""
    last: dict[object, Deed] = {}
    for one in ledger:
        if one.is_done:
            kind = kind_of_tool(one.tool)
            key = kind if kind in (DeedKind.VISIT, DeedKind.PAYMENT) else one.proposal
            last.pop(key, None)
            last[key] = one
    return list(last.values())
