"""What a caller does next in a call, whoever decides it, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: What `during` calls the agent's first words, the answer to the caller's first ones, and to what they cut in with.
GREETING, OPENING, EVENT = "greeting", "opening", "event"


class MoveKind(StrEnum):
    """What a caller can do with a telephone."""

    SAY = "say"
    KEYS = "keys"
    SILENCE = "silence"
    HANG_UP = "hang-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerMove:
    """What the caller does next. `to` is what it answers: an `AskedFor`, 'opening', 'event' or 'unforeseen'.

    With `hang_up`, or of the kind HANG_UP, the caller is gone afterwards; `why` says so in words.
    """

    kind: MoveKind
    to: str = ""
    words: str = ""
    keys: str = ""
    silence_s: float = 0.0
    hang_up: bool = False
    why: str = ""
