"""A reply to a message or a ticket that was read back, or to when its caller would be called, taken apart.

Whatever is said there is the yes or no, something of the call back, a wish for a visit, a question, or words for the
message: these are put to the text, and it is read back again. So nothing that was dictated is lost without a word, and
no day in it becomes the day of a call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callcenter.dialog.hearing.beside import answer_beside
from callcenter.dialog.hearing.closing import unclear
from callcenter.dialog.hearing.messages.call_wished import (
    TIMES,
    denies_this_number,
    is_no_good,
    wants_any_day,
)
from callcenter.dialog.hearing.messages.message_text import (
    gives_up,
    text_of,
    whether_read,
    written_wrongly,
)
from callcenter.dialog.hearing.messages.put_together import keep_question, no_call_of, of_kind, put_together, words_of
from callcenter.dialog.hearing.wish_beside import call_back_then, other_phone
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.tools import ask, corrected, next_step
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import LOOK_UP, NONE, WORTH_NAMING
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, kind_of
from callcenter.dialog.ways_out import again
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent import consent, may_agree, refuses_in_words
from callcenter.spoken.act.follow_up import has_tried
from callcenter.spoken.act.more_wanted import says_it_works, tells_of_self
from callcenter.spoken.call_back import asks_for_message, orders_message, without_no_call
from callcenter.spoken.days.call_hours import hours_wished
from callcenter.spoken.days.dates import excluded_days
from callcenter.spoken.messages.call_words import wish_of_day
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.chatter import is_remark
from callcenter.spoken.messages.dictation import Edited, begins_over, covers, edited, joined, leads_in, unled
from callcenter.spoken.messages.reply_parts import (
    ReplyPart,
    leaves_it_so,
    parts_of,
    says_when_to_call,
    told_in,
    wants_text_only,
)
from callcenter.spoken.numbers.phone_answer import says_this_number
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import begins_as_wish, puts_a_wish
from callcenter.spoken.words import clauses_of, plain_words

#: What says so much of a text over is of it, whatever it would be elsewhere.
_SAID_OVER = 0.5
#: And so much of it is still of the message, and no wish for something else.
_SAID_PARTLY = 0.33
#: Tells of a call more than when: on what it depends, or what is no good.
_MORE_OF_CALL = re.compile(
    r"\b(?:not|never|can'?t|won'?t|except|nobody|before|after|until|when|once|if|unless|landline|mobile|cell|work|"
    r"office|"
    r"neighbou?rs?|ask for|extension|loud|twice|let it ring)\b"
)
#: Adds to what was read back, after whatever hesitation: "wait, also my landline is dead".
_ADDED = re.compile(
    r"(?:(?:wait|oh|no|hold on|hang on|and|sorry|yes|ok(?:ay)?)\b[\s,.]*)*(?:also|plus|while (?:you|they)'re at it|"
    r"(?:one (?:more|other)|another) thing)\b",
    re.I,
)
_YES_OR_NO = re.compile(r"[,\s–—-]*\byes or no\b(?=\W*$)", re.I)
_A_VISIT = "I want a technician to come"
_IN_PLACE_OF_CALL = re.compile(
    r"\b(?:instead|rather|prefer\w*|sooner|better if|not an?|no (?:call|message|ticket)|don'?t (?:want|need))\b"
)
_TOO = re.compile(r"\b(?:too|also|as well|besides)\b")
#: Where nothing of this is heard: it is answered first, or by those who wait for it.
_OTHERS = (Act.PERSON, Act.GOODBYE, Act.CANCEL, Act.REPEAT, Act.SLOWER, Act.EXPLAIN, Act.HOLD_ON, Act.ELSEWHERE)


def dictates(turn: CallerTurn) -> bool:
    """Tell whether a reply to a message read back says outright what it should say: "write: pay me. That's all"."""
    frame = turn.state.frame
    is_read_back = turn.state.awaiting is Awaiting.CONSENT and bool(text_of(turn, frame))
    return is_read_back and any(part is ReplyPart.TEXT and leads_in(one) for part, one in parts_of(turn.text))


def hear_at_read_back(turn: CallerTurn) -> Reply | None:
    """Take what is said to a message read back for what it is; None for a plain yes or no, and what is only of a call.

    Nothing is written by it: what was changed is read back anew.
    """
    frame = turn.state.frame
    name = text_of(turn, frame) if frame is not None and turn.state.awaiting is Awaiting.CONSENT else ""
    if frame is None or name not in frame.arguments or not _is_of_words(turn, str(frame.arguments[name])):
        return None
    said = _parts_of(turn, frame)
    if visit := of_kind(said, ReplyPart.VISIT):
        return _come_besides(turn, visit) if _is_besides(turn, said) else _come_instead(turn, frame, visit)
    if leaves_it_so(turn.text):
        return next_step(turn)
    if _only_remarks(turn, said):
        turn.update(misses=1)
        return Reply(text=join(phrasing.TO_BE_SURE, turn.state.question))
    if (edit := _edit_of(frame, name, said)) is not None:
        text = str(frame.arguments[name])
        said = [
            (part, one) for part, one in said if part is not ReplyPart.ASK or edited(text, one) is None
        ]  # "can you change red to blue?" is asked of nobody
        return put_together(turn, frame, name, said, edit)
    is_of_call, call = _is_only_of_call(said), of_kind(said, ReplyPart.CALL)
    if is_of_call and call and (_is_put_right(call) or corrected(turn, frame, unled(call)) is not None):
        return put_together(turn, frame, name, said)
    is_told = len(turn.text.split()) > 2 and not is_of_call  # a bare no is heard as such
    if is_told and (wrong := written_wrongly(turn, frame)) is not None:
        return wrong
    is_of_call = is_of_call or bool(of_kind(said, ReplyPart.NO_CALL))  # "no one needs to phone me" refuses no message
    is_corrected = covers(words_of(turn, said), str(frame.arguments[name]), least=0) and not gives_up(turn.text)
    if not (is_of_call or is_corrected) and refuses_in_words(turn.text, proposal=turn.state.question):
        return None  # "no, bin it. What time do you open?", "I'd rather not leave one after all"
    if wish := _wished_then(turn, frame, said):
        return _come_instead(turn, frame, wish)
    if _wants_another(turn, frame, name, said) or is_no_good(turn, frame):
        return None
    return _told_or_called(turn, frame, name, said)


def _is_put_right(call: str) -> bool:
    """Tell whether words of a call say when in words, whom, or that it isn't this number."""
    is_when = bool(hours_wished(call) or wish_of_day(call))
    return is_when or bool(callee_of(call)) or denies_this_number(call)


