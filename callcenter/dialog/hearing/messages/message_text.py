"""The words of a message or a ticket, as the caller would have them where they were read back, offered or asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.closing import agreed, cancel, remember_declined, take_up_asked
from callcenter.dialog.script import ADD, MESSAGE, TICKET
from callcenter.dialog.tools import ask, corrected, next_step
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import Filled, kind_of, no_call_names
from callcenter.dialog.ways_out import again, ask_more, end
from callcenter.dialog.wishes import act
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.writing_down import (
    asks_for_number,
    asks_if_it_is_read,
    asks_if_read,
    asks_if_taken,
    refuses_writing,
    takes_offer_to_write,
    wanted_after_all,
)
from callcenter.spoken.call_back import message_in, orders_message, wants_no_call, without_no_call
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.call_words import called_then
from callcenter.spoken.messages.dictation import Edited, edited, joined
from callcenter.spoken.messages.no_text import is_courtesy
from callcenter.spoken.messages.reply_parts import told_in
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.taken_back import begins_as_wish, turns_down
from callcenter.spoken.words import clauses_of, plain_words, sentences

#: Where something is proposed or offered.
_PROPOSED = (Awaiting.CONSENT, Awaiting.OFFER)
#: Says that a message isn't what was dictated, or only no to "is that all right?".
_MISHEARD = re.compile(
    r"\b(wrong|(?:not|isn't|wasn't) (?:quite )?(?:right|correct|what i (?:said|meant|told you|want))|"
    r"incorrect|misheard|(?:didn't|never|did not) (?:say|said) (?:that|it|this))\b|"
    r"^(?:no|nope|nah|not at all)(?: (?:no|it's not|it isn't))*$"
)
#: Wants no message any more, or says that all is well.
_GIVES_UP = re.compile(
    r"\b(?:leave it|forget|never ?mind|(?:don'?t|do not) (?:want|need|bother|call|ring|write|do)|no need|"
    r"changed my mind|"
    r"myself|cancel|stop|not (?:now|necessary|needed|that|interested)|thanks?|thank you|that'?s (?:all|it)|bye|nothing|"
    r"it'?s (?:fine|ok|okay|all right)|(?:call|ring|try) (?:again|you|back|later)|later)\b"
)
#: So few words are a yes and nothing else; so many say something to be written down.
_YES_WORDS, _LEAST_WORDS = 3, 2


def message_put_right(turn: CallerTurn) -> Reply | None:
    """Have a message or a ticket say what the caller would have it say, where it was read back or offered.

    Nothing is written by that: it is read back anew, with what was added or put in its place.
    """
    frame = turn.state.frame
    name = text_of(turn, frame) if frame is not None and turn.state.awaiting in _PROPOSED else ""
    if frame is None or not name:
        return None
    if turn.state.awaiting is Awaiting.OFFER and takes_offer_to_write(turn.text):
        return agreed(turn)  # "yes please, write that down"
    text = str(frame.arguments.get(name, ""))
    text = "" if text == phrasing.ONLY_A_CALL_BACK else text
    edit = edited(text, told_in(turn.text))
    if edit is not None and turn.state.awaiting is Awaiting.OFFER and _is_dictated_whole(turn):
        edit = replace(edit, text=(edited("", told_in(turn.text)) or edit).text)
    if edit is None and turn.state.awaiting is Awaiting.OFFER and text and (more := _after_taking(turn)):
        edit = Edited(text=joined(text, more))
    if edit is None or (edit.lacks and not text):
        return None
    return _as_edited(turn, frame, name, edit)


def writing_refused(turn: CallerTurn) -> Reply | None:
    """Leave a message or a ticket that isn't wanted ("no message! When does he come?"), and take up what is."""
    frame, rest = turn.state.frame, refuses_writing(turn.text)
    if frame is None or rest is None or not text_of(turn, frame):
        return None
    if rest and is_courtesy(rest) and Act.GOODBYE in read_acts(rest).acts:
        is_proposal = turn.state.awaiting is Awaiting.CONSENT
        return replace(end(turn), text=turn.script.phrases.cancelled if is_proposal else "")
    if not rest or is_courtesy(rest):
        return cancel(turn)
    remember_declined(turn)
    turn.begin()
    turn.hear(rest)
    reply = take_up_asked(turn, rest, but={MESSAGE, TICKET})
    return replace(reply, text=join(turn.script.phrases.cancelled, reply.text))


