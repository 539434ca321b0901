"""Callers who are no customers (yet): what goes for everybody is told them where they are, and no number is asked for.

They said so once, to whichever agent; it goes for the whole call. What only customers can have done isn't begun, and
nobody passes them on for it: a message is taken instead.
"""

from __future__ import annotations

from callcenter.dialog.tools import next_step
from callcenter.dialog.turn import CONSENTS, IDLE, Awaiting, CallerTurn, Reply
from callcenter.dialog.ways_out import again, ask_openly, not_seen, offer_to_write
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.spoken.act.on_behalf import has_no_account
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import clauses_of, without_fillers

#: A wish has so many words.
_WISH_WORDS = 3


def hear_no_customer(turn: CallerTurn) -> Reply | None:
    """Let go what needs an account, of who says that they have none; what they ask with it is heard by itself."""
    if not has_no_account([turn.text]):
        return None
    frames = turn.state.frames
    said_too = len([one for one in clauses_of(turn.text) if one]) > 1
    if not any(turn.needs_account(one.tool) for one in frames):
        if turn.state.awaiting in CONSENTS and not said_too:
            is_proposed = turn.state.awaiting is Awaiting.CONSENT  # no refusal of a message: it is proposed anew
            said = phrasing.NO_ACCOUNT_FOR_THAT
            return next_step(turn, before=said) if is_proposed else again(turn, said)
        if turn.state.awaiting not in IDLE:
            return None
    if frames:
        turn.begin(awaiting=Awaiting.MORE, question=turn.script.phrases.anything_else)
        turn.hear(turn.text)
    clauses = [one for one in clauses_of(turn.text) if len(without_fillers(one).split()) >= _WISH_WORDS]
    if any(begins_as_question(one) or (turn.called_for(one) and not has_no_account([one])) for one in clauses):
        return None
    return for_everybody(turn)


def for_everybody(turn: CallerTurn) -> Reply:
    """Say what there is for who has no account; what can't be answered is offered to be written down."""
    asked = turn.text or " ".join(turn.history[-1:])
    is_told = any(phrasing.NO_ACCOUNT_NEEDED in text for text in turn.state.lasting.said)
    if begins_as_question(asked):
        return not_seen(turn, phrasing.CANT_ANSWER_YOU)
    if is_told:
        return offer_to_write(turn, phrasing.NOT_MORE)
    return ask_openly(turn, join(phrasing.NO_ACCOUNT_NEEDED, phrasing.HOW_CAN_I_HELP))
