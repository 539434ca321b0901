"""livekit-agents' judges: a language model reads a call that is over, against what was expected of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from livekit.agents import evals, llm

from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import AgentEntered, Fact, ToolCalled, TurnTaken


class CallJudges:
    """The judges that share one model: of the task, of accuracy, of safety, of hand-offs."""

    def __init__(self, model: llm.LLM[Any]) -> None:
        judges: list[evals.Evaluator] = [
            evals.task_completion_judge(),
            evals.accuracy_judge(),
            evals.safety_judge(),
            evals.handoff_judge(),
        ]
        self._group = evals.JudgeGroup(llm=model, judges=judges)

    @property
    def names(self) -> Sequence[str]:
        """The judges' names."""
        return [judge.name for judge in self._group.judges]

    async def judge(self, facts: Sequence[Fact], expectations: str) -> Mapping[str, evals.JudgmentResult]:
        """Return each judge's judgement by name; one whose model failed is missing."""
        return (await self._group.evaluate(conversation(facts, expectations))).judgments


def conversation(facts: Sequence[Fact], expectations: str) -> llm.ChatContext:
    """Return a call as livekit-agents' chat context, with the expectations as the goal it is judged by."""
    items: list[llm.ChatItem] = [llm.AgentConfigUpdate(instructions=expectations)]
    for number, fact in enumerate(facts):
        if isinstance(fact, TurnTaken):
            role: llm.ChatRole = "assistant" if fact.turn.speaker is Speaker.AGENT else "user"
            text, is_cut = fact.turn.text, fact.turn.is_interrupted
            items.append(llm.ChatMessage(role=role, content=[text], interrupted=is_cut))
        elif isinstance(fact, ToolCalled):
            call_id = f"call_{number}"
            arguments, output = json.dumps(dict(fact.arguments)), json.dumps(fact.result, default=str)
            items.append(llm.FunctionCall(call_id=call_id, name=fact.tool, arguments=arguments))
            items.append(llm.FunctionCallOutput(call_id=call_id, name=fact.tool, output=output, is_error=not fact.ok))
        elif isinstance(fact, AgentEntered):
            items.append(llm.AgentHandoff(old_agent_id=fact.from_agent or None, new_agent_id=fact.agent))
    return llm.ChatContext(items)
