"""httpx's requests carried by aiohttp, against a real server on loopback."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from aiohttp import web

from callcenter.models.quick.transport import AiohttpTransport


class _Server:
    def __init__(self) -> None:
        self.url = ""
        self.peers: list[object] = []
        self.headers: list[dict[str, str]] = []
        self.forever = asyncio.Event()

    async def echo(self, request: web.Request) -> web.StreamResponse:
        self.peers.append(request.transport.get_extra_info("peername") if request.transport else None)
        self.headers.append(dict(request.headers))
        return web.Response(
            body=gzip.compress(await request.read()), headers={"Content-Encoding": "gzip", "Set-Cookie": "a=b"}
        )

    async def stall(self, request: web.Request) -> web.StreamResponse:
        await self.forever.wait()
        return web.Response()

    async def cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    async def moved(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect("/echo")


@asynccontextmanager
async def _serving() -> AsyncIterator[tuple[_Server, httpx2.AsyncClient]]:
    server = _Server()
    app = web.Application()
    for path in ("echo", "stall", "cut", "moved"):
        app.router.add_post(f"/{path}", getattr(server, path))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with httpx2.AsyncClient(transport=AiohttpTransport(), follow_redirects=True) as client:
        yield server, client
    server.forever.set()
    await runner.cleanup()


async def test_transport__answers_read_whole__go_over_one_connection_with_the_headers_given() -> None:
    async with _serving() as (server, client):
        answers = [await client.post(f"{server.url}/echo", content=b"what I say", headers={"X-Of": "us"}) for _ in "ab"]

        assert [answer.content for answer in answers] == [b"what I say"] * 2
        assert len(set(server.peers)) == 1
        assert server.headers[0]["X-Of"] == "us"
        assert server.headers[0]["User-Agent"].startswith("python-httpx")
        # The cookie is httpx's to keep.
        assert server.headers[1]["Cookie"] == "a=b"


async def test_transport__redirect__is_followed_with_the_body() -> None:
    async with _serving() as (server, client):
        answer = await client.post(f"{server.url}/moved", content=b"again")

    assert answer.content == b"again"
    assert len(answer.history) == 1


async def test_transport__server_that_says_nothing__is_a_timeout_of_reading() -> None:
    async with _serving() as (server, client):
        with pytest.raises(httpx2.ReadTimeout):
            await client.post(f"{server.url}/stall", timeout=httpx2.Timeout(5.0, read=0.05))


async def test_transport__connection_cut_in_mid_answer__is_an_error_of_reading() -> None:
    async with _serving() as (server, client):
        with pytest.raises(httpx2.ReadError):
            await client.post(f"{server.url}/cut")


async def test_transport__nobody_listens__is_an_error_of_connecting() -> None:
    async with _serving() as (server, client):
        pass
    async with httpx2.AsyncClient(transport=AiohttpTransport()) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.post(f"{server.url}/echo")


async def test_transport__proxy_of_the_environment__carries_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _serving() as (proxy, _):
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removeprefix("http://"))
        async with httpx2.AsyncClient(transport=AiohttpTransport()) as client:
            answer = await client.post("http://models.invalid/echo", content=b"far away")

    assert answer.content == b"far away"
    assert proxy.headers[0]["Host"] == "models.invalid"


async def test_transport__host_that_needs_no_proxy__is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    async with _serving() as (server, _):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
        async with httpx2.AsyncClient(transport=AiohttpTransport()) as client:
            answer = await client.post(f"{server.url}/echo", content=b"near by")

    assert answer.content == b"near by"
