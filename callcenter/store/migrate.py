"""Forward-only SQL migrations: each file once, in order, all or nothing, under an advisory lock.

A file that has run is never edited: its SHA-256 is kept and compared. Ours run first, then those of agents' folders
(`AGENT/migrations/NNNN_what.sql`, known as `AGENT/NNNN_what.sql`) by number and, of one number, by agent. What an agent
whose folder is gone has run stays as it is.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import asyncpg

from callcenter.errors import Fault, MigrationError
from callcenter.store.connection import Connection

#: The product's, and those of the business, which a company replaces with its own; their numbers are one order.
FOLDERS = (Path(__file__).parent / "migrations", Path(__file__).parents[1] / "business" / "migrations")
#: Any number that no other program takes a lock on; two starting programs must not migrate at once.
LOCK = 7_318_001
#: Longest wait for another program that is migrating.
LOCK_TIMEOUT_S = 60.0
_POLL_S = 0.1
_NAME = re.compile(r"^\d{4}_[a-z0-9_]+\.sql$")

_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migration (
    name       text PRIMARY KEY,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationState(StrEnum):
    """How a migration stands."""

    APPLIED = "applied"
    PENDING = "pending"
    #: It ran, and its file says something else now, or isn't there.
    EDITED = "edited"
    MISSING = "missing"
    #: It ran, and its agent's folder isn't there now.
    LEFT = "left"

    @property
    def is_broken(self) -> bool:
        """Whether what has run isn't what the files say."""
        return self in (MigrationState.EDITED, MigrationState.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One migration file; `applied_at` is None until it runs."""

    name: str
    checksum: str
    applied_at: datetime | None
    state: MigrationState


async def migrate(
    connection: Connection,
    *,
    folders: Sequence[Path] = FOLDERS,
    agents: Path | None = None,
    on_applied: Callable[[str], None] | None = None,
) -> Sequence[str]:
    """Run every migration that has not run, each in its own transaction. Return their names.

    `folders` have ours, `agents` is the folder of agents' folders, which may have migrations of their own.

    Raises:
        MigrationError: a file that ran was edited or is gone (nothing is run then), or one failed (it is rolled
            back; those before it stay), or another program has been migrating for a minute.
    """
    await _lock(connection)
    try:
        rows = await status(connection, folders=folders, agents=agents)
        check_states(rows)
        applied = []
        files = _read_files(folders, agents)
        for row in rows:
            if row.state is MigrationState.PENDING:
                await _apply(connection, row, files[row.name].decode())
                applied.append(row.name)
                if on_applied is not None:
                    on_applied(row.name)
        return applied
    finally:
        # A connection that broke has lost its lock already, and its own error says more.
        with suppress(asyncpg.InterfaceError, asyncpg.PostgresConnectionError):
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)


def check_states(rows: Sequence[Migration]) -> None:
    """Raise if what has run isn't what the files say.

    Raises:
        MigrationError: a file that ran was edited or is gone.
    """
    broken = [row for row in rows if row.state.is_broken]
    if broken:
        raise _mismatch(broken)


async def rehearse(
    connection: Connection, *, folders: Sequence[Path] = FOLDERS, agents: Path | None = None
) -> list[Fault]:
    """Run what has not run in the open transaction, for the caller to roll back; return what fails, with its line.

    What was edited since it ran is told, too.

    Raises:
        MigrationError: as `status` does.
    """
    paths = _paths(folders, agents)
    faults = []
    for row in await status(connection, folders=folders, agents=agents):
        if row.state is MigrationState.EDITED:
            remedy = "Put it back as it was, and write what is new into a file with the next number."
            what = "was edited after it had run on this database."
            faults.append(Fault(file=str(paths[row.name]), line=0, what=what, remedy=remedy))
        if row.state is MigrationState.PENDING:
            sql = paths[row.name].read_text(encoding="utf-8")
            try:
                async with connection.transaction():
                    await connection.execute(sql)
            except asyncpg.PostgresError as error:
                line = sql[: int(getattr(error, "position", None) or 1) - 1].count("\n") + 1
                what = f"Postgres refuses the migration: {error}."
                faults.append(Fault(file=str(paths[row.name]), line=line, what=what))
    return faults


async def status(
    connection: Connection, *, folders: Sequence[Path] = FOLDERS, agents: Path | None = None
) -> Sequence[Migration]:
    """Return every migration that is in the folders or has run, in order.

    Raises:
        MigrationError: a file isn't named as migrations are, or two of ours, or of one agent, have the same number.
    """
    await connection.execute(_TABLE)
    ran = {
        row["name"]: row for row in await connection.fetch("SELECT name, checksum, applied_at FROM schema_migration")
    }
    files = _read_files(folders, agents)
    if wrong := [name for name in files if not _NAME.match(_file_name(name))]:
        raise MigrationError(f"Not a migration's name: {', '.join(wrong)}.", remedy="Name it NNNN_what_it_does.sql.")
    numbers = Counter(_numbered(name) for name in files)
    if twice := [name for name in files if numbers[_numbered(name)] > 1]:
        raise MigrationError(f"Migrations of one number: {', '.join(twice)}.", remedy="Give the later one the next.")
    found = []
    for name in sorted({*files, *ran}, key=_order):
        checksum = hashlib.sha256(files[name]).hexdigest() if name in files else ran[name]["checksum"]
        applied_at = ran[name]["applied_at"] if name in ran else None
        if name not in files:
            state = MigrationState.LEFT if _is_left(name, agents) else MigrationState.MISSING
        elif applied_at is None:
            state = MigrationState.PENDING
        else:
            is_same = ran[name]["checksum"] == checksum
            state = MigrationState.APPLIED if is_same else MigrationState.EDITED
        found.append(Migration(name=name, checksum=checksum, applied_at=applied_at, state=state))
    return found


async def _lock(connection: Connection) -> None:
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
        if time.monotonic() > deadline:
            raise MigrationError(
                "Another program has been migrating this database for a minute.",
                remedy="Wait for it or end it, and try again.",
            )
        await asyncio.sleep(_POLL_S)


def _mismatch(broken: Sequence[Migration]) -> MigrationError:
    names = ", ".join(f"{row.name} ({row.state})" for row in broken)
    # Numbers don't tell: a later release may fill a gap between numbers that are here.
    if all(row.state is MigrationState.MISSING and "/" not in row.name for row in broken):
        return MigrationError(
            f"The database is newer than this program: it has run {names}.",
            remedy="Update callcenter, or restore the backup from before the update (`callcenter db restore`).",
        )
    return MigrationError(
        f"Migrations that have run don't match their files: {names}.",
        remedy="Restore the files as they were; put changes in a new migration.",
    )


def _read_files(folders: Sequence[Path], agents: Path | None) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in _paths(folders, agents).items()}


def _paths(folders: Sequence[Path], agents: Path | None) -> dict[str, Path]:
    paths = {path.name: path for folder in folders for path in folder.glob("*.sql")}
    for path in agents.glob("*/migrations/*.sql") if agents is not None else ():
        paths[f"{path.parents[1].name}/{path.name}"] = path
    return {name: paths[name] for name in sorted(paths, key=_order)}


def _order(name: str) -> tuple[bool, str, str]:
    """Order ours before those of agents, which go by number and then by agent."""
    return "/" in name, _file_name(name), name


def _file_name(name: str) -> str:
    return name.rpartition("/")[2]


def _numbered(name: str) -> str:
    """Return whose migration it is, and its number."""
    agent, _, file = name.rpartition("/")
    return f"{agent}/{file[:4]}"


def _is_left(name: str, agents: Path | None) -> bool:
    """Tell whether a migration is of an agent whose folder isn't there."""
    agent = name.partition("/")[0]
    return "/" in name and (agents is None or not (agents / agent).is_dir())


async def _apply(connection: Connection, migration: Migration, sql: str) -> None:
    try:
        async with connection.transaction():
            await connection.execute(sql)
            await connection.execute(
                "INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)", migration.name, migration.checksum
            )
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # InterfaceError: the connection was lost on the way, and Postgres rolled back.
        raise MigrationError(
            f"The migration {migration.name} failed and was rolled back: {error}.", remedy="Mend it and run again."
        ) from error
