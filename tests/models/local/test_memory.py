"""What is loaded once and read in part is a file's: in memory as far as it is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's /proc and mmap")

#: In a process of its own: another thread, as the test runner's, could write to memory while it moves.
ALLOCATE = """
import sys
from pathlib import Path
import numpy as np
from callcenter.models.local import memory

folder = Path(sys.argv[1])
memory._FREE_BYTES = int(sys.argv[2])
known = np.random.default_rng(1).bytes(5_000_000)
with memory.backed_by_file(folder):
    pythons = [{} for _ in range(300_000)]
    weights = np.frombuffer(known * 8, dtype=np.uint8).copy()
    pythons += [{} for _ in range(300_000)]
address, is_file, moved = weights.ctypes.data, False, 0
for line in Path("/proc/self/maps").read_text().splitlines():
    start, end = (int(part, 16) for part in line.split()[0].split("-"))
    if start <= address + 20_000_000 < end:
        is_file = str(folder) in line
    moved += end - start if str(folder) in line else 0
assert weights.tobytes() == known * 8
weights[:] = 7
assert weights.min() == weights.max() == 7
print("file" if is_file else "memory", moved // 4096, len(list(folder.iterdir())))
"""


def allocated_in(folder: Path, *, free_bytes: int = 0) -> list[str]:
    """Return whose what was allocated is, how many pages in all are a file's, and how many names are in the folder."""
    done = subprocess.run(
        [sys.executable, "-c", ALLOCATE, str(folder), str(free_bytes)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_memory__allocated_to_be_a_files__is_the_same_bytes_of_a_file_without_name(tmp_path: Path) -> None:
    # With malloc's header, in pages of 4 KiB; nothing of Python's own, which goes on changing while it is moved.
    assert allocated_in(tmp_path) == ["file", str((40_000_000 + 16) // 4096 + 1), "0"]


def test_memory__disk_without_room__stays_as_it_is(tmp_path: Path) -> None:
    assert allocated_in(tmp_path, free_bytes=2**62) == ["memory", "0", "0"]


def test_memory__weights_of_the_fork_server__are_a_files_and_predict(tmp_path: Path) -> None:
    load = """
import sys
from pathlib import Path
import numpy as np
from livekit.local_inference import EOT
from callcenter.models.speech import preload_shareable
from callcenter.settings import load_settings
preload_shareable(load_settings(data_dir=sys.argv[1]))
assert 0 <= EOT().predict(np.zeros(19_200, dtype=np.int16)) <= 1
print(sys.argv[1] in Path("/proc/self/maps").read_text())
"""
    done = subprocess.run([sys.executable, "-c", load, str(tmp_path)], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True"]
