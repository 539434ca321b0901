"""What is left of somebody in Postgres after their erasure: nothing that was said, and no spelling of their number."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import pytest

from callcenter.business.erasure import customer_of, erase_traces
from callcenter.business.sample_customers import ANN, BEN, DAN
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import CallEnded, CallEvent, CallStarted, Fact, ToolCalled, TurnTaken
from callcenter.store.call_log.call_events import apply
from callcenter.store.erasure.erasure import Whose, delete_calls
from callcenter.store.erasure.spellings import Spellings, spellings
from callcenter.store.writes import once

#: A stranger's number, and how carriers send it.
NUMBER = "+12025550188"
SPELT = ("+12025550188", "12025550188", "2025550188", "0012025550188", "sip:+1-202-555-0188")
SAID = "zanzibar"
COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb', 'tsvector')
"""


def started(number: str) -> CallStarted:
    return CallStarted(
        caller_number=number,
        dialled_number="+18005550100",
        trunk="main",
        dispatch_rule="everyone",
        room=f"call-_{number}_x",
        agent="triage",
        language="en",
        sip_call_id="",
        source_address="",
    )


async def call(pool: asyncpg.Pool, call_id: str, number: str, *, arguments: dict[str, object] | None = None) -> None:
    """Put a call on record in which everything was said and done, a ticket and a refund included."""
    facts: list[Fact] = [
        started(number),
        TurnTaken(turn=Turn(speaker=Speaker.CALLER, text=f"{SAID} {number}", started_ms=0, ended_ms=1)),
        ToolCalled(
            agent="support",
            tool="open_ticket",
            arguments=arguments or {"callback_number": number, "summary": SAID},
            result={},
            ok=True,
            at_ms=1,
            duration_ms=1,
        ),
        CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=5),
    ]
    now = datetime.now(UTC)
    async with pool.acquire() as connection:
        await apply(
            connection, [CallEvent(call_id=call_id, seq=n, at=now, fact=fact) for n, fact in enumerate(facts, 1)]
        )
        await connection.execute(
            "INSERT INTO ticket (ticket_number, customer_id, callback_number, summary, call_id)"
            " VALUES ((900000 + (SELECT count(*) FROM ticket))::text, NULL, $1, $2, $3)",
            number,
            SAID,
            call_id,
        )
        await connection.execute(
            "INSERT INTO identification_failure (account_number, caller_number, call_id) VALUES ('00000000', $1, $2)",
            number,
            call_id,
        )

        async def write() -> dict[str, str]:
            return {"callback_number": number}

        async with connection.transaction():
            await once(connection, call_id, "open_ticket", {}, write)


async def where(pool: asyncpg.Pool, text: str) -> set[str]:
    """Return the tables that hold a text anywhere; a number's digits whatever stands between them."""
    found = set()
    for table, column in await pool.fetch(COLUMNS):
        value = f"regexp_replace({column}::text, '[^0-9]', '', 'g')" if text.isdigit() else f"{column}::text"
        if await pool.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE {value} ILIKE $1)", f"%{text}%"):
            found.add(table)
    return found


async def erase(pool: asyncpg.Pool, whose: Whose) -> int:
    async with pool.acquire() as connection:
        return len((await delete_calls(connection, whose, erase_traces=erase_traces)).call_ids)


@pytest.mark.parametrize("asked_for", ["+12025550188", "(202) 555-0188", "12025550188"])
async def test_erasure__by_number__no_table_holds_a_spelling_of_it(
    sample_database: asyncpg.Pool, asked_for: str
) -> None:
    for place, number in enumerate(SPELT):
        await call(sample_database, f"call_{place}", number)
    assert {"call", "turn", "tool_call", "call_event", "ticket", "identification_failure", "tool_write"} <= await where(
        sample_database, "2025550188"
    )

    gone = await erase(sample_database, Whose(number=spellings(asked_for, "US")))

    assert gone == len(SPELT)
    assert await where(sample_database, "2025550188") == set()
    assert await where(sample_database, SAID) == set()


