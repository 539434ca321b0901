"""Keeps what model threads have freed from staying with the process."""

from __future__ import annotations

import ctypes
import sys

#: glibc's mallopt parameters (malloc.h): number of arenas, and size from which memory is mapped on its own.
_M_ARENA_MAX = -8
_M_MMAP_THRESHOLD = -3
_ARENAS = 2
_MAPPED_BYTES = 256 * 1024


def give_memory_back() -> None:
    """Let malloc return large pieces to the system when they are freed; does nothing if there is no glibc.

    By default it keeps up to 32 MB pieces for each of its arenas, and each thread that synthesises leaves its peak
    in one: 380 MB more after a minute of speech, measured; with this 30 MB, for a tenth more CPU in synthesis.
    To be called before such threads start.
    """
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
    mallopt(_M_MMAP_THRESHOLD, _MAPPED_BYTES)
