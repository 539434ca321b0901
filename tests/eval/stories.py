"""Stories and runs made by hand, and files of stories."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callcenter.domain.calls.termination import terminate
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import CallEnded, Fact, ToolCalled, TurnTaken, WrappedUp
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.tool_answer import Outcome
from callcenter.eval.judging.judge import RunVerdict
from callcenter.eval.run import Run
from callcenter.eval.story.asked_for import AskedFor
from callcenter.eval.story.story import Mode, Story, StoryAnswer


def story(says: dict[AskedFor, tuple[StoryAnswer, ...]] | None = None, **fields: Any) -> Story:
    """A caller who wants to know what they owe."""
    return Story(label="owes", **{"opening": ("How much do I owe?", "My balance?"), "says": says or {}, **fields})


def agent(text: str) -> TurnTaken:
    return TurnTaken(turn=Turn(speaker=Speaker.AGENT, text=text, started_ms=0, ended_ms=1, agent="billing"))


def deed(tool: str, outcome: Outcome, *, ok: bool = True) -> ToolCalled:
    return ToolCalled(
        agent="billing", tool=tool, arguments={}, result={}, ok=ok, at_ms=0, duration_ms=1, outcome=outcome
    )


def ended(reason: str = "caller-hung-up", disposition: Disposition = Disposition.RESOLVED) -> list[Fact]:
    return [CallEnded(termination=terminate(reason), at_ms=5), WrappedUp(disposition=disposition, summary="")]


def run_of(told: Story, *facts: Fact, trial: int = 1, **fields: Any) -> Run:
    return Run(story=told, trial=trial, mode=Mode.TEXT, facts=facts, **fields)


def verdict(told: Story, *, trial: int = 1, faults: Sequence[str] = (), left_out: Sequence[str] = ()) -> RunVerdict:
    run = run_of(told, agent("You owe \x07 110 dollars."), *ended(), trial=trial)
    return RunVerdict(run=run, faults=tuple(faults), left_out=tuple(left_out), duration_s=0.5)


#: A story that passes and one that can't: nobody owes Fay a million.
TWO_STORIES = """
scenarios:
  - label: balance
    instructions: You are Fay Holm.
    agent_expectations: Tells 110 dollars.
    tags: {agent: billing, caller: plain}
    userdata: &fay
      caller: {account: "95017342", zip: "30307"}
      opening: How much do I owe?
      says:
        account-number: "{{ account | digits }}"
        postcode: "{{ zip | digits }}"
      must:
        - agent_says: 110 dollars
      expected_state:
        - sql: SELECT count(*) FROM payment_promise
          rows: [[0]]
  - label: million
    instructions: You are Fay Holm.
    agent_expectations: Tells a million.
    tags: {agent: billing, caller: plain}
    userdata:
      <<: *fay
      must:
        - agent_says: a million dollars
"""


def write(folder: Path, text: str, name: str = "stories.yaml") -> Path:
    """Put a file of stories into a folder and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder
