"""Tool schemas made ready once, equal to those the plugins build for each request."""

from __future__ import annotations

from typing import Any

import pytest
from livekit.agents import llm

from callcenter.models import ready_tools
from callcenter.models.failover.chain import aclose_shared, llm_chain
from callcenter.models.ready_tools import parameters_of, with_ready_schemas
from tests.fakes.servers.model_servers import model_server
from tests.models.failover.test_llm_chain import LocalLLM, settings


@llm.function_tool
async def find_invoice(number: int, city: str | None = None) -> str:
    """Find an invoice.

    Args:
        number: The invoice's number.
        city: Where it was sent to.
    """
    return ""


async def find_receipt(number: str) -> str:
    """Find a receipt.

    Args:
        number: The receipt's number.
    """
    return number


def copied() -> llm.FunctionTool[..., Any]:
    """Return a tool as another call's agent has it: another object for the same function."""
    return llm.function_tool(find_receipt, name="find_receipt", description="Find a receipt.")


def made_for(call: str, kind: type = str, default: object = "today") -> llm.FunctionTool[..., Any]:
    """Return a tool that is made anew for each call: another function of the same code."""

    async def find_visit(day: kind = default) -> str:  # type: ignore[valid-type, assignment]
        return call

    find_visit.__annotations__["day"] = kind
    return llm.function_tool(find_visit, name="find_visit", description="Find a visit.")


@pytest.mark.parametrize("strict", [True, False])
def test_with_ready_schemas__a_tool__has_the_schema_the_plugin_would_build(strict: bool) -> None:
    built = llm.ToolContext([find_invoice]).parse_function_tools("openai", strict=strict)

    ready = llm.ToolContext(with_ready_schemas([find_invoice], strict=strict))

    assert ready.parse_function_tools("openai", strict=strict) == built
    assert list(ready.function_tools) == ["find_invoice"]


def test_with_ready_schemas__same_function_under_another_name_or_text__has_its_own_schema() -> None:
    renamed = llm.function_tool(find_invoice._func, name="look_up", description="Look an invoice up.")

    ready = llm.ToolContext(with_ready_schemas([find_invoice, renamed], strict=False))

    assert ready.parse_function_tools("openai", strict=False) == llm.ToolContext(
        [find_invoice, renamed]
    ).parse_function_tools("openai", strict=False)


async def test_llm_chain__two_calls_ask_with_the_same_tools__schemas_are_built_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built: list[str] = []
    build = ready_tools.build_strict_openai_schema

    def counted(tool: llm.FunctionTool[..., Any]) -> dict[str, Any]:
        built.append(tool.info.name)
        return build(tool)

    monkeypatch.setattr(ready_tools, "build_strict_openai_schema", counted)
    # Built for a plugin anew, they would be here.
    monkeypatch.setattr("livekit.agents.llm.utils.build_strict_openai_schema", counted)
    async with model_server() as server:
        for call in ("first", "second"):
            chain = llm_chain([f"groq/llama-3.3-70b-versatile@{server.url}/v1"], settings=settings(), local=LocalLLM)
            tools = [copied(), made_for(call)]
            async with chain.chat(chat_ctx=llm.ChatContext.empty(), tools=tools) as stream:
                async for _ in stream:
                    pass
        await aclose_shared()

    assert built == ["find_receipt", "find_visit"]
    sent = [request["tools"] for request in server.requests]
    assert sent[0] == sent[1] == [build(copied()), build(made_for("third"))]


@pytest.mark.parametrize("other", [made_for("other", int, 1), made_for("other", str, "tomorrow")])
def test_with_ready_schemas__same_code_with_another_type_or_default__has_its_own_schema(
    other: llm.FunctionTool[..., Any],
) -> None:
    for tool in (made_for("one"), other, made_for("one")):
        ready = llm.ToolContext(with_ready_schemas([tool], strict=False))

        built = llm.ToolContext([tool]).parse_function_tools("openai", strict=False)
        assert ready.parse_function_tools("openai", strict=False) == built


def test_parameters_of__a_tool__are_the_schemas_of_its_parameters_by_name() -> None:
    schemas = parameters_of(find_invoice)

    assert list(schemas) == ["number", "city"]
    assert schemas["number"]["type"] == "integer"
