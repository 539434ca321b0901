"""One playing of a story: what was done and said, as the judge gets it, whoever played it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    Fact,
    PersonAsked,
    Tagged,
    ToolCalled,
    TurnTaken,
    WrappedUp,
)
from callcenter.domain.record.tool_end import tool_end
from callcenter.eval.entities import HeardCounts
from callcenter.eval.story.move import CallerMove
from callcenter.eval.story.story import Mode, Story
from callcenter.eval.turns.panel import Panel
from callcenter.store.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One trial of one story; its texts have the facts written in.

    `facts` are the call's, in order; none if it never began. `faults` say why the caller could not keep to the story
    (then the run is left out). A spoken call has its turn-taking `panel`, how well the caller was `heard`, and the
    path of its recording.
    """

    story: Story
    trial: int
    mode: Mode
    facts: Sequence[Fact]
    moves: Sequence[CallerMove] = ()
    stuck: Sequence[str] = ()
    faults: Sequence[str] = ()
    panel: Panel | None = None
    heard: HeardCounts | None = None
    recording: str = ""

    @property
    def measured(self) -> dict[str, Any]:
        """What was measured beside right and wrong, as JSON data by name."""
        figures = {"turns": self.panel, "heard": self.heard}
        return {name: figure.to_json() for name, figure in figures.items() if figure is not None}

    @property
    def agent_turns(self) -> list[str]:
        """What the agents said, as the caller heard it."""
        turns = [fact.turn for fact in self.facts if isinstance(fact, TurnTaken)]
        return [turn.text for turn in turns if turn.speaker is Speaker.AGENT]

    @property
    def tool_calls(self) -> list[ToolCalled]:
        """The tools that agents ran."""
        return [fact for fact in self.facts if isinstance(fact, ToolCalled)]

    def transcript(self) -> str:
        """Return the call as lines of text: who said what, tools, handoffs, and how it ended."""
        return "\n".join(line for fact in self.facts if (line := _line(fact)))


class Player(Protocol):
    """Plays stories in one mode, each trial on a fresh sample business."""

    def play(self, story: Story, trial: int) -> AbstractAsyncContextManager[tuple[Run, Connection]]:
        """Play the story to the end of its call; the run, and the database it left behind for as long as it's open."""


def _line(fact: Fact) -> str:
    if isinstance(fact, TurnTaken):
        cut = " ✂" if fact.turn.is_interrupted else ""
        return f"{fact.turn.agent or 'caller'}: {fact.turn.text}{cut}"
    if isinstance(fact, ToolCalled):
        outcome = f" ({fact.outcome})" if fact.outcome is not None else ""
        mark = tool_end(fact.ok, fact.result).mark
        return f"    {fact.tool} {dict(fact.arguments)} {mark}{outcome} {_short(fact.result)}"
    if isinstance(fact, AgentEntered):
        return f"    → {fact.agent}"
    if isinstance(fact, Tagged):
        return f"    tag {fact.tag}"
    if isinstance(fact, PersonAsked):
        return f"    person {fact.outcome}"
    if isinstance(fact, CallEnded):
        return f"    ended {fact.termination.reason}"
    return f"    disposition {fact.disposition}" if isinstance(fact, WrappedUp) else ""


def _short(result: Any) -> str:
    text = str(result)
    return text if len(text) <= 160 else f"{text[:157]}..."
