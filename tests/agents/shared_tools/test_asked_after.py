"""What people ask after: refunds, payments, being called back; numbers that are never called; codes."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from callcenter.agents.billing import tools
from callcenter.agents.toolkit.business_day import today
from callcenter.business.sample_customers import ANN, DAN
from tests.agents.conftest import MakeBench


async def test_payment_status__named_amount__is_found_or_said_not_to_be(bench: MakeBench) -> None:
    desk = bench(of=DAN)

    found, missing = [await desk.run(tools.payment_status, amount_cents=cents) for cents in (4000, 123)]

    assert found["is_found"] and found["say"].startswith("40 dollars arrived on ")
    assert missing["is_found"] is False and "I see no payment of 1 dollar and 23 cents." in missing["say"]


async def test_payment_status__of_a_month_without_one__has_none(bench: MakeBench) -> None:
    answer = await bench(of=DAN).run(tools.payment_status, month="2020-01")

    assert "I see no payment of yours" in answer["say"]
    assert (answer["is_found"], answer["amount_cents"], answer["paid_on"]) == (False, 0, "")


async def test_refund_status__asked_for_before__says_how_far_it_is(bench: MakeBench) -> None:
    desk = bench(of=DAN)
    assert (await desk.run(tools.refund_status))["code"] == "no-refund"
    await desk.agree(tools.request_refund, amount_cents=1000)

    answer = await bench(of=DAN).run(tools.refund_status)

    assert (answer["status"], answer["amount_cents"], answer["is_late"]) == ("review", 1000, False)


async def test_leave_message__wished_time__is_said_and_stored(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench("+16175550199")
    day = today(desk.call) + timedelta(days=3)

    answer = await desk.agree(
        tools.leave_message, message="About my bill", callback_day=day.isoformat(), callback_part="afternoon"
    )

    assert answer["ok"] and f"{day:%A}" in answer["say"] and "afternoon" in answer["say"]
    row = await sample_database.fetchrow(
        "SELECT callback_on, callback_part, callback_number, customer_id FROM ticket ORDER BY ticket_id DESC LIMIT 1"
    )
    assert row is not None and tuple(row) == (day, "afternoon", "+16175550199", None)


@pytest.mark.parametrize("number", ["+19005551234", "+18765551234", "+881612345678", "+8821234567", "+447012345678"])
async def test_open_ticket__premium_satellite_or_foreign_number__is_not_called(bench: MakeBench, number: str) -> None:
    given = await bench().run(tools.open_ticket, summary="Help", callback_number=number)
    calling = await bench(number).run(tools.open_ticket, summary="Help")

    assert (given["ask"], given["code"]) == ("callback_number", "not-called")
    assert calling["ask"] == "callback_number"


async def test_open_ticket__number_withheld_and_verified__never_tells_the_number_on_file(bench: MakeBench) -> None:
    desk = bench()
    desk.verify(1)

    answer = await desk.agree(tools.open_ticket, summary="Help")

    assert answer["callback"] == "on-file" and ANN.phone_number not in str(answer)


@pytest.mark.parametrize(
    "name",
    ["get_balance", "list_invoices", "explain_charge", "payment_status", "refund_status", "request_refund"],
)
async def test_account_tool__recognised_only__needs_identification(bench: MakeBench, name: str) -> None:
    answer = await bench(ANN.phone_number).run(getattr(tools, name))

    assert answer["needs"] == "identify_customer"
