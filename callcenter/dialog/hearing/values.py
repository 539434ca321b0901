"""Hearing what callers answer to a question for a value or for one of several things."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from callcenter.dialog.hearing.beside import answer_asked_with_it, answer_beside
from callcenter.dialog.hearing.closing import cancel
from callcenter.dialog.hearing.half_numbers import (
    VALUE_ALONE_WORDS,
    corrected_echo,
    deny_half,
    hear_half,
    miscounted,
    not_called,
    other_of_a_pair,
    put_right_beside,
    said_together,
    this_number,
)
from callcenter.dialog.hearing.in_place import asks, before_leave, given_up, left_open, sentence_in_place
from callcenter.dialog.hearing.messages.no_words import asked_in_place_of_words
from callcenter.dialog.hearing.put_right import said_over
from callcenter.dialog.hearing.wish_beside import keep_wish_beside
from callcenter.dialog.leaning import PLACES
from callcenter.dialog.told.day_meant import counted_from, day_meant
from callcenter.dialog.tools import (
    ask,
    corrected,
    fill,
    in_part,
    left_to_us,
    look_first,
    names_digits,
    next_step,
    of_first_payment,
    read_back,
)
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, Partial, Read, TooLong, is_number, kind_of
from callcenter.dialog.ways_out import again, is_bare_answer, missed, spoken_value, taking_number, value_schema
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.call_back import asks_for_message, wants_no_call
from callcenter.spoken.choices import preferred
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.messages.call_beside import called_then, says_when_and_asks
from callcenter.spoken.messages.dictation import joined
from callcenter.spoken.messages.reply_parts import lets_go, says_nothing
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.sentence import asks_something, indirect_question
from callcenter.spoken.taken_back import without_refused
from callcenter.spoken.values import numbers_named
from callcenter.spoken.words import plain_words, without_fillers

#: Acts that are about the question, so no free text that answers it.
NO_ANSWER = frozenset({
    Act.HOLD_ON, Act.GOODBYE, Act.CANCEL, Act.REPEAT, Act.SLOWER, Act.EXPLAIN, Act.MACHINE, Act.ABILITIES, Act.HEARD,
    Act.UNKNOWN, Act.GREETING, Act.TALK, Act.BACK_CHANNEL,
})  # fmt: skip

#: Acts after which what was asked is asked still.
_STAYS_ASKED = (Act.HOLD_ON, Act.REPEAT, Act.SLOWER, Act.EXPLAIN, Act.BACK_CHANNEL, Act.TALK, Act.HEARD)
_PLACE = re.compile(
    rf"(?<!\bon the )(?<!\bof the )\b({'|'.join(PLACES)})( one| option| slot| time| choice)?\b|"
    r"\b(later|latest|earlier)(?= (?:one|option|slot|time|choice)\b(?! than))"
)
#: Asks back, and holds nothing to write down: "what about?", "about what".
_ASKS_BACK = re.compile(
    r"^(?:and |but |so |well |ok |okay |hm+ |um )*(?:about )?(?:what|who|which|why|how)"
    r"(?: (?:about|do you mean|for|is it about|should i say|kind))*$|"
    # Only agrees: "yes, that's what I want".
    r"^(?:(?:yes|yeah|yep|ok|okay|right|please|do|that'?s|that|it|is|what|i|want|said|meant?|need|just|so) ?)+$"
)
_BYE = re.compile(r"\b(?:good ?)?bye(?: bye| dear| then| now)*$")
#: Takes digits back in the middle of them: "eight two four. no, two three".
_TAKEN_BACK = re.compile(r"\S (?:no|sorry|wait|i mean|scratch that|correction|actually)\b(?!.*\b(?:zip|post))")
#: Kinds of values of which one comes before another.
_IN_ORDER = ("date", "time", "clock", "enum")
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
        return _put_in(turn, over)
    for hear in (
        not_called,
        asked_in_place_of_words,
        _asked_back,
        this_number,
        _wondered,
        _beside_free_text,
        _picked_candidate,
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
        return _put_in(turn, found)
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
    return _other_in_doubt(turn, frame) or _number_beside(turn)


def _is_of_the_question(turn: CallerTurn) -> bool:
    """Tell whether words are about the question for some to write down: "I don't know", "one moment", "yes"."""
    is_leave = Act.GOODBYE in turn.heard.acts and _BYE.search(plain_words(turn.text)) is not None
    is_none = lets_go(turn.text) or says_nothing(turn.text)
    return turn.heard.act in NO_ANSWER or is_bare_answer(turn) or is_leave or is_none


def _no_words(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Go on with words that were taken down before, where none are added; or with those before a goodbye."""
    if frame.partial and turn.heard.act not in _STAYS_ASKED:
        return _put_in(turn, Filled(value=""))  # "no, leave it", to what is to be added
    if lets_go(turn.text):
        return given_up(turn, frame, None)  # "oh, forget it. Put me back to billing"
    return _put_in(turn, Filled(value=text)) if (text := before_leave(turn)) else None


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
    return _put_in(turn, Filled(value=found.value))


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
        asked = value_schema(turn)
        turn.hold(fill(turn, frame, [turn.text], only=lambda schema: schema is not asked))  # "forty on the tenth or so"
        return _which(turn, found.candidates)
    if (both := said_together(turn, frame)) is not None:
        return both
    return miscounted(turn, frame, found.digits)


