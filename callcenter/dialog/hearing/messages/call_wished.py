"""When and where a message's caller is to be called, as they would have it where it was read back."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.in_place import asks
from callcenter.dialog.hearing.messages.message_text import text_of
from callcenter.dialog.tools import ask, corrected, next_step
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.dialog.understanding.taken_down import call_parameter
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.days.call_hours import hours_wished, part_of
from callcenter.spoken.days.dates import excluded_days
from callcenter.spoken.messages.call_words import wish_of_day
from callcenter.spoken.messages.dictation import joined
from callcenter.spoken.messages.reply_parts import says_when_to_call
from callcenter.spoken.numbers.phone_answer import says_this_number
from callcenter.spoken.words import clauses_of, plain_words, sentences

#: What is asked for of a call: a day, a part of it, an hour.
TIMES = ("date", "enum", "clock")
_SOON = re.compile(
    r"\b(?:as soon as (?:possible|(?:you|they|somebody|someone|anybody|anyone) (?:can|knows?(?: anything)?|"
    r"possibly can))|"
    r"asap|right away|straight away|immediately|at once|(?:the )?sooner the better|the first chance)\b"
)
_ANY_TIME = re.compile(
    r"\b(?:whenever|any ?time|any day|no matter when|(?:i )?don'?t (?:mind|care) when|doesn'?t matter when|"
    r"when doesn'?t matter|no (?:particular )?day|(?:skip|drop|forget|leave out) the (?:day|time))\b"
)
#: Names what of the call was put down wrongly, and the kinds of value that are it.
_WRONG = re.compile(
    r"\b(?:(?:wrong|changed my mind about the) (?P<one>day|date|time|hour|number|morning|afternoon|evening)|"
    r"(?P<two>day|date|time|hour|number)(?:'s| is|isn't)?"
    r" (?:wrong|not right|not correct|not it|isn't right|right|correct))\b"
)
_HOURS = ("clock", "enum")
_KINDS = {
    "day": ("date",),
    "date": ("date",),
    "time": ("clock", "enum"),
    "hour": ("clock", "enum"),
    "number": ("phone",),
    **dict.fromkeys(("morning", "afternoon", "evening"), _HOURS),
}
#: Says that a time doesn't do.
_NO_GOOD = re.compile(
    r"\btoo (?:late|early|soon)\b|\b(?:can'?t|cannot|won'?t be|not (?:at )?(?:home|there|in|free|available|good)|busy|"
    r"(?:doesn'?t|does not|won'?t) (?:work|suit|do)|no good|i'?m (?:at|in|on|out|not|away)|i am (?:at|in|out)|"
    r"i(?:'ve got|'ve| have)(?: got)? (?:a|an|my|the|to)\b|i work|don'?t want|"
    r"not (?:in |on )?(?:the |that )?(?:morning|afternoon|evening)s?(?! before))"
)
#: So few words beside it are of the time all the same.
_FEW_WORDS = 7
_ONLY_IF = re.compile(r"(?:(?:and|but|or|so)\s+)?if\b", re.I)
_NEEDNT = re.compile(r"\b(?:don'?t|doesn'?t|do not|does not|needn'?t|no need|not)\b.*\b(?:call|ring|phone)\b")

_NOT_THIS_NUMBER = re.compile(
    r"\bnot (?:on |to |at )?(?:(?:the (?:one|number|phone)|this|that)(?: [\w']+){0,2} calling|"
    r"(?:this|that|my) (?:one|(?:phone |own |mobile |cell )?number|phone|line)(?! (?:is|was|any)\b))\b"
)

#: Names what is no call back.
_NAMES_ANOTHER = re.compile(
    r"\b(?:visits?|technicians?|engineers?|appointments?|come|comes|coming|book\w*|mov\w+|cancel\w*|pay\w*|bill\w*|"
    r"invoices?|refund\w*|internet|line|modem|outage|send|plan|what|when|how|why|where)\b"
)


def call_put_right(turn: CallerTurn) -> Reply | None:
    """Have the call back of a message or ticket as its caller would have it: hours, another day, any, this number.

    Hours that are no moment ("before two", "not before four") are wished in words: whoever calls reads them.
    """
    frame = turn.state.frame
    name = (
        text_of(turn, frame) if frame is not None and turn.state.awaiting in (Awaiting.CONSENT, Awaiting.VALUE) else ""
    )
    if frame is None or name not in frame.arguments or turn.state.parameter == name:
        return None
    if turn.state.awaiting is Awaiting.VALUE and _kind(turn, frame, turn.state.parameter) not in TIMES:
        return None
    if when := wish_of_day(turn.text):
        return _propose(turn, saying(turn, frame.without(*_times_of(turn, frame)), when))
    if hours := hours_wished(turn.text):
        return _within(turn, frame, hours)
    if turn.state.awaiting is not Awaiting.CONSENT or turn.heard.consent is Consent.YES:
        return None
    if (wished := _without_no_good(turn.text)) != turn.text and corrected(turn, frame, wished) is not None:
        turn.hear(wished)  # "make it Wednesday, sorry, Tuesday I'm in a deposition"
    plain, noted = plain_words(turn.text), _times_of(turn, frame)
    if soon := _SOON.search(plain):
        return _propose(turn, saying(turn, frame.without(*noted), _as_soon(soon[0])))
    changed = corrected(turn, frame, turn.text)
    day = next((frame.arguments[one] for one in noted if _kind(turn, frame, one) == "date"), None)
    is_out = day is not None and _NEEDNT.search(plain) and day in excluded_days(turn.text, turn.reader.today)
    wish = call_parameter(turn.shapes[frame.tool].parameters, "wish")
    if (noted or wish in frame.arguments) and (_ANY_TIME.search(plain) or is_out):
        # "Any time on Monday" leaves the hour open, and not the day.
        has_day = not is_out and isinstance(turn.reader.read({"format": "date"}, _ANY_TIME.sub(" ", plain)), Filled)
        left = [one for one in noted if not (has_day and _kind(turn, frame, one) == "date")]
        told = (changed or frame) if has_day else frame
        return _propose(turn, told.without(*left, wish))
    if changed is None and (reply := _ask_for_wrong(turn, frame)) is not None:
        return reply
    if is_no_good(turn, frame):
        if (other := _another_time(turn, frame)) is not None:
            return _propose(turn, other)
        turn.hold(frame.without(*(one for one in noted if _kind(turn, frame, one) != "date")), misses=0)
        return ask(turn, next(one for one in noted), question=phrasing.WHEN_SUITS)
    phone = next((one for one in frame.arguments if _kind(turn, frame, one) == "phone"), "")
    is_this = says_this_number(turn.text) and "calling" in plain and not denies_this_number(plain)
    if phone and changed is None and is_this:
        return _propose(turn, frame.without(phone))
    return None


def _ask_for_wrong(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Ask for what of the call the caller says is wrong, or isn't to be, and not what it should be."""
    plain, shapes = plain_words(turn.text), turn.shapes[frame.tool].parameters
    wrong = _WRONG.search(plain)
    kinds = _KINDS[wrong["one"] or wrong["two"]] if wrong is not None else ()
    if denies_this_number(plain):
        kinds = ("phone",)
    elif not kinds and excluded_days(turn.text, turn.reader.today):
        kinds = ("date",)  # "not today"
    asked = [one for one, schema in shapes.items() if kind_of(schema) in kinds]
    if not asked:
        return None
    gone = TIMES if kinds == ("date",) else kinds
    turn.hold(frame.without(*(one for one in frame.arguments if _kind(turn, frame, one) in gone)), misses=0)
    return ask(turn, asked[0], question="" if kinds == ("phone",) else phrasing.WHEN_SUITS)


