"""What ends a proposal or an offer: it is done, left, or asked about once more."""

from __future__ import annotations

from dataclasses import replace

from callcenter.dialog.about_that import beside_the_question
from callcenter.dialog.hearing.beside import nearest_answer
from callcenter.dialog.hearing.wish_beside import first_this, take_up_asked
from callcenter.dialog.script import COMMIT
from callcenter.dialog.tools import next_step
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.replies import ReplyKind
from callcenter.dialog.ways_out import missed
from callcenter.dialog.wishes import finish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.follow_up import has_tried
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import asked_after_no
from callcenter.spoken.words import plain_words, sentences

#: How often a proposal is spoken: once, and once more in other words.
ASKED_AT_MOST = 2
#: And more than so many, if only its mark tells that it is one ("and he'll ring before he comes?").
ASKING_LEAST = 3


def agreed(turn: CallerTurn) -> Reply:
    """Do what the caller has said yes to: commit a proposal, or go on with the tool that was offered."""
    if turn.state.awaiting is not Awaiting.CONSENT:
        turn.update(misses=0)
        return next_step(turn)
    return Reply(tool=COMMIT, arguments={"proposal": turn.state.proposal})


def cancel(turn: CallerTurn) -> Reply:
    """Give up what was begun; the caller may still say how they'd rather have it.

    What is asked after the no ("no thank you. Can you just tell me how she could pay?") is taken up.
    """
    dropped, in_hand = turn.state.frame, {frame.tool for frame in turn.state.frames}
    remember_declined(turn)
    is_deed = any(turn.tool(frame.tool).confirm for frame in turn.state.frames)
    said = turn.script.phrases.cancelled if is_deed else phrasing.ALL_RIGHT  # "no, just tell me" refuses nothing
    asked = asked_after_no(turn.text) if Act.GOODBYE not in turn.heard.acts else ""
    if asked and not turn.state.lasting.wishes:
        reply = take_up_asked(turn, asked, but=in_hand)
        return replace(reply, text=join(said, reply.text))
    reply = finish(turn, said)
    if turn.state.awaiting is Awaiting.MORE:
        turn.update(dropped=dropped)
    return reply


def unclear(turn: CallerTurn) -> Reply:
    """Ask for yes or no once more in other words; after that nothing is done, and the caller is told so."""
    state = turn.state
    said, kept = sentences(turn.text), state.lasting.wishes
    if state.awaiting is Awaiting.PERSON:
        if any(begins_as_question(one) for one in said) and turn.heard.act is not Act.UNKNOWN:
            return Reply(text=join(phrasing.ASK_THEM, state.question))
        return missed(turn, join(phrasing.YES_OR_NO, state.question))
    before = first_this(turn) if state.awaiting is Awaiting.CONSENT else ""
    is_kept = turn.state.lasting.wishes != kept
    asks = any(begins_as_question(one) or (one.endswith("?") and len(one.split()) > ASKING_LEAST) for one in said)
    if asks and not is_kept:
        if (reply := nearest_answer(turn)) is not None:
            return reply
        return Reply(text=join(beside_the_question(turn), state.question))  # a question is no answer, and no failure
    sounds_like_yes = state.awaiting is Awaiting.CONSENT and turn.replied is ReplyKind.AGREE
    if state.misses + 1 >= ASKED_AT_MOST + (bool(before) or sounds_like_yes):
        return leave(turn)
    turn.update(misses=state.misses + 1)
    if before:
        return Reply(text=join(before, state.question))
    if sounds_like_yes and not state.misses:
        # "Couldn't be better", of which a bare yes makes one.
        return Reply(text=join(phrasing.SOUNDS_LIKE_YES, phrasing.DO_YOU_WANT))
    before = phrasing.TO_BE_SURE if state.awaiting is Awaiting.CONSENT else phrasing.YES_OR_NO
    before = phrasing.TRIED if state.led_by and has_tried(plain_words(turn.text)) else before
    return Reply(text=join(before, state.question))


def leave(turn: CallerTurn) -> Reply:
    """Do nothing for want of a clear yes, and say so."""
    dropped, is_proposal = turn.state.frame, turn.state.awaiting is Awaiting.CONSENT
    remember_declined(turn)
    reply = finish(turn, phrasing.NOT_AGREED if is_proposal else phrasing.LEFT_ALONE)
    if turn.state.awaiting is Awaiting.MORE:
        turn.update(dropped=dropped)
    return reply


def remember_declined(turn: CallerTurn) -> None:
    """Remember what was proposed and is not done: the caller may want it after all."""
    if turn.state.awaiting is Awaiting.CONSENT:
        turn.remember(declined=turn.state.frame)


def wants_person_later(turn: CallerTurn) -> bool:
    """Tell whether a person is wanted after what was just agreed to: "yes, and after that I want a person"."""
    return turn.state.awaiting is Awaiting.CONSENT and turn.heard.consent is Consent.YES