def _told_or_called(turn: CallerTurn, frame: Frame, name: str, said: list[tuple[ReplyPart, str]]) -> Reply | None:
    """Put what is told, of the message or of its call, to a message read back; None if it is heard elsewhere."""
    call, is_of_call = of_kind(said, ReplyPart.CALL), _is_only_of_call(said)
    told, asked = words_of(turn, said), of_kind(said, ReplyPart.ASK)
    if told and plain_words(told) in plain_words(str(frame.arguments[name])):
        turn.update(misses=max(turn.state.misses, 1))
        return None  # said again, and no answer: it isn't asked for ever
    whom = of_kind(said, ReplyPart.WHOM)
    if call and not told and _tells_of_call(turn, frame, call):
        text = joined(str(frame.arguments[name]), words_of(turn, [(ReplyPart.TEXT, call)]))
        return put_together(turn, frame, name, [], Edited(text=text))
    is_this = says_this_number(call) and not any(frame.arguments.get(one) for one in _phones(turn, frame))
    if is_this and not (told or asked or whom) and not denies_this_number(call):
        return Reply(text=join(phrasing.JUST_THAT, turn.state.question))  # "yes, on this number"
    if is_of_call and (days := _one_of_days(turn, frame, call)):
        return ask(turn, days, question=phrasing.WHEN_SUITS)  # "Monday or Tuesday"
    is_changed = _no_call_off(turn, frame, call) or (of_kind(said, ReplyPart.NO_CALL) and not call)
    if not (told or whom) and not (call and asked) and not is_changed:
        return _answered(turn, frame, asked) if asked else None
    return put_together(turn, frame, name, said)