def dictated_after_all(turn: CallerTurn) -> Reply | None:
    """Take up a message that was just declined, where the caller says what it is to say after all."""
    frame = turn.state.lasting.declined
    is_fresh = any(turn.script.phrases.cancelled in text for text in turn.state.lasting.said[-1:])
    name = text_of(turn, frame) if frame is not None and is_fresh else ""
    if frame is None or not name or turn.state.awaiting is not Awaiting.MORE:
        return None
    edit = edited(str(frame.arguments.get(name, "")), turn.text)
    said = wanted_after_all(turn.text)
    if edit is None and said is not None:
        edit = Edited(text=said or str(frame.arguments.get(name, "")))
    if edit is None or edit.lacks:
        return None
    turn.begin(frames=(frame,))
    return _as_edited(turn, frame, name, edit)


def text_of(turn: CallerTurn, frame: Frame | None) -> str:
    """Return the parameter of a message or a ticket that takes the caller's words, '' for other tools."""
    if frame is None or frame.tool not in (MESSAGE, TICKET, ADD) or frame.tool not in turn.shapes:
        return ""
    shape = turn.shapes[frame.tool]
    return next((name for name in shape.required if kind_of(shape.parameters[name]) == "text"), "")


def _as_edited(turn: CallerTurn, frame: Frame, name: str, edit: Edited) -> Reply:
    """Propose a message or ticket with its text edited, and with the call that is wished for in the same breath."""
    if edit.lacks:
        if wants_no_call(turn.text):
            frame = frame.with_arguments(**dict.fromkeys(no_call_names(turn.shapes[frame.tool].parameters), True))
        remember_declined(turn)  # "leave it as you had it"
        turn.hold(replace(frame.without(name), partial=edit.text), misses=0)
        return ask(turn, name, question=phrasing.MESSAGE_MORE if edit.text else phrasing.MESSAGE_AGAIN)
    changed, schemas = frame.with_arguments(**{name: edit.text}), turn.shapes[frame.tool].parameters
    for phone in (one for one, schema in schemas.items() if kind_of(schema) == "phone"):
        if isinstance(found := turn.reader.read(schemas[phone], turn.text, is_answer=False), Filled):
            changed = changed.with_arguments(**{phone: found.value})
    if wants_no_call(turn.text):
        names = dict.fromkeys(no_call_names(schemas), True)
        changed = changed.with_arguments(**names, **{name: without_no_call(edit.text) or edit.text})
    for when in filter(None, (edit.beside, *map(called_then, clauses_of(turn.text)))):
        changed = _called_at(turn, changed, when)
    turn.hold(changed, misses=0)
    return next_step(turn)


def _called_at(turn: CallerTurn, frame: Frame, when: str) -> Frame:
    """Return a message or a ticket with the day and the time that its call back is wished for."""
    times = [
        one
        for one, schema in turn.shapes[frame.tool].parameters.items()
        if kind_of(schema) in ("date", "enum", "clock")
    ]
    timed = corrected(turn, frame, when) if times else None
    return (
        frame
        if timed is None
        else frame.with_arguments(**{one: timed.arguments[one] for one in times if one in timed.arguments})
    )


def _is_dictated_whole(turn: CallerTurn) -> bool:
    """Tell whether words dictate a text of their own ("write for them, then: …"), and add nothing."""
    return ":" in turn.text and not re.search(r"\b(?:also|add|too|as well)\b", turn.text, re.I)


def _after_taking(turn: CallerTurn) -> str:
    """Return what is told after a yes to the offer to write something down ("yes please. Fiber 100"), or ''."""
    said = sentences(turn.text)
    while said and (_is_bare_yes(said[0]) or takes_offer_to_write(said[0])):
        said.pop(0)
    rest = " ".join(said)
    is_taken = any(takes_offer_to_write(one) for one in sentences(turn.text))
    is_more = len(said) < len(sentences(turn.text)) and len(rest.split()) >= _LEAST_WORDS
    if not is_more or (says_only_when(rest) and not is_taken):
        return ""
    is_other = any(reads_as_question(one) or begins_as_wish(one) for one in said)
    return "" if is_other or read_acts(rest).act not in (Act.WISH, Act.UNCLEAR) else rest.strip(" .!")


def _is_bare_yes(text: str) -> bool:
    return consent(text) is Consent.YES and len(text.split()) <= _YES_WORDS


