"""Who wants another desk by its name is put through to it, whatever was offered in place of that."""

from __future__ import annotations

from callcenter.dialog.callers.desks import desk_named, is_at_desk_named
from callcenter.dialog.turn import CONSENTS, OPEN, Awaiting, CallerTurn, Reply
from callcenter.dialog.ways_out import ask_openly
from callcenter.dialog.wishes import act
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Consent


def hear_desk(turn: CallerTurn) -> Reply | None:
    """Put the caller through to the desk they name; None if they name none, or something waits for their yes."""
    is_proposed = turn.state.awaiting is Awaiting.CONSENT or turn.heard.consent is Consent.YES
    if is_proposed or turn.state.awaiting not in (*CONSENTS, *OPEN):
        return None
    if tool := desk_named(turn):
        return act(turn, tool, [turn.text])
    return ask_openly(turn, phrasing.ENTRY) if is_at_desk_named(turn) else None
