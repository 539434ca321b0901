"""What the caller puts right: a wish in the same breath ("cancel that, I mean keep it"), a message as it was heard."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.closing import cancel
from callcenter.dialog.hearing.wish_beside import other_phone
from callcenter.dialog.script import END, MESSAGE, TICKET
from callcenter.dialog.tools import ask, corrected, look_first, others
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, says_only_numbers
from callcenter.dialog.understanding.intents import Action, decide
from callcenter.dialog.understanding.slot_filling import Filled, is_number, kind_of
from callcenter.dialog.ways_out import ask_more, value_schema
from callcenter.dialog.wording import phrasing
from callcenter.spoken.act.more_wanted import keeps_it
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.taken_back import begins_as_wish, leans, matter_meant, repairs, with_matter
from callcenter.spoken.words import plain_words

#: "Leave it as it is": who says so few words wants nothing changed.
KEEPING_WORDS = 5
#: Where a wish is what is waited for. Values and answers to a proposal have corrections of their own.
_OPEN = (Awaiting.NOTHING, Awaiting.MORE, Awaiting.TOPIC, Awaiting.MENU)
#: What callers choose, by kind of value: the likeliest to be meant first.
_CHOSEN = ("date", "money", "enum")
#: Means another of several that were named: "no, the later one".
_THE_OTHER = re.compile(
    r"\bthe (?:other|later|latest|earlier|second|first|last) one\b|^(?:(?:no|nope|oh|sorry|not that) )*the other$"
)
#: Takes back what was said of a number, before it is said over: "98013. Wait, 98103".
_OVER = re.compile(
    r"(?<=\w)[\s,.;:!?…–—-]+(?:(?:no|wait|sorry|hang on|hold on|rather|actually|i mean|i meant)[\s,.;:!?…–—-]+)+", re.I
)
#: Where something is proposed or offered.
_PROPOSED = (Awaiting.CONSENT, Awaiting.OFFER)
#: So many of the caller's turns back the wish may stand whose matter is put right.
_LOOKED_BACK = 3


def put_right(turn: CallerTurn) -> Reply | None:
    """Hear only what a wish was put right to, if that is clear by itself; leave it all if the caller wants that."""
    if turn.state.awaiting not in _OPEN:
        return None
    for before, said in repairs(turn.text):
        plain = plain_words(said)
        if keeps_it(plain) and len(plain.split()) <= KEEPING_WORDS:
            return ask_more(turn, phrasing.ALL_RIGHT)
        if not begins_as_wish(said) or says_only_when(said):
            continue
        choice = decide(turn.rank(said))
        is_clear = choice.action is Action.ACT or (choice.action is Action.CLARIFY and not leans(said))
        if is_clear and choice.labels[0] not in (END, turn.rank(before)[0].label):
            turn.hear(said)
            return None
    return None


def named_parameter(turn: CallerTurn, frame: Frame) -> str | None:
    """Return the parameter the caller says is wrong ("no, another day"), if they name one."""
    plain = plain_words(turn.text)
    if phone := other_phone(turn, frame):
        return phone
    if _THE_OTHER.search(plain):
        schemas = turn.shapes[frame.tool].parameters
        return next((name for name in frame.arguments if kind_of(schemas.get(name, {})) == "date"), None)
    for name in turn.shapes[frame.tool].parameters:
        nouns = "|".join(word for word in name.split("_") if word not in ("of", "on", "cents", "not", "callback"))
        if name in frame.arguments and re.search(rf"\b({nouns})\b", plain):
            return name
        if re.search(rf"\b(another|other|different|new) ([a-z]+ )?({nouns})\b", plain):
            return name
    return None


def otherwise(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Ask how the caller would have what was proposed, if they want it otherwise and don't say how ("that's too soon").

    Other times are listed where there is a list of them; else the day is asked for, or the amount. None if what was
    proposed has nothing to choose.
    """
    if (listing := others(turn, frame.tool, [frame.arguments], is_wanted=True)) is not None:
        return look_first(turn, Frame(tool=frame.tool), listing)
    schemas = turn.shapes[frame.tool].parameters
    kinds = {kind_of(schemas[name]): name for name in reversed(list(frame.arguments)) if name in schemas}
    parameter = named_parameter(turn, frame) or next((kinds[one] for one in _CHOSEN if one in kinds), "")
    if not parameter or frame.tool in (MESSAGE, TICKET):
        return None
    turn.hold(frame.without(parameter), misses=0)
    return ask(turn, parameter)


def said_over(turn: CallerTurn) -> Filled | None:
    """Hear just the number that was said over in the breath it was asked for in, if it is whole; None if none is."""
    schema, said = value_schema(turn), _OVER.split(turn.text)
    if not is_number(schema) or len(said) < 2 or turn.reader.read(schema, said[-2]) is None:
        return None
    found = turn.reader.read(schema, said[-1])
    if not isinstance(found, Filled):
        return None
    turn.hear(said[-1])
    return found


def hear_meant(turn: CallerTurn) -> Reply | None:
    """Hear the wish before as it was meant, if only its matter is named anew; what was proposed is declined."""
    meant = matter_meant(turn.text)
    if not meant or turn.state.awaiting not in (*_OPEN, *_PROPOSED) or says_only_when(meant):
        return None
    frame = turn.state.frame or turn.state.dropped
    if frame is not None and frame.tool in turn.shapes and corrected(turn, frame, turn.text) is not None:
        return None  # "no, I meant the afternoon"
    wish = _wish_of(turn, meant)
    if turn.state.awaiting in _PROPOSED:
        turn.keep_wish(wish)
        return cancel(turn) if wish else None
    if wish:
        turn.begin(awaiting=turn.state.awaiting, question=turn.state.question)
        turn.hear(wish)
    return None


def _wish_of(turn: CallerTurn, meant: str) -> str:
    """Return the wish before with what was meant in its place, or that alone; '' if neither is understood."""
    said = [text for text in turn.history[-_LOOKED_BACK:] if not says_only_numbers(text)]
    before = said[-1] if said else ""
    ways = [one for one in (with_matter(before, meant), meant) if one]
    choices = {one: decide(turn.rank(one)) for one in ways}
    understood = [one for one in ways if END not in choices[one].labels and choices[one].labels]
    clear = [one for one in understood if choices[one].action is Action.ACT]
    return next(iter([*clear, *understood]), "")
