"""Chat completions asked for and read faster: what is sent and what comes out is as the OpenAI package has it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx2
import openai
import pytest
from livekit.plugins import openai as plugin
from openai._base_client import AsyncAPIClient

from callcenter.models.quick.chat import QuickStream, quicken_client, quickened
from tests.models.failover.test_llm_chain import LocalLLM

_ENVELOPE = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
_CALL = {"index": 0, "id": "call-1", "type": "function", "function": {"name": "find_invoice", "arguments": '{"num'}}
_USAGE = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9, "prompt_tokens_details": {"cached_tokens": 3}}

AS_THE_PROTOCOL_SAYS: list[dict[str, Any]] = [
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Grüße"}, "finish_reason": None}]},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"tool_calls": [_CALL]}}], "system_fingerprint": None},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "x_groq": {"id": "req-1"}},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"content": "a", "reasoning": "b", "extra_content": {"s": 1}}}]},
    {**_ENVELOPE, "choices": [], "usage": _USAGE},
]
NOT_QUITE: list[dict[str, Any]] = [
    {"choices": [{"index": 0, "delta": {"content": "no envelope"}}]},
    {**_ENVELOPE, "choices": [{"delta": None, "finish_reason": "eos"}]},
    {**_ENVELOPE, "created": None, "choices": [{"index": 0, "delta": {"role": "model", "content": "x"}}]},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"tool_calls": [{"function": {"name": "f"}}]}}]},
]
MESSAGES = [
    {"role": "system", "content": "Answer."},
    {"role": "assistant", "tool_calls": [_CALL]},
    {"role": "tool", "tool_call_id": "call-1", "content": "12 €"},
]
TOOLS = [{"type": "function", "function": {"name": "find_invoice", "parameters": {"type": "object"}, "strict": True}}]


class _Pieces(httpx2.AsyncByteStream):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def _events(*datas: dict[str, Any], line_end: bytes = b"\n") -> bytes:
    said = [b": hello", b""]
    for data in datas:
        said += [b"event: chunk", b"data: " + json.dumps(data).encode(), b""]
    return line_end.join([*said, b"data: [DONE]", b"", b""])


def _client(pieces: Iterable[bytes], *, is_quick: bool, requests: list[httpx2.Request] | None = None) -> Any:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if requests is not None:
            requests.append(request)
        return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, stream=_Pieces(pieces))

    client = openai.AsyncOpenAI(
        api_key="none",
        base_url="http://127.0.0.1:1/v1",
        http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(answer)),
    )
    if is_quick:
        quicken_client(client)
    return client


async def _ask(client: Any, **options: Any) -> list[Any]:
    given = {"messages": MESSAGES, "tools": TOOLS, "model": "m", "stream": True, **options}
    async with await client.chat.completions.create(**given) as stream:
        return [chunk async for chunk in stream]


@pytest.mark.parametrize("data", [*AS_THE_PROTOCOL_SAYS, *NOT_QUITE])
async def test_quick_stream__whatever_a_server_sends__is_the_chunk_that_the_package_builds(
    data: dict[str, Any],
) -> None:
    quick, slow = [await _ask(_client([_events(data)], is_quick=is_quick)) for is_quick in (True, False)]

    assert quick == slow
    assert quick[0].to_dict() == slow[0].to_dict() == data


async def test_quick_stream__as_the_protocol_says__the_package_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(AsyncAPIClient, "_process_response_data", lambda _, **given: asked.append(given["data"]))

    await _ask(_client([_events(*AS_THE_PROTOCOL_SAYS, *NOT_QUITE)], is_quick=True))

    assert asked == NOT_QUITE


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("length", [1, 7, 100_000])
async def test_quick_stream__events_cut_anywhere__are_read_whole(line_end: bytes, length: int) -> None:
    body = _events(*AS_THE_PROTOCOL_SAYS, line_end=line_end)
    pieces = [body[start : start + length] for start in range(0, len(body), length)]

    chunks = await _ask(_client(pieces, is_quick=True))

    assert [chunk.to_dict() for chunk in chunks] == AS_THE_PROTOCOL_SAYS


@pytest.mark.parametrize("data", [{"error": {"message": "overloaded"}}, {**AS_THE_PROTOCOL_SAYS[0], "error": {}}])
@pytest.mark.parametrize("is_quick", [True, False])
async def test_quick_stream__server_says_that_it_has_failed__raises_what_the_package_does(
    data: dict[str, Any], is_quick: bool
) -> None:
    data = {**data, "error": {"message": "overloaded"}}

    with pytest.raises(openai.APIError, match="overloaded"):
        await _ask(_client([_events(data)], is_quick=is_quick))


@pytest.mark.parametrize("tools", [TOOLS, openai.omit])
async def test_quick_client__request__has_the_body_and_headers_that_the_package_sends(tools: Any) -> None:
    requests: list[httpx2.Request] = []
    options = {
        "tools": tools,
        "stream_options": {"include_usage": True},
        "temperature": 0.2,
        "extra_body": {"service_tier": "flex"},
        "extra_headers": {"X-Of": "ours"},
    }
    for is_quick in (True, False):
        await _ask(_client([_events()], is_quick=is_quick, requests=requests), **options)

    quick, slow = requests
    bodies = [json.loads(request.content) for request in requests]
    assert bodies[0] == bodies[1]
    assert bodies[0]["messages"] == MESSAGES
    assert ("tools" in bodies[0]) == (tools is TOOLS)
    assert quick.url == slow.url
    assert {**quick.headers, "content-length": ""} == {**slow.headers, "content-length": ""}


async def test_quickened__plugin_of_openai_s_protocol__reads_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    model: Any = quickened(plugin.LLM(model="m", api_key="key", base_url="http://127.0.0.1:1/v1", max_retries=3))
    read: list[QuickStream] = []
    monkeypatch.setattr(QuickStream, "__aiter__", lambda stream: _none(read, stream))
    client = model._client.with_options(http_client=_client([_events()], is_quick=False)._client)
    quicken_client(client)
    monkeypatch.setattr(model, "_client", client)

    await _drain(model)

    assert len(read) == 1
    assert (client.api_key, str(client.base_url), client.max_retries) == ("key", "http://127.0.0.1:1/v1/", 3)
    await model.aclose()


async def _none(read: list[QuickStream], stream: QuickStream) -> AsyncIterator[Any]:
    read.append(stream)
    return
    yield


async def _drain(model: Any) -> None:
    from livekit.agents import llm

    async with model.chat(chat_ctx=llm.ChatContext.empty()) as stream:
        async for _ in stream:
            pass


def test_quickened__model_of_another_protocol__is_left_as_it_is() -> None:
    model = LocalLLM()

    assert quickened(model) is model
