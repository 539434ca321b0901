"""A pickle whose arrays stay in its file: mapped once, and shared by all processes that read it.

joblib maps each array by itself, which takes a file descriptor each: six hundred for the shipped agents, of the 1024
that a process may open on most machines. Here the file is the pickle, then the arrays' bytes (protocol 5, PEP 574).
"""

from __future__ import annotations

import mmap
import pickle
import struct
from itertools import accumulate
from pathlib import Path
from typing import Any

#: What processors like numbers to begin at, in bytes.
_ALIGNED = 64
_COUNT = struct.Struct("<Q")


def write_mapped(thing: Any, file: Path) -> None:
    """Write a thing; its arrays are what takes the room. Raises OSError."""
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(thing, protocol=5, buffer_callback=buffers.append)
    blocks = [memoryview(data), *(buffer.raw() for buffer in buffers)]
    sizes = struct.pack(f"<{len(blocks)}Q", *(block.nbytes for block in blocks))
    with file.open("wb") as out:
        out.write(_COUNT.pack(len(blocks)) + sizes)
        for block in blocks:
            out.write(bytes(-out.tell() % _ALIGNED))
            out.write(block)


def read_mapped(file: Path) -> Any:
    """Return what `write_mapped` wrote, its arrays not to be written to. Only of a file that nobody else can write.

    Raises OSError, and what pickle raises of a file that is another's or broken.
    """
    with file.open("rb") as opened:
        memory = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    (count,) = _COUNT.unpack_from(memory)
    sizes = struct.unpack_from(f"<{count}Q", memory, _COUNT.size)
    head = _COUNT.size * (count + 1)
    *starts, end = accumulate(sizes, lambda at, size: _aligned(at + size), initial=_aligned(head))
    if len(memory) < starts[-1] + sizes[-1]:
        raise pickle.UnpicklingError(f"the file has {len(memory)} bytes and should have some {end}")
    data, *buffers = (memory[at : at + size] for at, size in zip(starts, sizes, strict=True))
    return pickle.loads(data, buffers=buffers)  # noqa: S301 - see above: nobody else's file


def _aligned(at: int) -> int:
    return at + -at % _ALIGNED
