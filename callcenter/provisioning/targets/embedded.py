"""The target embedded: the single machine's Postgres. A whole new version is put in force in one transaction.

A running `serve` is told of it and judges the next call by it; calls that are up aren't touched. Passwords stay out of
the database (the edge has them from the files); PINs are in it, since admission compares them.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from callcenter.domain.routing.matching import TargetName
from callcenter.errors import ProvisioningError
from callcenter.foreign_errors import ErrorTable, told_by
from callcenter.provisioning.plan import Change, Plan
from callcenter.provisioning.render import plan_document
from callcenter.provisioning.resource import Existing, Kind, Ownership, Resource, seal
from callcenter.provisioning.targets.record_file import who
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_connection, open_database
from callcenter.store.postgres_errors import POSTGRES_FAILS
from callcenter.store.routing import (
    ApplyOutcome,
    ApplyRecord,
    RoutingVersion,
    StoredResource,
    load_version,
    record_apply,
    save_routing,
)

#: The one secret that is kept as it is.
_PIN = "pin"


class EmbeddedTarget:
    """The routing in one database. Made by `open_embedded`."""

    name = TargetName.EMBEDDED.value
    key = b""

    def __init__(self, connection: Connection, *, where: str, owner: str, applied_by: str) -> None:
        self.where = where
        self.owner = owner
        self._connection = connection
        self._applied_by = applied_by
        self._in_force = RoutingVersion(apply_id=0, resources=())

    def holdable(self, desired: Sequence[Resource]) -> tuple[tuple[Resource, ...], tuple[str, ...]]:
        """Return everything: the database holds whatever the files say."""
        return tuple(desired), ()

    async def read(self) -> tuple[Existing, ...]:
        """Return the version in force. All of it is ours: nobody else writes there.

        Raises:
            ProvisioningError: Postgres refused.
        """
        with told_by(_refusing("to say what is in force")):
            self._in_force = await load_version(self._connection)
        return tuple(
            Existing(
                kind=Kind(one.kind),
                name=one.name,
                id=f"{one.kind}/{one.name}",
                ownership=Ownership.OURS,
                owner=self.owner,
                fields={path: value for path, value in one.document.items() if path != _PIN},
                secrets={_PIN: one.document[_PIN]} if one.document.get(_PIN) else {},
                seals=one.secrets,
            )
            for one in self._in_force.resources
        )

    async def carry_out(self, plan: Plan, *, on_done: Callable[[Change], None]) -> None:
        """Put the plan's whole routing in force and on record, all or nothing.

        Raises:
            PlanStale: another apply came in between.
            ProvisioningError: Postgres refused.
        """
        record = ApplyRecord(
            applied_by=self._applied_by,
            target=self.name,
            checksum=plan.checksum,
            outcome=ApplyOutcome.APPLIED,
            diff=plan_document(plan),
            done=len(plan.changes),
        )
        resources = [self._stored(one) for one in plan.desired]
        with told_by(_refusing("the apply, and nothing was changed")):
            await save_routing(self._connection, record, resources, replaces=self._in_force.apply_id)
        for change in plan.changes:
            on_done(change)

    async def record(self, record: ApplyRecord) -> None:
        """Keep a failed apply; one that succeeded recorded itself.

        Raises:
            ProvisioningError: Postgres refused.
        """
        if record.outcome is ApplyOutcome.APPLIED:
            return
        with told_by(_refusing("to keep the failed apply on record")):
            await record_apply(self._connection, record)

    def _stored(self, resource: Resource) -> StoredResource:
        kept = {one.name: one for one in self._in_force.resources if one.kind == resource.kind.value}
        document = _as_json(resource.fields)
        seals = {path: seal(value) for path, value in resource.secrets.items() if path != _PIN}
        held = kept.get(resource.name)
        if resource.kind is Kind.DISPATCH_RULE:
            document[_PIN] = resource.secrets.get(_PIN, "")
        if held is not None:
            for path in resource.missing_secrets:
                if path == _PIN:
                    document[_PIN] = held.document.get(_PIN, "")
                elif path in held.secrets:
                    seals[path] = held.secrets[path]
        return StoredResource(kind=resource.kind.value, name=resource.name, document=document, secrets=seals)


@asynccontextmanager
async def open_embedded(settings: Settings, *, owner: str) -> AsyncIterator[EmbeddedTarget]:
    """Connect to the settings' Postgres, the one a running `serve` uses, and bring its schema up to date.

    Raises:
        DatabaseUnavailable: it can't be reached or started.
        StoreError: it refuses what brings its schema up to date.
    """
    async with open_database(settings) as url, open_connection(url) as connection:
        await migrate(connection, agents=settings.agents_dir)
        is_shared = bool(settings.database_url.get_secret_value())
        yield EmbeddedTarget(
            connection,
            where=_database_name(url) if is_shared else str(settings.data_dir),
            owner=owner,
            applied_by=who(),
        )


def _refusing(what: str) -> ErrorTable:
    """Return what a failing statement is to us; `what` says what Postgres refused."""

    def told(error: Exception) -> ProvisioningError:
        return ProvisioningError(
            f"Postgres refused {what} ({type(error).__name__}).", remedy="See its log and run again."
        )

    return dict.fromkeys(POSTGRES_FAILS, told)


def _database_name(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}{parts.path}"


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(fields))
    return document
