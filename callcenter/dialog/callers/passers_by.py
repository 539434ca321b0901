"""Callers who report what they have seen of ours in the street: it is written down, and nobody visits them for it."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.script import MESSAGE
from callcenter.dialog.tools import start
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.slot_filling import kind_of, no_call_names
from callcenter.dialog.ways_out import message_frame, value_schema
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.words import plain_words, sentences

_UNSAFE = (
    r"(?:hanging|hangs|dangl\w+|fallen|fell|falling|lying|lies|loose|smashed|knocked|leaning|sticking out|trip\w*|"
)
_CLOSE = r"(?: [\w']+){0,4}?"
#: Something of ours in the street that is no more as it should be. "The line is down" is an outage.
_SEEN = re.compile(
    rf"\b(?:cables?|wires?|poles?)\b{_CLOSE} {_UNSAFE}down|across|low|bare|broken|snapped)\b|"
    rf"\b(?:(?:box(?:es)?|cabinets?|manholes?|covers?|lids?|trench|hole)\b{_CLOSE} {_UNSAFE}open|broken|dug)|"
    rf"lines?\b{_CLOSE} {_UNSAFE}snapped))\b|"
    rf"\b{_UNSAFE}open|broken)\b{_CLOSE} (?:cables?|wires?|poles?|manholes?|cabinets?|lines?)\b"
)
_IN_THE_STREET = re.compile(
    r"\b(?:street|road|pavement|sidewalk|footpath|path|kerb|curb|corner|driveway|pole|lamp ?post|alley|bus stop|park|"
    r"playground|bridge|(?:outside|by|near|in front of) (?:number|the (?:school|shops?|church|station|library))|"
    r"passing(?: by)?|walking past|drove past|driving past|passer ?by|not (?:a|your) customer|"
    r"somebody(?:'ll| will| could) (?:trip|get hurt))\b"
)
#: What we have told of an outage ourselves.
_ITS_CAUSE = re.compile(r"\boutage in (?:your|that) area\b.*\b(?:cables?|wires?|poles?|lines?)\b")
#: So many of our answers back it is what a question is of.
_LATELY = 2
#: And what is the caller's own trouble all the same.
_OWN = re.compile(
    r"\bmy (?:\w+ )?(?:internet|wifi|line|modem|house|wall|roof|appointment|technician)\b|\bi'?ve no internet\b"
)


def hear_hazard(turn: CallerTurn) -> Reply | None:
    """Write down what somebody has seen in the street; None to anything else."""
    schema, plain = value_schema(turn), plain_words(turn.text)
    if (
        turn.state.awaiting is Awaiting.CONSENT
        or (schema and kind_of(schema) == "text")
        or turn.script.language != "en"
    ):
        return None
    # "Cut cable? Was it the builders down our road?" is asked of an outage that was just told.
    told = " ".join(map(plain_words, (one for one in sentences(turn.text) if not reads_as_question(one))))
    is_asked = _ITS_CAUSE.search(plain_words(" ".join(turn.state.lasting.said[-_LATELY:]))) is not None
    seen = told if is_asked else plain
    is_seen = _SEEN.search(seen) is not None and _IN_THE_STREET.search(seen) is not None
    if turn.called_for(turn.text) == MESSAGE:
        return None  # "take a message: the lamp on your pole is broken"
    frame = message_frame(turn, turn.text) if is_seen and not _OWN.search(plain) else None
    if frame is None:
        return None
    unwanted = dict.fromkeys(no_call_names(turn.shapes[frame.tool].parameters), True)  # unless they ask for one
    reply = start(turn, frame.with_arguments(**unwanted))
    return replace(reply, text=join(phrasing.KEEP_AWAY, reply.text))
