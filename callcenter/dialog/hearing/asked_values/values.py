"""Hearing what callers answer to a question for a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callcenter.dialog.hearing.asked_values.in_doubt import other_in_doubt, picked_candidate, which
from callcenter.dialog.hearing.asked_values.taken import is_free_text, put_in
from callcenter.dialog.hearing.beside import answer_beside
from callcenter.dialog.hearing.closing import cancel
from callcenter.dialog.hearing.half_numbers import (
    VALUE_ALONE_WORDS,
    corrected_echo,
    deny_half,
    hear_half,
    miscounted,
    not_called,
    other_of_a_pair,
    said_together,
    this_number,
)
from callcenter.dialog.hearing.in_place import asks, before_leave, given_up, left_open, sentence_in_place
from callcenter.dialog.hearing.messages.no_words import asked_in_place_of_words
from callcenter.dialog.hearing.put_right import said_over
from callcenter.dialog.told.day_meant import counted_from, day_meant
from callcenter.dialog.tools import corrected, fill, left_to_us, look_first, names_digits, next_step, of_first_payment
from callcenter.dialog.turn import CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, Partial, Read, TooLong, is_number, kind_of
from callcenter.dialog.ways_out import again, is_bare_answer, taking_number, value_schema
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.call_back import asks_for_message, wants_no_call
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.messages.call_words import says_when_and_asks
from callcenter.spoken.messages.reply_parts import lets_go, says_nothing
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.sentence import asks_something, indirect_question
from callcenter.spoken.taken_back import without_refused
from callcenter.spoken.words import plain_words, without_fillers

#: Acts that are about the question, so no free text that answers it.
NO_ANSWER = frozenset({
    Act.HOLD_ON, Act.GOODBYE, Act.CANCEL, Act.REPEAT, Act.SLOWER, Act.EXPLAIN, Act.MACHINE, Act.ABILITIES, Act.HEARD,
    Act.UNKNOWN, Act.GREETING, Act.TALK, Act.BACK_CHANNEL,
})  # fmt: skip

#: Acts after which what was asked is asked still.
_STAYS_ASKED = (Act.HOLD_ON, Act.REPEAT, Act.SLOWER, Act.EXPLAIN, Act.BACK_CHANNEL, Act.TALK, Act.HEARD)
#: Asks back, and holds nothing to write down: "what about?", "about what".
_ASKS_BACK = re.compile(
    r"^(?:and |but |so |well |ok |okay |hm+ |um )*(?:about )?(?:what|who|which|why|how)"
    r"(?: (?:about|do you mean|for|is it about|should i say|kind))*$|"
    # Only agrees: "yes, that's what I want".
    r"^(?:(?:yes|yeah|yep|ok|okay|right|please|do|that'?s|that|it|is|what|i|want|said|meant?|need|just|so) ?)+$"
)
_BYE = re.compile(r"\b(?:good ?)?bye(?: bye| dear| then| now)*$")
#: A house or a flat has so many digits, and no number that is asked for is begun with so few by who doesn't know it.
FLAT_DIGITS = 2
#: Wants the day changed, whatever else is.
_ANOTHER_DAY = re.compile(r"\b(?:another|different|other) (?:day|date)\b")


def hear_value(turn: CallerTurn) -> Reply | None:
    """Take the answer to a question for a parameter, whole or in part, or a correction of one given before."""
    frame = turn.state.frame
    if frame is None or frame.tool not in turn.shapes:
        return None
    schema, text = value_schema(turn), of_first_payment(turn, frame, turn.text)
    is_free = is_free_text(turn)
    if is_free and _is_of_the_question(turn) and not wants_no_call(text):
        return _no_words(turn, frame)
    if (over := said_over(turn)) is not None:
        return put_in(turn, over)
    for hear in (
        not_called,
        asked_in_place_of_words,
        _asked_back,
        this_number,
        _wondered,
        _beside_free_text,
        picked_candidate,
        other_of_a_pair,
        _digits_put_right,
    ):
        if (reply := hear(turn, frame)) is not None:
            return reply
    turn.reader = replace(turn.reader, today=counted_from(turn))
    if (listing := left_to_us(turn, frame, [text])) is not None:
        return look_first(turn, frame, listing)
    found = _read(turn, schema, text, so_far=frame.partial)
    said = turn.reader.answering(schema, text)
    is_short = len(without_fillers(said).split()) <= VALUE_ALONE_WORDS
    is_surely = is_free or is_short or is_number(schema)
    if isinstance(found, Filled) and (is_surely or not is_other_wish(turn, said, certainty=0.95)):
        return put_in(turn, found)
    is_either = isinstance(found, Ambiguous) and len(found.candidates) > 1
    reply = (None if is_either else corrected_echo(turn, frame)) or (deny_half(turn, frame) if found is None else None)
    if reply is not None:
        return reply
    if (reply := left_open(turn, found) or given_up(turn, frame, found)) is not None:
        return reply
    if isinstance(found, (Partial, Ambiguous, TooLong)):
        return _not_whole(turn, frame, found)
    changed = corrected(turn, frame, text)
    if changed is not None and turn.heard.act is not Act.UNKNOWN and not is_other_wish(turn, text, certainty=0.95):
        asks_other = any(_ANOTHER_DAY.search(plain_words(one)) for one in turn.history)
        if turn.state.parameter not in turn.shapes[frame.tool].required and not asks_other:
            # "In the evening", to "to which day?": it may do without the day.
            changed = replace(changed, wanted=tuple(one for one in changed.wanted if one != turn.state.parameter))
        turn.hold(changed, misses=0)
        return next_step(turn)
    if turn.heard.consent is Consent.NO and turn.heard.act in (Act.NO, Act.THANKS) and is_bare_answer(turn):
        return cancel(turn)  # "no, thanks" to "which day?"
    return other_in_doubt(turn, frame) or _number_beside(turn)


def _is_of_the_question(turn: CallerTurn) -> bool:
    """Tell whether words are about the question for some to write down: "I don't know", "one moment", "yes"."""
    is_leave = Act.GOODBYE in turn.heard.acts and _BYE.search(plain_words(turn.text)) is not None
    is_none = lets_go(turn.text) or says_nothing(turn.text)
    return turn.heard.act in NO_ANSWER or is_bare_answer(turn) or is_leave or is_none


def _no_words(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Go on with words that were taken down before, where none are added; or with those before a goodbye."""
    if frame.partial and turn.heard.act not in _STAYS_ASKED:
        return put_in(turn, Filled(value=""))  # "no, leave it", to what is to be added
    if lets_go(turn.text):
        return given_up(turn, frame, None)  # "oh, forget it. Put me back to billing"
    return put_in(turn, Filled(value=text)) if (text := before_leave(turn)) else None


