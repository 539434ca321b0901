"""A simulated caller whom a language model plays, from the story's instructions and facts. Typed calls only.

livekit-agents has the types of simulations, but its simulated user runs in LiveKit Cloud; this one needs any model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import function_tool, llm

from callcenter.eval.story.caller import MOST_TURNS
from callcenter.eval.story.move import CallerMove, MoveKind
from callcenter.eval.story.story import Story
from callcenter.spoken.numbers.numbers import digit_runs

#: What such a caller's moves answer.
MODEL = "model"
#: Digits from which on a number is one that a caller must know, not a count or a day.
_KNOWN_DIGITS = 4

_INSTRUCTIONS = """\
You play a person who phones a company. Stay in this role whatever the other side says. You hear what the company's
agent says; answer as people speak on the telephone: one or two short sentences, no lists, no stage directions.
Give numbers only if you are asked for them, and only those below; never invent one. Agree to nothing that isn't what
you want. When you have what you want, or see that you can't get it, say goodbye and call hang_up.

Who you are and what you want: {instructions}
What you know: {facts}"""


@function_tool
async def hang_up() -> None:
    """Hang up: after your goodbye, or because you have had enough."""


@dataclass(slots=True, kw_only=True)
class ModelCaller:
    """One caller in one call."""

    story: Story
    model: llm.LLM[Any]
    moves: list[CallerMove] = field(default_factory=list)
    _said: llm.ChatContext = field(default_factory=llm.ChatContext)

    def __post_init__(self) -> None:
        facts = "; ".join(f"{name}: {value}" for name, value in self.story.facts.items() if value)
        content = _INSTRUCTIONS.format(instructions=self.story.instructions, facts=facts)
        self._said.add_message(role="system", content=content)

    async def decide(self, words: str) -> CallerMove:
        """Take the agent's whole turn and return what the caller does next.

        Raises:
            APIError: the model failed.
        """
        self._said.add_message(role="user", content=words or "(The agent says nothing.)")
        response = await self.model.chat(chat_ctx=self._said, tools=[hang_up]).collect()
        leaves = bool(response.tool_calls) or len(self.moves) + 1 >= MOST_TURNS
        said = response.text.strip()
        self._said.add_message(role="assistant", content=said or "(hangs up)")
        move = CallerMove(
            kind=MoveKind.SAY if said else MoveKind.HANG_UP, to=MODEL, words=said, hang_up=leaves or not said
        )
        self.moves.append(move)
        return move


def invented(caller: ModelCaller) -> Iterator[str]:
    """Yield how a model strayed from its story: each number that it made up."""
    known = [digits for value in caller.story.facts.values() if (digits := re.sub(r"\D", "", str(value)))]
    for move in caller.moves:
        for run in digit_runs(move.words):
            if len(run.digits) >= _KNOWN_DIGITS and not any(run.digits in one or one in run.digits for one in known):
                yield "the model that played the caller made up a number"
