"""Reads the panel's events off two rows of sound: who spoke when, and what the caller's sounds were.

Works on times alone, in milliseconds from the recording's first sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from callcenter.bench.listening import Stretch
from callcenter.eval.turns.panel import Ignored, Panel
from callcenter.eval.turns.sounds import Sound, SoundKind

#: The agent has so long to yield to a real interruption (τ-voice: no_yield_window_sec).
YIELD_MS = 2000
#: Falling silent within this after a sound that is to be ignored is a mistake (…_yield_window_sec).
IGNORE_MS = 1000
#: Speaking within this after a sound that is to be ignored, and that nobody was asked, is one (…_response_window_sec).
ANSWER_MS = 2000
#: An agent that pauses at a sound and takes up again within this after its end (or after having fallen silent, if that
#: was later) has gone on: a person would hesitate as long.
RESUME_MS = 1000
#: Overlap that is no interruption: the last breath of one and the first of the other.
OVERLAP_MS = 100
#: A turn that the call's end left so little time to answer isn't counted.
LEFT_MS = 5000


def measure(caller: Sequence[Sound], agent: Sequence[Stretch], *, duration_ms: int) -> Panel:
    """Return the panel of one call.

    Args:
        caller: The caller's sounds in order.
        agent: The agent's speech in order, silences within it joined.
        duration_ms: When the recording ends.
    """
    turns = [sound for sound in caller if sound.kind is SoundKind.TURN]
    answers = [
        _answer_ms(turn, following, agent, duration_ms)
        for turn, following in zip_longest(turns, turns[1:])
        if _is_owed(turn, following, agent, duration_ms)
    ]
    return Panel(
        answers_ms=answers,
        yields_ms=[_yield_ms(turn, speech) for turn in turns if (speech := _spoken_at(turn.start_ms, agent))],
        agent_interruptions=sum(_cuts_in(speech, turns) for speech in agent),
        ignored={
            kind: [
                event
                for sound in caller
                if sound.kind is kind and (event := _ignored(sound, turns, agent, duration_ms)) is not None
            ]
            for kind in SoundKind
            if kind is not SoundKind.TURN
        },
    )


def _is_owed(turn: Sound, following: Sound | None, agent: Sequence[Stretch], duration_ms: int) -> bool:
    """Whether the turn ended with the agent silent, and there was time to answer it."""
    if any(one.start_ms < turn.end_ms - OVERLAP_MS and turn.end_ms < one.end_ms for one in agent):
        return False
    has_time = following is not None or duration_ms - turn.end_ms >= LEFT_MS
    return has_time or _answer_ms(turn, following, agent, duration_ms) is not None


def _answer_ms(turn: Sound, following: Sound | None, agent: Sequence[Stretch], duration_ms: int) -> int | None:
    """Return the wait for the agent's answer, or None if the caller had to speak again before."""
    until_ms = following.start_ms if following is not None else duration_ms
    begun = next((one.start_ms for one in agent if turn.end_ms - OVERLAP_MS <= one.start_ms < until_ms), None)
    return None if begun is None else max(0, begun - turn.end_ms)


def _yield_ms(turn: Sound, speech: Stretch) -> int | None:
    """Return how long the agent spoke on after it was interrupted, or None if that was too long."""
    spoke_on_ms = speech.end_ms - turn.start_ms
    return spoke_on_ms if spoke_on_ms <= YIELD_MS else None


def _cuts_in(speech: Stretch, turns: Sequence[Sound]) -> bool:
    """Whether the agent began to speak in the middle of a turn of the caller."""
    return any(turn.start_ms < speech.start_ms < turn.end_ms - OVERLAP_MS for turn in turns)


def _ignored(sound: Sound, turns: Sequence[Sound], agent: Sequence[Stretch], duration_ms: int) -> Ignored | None:
    """Return what the agent did at a sound that is to be ignored; None if it can't be told."""
    speech = _spoken_at(sound.start_ms, agent)
    if speech is None and sound.kind is SoundKind.BACK_CHANNEL:
        return None  # nobody spoke to whom they could listen
    if speech is None:
        return _ignored_in_silence(sound, turns, agent)
    ends_ms = speech.end_ms
    was_unbroken = ends_ms - sound.start_ms > IGNORE_MS or ends_ms >= duration_ms
    following_ms = next((one.start_ms for one in agent if one.start_ms > ends_ms), None)
    has_resumed = following_ms is not None and following_ms - max(ends_ms, sound.end_ms) <= RESUME_MS
    # If the call log is known not to have taken it, a silence left to the caller is the end of what there was to say.
    has_finished = sound.was_taken is False and (
        following_ms is None or any(ends_ms <= turn.end_ms <= following_ms for turn in turns)
    )
    went_on = (was_unbroken or has_resumed or has_finished) and not sound.was_taken
    return Ignored(went_on=went_on, was_unbroken=was_unbroken)


def _ignored_in_silence(sound: Sound, turns: Sequence[Sound], agent: Sequence[Stretch]) -> Ignored | None:
    """Judge a sound in the agent's silence. What comes while a turn's answer is still due answers that turn."""
    before = [turn for turn in turns if turn.end_ms <= sound.start_ms]
    is_due = bool(before) and not any(before[-1].end_ms - OVERLAP_MS <= one.start_ms < sound.start_ms for one in agent)
    if is_due or any(turn.start_ms < sound.end_ms + ANSWER_MS and sound.start_ms < turn.end_ms for turn in turns):
        return None
    is_quiet = not any(sound.start_ms <= one.start_ms <= sound.end_ms + ANSWER_MS for one in agent)
    # What the agent says next was its own if the sound is known not to have counted: between "I'll pass you to my
    # colleague." and the colleague's first words, say.
    went_on = is_quiet if sound.was_taken is None else not sound.was_taken
    return Ignored(went_on=went_on, was_unbroken=is_quiet)


def _spoken_at(at_ms: int, agent: Sequence[Stretch]) -> Stretch | None:
    """Return what the agent was saying at a time, a breath at either end left out, or None."""
    return next((one for one in agent if one.start_ms < at_ms < one.end_ms - OVERLAP_MS), None)
