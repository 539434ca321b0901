"""People of the console: add, change, a one-time link, and the list of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.secrets import new_token
from callcenter.console.access.sign_in import read_role
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.preferences import languages, time_zones
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing, ConsoleRefused
from callcenter.store.connection import Connection
from callcenter.store.console.audit import AuditAction
from callcenter.store.console.credentials import end_sessions, revoke_tokens
from callcenter.store.console.users import (
    ConsoleUser,
    add_user,
    find_user,
    list_users,
    replace_link,
    set_enabled,
    set_preferences,
    set_role,
)

#: Hours for which a one-time link works.
LINK_HOURS = 24
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
_NO_SUCH = "There is nobody of that name."


async def people(desk: Desk, viewer: Viewer) -> Sequence[ConsoleUser]:
    """Return everybody who may use the console."""
    viewer.require(Right.MANAGE_PEOPLE)
    async with desk.connection() as connection:
        return await list_users(connection)


async def add_person(desk: Desk, viewer: Viewer, name: str, role: str) -> str:
    """Add a person and return the path of the one-time link by which they choose their password.

    Raises:
        ConsoleRefused: the name is taken or can't be one, there is no such role, or the viewer may not.
    """
    viewer.require(Right.MANAGE_PEOPLE)
    name, is_role = name.strip().lower(), read_role(role)
    if not _NAME.fullmatch(name):
        raise ConsoleRefused(
            "That can't be a name.", remedy="1 to 64 letters from a to z, digits, and . _ @ - after the first."
        )
    async with desk.connection() as connection:
        user_id = await add_user(connection, name, is_role.value)
        if user_id is None:
            raise ConsoleRefused(f"There is a {name} already.", remedy="Choose another name, or make them a new link.")
        await put_on_record(connection, viewer, AuditAction.USER_ADDED, subject=name, facts={"role": is_role.value})
        return await _link(connection, viewer, user_id, name)


async def new_link(desk: Desk, viewer: Viewer, name: str) -> str:
    """Return the path of a new one-time link of a person; earlier ones don't work any more.

    Raises:
        ConsoleMissing: there is nobody of that name.
        ConsoleRefused: they are shut out.
    """
    viewer.require(Right.MANAGE_PEOPLE)
    async with desk.connection() as connection:
        user = await find_user(connection, name)
        if user is None:
            raise ConsoleMissing(_NO_SUCH)
        if user.is_provided:
            raise ConsoleRefused(f"{name} signs in by the sign-in provider.", remedy="It keeps their password.")
        if user.disabled_at is not None:
            raise ConsoleRefused(f"{name} is shut out.", remedy="Let them in again first.")
        return await _link(connection, viewer, user.user_id, name)


async def change_person(
    desk: Desk, viewer: Viewer, name: str, *, role: str | None = None, is_enabled: bool | None = None
) -> None:
    """Give a person another role, shut them out or let them in; their open sessions end.

    Who is shut out loses their tokens for good: let in again they make new ones, and nobody goes on by the old.

    Raises:
        ConsoleMissing: there is nobody of that name.
        ConsoleRefused: they are the last admin who can sign in.
    """
    viewer.require(Right.MANAGE_PEOPLE)
    async with desk.connection() as connection:
        if await find_user(connection, name) is None:
            raise ConsoleMissing(_NO_SUCH)
        is_done = True
        if role is not None:
            is_done = await set_role(connection, name, read_role(role).value)
        if is_done and is_enabled is not None:
            is_done = await set_enabled(connection, name, is_enabled=is_enabled)
        if not is_done:
            raise ConsoleRefused(f"{name} is the last admin who can sign in, or is shut out.", remedy="Make another.")
        changed = {"role": role, "enabled": is_enabled}
        facts = {key: value for key, value in changed.items() if value is not None}
        await put_on_record(connection, viewer, AuditAction.USER_CHANGED, subject=name, facts=facts)
        await end_sessions(connection, name)
        if is_enabled is False:
            await revoke_tokens(connection, name)


async def keep_preferences(desk: Desk, viewer: Viewer, *, time_zone: str, language: str) -> None:
    """Keep the viewer's own time zone and language; empty is as their browser says.

    Raises:
        ConsoleRefused: a program asks, or there is no such time zone or language.
    """
    if viewer.token_name:
        raise ConsoleRefused("A token has no account of its own.", remedy="Sign in.")
    if time_zone and time_zone not in time_zones():
        raise ConsoleRefused(f"There is no time zone {time_zone[:40]!r}.", remedy="Such as Europe/Berlin.")
    if language and language not in languages():
        raise ConsoleRefused(f"There is no language {language[:40]!r}.", remedy=f"There are {', '.join(languages())}.")
    async with desk.connection() as connection:
        await set_preferences(connection, viewer.name, time_zone=time_zone, language=language)
        facts = {"time_zone": time_zone, "language": language}
        await put_on_record(connection, viewer, AuditAction.ACCOUNT_CHANGED, subject=viewer.name, facts=facts)


def person_json(user: ConsoleUser) -> dict[str, Any]:
    """Return a person as JSON data, without the password's hash."""
    return {
        "name": user.name,
        "role": user.role,
        "has_password": user.password_hash is not None,
        "enabled": user.disabled_at is None,
        "created_at": user.created_at.isoformat(),
        "seen_at": user.seen_at.isoformat() if user.seen_at else None,
    }


async def _link(connection: Connection, viewer: Viewer, user_id: int, name: str) -> str:
    token, kept = new_token()
    await replace_link(connection, user_id, kept, hours=LINK_HOURS)
    await put_on_record(connection, viewer, AuditAction.LINK_MADE, subject=name)
    return f"/welcome/{token}"
