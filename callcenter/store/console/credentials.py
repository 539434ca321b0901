"""What a request shows to be let in: a session's cookie or a program's token. Only their hashes are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who a session or token is of. A token has a name and the rights it was given; a session has neither.

    Time zone and language are what they chose; empty is as the browser says.
    """

    name: str
    role: str
    time_zone: str = ""
    language: str = ""
    token_name: str = ""
    scopes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A program's token, without its secret."""

    token_id: int
    name: str
    scopes: Sequence[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """Return the token as JSON data."""
        return {
            "token_id": self.token_id,
            "name": self.name,
            "scopes": list(self.scopes),
            "created_at": self.created_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
            "revoked_at": self.revoked_at.isoformat() if self.revoked_at else None,
        }


async def add_session(connection: Connection, token_sha256: bytes, user_id: int, *, hours: int) -> None:
    """Begin a session, which ends after so many hours; those that have ended go."""
    await connection.execute(_SQL["drop_ended"])
    await connection.execute(_SQL["add_session"], token_sha256, user_id, hours)


async def find_session(connection: Connection, token_sha256: bytes, *, idle_minutes: int) -> Bearer | None:
    """Return who a session is of, None if it has ended."""
    row = await connection.fetchrow(_SQL["find_session"], token_sha256, idle_minutes)
    return Bearer(**dict(row)) if row is not None else None


async def touch_session(connection: Connection, token_sha256: bytes) -> None:
    """Note that a session is in use."""
    await connection.execute(_SQL["touch_session"], token_sha256)


async def end_session(connection: Connection, token_sha256: bytes) -> None:
    """End one session."""
    await connection.execute(_SQL["end_session"], token_sha256)


async def end_sessions(connection: Connection, name: str) -> None:
    """End all sessions of a person."""
    await connection.execute(_SQL["end_sessions"], name)


async def add_token(
    connection: Connection, token_sha256: bytes, *, owner: str, name: str, scopes: Sequence[str], days: int
) -> tuple[int, datetime]:
    """Keep a token's hash; return its id and when it ends."""
    rows = await connection.fetch(_SQL["add_token"], token_sha256, owner, name, list(scopes), days)
    return rows[0]["token_id"], rows[0]["expires_at"]


async def find_token(connection: Connection, token_sha256: bytes) -> Bearer | None:
    """Return who a token is of and what it may do, None if it doesn't work."""
    row = await connection.fetchrow(_SQL["find_token"], token_sha256)
    return Bearer(**dict(row)) if row is not None else None


async def list_tokens(connection: Connection, owner: str) -> Sequence[ApiToken]:
    """Return a person's tokens, the newest first."""
    return tuple(ApiToken(**dict(row)) for row in await connection.fetch(_SQL["list_tokens"], owner))


async def revoke_tokens(connection: Connection, owner: str) -> None:
    """Make all of a person's tokens useless, for good."""
    await connection.execute(_SQL["revoke_tokens"], owner)


async def revoke_token(connection: Connection, owner: str, token_id: int) -> bool:
    """Make a person's token useless; False if they have no such token that works."""
    return await connection.fetchval(_SQL["revoke_token"], owner, token_id) is not None
