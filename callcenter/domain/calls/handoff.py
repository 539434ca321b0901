"""A handoff: one agent passes the caller to another agent. Passing them to a person is a transfer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One agent handed the caller to another, `at_ms` after the call began."""

    from_agent: str
    to_agent: str
    at_ms: int
