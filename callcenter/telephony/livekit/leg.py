"""A room's SIP participant, as the call flow's leg."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from livekit import rtc
from livekit.agents import vad
from livekit.agents.voice import io

from callcenter.calls.recording import Recording
from callcenter.domain.leg import LegEnd, LegKind, LegQuality
from callcenter.errors import LegGone, TelephonyError
from callcenter.log import logger
from callcenter.models.segments import SegmentFeed
from callcenter.telephony.livekit.participant import CallerWatch
from callcenter.telephony.livekit.room_voice import SAMPLE_RATE_HZ, RoomVoice, Source

log = logger(__name__)

#: The audio path's rate; LiveKit resamples Opus to it.
RECEIVE_HZ = 16_000
RECEIVE_FRAME_MS = 20
TRACK_NAME = "agent"
#: Longest wait for the request that ends the caller's phone call.
_CLOSE_TIMEOUT_S = 5.0
#: RFC 4733 §3.2 event codes.
_DTMF_CODES = {**{str(digit): digit for digit in range(10)}, "*": 10, "#": 11, "A": 12, "B": 13, "C": 14, "D": 15}


class CallAudio(Protocol):
    """The call's side of the process's audio path (`models.audio_path.CallAudio`)."""

    @property
    def input(self) -> io.AudioInput:
        """What the session hears."""

    @property
    def vad(self) -> vad.VAD:
        """The call's one voice activity detector."""

    @property
    def segments(self) -> SegmentFeed:
        """The caller's finished stretches of speech."""

    def push(self, pcm: bytes) -> None:
        """Take what the caller said."""

    def close(self) -> None:
        """The call is over."""


class Line(Protocol):
    """What the leg asks LiveKit's API for (`dialer.Dialer`)."""

    async def transfer(self, identity: str, destination: str, *, ring_s: float) -> None:
        """Send the participant elsewhere."""

    async def put_down(self, identity: str) -> None:
        """End the participant's call."""


