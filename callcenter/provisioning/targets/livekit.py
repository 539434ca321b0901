"""The target livekit: a project's trunks and dispatch rules through its SIP API.

LiveKit's update replaces the whole resource, so whole resources are sent. It knows trunks by id; the files know them
by name, which our marker carries. A change that another resource is still in the way of waits for the others.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from callcenter.domain.routing.matching import TargetName
from callcenter.errors import ProvisioningError
from callcenter.livekit_errors import Conflict
from callcenter.provisioning.files.documents import default_document
from callcenter.provisioning.plan import Change, Create, Delete, Plan, Update
from callcenter.provisioning.resource import Existing, Kind, Ownership, Resource, seal
from callcenter.provisioning.targets import livekit_messages as messages
from callcenter.provisioning.targets.livekit_api import SipApi, open_sip_api
from callcenter.provisioning.targets.livekit_limits import with_limits
from callcenter.provisioning.targets.livekit_marker import Marker, canonical_metadata, read_marker, write_marker
from callcenter.provisioning.targets.livekit_rooms import add_agent_dispatch, take_agent_dispatch
from callcenter.provisioning.targets.livekit_version import check_server
from callcenter.provisioning.targets.record_file import append_record
from callcenter.settings import Settings
from callcenter.store.routing import ApplyRecord

_HELD = {
    Kind.INBOUND_TRUNK: messages.INBOUND_FIELDS,
    Kind.OUTBOUND_TRUNK: messages.OUTBOUND_FIELDS,
    Kind.DISPATCH_RULE: messages.RULE_FIELDS,
}
#: Lists whose order means nothing to LiveKit.
_SETS = ("numbers", "allowed_addresses", "allowed_numbers", "trunks", "called_numbers", "calling_numbers")
_TRUNK_ID = re.compile(r"ST_\w+")
#: A number nobody dials, for a resource that must step aside so that two can swap theirs.
_ASIDE = "callcenter-stepped-aside-"


class _Waits(Exception):
    """The change needs another one done first."""


class LiveKitTarget:
    """One LiveKit project. Made by `open_livekit`."""

    name = TargetName.LIVEKIT.value

    def __init__(
        self, sip_api: SipApi, *, where: str, owner: str, key: bytes, records: Path, settings: Settings
    ) -> None:
        self.where = where
        self.owner = owner
        self.key = key
        self._api = sip_api
        self._records = records
        self._settings = settings
        self._agent_name = settings.worker.agent_name
        self._longest_call_s = settings.sip.max_duration_s
        self._trunk_ids: dict[str, str] = {}

    def holdable(self, desired: Sequence[Resource]) -> tuple[tuple[Resource, ...], tuple[str, ...]]:
        """Return trunks and rules as LiveKit would give them back; calendars travel with the rules that name them."""
        notes = []
        left_out = [one for one in desired if one.kind not in _HELD]
        if registrations := [one.name for one in left_out if one.kind is Kind.REGISTRATION]:
            notes.append(f"LiveKit registers at no provider; left out: {', '.join(sorted(registrations))}.")
        calendars = {one.name: one.fields for one in left_out if one.kind is Kind.CALENDAR}
        rules = [one.fields for one in desired if one.kind is Kind.DISPATCH_RULE]
        held = []
        for one in desired:
            if one.kind in _HELD:
                fields = with_limits(one, rules, longest_call_s=self._longest_call_s)
                held.append(replace(one, fields=_held_fields(replace(one, fields=fields), calendars)))
        return tuple(held), tuple(notes)

    async def read(self) -> tuple[Existing, ...]:
        """Return all trunks and rules of the project."""
        inbound, outbound = await self._api.list_inbound(), await self._api.list_outbound()
        rules = await self._api.list_rules()
        found: list[Existing] = []
        for trunk in inbound:
            document, secrets = messages.inbound_document(trunk)
            found.append(self._existing(Kind.INBOUND_TRUNK, trunk.sip_trunk_id, trunk.name, document, secrets))
        found = _named_apart(found)
        names = {one.id: one.name for one in found}
        self._trunk_ids = {one.name: one.id for one in found}
        others: list[Existing] = []
        for line in outbound:
            document, secrets = messages.outbound_document(line)
            others.append(self._existing(Kind.OUTBOUND_TRUNK, line.sip_trunk_id, line.name, document, secrets))
        found += _named_apart(others)
        dispatch: list[Existing] = []
        for rule in rules:
            document, secrets = messages.rule_document(rule, names)
            dispatch.append(self._existing(Kind.DISPATCH_RULE, rule.sip_dispatch_rule_id, rule.name, document, secrets))
        return (*found, *_named_apart(dispatch))

    async def carry_out(self, plan: Plan, *, on_done: Callable[[Change], None]) -> None:
        """Make the changes, those that must wait for others again after them, until none is left.

        Raises:
            ProvisioningError: LiveKit is too old for a field, refused a change or can't be reached; what was done stays
                done.
        """
        changed = [change.resource for change in plan.changes if isinstance(change, (Create, Update))]
        await check_server(changed, self._settings)
        pending = list(plan.changes)
        stepped_aside: set[str] = set()
        while pending:
            waiting: list[tuple[Change, Exception]] = []
            for change in pending:
                try:
                    await self._carry_out_one(change)
                except (Conflict, _Waits) as obstacle:
                    waiting.append((change, obstacle))
                else:
                    on_done(change)
            if len(waiting) == len(pending) and not await self._step_aside(waiting, stepped_aside):
                change, reason = waiting[0]
                raise ProvisioningError(
                    f"The {change.kind.label} {change.name} can't be applied: {reason}.",
                    remedy="Correct the files, or remove what is in the way.",
                ) from reason
            pending = [change for change, _ in waiting]

    async def record(self, record: ApplyRecord) -> None:
        """Append the apply to a file in the data folder."""
        append_record(self._records, record)

    def _existing(
        self, kind: Kind, id_: str, livekit_name: str, document: dict[str, Any], secrets: dict[str, str]
    ) -> Existing:
        user_metadata, marker = read_marker(document["metadata"])
        document = {**default_document(kind), **document}
        document["metadata"] = user_metadata
        name = livekit_name
        if marker is not None:
            name = marker.name or livekit_name
            document |= marker.fields
        if kind is Kind.DISPATCH_RULE:
            take_agent_dispatch(document, agent_name=self._agent_name)
        if marker is None:
            ownership = Ownership.NOBODY
        else:
            ownership = Ownership.OURS if marker.owner == self.owner else Ownership.FOREIGN
        return Existing(
            kind=kind,
            name=name,
            id=id_,
            ownership=ownership,
            owner=marker.owner if marker is not None else "",
            fields=_canonical(document),
            secrets=secrets,
            seals=marker.seals if marker is not None and not secrets else {},
            key=self.key,
        )

    async def _carry_out_one(self, change: Change) -> None:
        match change:
            case Delete(existing=existing) if existing.kind is Kind.DISPATCH_RULE:
                await self._api.delete_rule(existing.id)
            case Delete(existing=existing):
                await self._api.delete_trunk(existing.id)
                if existing.kind is Kind.INBOUND_TRUNK and self._trunk_ids.get(existing.name) == existing.id:
                    del self._trunk_ids[existing.name]
            case Create(resource=resource):
                await self._put(resource, None)
            case Update(resource=resource, existing=existing):
                await self._put(resource, existing)

    async def _put(self, resource: Resource, existing: Existing | None, *, aside: str = "") -> None:
        id_ = existing.id if existing is not None else ""
        secrets = dict(resource.secrets)
        seals = {path: seal(value, key=self.key) for path, value in secrets.items()}
        for path, variable in resource.missing_secrets.items():
            if existing is None or path not in existing.secrets:
                raise ProvisioningError(
                    f"The {resource.kind.label} {resource.name} can't be changed without {variable}: LiveKit replaces "
                    "the whole resource, and doesn't give the secret out.",
                    remedy="Set it and run again.",
                )
            secrets[path] = existing.secrets[path]
            seals[path] = seal(secrets[path], key=self.key)
        document = dict(resource.fields)
        if aside:
            document["called_numbers" if resource.kind is Kind.DISPATCH_RULE else "numbers"] = [aside]
        metadata = self._metadata(resource, seals)
        password = secrets.get("auth.password", "")
        match resource.kind:
            case Kind.INBOUND_TRUNK:
                inbound = messages.inbound_message(resource.name, document, password)
                inbound.metadata = metadata
                self._trunk_ids[resource.name] = await self._api.put_inbound(inbound, id_)
            case Kind.OUTBOUND_TRUNK:
                outbound = messages.outbound_message(resource.name, document, password)
                outbound.metadata = metadata
                await self._api.put_outbound(outbound, id_)
            case _:
                trunk_ids = [self._trunk_id(name) for name in document["trunks"]]
                names = dict(zip(trunk_ids, document["trunks"], strict=True))
                add_agent_dispatch(document, rule=resource.name, agent_name=self._agent_name, trunk_names=names)
                rule = messages.rule_message(resource.name, document, secrets.get("pin", ""), trunk_ids)
                rule.metadata = metadata
                await self._api.put_rule(rule, id_)

    def _metadata(self, resource: Resource, seals: Mapping[str, str]) -> str:
        extra = {key: value for key, value in resource.fields.items() if key not in _HELD[resource.kind]}
        marker = Marker(owner=self.owner, name=resource.name, seals=seals, fields=extra)
        return write_marker(str(resource.fields["metadata"]), marker)

    def _trunk_id(self, name: str) -> str:
        if name in self._trunk_ids:
            return self._trunk_ids[name]
        if _TRUNK_ID.fullmatch(name):
            return name
        raise _Waits(f"it names the trunk {name}, which isn't there")

    async def _step_aside(self, waiting: Sequence[tuple[Change, Exception]], stepped_aside: set[str]) -> bool:
        """Give one of the resources that stand in one another's way a number nobody dials, for a moment."""
        for change, reason in waiting:
            if isinstance(change, Update) and isinstance(reason, Conflict) and change.existing.id not in stepped_aside:
                stepped_aside.add(change.existing.id)
                await self._put(change.resource, change.existing, aside=f"{_ASIDE}{change.existing.id}")
                return True
        return False


