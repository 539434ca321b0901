"""Call backs as callers wish them, and words added to what was taken down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from callcenter.agents.support import tools
from callcenter.agents.toolkit.business_day import today
from callcenter.business.sample_customers import ANN, BEN, CARA
from callcenter.domain.routing.opening_hours import DAYS, Calendar, OpenSpan
from callcenter.models.choice import ModelChoice
from tests.agents.conftest import MakeBench

CALLING = "+16175550199"
GUS = "+16175550138"
#: What a language model gives, and what is read back of it.
WISHES: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "call you back on the number you're calling from."),
    ({"callback_part": "afternoon"}, "call you back in the afternoon, on the number you're calling from."),
    ({"callback_wish": "after five"}, "call you back after five, on the number you're calling from."),
    (
        {"callback_part": "afternoon", "callback_wish": "any day but Wednesday"},
        "call you back in the afternoon, any day but Wednesday, on the number you're calling from.",
    ),
    ({"callback_number": GUS, "callback_name": "Gus"}, "call Gus back on 6 1 7, 5 5 5, 0 1 3 8."),
    ({"no_call_back": True}, "with no call back."),
)


@pytest.mark.parametrize("name", ["leave_message", "open_ticket"])
@pytest.mark.parametrize(("wish", "said"), WISHES)
async def test_call_back__as_it_is_wished__is_read_back(
    bench: MakeBench, name: str, wish: dict[str, Any], said: str
) -> None:
    matter = {"message" if name == "leave_message" else "summary": "I have a question about my bill"}

    answer = await bench(CALLING).run(getattr(tools, name), **matter, **wish)

    assert f"{said} It says: " in answer["say"]


async def test_call_back__wished_in_words_for_somebody_else__is_on_record(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(CALLING)
    day = today(desk.call) + timedelta(days=3)
    wish = {"callback_day": day.isoformat(), "callback_wish": "after two o'clock.", "callback_name": "your wife"}

    answer = await desk.agree(tools.leave_message, message="The bill", **wish)

    assert answer["ok"] and "noted that your wife should be called on " in answer["say"]
    assert f"{day.day}" in answer["say"] and ", after two o'clock." in answer["say"]
    row = await sample_database.fetchrow(
        "SELECT callback_on, callback_wish, callback_name FROM ticket WHERE ticket_number = $1", answer["ticket_number"]
    )
    assert row is not None and tuple(row) == (day, "after two o'clock", "your wife")


@pytest.mark.parametrize("name", ["leave_message", "open_ticket"])
async def test_call_back__at_a_time__is_told_with_whose_time_it_is(bench: MakeBench, name: str) -> None:
    desk = bench(CALLING)
    matter = {"message" if name == "leave_message" else "summary": "I have a question about my bill"}
    wish = {"callback_day": (today(desk.call) + timedelta(days=2)).isoformat(), "callback_time": "14:00"}

    answer = await desk.agree(getattr(tools, name), **matter, **wish)

    assert answer["ok"] and "at 2 PM New York time." in answer["say"]


async def test_call_back__a_moment_without_a_day__is_asked_for(bench: MakeBench) -> None:
    desk = bench(CALLING)

    for tool, matter in ((tools.leave_message, {"message": "Hi"}), (tools.open_ticket, {"summary": "Hi"})):
        assert (await desk.run(tool, **matter, callback_time="17:00"))["code"] == "which-day"


@pytest.mark.parametrize(
    ("days", "wish", "code"),
    [
        (0, {}, ""),
        (0, {"callback_part": "morning"}, ""),
        (0, {"callback_part": "evening"}, "closed-then"),
        (0, {"callback_time": "18:30"}, "closed-then"),
        (0, {"callback_time": "10:30"}, ""),
        (1, {}, "closed-then"),
    ],
)
async def test_call_back__when_nobody_is_there__is_told_to_a_language_model_once(
    bench: MakeBench, days: int, wish: dict[str, Any], code: str
) -> None:
    desk = bench(CALLING)
    first = today(desk.call) + timedelta(days=1)
    span = OpenSpan(day=DAYS[first.weekday()], opens="08:00", closes="13:00")
    desk.call.call = replace(
        desk.call.call, calendar=Calendar(name="office", timezone="America/New_York", spans=(span,))
    )
    day = (first + timedelta(days=days)).isoformat()
    assert "proposal" in await desk.run(tools.leave_message, message="Hi", callback_day=day, **wish)
    desk.call.choice = ModelChoice(language="en", stt=(), llm=("openai/any",), tts=())

    once, twice = [await desk.run(tools.leave_message, message="Hi", callback_day=day, **wish) for _ in range(2)]

    assert once.get("code", "") == code and "proposal" in twice
    assert not code or once["forget"] == ["callback_part", "callback_time"]
    assert not code or ("Nobody of ours is here" if days else "from 8 a.m. to 1 p.m.") in once["say"]


async def test_call_back__another_number_alone__changes_it_and_keeps_the_time(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(CALLING)
    await desk.agree(tools.leave_message, message="My bill is wrong", callback_wish="after five")

    changed = await desk.agree(tools.leave_message, message="My bill is wrong", callback_number=GUS)
    again = await desk.run(tools.leave_message, message="My bill is wrong", callback_number=GUS)

    assert changed["ok"] and again["code"] == "already-open"
    rows = await sample_database.fetch(
        "SELECT callback_number, callback_wish FROM ticket WHERE summary LIKE 'My bill%'"
    )
    assert [tuple(row) for row in rows] == [(GUS, "after five")]


async def test_add_to_ticket__of_this_call__is_read_back_and_put_to_it(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(CALLING)
    taken = await desk.agree(tools.open_ticket, summary="A cable hangs in the yard")

    proposed = await desk.run(tools.add_to_ticket, message="The dog is in the yard.")
    for said in ("The dog is in the yard", "The gate's code is 4 4"):
        added = await desk.agree(tools.add_to_ticket, message=said)
        assert added["ok"] and added["ticket_number"] == taken["ticket_number"]

    lead = "I'll add this to what I've written down, number 5 0 0, 0 0 1"
    assert proposed["say"] == f'{lead}: "The dog is in the yard". Is that all right?'
    assert await _added(sample_database, taken["ticket_number"]) == "The dog is in the yard\nThe gate's code is 4 4"


async def test_add_to_ticket__not_agreed_to__adds_nothing(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(CALLING)
    taken = await desk.agree(tools.leave_message, message="A cable hangs in the yard")

    answer = await desk.agree(tools.add_to_ticket, "No, leave it.", message="The dog is in the yard")

    assert not answer["ok"] and await _added(sample_database, taken["ticket_number"]) == ""


async def test_add_to_ticket__of_before__is_the_verified_customers_own(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    stranger = await bench(CALLING).run(tools.add_to_ticket, message="Hello", ticket_number="400123")
    other = await bench(of=ANN).run(tools.add_to_ticket, message="Hello", ticket_number="400123")
    desk = bench(of=BEN)
    own = await desk.agree(tools.add_to_ticket, message="The dog is in the yard")

    assert stranger["needs"] == "identify_customer"
    assert (other["code"], other["offer"]) == ("no-open-ticket", "leave_message")
    assert own["ok"] and own["ticket_number"] == "400123"
    assert await _added(sample_database, "400123") == "The dog is in the yard"


async def test_add_to_ticket__closed_or_full__offers_a_message(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(of=CARA)
    taken = (await desk.agree(tools.open_ticket, summary="No signal"))["ticket_number"]

    for change in ("added = repeat('x', 4000)", "added = '', state = 'closed'"):
        await sample_database.execute(f"UPDATE ticket SET {change} WHERE ticket_number = $1", taken)
        assert (await desk.run(tools.add_to_ticket, message="The dog"))["code"] == "no-open-ticket"


async def _added(pool: asyncpg.Pool, number: str) -> str:
    return str(await pool.fetchval("SELECT added FROM ticket WHERE ticket_number = $1", number))