def _without_no_good(said: str) -> str:
    """Return words without the clauses that say of a time that it's no good."""
    return ", ".join(one for one in clauses_of(said) if one and not _NO_GOOD.search(plain_words(one))) or said


def is_no_good(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether words say that the time noted for the call doesn't do, and name no other."""
    said = [one for one in sentences(turn.text) if _NO_GOOD.search(plain_words(one)) and not _ONLY_IF.match(one)]
    if not _times_of(turn, frame) or not any(says_when_to_call(one) or len(one.split()) <= _FEW_WORDS for one in said):
        return False  # "my mobile doesn't work indoors" is told
    changed = corrected(turn, frame, turn.text)
    return changed is None or _same_times(turn, frame, changed)


def _another_time(turn: CallerTurn, frame: Frame) -> Frame | None:
    """Return the message with another time that one clause names ("two's no good, make it four"), or None."""
    for one in reversed(clauses_of(turn.text)):
        changed = corrected(turn, frame, one) if one and not _NO_GOOD.search(plain_words(one)) else None
        if changed is not None and not _same_times(turn, frame, changed):
            return changed
    return None


def wants_any_day(said: str) -> bool:
    """Tell whether words leave it open on which day to call: "any day is fine", "whenever"."""
    return _ANY_TIME.search(plain_words(said)) is not None


def denies_this_number(said: str) -> bool:
    """Tell whether words say that the number the caller calls from is none to call."""
    return _NOT_THIS_NUMBER.search(plain_words(said)) is not None


def _within(turn: CallerTurn, frame: Frame, hours: str) -> Reply:
    """Propose a message with the hours to call, and with the day and the number named beside them."""
    told = saying(turn, frame, hours)
    timed = corrected(turn, Frame(tool=frame.tool, arguments=told.arguments), turn.text) or told
    for one, schema in turn.shapes[frame.tool].parameters.items():
        if kind_of(schema) in ("date", "phone") and one in timed.arguments:
            told = told.with_arguments(**{one: timed.arguments[one]})
    noted = _times_of(turn, told)
    told = told.without(*(one for one in noted if _kind(turn, told, one) in ("clock", "enum")))
    part = next((one for one, schema in turn.shapes[frame.tool].parameters.items() if kind_of(schema) == "enum"), "")
    has_day = any(_kind(turn, told, one) == "date" for one in noted)
    if part and has_day and part_of(hours):
        told = told.with_arguments(**{part: part_of(hours)})
    return _propose(turn, told)


def _propose(turn: CallerTurn, frame: Frame) -> Reply:
    turn.update(frames=(*turn.state.frames[:-1], Frame(tool=frame.tool, arguments=frame.arguments)), misses=0)
    return next_step(turn)


def saying(turn: CallerTurn, frame: Frame, when: str) -> Frame:
    """Return a message or ticket with the wish in words when to call; in its text where the tool takes none."""
    if wish := call_parameter(turn.shapes[frame.tool].parameters, "wish"):
        return frame.with_arguments(**{wish: when})
    name = text_of(turn, frame)
    return frame.with_arguments(**{name: joined(str(frame.arguments[name]), f"Please call {when}")})


def _as_soon(said: str) -> str:
    return said if said.startswith("as soon as") else "as soon as possible"


def _times_of(turn: CallerTurn, frame: Frame) -> list[str]:
    """Return the parameters that say when its caller would be called, of those that are known."""
    return [one for one in frame.arguments if _kind(turn, frame, one) in TIMES]


def _kind(turn: CallerTurn, frame: Frame, name: str) -> str:
    return kind_of(turn.shapes[frame.tool].parameters.get(name, {}))


def _same_times(turn: CallerTurn, frame: Frame, changed: Frame) -> bool:
    """Tell whether words name no other time than the one that was noted."""
    return all(changed.arguments.get(one) == frame.arguments.get(one) for one in _times_of(turn, changed))


def is_of_the_call(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a time is named for the call that was proposed, whatever it is like ("Monday would be better").

    Or the words want what the proposal leads to ("call me tomorrow", to a ticket for a call back).
    """
    if turn.tool(frame.tool).outcome is not Outcome.TICKET:
        return False
    is_wanted = turn.tool(turn.rank(turn.wish)[0].label).outcome is Outcome.TICKET
    return is_wanted or (_NAMES_ANOTHER.search(plain_words(turn.text)) is None and not asks(turn))
