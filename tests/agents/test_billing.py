"""Billing's tools on the sample business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from callcenter.agents.billing import tools
from callcenter.agents.billing.promises import LATEST_PROMISE_DAYS
from callcenter.agents.toolkit.business_day import today
from callcenter.business.sample_customers import ANN, DAN, EVE, FAY, SampleCustomer
from callcenter.domain.record.call_event import PersonAsked
from tests.agents.conftest import MakeBench
from tests.fakes.shipped import shipped_roster


async def test_get_balance__withheld_number__needs_identification_first(bench: MakeBench) -> None:
    answer = await bench().run(tools.get_balance)

    assert (answer["ok"], answer["needs"], answer["code"]) == (False, "identify_customer", "not-identified")


async def test_get_balance__known_number__is_the_sum_of_unpaid_lines(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    answer = await desk.run(tools.get_balance)

    assert answer["ok"] and answer["balance_cents"] == 4500 * 2 + 500
    assert answer["is_overdue"] is False and len(answer["dues"]) == 1
    assert answer["say"].startswith("You owe 95 dollars, due on ")


async def test_get_balance__an_invoice_unpaid_for_weeks__is_overdue(bench: MakeBench) -> None:
    answer = await bench(of=FAY).run(tools.get_balance)

    assert answer["is_overdue"] and answer["balance_cents"] == 2 * 5000 + 1000
    assert [(due["amount_cents"], due["is_overdue"]) for due in answer["dues"]] == [(5000, True), (6000, False)]
    assert answer["dues"][0]["due_on"] < answer["dues"][1]["due_on"]
    assert answer["say"].startswith("You owe 110 dollars in all. 50 dollars was due on ")
    assert " 60 dollars is due on " in answer["say"]


async def test_list_invoices__known_number__gives_the_three_latest(bench: MakeBench) -> None:
    answer = await bench(of=DAN).run(tools.list_invoices)

    assert [invoice["status"] for invoice in answer["invoices"]] == ["open", "paid", "paid"]
    assert answer["invoices"][0]["total_cents"] == 4000


async def test_get_plan__known_customer__is_their_line_and_its_price(bench: MakeBench) -> None:
    answer = await bench(of=ANN).run(tools.get_plan)

    assert (answer["plan"], answer["speed_mbps"], answer["monthly_cents"]) == ("Fiber 300", 300, 4500)
    assert answer["say"] == "You have Fiber 300, with 300 megabits, for 45 dollars a month."


async def test_get_plan__no_line__is_told_as_that(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    await sample_database.execute("DELETE FROM service USING customer c WHERE account_number = $1", ANN.account_number)

    assert (await bench(of=ANN).run(tools.get_plan))["code"] == "no-plan"


async def test_explain_charge__doubled_charge__names_it_and_offers_a_refund(bench: MakeBench) -> None:
    answer = await bench(of=ANN).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"]) == ("doubled", 4500)
    assert (answer["offer"], answer["offer_arguments"]) == ("request_refund", {"amount_cents": 4500})


async def test_explain_charge__doubled_charge_above_the_limit__offers_a_person_or_the_review(bench: MakeBench) -> None:
    answer = await bench(of=EVE).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"], answer["person"]) == ("doubled", 8500, True)
    assert (answer["offer"], answer["offer_arguments"]) == ("request_refund", {"amount_cents": 8500, "review": True})
    assert answer["say"].endswith("85 dollars too much. That's more than I may refund myself.")


async def test_explain_charge__late_fee__says_so(bench: MakeBench) -> None:
    answer = await bench(of=FAY).run(tools.explain_charge)

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

    answer = await bench(of=DAN).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"], answer["changed_on"]) == (
        "pro-rated",
        1167,
        changed_on.isoformat(),
    )


async def test_explain_charge__nothing_unusual__says_what_the_invoice_is_for(bench: MakeBench) -> None:
    answer = await bench(of=DAN).run(tools.explain_charge)

    assert (answer["reason"], answer["amount_cents"]) == ("usual", 3500)


@pytest.mark.parametrize("customer", [DAN, ANN, FAY])
async def test_explain_charge__an_amount_that_is_not_there__says_so_and_explains_no_other(
    bench: MakeBench, customer: SampleCustomer
) -> None:
    answer = await bench(of=customer).run(tools.explain_charge, amount_cents=123)

    assert (answer["ask"], answer["code"], answer["asked_cents"]) == ("amount_cents", "no-such-charge", 123)
    assert answer["say"].startswith("I see no charge of 1 dollar and 23 cents on your last invoices.")


async def test_explain_charge__a_charge_of_an_earlier_invoice__is_found_there(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    issued_on = await sample_database.fetchval(
        "INSERT INTO invoice_line (invoice_id, kind, description, amount_cents) "
        "SELECT invoice_id, 'one-off', 'Wi-Fi extender', 5900 FROM invoice JOIN customer USING (customer_id) "
        "WHERE account_number = $1 ORDER BY issued_on OFFSET 1 LIMIT 1 "
        "RETURNING (SELECT issued_on FROM invoice i WHERE i.invoice_id = invoice_line.invoice_id)",
        DAN.account_number,
    )

    answer = await bench(of=DAN).run(tools.explain_charge, amount_cents=5900)

    assert (answer["reason"], answer["issued_on"]) == ("one-off", issued_on.isoformat())


async def test_explain_charge__the_total_of_an_invoice__is_taken_apart(bench: MakeBench) -> None:
    answer = await bench(of=DAN).run(tools.explain_charge, amount_cents=4000)

    assert answer["reason"] == "total" and [line["amount_cents"] for line in answer["lines"]] == [3500, 500]
    assert "35 dollars for the Fiber 100 plan, 5 dollars for the Modem rental." in answer["say"]


async def test_request_refund__doubled_charge__is_approved_and_lowers_the_balance(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    answer = await desk.agree(tools.request_refund)

    assert (answer["ok"], answer["status"], answer["amount_cents"]) == (True, "approved", 4500)
    assert (await desk.run(tools.get_balance))["balance_cents"] == 4500 + 500


async def test_request_refund__asked_twice_in_a_call__is_written_once(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)

    first, second = [await desk.agree(tools.request_refund, amount_cents=4500) for _ in range(2)]

    assert first["ok"] and second["code"] == "already-refunded"
    assert await sample_database.fetchval("SELECT count(*) FROM refund") == 1


async def test_request_refund__in_another_call__was_already_refunded(bench: MakeBench) -> None:
    await bench(of=ANN).agree(tools.request_refund)

    answer = await bench(of=ANN).agree(tools.request_refund)

    assert (answer["cannot"], answer["code"]) == (True, "already-refunded")


async def test_request_refund__above_the_limit__goes_to_a_person(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    answer = await bench(of=EVE).agree(tools.request_refund)

    assert (answer["code"], answer["person"], answer["amount_cents"]) == ("above-limit", True, 8500)
    assert await sample_database.fetchval("SELECT count(*) FROM refund") == 0


async def test_request_refund__above_the_limit_and_wished_so__is_put_into_review_once(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=EVE)
    refused = await desk.run(tools.request_refund)
    assert "review true" in refused["instead"]

    proposed = await desk.run(tools.request_refund, amount_cents=8500, review=True)
    assert (proposed["status"], proposed["is_above_limit"], proposed["left_cents"]) == ("review", True, None)
    assert "your request for a refund of 85 dollars" in proposed["say"] and "an answer by " in proposed["say"]
    done = await desk.agree(tools.request_refund, amount_cents=8500, review=True)
    again = await bench(of=EVE).run(tools.request_refund, review=True)

    assert done["ok"] and "We'll look into it and answer by " in done["say"]
    assert (again["code"], again["amount_cents"]) == ("already-in-review", 8500)
    rows = await sample_database.fetch("SELECT amount_cents, status, invoice_line_id FROM refund")
    assert [tuple(row) for row in rows] == [(8500, "review", None)]


async def test_request_refund__review__is_never_more_than_was_paid_and_leaves_small_ones_as_they_are(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    too_much = await bench(of=DAN).run(tools.request_refund, amount_cents=12_001, review=True)
    at_once = await bench(of=ANN).agree(tools.request_refund, review=True)
    first = await bench(of=DAN).agree(tools.request_refund, amount_cents=8000, review=True)
    second = await bench(of=DAN).run(tools.request_refund, amount_cents=1000)
    rest = await bench(of=DAN).run(tools.request_refund, amount_cents=4100, review=True)

    assert (too_much["code"], rest["code"]) == ("more-than-paid", "more-than-paid")
    assert (at_once["status"], first["status"], second["code"]) == ("approved", "review", "above-limit")


async def test_request_refund__proposed_within_a_limit_used_up_since__is_not_put_into_review(bench: MakeBench) -> None:
    desk = bench(of=DAN)
    proposed = await desk.run(tools.request_refund, amount_cents=3000)
    await bench(of=DAN).agree(tools.request_refund, amount_cents=2500)
    desk.hear(proposed["say"], "Yes, please.")

    assert (await desk.commit(proposed["proposal"]))["code"] == "above-limit"


async def test_request_refund__a_higher_limit_in_the_settings__is_approved(bench: MakeBench) -> None:
    answer = await bench(of=EVE, refund_limit_cents=10_000).agree(tools.request_refund)

    assert answer["status"] == "approved"


async def test_request_refund__a_charge_by_its_name__is_proposed_whole(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=FAY)

    answer = await desk.run(tools.request_refund, charge="late-fee")
    assert (answer["outcome"], answer["amount_cents"], answer["status"]) == ("proposal", 1000, "review")
    assert "a refund of 10 dollars for the late fee" in answer["say"]

    done = await desk.agree(tools.request_refund, charge="late-fee")
    assert (done["ok"], done["amount_cents"]) == (True, 1000)
    assert await sample_database.fetchval("SELECT amount_cents FROM refund") == 1000


@pytest.mark.parametrize(("limit_cents", "code"), [(900, "above-limit"), (5000, "")])
async def test_request_refund__a_charge_by_its_name__keeps_the_limit(
    bench: MakeBench, limit_cents: int, code: str
) -> None:
    answer = await bench(of=FAY, refund_limit_cents=limit_cents).run(tools.request_refund, charge="late-fee")

    assert answer.get("code", "") == code


async def test_request_refund__a_charge_that_is_not_there__says_so(bench: MakeBench) -> None:
    answer = await bench(of=ANN).run(tools.request_refund, charge="late-fee")

    assert (answer["cannot"], answer["code"]) == (True, "no-such-line")


async def test_request_refund__no_wrong_charge__asks_for_the_amount_and_has_it_reviewed(bench: MakeBench) -> None:
    desk = bench(of=DAN)

    assert (await desk.agree(tools.request_refund))["code"] == "which-amount"
    assert (await desk.agree(tools.request_refund, amount_cents=1000))["status"] == "review"


async def test_request_refund__the_same_in_a_later_call__finds_the_first(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    await bench(of=DAN).agree(tools.request_refund, amount_cents=1000)

    answer = await bench(of=DAN).agree(tools.request_refund, amount_cents=1000)

    assert (answer["cannot"], answer["code"]) == (True, "already-in-review")
    assert answer["say"].startswith("I see you asked for 10 dollars on ")
    assert await sample_database.fetchval("SELECT count(*) FROM refund") == 1


async def test_request_refund__many_small_ones__stop_at_the_limit_of_a_month(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    answers = [await bench(of=DAN).agree(tools.request_refund, amount_cents=2000 + more) for more in range(3)]

    assert [answer.get("code", answer.get("status")) for answer in answers] == ["review", "review", "above-limit"]
    assert (answers[2]["person"], answers[2]["given_cents"]) == (True, 4001)
    await sample_database.execute("UPDATE refund SET requested_at = requested_at - interval '40 days'")
    assert (await bench(of=DAN).agree(tools.request_refund, amount_cents=2500))["status"] == "review"


async def test_request_refund__more_than_was_paid__goes_to_a_person(bench: MakeBench) -> None:
    desk = bench(of=DAN, refund_limit_cents=100_000)

    answer = await desk.agree(tools.request_refund, amount_cents=12_001)

    assert (answer["code"], answer["person"]) == ("more-than-paid", True)


async def test_promise_payment__a_day_next_week__is_noted_for_the_whole_balance(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=FAY)
    day = today(desk.call) + timedelta(days=7)

    answer = await desk.agree(tools.promise_payment, pay_on=day.isoformat())

    assert (answer["ok"], answer["amount_cents"]) == (True, 11_000)
    row = await sample_database.fetchrow("SELECT pay_on, amount_cents FROM payment_promise")
    assert row is not None and tuple(row) == (day, 11_000)


async def test_promise_payment__another_day_in_a_later_call__takes_the_place_of_the_first(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    first, second = (today(bench().call) + timedelta(days=ahead) for ahead in (5, 9))
    await bench(of=FAY).agree(tools.promise_payment, pay_on=first.isoformat())

    same = await bench(of=FAY).agree(tools.promise_payment, pay_on=first.isoformat())
    other = await bench(of=FAY).agree(tools.promise_payment, pay_on=second.isoformat())

    assert same["code"] == "already-promised" and "I see you promised that on" in same["say"]
    assert (other["ok"], other["replaces"]) == (True, first.isoformat())
    rows = await sample_database.fetch("SELECT pay_on, state FROM payment_promise ORDER BY payment_promise_id")
    assert [tuple(row) for row in rows] == [(first, "replaced"), (second, "open")]


async def test_promise_payment__put_off_again_and_again__goes_to_a_person(bench: MakeBench) -> None:
    now = today(bench().call)

    answers = [
        await bench(of=FAY).agree(tools.promise_payment, pay_on=(now + timedelta(days=ahead)).isoformat())
        for ahead in (3, 4, 5, 6)
    ]

    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert (answers[3]["code"], answers[3]["person"]) == ("too-many-promises", True)


async def test_promise_payment__bad_days_and_amounts__ask_again(bench: MakeBench) -> None:
    desk = bench(of=FAY)
    now = today(desk.call)

    past = await desk.agree(tools.promise_payment, pay_on=(now - timedelta(days=1)).isoformat())
    far = await desk.agree(tools.promise_payment, pay_on=(now + timedelta(days=60)).isoformat())
    unreadable = await desk.agree(tools.promise_payment, pay_on="soon")
    too_much = await desk.agree(tools.promise_payment, pay_on=now.isoformat(), amount_cents=99_999)

    assert [past["code"], far["code"], unreadable["code"], too_much["code"]] == [
        "in-the-past",
        "too-far",
        "bad-date",
        "more-than-owed",
    ]
    assert far["latest_on"] == (now + timedelta(days=30)).isoformat()


async def test_promise_payment__nothing_owed__cannot(bench: MakeBench, sample_database: asyncpg.Pool) -> None:
    desk = bench(of=DAN)
    await sample_database.execute(
        "INSERT INTO payment (customer_id, paid_on, amount_cents, method) "
        "SELECT customer_id, $2, 4000, 'card' FROM customer WHERE account_number = $1",
        DAN.account_number,
        today(desk.call),
    )

    answer = await desk.agree(tools.promise_payment, pay_on=today(desk.call).isoformat())

    assert answer["code"] == "nothing-to-pay"


def test_promise__how_long_we_wait__is_said_as_it_is() -> None:
    (promise,) = (tool for tool in shipped_roster().agents["billing"].script.tools if tool.name == "promise_payment")

    assert f"up to {LATEST_PROMISE_DAYS} days" in promise.explain["pay_on"]


async def test_charge_above_the_limit__once_nobody_was_free__offers_a_message(bench: MakeBench) -> None:
    desk = bench(of=EVE)
    first = await desk.run(tools.explain_charge)
    desk.call.facts = [PersonAsked(destination="sip:desk@example", outcome="busy", at_ms=1)]

    second = await desk.run(tools.explain_charge)

    assert first["say"] == second["say"] and first["person"] and second["person"]
    assert "call connect_to_person" in first["next"] and "offer to take a message" in second["next"]
