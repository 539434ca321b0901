"""Account numbers that nobody asked for: who gives one wants to be served for that account, and dictates no message."""

from __future__ import annotations

import re

from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.turn import IDLE, Awaiting, CallerTurn, Reply, WayOut
from callcenter.dialog.understanding.intents import LOOK_UP, NONE, WORTH_NAMING
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.dialog.ways_out import again, value_schema
from callcenter.dialog.wishes import act
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.call_back import asks_for_message
from callcenter.spoken.numbers.long_numbers import LONG_NUMBER
from callcenter.spoken.values import read_together
from callcenter.spoken.words import plain_words, without_fillers

#: An account's number and the ZIP code of its address, as they are said in one breath.
_PAIR = {
    "account_number": {"format": "digits", "minLength": 8, "maxLength": 8, "pattern": "^[0-9]{8}$", "named": "account"},
    "postcode": {"format": "postcode", "minLength": 5, "maxLength": 5, "pattern": "^[0-9]{5}$"},
}
_NAMED = re.compile(r"\b(?:account|customer)\b")
#: How a phone number begins: eight digits like it may be the first of ten.
_PHONE = re.compile(r"1?[2-9]\d\d[2-9]")
#: So many words beside the numbers may be a message's.
_FEW_WORDS = 12
#: Turns in which the caller said what it is about.
_LOOKED_BACK = 4


def hear_account(turn: CallerTurn) -> Reply | None:
    """Find the account whose number is given in place of what was asked, here or at the desk that does; else None."""
    state = turn.state
    is_words = state.awaiting is Awaiting.VALUE and state.frame is not None and state.frame.tool in (MESSAGE, TICKET)
    is_offered = state.awaiting in (Awaiting.OFFER, Awaiting.PERSON) and turn.heard.consent is not Consent.YES
    if not (is_words or is_offered or state.awaiting in IDLE) or not _gives_account(turn):
        return None
    if not is_words and _wants_something(turn):
        return None  # "it's 9501 7342, 30307, what does she owe?"
    is_for_other = WayOut.FOR_OTHER in state.lasting.offered
    if is_words and not is_for_other and any(map(asks_for_message, turn.history)):
        return again(turn, phrasing.NUMBER_NOTED)  # of the account that the message wanted is about
    return _found_here(turn) or _to_desk(turn) or again(turn, phrasing.NUMBER_NOTED)


def account_at_entry(turn: CallerTurn) -> Reply | None:
    """Find the account given to the desk before, by who wanted nothing with it in the same breath; else None."""
    return None if _wants_something(turn) or not _gives_account(turn) else _found_here(turn)


def _wants_something(turn: CallerTurn) -> bool:
    """Tell whether words may call for something, whatever number is in them; what goes for everybody is for later."""
    best = turn.rank(turn.text)[0]
    is_none = best.label in (NONE, MESSAGE, END) or best.label.startswith(f"{LOOK_UP}:")
    is_told = WayOut.FOR_OTHER in turn.state.lasting.offered  # that the number and the ZIP code are needed
    return not is_none and (turn.called_for(turn.text) != "" if is_told else best.probability >= WORTH_NAMING)


def _found_here(turn: CallerTurn) -> Reply | None:
    """Do what the caller wanted before with the account given, or find it; None at a desk that finds no accounts."""
    finding = next((one for one in turn.shapes if _finds_account(turn, one)), "")
    if not finding:
        return None
    for said in reversed(turn.unserved[-_LOOKED_BACK:]):
        label = turn.called_for(said)
        if label in turn.shapes and turn.needs_account(label) and turn.handoff(label) is None:
            return act(turn, label, [said])
    return act(turn, finding, [turn.text])


def _to_desk(turn: CallerTurn) -> Reply | None:
    """Pass the caller on to the desk that what they said before is the business of; None if there is none."""
    for said in reversed((*turn.history[-_LOOKED_BACK:], turn.text)):
        for one in turn.rank(said):
            if one.probability >= WORTH_NAMING and turn.handoff(one.label) is not None:
                return act(turn, one.label, [turn.text])
    return None


def _finds_account(turn: CallerTurn, name: str) -> bool:
    """Tell whether a tool does nothing but find an account, by its number and ZIP code."""
    shape = turn.shapes[name]
    kinds = sorted(kind_of(shape.parameters[one]) for one in shape.required)
    return kinds == ["digits", "postcode"] and not turn.tool(name).confirm and name != PERSON


def _gives_account(turn: CallerTurn) -> bool:
    """Tell whether words give an account's number, and little else: with its ZIP code or its name, or as no phone's."""
    found = read_together(_PAIR, turn.text, today=turn.reader.today, country=turn.reader.country)
    number = found.get("account_number")
    if not isinstance(number, Filled) or isinstance(turn.reader.read({"format": "phone"}, turn.text), Filled):
        return False
    plain = plain_words(turn.text)
    if len(without_fillers(LONG_NUMBER.sub(" ", plain)).split()) > _FEW_WORDS:
        return False
    is_phone = turn.state.awaiting is Awaiting.VALUE and kind_of(value_schema(turn)) == "phone"
    is_alone = is_phone and _PHONE.match(str(number.value)) is None
    return "postcode" in found or is_alone or (is_phone and _NAMED.search(plain) is not None)
