"""A tool as one call's model gets it: timed, journaled, and answering in JSON whatever happens inside."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from typing import Any

from livekit.agents import RunContext, function_tool
from livekit.agents.llm import FunctionTool, ToolResult

from callcenter.agents.answers import INTERNAL, AskAgain, Cannot, NeedsTool, plain, success, to_json
from callcenter.calls.context import CallContext
from callcenter.domain.call_event import ToolCalled
from callcenter.log import logger

log = logger(__name__)


def recorded_tool(tool: FunctionTool[..., Any], agent: str, call: CallContext) -> FunctionTool[..., Any]:
    """Return the tool for one agent in one call.

    It returns JSON text (see `agents.answers`). A failure that is no answer is logged by type only and becomes
    `INTERNAL`: the caller hears an apology and the call goes on.
    """
    function = inspect.unwrap(tool)
    name = tool.info.name

    @functools.wraps(function)
    async def run(*args: Any, **kwargs: Any) -> ToolResult | str:
        at_ms, began_s = call.elapsed_ms(), call.monotonic()
        is_reply_required = True
        answer: Mapping[str, Any] = INTERNAL
        try:
            result = await function(*args, **kwargs)
            if isinstance(result, ToolResult):
                is_reply_required, result = result.reply_required, result.output
            answer = success(result)
        except (AskAgain, NeedsTool, Cannot) as refusal:
            answer = refusal.answer()
        except Exception as error:
            log.error("tool_failed", agent=agent, tool=name, error=type(error).__name__)
        finally:
            call.record(
                ToolCalled(
                    agent=agent,
                    tool=name,
                    arguments=_given(function, args, kwargs),
                    result=plain(answer),
                    ok=bool(answer["ok"]),
                    at_ms=at_ms,
                    duration_ms=round((call.monotonic() - began_s) * 1000),
                )
            )
        text = to_json(answer)
        return text if is_reply_required else ToolResult(text, reply_required=False)

    return function_tool(run, name=name, description=tool.info.description, flags=tool.info.flags)


def _given(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments the model gave: not the run context, nor what it left out."""
    bound = inspect.signature(function).bind(*args, **kwargs)
    return {
        name: plain(value)
        for name, value in bound.arguments.items()
        if value is not None and not isinstance(value, RunContext)
    }
