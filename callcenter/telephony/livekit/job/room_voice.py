"""The agent's voice on its way into a room: an AudioOutput before a LiveKit audio source.

livekit-agents' own room output belongs to a session that joins the room itself; here the leg owns the room, as
the SIP leg owns its line, and the session only gets an output.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from livekit import rtc

from callcenter.models.phone_tuning import AGENT_RATE_HZ
from callcenter.telephony.agent_voice import BYTES_A_SECOND, PACKET_BYTES, AgentVoice

#: Audio the source may hold ahead: what a busy event loop may miss unheard, and what a barge-in takes back.
LEAD_MS = 200


#: Audio handed over at a time: each is a request to LiveKit's SDK and an answer from it.
_HAND_OVER_BYTES = 2 * PACKET_BYTES


class RoomVoice(AgentVoice):
    """Plays one segment of speech after the other. `run` moves the audio; the leg owns that task.

    `tap` gets the PCM as it goes to the source, up to `LEAD_MS` before it is heard.
    """

    def __init__(self, source: rtc.AudioSource, *, tap: Callable[[bytes], None] | None = None) -> None:
        super().__init__("room", tap=tap)
        self._source = source
        #: The last bytes handed to the source, to take back those it hasn't played.
        self._handed = bytearray()
        self._is_paused = False
        self._wake = asyncio.Event()

    def pause(self) -> None:
        """Fall silent at once, keeping what wasn't played for `resume`."""
        super().pause()
        self._is_paused = True
        self._take_back()

    def resume(self) -> None:
        """Go on where `pause` fell silent."""
        super().resume()
        self._is_paused = False
        self._wake.set()

    def close(self) -> None:
        """The leg is gone: what is left of the segment counts as interrupted, later audio as never heard."""
        super().close()
        self._wake.set()

    async def run(self) -> None:
        """Move audio into the source until the leg is gone."""
        while not self._is_closed:
            await self._wake.wait()
            self._wake.clear()
            while self._has_packet() and not self._is_paused and not self._is_closed:
                await self._hand_over()
            if self._is_flushed and not self._is_paused and not self._queue:
                await self._play_out()

    @property
    def _is_muted(self) -> bool:
        return self._is_paused

    def _go_on(self) -> None:
        self._wake.set()

    def _has_packet(self) -> bool:
        """The rest of a packet comes with the next frame; the segment's end goes as it is."""
        return len(self._queue) >= _HAND_OVER_BYTES or bool(self._queue and (self._is_flushed or self._interjected))

    async def _hand_over(self) -> None:
        packet = bytes(self._queue[: self._next_bytes(_HAND_OVER_BYTES)])
        self._begin()
        self._leave_queue(len(packet))
        self._handed += packet
        if self._tap is not None:
            self._tap(packet)
        del self._handed[: -LEAD_MS * BYTES_A_SECOND // 500]
        await self._source.capture_frame(
            rtc.AudioFrame(data=packet, sample_rate=AGENT_RATE_HZ, num_channels=1, samples_per_channel=len(packet) // 2)
        )

    async def _play_out(self) -> None:
        """Wait until the source has played all, or something changes."""
        while (left_s := self._source.queued_duration) > 0:
            try:
                async with asyncio.timeout(left_s):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.set()
            return
        if self._is_flushed and not self._queue:
            self._finish(is_interrupted=False)

    def _take_back(self) -> None:
        """Empty the source; what it hadn't played stands at the head of the queue again."""
        unplayed = min(len(self._handed), 2 * int(self._source.queued_duration * AGENT_RATE_HZ))
        self._source.clear_queue()
        if unplayed:
            self._return_to_queue(self._handed[-unplayed:])
        self._handed.clear()

    def _finish(self, *, is_interrupted: bool) -> None:
        self._handed.clear()
        super()._finish(is_interrupted=is_interrupted)
