"""Calls as lines for a spreadsheet."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from callcenter.domain.phone_number import is_e164


def write_csv(file: TextIO, lines: list[dict[str, Any]], *, has_head: bool = True) -> None:
    """Write calls, a line each, for a spreadsheet."""
    names = ["call_id", "started_at", "duration_ms", "from", "to", "agents", "tags", "disposition"]
    writer = csv.writer(file)
    if has_head:
        writer.writerow([*names, "result", "reason", "mos", "summary", "refusal"])
    for line in lines:
        flat = {**line, "agents": " ".join(line["agents"]), "tags": " ".join(line["tags"])}
        end = line["termination"]
        writer.writerow(
            [_plain(flat[name]) for name in names]
            + [end["result"], end["reason"], line["mos"], _plain(line["summary"]), line["refusal"]]
        )


def _plain(value: Any) -> Any:
    """Keep a spreadsheet from running a caller's text as a formula: a caller chooses the From header."""
    is_risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_e164(value)
    return f"'{value}" if is_risky else value
