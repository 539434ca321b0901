"""What the newest call's journal says."""

from __future__ import annotations

import json

from tests.fakes.worker.sip_serving import SipWorker


def digits(worker: SipWorker) -> str:
    """The keys pressed in the newest call."""
    file = max((worker.folder / "journal").glob("*.jsonl"), key=lambda path: path.name)
    facts = [json.loads(line) for line in file.read_text().splitlines()]
    return "".join(fact["data"]["digit"] for fact in facts if fact["fact"] == "DigitPressed")
