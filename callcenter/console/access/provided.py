"""Signing in by the OpenID provider: it begins here, comes back here, and its claims become a role."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from callcenter.console.access.provider import asked_at, claims_of, find_provider, new_verifier
from callcenter.console.access.sign_in import begin_session, network_of, note_failure
from callcenter.console.desk import Desk
from callcenter.console.roles import Role
from callcenter.errors import ConsoleMissing, ConsoleRefused, ConsoleTooMany
from callcenter.settings.console_settings import ConsoleSettings
from callcenter.store.console.audit import AuditAction, add_entry
from callcenter.store.console.oidc import SignInFlow, add_flow, find_or_add_subject, set_subject_role, take_flow

#: Minutes for a sign-in at the provider.
FLOW_MINUTES = 10
#: Sign-ins from one network that may be under way: an office behind one address begins its day together.
MOST_UNDER_WAY = 100
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
#: The most first: who is in several groups has the role of the first.
_ORDER = (Role.ADMIN, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that has begun: where it goes on, and what the browser keeps to prove that it began there."""

    address: str
    browser_key: str


async def begin(desk: Desk, *, there: str, address: str) -> Begun:
    """Begin a sign-in at the provider that leads to a page of ours.

    Raises:
        ConsoleMissing: no provider is set.
        ConsoleRefused: it doesn't answer.
        ConsoleTooMany: too many sign-ins from that network are under way.
    """
    settings = _with_provider(desk)
    key, nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(24), new_verifier()
    state = _state_of(key)
    async with desk.connection() as connection:
        flow = SignInFlow(nonce=nonce, verifier=verifier, there=there)
        network = network_of(address)
        if not await add_flow(connection, state, flow, network=network, minutes=FLOW_MINUTES, most=MOST_UNDER_WAY):
            raise ConsoleTooMany(
                "Too many sign-ins from your network are under way.",
                remedy=f"Wait {FLOW_MINUTES} minutes, or end one of them.",
            )
    # Only now: whoever begins any number of them costs the provider nothing.
    provider = await find_provider(settings)
    way = asked_at(provider, settings, back=_back(settings), state=state, nonce=nonce, verifier=verifier)
    return Begun(address=way, browser_key=key)


async def come_back(desk: Desk, *, state: str, code: str, browser_key: str, address: str) -> tuple[str, str]:
    """End a sign-in that began in this browser; return the session's token, and the page to go on to.

    Raises:
        ConsoleMissing: no provider is set.
        ConsoleRefused: it didn't begin here, or the provider's answer won't do; that is on record.
    """
    settings = _with_provider(desk)
    try:
        async with desk.connection() as connection:
            flow = await take_flow(connection, state) if state and state == _state_of(browser_key) else None
        if flow is None:
            raise ConsoleRefused("This sign-in didn't begin in this browser, or took too long.", remedy="Sign in anew.")
        if not code:
            raise ConsoleRefused("The sign-in provider let nobody in.", remedy="Sign in anew.")
        provider = await find_provider(settings)
        claims = await claims_of(
            provider, settings, code=code, back=_back(settings), nonce=flow.nonce, verifier=flow.verifier
        )
        return await _let_in(desk, claims, address=address), flow.there
    except ConsoleRefused as error:
        await note_failure(desk, address=address, facts={"by": "oidc", "why": error.what})
        raise


def _with_provider(desk: Desk) -> ConsoleSettings:
    settings = desk.settings.console
    if not settings.oidc_issuer:
        raise ConsoleMissing("No sign-in provider is set.", remedy="Sign in by name and password.")
    return settings


def role_of(claims: Mapping[str, Any], settings: ConsoleSettings) -> Role | None:
    """Return the role that claims give by the settings, the most that fits; None if they give none."""
    found = claims.get(settings.oidc_roles_claim)
    values = {str(one) for one in found} if isinstance(found, list) else {str(found)}
    given = {Role(role) for role, _, value in (pair.partition("=") for pair in settings.oidc_roles) if value in values}
    return next((role for role in _ORDER if role in given), None)


async def _let_in(desk: Desk, claims: Mapping[str, Any], *, address: str) -> str:
    settings = desk.settings.console
    role = role_of(claims, settings)
    if role is None:
        raise ConsoleRefused("You have no role in the console.", remedy="Ask an admin for a group that has one.")
    name = str(claims.get(settings.oidc_name_claim, "")).strip().lower()
    if not _NAME.fullmatch(name):
        raise ConsoleRefused(
            f"The sign-in provider's {settings.oidc_name_claim} can't be a name here.",
            remedy="An admin looks at CALLCENTER_CONSOLE__OIDC_NAME_CLAIM.",
        )
    subject = f"{claims['iss']} {claims['sub']}"
    async with desk.connection() as connection:
        user = await find_or_add_subject(connection, subject, name=name, role=role.value)
        if user is None:
            raise ConsoleRefused("Somebody else here has that name.", remedy="An admin shuts them out or renames you.")
        if user.disabled_at is not None:
            raise ConsoleRefused("You are shut out.", remedy="Ask an admin.")
        if await set_subject_role(connection, subject, role.value):
            facts = {"role": role.value, "by": "oidc"}
            await add_entry(
                connection, AuditAction.USER_CHANGED, who=user.name, role=role, subject=user.name, facts=facts
            )
    return await begin_session(desk, user.user_id, user.name, role.value, address=address)


def _state_of(browser_key: str) -> str:
    """Return what the provider hands back: only the browser that has the key can have asked with it."""
    return hashlib.sha256(browser_key.encode()).hexdigest()


def _back(settings: ConsoleSettings) -> str:
    return f"{(settings.public_url or f'http://{settings.bind}').rstrip('/')}/oidc/callback"
