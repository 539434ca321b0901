"""A demo played again on the same data: what it did the last time is out of its way, and nothing else is."""

from datetime import date

import asyncpg

from callcenter.demo.scenarios import scenarios

SUPPORT = scenarios(date(2026, 11, 20))["support"]
OPEN = """
INSERT INTO ticket (ticket_number, customer_id, summary, call_id, state)
SELECT $2, customer_id, 'no signal', $3, 'open' FROM customer WHERE account_number = $1
"""


async def test_prepare__a_ticket_of_an_earlier_demo__is_taken_away_and_others_stay(
    sample_database: asyncpg.Pool,
) -> None:
    count = await sample_database.fetchval("SELECT count(*) FROM ticket")
    await sample_database.execute(OPEN, SUPPORT.account_number, "900001", "call_of_a_demo")
    await sample_database.execute(OPEN, SUPPORT.account_number, "900002", None)

    await sample_database.execute(SUPPORT.prepare, SUPPORT.account_number)

    assert await sample_database.fetchval("SELECT count(*) FROM ticket") == count + 1
    assert await sample_database.fetchval("SELECT ticket_number FROM ticket WHERE ticket_number LIKE '9%'") == "900002"
