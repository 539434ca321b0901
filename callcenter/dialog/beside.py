"""What callers ask in between, or say of what was just told: it is answered, and what was going on goes on."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.slot_filling import kind_of
from callcenter.dialog.tools import fill, next_step, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import LOOK_UP, Action, decide
from callcenter.dialog.ways_out import topic_of
from callcenter.dialog.wishes import corrected, is_other_wish
from callcenter.domain.dialog_act import Act
from callcenter.spoken.words import plain_words, without_fillers

#: "And Sunday?", "actually, make it Thursday": so short is what leans on the sentence before it.
ELLIPSIS_WORDS = 5
#: Tools that may be waiting when a question in between is answered.
MAX_ASIDE = 2
#: What asks, or makes a yes depend on something.
_ASKS = re.compile(
    r"\b(is|are|do|does|will|would|can|could|what|what's|how|when|where|who|why|which|if|unless|as long as|provided)\b"
)
#: Acts that are about what was asked itself.
_OF_THE_QUESTION = (Act.ABOUT_THAT, Act.REPEAT, Act.SLOWER, Act.EXPLAIN)


def answer_beside(turn: CallerTurn) -> Reply | None:
    """Answer a question about the business that is asked in between, and go on with what the caller was asked."""
    frame, text = turn.state.frame, turn.wish
    if frame is None or frame.tool == LOOK_UP or LOOK_UP not in turn.shapes:
        return None
    if turn.state.awaiting not in (Awaiting.VALUE, Awaiting.CONSENT) or len(turn.state.frames) > MAX_ASIDE:
        return None
    topic = _answer_asked_for(turn, text) or (
        # "Is there a fee?", to "I'll cancel your visit": what is proposed says what it is about.
        _answer_asked_for(turn, f"{topic_of(turn, frame.tool)} {text}")
        if _ASKS.search(plain_words(text)) and turn.heard.act not in _OF_THE_QUESTION
        else ""
    )
    if not topic:
        return None
    look_up = fill(turn, Frame(tool=LOOK_UP, arguments={"topic": topic}), [text])
    turn.update(frames=(*turn.state.frames, look_up))
    return next_step(turn)


def _answer_asked_for(turn: CallerTurn, text: str) -> str:
    """Return the name of the answer that words clearly ask for, or ''."""
    choice = decide(turn.rank(text))
    label = choice.labels[0] if choice.action is Action.ACT else ""
    return label.partition(":")[2] if label.startswith(f"{LOOK_UP}:") else ""


def told_otherwise(turn: CallerTurn) -> Reply | None:
    """Hear a question that was just answered, put for another day ("and Sunday?"), or a deed just done, corrected.

    What was done is done: its tool proposes the other way anew. Amounts are not put right so: that would be a second
    payment beside the first.
    """
    refused = turn.state.dropped
    frame = refused or turn.state.lasting.told_by
    if frame is None or frame.tool not in turn.shapes or len(without_fillers(turn.text).split()) > ELLIPSIS_WORDS:
        return None
    is_deed = refused is None and bool(turn.tool(frame.tool).confirm)
    if is_deed and turn.heard.act is not Act.CORRECTION:
        return None
    changed = corrected(turn, frame, turn.text)
    if changed is None or is_other_wish(turn, turn.text, frames=(frame,)):
        return None
    parameters = turn.shapes[frame.tool].parameters
    new = [name for name in changed.arguments if changed.arguments[name] != frame.arguments.get(name)]
    if is_deed and any(kind_of(parameters[name]) != "date" and not parameters[name].get("enum") for name in new):
        return None
    return start(turn, changed)
