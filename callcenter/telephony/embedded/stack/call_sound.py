"""One call's PCM in the SIP stack, asked 25 times a second: without what its package makes anew for each question.

`baresip.CallAudio` zeroes 64 KB for a read of 320 bytes and builds a record of eleven fields for the two that are
wanted; this keeps both. What it says and does is the same: reads and writes carry the streams' epoch, and if a
re-INVITE has replaced them the next question finds the new ones.
"""

from __future__ import annotations

from typing import Any

from baresip import _native

ffi, lib = _native.ffi, _native.lib

#: Bytes read at once: more than two ticks' packets at any rate that is handed up.
_READ_BYTES = 8192


class CallSound:
    """The PCM of the call of a native handle. One reader, one writer."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._info: Any = ffi.new("struct bp_audio_info *")
        self._buffer: Any = ffi.new("uint8_t[]", _READ_BYTES)
        self._bytes: Any = ffi.buffer(self._buffer)
        self._epoch: int | None = None
        #: Rate of what is received, in Hz, as of the last look; 0 while there is no media.
        self.receive_hz = 0

    def unsent(self) -> int | None:
        """Look at the media: return how many queued bytes are not yet on the wire, or None while there is no media."""
        info = self._info
        if lib.bp_audio_probe(self._handle, info) != 0:
            self._epoch, self.receive_hz = None, 0
            return None
        self._epoch = info.epoch
        self.receive_hz = info.rx_srate
        return int(info.tx_fill) if info.tx_ready else None

    def read(self) -> bytes:
        """Return what was received since the last read; empty while there is no media."""
        pcm = b""
        while self._is_bound():
            count = self._checked(lib.bp_audio_read(self._handle, self._epoch, self._buffer, _READ_BYTES))
            pcm += self._bytes[:count]
            if count < _READ_BYTES:
                break
        return pcm

    def write(self, pcm: bytes) -> int:
        """Queue PCM to send and return how many bytes were taken; 0 while there is no media."""
        if not pcm or not self._is_bound():
            return 0
        data = ffi.from_buffer("uint8_t[]", pcm)
        return self._checked(lib.bp_audio_write(self._handle, self._epoch, data, len(pcm)))

    def drop_unsent(self) -> None:
        """Discard what is queued; at most one packet still goes out."""
        if self._is_bound():
            self._checked(lib.bp_audio_flush_tx(self._handle, self._epoch))

    def _is_bound(self) -> bool:
        if self._epoch is None:
            self.unsent()
        return self._epoch is not None

    def _checked(self, count: int) -> int:
        """Return a native count, or 0 if the streams are gone or were replaced: the next use looks for new ones."""
        if count < 0:
            self._epoch = None
            return 0
        return count