def written_wrongly(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take down anew what was read back and isn't what the caller said; after that only that they want a call back."""
    text = text_of(turn, frame)
    if turn.state.awaiting is not Awaiting.CONSENT or text not in frame.arguments:
        return None
    is_again = phrasing.MESSAGE_AGAIN in turn.state.lasting.asked
    is_wrong = _MISHEARD.search(plain_words(turn.text)) is not None
    if frame.arguments[text] == phrasing.ONLY_A_CALL_BACK or not is_wrong:
        return None
    if is_again:
        turn.hold(frame.with_arguments(**{text: phrasing.ONLY_A_CALL_BACK}), misses=0)
        return next_step(turn, before=phrasing.WITHOUT_WORDS)
    remember_declined(turn)
    turn.hold(frame.without(text), misses=0)
    return ask(turn, text, question=phrasing.MESSAGE_AGAIN)


def gives_up(said: str) -> bool:
    """Tell whether a no to what was read back wants no message any more: "no, leave it, my son will do that"."""
    return _GIVES_UP.search(plain_words(said)) is not None or turns_down(said)


def told_on(turn: CallerTurn) -> Reply | None:
    """Add what the caller says to the message they are dictating, if they haven't heard the first half read back."""
    frame = turn.state.frame
    if turn.state.awaiting is not Awaiting.CONSENT or frame is None or frame.tool not in (MESSAGE, TICKET):
        return None
    name = next((name for name, value in frame.arguments.items() if turn.history and value == turn.history[-1]), "")
    if not name or turn.heard.act not in (Act.WISH, Act.UNCLEAR) or turn.heard.consent is not Consent.UNCLEAR:
        return None
    turn.hold(frame.with_arguments(**{name: f"{turn.history[-1]} {turn.text}"}), misses=0)
    return next_step(turn)


def hear_whole_message(turn: CallerTurn) -> None:
    """Hear a dictated message as one wish, whatever clauses it has: "take a message: it's out, and please call her"."""
    if turn.heard.second and MESSAGE in turn.shapes and message_in(turn.text):
        if turn.rank(turn.text)[0].label == MESSAGE:
            turn.heard = replace(turn.heard, wish=turn.text, second="")


def whether_read(turn: CallerTurn) -> Reply | None:
    """Say that a message is written down, to who asks whether anybody has read it: who has can't be seen here."""
    frame, plain, told = turn.state.frame, plain_words(turn.text), turn.state.lasting.told
    is_in_hand = bool(text_of(turn, frame)) and turn.state.awaiting is Awaiting.CONSENT
    number = told.facts.get("ticket_number") if told is not None else None
    is_named, leans_on_it = asks_if_read(plain), bool(number or is_in_hand) and asks_if_it_is_read(plain)
    if turn.state.awaiting is Awaiting.MORE and (last := number or _last_number(turn)) and asks_for_number(plain):
        return ask_more(turn, turn.render("It's {{ value | digits }}.", {"value": last}))
    if turn.state.awaiting is Awaiting.VALUE and is_named and asks_if_taken(plain):
        return again(turn, _noted(turn, _last_number(turn)) or phrasing.NO_MESSAGE_YET)
    if turn.state.awaiting is Awaiting.VALUE or not (is_named or leans_on_it):
        return None
    if is_in_hand:
        return next_step(turn, before=phrasing.MESSAGE_NOT_YET)  # proposed anew: a no before it closes no yes after it
    if asks_if_taken(plain) and not _last_number(turn):
        return ask_more(turn, phrasing.NO_MESSAGE_YET) if turn.state.awaiting is Awaiting.MORE else None
    return ask_more(turn, join(phrasing.MESSAGE_UNSEEN, _noted(turn, number or "")))


def _last_number(turn: CallerTurn) -> str:
    """Return the number of the message or ticket that was last written in this call, '' if none was."""
    told, deed = turn.state.lasting.told, turn.state.lasting.deed
    facts = [one.facts for one in (told, deed[0] if deed is not None else None) if one is not None]
    return next((str(one["ticket_number"]) for one in facts if one.get("ticket_number")), "")


def _noted(turn: CallerTurn, number: str) -> str:
    return turn.render("It's number {{ value | digits }}.", {"value": number}) if number else ""


def _wishes_message(turn: CallerTurn) -> bool:
    """Tell whether a message is ordered, or a call about something ("just have somebody call me about my bill")."""
    return orders_message(turn.text) or (bool(message_in(turn.text)) and turn.called_for(turn.text) == MESSAGE)


def message_in_place(turn: CallerTurn) -> Reply | None:
    """Take the message that is wished for in place of a value or a person; digits in it are no answer."""
    is_asked = turn.state.awaiting is Awaiting.PERSON or (
        turn.state.awaiting is Awaiting.VALUE and turn.state.parameter != text_of(turn, turn.state.frame)
    )
    if not is_asked or MESSAGE not in turn.shapes or not _wishes_message(turn):
        return None
    turn.begin()
    return act(turn, MESSAGE, [turn.text])
