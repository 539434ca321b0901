"""What a message or a ticket holds that is proposed, or was taken in this call: its words, and its number."""

from __future__ import annotations

from callcenter.dialog.deeds.finding import in_hand
from callcenter.dialog.hearing.messages.afterwards import taken_last
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.script import ADD, MESSAGE, TICKET
from callcenter.dialog.tools import next_step
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.ways_out import again, ask_more
from callcenter.dialog.wording import phrasing
from callcenter.domain.deed import Deed
from callcenter.spoken.messages.asked_back import asks_to_read_back, asks_which_kind, asks_which_number
from callcenter.spoken.messages.chatter import bids_line
from callcenter.spoken.words import sentences

#: Where it is told: what was proposed is proposed anew after it.
_TOLD_AT = (Awaiting.CONSENT, Awaiting.MORE)
#: Where to call, as it is noted (`callback` of the tools).
_NUMBERS = {
    "given": phrasing.NUMBER_GIVEN,
    "calling": phrasing.NUMBER_CALLING,
    "on-file": phrasing.NUMBER_ON_FILE,
    "none": phrasing.NO_CALL_NOTED,
}
#: What is written down, to who asks which of them it is.
_KINDS = {MESSAGE: phrasing.OF_A_MESSAGE, TICKET: phrasing.OF_A_TICKET}


def hear_as_noted(turn: CallerTurn) -> Reply | None:
    """Read a message back, or tell which number it has, to who asks that and nothing else; None to other words."""
    if turn.script.language != "en":
        return None
    if turn.state.awaiting is Awaiting.VALUE:
        return _as_it_stood(turn)
    if turn.state.awaiting not in _TOLD_AT or (deed := _noted(turn)) is None:
        return None
    is_proposed = turn.state.awaiting is Awaiting.CONSENT
    if asks_which_number(turn.text) and (template := _NUMBERS.get(str(deed.facts.get("callback", "")))):
        said = turn.render(template, deed.facts)
        return next_step(turn, before=said) if is_proposed else ask_more(turn, said)
    if is_proposed and asks_which_kind(turn.text) and turn.state.frame is not None:
        for wanted in filter(bids_line, sentences(turn.text) if turn.state.frame.tool == MESSAGE else []):
            turn.keep_wish(wanted)  # "I want the ticket": it is taken up after the yes or no
        return next_step(turn, before=_KINDS.get(turn.state.frame.tool, phrasing.OF_A_NOTE))
    if not asks_to_read_back(turn.text, is_written=is_proposed):
        return None
    if is_proposed:
        return next_step(turn)  # that reads it
    number = deed.facts.get("ticket_number")
    added = [one.facts for one in turn.ledger if one.tool == ADD and one.is_done]
    texts = [deed.text, *(str(one["message"]) for one in added if one.get("ticket_number") == number)]
    return ask_more(turn, turn.render(phrasing.IT_SAYS, {"text": ". ".join(one.strip(" .") for one in texts)}))


def _as_it_stood(turn: CallerTurn) -> Reply | None:
    """Read out the text that is asked for anew, as it stood."""
    frame, before = turn.state.frame, turn.state.lasting.declined
    name = text_of(turn, frame)
    if before is None or not name or turn.state.parameter != name or phrasing.MESSAGE_AGAIN not in turn.state.question:
        return None
    text = str(before.arguments.get(name, ""))
    if not text or not asks_to_read_back(turn.text, is_written=True):
        return None
    return again(turn, turn.render(phrasing.IT_SAID, {"text": text.strip(" .")}))


def _noted(turn: CallerTurn) -> Deed | None:
    """Return the message or ticket that is proposed just now, else the last one taken in this call."""
    if turn.state.awaiting is Awaiting.CONSENT:
        return in_hand(turn) if text_of(turn, turn.state.frame) else None
    return taken_last(turn)
