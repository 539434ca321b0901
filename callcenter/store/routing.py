"""The routing in force on the single machine, its versions, and the record of every apply.

Written by provisioning, read by admission. Resources are kept as the documents that plans compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.opening_hours import Calendar
from callcenter.domain.routing.routing import Routing
from callcenter.domain.routing.trunk import InboundTrunk, OutboundTrunk, Registration
from callcenter.errors import PlanStale
from callcenter.store.changes import Changes, follow
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

#: Postgres channel on which every applied version is told.
CHANNEL = "routing_changed"

_Noun = TypeVar("_Noun")
_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResource:
    """One resource of a version: its document without secrets, and the secrets' seals by field."""

    kind: str
    name: str
    document: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingVersion:
    """All resources of a version. `apply_id` is 0 if nothing was ever applied."""

    apply_id: int
    resources: tuple[StoredResource, ...]


class ApplyOutcome(StrEnum):
    """How far an apply got."""

    APPLIED = "applied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRecord:
    """Who applied what, when, and how far it got. `diff` is the plan's document; secrets only as "changed"."""

    applied_by: str
    target: str
    checksum: str
    outcome: ApplyOutcome
    diff: Mapping[str, Any]
    done: int
    error: str = ""


async def load_version(connection: Connection) -> RoutingVersion:
    """Return the version in force; one without resources if nothing was applied."""
    apply_id = await connection.fetchval(_SQL["load_active_id"])
    if apply_id is None:
        return RoutingVersion(apply_id=0, resources=())
    rows = await connection.fetch(_SQL["load_resources"], apply_id)
    return RoutingVersion(
        apply_id=apply_id,
        resources=tuple(
            StoredResource(kind=row["kind"], name=row["name"], document=row["document"], secrets=row["secrets"])
            for row in rows
        ),
    )


async def load_applied(connection: Connection) -> Routing | None:
    """Return the routing in force, None if nothing was ever applied (the files count then).

    Trunks and registrations are without passwords: those aren't kept.
    """
    version = await load_version(connection)
    if not version.apply_id:
        return None
    return Routing(
        inbound_trunks=_typed(InboundTrunk, "inbound_trunk", version),
        outbound_trunks=_typed(OutboundTrunk, "outbound_trunk", version),
        registrations=_typed(Registration, "registration", version),
        dispatch_rules=_typed(DispatchRule, "dispatch_rule", version),
        calendars=_typed(Calendar, "calendar", version),
    )


async def was_applied(connection: Connection) -> bool:
    """Tell whether anything was ever applied, also of a database without our tables."""
    has_table = await connection.fetchval("SELECT to_regclass('routing_apply') IS NOT NULL")
    return bool(has_table) and await connection.fetchval(_SQL["load_active_id"]) is not None


def _typed(kind: type[_Noun], name: str, version: RoutingVersion) -> tuple[_Noun, ...]:
    adapter = TypeAdapter(kind)
    return tuple(
        adapter.validate_python({"name": one.name, **one.document}) for one in version.resources if one.kind == name
    )


async def save_routing(
    connection: Connection, record: ApplyRecord, resources: Sequence[StoredResource], *, replaces: int
) -> int:
    """Put a whole new version in force, on record, and tell running workers; all or nothing. Return its id.

    Raises:
        PlanStale: another apply came in between: the version in force isn't the one `replaces` names.
    """
    async with connection.transaction():
        await connection.execute(_SQL["lock_routing"])
        in_force = await connection.fetchval(_SQL["load_active_id"]) or 0
        if in_force != replaces:
            raise PlanStale("Somebody else applied in the meantime.", remedy="Run plan again and review it.")
        apply_id = await record_apply(connection, record)
        await connection.executemany(
            _SQL["insert_resource"],
            [
                (apply_id, one.kind, one.name, position, dict(one.document), dict(one.secrets))
                for position, one in enumerate(resources)
            ],
        )
        await connection.execute(_SQL["notify_changed"], str(apply_id))
    return apply_id


async def record_apply(connection: Connection, record: ApplyRecord) -> int:
    """Put an apply on record and return its id."""
    apply_id: int = await connection.fetchval(
        _SQL["insert_apply"],
        record.applied_by,
        record.target,
        record.checksum,
        record.outcome,
        dict(record.diff),
        record.done,
        record.error,
    )
    return apply_id


def follow_routing(url: str) -> AbstractAsyncContextManager[Changes]:
    """Listen for applies; a lost connection counts as a change."""
    return follow(url, CHANNEL)
