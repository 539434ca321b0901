"""What was proposed in a call, and what came of it: whoever talks with the caller may tell it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callcenter.domain.tool_answer import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a tool has proposed.

    `asked` is the sentence that asked the caller for it, `told` what they were told when it was done, '' if it wasn't.
    `facts` are those of the proposal, and of what was done. `is_refused` if the caller answered it with a no.
    """

    tool: str
    proposal: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""
    told: str = ""
    is_refused: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return self.told != ""

    @property
    def text(self) -> str:
        """What was to be written down in the caller's words, '' if nothing was."""
        return str(self.facts.get("summary") or "").strip(" .")

    def to_dict(self) -> dict[str, Any]:
        """Return the deed as JSON has it."""
        return {
            "tool": self.tool,
            "proposal": self.proposal,
            "arguments": plain(self.arguments),
            "facts": plain(self.facts),
            "asked": self.asked,
            "told": self.told,
            "is_refused": self.is_refused,
        }


def read_deed(found: Mapping[str, Any]) -> Deed:
    """Return the deed that a JSON object holds."""
    return Deed(
        tool=str(found.get("tool", "")),
        proposal=str(found.get("proposal", "")),
        arguments=dict(found.get("arguments") or {}),
        facts=dict(found.get("facts") or {}),
        asked=str(found.get("asked", "")),
        told=str(found.get("told", "")),
        is_refused=bool(found.get("is_refused")),
    )
