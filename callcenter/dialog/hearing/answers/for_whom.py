"""Callers who call for somebody else, or ask whether they may: they are told what is possible."""

from __future__ import annotations

from callcenter.dialog.callers.on_behalf import FOR_OTHER, answer_for_others, told_what_is_possible
from callcenter.dialog.hearing.asides import BARE_WORDS, unknown
from callcenter.dialog.hearing.beside import look_up_beside
from callcenter.dialog.tools import start
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import LOOK_UP
from callcenter.dialog.understanding.slot_filling import is_number, kind_of
from callcenter.dialog.ways_out import again, value_schema
from callcenter.dialog.wishes import act, clear_clause
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.consent import is_outright
from callcenter.spoken.act.on_behalf import asks_for_whom, calls_for_other
from callcenter.spoken.sentence import sentences_asked
from callcenter.spoken.words import clauses_of, sentences, without_fillers


def hear_for_other(turn: CallerTurn) -> Reply | None:
    """Tell who calls for somebody else what is possible, before anything else is asked of them; None to others.

    What they clearly want with it is taken up: they are told it where an account is needed for that.
    """
    state = turn.state
    if (reply := _asks_for_whom(turn)) is not None:
        return reply
    if state.awaiting in (Awaiting.CONSENT, Awaiting.OFFER):
        return _not_their_own(turn)
    is_number = state.awaiting is Awaiting.VALUE and kind_of(value_schema(turn)) == "digits"
    is_open = state.awaiting in OPEN
    if not (is_number or is_open or state.awaiting is Awaiting.PERSON) or not calls_for_other(turn.text):
        return None
    if is_number and turn.reader.read(value_schema(turn), turn.text) is not None:
        return None  # "it's my mother's, 4071 8823"
    if is_open:
        others = [one for one in clauses_of(turn.text) if not calls_for_other(one)]
        rest = ", ".join(others) or turn.text
        label = turn.called_for(rest) if len(without_fillers(rest).split()) > BARE_WORDS else ""
        if label and not label.startswith(f"{LOOK_UP}:"):
            return act(turn, label, [turn.text]) if others else None
        if (others and label) or (not others and clear_clause(turn)):
            return None
        frame = answer_for_others(turn)
        return start(turn, frame, led_by=FOR_OTHER) if frame is not None else None
    asked = state if is_number else state.resumes
    tool = asked.frame.tool if asked is not None and asked.frame is not None else ""
    told = told_what_is_possible(turn, tool)
    return again(turn, told) if told else unknown(turn) if is_number else None


def _asks_for_whom(turn: CallerTurn) -> Reply | None:
    """Answer who asks whether they may do it for the customer ("does it matter that I'm not her?"); None to others."""
    is_asked = bool(sentences_asked(turn.text)) and asks_for_whom(turn.text)
    if not is_asked or LOOK_UP not in turn.shapes or turn.state.awaiting is Awaiting.MENU:
        return None
    frame = answer_for_others(turn, is_asked=True)
    is_open = turn.state.awaiting in OPEN or turn.state.frame is None
    if frame is None or (not is_open and is_number(value_schema(turn)) and _names_number(turn)):
        return None
    return start(turn, frame) if is_open else look_up_beside(turn, frame)


def _names_number(turn: CallerTurn) -> bool:
    """Tell whether the number asked for is in the caller's words."""
    return turn.reader.read(value_schema(turn), turn.text) is not None


def _not_their_own(turn: CallerTurn) -> Reply | None:
    """Take who says at a proposal that the account is somebody else's for no no; what else they say is heard."""
    frame, said = turn.state.frame, sentences(turn.text)
    is_of_text = frame is None or turn.tool(frame.tool).outcome is Outcome.TICKET
    others = [one for one in said if not calls_for_other(one)]
    if is_of_text or turn.heard.consent is Consent.YES or len(others) == len(said):
        return None
    if any(is_outright(one) for one in said if one not in others):
        return None  # "it's my mum's account, but yes, do it"
    if not others:
        return again(turn, phrasing.THAT_ACCOUNT)
    turn.hear(" ".join(others))
    return None
