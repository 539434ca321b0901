"""The Postgres that comes in a wheel, for a machine that has none.

Several programs may use one data folder at once (`serve` and `calls list` beside it): each holds a shared lock,
and the last to leave stops the server. The locks are the kernel's (flock), so a program killed with -9 holds
none and leaves at worst a running server, which the next one takes over and stops.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from callcenter.errors import DatabaseUnavailable
from callcenter.store.postgres.postgres_process import is_running, start_server, stop_server

#: Longest wait for another program that is starting or stopping the server.
LOCK_TIMEOUT_S = 60.0
_POLL_S = 0.05


@contextmanager
def embedded_postgres(folder: Path, *, on_progress: Callable[[str], None] | None = None) -> Iterator[str]:
    """Start the server in this folder, or join the one that runs there, and yield its URL. Blocks; use a thread.

    Args:
        folder: Postgres's data folder; made if missing. Its parent must be writable.
        on_progress: Told in words what takes time.

    Raises:
        DatabaseUnavailable: the folder can't be used or the server doesn't start.
    """
    folder = folder.resolve()
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
            url = start_server(folder, on_progress)
        try:
            yield url
        finally:
            fcntl.flock(lock.fileno(), fcntl.LOCK_UN)
            with suppress(BlockingIOError):
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop_server(folder)


def restart_if_gone(folder: Path) -> bool:
    """Start the server again if it has died under its users; return whether that was so. Blocks; use a thread.

    Raises:
        DatabaseUnavailable: it doesn't start.
    """
    folder = folder.resolve()
    with (folder.parent / f"{folder.name}.start.lock").open("a") as starting:
        try:
            fcntl.flock(starting.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if is_running(folder):
            return False
        start_server(folder)
        return True


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
