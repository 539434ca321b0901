"""A turn: what one party said, when, and what it cost in time to answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """Who said it."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLatency:
    """Where the time went between the caller's last word and the agent's first, in milliseconds.

    All counted from the end of the caller's speech as the VAD heard it; None if a part wasn't measured
    (a typed turn has no transcript delay). `response_ms` is to the first audio (first text when typed).
    """

    transcript_ms: int | None = None
    end_of_turn_ms: int | None = None
    first_token_ms: int | None = None
    first_audio_ms: int | None = None
    response_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One party's uninterrupted stretch of talk. Times are milliseconds since the call began."""

    speaker: Speaker
    text: str
    started_ms: int
    ended_ms: int
    is_interrupted: bool = False
    agent: str = ""
    latency: TurnLatency | None = None
