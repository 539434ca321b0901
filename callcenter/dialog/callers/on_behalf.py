"""Callers who call for somebody else: they are told once, and before anything is asked of them, what is possible.

Who has the account number and the ZIP code is served; without them there is what goes for everybody, and a message.
"""

from __future__ import annotations

from callcenter.dialog.turn import CallerTurn, Frame, WayOut
from callcenter.dialog.understanding.intents import LOOK_UP
from callcenter.spoken.act.on_behalf import calls_for_other

#: Asked of ourselves: the business's answer to it says for whom we speak about an account.
_FOR_OTHERS = ("may I call for somebody else", "can I hear about my daughter's account")
#: What led to the answer that tells them.
FOR_OTHER = "for-other"


def for_other(turn: CallerTurn, *, said: str | None = None) -> Frame | None:
    """Return the answer to be looked up for who calls for somebody else and hasn't been told it; else None.

    `said` is the turn's text by default.
    """
    if WayOut.FOR_OTHER in turn.state.lasting.offered or LOOK_UP not in turn.shapes:
        return None
    if not calls_for_other(turn.text if said is None else said):
        return None
    labels = (turn.called_for(one) for one in _FOR_OTHERS)
    label = next((one for one in labels if one.startswith(f"{LOOK_UP}:")), "")
    if not label:
        return None
    turn.offered(WayOut.FOR_OTHER)
    return Frame(tool=LOOK_UP, arguments={"topic": label.partition(":")[2]})