@asynccontextmanager
async def open_livekit(settings: Settings, *, owner: str) -> AsyncIterator[LiveKitTarget]:
    """Connect to the project of the settings.

    Raises:
        SettingsError: its URL, key or secret is missing.
    """
    async with open_sip_api(settings) as sip_api:
        secret = settings.livekit_api_secret.get_secret_value()
        yield LiveKitTarget(
            sip_api,
            where=urlsplit(settings.livekit_url).netloc.rpartition("@")[2],
            owner=owner,
            key=hashlib.sha256(f"callcenter provisioning\0{secret}".encode()).digest(),
            records=settings.data_dir / "provisioning" / "applies.jsonl",
            settings=settings,
        )


def _held_fields(resource: Resource, calendars: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    fields = dict(resource.fields)
    hours = fields.get("opening_hours")
    if isinstance(hours, str) and hours in calendars:
        fields["calendar"] = dict(calendars[hours])
    return _canonical(fields)


def _canonical(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document in the one form in which two are compared."""
    whole: dict[str, Any] = json.loads(json.dumps(document, default=str))
    for field in _SETS:
        if isinstance(whole.get(field), list):
            whole[field] = sorted(set(whole[field]))
    whole["metadata"] = canonical_metadata(str(whole.get("metadata") or ""))
    return whole


def _named_apart(found: Sequence[Existing]) -> list[Existing]:
    """Give resources without a name, or with one that others of their kind have, a name of their own by their id."""
    taken: dict[str, str] = {}
    for one in sorted(found, key=lambda one: (one.ownership is not Ownership.OURS, one.id)):
        own_name = one.name if one.ownership is not Ownership.NOBODY else file_name(one.name)
        base = own_name or one.kind.value.replace("_", "-")
        is_free = bool(own_name) and base not in taken.values()
        taken[one.id] = base if is_free else f"{base}-{one.id.rpartition('_')[2].lower()}"
    return [replace(one, name=taken[one.id]) for one in found]


def file_name(livekit_name: str) -> str:
    """Return a name the files can have for one that LiveKit has."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", livekit_name).strip("-.")
