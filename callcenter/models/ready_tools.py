"""Tools with their schemas made ready, for plugins that speak OpenAI's protocol.

livekit-agents builds each tool's schema anew for every request, a pydantic model a tool from its signature and
docstring: some 4 ms each. Many tools are made anew for each call, of the same code: a schema goes by the code and what
it is called, so it is built once, and before processes are forked if the tools are known there (`make_ready`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from livekit.agents import llm
from livekit.agents.llm.tool_context import RawFunctionToolInfo
from livekit.agents.llm.utils import build_legacy_openai_schema, build_strict_openai_schema

#: Schemas by all that they depend on, and how many are kept: far more than any roster has.
READY: dict[Hashable, dict[str, Any]] = {}
_MOST = 2000


def with_ready_schemas(tools: Sequence[llm.Tool], *, strict: bool) -> list[llm.Tool]:
    """Return the tools as a request needs them: function tools with the schema that the plugin would build.

    They are for the request alone: what the model calls is run by the session, which has the tools themselves.
    """
    return [_ready(tool, strict=strict) if isinstance(tool, llm.FunctionTool) else tool for tool in tools]


def parameters_of(tool: llm.FunctionTool[..., Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return the JSON schemas of what a tool takes, by parameter."""
    found: Mapping[str, Mapping[str, Any]] = _schema(tool, strict=False)["parameters"].get("properties", {})
    return found


def make_ready(tools: Iterable[llm.FunctionTool[..., Any]]) -> None:
    """Build the schemas of agents' tools for the calls to come, and for the processes that are forked from this one."""
    for tool in tools:
        for strict in (False, True):
            _schema(tool, strict=strict)


def _ready(tool: llm.FunctionTool[..., Any], *, strict: bool) -> llm.Tool:
    info, schema = tool.info, _schema(tool, strict=strict)
    return llm.RawFunctionTool(tool._func, RawFunctionToolInfo(name=info.name, raw_schema=schema, flags=info.flags))


def _schema(tool: llm.FunctionTool[..., Any], *, strict: bool) -> dict[str, Any]:
    info = tool.info
    # A tool bound to an object has a parameter less.
    named = (info.name, info.description, info.on_duplicate, tool._instance is not None, strict)
    key = (*named, *_signature(inspect.unwrap(tool._func)))
    if (schema := READY.get(key)) is None:
        if len(READY) >= _MOST:
            READY.clear()
        built = build_strict_openai_schema(tool) if strict else build_legacy_openai_schema(tool)
        schema = READY[key] = built["function"]
    return schema


def _signature(function: Callable[..., Any]) -> tuple[Hashable, ...]:
    """Return what tells two functions' signatures and docstrings apart, in some microseconds.

    Code is compared by what it does: the same text in two files may name different types by the same annotations.
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return (function,)
    defaults = (getattr(function, "__defaults__", None), getattr(function, "__kwdefaults__", None))
    return code.co_filename, code, function.__doc__, repr(function.__annotations__), repr(defaults)
