"""Chat completions of the OpenAI package's client, asked for and read with a third of its work.

The package walks each request by its type hints, all messages and tools of it, to spell what needs no other spelling,
reads its streams through five layers and builds each chunk in Python, field by field. What is sent and what comes out
is the same here: messages and tools go as they are (`extra_body`), chunks are built by pydantic's own validator, and
the bytes come through aiohttp. Only what isn't as the protocol says goes the package's way.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

import pydantic
from livekit.agents import llm

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk

#: Seconds for the end of an answer's body after its last event: with it, the connection serves the next request.
_DRAIN_S = 0.1


def quickened(model: llm.LLM[Any]) -> llm.LLM[Any]:
    """Return a plugin that asks and reads faster, if it speaks OpenAI's protocol; any other as it is.

    What it has open is closed with it.
    """
    client: Any = getattr(model, "_client", None)
    # Imported by the plugin already; who has none of it shouldn't pay for it.
    if client is None or (openai := sys.modules.get("openai")) is None or type(client) is not openai.AsyncOpenAI:
        return model
    import httpx2

    from callcenter.models.quick.transport import AiohttpTransport

    carried = httpx2.AsyncClient(transport=AiohttpTransport(), timeout=client.timeout, follow_redirects=True)
    ready: AsyncOpenAI = client.with_options(http_client=carried)
    quicken_client(ready)
    model._client = ready  # type: ignore[attr-defined]
    return model


def quicken_client(client: AsyncOpenAI) -> None:
    """Have a client ask for chat completions and read their streams faster."""
    completions: Any = client.chat.completions
    create = completions.create

    async def quick_create(*, messages: Any, extra_body: Any = None, **options: Any) -> Any:
        # What is in `extra_body` takes the place of what is in the body, and is sent as it is.
        body = {"messages": messages}
        if isinstance(tools := options.get("tools"), list):
            body["tools"] = tools
            del options["tools"]
        answer = await create(messages=[], extra_body={**body, **(extra_body or {})}, **options)
        return QuickStream(client, answer) if options.get("stream") else answer

    completions.create = quick_create


class QuickStream:
    """The chunks of a streamed chat completion, in place of the package's `AsyncStream`."""

    def __init__(self, client: AsyncOpenAI, stream: AsyncStream[ChatCompletionChunk]) -> None:
        self._client = client
        self._stream = stream

    async def __aenter__(self) -> QuickStream:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stream.close()

    async def __aiter__(self) -> AsyncIterator[ChatCompletionChunk]:
        """Yield the chunks.

        Raises:
            openai.APIError: the server says that it has failed.
            httpx2.HTTPError: the connection has.
        """
        pieces = self._stream.response.aiter_bytes()
        async with aclosing(_events(pieces)) as events:
            async for data in events:
                if data.startswith(b"[DONE]"):
                    break
                yield self._chunk(data)
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_S):
                async for _ in pieces:
                    pass

    def _chunk(self, data: bytes) -> ChatCompletionChunk:
        from openai import APIError
        from openai.types.chat import ChatCompletionChunk

        try:
            chunk = ChatCompletionChunk.model_validate_json(data)
            fault = (chunk.model_extra or {}).get("error")
        except pydantic.ValidationError:
            # A server that is not quite OpenAI's, or no chunk.
            said = json.loads(data)
            fault = said.get("error") if isinstance(said, dict) else None
            if not fault:
                built: ChatCompletionChunk = self._client._process_response_data(
                    data=said, cast_to=ChatCompletionChunk, response=self._stream.response
                )
                return built
        if fault:
            message = fault.get("message") if isinstance(fault, dict) else None
            raise APIError(message or "An error occurred during streaming", self._stream.response.request, body=fault)
        return chunk


async def _events(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield the data of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
    rest = b""
    data: list[bytes] = []
    async for piece in pieces:
        rest += piece
        whole = rest.rfind(b"\n") + 1
        lines, rest = rest[:whole].splitlines(), rest[whole:]
        for line in lines:
            if line.startswith(b"data:"):
                data.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line and data:
                yield b"\n".join(data)
                data = []
