"""Verifying a caller by a code: it goes to the number on file, by a real HTTP server that stands for the messenger."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from callcenter.agents.billing import tools
from callcenter.business.sample_customers import ANN
from callcenter.domain.identity import IdentityLevel
from tests.agents.conftest import MakeBench

FORGED = ANN.phone_number


@pytest.fixture
async def messenger() -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """The messenger's address, and what it was asked to send."""
    sent: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        sent.append({**await request.json(), "token": request.headers.get("Authorization", "")})
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/send", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/send", sent
    await runner.cleanup()


async def test_code__right_one__verifies_and_goes_to_the_number_on_file(bench: MakeBench, messenger: Any) -> None:
    url, sent = messenger
    desk = bench("+12025550177", messenger_url=url, messenger_token="secret")
    await desk.run(tools.send_code, account_number=ANN.account_number)
    code = re.findall(r"\d{6}", sent[0]["text"])[0]

    answer = await desk.run(tools.check_code, code=code)

    assert (sent[0]["to"], sent[0]["token"]) == (ANN.phone_number, "Bearer secret")
    assert answer["ok"] and desk.call.identity_level is IdentityLevel.VERIFIED
    assert (await desk.run(tools.get_balance))["ok"]


async def test_code__three_wrong_ones__lock_the_account(bench: MakeBench, messenger: Any) -> None:
    url, sent = messenger
    desk = bench(FORGED, messenger_url=url)
    await desk.run(tools.send_code)
    code = re.findall(r"\d{6}", sent[0]["text"])[0]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    answers = [await desk.run(tools.check_code, code=wrong) for _ in range(3)]

    assert [answer["code"] for answer in answers] == ["wrong-code", "wrong-code", "too-many-failures"]
    assert (await desk.run(tools.check_code, code=code))["code"] == "too-many-failures"


async def test_code__of_another_call__is_none(bench: MakeBench, messenger: Any) -> None:
    url, sent = messenger
    await bench(FORGED, messenger_url=url).run(tools.send_code)
    code = re.findall(r"\d{6}", sent[0]["text"])[0]

    assert (await bench(FORGED, messenger_url=url).run(tools.check_code, code=code))["code"] == "no-code"


async def test_send_code__an_account_that_is_not_there__answers_alike_and_sends_nothing(
    bench: MakeBench, messenger: Any
) -> None:
    url, sent = messenger
    there = await bench(messenger_url=url).run(tools.send_code, account_number=ANN.account_number)
    missing = await bench(messenger_url=url).run(tools.send_code, account_number="00000000")

    assert there == missing and len(sent) == 1


async def test_send_code__again_and_again__stops(bench: MakeBench, messenger: Any) -> None:
    url, sent = messenger

    answers = [await bench(FORGED, messenger_url=url).run(tools.send_code) for _ in range(4)]

    assert [answer.get("code") for answer in answers] == [None, None, None, "too-many-codes"]
    assert len(sent) == 3


async def test_send_code__messenger_away__says_so(bench: MakeBench) -> None:
    answer = await bench(FORGED, messenger_url="http://127.0.0.1:9/send").run(tools.send_code)

    assert (answer["code"], answer["offer"]) == ("not-sent", "identify_customer")
