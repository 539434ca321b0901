"""A call without a session: enough for a tool's own work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from livekit.agents import RunContext
from livekit.agents.llm import FunctionCall, FunctionTool, ToolResult
from livekit.agents.llm.utils import prepare_function_arguments

from callcenter.agents.recorded_tool import recorded_tool
from callcenter.calls.context import CallContext
from callcenter.calls.text_leg import TextLeg
from callcenter.domain.call import Call, new_call_id
from callcenter.domain.call_event import Fact, ToolCalled
from callcenter.settings import CallSettings, Settings


class _Session:
    """What a RunContext needs of a session when only the tool's own work is tested."""

    _global_run_state = None

    def __init__(self, userdata: CallContext) -> None:
        self.userdata = userdata


class _Speech:
    num_steps = 1


@dataclass
class ToolBench:
    """Runs one call's tools as a model would: arguments as JSON in, the answer's JSON out."""

    call: CallContext
    facts: list[Fact] = field(default_factory=list)
    agent: str = "billing"

    async def run(self, tool: FunctionTool, **arguments: Any) -> dict[str, Any]:
        wrapped = recorded_tool(tool, self.agent, self.call)
        request = FunctionCall(call_id="1", name=tool.info.name, arguments=json.dumps(arguments))
        context = RunContext(session=_Session(self.call), speech_handle=_Speech(), function_call=request)  # type: ignore[arg-type]
        args, kwargs = prepare_function_arguments(fnc=wrapped, json_arguments=request.arguments, call_ctx=context)
        output = await wrapped(*args, **kwargs)
        return json.loads(output.output if isinstance(output, ToolResult) else output)

    @property
    def tool_calls(self) -> list[ToolCalled]:
        return [fact for fact in self.facts if isinstance(fact, ToolCalled)]


MakeBench = Callable[..., ToolBench]


@pytest.fixture
def bench(sample_database: asyncpg.Pool) -> MakeBench:
    def make(number: str = "", **settings: Any) -> ToolBench:
        facts: list[Fact] = []
        asyncio.get_running_loop()
        call = CallContext(
            call=Call(
                call_id=new_call_id(),
                started_at=datetime.now(UTC),
                caller_number=number,
                dialled_number="+18005550100",
            ),
            leg=TextLeg(),
            pool=sample_database,
            settings=Settings(calls=CallSettings(**settings)),
            record=facts.append,
        )
        return ToolBench(call, facts)

    return make