def _edit_of(frame: Frame, name: str, said: list[tuple[ReplyPart, str]]) -> Edited | None:
    """Return what a reply would have changed in the text, in so many words; what is of the call is none of them."""
    words = [
        one
        for part, one in said
        if part in (ReplyPart.TEXT, ReplyPart.ASK)
        or (part is ReplyPart.BARE and not (leaves_it_so(one) or is_remark(one)))
    ]
    text = str(frame.arguments[name])
    text = "" if text == phrasing.ONLY_A_CALL_BACK else text
    whole = " ".join(one if one.rstrip()[-1:] in ".!?" else f"{one.rstrip(' ,;')}." for one in words)
    edit = edited(text, told_in(whole)) if words else None
    return None if edit is None or (edit.lacks and not text) else edit


def _one_of_days(turn: CallerTurn, frame: Frame, call: str) -> str:
    """Return the parameter for a day, if words name more than one of them for a call; else ''."""
    schemas = turn.shapes[frame.tool].parameters
    name = next((one for one, schema in schemas.items() if kind_of(schema) == "date"), "")
    found = turn.reader.read(schemas[name], call, is_answer=False) if name else None
    return name if isinstance(found, Ambiguous) and len(found.candidates) > 1 else ""


def _is_only_of_call(said: list[tuple[ReplyPart, str]]) -> bool:
    kinds = {part for part, _ in said} - {ReplyPart.BARE}
    return bool(kinds) and kinds <= {ReplyPart.CALL, ReplyPart.NO_CALL, ReplyPart.WHOM}


def hear_at_call_time(turn: CallerTurn) -> Reply | None:
    """Hear a visit wished, or words for the message, where it was asked on which day to call."""
    frame = turn.state.frame
    if frame is None or turn.state.awaiting is not Awaiting.VALUE or turn.script.language != "en":
        return None
    name, schema = text_of(turn, frame), turn.shapes[frame.tool].parameters.get(turn.state.parameter, {})
    if not name or name not in frame.arguments or kind_of(schema) not in TIMES or turn.heard.act in _OTHERS:
        return None
    said = _parts_of(turn, frame)
    if visit := of_kind(said, ReplyPart.VISIT):
        return _come_instead(turn, frame, visit)
    told, call = words_of(turn, said), of_kind(said, ReplyPart.CALL)
    if call and not told and wants_any_day(call):
        return _any_day(turn, frame, name)
    if call and not told and _tells_of_call(turn, frame, call) and not _reads(turn, schema, call):
        turn.hold(frame.with_arguments(**{name: joined(str(frame.arguments[name]), unled(call).strip(" .!"))}))
        return again(turn, phrasing.ADDED)
    if not told or _wants_another(turn, frame, name, said) or _reads(turn, schema, told):
        return None
    turn.hold(frame.with_arguments(**{name: joined(str(frame.arguments[name]), told)}))
    if not call:
        return again(turn, phrasing.ADDED)
    turn.hear(call)
    return None  # the day or the time, beside it, is what was asked for


def _reads(turn: CallerTurn, schema: Mapping[str, Any], said: str) -> bool:
    """Tell whether words name a value asked for, or several."""
    found = turn.reader.read(schema, said)
    return found is not None and found != Ambiguous()


def _any_day(turn: CallerTurn, frame: Frame, name: str) -> Reply:
    """Propose a message whose call may be on any day: at what time of it, its words say."""
    parts = [one for one in frame.arguments if kind_of(turn.shapes[frame.tool].parameters.get(one, {})) in TIMES]
    times = [str(frame.arguments[one]) for one in parts]
    when = " ".join(["on any day", *(f"at {one}" if ":" in one else f"in the {one}" for one in times[-1:])])
    text = joined(str(frame.arguments[name]), f"Please call {when}")
    turn.hold(replace(frame.without(*parts).with_arguments(**{name: text}), wanted=()), misses=0)
    return next_step(turn)


def hear_in_place_of_words(turn: CallerTurn) -> Reply | None:
    """Hear a visit wished in place of the words for a message ("I want a technician, not a message!")."""
    frame = turn.state.frame
    if frame is None or turn.state.awaiting is not Awaiting.VALUE or turn.state.parameter != text_of(turn, frame):
        return None
    said = parts_of(turn.text)
    visit, asked = of_kind(said, ReplyPart.VISIT), of_kind(said, ReplyPart.ASK)
    is_put = bool(asked) or begins_as_question(visit) or _IN_PLACE_OF_CALL.search(plain_words(turn.text)) is not None
    return _come_instead(turn, frame, visit) if visit and is_put else None


