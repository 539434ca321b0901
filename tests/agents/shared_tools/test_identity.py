"""Who the caller is: levels, wrong guesses, and locks that hold across calls."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from callcenter.agents.billing import tools
from callcenter.business.sample_customers import ANN, BEN, CARA, SampleCustomer
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.record.call_event import Tagged
from callcenter.settings import ModelSettings, Settings
from tests.agents.conftest import Answer, MakeBench, ToolBench

#: From which nobody of the sample business calls.
STRANGER = "+12025550177"


async def _guess(desk: ToolBench, account: SampleCustomer = ANN, postcode: str = "99999") -> Answer:
    return await desk.run(tools.identify_customer, account_number=account.account_number, postcode=postcode)


async def test_identify_customer__right_number_and_postcode__verifies(bench: MakeBench) -> None:
    desk = bench()

    answer = await desk.run(tools.identify_customer, account_number="4071 8823", postcode="02139")

    assert (answer["ok"], answer["outcome"], answer["identified"]) == (True, "step", True)
    assert ANN.first_name not in str(answer)
    assert desk.call.identity_level is IdentityLevel.VERIFIED
    assert (await desk.run(tools.get_balance))["ok"]
    assert Tagged(tag="identified-by:account-number") in desk.facts


async def test_identify_customer__names_are_not_to_leave__nothing_is_listened_for(bench: MakeBench) -> None:
    desk = bench()
    desk.call.settings = Settings(models=ModelSettings(customer_keyterms="never"))

    await desk.run(tools.identify_customer, account_number=ANN.account_number, postcode=ANN.postcode)

    assert desk.call.identity_level is IdentityLevel.VERIFIED
    assert desk.call.keyterms == {}


async def test_identify_customer__three_failures__a_person_takes_over(bench: MakeBench) -> None:
    desk = bench()

    answers = [await _guess(desk, postcode=f"9999{number}") for number in range(3)]

    assert [answer["code"] for answer in answers] == ["no-match", "no-match", "too-many-failures"]
    assert answers[0]["ask"] == "account_number" and answers[0]["forget"] == ["postcode"]
    assert answers[2]["person"] is True
    assert (await desk.run(tools.get_balance))["code"] == "too-many-failures"


async def test_identify_customer__same_pair_once_more__asks_for_the_zip_code_and_counts_no_try(
    bench: MakeBench,
) -> None:
    desk = bench()

    answers = [await _guess(desk) for _ in range(2)]

    assert (answers[1]["code"], answers[1]["ask"]) == ("no-match-again", "postcode")
    assert desk.call.failed_identifications == 1
    assert (await _guess(desk, postcode=ANN.postcode))["ok"]


async def test_identify_customer__right_after_three_failures__is_refused_alike(bench: MakeBench) -> None:
    desk = bench()
    wrong = [await _guess(desk, postcode=f"9999{number}") for number in range(4)][-1]

    right = await _guess(desk, postcode=ANN.postcode)

    assert right == wrong
    assert desk.call.identity_level is IdentityLevel.UNKNOWN


async def test_identify_customer__many_guesses_at_once__only_three_are_looked_at(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench()
    postcodes = [f"{10_000 + number}" for number in range(30)]

    answers = await asyncio.gather(*(_guess(desk, postcode=postcode) for postcode in (*postcodes, ANN.postcode)))

    assert not any(answer["ok"] for answer in answers)
    assert await sample_database.fetchval("SELECT count(*) FROM identification_failure") == 3


async def test_identify_customer__guesses_of_many_calls_at_once__lock_the_account(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desks = [bench(f"+1202555{number:04d}") for number in range(100, 108)]

    answers = await asyncio.gather(*(_guess(desk, postcode="10001") for desk in desks))

    assert sum(answer["code"] == "no-match" for answer in answers) == 3
    assert await sample_database.fetchval("SELECT count(*) FROM identification_failure") == 3
    assert (await _guess(bench(), postcode=ANN.postcode))["code"] == "too-many-failures"


@pytest.mark.parametrize("number", [STRANGER, ""])
async def test_identify_customer__account_locked_in_another_call__stays_locked_for_the_time_set(
    bench: MakeBench, sample_database: asyncpg.Pool, number: str
) -> None:
    first = bench(number)
    for last in range(3):
        await _guess(first, postcode=f"9999{last}")

    locked = await _guess(bench(), postcode=ANN.postcode)
    await sample_database.execute("UPDATE identification_failure SET failed_at = failed_at - interval '61 minutes'")
    later = await _guess(bench(), postcode=ANN.postcode)

    assert (locked["code"], locked["person"]) == ("too-many-failures", True)
    assert later["ok"]


async def test_identify_customer__calling_number_locked__is_so_for_every_account(bench: MakeBench) -> None:
    first = bench(STRANGER)
    for account in (ANN, BEN, CARA):
        await _guess(first, account)

    same_number = await _guess(bench(STRANGER), BEN, BEN.postcode)
    other_number = await _guess(bench("+12025550178"), BEN, BEN.postcode)

    assert same_number["code"] == "too-many-failures"
    assert other_number["ok"]


async def test_identify_customer__own_account_between_guesses__takes_nothing_back(bench: MakeBench) -> None:
    desk = bench(STRANGER)

    answers = [
        await _guess(desk, account, postcode)
        for account, postcode in ((ANN, "1" * 5), (CARA, CARA.postcode), (ANN, "2" * 5), (ANN, "3" * 5))
    ]

    assert [answer["ok"] for answer in answers] == [False, True, False, False]
    assert answers[-1]["code"] == "too-many-failures"


async def test_identify_customer__longer_lock_in_the_settings__holds(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    first = bench()
    for number in range(3):
        await _guess(first, postcode=f"9999{number}")
    await sample_database.execute("UPDATE identification_failure SET failed_at = failed_at - interval '61 minutes'")

    answer = await _guess(bench(identification_lock_minutes=120), postcode=ANN.postcode)

    assert answer["code"] == "too-many-failures"


async def test_identify_customer__an_account_that_is_not_there__answers_like_a_wrong_postcode(
    bench: MakeBench,
) -> None:
    missing = await bench().run(tools.identify_customer, account_number="00000000", postcode="02139")

    assert missing == await _guess(bench())


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
    desk = bench(ANN.phone_number)

    answer = await desk.run(tools.get_balance)

    assert answer["needs"] == "identify_customer"
    assert desk.call.identity_level is IdentityLevel.UNKNOWN


async def test_calling_number__of_a_customer__recognises_and_no_more(bench: MakeBench) -> None:
    desk = bench(ANN.phone_number)

    answer = await desk.run(tools.get_balance)

    assert (answer["needs"], answer["code"]) == ("identify_customer", "not-identified")
    assert desk.call.identity_level is IdentityLevel.RECOGNISED
    assert desk.call.tags == ["identified-by:calling-number"]


async def test_calling_number__recognised_is_enough__reads_and_proposes(bench: MakeBench) -> None:
    desk = bench(ANN.phone_number, recognised_is_enough=True)

    assert (await desk.run(tools.get_balance))["ok"]
    assert (await desk.agree(tools.request_refund))["ok"]


async def test_tool__postgres_fails__answers_internal_and_is_journaled(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    desk = bench(of=ANN)
    await sample_database.execute("DROP TABLE payment CASCADE")

    answer = await desk.run(tools.get_balance)

    assert (answer["ok"], answer["cannot"], answer["code"]) == (False, True, "internal")
    assert answer["say"] == "I'm sorry, I can't see your balance right now."
    assert [(fact.tool, fact.ok, fact.outcome) for fact in desk.tool_calls] == [("get_balance", False, None)]


async def test_tool__any_answer__is_journaled_with_what_the_model_gave(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    answer = await desk.run(tools.explain_charge, amount_cents=500)

    (fact,) = desk.tool_calls
    assert (fact.agent, fact.tool, fact.arguments, fact.result, fact.ok) == (
        "billing",
        "explain_charge",
        {"amount_cents": 500},
        answer,
        True,
    )
