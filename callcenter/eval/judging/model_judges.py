"""A language model's judgement of a run, against the story's expectations. It can only add a fault."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from livekit.agents import llm

from callcenter.calls.call_judges import CallJudges
from callcenter.eval.judging.judge import RunVerdict


class ModelJudges:
    """The judges of runs that share one model."""

    def __init__(self, model: llm.LLM[Any]) -> None:
        self._judges = CallJudges(model)

    async def add_to(self, verdict: RunVerdict) -> RunVerdict:
        """Return the verdict with what the judges find; a run that was left out isn't judged.

        A judge that comes to no verdict (its model failed) leaves out a run that had passed.
        """
        if verdict.left_out:
            return verdict
        run = verdict.run
        found = await self._judges.judge(run.facts, run.story.agent_expectations)
        faults = tuple(f"judge {name}: {one.reasoning}" for name, one in found.items() if one.failed)
        silent = [name for name in self._judges.names if name not in found]
        faults = (*verdict.faults, *faults)
        left_out = tuple(f"judge {name} came to no verdict" for name in silent) if not faults else ()
        return replace(verdict, faults=faults, left_out=left_out)
