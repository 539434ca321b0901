"""Works out what a story's facts are today, and writes them into its texts and its SQL.

Texts are Jinja templates: `{{ visit | weekday }}`, `{{ account | digits }}`. Facts are what the story says, what its
SQL finds in the fresh sample business, and who the caller is (`number`, `account`, `zip`, `name`), and `today`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import asyncpg
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from callcenter.business.sample_data import business_day, working_days
from callcenter.eval.story.story import CheckOn, Event, StateCheck, Story, StoryAnswer
from callcenter.spoken.numbers.number_words import DIGITS
from callcenter.store.connection import Connection

#: Facts that every story has.
GIVEN = ("number", "account", "zip", "name", "today")
_TENS = ("", "", "twenty", "thirty")
_ORDINALS = (
    "",
    *"first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
    *(f"{stem}teenth" for stem in ("thir", "four", "fif", "six", "seven", "eigh", "nine")),
)


def digits(value: object) -> str:
    """Return the digits of a number as they are spoken one by one."""
    return " ".join(DIGITS[int(one)] for one in str(value) if one.isdigit())


def oh_digits(value: object) -> str:
    """Return the digits with 'oh' for nought, as most Americans say them."""
    return digits(value).replace("zero", "oh")


def weekday(day: date) -> str:
    """Return 'Friday'."""
    return f"{day:%A}"


def month_day(day: date) -> str:
    """Return 'November twenty seventh'."""
    return f"{day:%B} {_ordinal(day.day)}"


def month_name(day: date) -> str:
    """Return 'November'."""
    return f"{day:%B}"


def day_of_month(day: date) -> str:
    """Return 'the twenty seventh'."""
    return f"the {_ordinal(day.day)}"


FILTERS = {
    "digits": digits,
    "oh_digits": oh_digits,
    "weekday": weekday,
    "month_day": month_day,
    "month_name": month_name,
    "day_of_month": day_of_month,
}


def templates() -> SandboxedEnvironment:
    """Return what renders a story's texts; a fact that isn't there is an error."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters.update(FILTERS)
    return environment


async def work_out(story: Story, connection: Connection) -> dict[str, Any]:
    """Return the story's facts by name, in a fresh sample business.

    Raises:
        LookupError: a fact's SQL fails or finds nothing.
    """
    caller = story.caller
    known: dict[str, Any] = {"number": caller.number, "account": caller.account, "zip": caller.zip, "name": caller.name}
    known["today"] = business_day()
    for name, value in story.facts.items():
        known[name] = await _value(name, value, known, connection)
    return known


def told(story: Story, facts: Mapping[str, Any]) -> Story:
    """Return the story with the facts written into every text and every check."""
    environment = templates()

    def render(text: str) -> str:
        return environment.from_string(text).render(facts) if "{{" in text else text

    def texts(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(render(value) for value in values)

    def answer(one: StoryAnswer) -> StoryAnswer:
        return replace(
            one,
            say=texts(one.say),
            keys=render(one.keys),
            hears=render(one.hears),
            unless_hears=render(one.unless_hears),
        )

    def event(one: Event) -> Event:
        return replace(one, say=texts(one.say), keys=render(one.keys), aside=render(one.aside))

    def check(one: StateCheck) -> StateCheck:
        rows = one.rows
        if rows is not None:
            rows = tuple(tuple(render(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
        wanted = texts(one.wanted) if one.on in (CheckOn.SQL, CheckOn.AGENT_SAYS) else one.wanted
        return replace(one, wanted=wanted, rows=rows)

    return replace(
        story,
        instructions=render(story.instructions),
        agent_expectations=render(story.agent_expectations),
        facts=dict(facts),
        prepare=texts(story.prepare),
        opening=texts(story.opening),
        says={asked: tuple(answer(one) for one in answers) for asked, answers in story.says.items()},
        unforeseen=texts(story.unforeseen),
        events=tuple(event(one) for one in story.events),
        entities=texts(story.entities),
        must=tuple(check(one) for one in story.must),
        never=tuple(check(one) for one in story.never),
        expected_state=tuple(check(one) for one in story.expected_state),
    )


async def _value(name: str, value: Any, known: Mapping[str, Any], connection: Connection) -> Any:
    if not isinstance(value, Mapping):
        return value
    (kind, argument), today = next(iter(value.items())), known["today"]
    if kind == "days_ahead":
        return today + timedelta(days=int(argument))
    if kind == "working_day":
        return list(working_days(today))[int(argument) - 1]
    query = templates().from_string(str(argument)).render(known)
    try:
        found = await connection.fetchval(query)
    except asyncpg.PostgresError as error:
        raise LookupError(f"fact {name}: {error}") from error
    if found is None:
        raise LookupError(f"fact {name}: its SQL finds nothing")
    return found


def _ordinal(day: int) -> str:
    if day < len(_ORDINALS):
        return _ORDINALS[day]
    if day in (20, 30):
        return f"{_TENS[day // 10].removesuffix('y')}ieth"
    return f"{_TENS[day // 10]} {_ORDINALS[day % 10]}"
