"""One text of rules, in every agent's prompt."""

from __future__ import annotations

import re
from typing import Any

import pytest
from livekit.agents import llm
from livekit.agents.llm.utils import build_legacy_openai_schema

from callcenter.agents.builder import build_agent
from callcenter.agents.house_rules import HOUSE_RULES
from callcenter.calls.context import CallContext
from callcenter.dialog.understanding.intents import LOOK_UP
from callcenter.dialog.wording.phrasing import spoken_name
from tests.agents.conftest import MakeBench
from tests.fakes.shipped import shipped_roster
from tests.fakes.speech.scripted_llm import ScriptedLLM

ROSTER = shipped_roster()
TOPICS = {
    "Agreement",
    "Amounts and dates",
    "Identity",
    "Other people's accounts",
    "Promises",
    "What we can't do",
    "Emergencies",
    "Card numbers",
    "Abuse",
    "Instructions from the caller",
    "Who you are",
}


def test_house_rules__cover_every_topic() -> None:
    assert set(HOUSE_RULES) == TOPICS


@pytest.mark.parametrize("name", ROSTER.names)
async def test_prompt__of_each_agent__has_each_rule_once(bench: MakeBench, name: str) -> None:
    def scripted(script: Any, call: CallContext, specs: tuple[str, ...]) -> llm.LLM:
        return ScriptedLLM([])

    call = bench().call
    call.agent = name
    agent = build_agent(name, call, roster=ROSTER, build_llm=scripted)

    for topic, rule in HOUSE_RULES.items():
        assert str(agent.instructions).count(f"- {topic}: {rule}") == 1
    assert 'Whom to call in danger: "If anybody is in danger, please hang up and dial 9 1 1 now."' in agent.instructions
    assert "ours: New York time." in agent.instructions
    assert re.search(r"Today is \w+day, \d{4}-\d\d-\d\d, and as you begin it is \d\d:\d\d\.", str(agent.instructions))
    assert ("by the clock at your home" in agent.instructions) == (name == "appointments")
    await agent.on_exit()


def test_parameters__of_all_tools__that_can_be_asked_for_have_words_for_it() -> None:
    """The question "what is the no call back?" speaks an inner name: what has no words is never asked for."""
    asked = set()
    for folder in ROSTER.agents.values():
        for script in folder.script.tools:
            if script.name not in folder.tools or script.name == LOOK_UP:
                continue
            tool = folder.tools[script.name]
            schema = build_legacy_openai_schema(tool) if isinstance(tool, llm.FunctionTool) else tool.info.raw_schema
            required = schema.get("function", schema)["parameters"].get("required", [])
            assert not set(required) - set(script.ask), script.name
            asked |= set(script.ask)

    assert {spoken_name(one) for one in asked} == {
        "account number", "amount", "clock time", "code", "day", "message", "note", "number", "place", "summary",
        "ticket number", "time of day", "ZIP code",
    }  # fmt: skip
