"""Support's tools and tickets on the sample business."""

from __future__ import annotations

import asyncpg

from callcenter.agents.support import tools
from callcenter.business.sample_customers import ANN, BEN, CARA
from tests.agents.conftest import MakeBench


async def test_check_outage__withheld_number__asks_for_the_postcode_then_tells(bench: MakeBench) -> None:
    desk = bench()

    assert (await desk.run(tools.check_outage))["ask"] == "postcode"
    assert (await desk.run(tools.check_outage, postcode="6061"))["code"] == "bad-postcode"
    answer = await desk.run(tools.check_outage, postcode=BEN.postcode)

    assert answer["is_outage"] and answer["cause"] == "a cut cable" and answer["expected_end_at"]


async def test_check_outage__known_number__looks_where_the_customer_lives(bench: MakeBench) -> None:
    assert (await bench(of=BEN).run(tools.check_outage))["is_outage"] is True
    assert (await bench(of=ANN).run(tools.check_outage))["is_outage"] is False


async def test_run_line_test__no_signal__suggests_a_ticket_and_opens_none(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    before = await sample_database.fetchval("SELECT count(*) FROM ticket")

    answer = await bench(of=CARA).run(tools.run_line_test)

    assert (answer["state"], answer["suggestion"], answer["offer"]) == ("no-signal", "ticket", "open_ticket")
    assert await sample_database.fetchval("SELECT count(*) FROM ticket") == before


async def test_run_line_test__good_line__suggests_a_reboot(bench: MakeBench) -> None:
    answer = await bench(of=ANN).run(tools.run_line_test)

    assert (answer["state"], answer["suggestion"]) == ("ok", "reboot") and "offer" not in answer


async def test_run_line_test__outage__says_so_instead(bench: MakeBench) -> None:
    assert (await bench(of=BEN).run(tools.run_line_test))["state"] == "outage"


async def test_open_ticket__known_number__is_written_once(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(of=CARA)
    desk.call.agent = "support"

    first, second = [await desk.agree(tools.open_ticket, summary="No signal") for _ in range(2)]

    assert first["ok"] and (second["code"], second["ticket_number"]) == ("already-open", first["ticket_number"])
    row = await sample_database.fetchrow(
        "SELECT summary, callback_number, agent, call_id FROM ticket WHERE ticket_number = $1", first["ticket_number"]
    )
    assert row is not None and tuple(row) == ("No signal", CARA.phone_number, "support", desk.call.call.call_id)


async def test_open_ticket__withheld_number__asks_where_to_call_back(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench()

    assert (await desk.agree(tools.open_ticket, summary="Help"))["ask"] == "callback_number"
    assert (await desk.agree(tools.open_ticket, summary="Help", callback_number="12"))["code"] == "bad-number"
    answer = await desk.agree(tools.open_ticket, summary="Help", callback_number="617 555 0199")

    assert answer["callback_number"] == "+16175550199"
    assert (
        await sample_database.fetchval(
            "SELECT customer_id FROM ticket WHERE ticket_number = $1", answer["ticket_number"]
        )
        is None
    )


async def test_get_ticket__no_number__is_the_latest(bench: MakeBench) -> None:
    answer = await bench(of=BEN).run(tools.get_ticket)

    assert (answer["ticket_number"], answer["state"]) == ("400123", "in-progress")


async def test_get_ticket__another_customers__is_not_found(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    assert (await desk.run(tools.get_ticket, ticket_number="400123"))["code"] == "not-found"
    assert (await desk.run(tools.get_ticket))["code"] == "no-ticket"
