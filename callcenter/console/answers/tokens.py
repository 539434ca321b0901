"""Tokens by which programs use the API: with some of their owner's rights, for some days."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.secrets import new_token
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import SCOPES, Right
from callcenter.errors import ConsoleMissing, ConsoleRefused
from callcenter.store.console.audit import AuditAction
from callcenter.store.console.credentials import ApiToken, add_token, list_tokens, revoke_token

#: Days for which a token may work.
MOST_DAYS = 365


def scopes_of(viewer: Viewer) -> Sequence[str]:
    """Return the rights a viewer may give to a token."""
    return sorted(right.value for right in viewer.rights & SCOPES)


async def make_token(desk: Desk, viewer: Viewer, *, name: str, scopes: Sequence[str], days: int) -> str:
    """Make a token and return its secret, which is shown this once.

    Raises:
        ConsoleRefused: no name, no right or one the viewer can't give, or too long a life.
    """
    viewer.require(Right.MAKE_TOKENS)
    name = name.strip()
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise ConsoleRefused("A token has a name of 1 to 60 characters.", remedy="Name the program that uses it.")
    if not 1 <= days <= MOST_DAYS:
        raise ConsoleRefused(f"A token works 1 to {MOST_DAYS} days.")
    if not scopes or (wrong := sorted(set(scopes) - set(scopes_of(viewer)))):
        said = f"You can't give {', '.join(wrong)}." if scopes else "A token without a right is of no use."
        raise ConsoleRefused(said, remedy=f"You can give {', '.join(scopes_of(viewer)) or 'none'}.")
    token, kept = new_token()
    async with desk.connection() as connection:
        token_id, ends_at = await add_token(
            connection, kept, owner=viewer.name, name=name, scopes=sorted(set(scopes)), days=days
        )
        facts = {"name": name, "scopes": sorted(set(scopes)), "expires_at": ends_at.isoformat()}
        await put_on_record(connection, viewer, AuditAction.TOKEN_MADE, subject=str(token_id), facts=facts)
    return token


async def own_tokens(desk: Desk, viewer: Viewer) -> Sequence[ApiToken]:
    """Return the viewer's tokens, without their secrets."""
    viewer.require(Right.MAKE_TOKENS)
    async with desk.connection() as connection:
        return await list_tokens(connection, viewer.name)


async def end_token(desk: Desk, viewer: Viewer, token_id: int) -> None:
    """Make one of the viewer's tokens useless.

    Raises:
        ConsoleMissing: they have no such token that works.
    """
    viewer.require(Right.MAKE_TOKENS)
    async with desk.connection() as connection:
        if not await revoke_token(connection, viewer.name, token_id):
            raise ConsoleMissing("You have no such token that works.")
        await put_on_record(connection, viewer, AuditAction.TOKEN_REVOKED, subject=str(token_id))