def _which(turn: CallerTurn, candidates: tuple[Any, ...]) -> Reply:
    """Ask which of several values was meant; nothing is guessed, and that stays asked until one is named."""
    if not candidates:
        return missed(turn, phrasing.DIDNT_GET)
    schema = value_schema(turn)
    question = phrasing.which_of([spoken_value(turn, schema, one) for one in candidates])
    turn.update(candidates=candidates, question=question)
    if not is_number(schema) or len(candidates) == 1:
        return Reply(text=question)
    turn.offered(WayOut.KEYPAD)
    return Reply(text=join(question, phrasing.KEYS_TOO))


def _picked_candidate(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Hear which of several values was meant: "yes" to one, "the second", "whichever is earlier", or none of them."""
    candidates, schema = turn.state.candidates, value_schema(turn)
    way = preferred(turn.text) if kind_of(schema) in _IN_ORDER else ""
    if not candidates:
        # "The earlier the better", to "the morning, the afternoon or the evening?"
        choices = schema.get("enum", ()) if way in ("nearer", "later") else ()
        return _put_in(turn, Filled(value=choices[-(way == "later")])) if choices else None
    if len(candidates) == 1:
        return _doubted(turn, candidates[0])
    if (picked := at_place(candidates, turn.text)) is not None:
        return _put_in(turn, Filled(value=picked))
    read = turn.reader.read(schema, turn.text)
    if read is not None and not (isinstance(read, Filled) and read.is_open):
        ends = [one for one in candidates if isinstance(read, Partial) and str(one).endswith(read.digits)]
        return _put_in(turn, Filled(value=ends[0])) if len(ends) == 1 else None  # "sixteen", of two that end otherwise
    if (reply := _narrowed(turn, frame, candidates)) is not None:
        return reply
    if way:
        return _put_in(turn, Filled(value=max(candidates) if way == "later" else min(candidates)))
    is_none = turn.heard.consent is Consent.NO and is_bare_answer(turn)
    return ask(turn, turn.state.parameter, before=phrasing.SORRY) if is_none else None


def _narrowed(turn: CallerTurn, frame: Frame, candidates: Sequence[Any]) -> Reply | None:
    """Look from the first of several days on for a time as the caller wants it ("not too early"), or note that."""
    if kind_of(value_schema(turn)) != "date":
        return None
    listing = turn.tool(frame.tool).choose_from
    schemas = turn.shapes[listing].parameters if listing in turn.shapes else {}
    stretch = next((name for name, schema in schemas.items() if schema.get("stretch")), "")
    wished = fill(turn, Frame(tool=listing), [turn.text]) if stretch else frame
    if stretch and wished.arguments:
        return look_first(turn, frame, wished.with_arguments(**{stretch: min(candidates)}))
    told = fill(turn, frame, [turn.text], only=lambda schema: kind_of(schema) != "date")
    if stretch or told == frame:
        return None
    turn.hold(told, misses=0)
    return again(turn, phrasing.ALL_RIGHT)


def _doubted(turn: CallerTurn, candidate: Any) -> Reply | None:
    """Hear whether the one value in doubt is meant; a question after the yes is answered before the next of ours."""
    first, _, rest = _sentence_end(turn.text)
    if turn.heard.consent is Consent.YES or (rest and consent(first) is Consent.YES):
        if turn.heard.consent is not Consent.YES:
            turn.hold(turn.state.frames[-1].with_arguments(**{turn.state.parameter: candidate}))
            if (beside := answer_beside(turn)) is not None:
                return beside
        return _put_in(turn, Filled(value=candidate))
    taken = turn.state.frames[-1].with_arguments(**{turn.state.parameter: candidate})
    is_next = turn.reader.read(value_schema(turn), turn.text) is None and fill(turn, taken, [turn.text]) != taken
    if is_next and turn.heard.consent is Consent.UNCLEAR and not asks(turn):
        return _put_in(turn, Filled(value=candidate))  # "the morning is good", to "do you mean Saturday?"
    if turn.heard.consent is Consent.NO and is_bare_answer(turn):
        return ask(turn, turn.state.parameter, before=phrasing.SORRY)
    return None


def _sentence_end(text: str) -> tuple[str, str, str]:
    """Return a text's first sentence, where it ends, and the rest."""
    found = re.search(r"[.!?,]\s+(?=\S)|\s+(?=(?:and|but) )", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def at_place(candidates: Sequence[Any], text: str) -> Any:
    """Return the one of several things whose place a text names ("the second"), None if it names none."""
    words = plain_words(text)
    found = _PLACE.search(words) if len(words.split()) <= VALUE_ALONE_WORDS or " one" in words else None
    place = PLACES.get(found.group(1), 0 if found.group(3) == "earlier" else -1) if found else len(candidates)
    return candidates[place] if -len(candidates) <= place < len(candidates) else None


def is_free_text(turn: CallerTurn) -> bool:
    """Tell whether the caller was asked for something that takes any words."""
    return turn.state.awaiting is Awaiting.VALUE and kind_of(value_schema(turn)) in ("text", "name")


def _put_in(turn: CallerTurn, found: Filled) -> Reply:
    """Put a value in, with whatever else the same words say, and go on; numbers are read back."""
    state, frame = turn.state, turn.state.frame
    assert frame is not None  # noqa: S101 - a value is awaited for a tool in hand only
    shape = turn.shapes[frame.tool]
    is_free = is_free_text(turn)
    value = joined(frame.partial, dictated(found.value)) if is_free else found.value
    taken = frame.with_arguments(**{state.parameter: value})
    if not is_free:
        taken = in_part(
            turn,
            fill(
                turn, put_right_beside(turn, _said_anew(turn, taken)), [turn.text], only=partial(_may_be_said_too, turn)
            ),
        )
        keep_wish_beside(turn)
    else:
        taken = fill(turn, taken, [turn.text], only=lambda schema: kind_of(schema) == "phone")
        if when := called_then(turn.text):  # "and ring me on Monday after four"
            taken = fill(turn, taken, [when], only=lambda schema: kind_of(schema) in ("date", "enum", "clock"))
    new = [name for name in shape.parameters if taken.arguments.get(name) != frame.arguments.get(name)]
    turn.hold(taken, misses=0, echoed=state.parameter)
    echo = read_back(turn, taken, new)
    if not is_free and (reply := answer_asked_with_it(turn)) is not None:
        return replace(reply, text=join(phrasing.read_back(echo) if echo else "", reply.text))
    return next_step(turn, echo=echo)


def _may_be_said_too(turn: CallerTurn, schema: Mapping[str, Any]) -> bool:
    """Tell whether words that give one value may give this one: digits that put a number right are of that number."""
    if not is_number(schema) or kind_of(schema) in numbers_named(turn.text):
        return True
    return not (names_digits(turn.text) or _TAKEN_BACK.search(plain_words(turn.text)))


def _other_in_doubt(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Ask whether another day given before is meant otherwise ("tuesday I guess", to "which part of the day?")."""
    for name, schema in turn.shapes[frame.tool].parameters.items():
        if name == turn.state.parameter or name not in frame.arguments or kind_of(schema) != "date":
            continue
        read = turn.reader.read(schema, turn.text)
        if isinstance(read, Ambiguous) and read.candidates and not is_other_wish(turn, turn.text):
            turn.hold(frame.without(name), parameter=name, question=turn.tool(frame.tool).ask.get(name, ""))
            return _which(turn, read.candidates)
    return None


def _said_anew(turn: CallerTurn, frame: Frame) -> Frame:
    """Return the frame without the days and choices that the same words name otherwise ("then saturday evening")."""
    for name, schema in turn.shapes[frame.tool].parameters.items():
        if name == turn.state.parameter or name not in frame.arguments or kind_of(schema) not in ("date", "enum"):
            continue
        read = turn.reader.read(schema, turn.text, is_answer=False)
        if isinstance(read, Filled) and not read.is_open and read.value != frame.arguments[name]:
            frame = frame.without(name)
    return frame
