"""Handing the caller to another agent, as far as the tool goes: heard to its end, spoken into, one in another."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from livekit.agents import Agent
from livekit.agents.llm import ChatContext, ToolResult

from callcenter.agents.shared_tools import handoff
from callcenter.agents.shared_tools.handoff import MOST_HANDOFFS, handoff_tool
from callcenter.dialog.conversation import SPOKEN_ON
from callcenter.domain.record.call_event import AgentEntered, ToolCalled
from callcenter.domain.tool_answer import Outcome
from tests.agents.conftest import MakeBench

BILLING = "I'll pass you to my colleague in billing."


class Spoken:
    """A sentence that is over at once, heard or cut."""

    def __init__(self, *, interrupted: bool) -> None:
        self.interrupted = interrupted

    async def wait_for_playout(self) -> None:
        """It is over."""


class Line:
    """A call's session as far as a handoff needs one."""

    def __init__(self, userdata: Any) -> None:
        self.userdata = userdata
        self.is_cut = self.is_handing_on = False
        self.said: list[str] = []
        self.words = ChatContext.empty()
        self.current_agent = SimpleNamespace(chat_ctx=self.words)

    def say(self, text: str) -> Spoken:
        if self.is_handing_on:
            raise RuntimeError("cannot schedule new speech, the speech scheduling is draining")
        self.said.append(text)
        return Spoken(interrupted=self.is_cut)


@pytest.fixture
async def line(bench: MakeBench) -> Line:
    found = Line(bench().call)
    found.words.add_message(role="user", content="I want to pay my bill.")
    return found


async def hand_off(line: Line) -> Any:
    made: list[str] = []

    def make_agent(name: str, said: ChatContext) -> Agent:
        made.append(name)
        return Agent(instructions="", id=name, chat_ctx=said)

    tool = handoff_tool("billing", description="Bills.", say=lambda: BILLING, make_agent=make_agent)
    context: Any = SimpleNamespace(
        session=line,
        userdata=line.userdata,
        speech_handle=SimpleNamespace(chat_items=()),
        wait_for_playout=Spoken(interrupted=False).wait_for_playout,
        disallow_interruptions=lambda: None,
    )
    answer: Any = await tool(context)
    assert made == (["billing"] if isinstance(answer, Agent) else [])
    return answer


async def test_handoff__heard_to_its_end__the_agent_gets_the_words(line: Line) -> None:
    agent = await hand_off(line)

    assert line.said == [BILLING]
    assert [item.text_content for item in agent.chat_ctx.items if item.type == "message"] == ["I want to pay my bill."]


@pytest.mark.parametrize("how", ["is_cut", "is_handing_on"])
async def test_handoff__spoken_into_or_while_another_runs__nobody_is_handed_over_and_the_model_is_told(
    line: Line, how: str
) -> None:
    setattr(line, how, True)

    answer = await hand_off(line)

    assert isinstance(answer, ToolResult)
    assert not answer.reply_required
    assert json.loads(answer.output)["code"] == SPOKEN_ON


async def test_handoff__left_again_and_again__counts_as_none(line: Line) -> None:
    line.is_cut = True
    for _ in range(MOST_HANDOFFS + 1):
        await hand_off(line)
    line.is_cut = False

    assert isinstance(await hand_off(line), Agent)


async def test_handoff__more_than_enough_for_the_same_words__goes_round_no_more(line: Line) -> None:
    for _ in range(MOST_HANDOFFS):
        assert isinstance(await hand_off(line), Agent)

    assert await hand_off(line) == handoff.GOING_ROUND.to_json()


@pytest.mark.parametrize(("is_served", "is_handed"), [(True, True), (False, False)])
async def test_handoff__more_than_the_call_may_have__counts_those_in_vain_alone(
    line: Line, is_served: bool, is_handed: bool
) -> None:
    passed_on = AgentEntered(agent="billing", from_agent="support", at_ms=0)
    told = ToolCalled(
        agent="billing",
        tool="get_balance",
        arguments={},
        result={},
        ok=is_served,
        at_ms=0,
        duration_ms=0,
        outcome=Outcome.LOOK_UP,
    )
    line.userdata.facts = (passed_on, told) * (line.userdata.settings.calls.max_handoffs + 1)

    answer = await hand_off(line)

    assert isinstance(answer, Agent) if is_handed else answer == handoff.USED_UP.to_json()
