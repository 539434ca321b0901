"""Folders for workers' temporary files. A parent that was killed can't remove its own: the next one does."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_PREFIX = "callcenter-"
#: Beside the folder's files: the process id of the worker that uses it.
_WORKER = "worker.pid"


def make_scratch() -> str:
    """Make a folder that only we can read; its name says whose it is."""
    return tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")


def note_worker(scratch: str, pid: int) -> None:
    """Say which worker uses a folder: it may outlive its parent by some seconds."""
    Path(scratch, _WORKER).write_text(str(pid))


def sweep() -> int:
    """Remove the folders whose parent and worker are both gone; return how many."""
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        parent = folder.name.removeprefix(_PREFIX).partition("-")[0]
        try:
            is_ours = folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
            worker = (folder / _WORKER).read_text() if (folder / _WORKER).exists() else ""
        except OSError:
            continue
        if is_ours and parent.isdigit() and not _is_alive(parent) and not _is_alive(worker):
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def _is_alive(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
