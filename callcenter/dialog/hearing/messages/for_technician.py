"""What the technician of a visit should know: it is noted on the visit, or with the one that is booked or moved."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.closing import remember_declined
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.script import ADD, MESSAGE, NOTE, TICKET, VISIT_NOTE
from callcenter.dialog.told.about_that import told_label
from callcenter.dialog.tools import ask, corrected, next_step, start
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.ways_out import again
from callcenter.dialog.wishes import act
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.more_wanted import begins_with_no, has_it_stay
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.dictation import Edited, edited, joined, leads_in, led_in, unled
from callcenter.spoken.messages.reply_parts import told_in
from callcenter.spoken.messages.retold import asks_if_known, calls_off, note_for_visit, wants_note, without_note
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import begins_as_wish
from callcenter.spoken.words import plain_words, sentences

#: These take the caller's words themselves.
_OF_WORDS = (MESSAGE, TICKET, ADD, VISIT_NOTE)
#: Keeps the visit where it is, whatever time of it is said over ("leave it Tuesday morning").
_KEEPS = re.compile(r"\b(?:leave|keep) (?:it|that|the|my)\b|\b(?:stays?|as it is)\b")
_MESSAGE = re.compile(r"\b(?:message|call ?back|call me|write)\b")
_CALL = re.compile(
    r"\b(?:message|call ?-?backs?|call (?:me|us)|ring (?:me|us)|bills?|accounts?|tickets?|pay|paid|refund)\b"
)
_VISIT = re.compile(r"\b(?:visit|appointment|booking)\b")
#: Has a note say something else: "change the note: the bell is dead", "just change the note".
_OTHER_NOTE = re.compile(
    r"(?<!n't )(?<!n’t )(?<!not )(?<!want to )\b(?:change|correct|fix|redo) (?:that|the|my|this) note\b(?: please)?"
    r"(?:(?: to(?: say)?\b|[\s,:;.–—-])+(?P<told>.*))?$",
    re.I | re.S,
)
#: What the business answers with that he can be told something: it's noted what is said next.
_CAN_HE_KNOW = "how will he find the house"
#: What so few words say is no note.
_TOLD_WORDS = 4
#: Nothing to note is said by these.
_NO_WORDS = (Act.GOODBYE, Act.THANKS, Act.HOLD_ON, Act.REPEAT, Act.SLOWER, Act.PERSON, Act.CANCEL, Act.EXPLAIN)
_OF_A_VISIT = "when does the technician come"


def hear_visit_note(turn: CallerTurn) -> Reply | None:
    """Propose to note what the technician should know, whatever is going on; None to words that say nothing for him.

    A visit being booked or moved takes it with it, and is proposed with it read out. It is no day, and no yes.
    """
    if turn.script.language != "en":
        return None
    if VISIT_NOTE not in turn.shapes:
        return _at_their_desk(turn)
    frame, awaiting = turn.state.frame, turn.state.awaiting
    if frame is not None and frame.tool in _OF_WORDS and frame.tool != VISIT_NOTE:
        return _for_him_after_all(turn, frame)
    if frame is not None and awaiting is Awaiting.CONSENT and NOTE in frame.arguments:
        if frame.tool == VISIT_NOTE and wants_note(turn.text, is_of_visit=True):
            return next_step(turn)  # "no, I mean for the technician": so it is
        if (reply := _put_right(turn, frame)) is not None or frame.tool == VISIT_NOTE:
            return reply
    if frame is not None and frame.tool == VISIT_NOTE:
        told = note_for_visit(turn.text, is_of_visit=True) if awaiting is Awaiting.VALUE else ""
        return start(turn, frame.with_arguments(**{NOTE: told})) if told else None
    if asks_if_known(turn.text) and (reply := _whether_known(turn)) is not None:
        return reply
    note = note_for_visit(turn.text, is_of_visit=True) or _said_after_it(turn)
    if not note:
        is_asked = wants_note(turn.text, is_of_visit=True) and awaiting in (*OPEN, Awaiting.TOPIC, Awaiting.MENU)
        return start(turn, Frame(tool=VISIT_NOTE)) if is_asked else None
    if _is_deed(turn):
        return None
    takes = frame is not None and frame.tool in turn.shapes and NOTE in turn.shapes[frame.tool].parameters
    if frame is None or awaiting not in (Awaiting.CONSENT, Awaiting.VALUE):
        return None if awaiting is Awaiting.PICK or _is_beside(turn) else _propose(turn, note)
    if takes:
        return _with_it(turn, frame, note)
    if awaiting is Awaiting.CONSENT and _is_declined(turn):
        return _alone(turn, note)
    return None


def _put_right(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Have a note say what it should say, where it was read out; nothing is noted by that."""
    text = str(frame.arguments.get(NOTE, ""))
    if turn.heard.consent is Consent.YES or not text:
        return None
    if (other := _OTHER_NOTE.search(turn.text.strip())) is not None:
        said = (other["told"] or "").strip(" .,;:!?")
        return _read_anew(turn, frame, "" if says_only_when(said) else said)
    edit = edited(text, told_in(turn.text))
    if frame.tool != VISIT_NOTE and not any(map(leads_in, sentences(turn.text))):
        return None  # "no, Friday": of the visit that it goes with
    if edit is None and (more := note_for_visit(turn.text, is_of_visit=True)):
        edit = Edited(text=joined(text, more))
    if edit is None:
        return None
    return _read_anew(turn, frame, "" if edit.lacks else edit.text)


