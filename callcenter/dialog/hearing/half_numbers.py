"""Numbers that aren't given whole and right: half of one, too much, none but the one called from, or one corrected.

What is there is kept, and what is wrong with it is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callcenter.dialog.hearing.closing import agreed, unclear
from callcenter.dialog.tools import ask, fill, names_digits, next_step, read_back
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import ACT
from callcenter.dialog.understanding.slot_filling import Filled, Partial, is_number, kind_of, no_call_names
from callcenter.dialog.ways_out import again, missed, value_schema
from callcenter.dialog.wishes import is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.dialog.wording.templates import digits
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.more_wanted import begins_with_no
from callcenter.spoken.answer_shape import count_digits
from callcenter.spoken.call_back import wants_no_call, without_no_call
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.numbers.number_sentences import without_number
from callcenter.spoken.numbers.number_words import tokens, without_numbers
from callcenter.spoken.numbers.phone_answer import says_this_number
from callcenter.spoken.sentence import indirect_question
from callcenter.spoken.values import numbers_named, read_together
from callcenter.spoken.words import plain_words, without_fillers

#: A value asked for and said in so few words is the answer, whatever else the words remind of ("Saturday the 28th").
VALUE_ALONE_WORDS = 5
#: The caller's last turns, in which the same half may have been given.
RECENT = 3
#: Denies the half of a number that was read back, and says nothing else.
_DENIES = re.compile(
    r"^(?:(?:no|nope|nah|wait|sorry|wrong|incorrect) ?)+$|"
    r"\b(?:(?:that|this|it)(?:'s| is| was)(?: all)? (?:wrong|incorrect)|"
    r"you(?:'ve)? (?:got|have|had) (?:it|that|me) wrong|"
    r"(?:not|isn't|wasn't) (?:right|correct|it|what i said|mine)|(?:start|try|begin)(?:ing)? (?:it )?(?:again|over)|"
    r"say (?:it|that) again from|from the (?:start|beginning|top))\b"
)
#: A number of so many digits is the account's.
ACCOUNT_DIGITS = 8
#: What is to be written down has so many words at least.
LEAST_WORDS = 3
#: How old somebody is, at the end of a sentence.
_AGE = re.compile(
    r"\b(?:i'?m|i am|he'?s|she'?s|he is|she is)(?: already| nearly| almost| over| only)?"
    r"(?: (?:\d{1,3}|[a-z]+ty|[a-z]+teen|seven|eight|nine|ten|(?:[a-z]+ty )[a-z]+))"
    r"(?: years?(?: old)?)?(?: now| dear| you know)?$"
)
_AGE_DIGITS = 4
#: Names the number that was asked for after another one.
_OTHER_NUMBER = re.compile(r"\b(?:zip|post(?:al)? ?code)\b", re.I)
#: A number of things, and no digits of one: "ten years".
_COUNTED = re.compile(
    r"\b(?:\d+|[a-z]+(?:ty|teen)(?:[ -][a-z]+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r" (?:whole |long |more )?(?:years?|months?|weeks?|days?|hours?|minutes?|times|people|kids|children|"
    r"dollars?|bucks)\b",
    re.I,
)


#: Says that what comes is the end of the number: it can't be begun with.
_ENDING = re.compile(
    r"\b(?:last|final) (?:two|three|four|five|six|few|digits|numbers)\b|\b(?:it|which|that) ends (?:in|with)\b"
)
#: Begins with the number that is meant: "ok then, on this number".
_NUMBER_FIRST = re.compile(
    r"^(?:(?:ok|okay|then|well|just|um+|uh+|yes|yeah|no|please|call|ring|me|back|it'?s|on|at|to|use|the|my|this|that|"
    r"same) )*(?:number|phone|one|line)\b"
)
#: What leads in another value than the one given before.
_MEANT_OTHERWISE = re.compile(
    r"\b(sorry|no|wait|oh|actually|meant|mean|zip|postal|post ?code|try|it'?s|should be|correction)\b"
)
#: Says that a number was misheard.
_WRONG = re.compile(r"\b(no|not|wrong|incorrect|isn't|meant|mean|actually|sorry|correction|mistake|change)\b")


def put_right_beside(turn: CallerTurn, frame: Frame) -> Frame:
    """Return the frame with a number put right in words that give another: "it ends two two three, the zip's 02139"."""
    named = list(_OTHER_NUMBER.finditer(turn.text))
    for name, value in frame.arguments.items():
        schema = turn.shapes[frame.tool].parameters.get(name, {})
        if name == turn.state.parameter or kind_of(schema) != "digits" or not isinstance(value, str):
            continue
        found: object = turn.reader.read(schema, turn.text, is_answer=False)
        if (
            isinstance(found, Filled)
            and kind_of(schema) not in numbers_named(turn.text)
            and not _holds_both(turn, schema)
        ):
            found = None  # "oh two one fourteen. Or sixteen? Wait. Fourteen" gives a ZIP code, and no account number
        if not isinstance(found, Filled) and named and names_digits(before := turn.text[: named[0].start()]):
            found = turn.reader.correct(schema, before, value)
        if isinstance(found, Filled | Corrected) and isinstance(found.value, str) and found.value != value:
            frame = frame.with_arguments(**{name: found.value})
    return frame


def _holds_both(turn: CallerTurn, schema: Mapping[str, Any]) -> bool:
    """Tell whether a text has digits enough for a number given before beside the one that was asked for."""
    lengths = [int(one.get("minLength", 0)) for one in (schema, value_schema(turn))]
    return count_digits(turn.text) >= sum(lengths)


def hear_half(turn: CallerTurn, frame: Frame, found: Partial) -> Reply | None:
    """Take half a number, and let the caller go on; the same half once more is all they have."""
    if not frame.partial and len(found.digits) < _AGE_DIGITS and _AGE.search(plain_words(turn.text)):
        return None  # "I'm eighty four"
    if not frame.partial and not isinstance(
        turn.reader.read(value_schema(turn), _COUNTED.sub(" ", turn.text)), Partial
    ):
        return None  # "I've been a customer for ten years"
    if not frame.partial and _is_talk(turn):
        return None  # "fiber three hundred, is that still the price?" gives no digits of an account number
    schema = value_schema(turn)
    if not frame.partial and _ENDING.search(plain_words(turn.text)):
        return miscounted(turn, frame, found.digits)
    was_given = any(turn.reader.read(schema, said) == found for said in turn.history[-RECENT:])
    if found.digits == frame.partial or (was_given and not frame.partial):
        return miscounted(turn, frame, found.digits)
    turn.hold(_with_partial(frame, found.digits), misses=0)
    # A third part may be missing in the middle: who hears that can key it in from the start.
    keys = phrasing.KEYS_TOO if frame.partial and is_number(schema) else ""
    return Reply(text=join(phrasing.go_on(digits(found.digits)), keys))


def miscounted(turn: CallerTurn, frame: Frame, heard: str) -> Reply:
    """Say how many digits were heard, and how many there are; then ask from the start."""
    turn.hold(_with_partial(frame, ""))
    schema = value_schema(turn)
    least, most = int(schema.get("minLength", 1)), int(schema.get("maxLength", 15))
    return missed(turn, phrasing.wrong_count(len(heard), least, most))


def deny_half(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Ask for a number from the start, if the caller denies the half of it that was read back ("no, that's wrong")."""
    if not frame.partial or Act.CANCEL in turn.heard.acts or not _DENIES.search(plain_words(turn.text)):
        return None
    turn.hold(_with_partial(frame, ""))
    return missed(turn, phrasing.SORRY)


