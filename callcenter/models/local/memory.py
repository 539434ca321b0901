"""Keeps from memory what models don't need: what their threads freed, files they were read from, weights none reads."""

from __future__ import annotations

import ctypes
import mmap
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: madvise and mmap (sys/mman.h, Linux).
_MADV_DONTNEED = 4
_MAP_FIXED = 0x10
#: What glibc marks a piece with that has a mapping of its own (malloc/malloc.c).
_IS_MMAPPED = 2
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
    """Give the system back the constants of a native library, which it reads from the file again when they are needed.

    For one that has unpacked the weights in it and won't look at them again. Does nothing if the system isn't Linux.
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

    For weights, which are only read once they are loaded: the system may drop what nobody uses of them, and reads it
    again when it is needed. The file has no name, and is gone with the last process that has it. If the system
    isn't Linux, malloc isn't glibc's or the disk is short of room they stay as they are; in a folder that is memory
    itself nothing is won.
    """
    if sys.platform != "linux":
        yield
        return
    before = set(_large_pieces())
    yield
    with suppress(OSError):
        if shutil.disk_usage(folder).free < _FREE_BYTES:
            return
        for start, size in set(_large_pieces()) - before:
            _move_to_file(start, size, folder)


def _move_to_file(start: int, size: int, folder: Path) -> None:
    """Put a file of the same bytes in the place of a piece of memory; what is written there is this process's own."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write((ctypes.c_char * size).from_address(start))
        file.flush()
        flags = mmap.MAP_PRIVATE | _MAP_FIXED
        if libc.mmap(start, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, file.fileno(), 0) != start:
            raise OSError(ctypes.get_errno(), "mmap")


def _large_pieces() -> Iterator[tuple[int, int]]:
    """Yield start and bytes of what malloc has mapped by itself for somebody, by the header that it writes before it.

    Neighbours lie in one mapping, and Python's own arenas between them, which change at any moment and must not be
    moved: so only what has glibc's header (malloc/malloc.c, `malloc_chunk`) is taken. It is at a page's beginning:
    eight bytes of nothing, then the size, whole pages, with the flag of a mapped piece and no other.
    """
    for start, end in _allocated():
        while start < end:
            unused, size = (ctypes.c_size_t * 2).from_address(start)
            size ^= _IS_MMAPPED
            is_header = unused == 0 and size % mmap.PAGESIZE == 0 and _PIECE_BYTES <= size <= end - start
            if is_header:
                yield start, size
            start += size if is_header else mmap.PAGESIZE


def _allocated() -> list[tuple[int, int]]:
    """Return where memory is that the process has asked for, neighbours as one: a piece may have parts with advice."""
    found: list[tuple[int, int]] = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        # Without a sixth field it has no name, as the heap and stacks have.
        where, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights == "rw-p" and inode == "0" and not name:
            start, end = (int(address, 16) for address in where.split("-"))
            if found and found[-1][1] == start:
                start, _ = found.pop()
            found.append((start, end))
    return found