def _read(turn: CallerTurn, schema: Mapping[str, Any], text: str, *, so_far: str) -> Read:
    """Return what words say of the value asked for."""
    found = turn.reader.read(schema, text, so_far=so_far)
    if Act.OBJECTION in turn.heard.acts and isinstance(found, Ambiguous) and len(found.candidates) == 1:
        # "No, I just told you, December fifteenth": as sure as it would be unasked.
        told = turn.reader.read(schema, text, is_answer=False)
        found = told if isinstance(told, Filled) else found
    return day_meant(turn, found) if kind_of(schema) == "date" else found


def _number_beside(turn: CallerTurn) -> Reply | None:
    """Note a number that wasn't asked for: the tool that needs it looks back for it.

    Beside what is clearly wanted instead it is for that: "Can you tell me what I owe? It's 9501 7342".
    """
    if is_number(value_schema(turn)) or is_free_text(turn) or not taking_number(turn) or sentence_in_place(turn):
        return None
    return again(turn, phrasing.NUMBER_NOTED)


def _asked_back(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Say what is meant, if words were asked for and only a question came back: that is no message.

    Neither is the wish for one: "take a message", to "what is it about?".
    """
    is_wish = len(turn.text.split()) <= VALUE_ALONE_WORDS and turn.called_for(turn.text) == frame.tool
    is_wish = is_wish or asks_for_message(turn.text)
    if not is_free_text(turn) or not (is_wish or _ASKS_BACK.search(plain_words(turn.text))):
        return None
    return again(turn, turn.render(turn.tool(frame.tool).explain.get(turn.state.parameter, ""), turn.facts(frame)))


def _wondered(turn: CallerTurn, _: Frame) -> Reply | None:
    """Answer a question put as a statement ("no, I was just wondering what fiber 300 costs"): it holds no value."""
    if is_free_text(turn) or not indirect_question(without_refused(turn.wish, may_lean=True)):
        return None
    is_beside = is_number(value_schema(turn)) and isinstance(turn.reader.read(value_schema(turn), turn.text), Filled)
    return None if is_beside else answer_beside(turn)  # "02139. Oh, and I also need to know if you're open on Sunday"


def _beside_free_text(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take a time or a number, said when words were asked for, for what it is: no message reads "tomorrow at ten"."""
    if not is_free_text(turn) or not (says_only_numbers(turn.text) or says_when_and_asks(turn.text)):
        return None
    told = fill(turn, frame, [turn.text])
    turn.hold(told)
    return again(turn, phrasing.ALL_RIGHT if told != frame else phrasing.NUMBER_NOTED)


def _digits_put_right(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take "the last digit is a three" for the number given before, when that is asked for once more."""
    schema = value_schema(turn)
    if frame.partial or not is_number(schema) or not names_digits(turn.text):
        return None
    if isinstance(turn.reader.read(schema, turn.text), Filled):
        return None
    before = fill(turn, Frame(tool=frame.tool), turn.history).arguments.get(turn.state.parameter)
    found = turn.reader.correct(schema, turn.text, before) if before is not None else None
    if not isinstance(found, Corrected):
        return None
    # The other number, asked for once more with it, is taken as it was given before.
    mended = Frame(tool=frame.tool, arguments={turn.state.parameter: found.value})
    others = fill(turn, mended, turn.history, only=is_number).arguments
    turn.hold(frame.with_arguments(**{name: others[name] for name in frame.wanted[1:] if name in others}))
    return put_in(turn, Filled(value=found.value))


def _not_whole(turn: CallerTurn, frame: Frame, found: Partial | Ambiguous | TooLong) -> Reply | None:
    """Take what is half an answer, several, or too long for one."""
    if isinstance(found, Partial):
        tool = taking_number(turn)
        if tool and asks(turn) and tool not in {one.tool for one in turn.state.frames}:
            return act(turn, tool, [turn.text])  # "can you at least tell me if it's down round here? 98103"
        if Act.UNKNOWN in turn.heard.acts and len(found.digits) <= FLAT_DIGITS:
            return None  # "I don't know it, I'm in 12B"
        # "I don't have it, the ZIP is 78704"
        return None if tool and Act.UNKNOWN in turn.heard.acts else hear_half(turn, frame, found)
    if isinstance(found, Ambiguous):
        if not found.candidates and (is_other_wish(turn, turn.wish) or asks_something(turn.text)):
            return None  # "Already I pay. Two time. I want money back", to "on which day?"
        if (both := said_together(turn, frame)) is not None:
            return both  # "four oh seven one eight, eight two three. Oh two one three nine"
        asked = value_schema(turn)
        turn.hold(fill(turn, frame, [turn.text], only=lambda schema: schema is not asked))  # "forty on the tenth or so"
        return which(turn, found.candidates)
    if (both := said_together(turn, frame)) is not None:
        return both
    return miscounted(turn, frame, found.digits)
