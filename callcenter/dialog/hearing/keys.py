"""Keys pressed, or said, in answer to what was offered with keys: a menu, topics, a yes or no."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.closing import agreed, cancel, unclear
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.ways_out import connect
from callcenter.dialog.wishes import act
from callcenter.spoken.numbers.numbers import numbers_in
from callcenter.spoken.words import without_fillers

#: What a menu's key may be said in: "number two please".
MENU_WORDS = 3
YES_KEY, NO_KEY, PERSON_KEY = 1, 2, 0
#: What says that a 1 agrees.
PRESS_ONE = "press 1 for yes"


def hear_key(turn: CallerTurn) -> Reply | None:
    """Take a single key if one was offered; None if the words are no key."""
    key = _key(turn)
    if key is None:
        return None
    state = turn.state
    if key == PERSON_KEY and not (state.frame is not None and state.frame.partial):
        return connect(turn)
    match state.awaiting:
        case Awaiting.MENU | Awaiting.TOPIC if 0 < key <= len(state.topics):
            return act(turn, state.topics[key - 1], [state.heard] if state.heard else [])
        case Awaiting.CONSENT if key == YES_KEY and not any(PRESS_ONE in said for said in state.lasting.said[-1:]):
            return unclear(turn)  # nobody has said what 1 means
        case Awaiting.CONSENT | Awaiting.OFFER if key == YES_KEY:
            return agreed(turn)
        case Awaiting.PERSON if key == YES_KEY:
            return connect(turn)
        case Awaiting.CONSENT | Awaiting.OFFER if key == NO_KEY:
            return cancel(turn)
    return None


def _key(turn: CallerTurn) -> int | None:
    text = turn.text.strip()
    pressed = re.fullmatch(r"(\d)(?:\s*\1)*", text)
    if pressed is not None and (len(text) == 1 or turn.state.awaiting is not Awaiting.VALUE):
        return int(pressed[1])  # an impatient "0 0" is a nought, if no number was asked for
    if turn.state.awaiting is not Awaiting.MENU or len(without_fillers(text).split()) > MENU_WORDS:
        return None
    found = numbers_in(text)
    return found[0] if len(found) == 1 and found[0] < 10 else None
