"""A browser that goes while it is answered: no fault of ours, and no line of the log; a real fault stays one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import asyncpg
import pytest
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Scope
from structlog.testing import capture_logs

from callcenter.console.access.middleware import AccessMiddleware
from callcenter.console.desk import Desk
from callcenter.errors import DatabaseUnavailable
from callcenter.settings import load_settings


async def stream(request: Request) -> Response:
    """Answer by an export of which the first line doesn't come."""

    async def lines() -> AsyncIterator[str]:
        await asyncio.Event().wait()
        yield ""

    class Late(StreamingResponse):
        async def stream_response(self, send: object) -> None:
            await asyncio.Event().wait()

    return Late(lines())


async def poll(request: Request) -> Response:
    """Ask for what isn't there where the browser has gone, as engineio does."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return cast(Response, {}["REQUEST_METHOD"])


async def fail(request: Request) -> Response:
    raise KeyError("a fault of ours")


async def ask(endpoint: object) -> list[Message]:
    """Ask by a browser that goes at once; return what it would have been told."""

    async def pass_on(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)

    app = Starlette(routes=[Route("/health", endpoint)])  # type: ignore[arg-type]
    app.add_middleware(BaseHTTPMiddleware, dispatch=pass_on)
    desk = Desk(pool=None, settings=load_settings())  # type: ignore[arg-type]
    coming: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]
    told: list[Message] = []
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": "/health",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "asgi": {"spec_version": "2.3"},
    }

    async def receive() -> Message:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message)

    async with asyncio.timeout(60):
        await AccessMiddleware(app, desk, hosts=["localhost"])(scope, receive, send)
    return told


@pytest.mark.parametrize("endpoint", [stream, poll])
async def test_browser__gone_before_the_answer_began__is_no_fault(endpoint: object) -> None:
    told = await ask(endpoint)

    assert [one["status"] for one in told if one["type"] == "http.response.start"] in ([], [500])


async def test_postgres__gone__is_told_in_plain_words_and_its_kind_to_the_log_once() -> None:
    def acquire(**_: float) -> object:
        raise asyncpg.ObjectNotInPrerequisiteStateError

    desk = Desk(pool=SimpleNamespace(acquire=acquire), settings=load_settings())  # type: ignore[arg-type]
    told = []
    with capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable) as gone:
                async with desk.connection():
                    pass
            told.append(str(gone.value))

    assert "Error" not in "".join(told)
    assert [line["error"] for line in lines] == ["ObjectNotInPrerequisiteStateError"]


async def test_fault__of_the_app__stays_one() -> None:
    with pytest.raises(KeyError):
        await ask(fail)
