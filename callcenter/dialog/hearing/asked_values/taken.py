"""Taking a value, with whatever else the same words say; numbers are read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from callcenter.dialog.hearing.beside import answer_asked_with_it
from callcenter.dialog.hearing.half_numbers import put_right_beside
from callcenter.dialog.hearing.wish_beside import keep_wish_beside
from callcenter.dialog.tools import fill, in_part, names_digits, next_step, read_back
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import Filled, is_number, kind_of
from callcenter.dialog.ways_out import value_schema
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.messages.call_words import called_then
from callcenter.spoken.messages.dictation import joined
from callcenter.spoken.values import numbers_named
from callcenter.spoken.words import plain_words

#: Takes digits back in the middle of them: "eight two four. no, two three".
_TAKEN_BACK = re.compile(r"\S (?:no|sorry|wait|i mean|scratch that|correction|actually)\b(?!.*\b(?:zip|post))")


def is_free_text(turn: CallerTurn) -> bool:
    """Tell whether the caller was asked for something that takes any words."""
    return turn.state.awaiting is Awaiting.VALUE and kind_of(value_schema(turn)) in ("text", "name")


def put_in(turn: CallerTurn, found: Filled) -> Reply:
    """Put a value in, with whatever else the same words say, and go on; numbers are read back."""
    state, frame = turn.state, turn.state.frame
    assert frame is not None  # noqa: S101 - a value is awaited for a tool in hand only
    shape = turn.shapes[frame.tool]
    is_free = is_free_text(turn)
    value = joined(frame.partial, dictated(found.value)) if is_free else found.value
    taken = frame.with_arguments(**{state.parameter: value})
    if not is_free:
        taken = in_part(
            turn,
            fill(
                turn, put_right_beside(turn, _said_anew(turn, taken)), [turn.text], only=partial(_may_be_said_too, turn)
            ),
        )
        keep_wish_beside(turn)
    else:
        taken = fill(turn, taken, [turn.text], only=lambda schema: kind_of(schema) == "phone")
        if when := called_then(turn.text):  # "and ring me on Monday after four"
            taken = fill(turn, taken, [when], only=lambda schema: kind_of(schema) in ("date", "enum", "clock"))
    new = [name for name in shape.parameters if taken.arguments.get(name) != frame.arguments.get(name)]
    turn.hold(taken, misses=0, echoed=state.parameter)
    echo = read_back(turn, taken, new)
    if not is_free and (reply := answer_asked_with_it(turn)) is not None:
        return replace(reply, text=join(phrasing.read_back(echo) if echo else "", reply.text))
    return next_step(turn, echo=echo)


def _may_be_said_too(turn: CallerTurn, schema: Mapping[str, Any]) -> bool:
    """Tell whether words that give one value may give this one: digits that put a number right are of that number."""
    if not is_number(schema) or kind_of(schema) in numbers_named(turn.text):
        return True
    return not (names_digits(turn.text) or _TAKEN_BACK.search(plain_words(turn.text)))


def _said_anew(turn: CallerTurn, frame: Frame) -> Frame:
    """Return the frame without the days and choices that the same words name otherwise ("then saturday evening")."""
    for name, schema in turn.shapes[frame.tool].parameters.items():
        if name == turn.state.parameter or name not in frame.arguments or kind_of(schema) not in ("date", "enum"):
            continue
        read = turn.reader.read(schema, turn.text, is_answer=False)
        if isinstance(read, Filled) and not read.is_open and read.value != frame.arguments[name]:
            frame = frame.without(name)
    return frame
