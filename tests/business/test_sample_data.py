"""The sample business: the same rows on the same day, safe to seed again, right in itself."""

from __future__ import annotations

from datetime import date, timedelta

import asyncpg

from callcenter.business.sample_customers import WELL_KNOWN
from callcenter.business.sample_data import seed, seed_if_empty

DAY = date(2026, 3, 2)


async def _rows(pool: asyncpg.Pool) -> dict[str, list[tuple[object, ...]]]:
    tables = ("customer", "service", "invoice", "invoice_line", "payment", "outage", "technician_slot", "appointment")
    return {
        table: [tuple(row) for row in await pool.fetch(f"SELECT * FROM {table} ORDER BY 1")]
        if table != "appointment"
        else [
            tuple(row) for row in await pool.fetch("SELECT customer_id, technician_slot_id FROM appointment ORDER BY 1")
        ]
        for table in tables
    }


async def test_seed__twice_on_one_day__gives_the_same_rows(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await seed(connection, today=DAY)
        first = await _rows(database)
        await seed(connection, today=DAY)

    assert await _rows(database) == first
    assert sum(map(len, first.values())) > 500


async def test_seed__another_seed__changes_customers_but_not_the_well_known(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await seed(connection, today=DAY, seed=1)
        first = await _rows(database)
        await seed(connection, today=DAY, seed=2)

    assert await _rows(database) != first
    for customer in WELL_KNOWN:
        found = await database.fetchval(
            "SELECT account_number FROM customer WHERE phone_number = $1", customer.phone_number
        )
        assert found == customer.account_number


async def test_seed__invoices__are_paid_by_exactly_what_they_come_to(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await seed(connection, today=DAY)

    wrong = await database.fetch(
        "SELECT i.invoice_id FROM invoice i JOIN payment p USING (invoice_id) GROUP BY i.invoice_id "
        "HAVING sum(DISTINCT p.amount_cents) <> (SELECT sum(amount_cents) FROM invoice_line l "
        "WHERE l.invoice_id = i.invoice_id)"
    )
    assert not wrong
    assert await database.fetchval("SELECT count(*) FROM payment WHERE paid_on > $1", DAY) == 0


async def test_seed_if_empty__customers_there__keeps_them_and_lays_out_the_coming_weeks(
    database: asyncpg.Pool,
) -> None:
    async with database.acquire() as connection:
        assert await seed_if_empty(connection, today=DAY) is True
        await connection.execute("UPDATE customer SET city = 'Elsewhere'")

        assert await seed_if_empty(connection, today=DAY + timedelta(days=60)) is False

    assert await database.fetchval("SELECT count(*) FROM customer WHERE city <> 'Elsewhere'") == 0
    last = await database.fetchval("SELECT max(day) FROM technician_slot")
    assert last >= DAY + timedelta(days=60 + 30)


async def test_seed__what_callers_did__is_gone_and_ids_go_on(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await seed(connection, today=DAY)
        await connection.execute(
            "INSERT INTO refund (customer_id, amount_cents, status, due_on) VALUES (1, 100, 'review', $1)", DAY
        )
        await seed(connection, today=DAY)
        new = await connection.fetchval(
            "INSERT INTO invoice (customer_id, invoice_number, issued_on, due_on) "
            "VALUES (1, 'X1', $1, $1) RETURNING invoice_id",
            DAY,
        )

    assert await database.fetchval("SELECT count(*) FROM refund") == 0
    assert new == 241
