"""What callers ask after who look back: invoices and payments by month, what is left after a promise or a refund."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from callcenter.agents.billing import tools
from callcenter.agents.toolkit.business_day import day_began, today
from callcenter.business.sample_customers import ANN, DAN, FAY
from callcenter.dialog.wording.templates import calendar_day
from tests.agents.conftest import MakeBench


async def test_list_invoices__of_a_month__is_that_one_with_the_day_it_was_paid(bench: MakeBench) -> None:
    desk = bench(of=DAN)
    latest = (await desk.run(tools.list_invoices))["invoices"]

    answer = await desk.run(tools.list_invoices, month=latest[1]["issued_on"][:7])

    assert [one["issued_on"] for one in answer["invoices"]] == [latest[1]["issued_on"]]
    assert answer["invoices"][0]["paid_on"] > latest[1]["issued_on"]
    assert "for 40 dollars and was paid on " in answer["say"]


async def test_list_invoices__of_a_month_without_one__says_so(bench: MakeBench) -> None:
    answer = await bench(of=DAN).run(tools.list_invoices, month="2001-02")

    assert answer["say"] == "I see no invoice of February 2001 on your account."


async def test_list_invoices__earlier_ones__are_all_there_are(bench: MakeBench) -> None:
    desk = bench(of=DAN)

    latest, earlier = [await desk.run(tools.list_invoices, **asked) for asked in ({}, {"earlier": "older"})]

    assert (len(latest["invoices"]), len(earlier["invoices"])) == (3, 4)


async def test_payment_status__earlier_ones__are_told_with_their_days(bench: MakeBench) -> None:
    answer = await bench(of=DAN).run(tools.payment_status, earlier="before")

    days = [one["paid_on"] for one in answer["payments"]]
    assert len(days) == 3 and days == sorted(days, reverse=True)
    assert answer["say"].startswith("In the last twelve months I see 3 payments: 40 dollars on ")
    assert "still to be paid" not in answer["say"]


async def test_payment_status__of_a_month_and_before_one__are_those(bench: MakeBench) -> None:
    desk = bench(of=DAN)
    days = [one["paid_on"] for one in (await desk.run(tools.payment_status, earlier="history"))["payments"]]

    of_it = await desk.run(tools.payment_status, month=days[1][:7])
    before = await desk.run(tools.payment_status, before=days[1][:7])
    none = await desk.run(tools.payment_status, month="2001-02")

    assert [one["paid_on"] for one in of_it["payments"]] == [day for day in days if day[:7] == days[1][:7]]
    assert [one["paid_on"] for one in before["payments"]] == [day for day in days if day < days[1][:7]]
    assert none["say"] == "I see no payment of yours in February 2001."


async def test_get_balance__after_a_promise__says_what_would_be_left(bench: MakeBench) -> None:
    desk = bench(of=FAY)
    day = today(desk.call) + timedelta(days=7)
    await desk.agree(tools.promise_payment, pay_on=day.isoformat(), amount_cents=10000)

    answer = await desk.run(tools.get_balance)

    assert answer["promise"] == {"amount_cents": 10000, "pay_on": day.isoformat(), "left_cents": 1000}
    assert answer["say"].endswith("after that 10 dollars would be left.")


async def test_request_refund__of_a_wrong_charge__says_what_is_left_after_it(bench: MakeBench) -> None:
    proposed = await bench(of=ANN).run(tools.request_refund)
    asked = await bench(of=DAN).run(tools.request_refund, amount_cents=1000)

    assert (proposed["left_cents"], asked["left_cents"]) == (5000, None)


@pytest.mark.parametrize(
    ("amount_cents", "left"),
    [
        (
            4000,
            "Of the other 70 dollars, 10 dollars will stay overdue since {first},"
            " and 60 dollars will stay due on {second}",
        ),
        (7000, "The other 40 dollars will stay due on {second}"),
    ],
)
async def test_promise_payment__of_a_part__tells_what_is_left_with_its_days(
    bench: MakeBench, sample_database: asyncpg.Pool, amount_cents: int, left: str
) -> None:
    desk = bench(of=FAY)
    day = today(desk.call) + timedelta(days=3)
    rows = await sample_database.fetch(
        "SELECT due_on FROM invoice WHERE customer_id = $1 ORDER BY issued_on DESC LIMIT 2", desk.call.customer_id
    )
    second, first = (calendar_day(row["due_on"], lambda: day_began(desk.call, today(desk.call))) for row in rows)
    told = left.format(first=first, second=second)

    proposed = await desk.run(tools.promise_payment, pay_on=day.isoformat(), amount_cents=amount_cents)
    done = await desk.agree(tools.promise_payment, pay_on=day.isoformat(), amount_cents=amount_cents)

    assert f". {told}. Shall I note that?" in proposed["say"]
    assert f"{told}, since I can note one payment only." in done["say"]


async def test_promise_payment__of_a_part__takes_no_yes_that_names_the_rest(bench: MakeBench) -> None:
    desk = bench(of=FAY)
    day = today(desk.call) + timedelta(days=3)

    answer = await desk.agree(tools.promise_payment, said="Yes, forty.", pay_on=day.isoformat(), amount_cents=7000)
    plain = await desk.agree(tools.promise_payment, pay_on=day.isoformat(), amount_cents=7000)

    assert (answer["ok"], answer["code"], plain["ok"]) == (False, "not-agreed", True)
