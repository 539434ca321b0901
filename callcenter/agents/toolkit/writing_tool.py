"""Tools that write have two halves: one proposes exactly what would be done, the other does it once the caller agreed.

    @writing_tool("cancel")
    async def cancel_appointment(context: RunContext[CallContext]) -> Visit:
        ...check who calls, limits and availability; return the facts of what would be done

    @cancel_appointment.commits
    async def _cancel(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Visit:
        ...check again and write, in the transaction of `connection`; return the facts of what was done

A model (and the dialog engine) can call the first half only. The second runs by the tool `commit`, which every agent
has and which asks `calls.agreement` first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg
from livekit.agents import function_tool
from livekit.agents.llm import FunctionTool
from livekit.agents.llm.tool_context import FunctionToolInfo

from callcenter.calls.context import CallContext

#: Writes what the facts of a proposal say, in the connection's transaction, and returns the facts of what was done.
CommitHalf = Callable[[CallContext, asyncpg.Connection, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class WritingTool(FunctionTool[..., Any]):
    """The half that proposes, as a model sees it. `commit` is the other, None until there is one.

    `deed` are beginnings of words one of which names what is done in the sentence that proposes it ("cancel").
    """

    def __init__(
        self, func: Callable[..., Any], info: FunctionToolInfo, instance: Any = None, *, deed: tuple[str, ...] = ()
    ) -> None:
        super().__init__(func, info, instance)
        self.deed = deed
        self.commit: CommitHalf | None = None

    def commits(self, half: CommitHalf) -> CommitHalf:
        """Take a function as the half that writes (a decorator)."""
        self.commit = half
        return half


def writing_tool(*deed: str) -> Callable[[Callable[..., Any]], WritingTool]:
    """Make a function the proposing half of a tool that writes.

    Args:
        deed: Beginnings of words that name what is done, one of which stands in the tool's `confirm` sentence.
    """

    def make(function: Callable[..., Any]) -> WritingTool:
        tool = function_tool(function)
        return WritingTool(function, tool.info, deed=deed)

    return make
