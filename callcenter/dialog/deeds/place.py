"""On which ticket the caller's words stand, told as it is: by themselves, or on the one that they were added to."""

from __future__ import annotations

from callcenter.dialog.deeds.finding import TAKEN_DOWN, in_hand, is_of
from callcenter.dialog.turn import CallerTurn
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.spoken.deeds.deed_words import DeedKind, kind_of_tool
from callcenter.spoken.numbers.numbers import digits_in

#: A number is named by so many digits.
_DIGITS = 5


def told_where(turn: CallerTurn, asked: str) -> str:
    """Return what is said to who asks where their words were written; '' if none were, and none are being."""
    known = [one for one in turn.ledger if is_of(one, TAKEN_DOWN)]
    done = next((one for one in reversed(known) if one.is_done and one.facts.get("ticket_number")), None)
    if done is None:
        now = in_hand(turn)
        return phrasing.NOT_YET if now is not None and is_of(now, TAKEN_DOWN) else ""
    number = str(done.facts["ticket_number"])
    named = digits_in(asked)
    lead = (phrasing.YES if named == number else phrasing.NO) if len(named) >= _DIGITS else ""
    is_added = done.tool.startswith("add_")
    kind = "a ticket" if kind_of_tool(done.tool) is DeedKind.TICKET else "a message"
    said = phrasing.ADDED_TO if is_added else phrasing.OF_ITS_OWN
    return join(lead, turn.render(said, {"kind": kind, "number": number}))
