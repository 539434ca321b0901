"""What the caller has heard of the agent's words: text and sound of an utterance side by side, cut where the sound was.

livekit-agents asks its audio output which words went out with the sound, and writes just those into the chat context if
a speech is interrupted. Here the words come with the sound (voices put their times on the frames) or, if a voice
gives none, are reckoned from how long the sound is.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable

from livekit import rtc
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT
from livekit.agents.utils import is_given
from livekit.agents.voice import io

#: Characters a second, until a whole utterance of this call has been heard. Measured on both kinds of voices: 13 to 17.
_RATE = 15.0
#: A word counts as heard when it lacks no more than this: the last consonant of it.
_SLACK_S = 0.04
_WORD = re.compile(r"\S+")


class HeardSpeech(io.AudioOutput):
    """An audio output before the leg's own. `text` takes the words as they are handed to the voice.

    `may_pause`, if it is set, is asked at each wish of the session to pause what the caller hears; at False the
    agent speaks on, and `fall_silent` may follow.
    """

    def __init__(self, leg: io.AudioOutput, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(
            label="heard",
            capabilities=io.AudioOutputCapabilities(pause=True),
            next_in_chain=leg,
            sample_rate=leg.sample_rate,
        )
        self.text: io.TextOutput = _SpokenText(self._say, self._said)
        self.may_pause: Callable[[], bool] | None = None
        #: Whether an utterance has begun to be heard and isn't over, paused or not.
        self.is_playing = False
        #: Whether the agent was made to fall silent in an utterance.
        self.is_paused = False
        #: Whether an utterance that nobody has heard of yet is kept back.
        self.is_withheld = False
        #: The words of the latest utterance that was heard to its end, and when that was (`time.time()`).
        self.last_words = ""
        self.silent_since_s = 0.0
        #: When the caller last ceased to hear the agent, at the end of an utterance or in it (`time.time()`).
        self.quiet_since_s = 0.0
        self._monotonic = monotonic
        self._rate = _RATE
        self._words = ""
        self._is_said = True
        self._ends_s: list[float] = []
        self._captured_s = 0.0
        self._is_captured = False
        self._heard_s = 0.0
        self._heard_since_s = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        """Hand a frame on, and keep when its words end."""
        assert self.next_in_chain is not None  # noqa: S101 - given at the start
        await self.next_in_chain.capture_frame(frame)
        # After the leg, which waits for the utterance before to end.
        await super().capture_frame(frame)
        self._is_captured = False
        self._captured_s += frame.duration
        for word in frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, ()):
            if isinstance(word, io.TimedString) and is_given(word.end_time) and word.strip():
                self._ends_s.append(float(word.end_time))

    def flush(self) -> None:
        """Mark the utterance's end."""
        assert self.next_in_chain is not None  # noqa: S101 - given at the start
        super().flush()
        self._is_captured = True
        self.next_in_chain.flush()

    def clear_buffer(self) -> None:
        """Stop at once."""
        assert self.next_in_chain is not None  # noqa: S101 - given at the start
        self.next_in_chain.clear_buffer()

    def pause(self) -> None:
        """Fall silent when the session wishes it, unless it is found too early for that."""
        if self.is_playing and self.may_pause is not None and not self.may_pause():
            return
        self.fall_silent()

    def resume(self) -> None:
        """Go on where the agent fell silent."""
        if self.is_paused:
            self._heard_since_s = self._monotonic()
        self.is_paused = self.is_withheld = False
        super().resume()

    def fall_silent(self) -> None:
        """Keep what wasn't heard, and say nothing."""
        if self.is_playing and not self.is_paused:
            self._heard_s += self._monotonic() - self._heard_since_s
            self.is_paused = True
            self.quiet_since_s = time.time()
        self.is_withheld = not self.is_playing
        super().pause()

    @property
    def playing_s(self) -> float:
        """Seconds that the utterance under way has been heard for, its pauses left out; 0 between utterances."""
        if not self.is_playing:
            return 0.0
        return self._heard_s + (0.0 if self.is_paused else self._monotonic() - self._heard_since_s)

    def heard_so_far(self) -> str:
        """Return the words of the utterance under way that the caller has heard by now; '' between utterances."""
        return self._heard_by(self.playing_s) if self.is_playing else ""

    def on_playback_started(self, *, created_at: float) -> None:
        """Note that an utterance begins to be heard."""
        self.is_playing = True
        self._heard_s, self._heard_since_s = 0.0, self._monotonic()
        super().on_playback_started(created_at=created_at)

    def on_playback_finished(
        self, *, playback_position: float, interrupted: bool, synchronized_transcript: str | None = None
    ) -> None:
        """Pass on an utterance's end, with the words that were heard if it was cut."""
        if interrupted:
            synchronized_transcript = self._heard_by(playback_position)
        elif self._words and playback_position > 1.0:
            self._rate = len(self._words) / playback_position
        self.last_words, self.silent_since_s = "" if interrupted else self._words, time.time()
        if not self.is_paused:
            self.quiet_since_s = self.silent_since_s
        self.is_playing = self.is_paused = False
        self._ends_s, self._captured_s, self._is_captured = [], 0.0, False
        super().on_playback_finished(
            playback_position=playback_position,
            interrupted=interrupted,
            synchronized_transcript=synchronized_transcript,
        )

    def _say(self, text: str) -> None:
        if self._is_said:
            self._words, self._is_said = "", False
        self._words += text

    def _said(self) -> None:
        self._is_said = True

    def _heard_by(self, position_s: float) -> str:
        """Return the words that end by a position in the utterance's sound."""
        words = list(_WORD.finditer(self._words))
        if self._ends_s:
            count = bisect_right(self._ends_s, position_s + _SLACK_S)
        else:
            is_whole = self._is_captured and self._is_said and self._captured_s > 0
            rate = len(self._words) / self._captured_s if is_whole else self._rate
            count = sum(word.end() <= (position_s + _SLACK_S) * rate for word in words)
        return self._words[: words[min(count, len(words)) - 1].end()].strip() if count and words else ""


class _SpokenText(io.TextOutput):
    """The words of each utterance as they are handed to the voice."""

    def __init__(self, say: Callable[[str], None], said: Callable[[], None]) -> None:
        super().__init__(label="heard", next_in_chain=None)
        self._say = say
        self._said = said

    async def capture_text(self, text: str) -> None:
        """Take words."""
        self._say(text)

    def flush(self) -> None:
        """Note that the utterance has no more words."""
        self._said()
