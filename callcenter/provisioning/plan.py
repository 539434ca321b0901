"""A plan: what must be created, changed and deleted so that a target holds what the files say.

Made by `diff`, judged by `safety`, shown by `render`, done by a target. Secrets are in it only as "changed".
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from callcenter.provisioning.resource import Existing, Kind, Resource

#: What a secret's old and new value look like in a plan.
SECRET_SHOWN = "changed"  # noqa: S105 - not a secret
#: The field name of a resource that gets our marker and nothing else.
OWNER_FIELD = "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field's old and new value, both as JSON has them; a nested field's name is dotted."""

    field: str
    old: Any
    new: Any
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTheFiles:
    resource: Resource

    @property
    def kind(self) -> Kind:
        """The resource's kind."""
        return self.resource.kind

    @property
    def name(self) -> str:
        """The resource's name in the files."""
        return self.resource.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(_OfTheFiles):
    """A resource that the target doesn't have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(_OfTheFiles):
    """A resource that the target has with other values. `is_adoption`: it carried nobody's marker until now."""

    existing: Existing
    fields: tuple[FieldChange, ...]
    is_adoption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """A resource of ours that the files no longer have."""

    existing: Existing

    @property
    def kind(self) -> Kind:
        """The resource's kind."""
        return self.existing.kind

    @property
    def name(self) -> str:
        """The resource's name when it was applied."""
        return self.existing.name


Change: TypeAlias = Create | Update | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All changes, in the order they are shown and tried, and what the target has besides."""

    target: str
    #: Which project, server or data folder; in the checksum, so that a plan reviewed for one isn't applied to another.
    where: str
    changes: tuple[Change, ...]
    #: Everything the files say that the target can hold, changed or not.
    desired: tuple[Resource, ...] = field(repr=False)
    existing: tuple[Existing, ...] = field(repr=False)
    #: Resources of the target that the files don't name and that aren't ours: left alone.
    unmanaged: tuple[Existing, ...] = ()
    #: Fields the target can't hold and secrets that couldn't be compared; for people.
    notes: tuple[str, ...] = ()
    checksum: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the target already matches the files."""
        return not self.changes

    def count(self, kind: type[Create] | type[Update] | type[Delete]) -> int:
        """Return how many changes are of that kind."""
        return sum(isinstance(change, kind) for change in self.changes)


def checksum(target: str, where: str, changes: Sequence[Change], *, key: bytes = b"") -> str:
    """Return what names a plan: equal only for the same changes from the same state of the same target.

    With a key (the target's own secret) a secret's new value counts too; without one it would be open to guessing.
    """
    digest = hashlib.sha256(json.dumps([target, where], sort_keys=True).encode())
    for change in changes:
        digest.update(json.dumps(change_document(change), sort_keys=True, ensure_ascii=False).encode())
        if isinstance(change, Delete):
            digest.update(change.existing.id.encode())
        elif key:
            for path, value in sorted(change.resource.secrets.items()):
                digest.update(hmac.new(key, f"{path}\0{value}".encode(), hashlib.sha256).digest())
        digest.update(b"\0")
    return digest.hexdigest()[:20]


def change_document(change: Change) -> dict[str, Any]:
    """Return a change as JSON has it: `action`, `kind`, `name` and `fields`, each with `old` and `new`."""
    match change:
        case Create(resource=resource):
            fields = [
                {"field": path, "old": None, "new": value}
                for path, value in sorted(resource.flat().items())
                if value not in (None, "", [], {}, False)
            ]
            fields += [{"field": path, "old": None, "new": SECRET_SHOWN} for path in sorted(resource.secrets)]
            action = "create"
        case Update(fields=changed):
            fields = [
                {"field": one.field, "old": SECRET_SHOWN, "new": SECRET_SHOWN}
                if one.is_secret
                else {"field": one.field, "old": one.old, "new": one.new}
                for one in changed
            ]
            action = "change"
        case Delete(existing=existing):
            fields = [
                {"field": path, "old": value, "new": None}
                for path, value in sorted(existing.flat().items())
                if value not in (None, "", [], {}, False)
            ]
            action = "delete"
    document: dict[str, Any] = {"action": action, "kind": change.kind.value, "name": change.name, "fields": fields}
    if isinstance(change, Update) and change.is_adoption:
        document["adopts"] = True
    return document
