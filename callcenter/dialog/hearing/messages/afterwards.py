"""A message or a ticket that was taken down: words are added to it, and its call back is changed, as it is wished."""

from __future__ import annotations

from callcenter.dialog.hearing.in_place import asks
from callcenter.dialog.hearing.messages.call_wished import denies_this_number
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.hearing.messages.put_together import put_together
from callcenter.dialog.script import ADD, MESSAGE, TICKET
from callcenter.dialog.tools import corrected, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.ways_out import taking_number
from callcenter.domain.deed import Deed
from callcenter.spoken.days.call_hours import hours_wished
from callcenter.spoken.messages.additions import addition_to
from callcenter.spoken.messages.call_words import wish_of_day
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.dictation import edited, leads_in
from callcenter.spoken.messages.reply_parts import ReplyPart, names_a_call, parts_of

#: So many words say something to be written down.
_LEAST_WORDS = 2
_OPEN = (Awaiting.NOTHING, Awaiting.MORE)


def hear_afterwards(turn: CallerTurn) -> Reply | None:
    """Propose what is added to a message or a ticket, or another call back than it has; None to other words."""
    if turn.script.language != "en" or turn.state.awaiting not in _OPEN:
        return None
    return _added(turn) or _called_otherwise(turn)


def taken_last(turn: CallerTurn) -> Deed | None:
    """Return the message or ticket that was last taken down in this call, None if none was."""
    return next((one for one in reversed(turn.ledger) if one.tool in (MESSAGE, TICKET) and one.is_done), None)


def _added(turn: CallerTurn) -> Reply | None:
    """Propose to add words to what was taken down: what a note is named for, or what follows it at once.

    A ticket of before this call is named so; whose it is the tool sees to, where the caller can be asked who they are.
    """
    if ADD not in turn.shapes:
        return None
    deed, told = taken_last(turn), turn.state.lasting.told
    # The one just looked up is "that ticket", whatever was taken down before it.
    spoken_of = (one.facts for one in (told, deed) if one is not None)
    number = next((str(one["ticket_number"]) for one in spoken_of if one.get("ticket_number")), "")
    named = addition_to(turn.text)
    if named is not None and (number or (named.is_ticket and taking_number(turn))):
        text, number = named.text, named.number or number
    elif deed is not None and _is_fresh(turn, deed) and not asks(turn) and _is_of_it(turn):
        edit = edited("", turn.text)
        if edit is None or edit.lacks or len(edit.text.split()) < _LEAST_WORDS:
            return None
        text = edit.text
    else:
        return None
    name = text_of(turn, Frame(tool=ADD))
    known = {one: value for one, value in ((name, text), ("ticket_number", number)) if value}
    return start(turn, Frame(tool=ADD, arguments=known))


def _is_of_it(turn: CallerTurn) -> bool:
    """Tell whether words say what it should say, and want nothing else ("add sixty dollars to my account")."""
    return leads_in(turn.text) and turn.called_for(turn.text) in ("", MESSAGE, TICKET)


def _called_otherwise(turn: CallerTurn) -> Reply | None:
    """Propose another call back for what was taken down just now: at other hours, of somebody else, elsewhere."""
    deed = taken_last(turn)
    if deed is None or deed.tool not in turn.shapes or not _is_fresh(turn, deed) or asks(turn):
        return None
    parts = parts_of(turn.text)
    call = " ".join(one for part, one in parts if part is ReplyPart.CALL)
    if not call or {part for part, _ in parts} - {ReplyPart.CALL, ReplyPart.BARE}:
        return None
    frame = Frame(tool=deed.tool, arguments=deed.arguments)
    is_words = bool(hours_wished(call) or wish_of_day(call) or callee_of(call)) or denies_this_number(call)
    if not is_words and not (names_a_call(call) and corrected(turn, frame, call) is not None):
        return None
    turn.begin(frames=(frame,), awaiting=Awaiting.CONSENT, question=deed.asked)
    return put_together(turn, frame, text_of(turn, frame), parts)


def _is_fresh(turn: CallerTurn, deed: Deed) -> bool:
    """Tell whether it was told with the last words of ours that it is taken down."""
    return deed.told in " ".join(turn.state.lasting.said[-1:])
