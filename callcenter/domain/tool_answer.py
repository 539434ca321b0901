"""What a function tool answers: the one shape that tools, language models and the dialog engine share.

It travels as JSON text in livekit's chat context, so `to_json` and `read_answer` are each other's inverse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What a tool's success means for the caller's wish; declared beside the tool in its agent's folder."""

    #: Nothing by itself: identification, a code sent, a way out.
    STEP = "step"
    #: The caller was told what they asked.
    LOOK_UP = "look-up"
    #: Something was changed as the caller agreed.
    DONE = "done"
    #: A ticket: somebody follows up.
    TICKET = "ticket"
    #: A proposal was made; nothing is done yet.
    PROPOSAL = "proposal"


#: What was done for the caller, by us or by somebody who follows up: something was written.
DEEDS = frozenset({Outcome.DONE, Outcome.TICKET})

#: Keys of the JSON that are the answer's own; every other key is a fact.
_OWN = ("ok", "outcome", "say", "proposal", "ask", "forget", "needs", "cannot", "code", "person", "offer",
        "offer_arguments", "next")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAnswer:
    """One answer.

    `say` is the sentence that the caller hears, made by code from `facts`; nobody else makes amounts into words.
    `proposal` is the id of a proposal that waits for the caller's yes: nothing has been done yet. `ask` names a
    parameter to ask for (again), with those of `forget`; `needs` a tool that has to succeed first; `code` says why it
    was refused, or else stands in the way. `person` offers a person next; `offer` names a tool that could help, with
    `offer_arguments`, if there is a person to be offered then without one. `next` tells a language model what to do.
    """

    ok: bool
    outcome: Outcome = Outcome.LOOK_UP
    say: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    proposal: str = ""
    ask: str = ""
    forget: tuple[str, ...] = ()
    needs: str = ""
    cannot: bool = False
    code: str = ""
    person: bool = False
    offer: str = ""
    offer_arguments: Mapping[str, Any] = field(default_factory=dict)
    next: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON has it; what is empty is left out."""
        own: dict[str, Any] = {"ok": self.ok}
        for name in _OWN[1:]:
            value = getattr(self, name)
            if value and not (name == "outcome" and not self.ok):
                own[name] = plain(value)
        return {**own, **{str(key): plain(value) for key, value in self.facts.items() if key not in _OWN}}

    def to_json(self) -> str:
        """Return the answer as the text a model reads."""
        return json.dumps(self.to_dict(), ensure_ascii=False)


def read_answer(answer: Mapping[str, Any]) -> ToolAnswer:
    """Return the answer that a JSON object holds; unknown keys are facts."""
    outcome = str(answer.get("outcome", ""))
    known = set(Outcome)
    return ToolAnswer(
        ok=bool(answer.get("ok")),
        outcome=Outcome(outcome) if outcome in known else Outcome.LOOK_UP,
        say=str(answer.get("say") or ""),
        proposal=str(answer.get("proposal") or ""),
        ask=str(answer.get("ask") or ""),
        forget=tuple(str(name) for name in answer.get("forget") or ()),
        needs=str(answer.get("needs") or ""),
        cannot=bool(answer.get("cannot")),
        code=str(answer.get("code") or ""),
        person=bool(answer.get("person")),
        offer=str(answer.get("offer") or ""),
        offer_arguments=dict(answer.get("offer_arguments") or {}),
        next=str(answer.get("next") or ""),
        facts={key: value for key, value in answer.items() if key not in _OWN},
    )


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days and times in ISO 8601, tuples as lists."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
