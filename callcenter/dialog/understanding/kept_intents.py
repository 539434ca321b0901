"""Trained classifiers kept on the disk, so that who starts (`serve`, its next worker, `talk`) need not train each time.

The file's name is a digest of all that training depends on: what it learns from, our code and the libraries' versions.
It is a pickle, so it is read only if nobody but this user can have put it there.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from callcenter.dialog.script import AgentScript
from callcenter.dialog.understanding.intents import Intents
from callcenter.log import logger

log = logger(__name__)

_PREFIX = "intents-"
#: Whose code training runs through: ours, and the libraries'.
_OUR_CODE = (Path(__file__).parent, Path(__file__).parents[2] / "spoken")
_LIBRARIES = ("scikit-learn", "scipy", "numpy")


def kept_intents(scripts: Mapping[str, AgentScript], folder: Path) -> Intents:
    """Return the agents' classifiers, read from the folder or trained and left there; other files of ours go.

    A folder that can't be used costs the training, nothing else.
    """
    file = folder / f"{_PREFIX}{_digest(scripts)}"
    if _is_ours_alone(folder) and _is_ours_alone(file):
        try:
            return Intents.read(file)
        except Exception as error:
            log.warning("trained_intents_not_read", error=type(error).__name__)
    intents = Intents(scripts)
    try:
        _keep(intents, file)
    except OSError as error:
        log.warning("trained_intents_not_kept", error=type(error).__name__)
    return intents


def _keep(intents: Intents, file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours_alone(file.parent):
        return
    # Two commands at once: each writes its own file, and the last one's name counts.
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    os.close(descriptor)
    try:
        intents.write(Path(name))
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    for other in file.parent.glob(f"{_PREFIX}*"):
        if other != file:
            with suppress(OSError):
                other.unlink()


def _is_ours_alone(path: Path) -> bool:
    """Tell whether a file or folder is this user's, no link, and nobody else can write it."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return not path.is_symlink() and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _digest(scripts: Mapping[str, AgentScript]) -> str:
    digest = hashlib.sha256(repr((sys.version, [(name, version(name)) for name in _LIBRARIES])).encode())
    for folder in _OUR_CODE:
        for file in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".txt")):
            digest.update(file.read_bytes())
    digest.update(repr(sorted(scripts.items())).encode())
    return digest.hexdigest()[:32]
