"""Keeps both sides of a call in one stereo file: caller left, agent right, on one clock.

It begins when the caller may be recorded, ends when they no longer may, and forgets the moments it must not keep.
A writer thread of the process does all disk work; the call never waits for it. A full disk ends the
recording, not the call, and a recording ends before it takes the room that journals need. The file can be played at
any time, also after a kill.
"""

from __future__ import annotations

import asyncio
import os
import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import RecordingSaved
from callcenter.domain.routing.duties import RecordingForm
from callcenter.log import logger
from callcenter.models.audio.resampler import Resampler
from callcenter.settings import Settings

log = logger(__name__)

#: Seconds of audio gathered before the thread is asked to write.
_BATCH_S = 1.0
#: If a chunk comes later than this after the one before, silence is put between them, in seconds.
_GAP_S = 0.08
#: A silent side is filled with silence when the other is this far ahead, in seconds.
_LAG_S = 2.0
#: Batches of a call (1 s each) that may wait for the disk; beyond them its recording is ended.
_MAX_WAITING = 20
#: Bytes left on the disk below which nothing more is recorded: they are for journals and Postgres.
RESERVE_BYTES = 256_000_000
_HEADER_BYTES = 44
_CLOSE_TIMEOUT_S = 5.0

_WRITER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recording")

#: Channel, PCM, rate in Hz, and when its last sample was heard (seconds of the monotonic clock).
_Chunk = tuple[int, bytes, int, float]


