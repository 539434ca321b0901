"""What comes out of one caller's telephone: words in their voice, coughs, and words to somebody else in the room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from callcenter.demo.phone.simulated_caller import SAY_HZ
from callcenter.eval.phone.voices import CallerVoice, Voices
from callcenter.eval.story.story import Event, Story, StorySound
from callcenter.eval.turns.sounds import SoundKind
from callcenter.models.audio.resampler import Samples

#: Turned away from the telephone, a voice is so many dB quieter in it.
ASIDE_DB = -9.0
#: Loudness of a cough and of a slammed door, as the root mean square of their loudest part.
_COUGH_RMS, _DOOR_RMS = 3000.0, 6000.0
#: What people say to show that they listen; the first is "mm hmm" in Piper's phonemes, which spells it out otherwise.
_LISTENING = ("[[m̩hˈm̩]].", "Uh-huh.", "Yeah.", "Okay.", "Right.", "I see.")


class CallerSounds:
    """One caller's. All PCM is mono int16 at 16 kHz; `seed` varies what has no words."""

    def __init__(self, voices: Voices, voice: CallerVoice, *, seed: int) -> None:
        self.voice = voice
        self._voices = voices
        self._seed = seed

    async def warm_up(self, story: Story) -> None:
        """Speak all that the story may say before the call begins, so that nobody waits for it."""
        lines = [*story.opening, *story.unforeseen]
        lines += [line for answers in story.says.values() for answer in answers for line in answer.say]
        lines += [line for event in story.events for line in event.say]
        for line in lines:
            await self.words(line)
        for event in story.events:
            if not event.is_for_agent:
                await self.sound(event)

    async def words(self, words: str) -> bytes:
        """Return words to the agent."""
        return await self._voices.speak(words, self.voice)

    async def sound(self, event: Event) -> tuple[SoundKind, str, bytes]:
        """Return what an event that isn't for the agent sounds like: its kind, its words and its PCM."""
        if event.aside:
            pcm = np.frombuffer(await self.words(event.aside), dtype=np.int16) * 10 ** (ASIDE_DB / 20)
            return SoundKind.NON_DIRECTED, event.aside, pcm.astype(np.int16).tobytes()
        if event.sound is StorySound.MM_HMM:
            words = _LISTENING[(self._seed + event.after_words) % len(_LISTENING)]
            return SoundKind.BACK_CHANNEL, words, await self.words(words)
        return SoundKind.VOCAL_TIC, "", (cough if event.sound is StorySound.COUGH else door)(self._seed)


def cough(seed: int) -> bytes:
    """Return a cough: two bursts of throat noise, each loud at once and gone in a fifth of a second."""
    burst = np.concatenate([_burst(0.16, 40, seed), np.zeros(SAY_HZ // 20), 0.7 * _burst(0.22, 25, seed + 1)])
    return _pcm(burst, _COUGH_RMS)


def door(seed: int) -> bytes:
    """Return a door that slams: one dull blow."""
    blow = _burst(0.3, 18, seed)
    return _pcm(np.convolve(blow, np.ones(12) / 12, mode="same"), _DOOR_RMS)


def _burst(seconds: float, decay: float, seed: int) -> NDArray[np.float64]:
    time_s = np.arange(round(seconds * SAY_HZ)) / SAY_HZ
    noise = np.random.default_rng(seed).normal(size=len(time_s))
    # What a throat lets through: neither the rumble nor the hiss.
    shaped = np.convolve(noise, [0.25, 0.5, 0.25], mode="same") - np.convolve(noise, np.ones(40) / 40, mode="same")
    return shaped * np.minimum(time_s / 0.005, 1) * np.exp(-decay * time_s)


def _pcm(sound: NDArray[np.float64], rms: float) -> bytes:
    loud = sound[: SAY_HZ // 10]
    scaled = sound * (rms / np.sqrt(np.mean(np.square(loud))))
    samples: Samples = np.clip(np.rint(scaled), -32768, 32767).astype(np.int16)
    return samples.tobytes()