def _read_anew(turn: CallerTurn, frame: Frame, note: str) -> Reply:
    """Propose what a note goes with anew, with it said otherwise; '' asks what it should say."""
    if not note:
        remember_declined(turn)
        turn.hold(frame.without(NOTE), misses=0)
        own = turn.tool(VISIT_NOTE).ask if VISIT_NOTE in turn.shapes else {}
        return ask(turn, NOTE, question=own.get(NOTE, ""))
    turn.hold(frame.with_arguments(**{NOTE: note}), misses=0)
    return next_step(turn)


def _whether_known(turn: CallerTurn) -> Reply | None:
    """Answer whether the technician knows what is only named: he knows what is noted, and that is no note itself."""
    frame, awaiting = turn.state.frame, turn.state.awaiting
    if awaiting in OPEN and _is_of_visit(turn):
        if any(one.is_done and one.arguments.get(NOTE) for one in turn.ledger):
            return act(turn, turn.called_for(_OF_A_VISIT), [turn.text])  # that tells what is noted
        reply = start(turn, Frame(tool=VISIT_NOTE))
        return replace(reply, text=join(phrasing.KNOWS_WHAT_IS_NOTED, reply.text))
    if frame is None or awaiting is not Awaiting.CONSENT or not _has_note(turn, frame.tool):
        return None
    if frame.arguments.get(NOTE):
        return next_step(turn, before=phrasing.KNOWS_WHAT_IS_NOTED)  # what is proposed reads the note out
    return next_step(turn, before=phrasing.SAY_WHAT_TO_NOTE)