def _parts_of(turn: CallerTurn, frame: Frame) -> list[tuple[ReplyPart, str]]:
    """Return the parts of a reply; a telephone number in it is where to call, or to text whom nobody is to call."""
    phones = [one for one in turn.shapes[frame.tool].parameters.values() if kind_of(one) == "phone"]

    def has_number(said: str) -> bool:
        return any(isinstance(turn.reader.read(one, said, is_answer=False), Filled) for one in phones)

    parts = parts_of(turn.text)
    if any(frame.arguments.get(one) for one in no_call_of(turn, frame)) and wants_text_only(turn.text):
        return [(ReplyPart.TEXT if part is ReplyPart.CALL else part, one) for part, one in parts]
    return [(ReplyPart.CALL if part is ReplyPart.TEXT and has_number(one) else part, one) for part, one in parts]


def _is_of_words(turn: CallerTurn, text: str) -> bool:
    """Tell whether a reply says more than a plain yes, and nothing that is answered elsewhere."""
    if turn.script.language == "en" and turn.heard.consent is not Consent.YES and _is_of_it(turn.text, text):
        return True
    if turn.heard.act is Act.HOLD_ON:
        return bool(of_kind(parts_of(turn.text), ReplyPart.ASK))  # "no, wait, does he come on a Saturday?"
    is_told = turn.heard.consent is not Consent.YES and turn.heard.act not in _OTHERS
    return is_told and turn.script.language == "en"


def _is_of_it(said: str, text: str) -> bool:
    """Tell whether a reply is of the message, whatever act it would be elsewhere: "leave it as it is", "not today"."""
    parts, is_bye = parts_of(said), re.search(r"\bbye\b", said, re.I) is not None
    told = [one for part, one in parts if part is ReplyPart.TEXT]
    is_added = bool(of_kind(parts, ReplyPart.WHOM)) or any(_ADDED.match(one) or leads_in(one) for one in told)
    is_changed = leaves_it_so(said) or begins_over(said) or is_added or covers(said, text, least=_SAID_OVER)
    return is_changed or (_is_only_of_call(parts) and not is_bye)


def _wants_another(turn: CallerTurn, frame: Frame, name: str, said: list[tuple[ReplyPart, str]]) -> bool:
    """Tell whether a reply clearly wants something else of us, in so many words, or leaves the message."""
    if turn.heard.consent is Consent.NO and gives_up(
        " ".join(one for part, one in said if part not in (ReplyPart.CALL, ReplyPart.NO_CALL))
    ):
        return True
    plain = plain_words(turn.text)
    if says_it_works(plain) or (turn.state.led_by and has_tried(plain)):
        return True
    if any(asks_for_message(one) for _, one in said):
        return False
    text = str(frame.arguments[name])
    # What is added, or says the text over, wants nothing else.
    is_text = [one for one in _put_in(said) if not (_ADDED.match(one) or covers(one, text, least=_SAID_PARTLY))]
    put = [one for one in is_text if begins_as_wish(one) or puts_a_wish(one)]
    instead = any(re.search(r"\b(?:instead|rather)\b", one, re.I) for one in put)
    return instead or any(is_other_wish(turn, one, but_like=frame) and not orders_message(one) for one in put)


def _put_in(said: list[tuple[ReplyPart, str]]) -> list[str]:
    """Return the sentences that may be of something else, but for those that begin with when to be called."""
    return [one for part, one in said if part is ReplyPart.TEXT and not says_when_to_call(clauses_of(one)[0])]


def _tells_of_call(turn: CallerTurn, frame: Frame, call: str) -> bool:
    """Tell whether words tell of a call what has no place but the message ("rather not at three"): who calls reads it.

    What names another day, hours, or another telephone whose number is asked for, has one.
    """
    is_out = bool(excluded_days(call, turn.reader.today))  # "not today": it's asked when
    if is_out or _MORE_OF_CALL.search(plain_words(call)) is None or other_phone(turn, frame) or wants_any_day(call):
        return False
    is_timed = corrected(turn, frame, call) is not None or call_back_then(turn, frame) is not None
    return not is_timed and not hours_wished(call) and not says_this_number(call)


