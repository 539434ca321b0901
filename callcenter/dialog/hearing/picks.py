"""Hearing which of several offered things the caller takes: a free time, say, or what a key on the phone stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from callcenter.dialog.choosing.free_times import says_any_time
from callcenter.dialog.hearing.asked_values.in_doubt import at_place
from callcenter.dialog.hearing.closing import agreed, cancel, unclear
from callcenter.dialog.hearing.half_numbers import VALUE_ALONE_WORDS
from callcenter.dialog.hearing.wish_beside import keep_wish_beside
from callcenter.dialog.kept_wishes import finish
from callcenter.dialog.tools import fill, look_first, others, says_again, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, kind_of
from callcenter.dialog.ways_out import again, connect, end, missed
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.choices import preferred
from callcenter.spoken.days.spans import names_weekday_alone
from callcenter.spoken.numbers.numbers import numbers_in
from callcenter.spoken.words import plain_words, without_fillers

#: A day as tools take it, ISO 8601.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Wants a time before those offered.
_EARLIER = re.compile(r"\b(earlier|sooner|before (that|those|then))\b")
#: What a menu's key may be said in: "number two please".
MENU_WORDS = 3
YES_KEY, NO_KEY, PERSON_KEY = 1, 2, 0
#: What says that a 1 agrees.
PRESS_ONE = "press 1 for yes"


def _counted_from(turn: CallerTurn) -> date:
    """Return the day after which "Wednesday" counts: that before the first of the stretch listed, else today.

    "Thursday was fine then", of a Thursday that was proposed before others were listed, is that one.
    """
    declined = turn.state.lasting.declined
    if declined is not None and declined.tool == turn.state.pick_tool and says_again(turn, declined, turn.text):
        days = [value for value in declined.arguments.values() if DAY.fullmatch(str(value))]
        if days:
            return date.fromisoformat(days[0]) - timedelta(days=1)
    by, listing = turn.state.lasting.told_by, turn.tool(turn.state.pick_tool).choose_from
    if by is None or by.tool != listing or listing not in turn.shapes or not names_weekday_alone(turn.text):
        return turn.reader.today
    schemas = turn.shapes[listing].parameters
    return next(
        (
            date.fromisoformat(by.arguments[one]) - timedelta(days=1)
            for one in by.arguments
            if schemas[one].get("stretch")
        ),
        turn.reader.today,
    )


def _on_that_day(turn: CallerTurn, said: Mapping[str, Any]) -> Frame | None:
    """Return the tool that lists what there is on a day, if the caller asks for that or takes any time of it."""
    listing = turn.tool(turn.state.pick_tool).choose_from
    parameters = turn.shapes[listing].parameters if listing in turn.shapes else {}
    is_day = len(said) == 1 and all(kind_of(parameters.get(name, {})) == "date" for name in said)
    is_open = turn.text.rstrip().endswith("?") or says_any_time(turn.text)
    return Frame(tool=listing, arguments=dict(said)) if is_day and is_open else None


def _of_today(turn: CallerTurn) -> Frame | None:
    """Return the tool that lists what there is today, if that is wished for and was not among what was offered."""
    listing, today = turn.tool(turn.state.pick_tool).choose_from, turn.reader.today.isoformat()
    schemas = turn.shapes[listing].parameters if listing in turn.shapes else {}
    name = next((one for one, schema in schemas.items() if kind_of(schema) == "date"), "")
    read = turn.reader.read(schemas[name], turn.text) if name else None
    is_today = isinstance(read, Filled) and read.value == today and not read.is_open
    is_today = is_today or (isinstance(read, Ambiguous) and read.candidates == (today,))
    is_offered = any(today in pick.values() for pick in turn.state.picks)
    return Frame(tool=listing, arguments={name: today}) if is_today and not is_offered else None


def _only_such(turn: CallerTurn, said: Mapping[str, Any]) -> Frame | None:
    """Return the tool that lists times from the first offered on, as the words narrow them to a part of the day."""
    listing = turn.tool(turn.state.pick_tool).choose_from
    schemas = turn.shapes[listing].parameters if listing in turn.shapes else {}
    stretch = next((name for name, schema in schemas.items() if schema.get("stretch")), "")
    if not stretch or any(kind_of(schemas.get(name, {})) != "enum" for name in said):
        return None
    if turn.reader.read(schemas[stretch], turn.text, is_answer=False) is not None:
        return fill(turn, Frame(tool=listing, arguments=dict(said)), [turn.text])  # "Wednesday onwards, in the morning"
    days = [value for pick in turn.state.picks for value in pick.values() if DAY.fullmatch(str(value))]
    return Frame(tool=listing, arguments={**said, stretch: min(days)}) if days else None


def _before_those(turn: CallerTurn) -> Reply:
    """List from the first there is, or say that what was listed begins there."""
    by, listing = turn.state.lasting.told_by, turn.tool(turn.state.pick_tool).choose_from
    arguments = by.arguments if by is not None and by.tool == listing else {}
    schemas = turn.shapes[listing].parameters if listing in turn.shapes else {}
    kept = {one: value for one, value in arguments.items() if kind_of(schemas.get(one, {})) != "date"}
    if len(kept) == len(arguments):
        return again(turn, phrasing.FIRST_THERE_IS)
    return look_first(turn, Frame(tool=turn.state.pick_tool), Frame(tool=listing, arguments=kept))


def hear_pick(turn: CallerTurn) -> Reply | None:
    """Hear which of the offered things the caller takes."""
    state, words = turn.state, plain_words(turn.text)
    consent, count = turn.heard.consent, len(words.split())
    if (listing := _of_today(turn)) is not None:
        return look_first(turn, Frame(tool=state.pick_tool), listing)  # "today, the soonest", of later days
    picked = at_place(state.picks, words)
    if picked is None:
        turn.reader = replace(turn.reader, today=_counted_from(turn))
        said = fill(turn, Frame(tool=state.pick_tool), [turn.text]).arguments
        matching = [pick for pick in state.picks if said and all(pick.get(key) == said[key] for key in said)]
        picked = matching[0] if len(matching) == 1 else None
        if picked is None and (listing := _on_that_day(turn, said)) is not None:
            return look_first(turn, Frame(tool=state.pick_tool), listing)
        if picked is None and len(matching) > 1 and (listing := _only_such(turn, said)) is not None:
            return look_first(turn, Frame(tool=state.pick_tool), listing)  # "I'm at work till three"
        if picked is None and said and not is_other_wish(turn, turn.wish):
            known = dict(matching[0]) if matching and len(said) == len(matching[0]) else {}
            return start(turn, Frame(tool=state.pick_tool, arguments={**known, **said}))
    if picked is None and _EARLIER.search(words):
        return _before_those(turn)
    if picked is None and (listing := others(turn, state.pick_tool, state.picks)) is not None:
        return look_first(turn, Frame(tool=state.pick_tool), listing)
    if picked is None and state.picks and (way := preferred(turn.text)):
        picked = state.picks[-(way == "later")]  # "whichever suits him"
    if picked is None and len(state.picks) == 1 and consent is Consent.YES:
        picked = state.picks[0]
    if picked is not None:
        return start(turn, Frame(tool=state.pick_tool, arguments=dict(picked)))
    if consent is Consent.NO and not is_other_wish(turn, turn.wish):
        if turn.heard.act is Act.GOODBYE:
            return end(turn)
        keep_wish_beside(turn)
        return finish(turn, phrasing.ALL_RIGHT)
    if consent is Consent.YES and count <= VALUE_ALONE_WORDS:
        return missed(turn, join(phrasing.ALL_RIGHT, phrasing.WHICH_ONE))
    return None


def hear_key(turn: CallerTurn) -> Reply | None:
    """Take a single key if one was offered; None if the words are no key."""
    key = _key(turn)
    if key is None:
        return None
    state = turn.state
    if key == PERSON_KEY and not (state.frame is not None and state.frame.partial):
        return connect(turn)
    match state.awaiting:
        case Awaiting.MENU | Awaiting.TOPIC if 0 < key <= len(state.topics):
            return act(turn, state.topics[key - 1], [state.heard] if state.heard else [])
        case Awaiting.CONSENT if key == YES_KEY and not any(PRESS_ONE in said for said in state.lasting.said[-1:]):
            return unclear(turn)  # nobody has said what 1 means
        case Awaiting.CONSENT | Awaiting.OFFER if key == YES_KEY:
            return agreed(turn)
        case Awaiting.PERSON if key == YES_KEY:
            return connect(turn)
        case Awaiting.CONSENT | Awaiting.OFFER if key == NO_KEY:
            return cancel(turn)
    return None


def _key(turn: CallerTurn) -> int | None:
    text = turn.text.strip()
    pressed = re.fullmatch(r"(\d)(?:\s*\1)*", text)
    if pressed is not None and (len(text) == 1 or turn.state.awaiting is not Awaiting.VALUE):
        return int(pressed[1])  # an impatient "0 0" is a nought, if no number was asked for
    if turn.state.awaiting is not Awaiting.MENU or len(without_fillers(text).split()) > MENU_WORDS:
        return None
    found = numbers_in(text)
    return found[0] if len(found) == 1 and found[0] < 10 else None
