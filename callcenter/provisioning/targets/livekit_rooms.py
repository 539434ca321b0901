"""How a dispatch rule's agent gets to our worker on LiveKit: an explicit agent dispatch in the rule's room.

The worker registers under `WORKER_NAME`; the dispatch's metadata names the agent of ours and the rule.
"""

from __future__ import annotations

import json
from typing import Any

#: The name under which `callcenter worker` registers at LiveKit.
WORKER_NAME = "callcenter"


def add_agent_dispatch(document: dict[str, Any], *, rule: str) -> None:
    """Put the rule's agent into its room configuration, unless the file has agent dispatches of its own."""
    agent = document.get("agent") or ""
    config = dict(document.get("room_config") or {})
    if agent and not config.get("agents"):
        config["agents"] = [{"agent_name": WORKER_NAME, "metadata": dispatch_metadata(agent=agent, rule=rule)}]
        document["room_config"] = config


def take_agent_dispatch(document: dict[str, Any]) -> None:
    """Take our agent dispatch back out of the room configuration and put its agent where the files have it."""
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
    if set(metadata) != {"agent", "dispatch_rule"} or not isinstance(metadata["agent"], str):
        return
    document["agent"] = metadata["agent"]
    del config["agents"]
    document["room_config"] = config


def dispatch_metadata(*, agent: str, rule: str) -> str:
    """Return the metadata of the dispatch, which the worker reads."""
    return json.dumps({"agent": agent, "dispatch_rule": rule}, sort_keys=True)
