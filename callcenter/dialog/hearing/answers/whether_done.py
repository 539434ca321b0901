"""Whether something was done in this call, or stands: said as it is to who asks, whatever else is going on.

It is no yes and no no to what is proposed: that is proposed once more right after it, whole, and what was asked for is
asked again. What the call knows nothing of may be from before it, and is looked up.
"""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.deeds.finding import in_hand
from callcenter.dialog.deeds.place import told_where
from callcenter.dialog.deeds.telling import Told, tell
from callcenter.dialog.hearing.asked_values.taken import is_free_text
from callcenter.dialog.hearing.beside import look_up_beside
from callcenter.dialog.hearing.wish_beside import begins_with_yes
from callcenter.dialog.tools import next_step, start
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.ways_out import again, ask_more, topic_of
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.consent import is_outright
from callcenter.spoken.deeds.asked_done import AskedDone, asked_done, beside_asked
from callcenter.spoken.deeds.asked_forms import Asks
from callcenter.spoken.deeds.asked_place import asks_where
from callcenter.spoken.deeds.deed_words import DeedKind, kinds_named
from callcenter.spoken.words import plain_words

#: Says yes at its end, or may.
_ENDS_AS_YES = re.compile(r"\b(?:yes|yeah|yep|ok|okay|right|correct|please|sure|good|do|go ahead)$")


def hear_whether_done(turn: CallerTurn) -> Reply | None:
    """Answer a question about what was done in the call, or stands; None to other words."""
    if (reply := _hear_where(turn)) is not None:
        return reply
    asked = asked_done(turn.text) if turn.script.language == "en" else None
    if asked is None or _is_answer(turn, asked):
        return None
    told = tell(turn, asked)
    if told is None:
        return None
    if told.looks_up is not None and is_free_text(turn):
        return None
    if told.looks_up is not None:
        return _looked_up(turn, told, told.looks_up)
    _drop_second(turn)
    if told.wanted is not None and turn.state.awaiting in OPEN and told.wanted.tool in turn.shapes:
        deed = told.wanted
        known = {name: one for name, one in deed.arguments.items() if name in turn.shapes[deed.tool].parameters}
        reply = start(turn, Frame(tool=deed.tool, arguments=known))
        return replace(reply, text=join(told.said, reply.text))
    return tell_and_go_on(turn, told.said)


def _hear_where(turn: CallerTurn) -> Reply | None:
    """Say on which ticket the caller's words stand, if they ask; None to other words, and if there are none."""
    asked = asks_where(turn.text) if turn.script.language == "en" and not is_free_text(turn) else ""
    if not asked or turn.heard.consent is Consent.YES or not (said := told_where(turn, asked)):
        return None
    _drop_second(turn)
    return tell_and_go_on(turn, said)


def _is_answer(turn: CallerTurn, asked: AskedDone) -> bool:
    """Tell whether words may answer what was asked, or be what is to be written down, and ask nothing of us."""
    awaiting, is_put = turn.state.awaiting, asked.words.rstrip().endswith("?")
    if awaiting is Awaiting.CONSENT:
        beside, is_yes = beside_asked(turn.text), turn.heard.consent is Consent.YES
        may_be_yes = not is_put and _ENDS_AS_YES.search(plain_words(asked.words)) is not None
        is_yes = is_yes and (not is_put or begins_with_yes(turn) or (beside != "" and is_outright(beside)))
        is_of_it = asked.asks in (Asks.VALUE, Asks.OF_IT) and not any(one.is_done for one in turn.ledger)
        return is_yes or may_be_yes or is_of_it
    if awaiting not in OPEN and asked.is_tagged and not is_put:
        return True  # "that's booked for Tuesday then, yes", to "which day would suit you?"
    if asked.asks in (Asks.VALUE, Asks.OF_IT) and awaiting not in (Awaiting.MORE, Awaiting.PICK):
        return True
    is_known = bool(asked.kinds) or asked.asks in (Asks.ALL, Asks.HOLDS) or not (asked.is_weak or asked.rest)
    return is_free_text(turn) and not (turn.ledger and is_known)


def tell_and_go_on(turn: CallerTurn, said: str) -> Reply:
    """Say something, and go on with what was asked; what is proposed is proposed anew, as its guard needs it."""
    if turn.state.awaiting is Awaiting.CONSENT and turn.state.frame is not None:
        return next_step(turn, before=said)
    if turn.state.awaiting in OPEN and not turn.state.topics:
        return ask_more(turn, said)
    return again(turn, said)


def _drop_second(turn: CallerTurn) -> None:
    """Drop the second half of the question from what is kept for later: it is answered with the first."""
    asked = [one for one in turn.state.lasting.wishes if one in turn.text]
    told = {one for one in asked for put in (f"{one.rstrip('.?!')}?",) if asked_done(put) or asks_where(put)}
    kept = tuple(one for one in turn.state.lasting.wishes if one not in told)
    if kept != turn.state.lasting.wishes:
        turn.remember(wishes=kept)


def _looked_up(turn: CallerTurn, told: Told, kind: DeedKind) -> Reply | None:
    """Look up what stands from before the call; None if others know it."""
    tool = _look_up_of(turn, kind)
    is_open = turn.state.awaiting in OPEN and not turn.state.topics
    if not tool:
        now = in_hand(turn)
        return tell_and_go_on(turn, phrasing.NOT_IN_THIS_CALL) if now is not None and not is_open else None
    steps = any(turn.tool(one.tool).outcome is Outcome.STEP for one in turn.state.frames)
    if is_open:
        reply = start(turn, Frame(tool=tool))
    elif steps or turn.state.awaiting not in (Awaiting.VALUE, Awaiting.CONSENT, Awaiting.PICK, Awaiting.OFFER):
        return tell_and_go_on(turn, phrasing.NOT_IN_THIS_CALL)
    else:
        reply = look_up_beside(turn, Frame(tool=tool))
    _drop_second(turn)
    return replace(reply, text=join(told.said, reply.text))


def _look_up_of(turn: CallerTurn, kind: DeedKind) -> str:
    """Return the tool that looks up what stands of a kind of deed, and needs nothing for it; '' if there is none."""
    listing = {one.choose_from for one in turn.script.tools}
    for tool in turn.script.tools:
        is_look_up = tool.name in turn.shapes and tool.outcome is Outcome.LOOK_UP and tool.name not in listing
        if not is_look_up or turn.shapes[tool.name].required:
            continue
        named = kinds_named(plain_words(f"{tool.name.replace('_', ' ')} {topic_of(turn, tool.name)}"))
        if kind in named and kind is not DeedKind.PAYMENT:
            return tool.name
    return ""