class Recording:
    """One call's recording: a stereo 16-bit WAV file `<folder>/<call_id>.wav`, readable by its owner only.

    Args:
        folder: The recordings folder; made 0700 if it is missing.
        call_id: Names the file.
        rate_hz: Rate of the file, 8000 or 16 000.
        monotonic: The clock.
        is_on: Whether anything is kept before `start`.
    """

    def __init__(
        self,
        folder: Path,
        call_id: str,
        *,
        rate_hz: int = 8000,
        monotonic: Callable[[], float] = time.monotonic,
        is_on: bool = True,
    ) -> None:
        self.path = folder / f"{call_id}.wav"
        self.fault: str = ""
        self._rate_hz = rate_hz
        self._monotonic = monotonic
        self._began_s = monotonic()
        self._batch: list[_Chunk] = []
        self._batched_s = self._began_s
        self._file: BinaryIO | None = None
        self._frames = 0
        self._sides = (bytearray(), bytearray())
        self._resamplers: dict[tuple[int, int], Resampler] = {}
        self._is_closed = False
        self._is_on = is_on
        self._waiting = 0
        #: Frames of the file that are kept silent on both sides: first and end of each span.
        self._blanks: list[tuple[int, int]] = []

    def caller(self, pcm: bytes, *, rate_hz: int) -> None:
        """Keep what the caller said until now (mono int16)."""
        self._collect(0, pcm, rate_hz)

    def agent(self, pcm: bytes, *, rate_hz: int) -> None:
        """Keep what the agent said until now, as it went on the wire (mono int16)."""
        self._collect(1, pcm, rate_hz)

    def start(self) -> None:
        """Keep what is said from now on; what was said before stays silence in the file."""
        self._is_on = True

    def stop(self) -> None:
        """Keep nothing more; what was kept stays."""
        self._is_on = False

    def erase(self) -> None:
        """Keep nothing more, and take back what was kept."""
        self.stop()
        self._batch = []
        _WRITER.submit(self._erase)

    def blank(self, from_s: float, to_s: float) -> None:
        """Silence both sides between two moments (seconds of the clock), also if they are on disk already."""
        if self._is_closed or self.fault:
            return
        self._hand_over(self._monotonic())
        first = max(0, round((from_s - self._began_s) * self._rate_hz))
        end = round((to_s - self._began_s) * self._rate_hz)
        if end > first:
            _WRITER.submit(self._blank, first, end)

    async def close(self) -> RecordingSaved | None:
        """Write what is left and return the fact for the journal; None if nothing could be kept."""
        if self._is_closed:
            return None
        self._is_closed = True
        self._hand_over(self._monotonic())
        done = asyncio.get_running_loop().run_in_executor(_WRITER, self._finish)
        try:
            duration_ms = await asyncio.wait_for(done, _CLOSE_TIMEOUT_S)
        except TimeoutError:
            self._fail("the disk is too slow")
            return None
        return RecordingSaved(path=self.path.name, duration_ms=duration_ms) if duration_ms else None

    def _collect(self, side: int, pcm: bytes, rate_hz: int) -> None:
        if self._is_closed or self.fault or not self._is_on:
            return
        now_s = self._monotonic()
        self._batch.append((side, pcm, rate_hz, now_s))
        if now_s - self._batched_s >= _BATCH_S:
            self._hand_over(now_s)

    def _hand_over(self, now_s: float) -> None:
        batch, self._batch, self._batched_s = self._batch, [], now_s
        if self._waiting > _MAX_WAITING:
            self._fail("the disk is too slow")
        elif batch:
            self._waiting += 1
            _WRITER.submit(self._write, batch)

    # -- on the writer thread -------------------------------------------------

    def _write(self, batch: list[_Chunk]) -> None:
        self._waiting -= 1
        if self.fault:
            return
        try:
            if _free_bytes(self.path.parent) < RESERVE_BYTES:
                return self._fail("the disk is nearly full, and its rest is for journals")
            if self._file is None:
                self._file = _open(self.path, self._rate_hz)
            for side, pcm, rate_hz, heard_at_s in batch:
                self._place(side, self._at_rate(side, pcm, rate_hz), heard_at_s - self._began_s)
            self._mix(is_last=False)
        except (OSError, ValueError) as error:
            self._fail(getattr(error, "strerror", None) or type(error).__name__)

    def _place(self, side: int, pcm: bytes, ended_s: float) -> None:
        """Put a chunk after the one before, or where the clock says it belongs if there was a gap."""
        line = self._sides[side]
        head = self._frames + len(line) // 2
        start = round(ended_s * self._rate_hz) - len(pcm) // 2
        if start - head > _GAP_S * self._rate_hz:
            line.extend(bytes(2 * (start - head)))
        line.extend(pcm)

    def _mix(self, *, is_last: bool) -> None:
        left, right = self._sides
        longest = max(len(left), len(right))
        filled = longest if is_last else longest - 2 * round(_LAG_S * self._rate_hz)
        for line in self._sides:
            if len(line) < filled:
                line.extend(bytes(filled - len(line)))
        ready = min(len(left), len(right))
        if not ready or self._file is None:
            return
        stereo = np.empty((ready // 2, 2), dtype="<i2")
        stereo[:, 0] = np.frombuffer(bytes(left[:ready]), dtype=np.int16)
        stereo[:, 1] = np.frombuffer(bytes(right[:ready]), dtype=np.int16)
        del left[:ready], right[:ready]
        for first, end in self._blanks:
            stereo[max(0, first - self._frames) : max(0, end - self._frames)] = 0
        self._file.write(stereo.tobytes())
        self._frames += ready // 2
        _put_sizes(self._file, 4 * self._frames)

    def _blank(self, first: int, end: int) -> None:
        self._blanks.append((first, end))
        written = min(end, self._frames) - first
        if self._file is None or self.fault or written <= 0:
            return
        try:
            at = self._file.tell()
            self._file.seek(_HEADER_BYTES + 4 * first)
            self._file.write(bytes(4 * written))
            self._file.seek(at)
        except OSError as error:
            # What must not be kept can't be taken out of the file: then the file goes.
            self._erase()
            self._fail(error.strerror or type(error).__name__)

    def _erase(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
            with suppress(OSError):
                self.path.unlink()
        self._frames = 0
        self._sides = (bytearray(), bytearray())

    def _finish(self) -> int:
        """Write the rest, close the file and return the length in milliseconds."""
        if self._file is None:
            return 0
        try:
            if not self.fault:
                self._mix(is_last=True)
            self._file.close()
        except OSError as error:
            self._fail(error.strerror or type(error).__name__)
        return round(1000 * self._frames / self._rate_hz)

    def _at_rate(self, side: int, pcm: bytes, rate_hz: int) -> bytes:
        if rate_hz == self._rate_hz:
            return pcm
        key = (side, rate_hz)
        if key not in self._resamplers:
            self._resamplers[key] = Resampler(rate_hz, self._rate_hz)
        return self._resamplers[key].push(np.frombuffer(pcm, dtype=np.int16)).tobytes()

    def _fail(self, what: str) -> None:
        if not self.fault:
            self.fault = what
            log.error("recording_stopped", fault=what, remedy="The call goes on; make room or speed on the disk.")


def recording_opener(call: Call, settings: Settings) -> Callable[[int], Recording] | None:
    """Return what opens the call's recording at a rate in Hz, or None if the call isn't recorded."""
    if not is_to_be_recorded(call, settings):
        return None
    is_on = call.duties.recording is RecordingForm.SILENT
    return lambda rate_hz: Recording(settings.recordings_dir, call.call_id, rate_hz=rate_hz, is_on=is_on)


def is_to_be_recorded(call: Call, settings: Settings) -> bool:
    """Tell whether the call's rule or the settings want a recording, whatever the caller will say to it."""
    return call.is_recorded or settings.calls.record


def _free_bytes(folder: Path) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def _open(path: Path, rate_hz: int) -> BinaryIO:
    path.touch(mode=0o600, exist_ok=True)
    file = path.open("wb", buffering=0)
    # RIFF WAVE, PCM, 2 channels of 16 bits (Microsoft's Multimedia Programming Interface, 1991).
    file.write(
        b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, rate_hz, rate_hz * 4, 4, 16) + b"data\0\0\0\0"
    )
    return file


def _put_sizes(file: BinaryIO, data_bytes: int) -> None:
    """Correct the header now, so that a kill leaves a file that plays."""
    end = file.tell()
    file.seek(4)
    file.write(struct.pack("<I", data_bytes + _HEADER_BYTES - 8))
    file.seek(_HEADER_BYTES - 4)
    file.write(struct.pack("<I", data_bytes))
    file.seek(end)
