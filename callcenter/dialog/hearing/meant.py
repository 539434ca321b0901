"""Wishes of which the matter is put right: "no, I meant my address", after "can you change my number"."""

from __future__ import annotations

from callcenter.dialog.hearing.consent import cancel
from callcenter.dialog.script import END
from callcenter.dialog.tools import corrected
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply, says_only_numbers
from callcenter.dialog.understanding.intents import Action, decide
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.taken_back import matter_meant, with_matter

#: Where a wish is waited for, and where one is proposed.
_OPEN = (Awaiting.NOTHING, Awaiting.MORE, Awaiting.TOPIC)
_PROPOSED = (Awaiting.CONSENT, Awaiting.OFFER)
#: So many of the caller's turns back the wish may stand whose matter is put right.
_LOOKED_BACK = 3


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
