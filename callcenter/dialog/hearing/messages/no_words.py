"""What is said where words to write down were asked for, and is none: a question, a refusal, thanks, a leave."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.closing import cancel, take_up_asked
from callcenter.dialog.hearing.in_place import asks
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.hearing.messages.put_together import put_together
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.ways_out import end, not_seen
from callcenter.dialog.wishes import act
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent
from callcenter.spoken.messages.dictation import Edited, adds_to_it, as_it_was, covers, edited, joined, unled
from callcenter.spoken.messages.full_names import with_full_name
from callcenter.spoken.messages.no_text import no_text, only_asks
from callcenter.spoken.messages.reply_parts import ReplyPart, parts_of
from callcenter.spoken.sentence import indirect_question
from callcenter.spoken.words import plain_words

#: Asks at its end: "the technician visit. When."
_ASKS_WHEN = re.compile(r"\b(?:when|wh(?:at|ich) (?:day|time|hour)(?: (?:he|she|the \w+) comes?)?)$")


def hear_no_words(turn: CallerTurn) -> Reply | None:
    """Take what is no text of its own, where words were asked for, for what it is."""
    frame = turn.state.frame
    if frame is None or turn.state.awaiting is not Awaiting.VALUE or turn.script.language != "en":
        return None
    return _text_as_it_was(turn, frame) or _hear_no_text(turn, frame)


def _hear_no_text(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take what says that it was a question, or that there is nothing to write, for no text of a message.

    What is asked is answered; if it isn't known, it is left, or once offered to be written down. Who leaves may go.
    """
    found = no_text(turn.text) if turn.state.parameter == text_of(turn, frame) and not frame.partial else None
    if found is None:
        return None
    if not found.asked:
        if found.leaves:
            return end(turn)
        turn.hear("no")  # nothing of it is to be taken up
        return cancel(turn)
    turn.hear(found.asked)
    reply = take_up_asked(turn, found.asked, but={MESSAGE, TICKET})
    return not_seen(turn) if phrasing.NOT_KNOWN in reply.text and not found.refuses else reply


def _text_as_it_was(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take up the text that stood before it was asked for anew, where what is said is no text in its place.

    That is what leaves it ("leave it as you had it, just add her name"), only adds to it, or is only of the call
    ("after five, please"). What is asked beside it is of nobody's message.
    """
    name, before = text_of(turn, frame), turn.state.lasting.declined
    is_again = phrasing.MESSAGE_AGAIN in turn.state.question and before is not None and before.tool == frame.tool
    if not is_again or before is None or turn.state.parameter != name or name not in before.arguments:
        return None
    text, rest = str(before.arguments[name]), as_it_was(turn.text)
    said = turn.text if rest is None else rest
    parts: list[tuple[ReplyPart, str]] = (
        [(part, one) for part, one in parts_of(said) if part is not ReplyPart.ASK] if said else []
    )
    told = " ".join(one for part, one in parts if part is not ReplyPart.CALL)
    is_of_call = {part for part, _ in parts} - {ReplyPart.BARE} == {ReplyPart.CALL}
    edit = edited(text, told) if told and not is_of_call else None
    is_added = bool(told) and not is_of_call and (adds_to_it(told) or with_full_name(text, told) != "")
    # "Three times, not twice" puts a word of it otherwise; words after it would as well be all of a new text.
    is_mended = edit is not None and not edit.text.startswith(text) and covers(edit.text, text)
    if rest is None and not (is_of_call or is_added or is_mended):
        return None
    if edit is None and told and not is_of_call:
        edit = Edited(text=joined(text, unled(told).strip(" .!,")))
    held = replace(frame, partial="").with_arguments(**{name: text})
    turn.hold(held, awaiting=Awaiting.CONSENT, parameter="")
    return put_together(turn, held, name, parts, edit)


def asked_in_place_of_words(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Answer a question where words to write down were asked for, of who had wished for no message just before."""
    before = turn.history[-1] if turn.history else ""
    is_wished = turn.called_for(before) in (MESSAGE, TICKET) or consent(before) is Consent.YES
    if turn.state.parameter != text_of(turn, frame) or frame.partial or is_wished:
        return None
    is_asked = asks(turn) or turn.text.rstrip().endswith("?") or _ASKS_WHEN.search(plain_words(turn.text)) is not None
    label = turn.called_for(turn.wish) if is_asked or indirect_question(turn.wish) else ""
    if label in ("", MESSAGE, TICKET, PERSON, END):
        return not_seen(turn) if only_asks(turn.text) else None
    turn.begin()
    return act(turn, label, [turn.text])
