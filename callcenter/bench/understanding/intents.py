"""How well the offline dialog engine understands sentences it has never heard.

Every phrasing is said to a fresh triage agent: the right handoff (or a person) counts as right, another one as wrong,
a question as clarified. A caller who wants nothing we have is answered right by any question. What is said in the
middle of a call is judged by what the agent would act on, of all its tools and answers.
"""

from __future__ import annotations

import importlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livekit.agents import llm
from ruamel.yaml import YAML

from callcenter.agents.roster import Roster, load_roster
from callcenter.agents.shared_tools.handoff import handoff_name
from callcenter.agents.shared_tools.knowledge import answer_tool
from callcenter.bench.listening import percentile
from callcenter.bench.understanding.acts import bench_acts, bench_replies
from callcenter.bench.understanding.values import bench_values
from callcenter.dialog.engine import DialogLLM
from callcenter.dialog.script import PERSON, AgentScript
from callcenter.dialog.understanding.intents import LOOK_UP, NONE, Action, Intents, answer_label, decide
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.settings import Settings

_HERE = Path(__file__).parent
#: The first set, and a second one written after the engine was tuned.
FILES = {"phrasings": _HERE / "phrasings.yaml", "held_out": _HERE / "phrasings_held_out.yaml"}
MID_CALL = _HERE / "mid_call.yaml"
OUTCOMES = ("right", "wrong", "clarified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """A caller's first sentence. `wish` is an agent's name, `person` or `none`; `style` is plain or hard.

    `answers` are the answers about the business that serve the caller as well.
    """

    text: str
    wish: str
    style: str
    answers: tuple[str, ...] = ()

    @property
    def right(self) -> frozenset[str]:
        """What is right to do about it: a handoff, a person, an answer or `none`."""
        wanted = {"person": PERSON, NONE: NONE}.get(self.wish, handoff_name(self.wish))
        return frozenset({wanted, *map(answer_label, self.answers)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a caller says to an agent, and what is right to do about it: tools, answers, a handoff or `none`."""

    agent: str
    text: str
    right: frozenset[str]


def read_sayings(path: Path = MID_CALL) -> list[Saying]:
    """Read what callers say in the middle of a call, by agent and by what is right."""
    found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return [
        Saying(agent=agent, text=text, right=frozenset(right.split(", ")))
        for agent, wishes in found.items()
        for right, texts in wishes.items()
        for text in texts
    ]


def read_phrasings(path: Path) -> list[Phrasing]:
    """Read a file of phrasings by style and wish; `answers` has those again that an answer serves as well."""
    found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    served: dict[str, list[str]] = {}
    for name, texts in found.pop("answers", {}).items():
        for text in texts:
            served.setdefault(text, []).append(name)
    return [
        Phrasing(text=text, wish=wish, style=style, answers=tuple(served.get(text, ())))
        for style, wishes in found.items()
        for wish, texts in wishes.items()
        for text in texts
    ]


def bench_talk(
    settings: Settings, *, train: Callable[[Mapping[str, AgentScript]], Intents] = Intents
) -> dict[str, Any]:
    """Return, for each file and style, how many were met right, wrong and with a question, and how fast.

    Raises:
        DeclarationError: faults in the agents' files.
    """
    roster = load_roster(settings.agents_dir)
    for part in ("feature_extraction.text", "linear_model", "multiclass", "naive_bayes"):
        importlib.import_module(f"sklearn.{part}")  # seconds, and no part of the training
    began_s = time.perf_counter()
    intents = train({name: folder.script for name, folder in roster.agents.items()})
    training_ms = round((time.perf_counter() - began_s) * 1000)
    figures: dict[str, Any] = {"training_ms": training_ms, "examples": intents.example_count}
    latencies_ms: list[float] = []
    for name, path in FILES.items():
        figures[name] = _measure(read_phrasings(path), roster, intents, latencies_ms)
    figures["mid_call"] = _measure_sayings(read_sayings(), intents)
    figures["values"] = bench_values()
    figures["acts"] = bench_acts()
    figures["replies"] = bench_replies()
    figures["answer_ms"] = {f"p{at}": round(percentile(latencies_ms, at) or 0.0, 1) for at in (50, 95)}
    return figures


def answer_first(engine: DialogLLM, text: str, tools: Sequence[llm.Tool]) -> str:
    """Return the tool an engine calls on the caller's first sentence ('look_up_answer:hours'), or '' if it asks."""
    conversation = llm.ChatContext()
    conversation.add_message(role="assistant", content="How can I help you?")
    conversation.add_message(role="user", content=text)
    reply = engine.answer(conversation, tools)
    return answer_label(str(reply.arguments.get("topic"))) if reply.tool == LOOK_UP else reply.tool


def first_agent_tools(roster: Roster) -> list[llm.Tool]:
    """Return the tools the first agent has, doing nothing."""
    folder = roster.agents[FIRST_AGENT]
    names = [PERSON, "end_call", *(handoff_name(handoff.agent) for handoff in folder.declaration.handoffs)]
    return [*folder.tools.values(), answer_tool(folder.knowledge), *(_nothing(name) for name in names)]


def _measure(
    phrasings: Sequence[Phrasing], roster: Roster, intents: Intents, latencies_ms: list[float]
) -> dict[str, Any]:
    script, tools = roster.agents[FIRST_AGENT].script, first_agent_tools(roster)
    counts: dict[str, Counter[str]] = {}
    misses: list[dict[str, str]] = []
    for one in phrasings:
        engine = DialogLLM(script, intents=intents)
        began_s = time.perf_counter()
        tool = answer_first(engine, one.text, tools)
        latencies_ms.append((time.perf_counter() - began_s) * 1000)
        outcome = _outcome(tool, one.right)
        for group in (one.style, f"{one.style}_{one.wish}"):
            counts.setdefault(group, Counter())[outcome] += 1
        if outcome != "right":
            misses.append({"text": one.text, "wish": one.wish, "outcome": outcome, "tool": tool})
    return {**{group: _shares(counted) for group, counted in counts.items()}, "misses": misses}


def _measure_sayings(sayings: Sequence[Saying], intents: Intents) -> dict[str, Any]:
    counted: Counter[str] = Counter()
    misses: list[dict[str, str]] = []
    for one in sayings:
        choice = decide(intents.of(one.agent).rank(one.text))
        done = choice.labels[0] if choice.action is Action.ACT else ""
        outcome = _outcome(done, one.right)
        counted[outcome] += 1
        if outcome != "right":
            misses.append({"agent": one.agent, "text": one.text, "outcome": outcome, "tool": done})
    return {**_shares(counted), "misses": misses}


def _outcome(done: str, right: frozenset[str]) -> str:
    """Return how well what was done ('' if nothing was) meets what is right, of which `none` is to do nothing."""
    if (done or NONE) in right:
        return "right"
    return "wrong" if done else "clarified"


def _shares(counted: Counter[str]) -> dict[str, Any]:
    total = counted.total()
    return {
        "count": total,
        **{f"{outcome}_percent": round(100 * counted[outcome] / total, 1) for outcome in OUTCOMES},
    }


def _nothing(name: str) -> llm.Tool:
    async def do_nothing(raw_arguments: dict[str, object]) -> str:
        return ""

    return llm.function_tool(do_nothing, raw_schema={"name": name, "description": "", "parameters": {}})
