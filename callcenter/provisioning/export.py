"""Files from what a target has, so that `plan` afterwards shows no change.

Every resource is written, whoever made it; secrets become `env:NAME`, and the names are listed. A resource of another
owner is left out and said. What carries nobody's marker becomes ours with the first change (or `apply --adopt`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcenter.errors import ProvisioningError
from callcenter.provisioning.files.documents import default_document
from callcenter.provisioning.resource import Existing, Kind, Ownership

#: Sections by kind, the file each goes to, and the folder's option.
_FILES = {
    Kind.INBOUND_TRUNK: ("sip", "inbound-trunks.yaml", "inbound_trunks"),
    Kind.OUTBOUND_TRUNK: ("sip", "outbound-trunks.yaml", "outbound_trunks"),
    Kind.REGISTRATION: ("sip", "registrations.yaml", "registrations"),
    Kind.CALENDAR: ("rules", "calendars.yaml", "calendars"),
    Kind.DISPATCH_RULE: ("rules", "dispatch-rules.yaml", "dispatch_rules"),
}
#: Document fields whose unit the files leave out.
_SECONDS = re.compile(r"^(.*)_s$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSecret:
    """A secret that must be in the environment: its variable, and whose field it is."""

    variable: str
    kind: Kind
    name: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Files by path, the secrets they refer to, and resources that were left out."""

    files: Mapping[Path, str]
    secrets: tuple[ExportedSecret, ...]
    left_out: tuple[Existing, ...]


def export(existing: Sequence[Existing], *, sip_dir: Path, rules_dir: Path) -> Export:
    """Return the files that say what the target has."""
    kept = [one for one in existing if one.ownership is not Ownership.FOREIGN]
    kept += _calendars(kept)
    files: dict[Path, str] = {}
    secrets: list[ExportedSecret] = []
    for kind, (folder, file, section) in _FILES.items():
        found = sorted((one for one in kept if one.kind is kind), key=lambda one: one.name)
        if not found:
            continue
        declared = [_declaration(one, secrets) for one in found]
        files[(sip_dir if folder == "sip" else rules_dir) / file] = _yaml({section: declared})
    return Export(
        files=files,
        secrets=tuple(secrets),
        left_out=tuple(one for one in existing if one.ownership is Ownership.FOREIGN),
    )


def export_text(made: Export) -> str:
    """Return the files as one text to look at, each under its path."""
    return "\n".join(f"# {path}\n{text}" for path, text in made.files.items())


def write_export(made: Export, *, force: bool) -> tuple[Path, ...]:
    """Write the files and return their paths; none is overwritten without `force`.

    Raises:
        ProvisioningError: files are there already (all named), or can't be written.
    """
    there = [str(path) for path in made.files if path.exists()]
    if there and not force:
        raise ProvisioningError(
            f"{', '.join(there)} exist{'s' if len(there) == 1 else ''} already; nothing was written.",
            remedy="Export to other folders, or overwrite with --force.",
        )
    for path, text in made.files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise ProvisioningError(f"{path} can't be written: {error.strerror}.") from error
    return tuple(made.files)


def _calendars(kept: Sequence[Existing]) -> list[Existing]:
    """Return the calendars that travelled with the rules to a target which has none of its own."""
    own = {one.name for one in kept if one.kind is Kind.CALENDAR}
    found: dict[str, Existing] = {}
    for one in kept:
        calendar, name = one.fields.get("calendar"), one.fields.get("opening_hours")
        if isinstance(calendar, Mapping) and isinstance(name, str) and name and name not in own:
            found[name] = Existing(
                kind=Kind.CALENDAR, name=name, id=name, ownership=one.ownership, owner=one.owner, fields=calendar
            )
    return list(found.values())


def _declaration(one: Existing, secrets: list[ExportedSecret]) -> dict[str, Any]:
    """Return a resource as the files write it: name first, what differs from the defaults, secrets by reference."""
    defaults = default_document(one.kind)
    fields = {
        name: value
        for name, value in one.fields.items()
        if name in defaults and (value != defaults[name] or name in ("numbers", "room", "trunks", "agent"))
    }
    shown: dict[str, Any] = {"name": one.name}
    for name, value in fields.items():
        match name:
            case "room":
                if value is not None:
                    shown["room"] = _room(value)
            case "media":
                shown["media"] = {
                    _without_unit(key): part for key, part in value.items() if part != defaults["media"][key]
                }
            case "spans":
                opened: dict[str, list[str]] = {}
                for span in value:
                    opened.setdefault(span["day"], []).append(f"{span['opens']}-{span['closes']}")
                shown["open"] = opened
            case _:
                shown[_without_unit(name)] = value
    for path in sorted(one.secret_paths):
        variable = _variable(one, path, taken={secret.variable for secret in secrets})
        secrets.append(ExportedSecret(variable=variable, kind=one.kind, name=one.name, field=path))
        if path == "auth.password":
            shown["auth"] = {**shown.get("auth", {}), "password": f"env:{variable}"}
        else:
            shown[path] = f"env:{variable}"
    return shown


def _room(room: Mapping[str, Any]) -> dict[str, Any]:
    if room["kind"] == "direct":
        return {"direct": {"name": room["name"]}}
    return {room["kind"]: {"prefix": room["prefix"], "randomize": room["randomize"]}}


def _without_unit(name: str) -> str:
    match = _SECONDS.match(name)
    return match.group(1) if match else name


def _variable(one: Existing, path: str, *, taken: set[str]) -> str:
    """Return a name for the environment such as MAIN_LINE_PASSWORD, none twice."""
    end = "PASSWORD" if path == "auth.password" else path.upper()
    base = re.sub(r"[^A-Z0-9]+", "_", f"{one.name}_{end}".upper()).strip("_")
    base = f"SIP_{base}" if base[0].isdigit() else base
    candidates = [base, f"{base}_{one.kind.name}", f"{base}_{one.id.upper()}"]
    return next((name for name in candidates if name not in taken), candidates[-1])


def _yaml(document: Mapping[str, Any]) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 4096
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = io.StringIO()
    out.write("# Written by `callcenter export`.\n")
    yaml.dump(dict(document), out)
    return out.getvalue()
