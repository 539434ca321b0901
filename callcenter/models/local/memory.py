"""Keeps from memory what models don't need: what their threads freed, files they were read from, weights none reads."""

from __future__ import annotations

import ctypes
import mmap
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

#: madvise and mmap (sys/mman.h, Linux).
_MADV_DONTNEED = 4
_MAP_FIXED = 0x10
#: Pieces of memory worth a place in a file, and what must be left on its disk besides.
_PIECE_BYTES = 2**20
_FREE_BYTES = 2**30
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


def let_go_of(library: str) -> None:
    """Give the system back the constants of a native library, which it reads from the file again where they are needed.

    For one that has unpacked the weights in it and won't look at them again. Does nothing where the system isn't Linux.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    for start, end in _unwritten(library):
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)


def _unwritten(library: str) -> Iterator[tuple[int, int]]:
    """Yield where a library's constants are in memory; not those that were written to as it was loaded (relocations).

    Which segment of a file has them is its linker's choice.
    """
    where, is_theirs = "", False
    with Path("/proc/self/smaps").open() as maps:
        for line in maps:
            first, *rest = line.split(maxsplit=5)
            if not first.endswith(":"):
                # Address, rights, offset, device, inode, path.
                where, is_theirs = first, rest[:1] == ["r--p"] and line.rstrip("\n").endswith(f" {library}")
            elif is_theirs and first == "Anonymous:" and rest[0] == "0":
                start, end = (int(address, 16) for address in where.split("-"))
                yield start, end


@contextmanager
def backed_by_file(folder: Path) -> Iterator[None]:
    """Have what is allocated meanwhile in large pieces be a file's, which is in memory as far as it is read.

    For weights: the system may drop what nobody uses of them, and reads it again where it is needed. The file has no
    name, and is gone with the last process that has it. No other thread may work meanwhile. Where the system isn't
    Linux or the disk is short of room they stay as they are; in a folder that is memory itself nothing is won.
    """
    if sys.platform != "linux":
        yield
        return
    before = _allocated()
    yield
    with suppress(OSError):
        if shutil.disk_usage(folder).free < _FREE_BYTES:
            return
        for start, end in _beyond(_allocated(), before):
            if end - start >= _PIECE_BYTES:
                _move_to_file(start, end, folder)


def _move_to_file(start: int, end: int, folder: Path) -> None:
    """Put a file of the same bytes in the place of a piece of memory; what is written there is this process's own."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write((ctypes.c_char * (end - start)).from_address(start))
        file.flush()
        flags = mmap.MAP_PRIVATE | _MAP_FIXED
        if libc.mmap(start, end - start, mmap.PROT_READ | mmap.PROT_WRITE, flags, file.fileno(), 0) != start:
            raise OSError(ctypes.get_errno(), "mmap")


def _allocated() -> list[tuple[int, int]]:
    """Return where memory is that the process has asked for, in order."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        where, rights, *_, inode = fields = line.split(maxsplit=5)[:5]
        # Without a sixth field it has no name, as the heap and stacks have.
        if rights == "rw-p" and inode == "0" and len(line.split()) == len(fields):
            start, end = (int(address, 16) for address in where.split("-"))
            found.append((start, end))
    return found


def _beyond(ranges: Sequence[tuple[int, int]], known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what of some ranges is in none of the known ones; both in order."""
    for first, end in ranges:
        start = first
        for known_start, known_end in known:
            if known_end > start and known_start < end:
                if known_start > start:
                    yield start, known_start
                start = known_end
        if start < end:
            yield start, end
