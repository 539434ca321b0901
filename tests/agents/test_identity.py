"""Who the caller is."""

from __future__ import annotations

import asyncpg

from callcenter.agents.billing import tools
from callcenter.domain.call_event import Tagged
from callcenter.store.sample_customers import ANN, BEN
from tests.agents.conftest import MakeBench


async def test_identify_customer__right_number_and_postcode__identifies(bench: MakeBench) -> None:
    desk = bench()

    answer = await desk.run(tools.identify_customer, account_number="4071 8823", postcode="02139")

    assert answer == {"ok": True, "identified": True}
    assert (await desk.run(tools.get_balance))["ok"]
    assert Tagged(tag="identified-by:account-number") in desk.facts


async def test_identify_customer__three_failures__a_person_takes_over(bench: MakeBench) -> None:
    desk = bench()

    answers = [
        await desk.run(tools.identify_customer, account_number=ANN.account_number, postcode=BEN.postcode)
        for _ in range(3)
    ]

    assert [answer["code"] for answer in answers] == ["no-match", "no-match", "too-many-failures"]
    assert answers[0]["ask"] == "account_number" and answers[0]["forget"] == ["postcode"]
    assert answers[2]["person"] is True
    assert (await desk.run(tools.get_balance))["code"] == "too-many-failures"


async def test_identify_customer__malformed__asks_again_and_counts_no_failure(bench: MakeBench) -> None:
    desk = bench()

    number = await desk.run(tools.identify_customer, account_number="123", postcode="02139")
    postcode = await desk.run(tools.identify_customer, account_number=ANN.account_number, postcode="2139")

    assert (number["ask"], number["code"]) == ("account_number", "bad-account-number")
    assert (postcode["ask"], postcode["code"]) == ("postcode", "bad-postcode")
    assert desk.call.failed_identifications == 0


async def test_calling_number__of_two_customers__identifies_neither(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    await sample_database.execute(
        "UPDATE customer SET phone_number = $1 WHERE account_number = $2", ANN.phone_number, BEN.account_number
    )

    answer = await bench(ANN.phone_number).run(tools.get_balance)

    assert answer["needs"] == "identify_customer"


async def test_tool__postgres_fails__answers_internal_and_is_journaled(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(ANN.phone_number)
    await sample_database.execute("DROP TABLE payment CASCADE")

    answer = await desk.run(tools.get_balance)

    assert (answer["ok"], answer["cannot"], answer["code"]) == (False, True, "internal")
    assert [(fact.tool, fact.ok) for fact in desk.tool_calls] == [("get_balance", False)]


async def test_tool__any_answer__is_journaled_with_what_the_model_gave(bench: MakeBench) -> None:
    desk = bench(ANN.phone_number)

    answer = await desk.run(tools.explain_charge, amount_cents=500)

    (fact,) = desk.tool_calls
    assert (fact.agent, fact.tool, fact.arguments, fact.result, fact.ok) == (
        "billing",
        "explain_charge",
        {"amount_cents": 500},
        answer,
        True,
    )
