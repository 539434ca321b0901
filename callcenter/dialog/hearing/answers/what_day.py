"""What day a date is, or whether two are one: told from the calendar to who asks, in the middle of anything.

It is no day wished for. What is said beside the question ("Saturday at two. Is that tomorrow?") is heard by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from callcenter.dialog.hearing.answers.whether_done import tell_and_go_on
from callcenter.dialog.hearing.asked_values.taken import is_free_text
from callcenter.dialog.script import COMMIT
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.dialog.wording.phrasing import join
from callcenter.spoken.days.what_day import AskedDay, asked_day
from callcenter.spoken.words import sentences

#: A day as we say it: "Wednesday, December 2nd".
_TOLD_DAY = re.compile(r"\b[A-Z][a-z]+day, ([A-Z][a-z]+ \d{1,2})(?:st|nd|rd|th)\b")


def hear_what_day(turn: CallerTurn, go_on: Callable[[CallerTurn], Reply]) -> Reply | None:
    """Tell the day that the caller asks about; None if they ask about none.

    `go_on` hears what is said beside it; a yes to what is proposed, with such a question, has to come once more.
    """
    if turn.script.language != "en" or is_free_text(turn):
        return None
    asked = asked_day(turn.text, turn.reader.today, spoken_of=_spoken_of(turn))
    if asked is None:
        return None
    is_last = not asked.rest or sentences(turn.text)[-1] != sentences(asked.rest)[-1]
    if turn.state.awaiting is Awaiting.CONSENT and not is_last:
        return None  # "yes. Oh wait, is that the fifth? No, then I'm away": what follows says what is wanted
    said = _told(turn, asked)
    if asked.rest:
        whole, state = turn.heard, turn.state
        turn.hear(asked.rest)
        reply = go_on(turn)
        if reply.tool != COMMIT:
            return replace(reply, text=join(said, reply.text))
        turn.heard, turn.state = whole, state
    return tell_and_go_on(turn, said)


def _told(turn: CallerTurn, asked: AskedDay) -> str:
    today = turn.reader.today
    name = {today: "today is", today + timedelta(days=1): "tomorrow is"}.get(asked.day, "that's")
    lead = {True: "Yes, ", False: "No, ", None: ""}[asked.is_so]
    weeks = (asked.day - today + timedelta(days=today.weekday())).days // 7
    week = {0: ", this week", 1: ", next week"}.get(weeks, "") if asked.with_week else ""
    said = turn.render("{{ value | date }}", {"value": asked.day.isoformat()})
    return f"{lead}{name if lead else name.capitalize()} {said}{week}."


def _spoken_of(turn: CallerTurn) -> date | None:
    """Return the one day that was last named to the caller: what is proposed or asked about, else what was told."""
    frame = turn.state.frame
    schemas = turn.shapes[frame.tool].parameters if frame is not None and frame.tool in turn.shapes else {}
    for name in schemas:
        value = frame.arguments.get(name) if frame is not None else None
        if kind_of(schemas[name]) == "date" and isinstance(value, str):
            return date.fromisoformat(value)
    named = set(_TOLD_DAY.findall(" ".join(turn.state.lasting.said[-1:])))
    found = turn.reader.read({"format": "date"}, named.pop()) if len(named) == 1 else None
    return date.fromisoformat(str(found.value)) if isinstance(found, Filled) else None
