"""Keeps recordings within their quota: the oldest go first, never those that must be kept, never a journal."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from callcenter.settings import Settings

GB = 1_000_000_000
_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What a quota took: file names and their bytes; `over` is by how many bytes the rest is still above it."""

    names: Sequence[str] = ()
    bytes: int = 0
    over: int = 0


def keep_quota(settings: Settings, held: Set[str] = frozenset()) -> Removed:
    """Remove the oldest recordings until the rest fits. Blocks for as long as the disk does.

    Those of calls with a journal (they run, or Postgres doesn't know of their recording yet, and would be told of one
    that is gone) and of calls on hold (`held`) stay, and those younger than the setting says the law wants, whatever
    the quota.
    """
    quota = settings.calls.recordings_quota_gb * GB
    if not quota:
        return Removed()
    files = []
    for path in settings.recordings_dir.glob("*.wav"):
        with suppress(OSError):
            status = path.stat()
            files.append((status.st_mtime, status.st_size, path))
    total, taken, names = sum(size for _, size, _ in files), 0, []
    newest_s = time.time() - settings.calls.recordings_min_days * _DAY_S
    for ended_s, size, path in sorted(files):
        if total - taken <= quota or ended_s > newest_s:
            break
        if path.stem in held or (settings.journal_dir / f"{path.stem}.jsonl").exists():
            continue
        with suppress(OSError):
            path.unlink()
            taken += size
            names.append(path.name)
    return Removed(names=tuple(names), bytes=taken, over=max(0, round(total - taken - quota)))


def is_running(journal: Path) -> bool:
    """Tell whether a living process has the call's journal: then its recording may still grow."""
    try:
        descriptor = os.open(journal, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