def _wished_then(turn: CallerTurn, frame: Frame, said: list[tuple[ReplyPart, str]]) -> str:
    """Return what is clearly wished of us that names a day of its own ("move my visit to Friday"), or ''."""
    put = [one for one in _put_in(said) if begins_as_wish(one) and not orders_message(one)]
    put = [one for one in put if not tells_of_self(plain_words(one))]  # "when would they call? I'm out on Monday"
    return next(
        (one for one in put if is_other_wish(turn, one, but_like=frame) and corrected(turn, frame, one) is not None), ""
    )


def _no_call_off(turn: CallerTurn, frame: Frame, call: str) -> bool:
    """Tell whether a call is wished for after all, where nobody was to call."""
    return bool(call) and any(frame.arguments.get(one) for one in no_call_of(turn, frame))


def _phones(turn: CallerTurn, frame: Frame) -> list[str]:
    return [one for one, schema in turn.shapes[frame.tool].parameters.items() if kind_of(schema) == "phone"]


def _answered(turn: CallerTurn, frame: Frame, asked: str) -> Reply | None:
    """Answer a question that names a day, which is nobody's wish for a call then, or is for another of ours.

    None of others.
    """
    if turn.handoff(turn.called_for(_YES_OR_NO.sub("", asked))) is not None and not turn.state.misses:
        turn.keep_wish(asked)
        turn.update(misses=1)
        return Reply(text=join(phrasing.FIRST_THIS, turn.state.question))
    if corrected(turn, frame, asked) is None and call_back_then(turn, frame) is None:
        return None
    turn.hear(asked)
    if (reply := whether_read(turn) or answer_beside(turn)) is not None:
        return reply
    if keep_question(turn, asked):
        return unclear(turn)
    return Reply(text=join(phrasing.FIRST_THIS, turn.state.question))


def _only_remarks(turn: CallerTurn, said: list[tuple[ReplyPart, str]]) -> bool:
    """Tell whether a reply is all of how the text reads or who reads it, once, and holds no yes or no."""
    is_open = turn.heard.consent is Consent.UNCLEAR and not turn.state.misses
    is_bare = all(part is ReplyPart.BARE for part, _ in said) and any(is_remark(one) for _, one in said)
    return is_open and is_bare and not may_agree(turn.text, proposal=turn.state.proposed)


def _is_besides(turn: CallerTurn, said: list[tuple[ReplyPart, str]]) -> bool:
    """Tell whether a visit is wished beside a yes ("yes, but can the technician come today?"), once."""
    (part, first), *_ = said
    is_yes = part is ReplyPart.BARE and consent(first, proposal=turn.state.proposed) is Consent.YES
    is_yes = is_yes or (consent(clauses_of(first)[0]) is Consent.YES and _TOO.search(plain_words(first)) is not None)
    return is_yes and not turn.state.misses and _IN_PLACE_OF_CALL.search(plain_words(turn.text)) is None


def _come_besides(turn: CallerTurn, visit: str) -> Reply:
    """Keep the wish for a visit for after the yes or no, which is asked for anew: a yes with a condition is none."""
    turn.keep_wish(visit)
    turn.update(misses=1)
    return Reply(text=join(phrasing.FIRST_THIS, turn.state.question))


def _come_instead(turn: CallerTurn, frame: Frame, visit: str) -> Reply:
    """Take up that somebody is to come, and say that what was read back isn't written down."""
    in_hand = (MESSAGE, TICKET, END, PERSON, NONE)
    ranked = [one for one in turn.rank(visit) if one.label not in in_hand and not one.label.startswith(LOOK_UP)]
    is_clear = bool(ranked) and ranked[0].probability >= WORTH_NAMING
    label = ranked[0].label if is_clear else turn.called_for(_A_VISIT)
    is_told = text_of(turn, frame) in frame.arguments
    turn.begin()
    if is_told:
        turn.remember(declined=frame)
    reply = act(turn, label, [without_no_call(turn.text) or visit])
    return replace(reply, text=join(phrasing.MESSAGE_LEFT if is_told else "", reply.text))
