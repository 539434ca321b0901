"""The record of applies in a file of the data folder, for those without a database of ours: one JSON line each."""

from __future__ import annotations

import getpass
import json
import os
import socket
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from callcenter.errors import ProvisioningError
from callcenter.store.routing import ApplyRecord


def append_record(path: Path, record: ApplyRecord) -> None:
    """Append an apply to the file, which only its owner may read.

    Raises:
        ProvisioningError: the file can't be written.
    """
    row = {**asdict(record), "applied_at": datetime.now(UTC).isoformat()}
    line = json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ProvisioningError(
            f"The apply can't be put on record in {path}: {error.strerror}.", remedy="Check CALLCENTER_DATA_DIR."
        ) from error


def who() -> str:
    """Return who applies: user and machine."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return f"{user}@{socket.gethostname()}"
