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
from livekit.agents.llm import ChatContext, FunctionCall, FunctionTool, ToolResult
from livekit.agents.llm.utils import prepare_function_arguments

from callcenter.agents.roster import Roster
from callcenter.agents.toolkit.commit import commit_tool
from callcenter.agents.toolkit.recorded_tool import recorded_tool
from callcenter.business.sample_customers import WELL_KNOWN, SampleCustomer
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.record.call_event import Fact, ToolCalled
from callcenter.settings import CallSettings, Settings
from tests.fakes.shipped import shipped_roster

Answer = dict[str, Any]


class _Session:
    """What a RunContext needs of a session when only the tool's own work is tested."""

    _global_run_state = None

    def __init__(self, userdata: CallContext) -> None:
        self.userdata = userdata
        self.history = ChatContext.empty()


class _Speech:
    num_steps = 1


@dataclass
class ToolBench:
    """Runs one call's tools as a model would: arguments as JSON in, the answer's JSON out."""

    call: CallContext
    roster: Roster
    facts: list[Fact] = field(default_factory=list)
    agent: str = "billing"

    def __post_init__(self) -> None:
        self.session = _Session(self.call)

    async def run(self, tool: FunctionTool, **arguments: Any) -> Answer:
        """Call a tool; one that writes only proposes."""
        script = next(
            script
            for folder in (self.roster.agents[self.agent], *self.roster.agents.values())
            for script in folder.script.tools
            if script.name == tool.info.name
        )
        return await self._call(recorded_tool(tool, agent=self.agent, script=script, call=self.call), arguments)

    async def agree(self, tool: FunctionTool, said: str = "Yes, please.", **arguments: Any) -> Answer:
        """Have a tool propose, say its sentence, let the caller answer, and commit. What isn't proposed is returned."""
        proposed = await self.run(tool, **arguments)
        if "proposal" not in proposed:
            return proposed
        self.hear(proposed["say"], said)
        return await self.commit(proposed["proposal"])

    async def commit(self, proposal: str) -> Answer:
        """Call commit of the agent whose tool has proposed."""
        made = self.call.agreement.made.get(proposal)
        folder = next(
            (folder for folder in self.roster.agents.values() if made and made.tool in folder.tools),
            self.roster.agents[self.agent],
        )
        return await self._call(commit_tool(folder.tools, folder.script, self.call), {"proposal": proposal})

    def hear(self, agent: str, caller: str = "") -> None:
        """Put words into the session's history as they were heard."""
        self.session.history.add_message(role="assistant", content=agent)
        if caller:
            self.session.history.add_message(role="user", content=caller)

    def verify(self, customer_id: int) -> None:
        """Take a customer as surely the one who calls."""
        self.call.customer_id, self.call.identity_level = customer_id, IdentityLevel.VERIFIED

    async def _call(self, wrapped: FunctionTool, arguments: dict[str, Any]) -> Answer:
        request = FunctionCall(call_id="1", name=wrapped.info.name, arguments=json.dumps(arguments))
        context = RunContext(session=self.session, speech_handle=_Speech(), function_call=request)  # type: ignore[arg-type]
        args, kwargs = prepare_function_arguments(fnc=wrapped, json_arguments=request.arguments, call_ctx=context)
        output = await wrapped(*args, **kwargs)
        return dict(json.loads(output.output if isinstance(output, ToolResult) else output))

    @property
    def tool_calls(self) -> list[ToolCalled]:
        return [fact for fact in self.facts if isinstance(fact, ToolCalled)]


MakeBench = Callable[..., ToolBench]


@pytest.fixture
def bench(sample_database: asyncpg.Pool) -> MakeBench:
    """Open a call from a number; `of` is a customer who calls from theirs and is verified."""

    def make(number: str = "", *, of: SampleCustomer | None = None, **settings: Any) -> ToolBench:
        facts: list[Fact] = []
        asyncio.get_running_loop()
        call = CallContext(
            call=Call(
                call_id=new_call_id(),
                started_at=datetime.now(UTC),
                caller_number=of.phone_number if of is not None else number,
                dialled_number="+18005550100",
            ),
            leg=TextLeg(),
            pool=sample_database,
            settings=Settings(calls=CallSettings(**settings)),
            record=facts.append,
        )
        desk = ToolBench(call, shipped_roster(), facts)
        if of is not None:
            desk.verify(WELL_KNOWN.index(of) + 1)
        return desk

    return make
