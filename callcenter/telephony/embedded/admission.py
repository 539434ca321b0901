"""Which calls come in: the trunks and dispatch rules in force, judged by the functions `explain` uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from callcenter.domain.call import Call
from callcenter.telephony.embedded.invitation import Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a call isn't taken: a kebab-case word, the trunk it came by (if any), and what `explain` would print."""

    reason: str
    trunk: str = ""
    explanation: Mapping[str, Any] = field(default_factory=dict)


class Admission(Protocol):
    """Judges calls."""

    #: The numbers with a trunk; None where a trunk takes any number.
    numbers: frozenset[str] | None

    def judge(self, invitation: Invitation, *, at: datetime) -> Call | Refusal:
        """Return the call as let in, or why it isn't."""