def _is_talk(turn: CallerTurn) -> bool:
    """Tell whether figures stand in a sentence about something else: a question, or another wish."""
    words = without_fillers(without_numbers(turn.text)).split()
    is_question = turn.text.rstrip().endswith("?") and len(words) > VALUE_ALONE_WORDS
    return is_question or bool(indirect_question(turn.wish)) or is_other_wish(turn, turn.text, certainty=ACT)


def _with_partial(frame: Frame, partial: str) -> Frame:
    return Frame(tool=frame.tool, arguments=frame.arguments, wanted=frame.wanted, partial=partial)


def not_called(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take "no need to call back", alone or beside what is to be written down, for no part of it."""
    name = next(iter(no_call_names(turn.shapes[frame.tool].parameters)), "")
    if not name or not wants_no_call(turn.text):
        return None
    asked, said = turn.state.parameter, without_no_call(turn.text)
    taken = replace(frame.with_arguments(**{name: True}), wanted=())
    if kind_of(value_schema(turn)) != "text" or asked not in turn.shapes[frame.tool].required:
        turn.hold(taken, misses=0)
        return next_step(turn)
    if len(said.split()) < LEAST_WORDS:
        turn.hold(taken)
        return again(turn, phrasing.ALL_RIGHT)
    turn.hold(taken.with_arguments(**{asked: said}), misses=0)
    return next_step(turn)


def this_number(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take "on this number" for the one the caller calls from: if none is given, the tool calls back on that."""
    parameters = turn.shapes[frame.tool].parameters
    phones = [name for name, schema in parameters.items() if kind_of(schema) == "phone"]
    if not phones or not says_this_number(turn.text) or numbers_named(turn.text):
        return None
    taken = frame.with_arguments(**dict.fromkeys(phones))
    if turn.state.parameter in phones:
        turn.hold(taken, misses=0)
        return next_step(turn)
    if kind_of(value_schema(turn)) != "text" or not _NUMBER_FIRST.search(plain_words(turn.text)):
        return None  # "I never get calls on this number", which is what it is about
    turn.hold(taken)
    return again(turn, phrasing.ALL_RIGHT)


def said_together(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Take more digits than the number has for two numbers in one breath, if they are just theirs together."""
    schemas = turn.shapes[frame.tool].parameters
    wanted = {name: schemas[name] for name in turn.shapes[frame.tool].required if name not in frame.arguments}
    if frame.partial or len(wanted) < 2 or not all(map(is_number, wanted.values())):
        return None
    found = read_together(wanted, turn.text, today=turn.reader.today, country=turn.reader.country)
    values = {name: one.value for name, one in found.items() if isinstance(one, Filled)}
    if values.keys() != wanted.keys():
        return None
    taken = frame.with_arguments(**values)
    turn.hold(taken, misses=0, echoed=turn.state.parameter)
    return next_step(turn, echo=read_back(turn, taken, list(values)))


def other_of_a_pair(turn: CallerTurn, frame: Frame | None) -> Reply | None:
    """Hear that it was the other number that was wrong ("sorry, it's 02139"), when both are asked for once more.

    The one that was asked for is taken as it was given before.
    """
    if frame is None or frame.tool not in turn.shapes:
        return None
    parameters = turn.shapes[frame.tool].parameters
    asked, said = value_schema(turn), plain_words(turn.text)
    if not (is_number(asked) and len(frame.wanted) > 1 and _MEANT_OTHERWISE.search(said)):
        return None
    for name in frame.wanted:
        schema = parameters.get(name, {})
        found = turn.reader.read(schema, turn.text) if name != turn.state.parameter and is_number(schema) else None
        if not isinstance(found, Filled) or isinstance(turn.reader.read(asked, turn.text), Filled):
            continue
        given = fill(turn, Frame(tool=frame.tool, arguments={name: found.value}), turn.history)
        if given.missing(turn.shapes[frame.tool]):
            continue
        taken = frame.with_arguments(**given.arguments)
        turn.hold(taken, misses=0, echoed=name)
        return next_step(turn, echo=read_back(turn, taken, [name]))
    return None


def corrected_echo(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Hear a correction of a number that was read back while the next one was asked for ("no, it's 4071...")."""
    state, text = turn.state, turn.text
    parameters = turn.shapes[frame.tool].parameters
    says_wrong = _WRONG.search(plain_words(text)) is not None
    for name in reversed(list(frame.arguments)):
        schema = parameters.get(name, {})
        if name == state.parameter or not is_number(schema):
            continue
        found: object = turn.reader.read(schema, text)
        if name == state.echoed and says_wrong and not isinstance(found, Filled):
            fixed = turn.reader.correct(schema, text, frame.arguments[name])
            found = Filled(value=fixed.value) if isinstance(fixed, Corrected) else found
        if isinstance(found, Filled) and isinstance(found.value, str) and found.value != frame.arguments[name]:
            changed = frame.with_arguments(**{name: found.value})
            turn.hold(changed, echoed=name)
            return next_step(turn, echo=read_back(turn, changed, [name]))
        has_figures = len(tokens(text)) > len(without_numbers(text).split())
        is_short = len(without_fillers(text).split()) <= VALUE_ALONE_WORDS
        is_denied = turn.heard.act is Act.CORRECTION or (is_short and not has_figures)
        if name == state.echoed and says_wrong and is_denied and not isinstance(found, Filled):
            turn.hold(frame.without(name), echoed="")
            return ask(turn, name, before=phrasing.SORRY)
    return None


def number_given(turn: CallerTurn) -> Reply | None:
    """Go on with what is only looked up for who gives the account's number in place of a yes; a no in it is no no.

    "Six two oh three, double eight one seven. No, sorry, eight eight one seven": to a deed it is no answer either.
    """
    frame = turn.state.frame
    if frame is None or any(map(is_number, turn.shapes[frame.tool].parameters.values())):
        return None
    left = without_number(turn.text, least=ACCOUNT_DIGITS)
    if left == turn.text or begins_with_no(plain_words(left)):
        return None
    if turn.state.awaiting is Awaiting.OFFER and not turn.tool(frame.tool).confirm:
        return agreed(turn)
    return unclear(turn) if turn.heard.consent is Consent.NO and consent(left) is not Consent.NO else None