class RoomLeg:
    """The caller of one room. `answer` opens the audio, so `audio_input`, `vad` and `segments` are None before it.

    Args:
        room: The room, connected, with automatic subscription off.
        identity: The SIP participant's.
        line: LiveKit's API for this room.
        open_audio: Opens the call's audio path at a rate in Hz.
        noise_cancellation: Krisp's options on LiveKit Cloud (`models.noise.room_noise_cancellation`), else None.
        audio_timeout_s: Seconds the caller's audio may take to arrive.
        open_recording: Opens the file that keeps both sides, at a rate in Hz; None keeps nothing. The leg feeds
            `recording`; `run_call` closes it.
    """

    name = "caller"
    kind = LegKind.LIVEKIT

    def __init__(
        self,
        room: rtc.Room,
        identity: str,
        *,
        line: Line,
        open_audio: Callable[[int], CallAudio],
        audio_timeout_s: float,
        noise_cancellation: Any = None,
        open_recording: Callable[[int], Recording] | None = None,
    ) -> None:
        self.ended: asyncio.Future[LegEnd] = asyncio.get_running_loop().create_future()
        self.codec = "opus"
        self.audio_input: io.AudioInput | None = None
        self.audio_output: io.AudioOutput | None = None
        self.vad: vad.VAD | None = None
        self.segments: SegmentFeed | None = None
        self.recording: Recording | None = None
        self._open_recording = open_recording
        self._room, self._identity, self._line = room, identity, line
        self._open_audio = open_audio
        self._audio_timeout_s = audio_timeout_s
        self._noise_cancellation = noise_cancellation
        self._audio: CallAudio | None = None
        self._voice: RoomVoice | None = None
        self._source: rtc.AudioSource | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = asyncio.Event()
        self._is_transferring = False
        self._left: LegEnd | None = None
        self._is_put_down = False
        self._digit_listeners: list[Callable[[str], None]] = []
        self._early_digits: list[str] = []
        self._hold_listeners: list[Callable[[bool], None]] = []
        self._watch = CallerWatch(
            room,
            identity,
            on_audio=self._on_audio,
            on_digit=self._on_digit_pressed,
            on_mute=self._on_mute,
            on_left=self._on_left,
        )

    # -- the leg port ---------------------------------------------------------

    async def answer(self) -> None:
        """Hear the caller and publish the agent's voice. LiveKit SIP sends 200 OK once we have subscribed.

        Raises:
            LegGone: the caller has left.
            TelephonyError: the caller's audio didn't arrive in time, or our track couldn't be published.
        """
        self._audio = self._open_audio(RECEIVE_HZ)
        self.audio_input, self.vad, self.segments = self._audio.input, self._audio.vad, self._audio.segments
        if self._open_recording is not None:
            self.recording = self._open_recording(RECEIVE_HZ)
        self._watch.start()
        await self._publish()
        waiting: asyncio.Future[Any] = asyncio.ensure_future(self._heard.wait())
        try:
            first: set[asyncio.Future[Any]] = {waiting, self.ended}
            await asyncio.wait(first, timeout=self._audio_timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self.ended.done():
            raise LegGone("The caller left before the call was answered.")
        if not self._heard.is_set():
            raise TelephonyError(
                "The caller's audio didn't arrive in the room.",
                remedy="See infra/runbooks/one-way-audio.md: LiveKit SIP's RTP ports and its address.",
            )

    async def transfer(self, destination: str, *, timeout_s: float) -> None:
        """Send the caller elsewhere by REFER, and wait for the outcome.

        Raises:
            TransferFailed: refused, busy, unanswered, unsupported or error; the caller is still with us.
            LegGone: the caller left meanwhile.
        """
        if self.ended.done():
            raise LegGone("The caller has left.")
        self._is_transferring = True
        try:
            await self._line.transfer(self._identity, destination, ring_s=timeout_s)
        except BaseException:
            self._is_transferring = False
            if self._left is not None:
                self._end(self._left)
                raise LegGone("The caller left during the transfer.") from None
            raise
        self._is_transferring = False
        self._is_put_down = True
        self._end(LegEnd(reason="transferred"))

    async def send_digits(self, digits: str) -> None:
        """Send DTMF. Raises LegGone; ValueError for what is no key."""
        codes = [(_DTMF_CODES[digit], digit) for digit in digits.upper() if digit in _DTMF_CODES]
        if len(codes) != len(digits):
            raise ValueError("only 0-9, A-D, * and # can be sent")
        for code, digit in codes:
            if self.ended.done():
                raise LegGone("The caller has left.")
            await self._room.local_participant.publish_dtmf(code=code, digit=digit)

    async def hang_up(self, reason: str) -> None:
        """End the caller's phone call with a reason and close the leg's audio."""
        has_left = self._left is not None or self._is_put_down
        self._is_put_down = True
        self._end(LegEnd(reason=reason))
        if not has_left:
            try:
                await asyncio.wait_for(self._line.put_down(self._identity), _CLOSE_TIMEOUT_S)
            except TimeoutError:
                log.warning("hang_up_timed_out")
        await self._close()

    def quality(self) -> LegQuality | None:
        """Return None: the phone's packets end at LiveKit SIP, which measures them (docs/metrics.md)."""
        return None

    def on_digit(self, listener: Callable[[str], None]) -> None:
        """Call the listener with each key pressed, those pressed before it was there included."""
        self._digit_listeners.append(listener)
        early, self._early_digits = self._early_digits, []
        for digit in early:
            listener(digit)

    def on_hold(self, listener: Callable[[bool], None]) -> None:
        """Call the listener when the caller's track is muted (True) and back."""
        self._hold_listeners.append(listener)

    # -- what the room says ---------------------------------------------------

    def _on_audio(self, track: rtc.Track) -> None:
        if self.ended.done():
            return
        if self._hearing is not None:
            self._hearing.cancel()
        self._hearing = self._own(self._hear(track))
        self._heard.set()

    def _on_digit_pressed(self, digit: str) -> None:
        if not self._digit_listeners:
            self._early_digits.append(digit)
        for listener in self._digit_listeners:
            listener(digit)

    def _on_mute(self, is_muted: bool) -> None:
        for listener in self._hold_listeners:
            listener(is_muted)

    def _on_left(self, end: LegEnd) -> None:
        """The caller is gone: the call ends, whoever else is still in the room."""
        self._left = end
        if not self._is_transferring:
            self._end(end)

    # -- inside ---------------------------------------------------------------

    async def _publish(self) -> None:
        self._source = rtc.AudioSource(SAMPLE_RATE_HZ, 1, queue_size_ms=200)
        source: Source = self._source
        self._voice = RoomVoice(source, tap=self._keep_agent if self.recording is not None else None)
        self.audio_output = self._voice
        self._own(self._voice.run())
        track = rtc.LocalAudioTrack.create_audio_track(TRACK_NAME, self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        try:
            async with asyncio.timeout(self._audio_timeout_s):
                await self._room.local_participant.publish_track(track, options)
        except (TimeoutError, rtc.participant.PublishTrackError) as error:
            raise TelephonyError("The agent's track couldn't be published in the room.") from error

    async def _hear(self, track: rtc.Track) -> None:
        """Push the caller's audio into the audio path until the track ends."""
        stream = rtc.AudioStream.from_track(
            track=track,
            sample_rate=RECEIVE_HZ,
            num_channels=1,
            frame_size_ms=RECEIVE_FRAME_MS,
            noise_cancellation=self._noise_cancellation,
        )
        try:
            async for event in stream:
                pcm = bytes(event.frame.data.cast("B"))
                if self._audio is not None:
                    self._audio.push(pcm)
                if self.recording is not None:
                    self.recording.caller(pcm, rate_hz=RECEIVE_HZ)
        finally:
            await stream.aclose()

    def _keep_agent(self, pcm: bytes) -> None:
        if self.recording is not None:
            self.recording.agent(pcm, rate_hz=SAMPLE_RATE_HZ)

    def _own(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("room_audio_failed", error=type(error).__name__)
            self._end(LegEnd(reason="internal-error", detail=type(error).__name__))

    def _end(self, end: LegEnd) -> None:
        if self.ended.done():
            return
        self.ended.set_result(end)
        if self._voice is not None:
            self._voice.close()
        if self._audio is not None:
            self._audio.close()

    async def _close(self) -> None:
        self._watch.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._source is not None:
            source, self._source = self._source, None
            await source.aclose()
