"""Two times wished for, the second if the first is not to be had: each is taken whole, and never a blend of both."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.dialog.turn import Awaiting, CallerTurn, Frame
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.days.spans import alternatives

#: Of so many turns before, a second time is still wished for.
_RECENT = 4


def first_time(turn: CallerTurn, tool: str, text: str) -> str:
    """Return what a text says of the first of two times, for a tool that takes one of those that are free."""
    both = alternatives(text) if turn.script.language == "en" and _takes_a_time(turn, tool) else None
    return both[0] if both is not None else text


def hear_first_time(turn: CallerTurn) -> None:
    """Hear the first of two times, where one is asked for, offered or proposed."""
    frame, state = turn.state.frame, turn.state
    tool = state.pick_tool if state.awaiting is Awaiting.PICK else frame.tool if frame is not None else ""
    is_asked = state.awaiting in (Awaiting.PICK, Awaiting.VALUE, Awaiting.CONSENT)
    if not is_asked or (first := first_time(turn, tool, turn.text)) == turn.text:
        return
    whole = turn.heard
    turn.hear(first)
    if state.awaiting is Awaiting.CONSENT and turn.heard.consent is Consent.YES:
        turn.heard = whole  # half of a turn is no yes


def second_time(turn: CallerTurn, frame: Frame | None, texts: Sequence[str]) -> Frame | None:
    """Return a tool with the second time wished for, if the first has just been refused; None if there is none."""
    if frame is None or not _takes_a_time(turn, frame.tool):
        return None
    for text in reversed(texts[-_RECENT:]):
        both = alternatives(text)
        if both is None:
            continue
        first, second = (_times(turn, frame, one) for one in both)
        is_first = bool(first) and all(frame.arguments.get(name) == value for name, value in first.items())
        return frame.with_arguments(**{**first, **second}) if is_first and second and second != first else None
    return None


def _times(turn: CallerTurn, frame: Frame, text: str) -> dict[str, object]:
    read = {
        name: turn.reader.read(schema, text, is_answer=False)
        for name, schema in turn.shapes[frame.tool].parameters.items()
        if kind_of(schema) in ("date", "enum") and not schema.get("ruledOut") and not schema.get("stretch")
    }
    return {name: one.value for name, one in read.items() if isinstance(one, Filled) and not one.is_open}


def _takes_a_time(turn: CallerTurn, tool: str) -> bool:
    """Tell whether a tool takes a day and a part of it, of those that another lists, or lists them."""
    if tool not in turn.shapes:
        return False
    is_listed = turn.tool(tool).choose_from in turn.shapes
    is_listing = any(one.choose_from == tool for one in turn.script.tools)
    kinds = {kind_of(schema) for schema in turn.shapes[tool].parameters.values()}
    return (is_listed or is_listing) and {"date", "enum"} <= kinds
