"""Billing's tools on the sample business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg

from callcenter.agents.billing import tools
from callcenter.agents.parameters import today
from callcenter.store.sample_customers import ANN, DAN, EVE, FAY
from tests.agents.conftest import MakeBench


async def test_get_balance__withheld_number__needs_identification_first(bench: MakeBench) -> None:
    answer = await bench().run(tools.get_balance)

    assert (answer["ok"], answer["needs"], answer["code"]) == (False, "identify_customer", "not-identified")


async def test_get_balance__known_number__is_the_sum_of_unpaid_lines(bench: MakeBench) -> None:
    desk = bench(ANN.phone_number)

    answer = await desk.run(tools.get_balance)

    assert answer["ok"] and answer["balance_cents"] == 4500 * 2 + 500
    assert answer["is_overdue"] is False
    assert desk.call.tags == ["identified-by:calling-number"]


async def test_get_balance__an_invoice_unpaid_for_weeks__is_overdue(bench: MakeBench) -> None:
    answer = await bench(FAY.phone_number).run(tools.get_balance)

    assert answer["is_overdue"] and answer["balance_cents"] == 2 * 5000 + 1000


async def test_list_invoices__known_number__gives_the_three_latest(bench: MakeBench) -> None:
    answer = await bench(DAN.phone_number).run(tools.list_invoices)

    assert [invoice["status"] for invoice in answer["invoices"]] == ["open", "paid", "paid"]
    assert answer["invoices"][0]["total_cents"] == 4000


async def test_explain_charge__doubled_charge__names_it_and_offers_a_refund(bench: MakeBench) -> None:
    answer = await bench(ANN.phone_number).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"]) == ("doubled", 4500)
    assert (answer["offer"], answer["offer_arguments"]) == ("request_refund", {"amount_cents": 4500})


async def test_explain_charge__late_fee__says_so(bench: MakeBench) -> None:
    answer = await bench(FAY.phone_number).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"]) == ("late-fee", 1000)


async def test_explain_charge__a_pro_rated_line__names_the_day_of_the_change(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    changed_on = datetime.now(UTC).date() - timedelta(days=20)
    await sample_database.execute(
        "INSERT INTO invoice_line (invoice_id, kind, description, amount_cents) "
        "SELECT max(invoice_id), 'pro-rated', 'Plan change', 1167 FROM invoice JOIN customer USING (customer_id) "
        "WHERE account_number = $1",
        DAN.account_number,
    )
    await sample_database.execute(
        "UPDATE service SET plan_changed_on = $2 FROM customer c "
        "WHERE c.customer_id = service.customer_id AND account_number = $1",
        DAN.account_number,
        changed_on,
    )

    answer = await bench(DAN.phone_number).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"], answer["changed_on"]) == (
        "pro-rated",
        1167,
        changed_on.isoformat(),
    )


async def test_explain_charge__nothing_unusual__says_what_the_invoice_is_for(bench: MakeBench) -> None:
    answer = await bench(DAN.phone_number).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"]) == ("usual", 3500)


async def test_explain_charge__an_amount_that_is_not_there__asks_again(bench: MakeBench) -> None:
    answer = await bench(DAN.phone_number).run(tools.explain_charge, amount_cents=123)

    assert (answer["ask"], answer["code"], answer["total_cents"]) == ("amount_cents", "no-such-charge", 4000)


async def test_request_refund__doubled_charge__is_approved_and_lowers_the_balance(bench: MakeBench) -> None:
    desk = bench(ANN.phone_number)

    answer = await desk.run(tools.request_refund)

    assert (answer["ok"], answer["status"], answer["amount_cents"]) == (True, "approved", 4500)
    assert (await desk.run(tools.get_balance))["balance_cents"] == 4500 + 500


async def test_request_refund__asked_twice_in_a_call__is_written_once(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(ANN.phone_number)

    first, second = [await desk.run(tools.request_refund, amount_cents=4500) for _ in range(2)]

    assert first == second
    assert await sample_database.fetchval("SELECT count(*) FROM refund") == 1


async def test_request_refund__in_another_call__was_already_refunded(bench: MakeBench) -> None:
    await bench(ANN.phone_number).run(tools.request_refund)

    answer = await bench(ANN.phone_number).run(tools.request_refund)

    assert (answer["cannot"], answer["code"]) == (True, "already-refunded")


async def test_request_refund__above_the_limit__goes_to_a_person(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    answer = await bench(EVE.phone_number).run(tools.request_refund)

    assert (answer["code"], answer["person"], answer["amount_cents"]) == ("above-limit", True, 8500)
    assert await sample_database.fetchval("SELECT count(*) FROM refund") == 0


async def test_request_refund__a_higher_limit_in_the_settings__is_approved(bench: MakeBench) -> None:
    answer = await bench(EVE.phone_number, refund_limit_cents=10_000).run(tools.request_refund)

    assert answer["status"] == "approved"


async def test_request_refund__no_wrong_charge__asks_for_the_amount_and_has_it_reviewed(bench: MakeBench) -> None:
    desk = bench(DAN.phone_number)

    assert (await desk.run(tools.request_refund))["code"] == "which-amount"
    assert (await desk.run(tools.request_refund, amount_cents=1000))["status"] == "review"


async def test_request_refund__many_small_ones__stop_at_what_was_paid(bench: MakeBench) -> None:
    answers = [await bench(DAN.phone_number).run(tools.request_refund, amount_cents=4999) for _ in range(4)]

    assert [answer.get("code", answer.get("status")) for answer in answers] == [
        "review",
        "review",
        "more-than-paid",
        "more-than-paid",
    ]


async def test_promise_payment__a_day_next_week__is_noted_for_the_whole_balance(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(FAY.phone_number)
    day = today(desk.call) + timedelta(days=7)

    answer = await desk.run(tools.promise_payment, pay_on=day.isoformat())

    assert (answer["ok"], answer["amount_cents"]) == (True, 11_000)
    row = await sample_database.fetchrow("SELECT pay_on, amount_cents FROM payment_promise")
    assert row is not None and tuple(row) == (day, 11_000)


async def test_promise_payment__bad_days_and_amounts__ask_again(bench: MakeBench) -> None:
    desk = bench(FAY.phone_number)
    now = today(desk.call)

    past = await desk.run(tools.promise_payment, pay_on=(now - timedelta(days=1)).isoformat())
    far = await desk.run(tools.promise_payment, pay_on=(now + timedelta(days=60)).isoformat())
    unreadable = await desk.run(tools.promise_payment, pay_on="soon")
    too_much = await desk.run(tools.promise_payment, pay_on=now.isoformat(), amount_cents=99_999)

    assert [past["code"], far["code"], unreadable["code"], too_much["code"]] == [
        "in-the-past",
        "too-far",
        "bad-date",
        "more-than-owed",
    ]
    assert far["latest_on"] == (now + timedelta(days=30)).isoformat()


async def test_promise_payment__nothing_owed__cannot(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(DAN.phone_number)
    await sample_database.execute(
        "INSERT INTO payment (customer_id, paid_on, amount_cents, method) "
        "SELECT customer_id, current_date, 4000, 'card' FROM customer WHERE account_number = $1",
        DAN.account_number,
    )

    answer = await desk.run(tools.promise_payment, pay_on=today(desk.call).isoformat())

    assert answer["code"] == "nothing-to-pay"
