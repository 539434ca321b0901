"""How a dispatch rule's agent gets to our worker on LiveKit: an explicit agent dispatch in the rule's room.

The worker registers under `CALLCENTER_WORKER__AGENT_NAME`, and the dispatch asks for that name; its metadata says what
the rule says about the call, under the names that `telephony/livekit/attributes.py` reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from callcenter.provisioning.files.documents import default_document
from callcenter.provisioning.resource import Kind

#: Fields of a rule that the worker is told, if they say anything.
TOLD_FIELDS = (
    "agent", "language", "record", "recording_consent", "recording_words", "emergency", "transfer_headers",
    "max_duration_s", "person", "greeting",
)  # fmt: skip
#: What the worker is told besides, if the rule's calendar is known: LiveKit has no hours, so the worker keeps them.
HOURS_FIELDS = ("opening_hours", "calendar", "outside_hours", "outside_agent", "outside_message")
#: In a document read from LiveKit: what our marker says and the worker isn't told. In no document of the files.
NOT_TOLD = "not_told"
_RULE = "dispatch_rule"
#: Names of the rule's trunks by LiveKit's ids: a call comes with the id alone.
_TRUNKS = "trunk_names"


def add_agent_dispatch(
    document: dict[str, Any], *, rule: str, agent_name: str, trunk_names: Mapping[str, str] | None = None
) -> None:
    """Put the rule's agent into its room configuration, unless the file has agent dispatches of its own.

    `agent_name` is the worker's; `trunk_names` has the rule's trunks by id.
    """
    config = dict(document.get("room_config") or {})
    if document.get("agent") and not config.get("agents"):
        metadata = dispatch_metadata(document, rule=rule, trunk_names=trunk_names)
        config["agents"] = [{"agent_name": agent_name, "metadata": metadata}]
        document["room_config"] = config


def take_agent_dispatch(document: dict[str, Any], *, agent_name: str) -> None:
    """Take our agent dispatch back out of the room configuration and put what it says where the files have it.

    A dispatch that says less than the marker (an older release made it), or that asks for a worker of another name, is
    noted, so that a plan shows a change.
    """
    config = dict(document.get("room_config") or {})
    dispatches = config.get("agents") or []
    if len(dispatches) != 1 or set(dispatches[0]) != {"agent_name", "metadata"}:
        return
    try:
        metadata = json.loads(dispatches[0]["metadata"])
    except ValueError:
        return
    if not isinstance(metadata, dict) or (dispatches[0]["agent_name"] != agent_name and _RULE not in metadata):
        return
    if not metadata.get("agent") or not set(metadata) <= {*TOLD_FIELDS, *HOURS_FIELDS, _RULE, _TRUNKS}:
        return
    named = metadata.pop(_TRUNKS, {})
    document |= {field: value for field, value in metadata.items() if field != _RULE}
    not_told = set(_told(document)) - set(metadata)
    if set(document.get("trunks") or ()) != set(named.values()):
        not_told.add(_TRUNKS)
    if dispatches[0]["agent_name"] != agent_name:
        not_told.add("agent_name")
    if not_told:
        document[NOT_TOLD] = sorted(not_told)
    del config["agents"]
    document["room_config"] = config


def dispatch_metadata(document: Mapping[str, Any], *, rule: str, trunk_names: Mapping[str, str] | None = None) -> str:
    """Return the metadata of the dispatch."""
    names = {_TRUNKS: dict(trunk_names)} if trunk_names else {}
    return json.dumps({**_told(document), **names, _RULE: rule}, sort_keys=True)


def _told(document: Mapping[str, Any]) -> dict[str, Any]:
    defaults = default_document(Kind.DISPATCH_RULE)
    fields = (*TOLD_FIELDS, *HOURS_FIELDS) if document.get("calendar") else TOLD_FIELDS
    return {field: document[field] for field in fields if field in document and document[field] != defaults.get(field)}
