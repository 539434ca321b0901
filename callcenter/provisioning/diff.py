"""Desired against existing: the plan that makes the target hold what the files say.

Pure. A resource of the target is matched to one of the files by kind and name; the name is the one in our marker,
or, if nobody marked it, the one it would be exported under. What is not ours is never deleted, and changed only
when the files name it, which takes it over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.domain.routing.matching import TargetName
from callcenter.errors import ForeignOwner, ProvisioningError
from callcenter.provisioning.plan import (
    OWNER_FIELD,
    Change,
    Create,
    Delete,
    FieldChange,
    Plan,
    Update,
    checksum,
)
from callcenter.provisioning.resource import Existing, Kind, Ownership, Resource

#: Trunks before the rules that name them; a rule goes before its trunk.
_CREATE_ORDER = (Kind.CALENDAR, Kind.INBOUND_TRUNK, Kind.OUTBOUND_TRUNK, Kind.REGISTRATION, Kind.DISPATCH_RULE)


def make_plan(
    desired: Sequence[Resource],
    existing: Sequence[Existing],
    *,
    target: str,
    where: str,
    owner: str,
    adopts: bool = False,
    key: bytes = b"",
    notes: Sequence[str] = (),
) -> Plan:
    """Compare and return the plan, its changes in order: creations and changes, trunks first, then deletions.

    `adopts` also marks the resources that match already but carry nobody's marker.

    Raises:
        ForeignOwner: the files name resources that another owner holds; all are named.
        ProvisioningError: secrets of new resources aren't there; all are named.
    """
    held = {(one.kind, one.name): one for one in existing}
    wanted = {(one.kind, one.name): one for one in desired}
    foreign = [held[at] for at in wanted if at in held and held[at].ownership is Ownership.FOREIGN]
    if foreign:
        named = ", ".join(f"{one.kind.label} {one.name} ({one.owner})" for one in foreign)
        raise ForeignOwner(
            f"Another owner holds {named}.",
            remedy=f"Rename them in the files, or apply as that owner with --owner; you are {owner}.",
        )
    created = [one for at, one in wanted.items() if at not in held]
    # The single machine keeps outbound trunks and calls nobody: their passwords may come later.
    unused = [one for one in created if target == TargetName.EMBEDDED and one.kind is Kind.OUTBOUND_TRUNK]
    _raise_if_secrets_are_missing([one for one in created if one not in unused])
    comments = [*notes, *(_without_secret(one, path) for one in unused for path in sorted(one.missing_secrets))]
    changes: list[Change] = []
    for at, resource in sorted(wanted.items(), key=lambda item: _order(item[0])):
        change = (
            Create(resource=resource) if at not in held else _update(resource, held[at], adopts=adopts, notes=comments)
        )
        if change is not None:
            changes.append(change)
    gone = [one for at, one in held.items() if at not in wanted]
    deletions = [Delete(existing=one) for one in gone if one.ownership is Ownership.OURS]
    changes += sorted(deletions, key=lambda change: _order((change.kind, change.name)), reverse=True)
    return Plan(
        target=target,
        where=where,
        changes=tuple(changes),
        desired=tuple(desired),
        existing=tuple(existing),
        unmanaged=tuple(one for one in gone if one.ownership is not Ownership.OURS),
        notes=tuple(comments),
        checksum=checksum(target, where, changes, key=key),
    )


def field_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return the fields whose values differ, sorted by name; a field that isn't there is None."""
    return tuple(
        FieldChange(field=path, old=old.get(path), new=new.get(path))
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    )


def _raise_if_secrets_are_missing(created: Sequence[Resource]) -> None:
    missing = [
        f"{name} (of the {one.kind.label} {one.name})"
        for one in created
        for name in sorted(one.missing_secrets.values())
    ]
    if missing:
        raise ProvisioningError(
            f"The environment doesn't have {', '.join(missing)}.", remedy="Set what is missing and run again."
        )


def _without_secret(resource: Resource, path: str) -> str:
    name = resource.missing_secrets[path]
    return f"{resource.kind.label} {resource.name}: the environment has no {name}, so it is kept without {path}."


def _update(resource: Resource, existing: Existing, *, adopts: bool, notes: list[str]) -> Update | None:
    fields = field_changes(existing.flat(), resource.flat())
    fields += tuple(
        FieldChange(field=path, old=None, new=None, is_secret=True)
        for path in sorted({*resource.secrets, *existing.secret_paths} - set(resource.missing_secrets))
        if not existing.has_secret(path, resource.secrets.get(path, ""))
    )
    for path, name in sorted(resource.missing_secrets.items()):
        notes.append(
            f"{resource.kind.label} {resource.name}: the environment has no {name}, so {path} is taken as unchanged."
        )
    is_adoption = existing.ownership is Ownership.NOBODY
    if is_adoption and adopts and not fields:
        fields = (FieldChange(field=OWNER_FIELD, old=None, new="ours"),)
    if not fields:
        return None
    return Update(resource=resource, existing=existing, fields=fields, is_adoption=is_adoption)


def _order(at: tuple[Kind, str]) -> tuple[int, str]:
    return _CREATE_ORDER.index(at[0]), at[1]
