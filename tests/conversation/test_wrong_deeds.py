"""Nothing is done that the caller did not agree to: each tool that writes, each way of not saying yes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, FAY, SampleCustomer
from callcenter.business.sample_data import business_day
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk
from tests.conversation.test_whole_calls import free_morning, named, spoken

NOT_YES = ("please don't", "definitely not", "i would rather not", "ok wait", "no", "hm", "yes, but only if it's free")
#: What callers write.
TABLES = ("appointment", "refund", "payment_promise", "ticket")

Propose = Callable[[Talk], Awaitable[str]]


async def _lead(talk: Talk, customer: SampleCustomer, *wishes: str) -> str:
    return await talk.say(*wishes, spoken(customer.account_number), spoken(customer.postcode))


async def _refund(talk: Talk) -> str:
    return await _lead(talk, ANN, "I was charged twice on my bill and want my money back.")


async def _promise(talk: Talk) -> str:
    day = business_day() + timedelta(days=6)
    return await _lead(talk, FAY, "I can't pay now, I need more time.", named(day))


async def _book(talk: Talk) -> str:
    return await _lead(talk, ANN, f"I want to book a technician for {named(free_morning())} in the morning.")


async def _move(talk: Talk) -> str:
    return await _lead(talk, DAN, f"I need to move my appointment to {named(free_morning(6))} in the afternoon.")


async def _cancel(talk: Talk) -> str:
    return await _lead(talk, DAN, "Please cancel my appointment.")


async def _ticket(talk: Talk) -> str:
    return await _lead(talk, CARA, "My internet is not working, please test my line.")


DEEDS: dict[str, tuple[str, SampleCustomer, Propose]] = {
    "request_refund": ("billing", ANN, _refund),
    "promise_payment": ("billing", FAY, _promise),
    "book_appointment": ("appointments", ANN, _book),
    "move_appointment": ("appointments", DAN, _move),
    "cancel_appointment": ("appointments", DAN, _cancel),
    "open_ticket": ("support", CARA, _ticket),
}


async def _written(pool: asyncpg.Pool) -> dict[str, list[str]]:
    return {
        table: [str(row[0]) for row in await pool.fetch(f"SELECT {table}::text FROM {table} ORDER BY 1")]
        for table in TABLES
    }


@pytest.mark.parametrize("tool", DEEDS)
async def test_deed__anything_but_a_clear_yes__the_database_stays_as_it_was(
    tool: str, open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    agent, customer, propose = DEEDS[tool]
    before = await _written(sample_database)
    for said in NOT_YES:
        async with open_talk(dialog, number=customer.phone_number, agent=agent) as talk:
            proposed = await propose(talk)
            assert proposed.endswith("?") and [fact.tool for fact in talk.tool_calls][-1] == tool, talk.transcript()

            await talk.say(said)

            assert await _written(sample_database) == before, said


@pytest.mark.parametrize("tool", DEEDS)
async def test_deed__clear_yes__is_done_once(
    tool: str, open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    agent, customer, propose = DEEDS[tool]
    before = await _written(sample_database)
    async with open_talk(dialog, number=customer.phone_number, agent=agent) as talk:
        await propose(talk)

        await talk.say("yes please")

        after = await _written(sample_database)
        assert sum(before[table] != after[table] for table in TABLES) == 1
