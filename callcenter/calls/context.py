"""What a call's agents and tools share: the AgentSession's userdata."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import asyncpg

from callcenter.calls.leg import Leg
from callcenter.domain.call import Call
from callcenter.domain.call_event import Fact, Tagged
from callcenter.settings import Settings


@dataclass(slots=True, kw_only=True)
class CallContext:
    """One call's shared state. Tools reach it as `context.userdata`.

    `record` journals a fact and never waits. `customer_id` is set once the caller is identified;
    `notes` is free space for agents (keys are tool or agent names).
    """

    call: Call
    leg: Leg
    pool: asyncpg.Pool
    settings: Settings
    record: Callable[[Fact], None]
    monotonic: Callable[[], float] = time.monotonic
    customer_id: int | None = None
    failed_identifications: int = 0
    agent: str = ""
    tags: list[str] = field(default_factory=list)
    notes: dict[str, object] = field(default_factory=dict)
    began_s: float = 0.0
    #: Whether the caller holds us: nobody is listening, and silence means nothing.
    is_held: bool = False
    #: Set by an agent that has said goodbye: the leg is hung up when the speech has played out.
    wants_hang_up: bool = False

    def __post_init__(self) -> None:
        self.began_s = self.monotonic()

    def elapsed_ms(self) -> int:
        """Return milliseconds since the call began."""
        return round((self.monotonic() - self.began_s) * 1000)

    def tag(self, tag: str) -> None:
        """Put a tag on the call, once."""
        if tag not in self.tags:
            self.tags.append(tag)
            self.record(Tagged(tag=tag))
