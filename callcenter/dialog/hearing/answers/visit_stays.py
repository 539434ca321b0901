"""A no to moving, cancelling or booking a visit gives up that wish, and the questions for it.

What is asked or told beside it is heard by itself; another time named in it is a wish, and heard as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from callcenter.dialog.hearing.asked_values.taken import is_free_text
from callcenter.dialog.hearing.closing import remember_declined
from callcenter.dialog.kept_wishes import finish, keep_to_be_told
from callcenter.dialog.script import PERSON
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.dialog.ways_out import BY_THE_WAY, value_schema
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.days.day_steps import WEEKDAY
from callcenter.spoken.days.times import part_of_day
from callcenter.spoken.deeds.as_booked import beside_what_stays, has_him_come, keeps_its_day, never_wanted
from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_of_tool, kind_of_tool
from callcenter.spoken.sentence import asks_something
from callcenter.spoken.words import plain_words, sentences

#: Where a deed, or a value for one, is asked about.
_ASKED = (Awaiting.VALUE, Awaiting.CONSENT, Awaiting.OFFER, Awaiting.PICK)
#: A question of so few words is of what is given up: "what day?"
_BARE = 2
_WEEKDAY = re.compile(rf"\b(?:{WEEKDAY})\b")


def visit_in_hand(turn: CallerTurn) -> str:
    """Return the tool in hand that books, moves or cancels a visit, if the caller is asked about it; else ''."""
    state = turn.state
    if state.awaiting not in _ASKED or state.led_by == BY_THE_WAY or is_free_text(turn):
        return ""
    tools = [state.pick_tool] if state.awaiting is Awaiting.PICK else [one.tool for one in state.frames]
    is_deed = {one: bool(turn.tool(one).confirm) and kind_of_tool(one) is DeedKind.VISIT for one in tools}
    return next((one for one in tools if is_deed[one] and one in turn.shapes), "")


def hear_visit_stays(turn: CallerTurn, go_on: Callable[[CallerTurn], Reply]) -> Reply | None:
    """Give up what was to be done with a visit, for who has it stay as it is; `go_on` hears what comes with that."""
    if turn.script.language != "en" or not (tool := visit_in_hand(turn)) or turn.heard.consent is Consent.YES:
        return None
    if not _stays(turn, doing_of_tool(tool)):
        return None
    said = turn.script.phrases.cancelled
    if turn.state.awaiting is not Awaiting.CONSENT and doing_of_tool(tool) is not Doing.MAKE:
        said = phrasing.IT_STAYS
    rest, dropped = beside_what_stays(turn.text), turn.state.frame
    remember_declined(turn)
    turn.begin(awaiting=Awaiting.MORE, question=turn.script.phrases.anything_else)
    if len(rest.split()) > _BARE and asks_something(rest):
        turn.hear(rest)
        reply = go_on(turn)
        return replace(reply, text=join(said, reply.text))
    if rest:
        keep_to_be_told(turn, rest)
    reply = finish(turn, said)
    if turn.state.awaiting is Awaiting.MORE:
        turn.update(dropped=dropped)  # "Thursday, then"
    return reply


def day_not_said(turn: CallerTurn, reply: Reply) -> Reply | None:
    """Leave a visit alone of which the day was asked for, and none was said; None if something else is asked for.

    `reply` would ask for it once more: what it answers is said all the same. A day named after it is taken up, and
    a person may be had: nobody is left without a way out.
    """
    state, tool = turn.state, visit_in_hand(turn)
    if not tool or state.awaiting is not Awaiting.VALUE or kind_of(value_schema(turn)) not in ("date", "enum"):
        return None
    asked = [state.question, *(one for one in sentences(reply.text) if one.endswith("?"))]
    told = reply.text
    for one in (*asked, phrasing.please_say(state.parameter), phrasing.DIDNT_GET):
        told = told.replace(one, "")
    dropped, is_new = state.frame, doing_of_tool(tool) is Doing.MAKE
    said = phrasing.NO_DAY_YET if is_new else phrasing.VISIT_STAYS
    turn.begin(awaiting=Awaiting.MORE, question=turn.script.phrases.anything_else, dropped=dropped)
    way_out = phrasing.OR_A_PERSON if PERSON in turn.shapes else ""
    return Reply(text=join(told.strip(), said, way_out, turn.state.question))


def _stays(turn: CallerTurn, doing: Doing) -> bool:
    """Tell whether the words have a visit stay as it is."""
    if _names_another_time(turn):
        return False
    if never_wanted(turn.text):
        return True
    is_kept = doing is not Doing.MAKE or turn.state.awaiting is Awaiting.VALUE  # "the one you have", of several times
    if is_kept and keeps_its_day(turn.text):
        return True
    is_in_doubt = turn.heard.consent is not Consent.NO or _WEEKDAY.search(plain_words(turn.text)) is not None
    is_moved = doing is Doing.MOVE and is_in_doubt
    return doing is not Doing.MAKE and has_him_come(turn.text, is_moved=is_moved)


def _names_another_time(turn: CallerTurn) -> bool:
    """Tell whether a day is named, or a part of one, that we have not just named."""
    plain, said = plain_words(turn.text), plain_words(" ".join(turn.state.lasting.said[-1:]))
    named = set(_WEEKDAY.findall(plain))
    found = turn.reader.read({"format": "date"}, turn.text, is_answer=False)
    if isinstance(found, Filled):
        named.add(f"{date.fromisoformat(str(found.value)):%A}".lower())
    part = part_of_day(plain)
    return bool(named - set(_WEEKDAY.findall(said))) or (part != "" and part not in said)
