"""To which desk a caller is passed: for a question, to none if it is answered here; what nobody answers is said so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcenter.dialog.callers.no_customer import for_everybody
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import LOOK_UP, Action, Choice, Intent
from callcenter.dialog.ways_out import not_seen
from callcenter.dialog.wording import phrasing
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.words import clauses_of, plain_words

#: Probability at which a question is another agent's surely, and at which it may have its answer here.
_SURELY_THEIRS = 0.75
_ANSWERED_HERE = 0.25
#: Probability at which a question is named as one for another desk.
_LIKELY = 0.5
#: Wants to be at a desk, by its name.
_TO_DESK = re.compile(
    r"\b(?:put|pass|send|take|get|transfer|connect|switch|hand|bring|give)(?: me| us)?"
    r"(?: (?:back|over|through|straight|right|on))* (?:to|with|onto) (?:(?:the|your|that|my|someone in) )*"
    r"\w+(?: \w+)?\b|"
    r"\b(?:talk|speak) (?:to|with) (?:(?:the|your|that|my|someone in|somebody in|someone from|somebody from) )*"
    r"\w+(?: \w+)?\b|"
    r"\b(?:back|through|over) to (?:(?:the|your|that) )?\w+(?: \w+)?\b|"
    r"\b(?:some(?:body|one)|any(?:body|one)|an? (?:person|human)|people) (?:in|from|at|of) (?:the |your )?"
    r"\w+(?: \w+)?\b"
)
#: Only names a desk: "support person", "no. Technical support, please".
_ONLY_NAMED = re.compile(
    r"(?:(?:no|hello|hi|yes|please|just|i (?:want|need)|i'?d like|give me|the|your|a|to) )*"
    r"(?P<desk>(?:\w+ )?\w+?)(?: (?:person|people|desk|team|department|guy|agent))?(?: (?:please|then|now|thanks))*"
)
#: Letters by which a desk's name is known: "technical" is no technician.
_STEM = 8
_LEAST_LETTERS = 5
#: Who only names one has so few words.
_NAMED_WORDS = 8


def desk_named(turn: CallerTurn) -> str:
    """Return the handoff to the desk that the caller wants to be put through to, by its name; '' if none is named.

    A desk's own name comes before what another one is for: "technical support" is no technician.
    """
    by_name = next((one.tool for one in turn.script.handoffs if _names(turn, one.agent)), "")
    by_name = by_name or next((one.tool for one in turn.script.handoffs if _only_names(turn, one.agent)), "")
    if by_name or is_at_desk_named(turn):
        return by_name
    return next((one.tool for one in turn.script.handoffs if _names(turn, one.topic)), "")


def is_at_desk_named(turn: CallerTurn) -> bool:
    """Tell whether the caller wants to be put through to the desk they are at."""
    return _names(turn, turn.script.name)


def _names(turn: CallerTurn, desk: str) -> bool:
    """Tell whether a desk with such a name is where the caller wants to be put through."""
    found = _TO_DESK.finditer(plain_words(turn.text))
    return any(_stems(desk) & _stems(" ".join(one[0].split()[1:])) for one in found)


def _only_names(turn: CallerTurn, desk: str) -> bool:
    """Tell whether the caller says no more than a desk's name: "support person", "technical support, please"."""
    clauses = [plain for one in clauses_of(turn.text) if (plain := plain_words(one))]
    found = [_ONLY_NAMED.fullmatch(one) for one in clauses]
    is_bare = len(plain_words(turn.text).split()) <= _NAMED_WORDS
    return is_bare and any(one is not None and desk in one["desk"].split() for one in found)


def _stems(text: str) -> set[str]:
    """Return the letters by which words are known, of those long enough."""
    words = (word.partition("'")[0].rstrip("s") for word in plain_words(text).split())
    return {word[:_STEM] for word in words if len(word) >= _LEAST_LETTERS}


def answered_here(turn: CallerTurn, choice: Choice, ranked: Sequence[Intent]) -> Choice:
    """Return the answer to a question in the middle of a call, if the desk it is for isn't sure; else the choice."""
    if choice.action is not Action.ACT or turn.handoff(choice.labels[0]) is None or turn.state.lasting.told is None:
        return choice
    answer = next((one for one in ranked if one.label.startswith(f"{LOOK_UP}:")), None)
    if not reads_as_question(turn.wish) or answer is None or turn.state.awaiting is Awaiting.NOTHING:
        return choice
    is_theirs = ranked[0].probability >= _SURELY_THEIRS
    return (
        choice
        if is_theirs or answer.probability < _ANSWERED_HERE
        else Choice(action=Action.ACT, labels=(answer.label,))
    )


def only_passed_on(turn: CallerTurn, choice: Choice) -> bool:
    """Tell whether a question may be for other desks alone, and for none of them likely ("what do I do then?")."""
    best = turn.rank(turn.wish)[0]
    is_theirs = bool(choice.labels) and all(turn.handoff(one) is not None for one in choice.labels)
    is_open = turn.state.lasting.told is not None and not (turn.state.topics or turn.state.misses)
    return is_theirs and is_open and best.probability < _LIKELY and reads_as_question(turn.wish)


def unanswered(turn: CallerTurn) -> Reply | None:
    """Say of a question that nothing here answers it, and offer to write it down; None to other words.

    What the call may be about is listed for who has asked nothing yet.
    """
    if turn.state.lasting.unmeant:
        return not_seen(turn, phrasing.CANT_ANSWER)
    is_again = bool(turn.state.misses) or turn.says_again(1)
    if reads_as_question(turn.wish) and turn.state.lasting.told is not None and not is_again:
        return not_seen(turn, phrasing.CANT_ANSWER_YOU)
    return for_everybody(turn) if turn.is_no_customer else None
