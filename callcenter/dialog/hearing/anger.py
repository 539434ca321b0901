"""Callers who object, complain or insult: never argued with, never hung up on for it, and offered a person in time."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.beside import answer_beside
from callcenter.dialog.hearing.closing import cancel, leave
from callcenter.dialog.hearing.wish_beside import names_a_wish
from callcenter.dialog.script import END, MESSAGE, PERSON
from callcenter.dialog.tools import start
from callcenter.dialog.turn import CONSENTS, OPEN, Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import Action, decide
from callcenter.dialog.ways_out import again, end, missed, offer_way_out
from callcenter.dialog.wishes import act, clarify
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.words import plain_words

#: Wants a complaint noted.
_COMPLAINS = re.compile(
    r"\b(file|make|lodge|register|put in|submit|raise|have|leave|take|write) (a|my|another|this) (\w+ )?complaint\b|"
    r"\b(want|like|need|going|wish|here|calling) to (complain|lodge|file)\b|"
    r"\bcomplaint (about|against)\b|^(a )?complaint$|\b(i'?m|i am|we'?re|we are) (here to )?complain(ing)?\b|"
    r"this is a complaint"
)
#: Objections after which a person is offered.
MOST_OBJECTIONS = 1
#: Insults after which the call is ended: the caller was asked to stay calm, and offered a person.
MOST_ABUSES = 2


def hear_objection(turn: CallerTurn) -> Reply | None:
    """The caller is against what was said or done: never argue, never hang up on it, unless they take leave."""
    if Act.GOODBYE in turn.heard.acts and not names_a_wish(turn, turn.heard.wish):
        return end(turn)  # "you don't understand me. Forget it, bye"
    if turn.state.awaiting is Awaiting.VALUE and (reply := answer_beside(turn)) is not None:
        return reply  # "I already said, is there a charge?"
    if turn.state.awaiting in CONSENTS and turn.state.awaiting is not Awaiting.PERSON:
        if turn.heard.consent is Consent.NO:
            return cancel(turn)
        if turn.state.misses:
            return leave(turn)
    if (reply := complains(turn)) is not None:
        return reply
    if turn.state.topics and turn.heard.wish and decide(turn.rank(turn.wish)).action is not Action.NOT_UNDERSTOOD:
        return None  # angry, but an answer to "which of them?"
    return _objected(turn, phrasing.UNDERSTAND, phrasing.OBJECTED_AGAIN)


def complains(turn: CallerTurn) -> Reply | None:
    """Note a complaint, if the caller wants that."""
    if MESSAGE not in turn.shapes or not _COMPLAINS.search(plain_words(turn.text)):
        return None
    reply = start(turn, Frame(tool=MESSAGE))
    return replace(reply, text=join(phrasing.UNDERSTAND, reply.text))


def _objected(turn: CallerTurn, first: str, again_: str) -> Reply:
    count = turn.state.lasting.objections
    turn.remember(objections=count + 1)
    if count >= MOST_OBJECTIONS and turn.state.awaiting is not Awaiting.PERSON:
        return offer_way_out(turn, again_)
    if turn.state.awaiting is Awaiting.PERSON:
        return missed(turn, join(first, turn.state.question))
    if turn.state.awaiting in CONSENTS:
        turn.update(misses=turn.state.misses + 1)
    if turn.state.awaiting in OPEN:
        choice = decide(turn.rank(turn.wish))
        if choice.action is Action.ACT and choice.labels[0] in turn.shapes and choice.labels[0] not in (PERSON, END):
            # Angry, and clear all the same: what they want is done.
            reply = act(turn, choice.labels[0], [turn.text])
            return replace(reply, text=join(first, reply.text))
        if choice.action is Action.CLARIFY and len(choice.labels) > 1 and not turn.state.topics:
            reply = clarify(turn, choice.labels, turn.text)
            return replace(reply, text=join(first, reply.text))
        turn.begin(awaiting=Awaiting.TOPIC, question=phrasing.WHAT_INSTEAD)
        return Reply(text=join(first, phrasing.WHAT_INSTEAD))
    return again(turn, first)


def hear_abuse(turn: CallerTurn) -> Reply:
    """Stay calm, offer a person, and at last end the call, as anybody at a desk may."""
    count = turn.state.lasting.abuses
    turn.remember(abuses=count + 1)
    if count >= MOST_ABUSES and END in turn.shapes:
        return replace(end(turn), text=phrasing.ENOUGH)
    return _objected(turn, phrasing.CALM, phrasing.UPSET_AGAIN)
