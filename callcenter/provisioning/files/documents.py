"""Declared trunks and rules as the documents that plans compare, and what a field is when nobody says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.opening_hours import Calendar
from callcenter.domain.routing.trunk import InboundTrunk, OutboundTrunk, Registration, TrunkAuth
from callcenter.provisioning.files.load import Declared, load
from callcenter.provisioning.resource import Kind, Resource

if TYPE_CHECKING:
    from callcenter.settings import Settings

#: Sections of the files and the kinds of resource in them.
SECTIONS = {
    "calendars": Kind.CALENDAR,
    "inbound_trunks": Kind.INBOUND_TRUNK,
    "outbound_trunks": Kind.OUTBOUND_TRUNK,
    "registrations": Kind.REGISTRATION,
    "dispatch_rules": Kind.DISPATCH_RULE,
}


def resources_of(declared: Declared) -> tuple[Resource, ...]:
    """Return everything declared as resources, secrets apart."""
    return tuple(
        resource_of(kind, one, declared.missing_secrets.get((section, one.name), {}))
        for section, kind in SECTIONS.items()
        for one in getattr(declared, section)
    )


def desired_resources(settings: Settings, *, sip_dir: Path | None, rules_dir: Path | None) -> tuple[Resource, ...]:
    """Read the folders given, or those of the settings.

    Raises:
        DeclarationError: faults in the files; all of them.
    """
    return resources_of(load(sip_dir or settings.sip_dir, rules_dir or settings.rules_dir))


def resource_of(kind: Kind, declared: Any, missing_secrets: Mapping[str, str]) -> Resource:
    """Return one declared object as a resource."""
    fields: dict[str, Any] = json.loads(json.dumps(asdict(declared)))
    name = fields.pop("name")
    secrets: dict[str, str] = {}
    if "auth" in fields and (password := fields["auth"].pop("password")):
        secrets["auth.password"] = password
    if kind is Kind.DISPATCH_RULE and (pin := fields.pop("pin")):
        secrets["pin"] = pin
    return Resource(kind=kind, name=name, fields=fields, secrets=secrets, missing_secrets=missing_secrets)


@cache
def _defaults() -> Mapping[Kind, str]:
    empty: Mapping[Kind, Any] = {
        Kind.CALENDAR: Calendar(name=""),
        Kind.INBOUND_TRUNK: InboundTrunk(name=""),
        Kind.OUTBOUND_TRUNK: OutboundTrunk(name="", address=""),
        Kind.REGISTRATION: Registration(name="", registrar="", auth=TrunkAuth()),
        Kind.DISPATCH_RULE: DispatchRule(name=""),
    }
    return {kind: json.dumps(dict(resource_of(kind, one, {}).fields)) for kind, one in empty.items()}


def default_document(kind: Kind) -> dict[str, Any]:
    """Return the document of a declaration that says nothing but its name."""
    document: dict[str, Any] = json.loads(_defaults()[kind])
    return document
