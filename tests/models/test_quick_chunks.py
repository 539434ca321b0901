"""Chunks built in compiled code, equal to those the OpenAI package builds."""

from __future__ import annotations

from typing import Any

import pytest
from livekit.plugins import openai
from openai._base_client import AsyncAPIClient
from openai.types.chat import ChatCompletionChunk

from callcenter.models.quick_chunks import quicken_chunks
from tests.models.failover.test_llm_chain import LocalLLM

_ENVELOPE = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
_CALL = {"index": 0, "id": "call-1", "type": "function", "function": {"name": "find_invoice", "arguments": '{"num'}}
_USAGE = {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9, "prompt_tokens_details": {"cached_tokens": 3}}

AS_THE_PROTOCOL_SAYS = [
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hello"}, "finish_reason": None}]},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"tool_calls": [_CALL]}}], "system_fingerprint": None},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "x_groq": {"id": "req-1"}},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"content": "a", "reasoning": "b", "extra_content": {"s": 1}}}]},
    {**_ENVELOPE, "choices": [], "usage": _USAGE},
]
NOT_QUITE = [
    {"choices": [{"index": 0, "delta": {"content": "no envelope"}}]},
    {**_ENVELOPE, "choices": [{"delta": None, "finish_reason": "eos"}]},
    {**_ENVELOPE, "created": None, "choices": [{"index": 0, "delta": {"role": "model", "content": "x"}}]},
    {**_ENVELOPE, "choices": [{"index": 0, "delta": {"tool_calls": [{"function": {"name": "f"}}]}}]},
]


def _client(*, is_quick: bool) -> Any:
    model = openai.LLM(model="m", api_key="none", base_url="http://127.0.0.1:1")
    if is_quick:
        quicken_chunks(model)
    return model._client


@pytest.mark.parametrize("data", [*AS_THE_PROTOCOL_SAYS, *NOT_QUITE])
def test_quicken_chunks__whatever_a_server_sends__is_the_chunk_that_the_package_builds(data: dict[str, Any]) -> None:
    chunks = [
        _client(is_quick=is_quick)._process_response_data(data=data, cast_to=ChatCompletionChunk, response=None)
        for is_quick in (False, True)
    ]

    assert chunks[0] == chunks[1]
    assert chunks[0].to_dict() == chunks[1].to_dict() == data


def test_quicken_chunks__as_the_protocol_says__the_package_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(AsyncAPIClient, "_process_response_data", lambda _, **given: asked.append(given["data"]))
    client = _client(is_quick=True)

    for data in (*AS_THE_PROTOCOL_SAYS, *NOT_QUITE):
        client._process_response_data(data=data, cast_to=ChatCompletionChunk, response=None)
    client._process_response_data(data={"data": []}, cast_to=dict, response=None)

    assert asked == [*NOT_QUITE, {"data": []}]


def test_quicken_chunks__model_of_another_protocol__is_left_as_it_is() -> None:
    quicken_chunks(LocalLLM())
