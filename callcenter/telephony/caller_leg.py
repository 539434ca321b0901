"""The caller's leg: what both ways to carry a call have in common of the call flow's leg port."""

from __future__ import annotations

from collections.abc import Callable

from livekit.agents import vad
from livekit.agents.voice import io

from callcenter.calls.ports.leg import SoundListener
from callcenter.calls.ports.party import Party
from callcenter.calls.record.recording import Recording
from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.turn import Speaker
from callcenter.models.audio.audio_path import CallAudioPath
from callcenter.models.audio.segments import SegmentFeed
from callcenter.models.phone_tuning import AGENT_RATE_HZ
from callcenter.telephony.agent_voice import AgentVoice


class CallerLeg(Party):
    """One caller. `answer` opens the audio, so `audio_input`, `vad` and `segments` are None before it.

    Args:
        codec: The leg's codec, if it is known before the answer.
        open_audio: Opens the call's audio path at a rate in Hz.
        open_recording: Opens the file that keeps both sides, at a rate in Hz; None keeps nothing. The leg feeds
            `recording`; `run_call` closes it.
    """

    def __init__(
        self,
        *,
        codec: str,
        open_audio: Callable[[int], CallAudioPath],
        open_recording: Callable[[int], Recording] | None,
    ) -> None:
        super().__init__()
        self.codec = codec
        self.audio_input: io.AudioInput | None = None
        self.audio_output: io.AudioOutput | None = None
        self.vad: vad.VAD | None = None
        self.segments: SegmentFeed | None = None
        self.recording: Recording | None = None
        self._open_audio_path = open_audio
        self._open_recording = open_recording
        self._tap = self._keep_agent
        self._sound_listeners: list[SoundListener] = []
        self._audio: CallAudioPath | None = None
        self._voice: AgentVoice | None = None

    def interject(self, pcm: bytes) -> float:
        """Play sound now, while the agent is silent; return the seconds it lasts, else 0."""
        return self._voice.interject(pcm) if self._voice is not None else 0.0

    def relay(self, pcm: bytes) -> None:
        """Play what a person says live, while the session says nothing."""
        if self._voice is not None:
            self._voice.relay(pcm)

    def listen(self, listener: SoundListener) -> Callable[[], None]:
        """Call the listener with what each party says, as it goes over the line; return what ends it."""
        self._sound_listeners.append(listener)
        return lambda: self._sound_listeners.remove(listener)

    # -- for the carriers -----------------------------------------------------

    def _open_audio(self, rate_hz: int, *, recording_hz: int) -> None:
        """Open the call's audio path at the leg's rate, and the recording if there is one."""
        self._audio = self._open_audio_path(rate_hz)
        self.audio_input, self.vad, self.segments = self._audio.input, self._audio.vad, self._audio.segments
        if self._open_recording is not None:
            self.recording = self._open_recording(recording_hz)

    def _keep_caller(self, pcm: bytes, *, rate_hz: int) -> None:
        for listener in self._sound_listeners:
            listener(Speaker.CALLER, pcm, rate_hz)
        if self.recording is not None:
            self.recording.caller(pcm, rate_hz=rate_hz)

    def _keep_agent(self, pcm: bytes) -> None:
        for listener in self._sound_listeners:
            listener(Speaker.AGENT, pcm, AGENT_RATE_HZ)
        if self.recording is not None:
            self.recording.agent(pcm, rate_hz=AGENT_RATE_HZ)

    def _end(self, end: LegEnd) -> None:
        is_first = not self.ended.done()
        super()._end(end)
        if is_first:
            self._close_audio()

    def _close_audio(self) -> None:
        if self._voice is not None:
            self._voice.close()
        if self._audio is not None:
            self._audio.close()
