"""Our marker in a LiveKit resource's metadata.

It says whose the resource is, its name in the files, its secrets' seals, and what LiveKit has no field for. The
user's own metadata stays: a JSON object gets one more key, other text is wrapped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: The key in the metadata's JSON object.
MARKER_KEY = "callcenter"
#: Where user metadata that is no JSON object goes, beside the marker.
TEXT_KEY = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What we write beside the user's metadata. `fields` are those LiveKit has no place for."""

    owner: str
    name: str
    seals: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def write_marker(user_metadata: str, marker: Marker) -> str:
    """Return the metadata to send: the user's, and the marker."""
    mark: dict[str, Any] = {"owner": marker.owner, "name": marker.name}
    if marker.seals:
        mark["seals"] = dict(marker.seals)
    if marker.fields:
        mark["fields"] = dict(marker.fields)
    user = _json_object(user_metadata)
    if user is None or MARKER_KEY in user:
        mark["wraps"] = bool(user_metadata)
        user = {TEXT_KEY: user_metadata} if user_metadata else {}
    return json.dumps({**user, MARKER_KEY: mark}, ensure_ascii=False, sort_keys=True)


def read_marker(metadata: str) -> tuple[str, Marker | None]:
    """Return the user's metadata in its canonical form, and the marker, None if there is none."""
    whole = _json_object(metadata)
    if whole is None:
        return metadata, None
    mark = whole.pop(MARKER_KEY, None)
    if not isinstance(mark, dict) or not isinstance(mark.get("owner"), str):
        return canonical_metadata(metadata), None
    marker = Marker(
        owner=mark["owner"],
        name=str(mark.get("name", "")),
        seals=mark.get("seals") or {},
        fields=mark.get("fields") or {},
    )
    if mark.get("wraps"):
        return str(whole.get(TEXT_KEY, "")), marker
    return (json.dumps(whole, ensure_ascii=False, sort_keys=True) if whole or "wraps" not in mark else ""), marker


def canonical_metadata(metadata: str) -> str:
    """Return metadata in the form in which two are compared: a JSON object with sorted keys, other text as it is."""
    user = _json_object(metadata)
    return metadata if user is None else json.dumps(user, ensure_ascii=False, sort_keys=True)


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
