"""People who sign in by an OpenID provider, and their sign-ins under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFlow:
    """A sign-in under way: its nonce, its PKCE verifier, and the page to go on to."""

    nonce: str
    verifier: str
    there: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvidedUser:
    """A person of the provider."""

    user_id: int
    name: str
    role: str
    disabled_at: datetime | None


async def add_flow(
    connection: Connection, state: str, flow: SignInFlow, *, network: str, minutes: int, most: int
) -> bool:
    """Keep a sign-in that begins, for so many minutes; False if `most` of its network are under way."""
    values = (state, flow.nonce, flow.verifier, flow.there, network, minutes, most)
    return await connection.fetchval(_SQL["add_flow"], *values) is not None


async def take_flow(connection: Connection, state: str) -> SignInFlow | None:
    """Take a sign-in by its state, once; None if there is none."""
    row = await connection.fetchrow(_SQL["take_flow"], state)
    return SignInFlow(**dict(row)) if row is not None else None


async def find_or_add_subject(connection: Connection, subject: str, *, name: str, role: str) -> ProvidedUser | None:
    """Return the person of a subject (issuer and `sub`), added if they are new; None if the name is taken."""
    row = await connection.fetchrow(_SQL["find_subject"], subject)
    if row is None:
        row = await connection.fetchrow(_SQL["add_subject"], name, role, subject)
    return ProvidedUser(**dict(row)) if row is not None else None


async def set_subject_role(connection: Connection, subject: str, role: str) -> bool:
    """Give a person the role that the provider says; False if they have it."""
    return await connection.fetchval(_SQL["set_subject_role"], subject, role) is not None
