"""livekit-agents' judges: a language model reads the call against the story's expectations. It can only add a fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from livekit.agents import evals, llm

from callcenter.domain.call_event import AgentEntered, Fact, ToolCalled, TurnTaken
from callcenter.domain.turn import Speaker
from callcenter.eval.judging.judge import RunVerdict


class ModelJudges:
    """The judges that share one model."""

    def __init__(self, model: llm.LLM[Any]) -> None:
        judges: list[evals.Evaluator] = [
            evals.task_completion_judge(),
            evals.accuracy_judge(),
            evals.safety_judge(),
            evals.handoff_judge(),
        ]
        self._group = evals.JudgeGroup(llm=model, judges=judges)

    async def add_to(self, verdict: RunVerdict) -> RunVerdict:
        """Return the verdict with what the judges find; a run that was left out isn't judged.

        A judge that comes to no verdict (its model failed) leaves out a run that had passed.
        """
        if verdict.left_out:
            return verdict
        run = verdict.run
        found = (await self._group.evaluate(conversation(run.facts, run.story.agent_expectations))).judgments
        faults = tuple(f"judge {name}: {one.reasoning}" for name, one in found.items() if one.failed)
        silent = [judge.name for judge in self._group.judges if judge.name not in found]
        faults = (*verdict.faults, *faults)
        left_out = tuple(f"judge {name} came to no verdict" for name in silent) if not faults else ()
        return replace(verdict, faults=faults, left_out=left_out)


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
