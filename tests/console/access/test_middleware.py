"""The middleware and the connections before it, without Postgres: other schemes' pages, and who sends slowly."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn

from callcenter.console.access.middleware import AccessMiddleware
from callcenter.console.prompt_http import PromptHttp
from tests.fakes.ports import free_port
from tests.fakes.waiting import until


async def _taken(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads a request to its end and says so."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"taken"})


@pytest.mark.parametrize(
    ("public_url", "origin", "status"),
    [
        ("https://calls.example.com", "https://calls.example.com", 200),
        ("https://calls.example.com", "http://calls.example.com", 403),
        ("https://calls.example.com", "https://calls.example.com.evil.example", 403),
        ("", "http://calls.example.com", 200),
    ],
)
async def test_change__from_a_page_without_tls__is_another_sites_where_the_console_has_it(
    public_url: str, origin: str, status: int
) -> None:
    desk: Any = SimpleNamespace(settings=SimpleNamespace(console=SimpleNamespace(public_url=public_url)))
    middleware = AccessMiddleware(_taken, desk, hosts={"calls.example.com"})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(middleware), base_url="https://calls.example.com"
    ) as client:
        answer = await client.post("/sign-in", headers={"origin": origin})

    assert answer.status_code == status


class Hasty(PromptHttp):
    """Waits as long as a test does."""

    request_s = 0.5


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST / HTTP/1.1\r\nHost: h\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab",
        b"GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "half a second request"],
)
async def test_connection__whose_request_does_not_become_whole__is_closed(sent: bytes) -> None:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(_taken, port=port, http=Hasty, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started, what="the server")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    whole = await reader.read()
    async with httpx.AsyncClient() as client:
        prompt = await client.get(f"http://127.0.0.1:{port}/")
    server.should_exit = True
    await serving
    writer.close()

    # `read` has come to the end: the other side closed. What was whole was answered.
    assert whole.count(b"taken") == (1 if sent.startswith(b"GET") else 0)
    assert prompt.text == "taken"
