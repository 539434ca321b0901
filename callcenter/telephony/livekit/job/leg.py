"""A room's SIP participant, as the call flow's leg."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from livekit import rtc

from callcenter.calls.record.recording import Recording
from callcenter.domain.calls.leg import LegEnd, LegKind, LegQuality
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import LegGone, TelephonyError, TransferFailed
from callcenter.log import logger
from callcenter.models.audio.audio_path import CallAudioPath
from callcenter.models.phone_tuning import AGENT_RATE_HZ
from callcenter.tasks import cancel
from callcenter.telephony.caller_leg import CallerLeg
from callcenter.telephony.livekit.job.bridge import Bridge, RoomCalls, number_of
from callcenter.telephony.livekit.job.participant import CallerWatch
from callcenter.telephony.livekit.job.room_line import follow_line
from callcenter.telephony.livekit.job.room_voice import LEAD_MS, RoomVoice

log = logger(__name__)

#: The audio path's rate; LiveKit resamples Opus to it.
RECEIVE_HZ = 16_000
#: Each frame is a trip through LiveKit's SDK, to every call of the process: half as many as of 20 ms.
RECEIVE_FRAME_MS = 40
TRACK_NAME = "agent"
#: Longest wait for LiveKit SIP to say that the phone call is active; a server that doesn't say it loses no call.
_ACTIVE_TIMEOUT_S = 2.0
#: Longest wait for the request that ends the caller's phone call.
_CLOSE_TIMEOUT_S = 5.0


class RoomLeg(CallerLeg):
    """The caller of one room. Held means that the caller's track is muted: web callers do, LiveKit SIP never.

    A phone on hold sends music, or nothing; a re-INVITE is accepted and nobody told (livekit-sip a7d527a, 1.11.0).

    Args:
        room: The room, connected, with automatic subscription off.
        identity: The SIP participant's.
        line: LiveKit's API for this room.
        open_audio: Opens the call's audio path at a rate in Hz.
        noise_cancellation: Krisp's options on LiveKit Cloud (`models.audio.noise.room_noise_cancellation`), else None.
        audio_timeout_s: Seconds the caller's audio may take to arrive.
        open_recording: Opens the file that keeps both sides, at a rate in Hz; None keeps nothing.
    """

    kind = LegKind.LIVEKIT

    def __init__(
        self,
        room: rtc.Room,
        identity: str,
        *,
        line: RoomCalls,
        open_audio: Callable[[int], CallAudioPath],
        audio_timeout_s: float,
        noise_cancellation: Any = None,
        open_recording: Callable[[int], Recording] | None = None,
    ) -> None:
        super().__init__(codec="opus", open_audio=open_audio, open_recording=open_recording)
        self._room, self._identity, self._line = room, identity, line
        self._audio_timeout_s = audio_timeout_s
        self._noise_cancellation = noise_cancellation
        #: What plays into the room, once answered.
        self.source: rtc.AudioSource | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = asyncio.Event()
        self._is_transferring = False
        self._left: LegEnd | None = None
        self._is_transferred = False
        self._bridge: Bridge | None = None
        self._putting_down: asyncio.Task[None] | None = None
        self._watch = CallerWatch(
            room,
            identity,
            on_audio=self._on_audio,
            on_digit=self.on_digit_pressed,
            on_mute=self.on_held,
            on_left=self._on_left,
        )

    # -- the leg port ---------------------------------------------------------

    async def answer(self) -> None:
        """Hear the caller and publish the agent's voice. LiveKit SIP sends 200 OK once it hears our track.

        The caller's own track is there before that: what is said until the call is active, nobody hears.

        Raises:
            LegGone: the caller has left.
            TelephonyError: the caller's audio didn't arrive in time, or our track couldn't be published.
        """
        self._open_audio(RECEIVE_HZ, recording_hz=RECEIVE_HZ)
        self._watch.start()
        await self._publish()
        await self._wait_for(self._heard, self._audio_timeout_s)
        if self._heard.is_set():
            await self._wait_for(self._watch.answered, _ACTIVE_TIMEOUT_S)
        if self.ended.done():
            raise LegGone("The caller left before the call was answered.")
        if not self._heard.is_set():
            raise TelephonyError(
                "The caller's audio didn't arrive in the room.",
                remedy="See infra/runbooks/one-way-audio.md: LiveKit SIP's RTP ports and its address.",
            )

    async def transfer(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        """Send the caller elsewhere by REFER, and wait for the outcome.

        If the caller's trunk allows none, a number is rung into the room by the outbound trunk, if there is one:
        `until_parted` then waits for the end of their conversation.

        Raises:
            TransferFailed: refused, busy, unanswered, unsupported or error; the caller is still with us.
            LegGone: the caller left meanwhile.
        """
        if self.ended.done():
            raise LegGone("The caller has left.")
        self._is_transferring = True
        try:
            await self._send_on(destination, timeout_s=timeout_s, headers=headers)
        except BaseException as error:
            self._is_transferring = False
            if self._left is None:
                raise
            self._end(self._left)
            if not isinstance(error, Exception):
                # Whoever cancels us must see that it was heard, also if the caller has left.
                raise
            raise LegGone("The caller left during the transfer.") from error
        self._is_transferring = False
        self._is_transferred = True
        self._end(LegEnd(reason=EndReason.TRANSFERRED))

    async def _send_on(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None) -> None:
        try:
            await self._line.transfer(self._identity, destination, ring_s=timeout_s, headers=headers)
        except TransferFailed as refused:
            number = number_of(destination)
            if refused.reason is not TransferOutcome.UNSUPPORTED or not (number and self._line.can_dial):
                raise
            bridge = Bridge(self._room, self._line, self._identity)
            await bridge.ring(number, ring_s=timeout_s)
            self._bridge = bridge

    async def until_parted(self) -> None:
        """Wait until the caller and the person they were given to have parted; nothing if it wasn't that way."""
        if self._bridge is not None:
            await self._bridge.until_parted()

    async def hang_up(self, reason: EndReason) -> None:
        """End the caller's phone call with a reason and close the leg's audio.

        Whoever hangs up first is often cancelled for it: the end of the leg ends the session, and with it the task that
        asked. The request to LiveKit goes on all the same, and every later call waits for it.
        """
        if self._left is None and not self._is_transferred and self._putting_down is None:
            self._putting_down = asyncio.create_task(self._put_down(), name="put-down")
        self._end(LegEnd(reason=reason))
        if self._putting_down is not None:
            await asyncio.shield(self._putting_down)
        await self._close()

    async def _put_down(self) -> None:
        try:
            await asyncio.wait_for(self._line.put_down(self._identity), _CLOSE_TIMEOUT_S)
        except TimeoutError:
            log.warning("hang_up_timed_out")

    def quality(self) -> LegQuality | None:
        """Return None: the phone's packets end at LiveKit SIP, which measures them (docs/metrics.md)."""
        return None

    # -- what the room says ---------------------------------------------------

    def _on_audio(self, track: rtc.Track) -> None:
        if self.ended.done():
            return
        if self._hearing is not None:
            self._hearing.cancel()
        self._hearing = self._own(self._hear(track))
        self._heard.set()

    def _on_left(self, end: LegEnd) -> None:
        """The caller is gone: the call ends, whoever else is still in the room."""
        self._left = end
        if not self._is_transferring:
            self._end(end)

    # -- inside ---------------------------------------------------------------

    async def _wait_for(self, event: asyncio.Event, timeout_s: float) -> None:
        """Wait for an event, the end of the call or the time, whichever is first."""
        waiting: asyncio.Future[Any] = asyncio.ensure_future(event.wait())
        try:
            first: set[asyncio.Future[Any]] = {waiting, self.ended}
            await asyncio.wait(first, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()

    async def _publish(self) -> None:
        self.source = rtc.AudioSource(AGENT_RATE_HZ, 1, queue_size_ms=LEAD_MS)
        voice = RoomVoice(self.source, tap=self._tap)
        self.audio_output = self._voice = voice
        self._own(voice.run())
        track = rtc.LocalAudioTrack.create_audio_track(TRACK_NAME, self.source)
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
        measuring = self._own(follow_line(track, self.on_line_measured))
        try:
            async for event in stream:
                pcm = bytes(event.frame.data.cast("B"))
                if self._audio is not None:
                    self._audio.push(pcm)
                self._keep_caller(pcm, rate_hz=RECEIVE_HZ)
        finally:
            measuring.cancel()
            await stream.aclose()

    def _own(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("room_audio_failed", error=type(error).__name__)
            self._end(LegEnd(reason=EndReason.INTERNAL_ERROR, detail=type(error).__name__))

    async def _close(self) -> None:
        self._watch.close()
        await cancel(*self._tasks)
        if self.source is not None:
            source, self.source = self.source, None
            await source.aclose()
