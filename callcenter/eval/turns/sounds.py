"""What the caller's side of a recording holds, and what each sound of it was meant to be.

A recording alone tells when somebody made a sound; what kind it was comes from the story that was played, or from the
transcript of the call log. Times are milliseconds from the recording's first sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from callcenter.bench.listening import Stretch


class SoundKind(StrEnum):
    """What a sound of the caller is to the agent. All but `TURN` are to be ignored."""

    #: Meant for the agent: wants an answer, and the word if the agent has it.
    TURN = "turn"
    #: Shows that they listen: "mm hmm".
    BACK_CHANNEL = "back-channel"
    #: Not speech: a cough, "um", a slamming door.
    VOCAL_TIC = "vocal-tic"
    #: Said to somebody else in the room.
    NON_DIRECTED = "non-directed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One sound of the caller, from its first audible sample to its last.

    `was_taken` tells whether the agent let it count, by the call log: it has its words for a turn, or the agent's own
    sentence cut short there; None if nobody knows.
    """

    kind: SoundKind
    start_ms: int
    end_ms: int
    was_taken: bool | None = None

    def overlaps(self, start_ms: int, end_ms: int) -> bool:
        """Whether this sound and the span share any time."""
        return self.start_ms < end_ms and start_ms < self.end_ms


def label(heard: Sequence[Stretch], known: Sequence[Sound]) -> list[Sound]:
    """Return the caller's sounds in order: those known from the story or the log, and what else was heard, as turns.

    What overlaps something known is that; a known sound that wasn't heard (a short cough) is kept all the same.
    """
    others = [
        Sound(kind=SoundKind.TURN, start_ms=stretch.start_ms, end_ms=stretch.end_ms)
        for stretch in heard
        if not any(sound.overlaps(stretch.start_ms, stretch.end_ms) for sound in known)
    ]
    return sorted([*known, *others], key=lambda sound: sound.start_ms)
