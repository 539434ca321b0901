"""What was advised ("unplug the modem") and isn't done yet is no failed try: the caller is told how it goes on."""

from __future__ import annotations

from callcenter.dialog.script import TICKET
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import LOOK_UP
from callcenter.dialog.ways_out import ask_more
from callcenter.dialog.wishes import act
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.follow_up import not_tried
from callcenter.spoken.sentence import sentences_asked

#: Asked of ourselves: the business's answer to it says how it goes on.
_IF_LATER = "what if I can only restart the modem later"


def hear_not_tried(turn: CallerTurn) -> Reply | None:
    """Tell who hasn't done yet what was advised how it goes on; a ticket proposed for its failure is put away."""
    told, state = turn.state.lasting.told, turn.state
    if turn.script.language != "en" or turn.heard.act is Act.GOODBYE or turn.heard.consent is Consent.YES:
        return None
    is_advised = told is not None and told.facts.get("suggestion") == "reboot" and state.awaiting in OPEN
    is_proposed = state.awaiting is Awaiting.CONSENT and state.frame is not None and state.frame.tool == TICKET
    led = turn.tool(state.led_by) if state.led_by else None
    is_of_it = is_proposed and led is not None and led.outcome is Outcome.LOOK_UP
    if not (is_advised or is_of_it) or not not_tried(turn.text, is_put_off=is_advised):
        return None
    if is_advised and (sentences_asked(turn.text) or turn.called_for(turn.heard.second)):
        return None  # "I'll do that later. And what do I owe?" has a wish of its own
    label = turn.called_for(_IF_LATER)
    before = turn.script.phrases.cancelled if is_of_it else phrasing.ALL_RIGHT
    if not label.startswith(f"{LOOK_UP}:") or LOOK_UP not in turn.shapes:
        return ask_more(turn, before)
    turn.begin(awaiting=Awaiting.MORE, question=turn.script.phrases.anything_else)
    reply = act(turn, label, [_IF_LATER])
    return Reply(text=join(before, reply.text), tool=reply.tool, arguments=reply.arguments)
