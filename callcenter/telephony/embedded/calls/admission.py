"""Which calls come in: the trunks and dispatch rules in force, judged by the functions `explain` prints."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import asyncpg

from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.calls.caller_identity import CallerIdentity
from callcenter.domain.host_port import is_loopback
from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.matching import CallRequest, RoutingOutcome, TargetName, Verdict, judge
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.routing.routing import Routing
from callcenter.domain.routing.trunk import InboundTrunk, Registration
from callcenter.errors import DeclarationError
from callcenter.log import logger
from callcenter.provisioning.files.load import load
from callcenter.settings import Settings
from callcenter.store.changes import Changes
from callcenter.store.routing import follow_routing, load_applied
from callcenter.telephony.embedded.calls.encryption import encryption_by_number, encryption_refusal
from callcenter.telephony.embedded.calls.invitation import Invitation
from callcenter.telephony.embedded.port_check import split_bind

log = logger(__name__)

#: Bytes of chance in a room's name.
_ROOM_BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a call isn't taken: a kebab-case word, the trunk it came by (if any), and what `explain` would print."""

    reason: VerdictReason
    trunk: str = ""
    explanation: Mapping[str, Any] = field(default_factory=dict)


class TrunkAdmission:
    """Judges calls by the routing in force: the last apply's, or the files' if nothing was ever applied."""

    def __init__(self, routing: Routing, *, checks_addresses: bool, edge: str = "") -> None:
        self._checks_addresses = checks_addresses
        self._edge = edge
        self._changes: Changes | None = None
        self._settings: Settings | None = None
        self._pool: asyncpg.Pool | None = None
        self._put_in_force(routing)

    @staticmethod
    @asynccontextmanager
    async def open(settings: Settings, pool: asyncpg.Pool) -> AsyncIterator[TrunkAdmission]:
        """Load the routing and follow its changes.

        Raises:
            DeclarationError: nothing was applied yet and the files have faults.
        """
        host, _ = split_bind(settings.sip.bind)
        # On loopback without an edge every sender is this machine; the files' addresses are the carriers'.
        checks_addresses = bool(settings.sip.edge) or not is_loopback(host)
        admission = TrunkAdmission(
            await load_routing(settings, pool), checks_addresses=checks_addresses, edge=settings.sip.edge
        )
        admission._settings, admission._pool = settings, pool
        async with follow_routing(settings.database_url.get_secret_value()) as changes:
            admission._changes = changes
            yield admission

    async def changed(self) -> None:
        """Wait for the next apply and load it; a version that can't be loaded leaves the old one in force."""
        assert self._changes is not None and self._settings is not None and self._pool is not None  # noqa: S101 - set by open
        while True:
            await self._changes.wait()
            try:
                self._put_in_force(await load_routing(self._settings, self._pool))
                return
            except Exception as error:
                log.error("routing_not_loaded", error=type(error).__name__, remedy="The old routing stays in force.")

    def judge(self, invitation: Invitation, *, at: datetime) -> Call | Refused:
        """Return the call as let in, or why it isn't."""
        if self._edge and not invitation.is_from_edge:
            return Refused(
                reason=VerdictReason.NOT_FROM_EDGE, explanation={"outcome": "reject", "why": "It came past the edge."}
            )
        if self._checks_addresses and not invitation.source_address:
            # An allow-list that passes whoever it can't see protects nothing.
            why = "The sender's address could not be told, so no allow-list can be kept."
            return Refused(reason=VerdictReason.SOURCE_UNKNOWN, explanation={"outcome": "reject", "why": why})
        request = CallRequest(
            from_number=invitation.caller_number,
            to_number=invitation.dialled_number,
            source_ip=invitation.source_address,
            from_host=invitation.from_host,
        )
        found = judge(
            request,
            self._routing.inbound_trunks,
            self._routing.dispatch_rules,
            target=TargetName.EMBEDDED,
            calendars=self._calendars,
            at=at,
            checks_addresses=self._checks_addresses,
            random_part=secrets.token_hex(_ROOM_BYTES),
        )
        rule = found.rule_found
        if found.outcome is not RoutingOutcome.ACCEPT or rule is None:
            # A PIN would have to be asked for before the call is up, which the single machine doesn't do.
            return Refused(reason=found.reason, trunk=found.trunk, explanation=found.to_json())
        if reason := encryption_refusal(found.trunk_found, is_encrypted=invitation.is_encrypted):
            return Refused(reason=reason, trunk=found.trunk, explanation={**found.to_json(), "outcome": "reject"})
        return self._call(invitation, found, rule, at)

    def _call(self, invitation: Invitation, found: Verdict, rule: DispatchRule, at: datetime) -> Call:
        trunk = found.trunk_found
        limits = [rule.max_duration_s, int(trunk.max_call_duration_s or 0) if trunk is not None else 0]
        return Call(
            call_id=new_call_id(),
            started_at=at,
            caller_number=invitation.caller_number,
            dialled_number=invitation.dialled_number,
            trunk=found.trunk,
            dispatch_rule=found.rule,
            room=found.room,
            agent=found.agent,
            language=rule.language or "en",
            is_recorded=rule.record,
            duties=rule.duties,
            max_duration_s=min((limit for limit in limits if limit), default=0),
            sip_call_id=invitation.sip_call_id,
            source_address=invitation.source_address,
            headers=dict(invitation.headers),
            identity=self._believed(invitation, trunk),
            calendar=self._calendars.get(rule.opening_hours),
            person=rule.person,
            greeting=rule.greeting,
            closed_message=found.closed_message,
        )

    def _believed(self, invitation: Invitation, trunk: InboundTrunk | None) -> CallerIdentity:
        """Only a sender we know by its address is believed on who is calling."""
        is_known = trunk is not None and bool(trunk.allowed_addresses) and self._checks_addresses
        return invitation.identity if is_known else CallerIdentity()

    def _put_in_force(self, routing: Routing) -> None:
        self._routing = routing
        self._calendars = {calendar.name: calendar for calendar in routing.calendars}
        #: Accounts to register with at providers, so that they send us calls.
        self.registrations = routing.registrations
        #: How each number's calls may be encrypted, and under "" how all others'.
        self.encryption = encryption_by_number(routing.inbound_trunks)
        senders = [trunk.allowed_addresses for trunk in routing.inbound_trunks]
        takes_all = not self._checks_addresses or not all(senders)
        #: Whose calls are taken: addresses and networks (a host name lets nobody in); None: a trunk takes anybody's.
        self.callers: frozenset[str] | None = None if takes_all else frozenset(one for few in senders for one in few)
        takes_any = any(not trunk.numbers for trunk in routing.inbound_trunks)
        #: The numbers with a trunk; None if a trunk takes any number.
        self.numbers: frozenset[str] | None = (
            None if takes_any else frozenset(number for trunk in routing.inbound_trunks for number in trunk.numbers)
        )


async def load_routing(settings: Settings, pool: asyncpg.Pool) -> Routing:
    """Return the routing in force.

    Raises:
        DeclarationError: the files are in force (nothing was applied yet, or the settings say so) and have faults.
    """
    applied = None
    if settings.sip.routing == "applied":
        async with pool.acquire() as connection:
            applied = await load_applied(connection)
    if applied is None:
        return await asyncio.to_thread(load, settings.sip_dir, settings.rules_dir)
    registrations = await asyncio.to_thread(_with_passwords, applied.registrations, settings)
    return replace(applied, registrations=registrations)


def _with_passwords(active: Sequence[Registration], settings: Settings) -> tuple[Registration, ...]:
    """Applied registrations are kept without passwords: those stay in the environment the files name."""
    if not active:
        return ()
    try:
        declared = {one.name: one.auth for one in load(settings.sip_dir, settings.rules_dir).registrations}
    except DeclarationError:
        log.error("registration_passwords_not_read", remedy="Mend the files: `callcenter validate` names their faults.")
        declared = {}
    return tuple(replace(one, auth=declared.get(one.name, one.auth)) for one in active)
