"""Which of the times there are a caller leaves open, wants besides those offered, or has ruled out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.dialog.turn import CallerTurn, Frame
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.spoken.words import plain_words

#: Of so many turns it counts what isn't wanted.
RECENT = 5
#: Leaves the time of a day open.
_ANY_TIME = re.compile(r"\bany ?time\b|\ball day\b|\b(whatever|whichever|what) times?\b")
#: Wants another time of the same day.
_THAT_DAY = re.compile(
    r"\b(?P<way>later|earlier|sooner|other|another|else|different)\b.*\b(?:that|the same|same|in the) day\b"
)


def says_any_time(text: str) -> bool:
    """Tell whether words leave open at what time of a day ("any time on Saturday")."""
    return _ANY_TIME.search(plain_words(text)) is not None


def choices_left(turn: CallerTurn, schema: Mapping[str, Any]) -> list[str]:
    """Return what is left of a parameter's choices after those the caller has just ruled out; [] if none were."""
    if kind_of(schema) != "enum" or not all(isinstance(choice, str) for choice in schema.get("enum", ())):
        return []
    out = ruled_out_now(turn, schema)
    return [choice for choice in schema["enum"] if choice not in out] if out else []


def ruled_out_now(turn: CallerTurn, schema: Mapping[str, Any]) -> set[Any]:
    """Return the values the caller has just ruled out for a parameter."""
    unwanted = {**schema, "ruledOut": True}
    return {
        found.value
        for text in (*turn.history[-RECENT:], turn.text)
        if isinstance(found := turn.reader.read(unwanted, text, is_answer=False), Filled)
    }


def on_the_same_day(turn: CallerTurn, listing: str, offered: Sequence[Mapping[str, Any]]) -> Frame | None:
    """Return the tool that lists what else there is on the day offered ("no, later that day"), or None."""
    found, schemas = _THAT_DAY.search(plain_words(turn.text)), turn.shapes[listing].parameters
    days = {name: one[name] for one in offered for name in one if kind_of(schemas.get(name, {})) == "date"}
    if found is None or not days or len({tuple(one[name] for name in days) for one in offered}) > 1:
        return None
    name, schema = next(
        ((name, one) for name, one in schemas.items() if one.get("enum") and not one.get("ruledOut")), ("", {})
    )
    unwanted = next((name for name, one in schemas.items() if one.get("enum") and one.get("ruledOut")), "")
    taken, choices = [one[name] for one in offered if name in one], list(schema.get("enum", ()))
    if not taken or not unwanted:
        return Frame(tool=listing, arguments=days)
    first, last = choices.index(taken[0]), choices.index(taken[-1])
    left = {"later": choices[last + 1 :], "earlier": choices[:first], "sooner": choices[:first]}.get(found["way"], [])
    return Frame(tool=listing, arguments={**days, **({name: left[0]} if len(left) == 1 else {unwanted: taken[-1]})})