async def test_erasure__number_mentioned_in_anothers_call__is_redacted_and_the_rest_stays(
    sample_database: asyncpg.Pool,
) -> None:
    arguments = {
        "callback_number": "+1 (202) 555-0188",
        "nested": [{"n": "2 0 2, 5 5 5, 0 1 8 8"}],
        "plain": 12025550188,
    }
    await call(sample_database, "call_neighbour", "+12025550199", arguments=arguments)
    async with sample_database.acquire() as connection:
        await connection.execute(
            "INSERT INTO tag VALUES ('call_neighbour', 99, 'callback:2025550188'), ($1, 98, 'vip')", "call_neighbour"
        )
        await connection.execute("UPDATE turn SET text = text || '. Call my aunt on 202.555.0188!'")
        await connection.execute("UPDATE ticket SET note = 'aunt: 202-555-0188' WHERE call_id = 'call_neighbour'")

        gone = await delete_calls(connection, Whose(number=spellings(NUMBER, "US")), erase_traces=erase_traces)

    assert (gone.call_ids, gone.left) == ((), ())
    assert gone.mentions == 5  # the tag, the turn, the note; the arguments as a row and as a fact
    assert await where(sample_database, "2025550188") == set()
    assert await sample_database.fetchval("SELECT text FROM turn") == f"{SAID} +12025550199. Call my aunt on #!"
    kept = await sample_database.fetchval("SELECT arguments FROM tool_call")
    assert kept == {"callback_number": "#", "nested": [{"n": "#"}], "plain": "#"}
    assert await sample_database.fetchval("SELECT count(*) FROM tag") == 1


async def test_erasure__number_of_somebody_on_the_phone__keeps_their_row_findable(
    sample_database: asyncpg.Pool,
) -> None:
    await call(sample_database, "call_running", NUMBER)
    await sample_database.execute("UPDATE call SET ended_at = NULL")

    assert await erase(sample_database, Whose(number=spellings(NUMBER, "US"))) == 0
    await sample_database.execute("UPDATE call SET ended_at = now()")
    assert await erase(sample_database, Whose(number=spellings(NUMBER, "US"))) == 1
    assert await where(sample_database, "2025550188") == set()


async def test_erasure__number_that_is_on_file__says_that_it_still_is(sample_database: asyncpg.Pool) -> None:
    async with sample_database.acquire() as connection:
        gone = await delete_calls(
            connection, Whose(number=spellings(ANN.phone_number, "US")), erase_traces=erase_traces
        )

    assert gone.left == ("customer",)


async def test_erasure__by_number__others_keep_theirs(sample_database: asyncpg.Pool) -> None:
    await call(sample_database, "call_mine", NUMBER)
    await call(sample_database, "call_other", "+12025550199")

    await erase(sample_database, Whose(number=spellings(NUMBER, "US")))

    assert {"call", "turn", "ticket", "identification_failure"} <= await where(sample_database, "2025550199")
    assert await sample_database.fetchval("SELECT count(*) FROM ticket WHERE summary = $1", SAID) == 1


async def test_erasure__by_customer__takes_calls_from_any_phone_that_named_the_account(
    sample_database: asyncpg.Pool,
) -> None:
    spoken = {"account_number": f"{ANN.account_number[:4]} {ANN.account_number[4:]}"}
    await call(sample_database, "call_home", ANN.phone_number)
    await call(sample_database, "call_work", NUMBER, arguments=spoken)
    await call(sample_database, "call_ben", BEN.phone_number)
    async with sample_database.acquire() as connection:
        whose = await customer_of(connection, ANN.account_number, "US")

        await connection.execute(
            "INSERT INTO payment_promise (customer_id, pay_on, amount_cents)"
            " SELECT customer_id, '2999-01-01', 100 FROM customer WHERE account_number = $1",
            ANN.account_number,
        )

    assert whose is not None
    assert await erase(sample_database, whose) == 2
    assert await where(sample_database, ANN.account_number) == {"customer"}
    assert await where(sample_database, ANN.phone_number[1:]) == {"customer"}
    assert await sample_database.fetchval("SELECT count(*) FROM payment_promise WHERE pay_on = '2999-01-01'") == 0
    left = await sample_database.fetch("SELECT call_id FROM call")
    assert [row["call_id"] for row in left] == ["call_ben"]
    own = "SELECT count(*) FROM ticket t JOIN customer c USING (customer_id) WHERE account_number = $1"
    assert await sample_database.fetchval(own, ANN.account_number) == 0