def _for_him_after_all(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Propose to note on the visit what was begun as a message, if it is said to be for the technician of a visit."""
    is_open = turn.state.awaiting in (Awaiting.CONSENT, Awaiting.VALUE)
    note = note_for_visit(turn.text)
    if frame.tool == ADD or not is_open or not _is_of_visit(turn) or not (note or wants_note(turn.text)):
        return None
    note = note or str(frame.arguments.get(text_of(turn, frame), ""))
    turn.begin()
    return _propose(turn, note) if note else start(turn, Frame(tool=VISIT_NOTE))


def _is_of_visit(turn: CallerTurn) -> bool:
    """Tell whether a visit stands that was spoken of in this call, or is named just now."""
    told_by = turn.state.lasting.told_by
    is_told = told_by is not None and "appointment" in told_by.tool
    is_made = any(one.is_done and "cancel" not in one.tool and _has_note(turn, one.tool) for one in turn.ledger)
    return is_told or is_made or _VISIT.search(plain_words(turn.text)) is not None


def _has_note(turn: CallerTurn, tool: str) -> bool:
    return tool == VISIT_NOTE or (tool in turn.shapes and NOTE in turn.shapes[tool].parameters)


def _said_after_it(turn: CallerTurn) -> str:
    """Return what is told after an answer that it can be noted, or is to be put down just after a visit is made."""
    if turn.state.awaiting not in OPEN or turn.heard.act in _NO_WORDS or begins_with_no(plain_words(turn.text)):
        return ""
    plain = plain_words(turn.text)
    if _CALL.search(plain) is not None or calls_off(turn.text) or begins_as_wish(turn.text):
        return ""
    if any(one.is_done and _has_note(turn, one.tool) for one in turn.ledger[-1:]):
        first, *rest = sentences(turn.text)
        told = led_in(first)
        if told and len(told.split()) >= _TOLD_WORDS:
            return " ".join([told.strip(" ?."), *rest]) if rest else told.strip(" ?.,!")
    told = told_label(turn)
    if not told or begins_as_question(turn.text) or told != turn.called_for(_CAN_HE_KNOW):
        return ""
    note = unled(turn.text).strip(" ,.;!")
    is_other = turn.called_for(turn.text) not in ("", told)
    return "" if is_other or len(note.split()) < _TOLD_WORDS else note


def _propose(turn: CallerTurn, note: str) -> Reply:
    return start(turn, Frame(tool=VISIT_NOTE, arguments={NOTE: note}))


def _is_deed(turn: CallerTurn) -> bool:
    """Tell whether what he is to be told calls for a deed of ours: "tell him it's all sorted" cancels."""
    rest = sentences(without_note(turn.text))
    label = turn.called_for(" ".join(one for one in sentences(turn.text) if one not in rest))
    return label in turn.shapes and bool(turn.tool(label).confirm) and label not in _OF_WORDS


def _is_beside(turn: CallerTurn) -> bool:
    """Hear what else is wanted, and keep the note for after it ("can a technician come? He should ring before")."""
    rest = without_note(turn.text)
    label = turn.called_for(rest) if rest else ""
    if label not in turn.shapes or not turn.tool(label).confirm or label in _OF_WORDS:
        return False
    if "cancel" in label and not calls_off(rest):
        return False  # "will he want to come up? I can't do the ladder. Tell him …" has nothing cancelled
    said = [one for one in sentences(turn.text) if one not in sentences(rest)]
    turn.keep_wish(" ".join(said))
    turn.hear(rest)
    return True


def _at_their_desk(turn: CallerTurn) -> Reply | None:
    """Hand on who has something for a technician to the desk of the visits; a message asked for is taken here."""
    is_open = turn.state.awaiting in (*OPEN, Awaiting.TOPIC, Awaiting.MENU) and not turn.is_no_customer
    is_theirs = note_for_visit(turn.text) != "" or wants_note(turn.text)
    if not is_open or _MESSAGE.search(plain_words(turn.text)) is not None or not is_theirs:
        return None
    label = turn.called_for(_OF_A_VISIT)
    return act(turn, label, [turn.text]) if turn.handoff(label) is not None else None


def _with_it(turn: CallerTurn, frame: Frame, note: str) -> Reply | None:
    """Put a note to the visit that is booked or moved; by itself if that is given up, and None if more is said."""
    rest, is_proposal = without_note(turn.text), turn.state.awaiting is Awaiting.CONSENT
    other = corrected(turn, frame, rest) if rest else None
    is_kept = has_it_stay(plain_words(rest)) or _KEEPS.search(plain_words(rest)) is not None
    if "move" in frame.tool and (is_kept or (other is None and _is_declined(turn))):
        return _alone(turn, note)
    if is_proposal and other is None and _is_declined(turn):
        return None  # no visit is booked that it could be noted on
    noted = (other or frame).with_arguments(**{NOTE: joined(str(frame.arguments.get(NOTE, "")), note)})
    if is_proposal or other is not None:
        turn.hold(noted, misses=0)
        return next_step(turn)
    turn.hold(noted)
    return again(turn, phrasing.NOTE_WITH_IT)


def _is_declined(turn: CallerTurn) -> bool:
    rest = without_note(turn.text)
    plain = plain_words(rest)
    return bool(rest) and (
        begins_with_no(plain)
        or consent(rest, proposal=turn.state.proposed) is Consent.NO
        or turn.heard.consent is Consent.NO
    )


def _alone(turn: CallerTurn, note: str) -> Reply:
    """Give up what was proposed or begun, and propose the note."""
    is_proposal = turn.state.awaiting is Awaiting.CONSENT
    remember_declined(turn)
    reply = _propose(turn, note)
    return replace(reply, text=join(turn.script.phrases.cancelled if is_proposal else phrasing.ALL_RIGHT, reply.text))
