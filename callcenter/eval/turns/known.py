"""What is known of the caller's sounds in a recording: the notes of the story that was played, or the call log."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from callcenter.bench.listening import Stretch
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.errors import EvalError
from callcenter.eval.turns.measure import measure
from callcenter.eval.turns.panel import Panel
from callcenter.eval.turns.sounds import Sound, SoundKind, label
from callcenter.eval.turns.speech_stretches import agent_speech, caller_speech, read_recording

#: Words that only show that somebody listens, if they are said while the agent speaks.
_LISTENING = re.compile(
    r"((m+|mm+-?\s?h+m+|mhm|hm+|uh-?\s?huh|ah|oh|yeah|yep|yes|ok|okay|right|sure|i see|got it|good|great|fine)"
    r"[\s.,!]*)+",
    re.IGNORECASE,
)


def panel_of_log(path: Path, turns: Sequence[Turn]) -> Panel:
    """Return the panel of a recording of the call log; its back-channels are told by the transcript.

    Coughs and speech to others aren't known there, so that `S_VT` and `S_ND` aren't given.

    Raises:
        EvalError: the recording can't be read.
    """
    recording = read_recording(path)
    agent = agent_speech(recording)
    known = [
        Sound(kind=SoundKind.BACK_CHANNEL, start_ms=turn.started_ms, end_ms=turn.ended_ms)
        for turn in turns
        if is_back_channel(turn, agent)
    ]
    return measure(label(caller_speech(recording), known), agent, duration_ms=recording.duration_ms)


def panel_of_file(path: Path) -> Panel:
    """Return the panel of a recording that phone mode has made, with the notes that lie beside it.

    Raises:
        EvalError: the recording or its notes can't be read.
    """
    recording = read_recording(path)
    known = read_notes(path.with_suffix(".json"))
    return measure(known, agent_speech(recording), duration_ms=recording.duration_ms)


def read_notes(path: Path) -> list[Sound]:
    """Read what `write_notes` wrote.

    Raises:
        EvalError: it isn't there, or something else.
    """
    try:
        return [
            Sound(**{**row, "kind": SoundKind(row["kind"])}) for row in json.loads(path.read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise EvalError(
            f"{path.name} doesn't say what the caller's sounds were ({type(error).__name__}).",
            remedy="Give a recording of `callcenter eval --mode phone`, with the .json beside it, or a call's id.",
        ) from error


def write_notes(path: Path, known: Sequence[Sound]) -> None:
    """Write what the caller's sounds were, for the owner only."""
    notes = [
        {"kind": one.kind, "start_ms": one.start_ms, "end_ms": one.end_ms, "was_taken": one.was_taken} for one in known
    ]
    path.touch(mode=0o600)
    path.write_text(json.dumps(notes, indent=1), encoding="utf-8")


def is_back_channel(turn: Turn, agent: Sequence[Stretch]) -> bool:
    """Whether a turn of the caller only showed that they listened: such words, begun while the agent spoke."""
    return (
        turn.speaker is Speaker.CALLER
        and _LISTENING.fullmatch(turn.text.strip()) is not None
        and any(one.start_ms < turn.started_ms < one.end_ms for one in agent)
    )