async def test_erasure__customer_whose_number_others_have_too__leaves_calls_that_may_be_theirs(
    sample_database: asyncpg.Pool,
) -> None:
    await sample_database.execute(
        "UPDATE customer SET phone_number = $1 WHERE account_number = $2", ANN.phone_number, BEN.account_number
    )
    await call(sample_database, "call_either", ANN.phone_number)
    await call(sample_database, "call_ann", NUMBER, arguments={"account_number": ANN.account_number})

    async with sample_database.acquire() as connection:
        whose = await customer_of(connection, ANN.account_number, "US")

    assert whose is not None and whose.number is None
    assert await erase(sample_database, whose) == 1
    assert await sample_database.fetchval("SELECT call_id FROM call") == "call_either"


async def test_erasure__old_calls__keeps_what_a_ticket_still_has_to_say(sample_database: asyncpg.Pool) -> None:
    await call(sample_database, "call_old", NUMBER)

    assert await erase(sample_database, Whose(before=datetime(2999, 1, 1, tzinfo=UTC))) == 1

    row = await sample_database.fetchrow("SELECT call_id, callback_number FROM ticket WHERE summary = $1", SAID)
    assert tuple(row or ()) == (None, NUMBER)


async def test_erasure__old_tickets_that_are_done_with__are_blanked(sample_database: asyncpg.Pool) -> None:
    await call(sample_database, "call_old", NUMBER)
    await sample_database.execute("UPDATE ticket SET state = 'closed', closed_at = now() WHERE summary = $1", SAID)

    await erase(sample_database, Whose(before=datetime(2999, 1, 1, tzinfo=UTC)))

    assert await where(sample_database, SAID) == set()


@pytest.mark.parametrize(
    ("whose", "call_ids", "goes"),
    [
        (Whose(account_number=DAN.account_number), [], "dan's"),
        (Whose(call_ids=frozenset({"noting"})), ["noting"], "dan's"),
        (Whose(before=datetime(2999, 1, 1, tzinfo=UTC)), [], "all"),
        (Whose(before=datetime(2020, 1, 1, tzinfo=UTC)), [], "none"),
    ],
)
async def test_erasure__what_a_technician_should_know__goes_with_its_customer_its_call_or_its_time(
    sample_database: asyncpg.Pool, whose: Whose, call_ids: list[str], goes: str
) -> None:
    async with sample_database.acquire() as connection:
        await connection.execute("UPDATE appointment SET note = $1, call_id = 'other'", SAID)
        dans = "customer_id = (SELECT customer_id FROM customer WHERE account_number = $1)"
        await connection.execute(f"UPDATE appointment SET call_id = 'noting' WHERE {dans}", DAN.account_number)

        await erase_traces(connection, whose, call_ids)

        rows = await connection.fetch(f"SELECT note, {dans} AS is_dans FROM appointment", DAN.account_number)
        left = {(row["note"], row["is_dans"]) for row in rows}
    assert (
        left
        == {
            "dan's": {("", True), (SAID, False)},
            "all": {("", True), ("", False)},
            "none": {(SAID, True), (SAID, False)},
        }[goes]
    )


async def test_erasure__withheld_numbers__takes_those_calls_only(sample_database: asyncpg.Pool) -> None:
    await call(sample_database, "call_withheld", "")
    await call(sample_database, "call_known", NUMBER)

    assert await erase(sample_database, Whose(number=Spellings(text=""))) == 1


@pytest.mark.parametrize(
    ("number", "other", "is_same"),
    [
        ("+18005550123", "8005550123", True),
        ("8005550123", "+18005550123", True),
        ("+493055502", "03055502", False),  # national, and the country isn't ours
        ("+493055502", "00493055502", True),
        ("204", "204", True),
        ("204", "1204", False),
        ("+18005550123", "+18005550124", False),
    ],
)
def test_spellings__of_a_number__mean_each_other_or_not(number: str, other: str, is_same: bool) -> None:
    assert spellings(number, "US").mean(other) is is_same
