"""What the engine waits for, and whether what the caller has said so far is whole: for ending a turn early or late."""

from __future__ import annotations

from collections.abc import Mapping

from callcenter.dialog.script import ToolShape
from callcenter.dialog.tools import fill
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, State
from callcenter.dialog.understanding.slot_filling import kind_of
from callcenter.domain.dialog_act import Act
from callcenter.spoken.answer_shape import Completeness, Slot, SlotKind, judge, slot_for_schema

#: Acts after which nothing follows that would change the answer.
WHOLE_ACTS = frozenset({Act.EMERGENCY, Act.PERSON, Act.GOODBYE, Act.REPEAT, Act.SLOWER, Act.HEARD, Act.MACHINE})
_YES_NO = Slot(kind=SlotKind.YES_NO)
_SLOTS = {
    Awaiting.CONSENT: _YES_NO,
    Awaiting.OFFER: _YES_NO,
    Awaiting.PERSON: _YES_NO,
    Awaiting.PICK: Slot(kind=SlotKind.PICK),
    Awaiting.MENU: Slot(kind=SlotKind.DIGITS, min_length=1, max_length=1),
}
_OPEN = Slot(kind=SlotKind.OPEN)
_WORDS = Slot(kind=SlotKind.WORDS)


def slot_expected(state: State, shapes: Mapping[str, ToolShape]) -> Slot:
    """Return what kind of answer the caller owes us."""
    frame = state.frame
    if state.awaiting is Awaiting.VALUE and frame is not None and frame.tool in shapes:
        schema = shapes[frame.tool].parameters.get(state.parameter, {})
        slot = slot_for_schema(schema) or (_WORDS if kind_of(schema) == "text" else _OPEN)
        if slot.kind is SlotKind.DIGITS and frame.partial:
            rest = [max(0, length - len(frame.partial)) for length in (slot.min_length, slot.max_length)]
            return Slot(kind=slot.kind, min_length=rest[0], max_length=rest[1])
        return slot
    return _SLOTS.get(state.awaiting, _OPEN)


def completeness_of(turn: CallerTurn, text: str) -> Completeness:
    """Return how far the words are: by what was asked, then by what they do, then by the wish they name."""
    if (trailing := judge(_OPEN, text)) is Completeness.INCOMPLETE:
        return trailing
    slot = slot_expected(turn.state, turn.shapes)
    verdict = judge(slot, text)
    if verdict is not Completeness.OPEN or slot.kind not in (SlotKind.OPEN, SlotKind.WORDS):
        return verdict
    if turn.heard.act in WHOLE_ACTS:
        return Completeness.COMPLETE
    if slot.kind is SlotKind.WORDS:
        return Completeness.OPEN
    return Completeness.COMPLETE if _is_whole_wish(turn) else Completeness.OPEN


def _is_whole_wish(turn: CallerTurn) -> bool:
    """Tell whether the words name one wish with all that it needs."""
    if not (label := turn.called_for(turn.wish)):
        return False
    if turn.handoff(label) is not None or label not in turn.shapes:
        return True
    shape = turn.shapes[label]
    return not fill(turn, Frame(tool=label), [turn.text]).missing(shape)
