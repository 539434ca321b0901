"""Signing in and out, choosing a password by a one-time link, and knowing who a request is from."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.secrets import hash_password, is_password, kept_of, new_token
from callcenter.console.access.viewer import Viewer, viewer_of
from callcenter.console.desk import Desk
from callcenter.console.preferences import NO_PREFERENCES, Preferences
from callcenter.console.roles import Role
from callcenter.errors import ConsoleRefused
from callcenter.store.console.audit import AuditAction, add_entry, count_recent
from callcenter.store.console.credentials import (
    add_session,
    end_session,
    end_sessions,
    find_session,
    find_token,
    touch_session,
)
from callcenter.store.console.users import find_link, find_user, set_password, use_link

#: Wrong passwords for one person, and from one address, in so many minutes, after which nobody signs in by them.
TRIES_A_PERSON, TRIES_AN_ADDRESS, LOCK_MINUTES = 5, 25, 15
#: Failed sign-ins of one network that are put on record in that time: what comes beyond says nothing more.
MOST_NOTED = 100
#: What whoever can't sign in is told, whatever the reason: no word on which names there are.
REFUSAL = "That name and password don't go together, or there were too many tries: then wait a quarter of an hour."

#: One at a time: hashing takes memory, and tries at once mustn't pass the count.
_ONE_AT_A_TIME = asyncio.Lock()


async def sign_in(desk: Desk, name: str, password: str, *, address: str) -> str:
    """Begin a session and return its token.

    Raises:
        ConsoleRefused: wrong name or password, no password yet, shut out, or locked.
    """
    counted = network_of(address)
    async with _ONE_AT_A_TIME:
        async with desk.connection() as connection:
            user = await find_user(connection, name)
            # Names that aren't anybody's stay out of the record: some type their password there.
            known = user.name if user is not None else ""
            of_person, from_address = await count_recent(
                connection, AuditAction.SIGN_IN_FAILED, subject=known, address=counted, minutes=LOCK_MINUTES
            )
        is_address_locked = from_address >= TRIES_AN_ADDRESS
        is_locked = is_address_locked or (bool(known) and of_person >= TRIES_A_PERSON)
        password_hash = user.password_hash if user is not None and user.disabled_at is None else None
        # Compared also if the person is locked: an answer at once would say that there is such a person.
        is_right = not is_address_locked and await asyncio.to_thread(is_password, password, password_hash)
        if user is None or is_locked or not is_right:
            role = user.role if user is not None else ""
            await note_failure(desk, who=known, role=role, address=address, facts={"locked": True} if is_locked else {})
            raise ConsoleRefused(REFUSAL)
        return await begin_session(desk, user.user_id, user.name, user.role, address=address)


async def note_failure(desk: Desk, *, address: str, facts: Mapping[str, Any], who: str = "", role: str = "") -> None:
    """Put a sign-in that failed on record, unless its network has filled enough of a log that nobody can empty."""
    counted = network_of(address)
    more = {"network": counted} if counted != address else {}
    failed = AuditAction.SIGN_IN_FAILED
    async with desk.connection() as connection:
        _, noted = await count_recent(connection, failed, subject=who, address=counted, minutes=LOCK_MINUTES)
        if noted < MOST_NOTED:
            await add_entry(
                connection, failed, who=who, role=role, subject=who, address=address, facts={**facts, **more}
            )


def network_of(address: str) -> str:
    """Return what tries are counted by: of IPv6 the /64, since whoever has one address there has all of them."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv4Address):
        return address
    return str(read.ipv4_mapped or ip_network((read, 64), strict=False))


async def begin_session(desk: Desk, user_id: int, name: str, role: str, *, address: str) -> str:
    """Begin a session of somebody who is proven to be themselves, and return its token."""
    token, kept = new_token()
    async with desk.connection() as connection:
        await add_session(connection, kept, user_id, hours=desk.settings.console.session_hours)
        await add_entry(connection, AuditAction.SIGNED_IN, who=name, role=role, subject=name, address=address)
    return token


async def sign_out(desk: Desk, viewer: Viewer) -> None:
    """End the viewer's session."""
    async with desk.connection() as connection:
        await end_session(connection, viewer.session_sha256)
        await put_on_record(connection, viewer, AuditAction.SIGNED_OUT, subject=viewer.name)


async def owner_of_link(desk: Desk, link: str) -> str | None:
    """Return whose one-time link it is, None if it doesn't work (any more)."""
    async with desk.connection() as connection:
        owner = await find_link(connection, kept_of(link))
    return owner.name if owner is not None else None


async def choose_password(desk: Desk, link: str, password: str, *, address: str) -> str:
    """Set the password of a link's owner, end their sessions, and begin a new one whose token is returned.

    Raises:
        ConsoleRefused: the password won't do (the link still works), or the link doesn't work.
    """
    password_hash = await asyncio.to_thread(hash_password, password)
    async with desk.connection() as connection:
        owner = await use_link(connection, kept_of(link))
        if owner is None:
            raise ConsoleRefused("This link was used or is too old.", remedy="Ask an admin for another.")
        await set_password(connection, owner.user_id, password_hash)
        await end_sessions(connection, owner.name)
        await add_entry(
            connection,
            AuditAction.PASSWORD_CHOSEN,
            who=owner.name,
            role=owner.role,
            subject=owner.name,
            address=address,
        )
    return await begin_session(desk, owner.user_id, owner.name, owner.role, address=address)


async def by_session(
    desk: Desk, session_sha256: bytes, *, address: str, browser: Preferences = NO_PREFERENCES, is_in_use: bool = True
) -> Viewer | None:
    """Return who a session is of, None if it has ended. `is_in_use` puts off its end by rest."""
    async with desk.connection() as connection:
        idle_minutes = desk.settings.console.session_idle_minutes
        bearer = await find_session(connection, session_sha256, idle_minutes=idle_minutes)
        if bearer is None:
            return None
        if is_in_use:
            await touch_session(connection, session_sha256)
    return viewer_of(bearer, address=address, session_sha256=session_sha256, browser=browser)


async def by_token(desk: Desk, token: str, *, address: str) -> Viewer | None:
    """Return who a program's token is of, None if it doesn't work."""
    async with desk.connection() as connection:
        bearer = await find_token(connection, kept_of(token))
    return viewer_of(bearer, address=address) if bearer is not None else None


def read_role(text: str) -> Role:
    """Return a role by its name.

    Raises:
        ConsoleRefused: there is no such role.
    """
    try:
        return Role(text)
    except ValueError:
        raise ConsoleRefused(f"There is no role {text!r}.", remedy=f"There are {', '.join(Role)}.") from None
