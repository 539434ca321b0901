"""People who may use the console, and the one-time links by which they choose a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleUser:
    """A person. `password_hash` is None until the one-time link was used, and of those who sign in by a provider."""

    user_id: int
    name: str
    role: str
    password_hash: str | None
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None = None
    is_provided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOwner:
    """Whose one-time link it is."""

    user_id: int
    name: str
    role: str


async def add_user(connection: Connection, name: str, role: str) -> int | None:
    """Add a person and return their id; None if the name is taken."""
    found: int | None = await connection.fetchval(_SQL["add_user"], name, role)
    return found


async def find_user(connection: Connection, name: str) -> ConsoleUser | None:
    """Return a person by name."""
    row = await connection.fetchrow(_SQL["find_user"], name)
    return ConsoleUser(**dict(row)) if row is not None else None


async def list_users(connection: Connection) -> Sequence[ConsoleUser]:
    """Return everybody, by name."""
    return tuple(ConsoleUser(**dict(row)) for row in await connection.fetch(_SQL["list_users"]))


async def set_password(connection: Connection, user_id: int, password_hash: str) -> None:
    """Keep a new password's hash."""
    await connection.execute(_SQL["set_password"], user_id, password_hash)


async def set_preferences(connection: Connection, name: str, *, time_zone: str, language: str) -> None:
    """Keep a person's time zone and language; empty is as their browser says."""
    await connection.execute(_SQL["set_preferences"], name, time_zone, language)


async def set_role(connection: Connection, name: str, role: str) -> bool:
    """Give a person another role; False if they are unknown or the last admin. Needs a transaction."""
    await connection.execute(_SQL["lock_users"])
    return await connection.fetchval(_SQL["set_role"], name, role) is not None


async def set_enabled(connection: Connection, name: str, *, is_enabled: bool) -> bool:
    """Let a person in or shut them out; False if they are unknown or the last admin. Needs a transaction."""
    await connection.execute(_SQL["lock_users"])
    return await connection.fetchval(_SQL["enable_user" if is_enabled else "disable_user"], name) is not None


async def replace_link(connection: Connection, user_id: int, token_sha256: bytes, *, hours: int) -> None:
    """Keep a one-time link of a person; their earlier ones don't work any more."""
    await connection.execute(_SQL["drop_links"], user_id)
    await connection.execute(_SQL["add_link"], token_sha256, user_id, hours)


async def find_link(connection: Connection, token_sha256: bytes) -> LinkOwner | None:
    """Return whose link it is, None if it doesn't work."""
    return _owner(await connection.fetchrow(_SQL["find_link"], token_sha256))


async def use_link(connection: Connection, token_sha256: bytes) -> LinkOwner | None:
    """Take a link, once, and return whose it was; None if it doesn't work."""
    return _owner(await connection.fetchrow(_SQL["use_link"], token_sha256))


def _owner(row: asyncpg.Record | None) -> LinkOwner | None:
    return LinkOwner(**dict(row)) if row is not None else None
