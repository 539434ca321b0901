"""Hearing whether the caller wants the person who was offered; if not, what was asked before goes on."""

from __future__ import annotations

from dataclasses import replace

from callcenter.dialog.hearing.closing import unclear
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply, State
from callcenter.dialog.understanding.slot_filling import Filled, is_number
from callcenter.dialog.ways_out import connect, end, go_back, wait
from callcenter.dialog.wishes import act, is_other_wish, taking_number
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent import consent_in_any_language
from callcenter.spoken.act.more_wanted import takes_a_person
from callcenter.spoken.words import plain_words


def hear_person(turn: CallerTurn) -> Reply | None:
    """Connect on a yes, go on on a no; None if the words are the answer asked for before, or another wish."""
    resumed = turn.state.resumes
    if resumed is not None and resumed.awaiting is Awaiting.VALUE and _answers(turn, resumed):
        turn.state = replace(resumed, lasting=turn.state.lasting)
        return None  # what was asked before is answered after all
    if takes_a_person(plain_words(turn.text)):
        return connect(turn)
    match consent_in_any_language(turn.text):
        case Consent.YES:
            return connect(turn)
        case Consent.NO if Act.GOODBYE in turn.heard.acts:
            return end(turn)
        case Consent.NO if resumed is not None and (tool := taking_number(turn)) and tool != resumed.frames[-1].tool:
            return act(turn, tool, [turn.text])  # "no, is it broken everywhere? My ZIP is 78704"
        case Consent.NO if not is_other_wish(turn, turn.wish):
            return go_back(turn, phrasing.ALL_RIGHT)
        case Consent.HOLD:
            return wait(turn) or unclear(turn)
    if is_other_wish(turn, turn.wish, frames=resumed.frames if resumed is not None else None):
        # "No, I only want to know if there's an outage": neither the person nor what was asked before.
        turn.begin()
    return None


def _answers(turn: CallerTurn, asked: State) -> bool:
    """Tell whether the words are the value that was asked for before a person was offered."""
    schema = turn.shapes[asked.frame.tool].parameters.get(asked.parameter, {}) if asked.frame else {}
    return is_number(schema) and isinstance(turn.reader.read(schema, turn.text), Filled)
