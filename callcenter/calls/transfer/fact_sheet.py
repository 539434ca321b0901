"""What the next one on a call should know, told from the call's own facts: nothing has to be asked twice.

The next agent reads it as text, a person on the other end of a transfer gets it in the call log and, if the rule
allows it, as a SIP header. It holds what tools said and what the caller did, never the caller's words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from callcenter.domain.dialog_act import Act
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.record.call_event import CallerActed, Fact, PersonAsked, RecordingConsent, Tagged, ToolCalled
from callcenter.domain.tool_answer import DEEDS, Outcome, read_answer

#: Longest header value: SIP over UDP has to fit a packet (RFC 3261 §18.1.1).
_HEADER_LENGTH = 200
#: What the next agent is told of what the caller did; a goodbye in the middle of a call tells nothing.
_ACTS = {
    Act.OBJECTION.value: "objected to something",
    Act.PERSON.value: "asked for a person",
    Act.ABUSE.value: "been abusive",
}
#: Code of a commit that the caller said no to.
DECLINED = "declined"
#: Tags that say how the caller was identified begin so.
_IDENTIFIED_BY = "identified-by:"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """Each list holds sentences as the tools said them, or the tool's name in words if it said none.

    `told` was looked up, `done` was changed with the caller's yes, `promised` are tickets that somebody follows up,
    `open` was proposed and not agreed to, `refused` couldn't be done (the tool and its code). `details` are the facts
    behind a sentence of `told`, which may have more than was said ("how fast is it now?").
    """

    identity: str = "unknown"
    identified_by: str = ""
    told: Sequence[str] = ()
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    done: Sequence[str] = ()
    promised: Sequence[str] = ()
    open: Sequence[str] = ()
    refused: Sequence[str] = ()
    acts: Sequence[str] = ()
    recording: str = ""
    steps: Sequence[str] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        """Return what there is to tell; what is empty is left out."""
        names = ("identity", "identified_by", "told", "done", "promised", "open", "refused", "acts", "recording")
        return {
            name: value if isinstance(value, str) else list(value) for name in names if (value := getattr(self, name))
        }

    def as_text(self) -> str:
        """Return the sheet for a language model."""
        lines = [f"The caller is {self.identity}{f' (by {self.identified_by})' if self.identified_by else ''}."]
        if self.identity == IdentityLevel.RECOGNISED.name.lower():
            lines.append("Their number is a customer's; tools may still need the account identified.")
        for title, sentences in (
            ("Looked up", self.told),
            ("Already done, as the caller agreed", self.done),
            ("Taken down for a colleague", self.promised),
            ("Offered, and not agreed to so far", self.open),
            ("Could not be done", self.refused),
            ("The caller has", [_ACTS[act] for act in self.acts if act in _ACTS]),
        ):
            lines += [f"{title}: {sentence}{self._details(sentence)}" for sentence in sentences]
        return "\n".join(lines)

    def _details(self, sentence: str) -> str:
        facts = self.details.get(sentence)
        return f" (Known of it: {json.dumps(facts, ensure_ascii=False, default=str)})" if facts else ""

    def as_header(self) -> str:
        """Return the sheet as one header value: ASCII, short, without any of the caller's data."""
        parts = [f"identity={self.identity}"]
        parts += [f"steps={','.join(self.steps)}"] if self.steps else []
        parts += [f"acts={','.join(self.acts)}"] if self.acts else []
        text = ";".join(parts).encode("ascii", errors="ignore").decode()
        return "".join(letter for letter in text if letter.isprintable())[:_HEADER_LENGTH]


def fact_sheet(facts: Sequence[Fact], identity: IdentityLevel) -> FactSheet:
    """Return the sheet of a call with these facts so far."""
    told: dict[str, None] = {}
    details: dict[str, Mapping[str, Any]] = {}
    done: dict[str, None] = {}
    promised: dict[str, None] = {}
    refused: dict[str, None] = {}
    steps: dict[str, None] = {}
    proposed: dict[str, str] = {}
    for fact in facts:
        if not isinstance(fact, ToolCalled):
            continue
        answer = read_answer(fact.result) if isinstance(fact.result, dict) else read_answer({"ok": fact.ok})
        sentence = answer.say or fact.tool.replace("_", " ")
        if not fact.ok:
            if answer.code == DECLINED:
                proposed.pop(fact.tool, None)
            if answer.cannot:
                refused[f"{fact.tool.replace('_', ' ')} ({answer.code})"] = None
            continue
        outcome = fact.outcome or answer.outcome
        if outcome is Outcome.PROPOSAL:
            # The last proposal is the one that stands.
            proposed = {fact.tool: sentence}
            continue
        if outcome in DEEDS:
            proposed.pop(fact.tool, None)
            refused = {one: None for one in refused if not one.startswith(f"{fact.tool.replace('_', ' ')} (")}
        kept = {Outcome.LOOK_UP: told, Outcome.DONE: done, Outcome.TICKET: promised}.get(outcome)
        if kept is not None:
            kept[sentence] = None
            if kept is told:
                # An answer about the business is its sentence.
                details[sentence] = {name: value for name, value in answer.facts.items() if value != sentence}
            steps[f"{fact.tool}:{outcome.value}"] = None
    recording = next((fact.answer.value for fact in reversed(facts) if isinstance(fact, RecordingConsent)), "")
    return FactSheet(
        identity=identity.name.lower(),
        identified_by=next(
            (
                fact.tag.removeprefix(_IDENTIFIED_BY)
                for fact in reversed(facts)
                if isinstance(fact, Tagged) and fact.tag.startswith(_IDENTIFIED_BY)
            ),
            "",
        ),
        told=tuple(told),
        details=details,
        done=tuple(done),
        promised=tuple(promised),
        open=tuple(proposed.values()),
        refused=tuple(refused),
        acts=tuple(dict.fromkeys(fact.act.value for fact in facts if isinstance(fact, CallerActed))),
        recording=recording,
        steps=tuple(steps),
    )


def reason_for_person(facts: Sequence[Fact]) -> str:
    """Return why the caller goes to a person: they asked, or the code of the tool that couldn't."""
    for fact in reversed(facts):
        if isinstance(fact, CallerActed) and fact.act is Act.PERSON:
            return "caller-asked"
        if isinstance(fact, ToolCalled) and isinstance(fact.result, dict) and fact.result.get("person"):
            return str(fact.result.get("code") or "cannot")
        if isinstance(fact, PersonAsked):
            break
    return "agent-decided"
