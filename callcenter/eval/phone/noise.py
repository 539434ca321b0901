"""What is around a caller: the street or a full room, at a level below their voice, and packets lost on the way.

The sounds are livekit-agents' own background recordings, real ones, made as loud as asked for within the telephone's
band.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from livekit import agents
from livekit.agents.utils.audio import audio_frames_from_file

from callcenter.demo.phone.simulated_caller import SAY_HZ
from callcenter.errors import EvalError
from callcenter.models.phone_tuning import PHONE

#: The telephone's band in Hz (ITU-T G.712): noise outside it doesn't count, as nobody hears it.
_BAND_HZ = (300.0, 3400.0)


class Around(StrEnum):
    """What may be around a caller."""

    STREET = "street"
    BABBLE = "babble"


_FILES = {Around.STREET: "city-ambience.ogg", Around.BABBLE: "crowded-room.ogg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """A sound around the caller, so many dB below their voice."""

    around: Around
    snr_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLine:
    """A caller's line: noise and lost packets in per cent."""

    noise: Noise | None = None
    loss_pct: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing but the caller."""
        return self.noise is None and not self.loss_pct


def read_noise(text: str) -> Noise | None:
    """Read `street:10` (10 dB below the voice) or `babble:15`; '' or `off` is none.

    Raises:
        EvalError: neither.
    """
    if text in ("", "off"):
        return None
    name, _, level = text.partition(":")
    try:
        return Noise(around=Around(name), snr_db=float(level))
    except ValueError as error:
        raise EvalError(
            f"{text!r} is no noise.", remedy=f"Write one of {', '.join(Around)} and dB below the voice: street:10."
        ) from error


async def background(noise: Noise | None) -> bytes:
    """Return the sound to be played over and over: mono int16 at 16 kHz; empty for none.

    Raises:
        EvalError: the recordings aren't where livekit-agents keeps them.
    """
    if noise is None:
        return b""
    path = Path(agents.__file__).parent / "resources" / _FILES[noise.around]
    if not path.is_file():
        raise EvalError(f"{path.name} isn't among livekit-agents' resources.", remedy="Run `uv sync`.")
    frames = [frame async for frame in audio_frames_from_file(str(path), sample_rate=SAY_HZ, num_channels=1)]
    sound = np.concatenate([np.frombuffer(frame.data, dtype=np.int16) for frame in frames]).astype(np.float64)
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SAY_HZ)
    spectrum[(hertz < _BAND_HZ[0]) | (hertz > _BAND_HZ[1])] = 0
    sound = np.fft.irfft(spectrum, n=len(sound))
    wanted = 32768 * 10 ** ((PHONE.voice.level_dbfs - noise.snr_db) / 20)
    sound *= wanted / np.sqrt(np.mean(np.square(sound)))
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16).tobytes()
