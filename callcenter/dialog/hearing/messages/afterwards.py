"""A message or a ticket that was taken down: words are added to it, and its call back is changed, as it is wished."""

from __future__ import annotations

from callcenter.dialog.hearing.in_place import asks
from callcenter.dialog.hearing.messages.call_wished import denies_this_number
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.hearing.messages.put_together import put_together
from callcenter.dialog.script import ADD, MESSAGE, TICKET
from callcenter.dialog.tools import corrected, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import Filled
from callcenter.dialog.ways_out import taking_number
from callcenter.domain.deed import Deed
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.days.call_hours import hours_wished
from callcenter.spoken.messages.additions import addition_to, names_the_one_there_is
from callcenter.spoken.messages.call_words import wish_of_day
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.dictation import edited, leads_in
from callcenter.spoken.messages.reply_parts import ReplyPart, names_a_call, parts_of
from callcenter.spoken.words import plain_words

#: So many words say something to be written down.
_LEAST_WORDS = 2
_OPEN = (Awaiting.NOTHING, Awaiting.MORE)


def hear_afterwards(turn: CallerTurn) -> Reply | None:
    """Propose what is added to a message or a ticket, or another call back than it has; None to other words."""
    if turn.script.language != "en" or turn.state.awaiting not in _OPEN:
        return None
    return _added(turn) or _called_otherwise(turn)


def hear_onto_ticket(turn: CallerTurn) -> Reply | None:
    """Propose to add to the ticket or message there is what was to be a new one, where the caller says so.

    Its words are those of the new one, where the caller says none. The new one is let go: nothing of it is written.
    """
    frame, is_read_back = turn.state.frame, turn.state.awaiting in (Awaiting.CONSENT, Awaiting.OFFER)
    name = text_of(turn, frame) if frame is not None and frame.tool != ADD and ADD in turn.shapes else ""
    if frame is None or not name or turn.script.language != "en":
        return None
    is_asked = turn.state.awaiting is Awaiting.VALUE and turn.state.parameter == name
    if not (is_asked or is_read_back) or turn.heard.consent is Consent.YES:
        return None
    number, named = _number(turn), addition_to(turn.text, leans=is_asked and bool(_number(turn)))
    if named is None or not (number or (named.is_ticket and (named.text or is_read_back))):
        return None  # "about my ticket", to what a call back is about
    if is_read_back and not (names_the_one_there_is(turn.text) or (frame.tool == MESSAGE and named.is_ticket)):
        return None  # the one that was just read back
    text = named.text or (str(frame.arguments.get(name, "")) if is_read_back else "")
    turn.begin()
    return _add(turn, text, named.number or _said_number(turn) or number)


def taken_last(turn: CallerTurn) -> Deed | None:
    """Return the message or ticket that was last taken down in this call, None if none was."""
    return next((one for one in reversed(turn.ledger) if one.tool in (MESSAGE, TICKET) and one.is_done), None)


def _added(turn: CallerTurn) -> Reply | None:
    """Propose to add words to what was taken down: what a note is named for, or what follows it at once.

    A ticket of before this call is named so; whose it is the tool sees to, where the caller can be asked who they are.
    """
    if ADD not in turn.shapes:
        return None
    deed, told, number = taken_last(turn), turn.state.lasting.told, _number(turn)
    is_last = told is not None and bool(told.facts.get("ticket_number"))
    named = addition_to(turn.text, leans=is_last or (deed is not None and _is_fresh(turn, deed)))
    if named is not None and (number or (named.is_ticket and taking_number(turn))):
        text, number = named.text, named.number or _said_number(turn) or number
    elif deed is not None and _is_fresh(turn, deed) and not asks(turn) and _is_of_it(turn):
        edit = edited("", turn.text)
        if edit is None or edit.lacks or len(edit.text.split()) < _LEAST_WORDS:
            return None
        text = edit.text
    else:
        return None
    return _add(turn, text, number)


def _number(turn: CallerTurn) -> str:
    """Return the number of the ticket or message that was last told or taken down, '' if none was.

    The one just looked up is "that ticket", whatever was taken down before it.
    """
    spoken_of = (one.facts for one in (turn.state.lasting.told, taken_last(turn)) if one is not None)
    return next((str(one["ticket_number"]) for one in spoken_of if one.get("ticket_number")), "")


def _said_number(turn: CallerTurn) -> str:
    """Return the number of a ticket that the words name, '' if they name none."""
    schema = turn.shapes[ADD].parameters["ticket_number"]
    found = turn.reader.read(schema, turn.text, is_answer=False)
    return str(found.value) if isinstance(found, Filled) else ""


def _add(turn: CallerTurn, text: str, number: str) -> Reply:
    """Propose to add words to a ticket; a wish that is among them is not kept for later as well."""
    written, kept = plain_words(text), turn.state.lasting.wishes
    turn.remember(wishes=tuple(one for one in kept if plain_words(one) not in written))
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
