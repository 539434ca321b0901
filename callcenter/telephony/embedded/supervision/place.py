"""Where the workers' sockets are: in the data folder, which only the user who serves can look into."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

from callcenter.errors import TelephonyError
from callcenter.settings import Settings

#: Longest path a socket may have on Linux, without the final NUL (macOS: 103).
_MAX_PATH_BYTES = 103
_CREDENTIALS = struct.Struct("3i")


def sockets_folder(settings: Settings) -> Path:
    """Return the folder of the workers' sockets."""
    return settings.data_dir / "supervision"


def make_place(settings: Settings, pid: int) -> Path:
    """Make the folder, for its owner only, and return where a worker's socket goes.

    Raises:
        TelephonyError: the folder can't be made, or its path is too long for a socket.
    """
    folder = sockets_folder(settings)
    path = folder / f"{pid}.sock"
    if len(os.fsencode(path)) > _MAX_PATH_BYTES:
        raise TelephonyError(
            f"{path} is too long a path for a socket, so no supervisor can step in.",
            remedy="Set CALLCENTER_DATA_DIR to a shorter one.",
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        path.unlink(missing_ok=True)
        _remove_dead(folder)
    except OSError as error:
        raise TelephonyError(
            f"{folder} can't be used: {error.strerror}.", remedy="Give this user the data folder."
        ) from error
    return path


def forget_place(settings: Settings, pid: int) -> None:
    """Remove the socket of a worker that is gone; one that was killed has left it."""
    with suppress(OSError):
        (sockets_folder(settings) / f"{pid}.sock").unlink(missing_ok=True)


def _remove_dead(folder: Path) -> None:
    """Remove the sockets of workers that were killed."""
    for path in folder.glob("*.sock"):
        if path.stem.isdecimal():
            try:
                os.kill(int(path.stem), 0)
            except (ProcessLookupError, OverflowError):
                path.unlink(missing_ok=True)
            except PermissionError:
                pass  # another's process has the number now


def is_same_user(connection: socket.socket) -> bool:
    """Tell whether the process at the other end is this user's, if the system says so (Linux)."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    sent = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, uid, _ = _CREDENTIALS.unpack(sent)
    return bool(uid == os.getuid())
