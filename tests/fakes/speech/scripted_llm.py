"""A language model that says and calls what a test wrote down, one step after the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr


@dataclass(frozen=True)
class Says:
    """The model says a text."""

    text: str


@dataclass(frozen=True)
class Calls:
    """The model calls a tool, perhaps saying something first."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)
    text: str = ""


Step = Says | Calls


class ScriptedLLM(llm.LLM):
    """Gives the steps in order; a request past the last is an error of the test. `requests` are what it was asked."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self.steps = list(steps)
        self.requests: list[llm.ChatContext] = []
        self.tools: list[llm.Tool] = []

    @property
    def model(self) -> str:
        return "scripted"

    @property
    def provider(self) -> str:
        return "test"

    @property
    def is_finished(self) -> bool:
        return not self.steps

    def next_step(self) -> Step:
        if not self.steps:
            raise AssertionError("the script has no further step")
        return self.steps.pop(0)

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
        self.requests.append(chat_ctx.copy())
        self.tools = list(tools or [])
        return _ScriptedStream(self, chat_ctx=chat_ctx, tools=list(tools or []), conn_options=conn_options)


class _ScriptedStream(llm.LLMStream):
    async def _run(self) -> None:
        step = self._llm.next_step()  # type: ignore[attr-defined]
        number = len(self._llm.requests)  # type: ignore[attr-defined]
        calls = []
        if isinstance(step, Calls):
            calls = [
                llm.FunctionToolCall(name=step.tool, arguments=json.dumps(step.arguments), call_id=f"call_{number}")
            ]
        self._event_ch.send_nowait(
            llm.ChatChunk(
                id=f"scripted_{number}",
                delta=llm.ChoiceDelta(role="assistant", content=step.text or None, tool_calls=calls),
            )
        )
