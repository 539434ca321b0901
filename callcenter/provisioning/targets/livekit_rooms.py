"""How a dispatch rule's agent gets to our worker on LiveKit: an explicit agent dispatch in the rule's room.

The worker registers under `WORKER_NAME`; the dispatch's metadata says what the rule says about the call, under the
names that `telephony/livekit/attributes.py` reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from callcenter.provisioning.documents import default_document
from callcenter.provisioning.routing import Kind

#: The name under which `callcenter worker` registers at LiveKit.
WORKER_NAME = "callcenter"
#: Fields of a rule that the worker is told, where they say anything.
TOLD_FIELDS = (
    "agent", "language", "record", "recording_consent", "recording_words", "emergency", "transfer_headers",
    "max_duration_s",
)  # fmt: skip
#: What the worker is told besides where the rule's calendar is known: LiveKit has no hours, so the worker keeps them.
HOURS_FIELDS = ("opening_hours", "calendar", "outside_hours", "outside_agent")
#: In a document read from LiveKit: what our marker says and the worker isn't told. In no document of the files.
NOT_TOLD = "not_told"
_RULE = "dispatch_rule"


def add_agent_dispatch(document: dict[str, Any], *, rule: str) -> None:
    """Put the rule's agent into its room configuration, unless the file has agent dispatches of its own."""
    config = dict(document.get("room_config") or {})
    if document.get("agent") and not config.get("agents"):
        config["agents"] = [{"agent_name": WORKER_NAME, "metadata": dispatch_metadata(document, rule=rule)}]
        document["room_config"] = config


def take_agent_dispatch(document: dict[str, Any]) -> None:
    """Take our agent dispatch back out of the room configuration and put what it says where the files have it.

    A dispatch that says less than the marker (an older release made it) is noted, so that a plan shows a change.
    """
    config = dict(document.get("room_config") or {})
    dispatches = config.get("agents") or []
    if len(dispatches) != 1 or set(dispatches[0]) != {"agent_name", "metadata"}:
        return
    try:
        metadata = json.loads(dispatches[0]["metadata"])
    except ValueError:
        return
    if dispatches[0]["agent_name"] != WORKER_NAME or not isinstance(metadata, dict):
        return
    if not metadata.get("agent") or not set(metadata) <= {*TOLD_FIELDS, *HOURS_FIELDS, _RULE}:
        return
    document |= {field: value for field, value in metadata.items() if field != _RULE}
    if not_told := set(_told(document)) - set(metadata):
        document[NOT_TOLD] = sorted(not_told)
    del config["agents"]
    document["room_config"] = config


def dispatch_metadata(document: Mapping[str, Any], *, rule: str) -> str:
    """Return the metadata of the dispatch."""
    return json.dumps({**_told(document), _RULE: rule}, sort_keys=True)


def _told(document: Mapping[str, Any]) -> dict[str, Any]:
    defaults = default_document(Kind.DISPATCH_RULE)
    fields = (*TOLD_FIELDS, *HOURS_FIELDS) if document.get("calendar") else TOLD_FIELDS
    return {field: document[field] for field in fields if field in document and document[field] != defaults.get(field)}
