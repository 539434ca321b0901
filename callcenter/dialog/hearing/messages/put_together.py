"""A message put together anew of all that was said at its read-back: words, no call back, when and where to call."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.closing import remember_declined
from callcenter.dialog.hearing.messages.call_wished import TIMES, call_put_right
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.hearing.wish_beside import call_back_then
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.tools import ask, corrected, next_step, start
from callcenter.dialog.turn import CallerTurn, Frame, Reply
from callcenter.dialog.understanding.replies import ReplyKind
from callcenter.dialog.understanding.slot_filling import Partial, kind_of, no_call_names
from callcenter.dialog.understanding.taken_down import call_parameter
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.spoken.act.more_wanted import begins_with_no, tells_of_self
from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.call_back import asks_for_message
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.dictation import Edited, covers, joined, leads_in, unled
from callcenter.spoken.messages.reply_parts import ReplyPart, names_a_call
from callcenter.spoken.messages.swaps import corrects
from callcenter.spoken.words import plain_words

#: What so much of a text says over stands in its place, after a no.
_SAID_OVER = 0.5
#: And so much of it without one.
_SAID_WHOLE = 0.6
#: So many digits are of a telephone number, and no hour.
_HALF_A_NUMBER = 6
#: Joins words to what was read back.
_JOINED = re.compile(
    r"^(?:(?:and|also|plus|but|oh|so|only|except|wait|one (?:more|other) thing|another thing|while (?:you|"
    r"they)'re at it|"
    r"by the way)\b[\s,:.]+)+",
    re.I,
)
_THAT_IS_ALL = re.compile(r"[,.;]? (?:and )?that(?:'s| is) (?:all|it)(?: i (?:want|wanted to say|say))?\W*$", re.I)
#: Kinds of reply that are no words for a message.
_NO_TEXT = (ReplyKind.AGREE, ReplyKind.UNSURE, ReplyKind.AGAIN, ReplyKind.HOLD, ReplyKind.DECLINE)
#: Probability at which so few words are one of those.
_SURE, _FEW_WORDS = 0.8, 5


def of_kind(said: list[tuple[ReplyPart, str]], part: ReplyPart) -> str:
    """Return what the parts of one kind say, '' if there is none."""
    return " ".join(one for kind, one in said if kind is part)


def words_of(turn: CallerTurn, said: list[tuple[ReplyPart, str]]) -> str:
    """Return what of a reply is for the message, clean of what leads it in."""
    told = [one for part, one in said if part is ReplyPart.TEXT and not _is_no_text(turn, one)]
    if of_kind(said, ReplyPart.ASK) and all(tells_of_self(plain_words(one)) for one in told):
        return ""  # "when will they ring? I've got a meeting on Tuesday": that is why it is asked
    return " ".join(_JOINED.sub("", dictated(_JOINED.sub("", one))).strip() for one in told).strip(" .!,;")


def _is_no_text(turn: CallerTurn, said: str) -> bool:
    kind, probability = turn.intents.replies.kind(unled(said))
    return asks_for_message(said) or (kind in _NO_TEXT and probability >= _SURE and len(said.split()) <= _FEW_WORDS)


def put_together(
    turn: CallerTurn, frame: Frame, name: str, said: list[tuple[ReplyPart, str]], edit: Edited | None = None
) -> Reply:
    """Propose the message with all that was said of it: words, no call back, when to call.

    What its words should be is asked, where they are corrected and the correction has no place in them.
    """
    call, asked = of_kind(said, ReplyPart.CALL), of_kind(said, ReplyPart.ASK)
    if edit is None:
        edit = _with_words(turn, str(frame.arguments[name]), said)
    edit = replace(edit, text=_THAT_IS_ALL.sub("", edit.text))
    if (whom := of_kind(said, ReplyPart.WHOM)) and (edit.text or not edit.lacks):
        edit = Edited(text=edit.text if whom in edit.text else joined(edit.text, f"It's for {whom}"))
    kept = turn.state.lasting.wishes  # what is written down needn't be done as well
    written = plain_words(" ".join(one for part, one in said if part is not ReplyPart.ASK))
    turn.remember(wishes=tuple(one for one in kept if plain_words(one) not in written))
    changed = frame if edit.lacks else frame.with_arguments(**{name: edit.text})
    changed = _with_callee(turn, changed, said)
    if edit.lacks:
        remember_declined(turn)  # "leave it as you had it"
    before = keep_question(turn, asked) if asked and not leads_in(asked) else ""
    turn.hold(changed, misses=0)
    reply = _with_call(turn, changed, unled(call)) if call else None
    if edit.lacks and (held := turn.state.frame) is not None:
        turn.hold(replace(held.without(text_of(turn, held)), partial=edit.text), misses=0)
        return ask(turn, text_of(turn, held), question=phrasing.MESSAGE_MORE if edit.text else phrasing.MESSAGE_AGAIN)
    return replace(reply, text=join(before, reply.text)) if reply is not None else next_step(turn, before=before)


def _with_callee(turn: CallerTurn, frame: Frame, said: list[tuple[ReplyPart, str]]) -> Frame:
    """Return a message with whom to call, or with no call at all, as it was said.

    Whom nobody is to call may say on which number to text them: a call is wished by its name only, or by a time alone.
    """
    call, schemas = of_kind(said, ReplyPart.CALL), turn.shapes[frame.tool].parameters
    if call and (names_a_call(call) or not of_kind(said, ReplyPart.TEXT)):
        frame = frame.without(*no_call_of(turn, frame))
    elif of_kind(said, ReplyPart.NO_CALL):
        times = [one for one in frame.arguments if kind_of(schemas[one]) in TIMES]
        frame = frame.without(*times).with_arguments(**dict.fromkeys(no_call_of(turn, frame), True))
    whom, name = callee_of(call), call_parameter(schemas, "name")
    return frame.with_arguments(**{name: whom}) if whom and name else frame


def _with_words(turn: CallerTurn, text: str, said: list[tuple[ReplyPart, str]]) -> Edited:
    """Return a text with what was told beside its answer, in no words that change it.

    What says most of it over stands in its place; what corrects it, and may be anywhere in it, is asked for anew.
    """
    told = words_of(turn, said)
    if not told:
        return Edited(text=text)
    is_no = begins_with_no(plain_words(turn.text)) and said[0][0] is not ReplyPart.NO_CALL
    if (
        any(asks_for_message(one) for _, one in said)
        or covers(told, text, least=_SAID_OVER if is_no else _SAID_WHOLE)
        or text == phrasing.ONLY_A_CALL_BACK
    ):
        return Edited(text=told)
    is_correction = is_no or any(part is ReplyPart.TEXT and corrects(one) for part, one in said)
    return Edited(text="", lacks=True) if is_correction else Edited(text=joined(text, told))


def _with_call(turn: CallerTurn, frame: Frame, call: str) -> Reply | None:
    """Put what was said of when and where to call to a message in hand; None if it is only held."""
    turn.hear(call)
    if (reply := call_put_right(turn)) is not None:
        return reply
    if (timed := call_back_then(turn, frame)) is not None:
        return start(turn, timed)
    timed = corrected(turn, frame, call) or frame
    turn.hold(timed, misses=0)
    phone = next((one for one, schema in turn.shapes[frame.tool].parameters.items() if kind_of(schema) == "phone"), "")
    read = turn.reader.read({"format": "phone"}, call)
    is_half = phone and isinstance(read, Partial) and len(read.digits) >= _HALF_A_NUMBER
    return ask(turn, phone) if is_half and phone not in timed.arguments else None


def keep_question(turn: CallerTurn, asked: str) -> str:
    """Keep a question for after the yes, if it is known who answers it; else return what is said to it."""
    label = turn.called_for(asked)
    if label in ("", MESSAGE, TICKET, END, PERSON):
        return phrasing.NOT_KNOWN
    turn.keep_wish(asked)
    return ""


def no_call_of(turn: CallerTurn, frame: Frame) -> list[str]:
    """Return the parameters of a message that say that nobody need call."""
    return no_call_names(turn.shapes[frame.tool].parameters)
