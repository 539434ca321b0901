"""Hearing which number is meant if the caller gives none: the one they call from."""

from __future__ import annotations

import re

from callcenter.dialog.tools import next_step
from callcenter.dialog.turn import CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import kind_of
from callcenter.dialog.ways_out import again, value_schema
from callcenter.dialog.wording import phrasing
from callcenter.spoken.numbers.phone_answer import says_this_number
from callcenter.spoken.values import numbers_named
from callcenter.spoken.words import plain_words

#: Begins with the number that is meant: "ok then, on this number".
_NUMBER_FIRST = re.compile(
    r"^(?:(?:ok|okay|then|well|just|um+|uh+|yes|yeah|no|please|call|ring|me|back|it'?s|on|at|to|use|the|my|this|that|"
    r"same) )*(?:number|phone|one|line)\b"
)


def this_number(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take "on this number" for the one the caller calls from: if none is given, the tool calls back on that."""
    parameters = turn.shapes[frame.tool].parameters
    phones = [name for name, schema in parameters.items() if kind_of(schema) == "phone"]
    if not phones or not says_this_number(turn.text) or numbers_named(turn.text):
        return None
    taken = frame.with_arguments(**dict.fromkeys(phones))
    if turn.state.parameter in phones:
        turn.hold(taken, misses=0)
        return next_step(turn)
    if kind_of(value_schema(turn)) != "text" or not _NUMBER_FIRST.search(plain_words(turn.text)):
        return None  # "I never get calls on this number", which is what it is about
    turn.hold(taken)
    return again(turn, phrasing.ALL_RIGHT)
