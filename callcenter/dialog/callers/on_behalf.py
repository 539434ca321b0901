"""Callers who call for somebody else: they are told once, and before anything is asked of them, what is possible.

Who has the account number and the ZIP code is served; without them there is what goes for everybody, and a message.
"""

from __future__ import annotations

from callcenter.dialog.script import MESSAGE
from callcenter.dialog.turn import CallerTurn, Frame, WayOut
from callcenter.dialog.understanding.intents import LOOK_UP
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.templates import join_list
from callcenter.spoken.act.on_behalf import calls_for_other

#: Asked of ourselves: the business's answer to it says for whom we speak about an account.
_FOR_OTHERS = ("may I call for somebody else", "can I hear about my daughter's account")
#: What led to the answer that tells them.
FOR_OTHER = "for-other"


def told_what_is_possible(turn: CallerTurn, tool: str, said: str = "") -> str:
    """Return what is possible for who calls for somebody else, once, by what a tool needs to know; else ''.

    `said` stands in place of the turn's text.
    """
    if tool not in turn.shapes or not _is_to_be_told(turn, said or turn.text):
        return ""
    turn.offered(WayOut.FOR_OTHER)
    needed = join_list([phrasing.spoken_name(one) for one in turn.shapes[tool].required])
    return phrasing.for_others(needed, has_message=MESSAGE in turn.shapes)


def answer_for_others(turn: CallerTurn, *, is_asked: bool = False) -> Frame | None:
    """Return the business's answer to who calls for somebody else and says no more, once; None to others.

    It is told to who asks (`is_asked`) all the same.
    """
    if LOOK_UP not in turn.shapes or not (is_asked or _is_to_be_told(turn, turn.text)):
        return None
    if not (label := label_for_others(turn)):
        return None
    turn.offered(WayOut.FOR_OTHER)
    return Frame(tool=LOOK_UP, arguments={"topic": label.partition(":")[2]})


def label_for_others(turn: CallerTurn) -> str:
    """Return the label of the business's answer to who calls for somebody else, '' if it has none."""
    labels = (one.label for said in _FOR_OTHERS for one in turn.intents.rank(said)[:1])
    return next((one for one in labels if one.startswith(f"{LOOK_UP}:")), "")


def _is_to_be_told(turn: CallerTurn, said: str) -> bool:
    return WayOut.FOR_OTHER not in turn.state.lasting.offered and calls_for_other(said)
