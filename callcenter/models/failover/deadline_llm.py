"""One link of a chain of language models: a model that must give its first words, and each next ones, in time.

livekit-agents' adapter moves on when a link fails; it only passes a timeout on to the plugin, and a server that
accepts the request and then says nothing is no failure to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from livekit.agents import llm
from livekit.agents._exceptions import APITimeoutError
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr

from callcenter.errors import ModelStalled
from callcenter.models.failover.health import Health
from callcenter.models.failover.link_name import NamedByString
from callcenter.models.ready_tools import with_ready_schemas


class DeadlineLLM(NamedByString, llm.LLM[Any]):
    """A language model whose silence is a failure.

    `deadline_s` bounds the wait for the first chunk and between chunks. Tool calls are handed on when the answer is
    whole: a model that fails in the middle must not leave a tool running that the next model calls again.
    Closing it leaves the model open, which other calls use.
    """

    def __init__(self, inner: llm.LLM[Any], *, name: str, deadline_s: float, health: Health | None = None) -> None:
        super().__init__()
        self.inner = inner
        self.health = health or Health(name)
        self.deadline_s = deadline_s
        self._label = name

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        """Ask the model; the stream fails with APITimeoutError when it stalls."""
        options: dict[str, Any] = {
            "parallel_tool_calls": parallel_tool_calls,
            "tool_choice": tool_choice,
            "extra_kwargs": extra_kwargs,
        }
        return _DeadlineStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options, options=options)

    def prewarm(self, *, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Open the connection ahead of the first question, if the plugin can."""
        self.inner.prewarm(loop=loop)


class _DeadlineStream(llm.LLMStream):
    def __init__(
        self,
        link: DeadlineLLM,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
        options: dict[str, Any],
    ) -> None:
        self._link = link
        self._options = options
        super().__init__(link, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)

    async def _run(self) -> None:
        link = self._link
        # Retries are the chain's business: the next link answers sooner than a second try of this one.
        once = APIConnectOptions(max_retry=0, timeout=link.deadline_s)
        held: list[llm.ChatChunk] = []
        link.health.admit()
        # Plugins of OpenAI's protocol have this; what others send can't be known ahead.
        is_strict: bool | None = getattr(link.inner, "_strict_tool_schema", None)
        tools = self._tools if is_strict is None else with_ready_schemas(self._tools, strict=is_strict)
        try:
            async with link.inner.chat(
                chat_ctx=self._chat_ctx, tools=tools, conn_options=once, **self._options
            ) as inner:
                async for chunk in in_time(inner, link.deadline_s, link.label):
                    if chunk.delta is not None and chunk.delta.tool_calls:
                        held.append(chunk)
                    else:
                        self._event_ch.send_nowait(chunk)
        except Exception:
            link.health.failed()
            raise
        link.health.worked()
        for chunk in held:
            self._event_ch.send_nowait(chunk)


async def in_time(stream: AsyncIterator[llm.ChatChunk], deadline_s: float, name: str) -> AsyncIterator[llm.ChatChunk]:
    """Yield a stream's chunks.

    Raises:
        APITimeoutError: no chunk came within the deadline; its cause is ModelStalled.
    """
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), deadline_s)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise stalled(name, deadline_s) from error
        yield chunk


def stalled(name: str, deadline_s: float) -> APITimeoutError:
    """Return the error a link fails with when its model stalls, as the adapters understand it."""
    error = APITimeoutError(f"{name} gave no output for {deadline_s:g} s", retryable=False)
    error.__cause__ = ModelStalled(
        f"{name} gave no output for {deadline_s:g} s.", remedy="The chain goes on with the next model."
    )
    return error
