"""What the SIP stack writes past its own log, to C's standard error: a line for each packet that it can't read.

libre prints `sip: msg decode err` from its receive handlers, so whoever reaches the port could fill a disk. C's stream
alone is led into a pipe of ours: Python and the C library's last words before an abort write to the descriptor itself
and come through as ever.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress

from callcenter.log import logger

log = logger(__name__)

_UNREADABLE = b"sip: msg decode err"
#: Seconds between two lines on packets that can't be read, however many there are.
_TELL_S = 60.0
_READ_BYTES = 65_536
#: `_IOLBF` of glibc's stdio.h: a line at a time.
_BY_LINE = 1


class StackStderr:
    """Reads what comes by C's standard error from now on, for good: one a process.

    `on_unreadable` gets the number of packets that couldn't be read. A flood faster than the loop reads is counted in
    part: the stack never waits for us.
    """

    def __init__(self, on_unreadable: Callable[[int], None]) -> None:
        self._on_unreadable = on_unreadable
        self._untold = 0
        self._told_s = -_TELL_S
        self._rest = b""
        self._end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        libc = ctypes.CDLL(None)
        libc.fdopen.restype = ctypes.c_void_p
        libc.setvbuf.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_size_t]
        stream = libc.fdopen(write_end, b"w")
        libc.setvbuf(stream, None, _BY_LINE, 1024)
        ctypes.c_void_p.in_dll(libc, "stderr").value = stream
        asyncio.get_running_loop().add_reader(self._end, self._read)

    def _read(self) -> None:
        with suppress(BlockingIOError):
            *lines, self._rest = (self._rest + os.read(self._end, _READ_BYTES)).split(b"\n")
            packets = sum(line.startswith(_UNREADABLE) for line in lines)
            if packets:
                self._on_unreadable(packets)
                self._tell(packets)
            for line in lines:
                if line and not line.startswith(_UNREADABLE):
                    # With the stack's other lines, few a minute and without numbers (`stack_log`).
                    logging.getLogger("baresip.stderr").warning(line.decode(errors="replace"))

    def _tell(self, packets: int) -> None:
        self._untold += packets
        if time.monotonic() - self._told_s >= _TELL_S:
            log.warning("sip_packets_unreadable", packets=self._untold)
            self._untold, self._told_s = 0, time.monotonic()
