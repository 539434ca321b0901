"""Answers over a line that breaks, as a call's front end gets them: what is left of them, and what is known to be lost.

Of "please don't" there may be left "please", of "don't do that" "do that". Time is counted, not waited for.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum

import numpy as np
import soxr

from callcenter.bench.load.phone_line import LINE_HZ, mu_law_round_trip
from callcenter.models.audio.front_end import FrontEnd
from callcenter.models.audio.noise import open_suppressor, resolve_noise
from callcenter.models.audio.resampler import Samples
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.models.phone_tuning import MODEL_RATE_HZ, PHONE
from callcenter.settings import Settings

#: How often a leg looks at the line, in seconds, and silence before and after an answer.
_TICK_S, _BEFORE_S, _AFTER_S = 0.04, 0.6, 1.6
#: How long before the answer's end it stalls, how long for, and how much of it is lost.
_STALLS_AT_S, _STALLS_S, _LOST_S = 0.32, 0.8, 0.24


class Break(StrEnum):
    """What happens to an answer on its way."""

    #: Nothing.
    NONE = "none"
    #: Its last third of a second comes late.
    STALLED = "stalled"
    #: The machine that hears it does nothing for as long, and then listens before it looks at the line.
    BUSY = "busy"
    END_LOST = "end_lost"
    BEGINNING_LOST = "beginning_lost"


def over_broken_line(settings: Settings, speech: Samples, broken: Break) -> tuple[list[Samples], float]:
    """Return what a recogniser would be given of speech (16 kHz), and how many seconds are known to be lost of it."""
    silence = [np.zeros(round(seconds * MODEL_RATE_HZ), dtype=np.int16) for seconds in (_BEFORE_S, _AFTER_S)]
    whole = np.concatenate([silence[0], speech, silence[1]])
    line = mu_law_round_trip(soxr.resample(whole, MODEL_RATE_HZ, LINE_HZ))
    step = round(_TICK_S * LINE_HZ)
    pieces = [line[at : at + step].tobytes() for at in range(0, len(line) - step + 1, step)]
    first, last = _ticks(_BEFORE_S), _ticks(_BEFORE_S + len(speech) / MODEL_RATE_HZ)
    stall = range(last - _ticks(_STALLS_AT_S), last - _ticks(_STALLS_AT_S) + _ticks(_STALLS_S))
    comes = [_comes(broken, tick, range(first, last), stall) for tick in range(len(pieces))]
    now_s, found, lost_s = 0.0, list[Samples](), 0.0
    loop = asyncio.new_event_loop()
    loop.close()
    front_end = FrontEnd(
        LINE_HZ,
        open_speech_probability(settings.models.vad),
        open_suppressor(resolve_noise(settings)),
        PHONE.voice_activity,
        loop,
        monotonic=lambda: now_s,
    )
    front_end.push(b"")
    for tick in range(len(pieces)):
        now_s += _TICK_S
        if broken is Break.BUSY and tick in stall:
            continue
        heard = [front_end.process()] if broken is Break.BUSY and tick == stall.stop else []
        front_end.push(b"".join(piece for piece, at in zip(pieces, comes, strict=True) if at == tick))
        heard.append(front_end.process())
        for activity in (activity for one in heard if one is not None for activity in one.activities):
            if activity.segment is not None:
                found.append(activity.segment)
                lost_s += activity.lost_s
    front_end.close()
    return found, lost_s


def _ticks(seconds: float) -> int:
    return round(seconds / _TICK_S)


def _comes(broken: Break, tick: int, speech: range, stall: range) -> int | None:
    """Return when a piece of sound comes that was sent at a tick; None if it never does."""
    lost = _ticks(_LOST_S)
    if broken is Break.END_LOST and tick in speech[-lost:]:
        return None
    if broken is Break.BEGINNING_LOST and tick in speech[:lost]:
        return None
    return stall.stop if broken in (Break.STALLED, Break.BUSY) and tick in stall else tick
