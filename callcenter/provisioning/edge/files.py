"""Writes the edge's files: each is replaced at once, and whoever could read it before can afterwards."""

from __future__ import annotations

import grp
import os
import re
import secrets
from pathlib import Path

_MASK_KEY = re.compile(r'"mask_key", "([0-9a-f]{32})"')


def kept_mask_key(config_file: Path) -> str:
    """Return the key that a configuration's masks are made with, '' if it has none: calls that are up need it."""
    try:
        found = _MASK_KEY.search(config_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    return found[1] if found else ""


def replace_file(path: Path, text: str, *, mode: int, reader: str = "") -> None:
    """Put a text in a file's place, whole or not at all.

    A file that was there keeps its owner, group and mode, so that a `chown` outlives the next rendering. A new one, and
    one that only we could read, is opened to the group `reader` if that exists and we are root.

    Raises:
        OSError: the folder is missing or can't be written.
    """
    before = path.stat() if path.exists() else None
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if os.geteuid() == 0:
            group = _group_id(reader)
            if before is not None:
                os.chown(temporary, before.st_uid, before.st_gid)
                mode = before.st_mode & 0o777
            if group is not None and (before is None or (before.st_uid, before.st_gid) == (0, 0)):
                os.chown(temporary, 0, group)
                mode |= 0o040
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _group_id(name: str) -> int | None:
    try:
        return grp.getgrnam(name).gr_gid if name else None
    except KeyError:
        return None
