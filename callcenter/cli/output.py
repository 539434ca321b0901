"""What the verbs share in printing: JSON on standard output, everything a person reads on standard error."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich import markup
from rich.console import Console
from rich.table import Table

from callcenter.domain.record.call_event import Fact
from callcenter.domain.record.fact_words import fact_words
from callcenter.domain.record.tool_end import tool_end
from callcenter.domain.routing.sip_address import printable


def stderr() -> Console:
    """Return the console for people: standard error, so that standard output holds data only."""
    return Console(stderr=True, highlight=False)


def print_json(data: Any, *, indent: int | None = None) -> None:
    """Write one JSON value and a newline to standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=indent, default=str) + "\n")
    sys.stdout.flush()


def describe_fact(fact: Fact) -> str:
    """Return a fact as one line of rich markup for the screen of whoever watches the call; '' to leave it out."""
    words = fact_words(fact)
    return f"[magenta]{escape(words.head)}[/] {escape(words.rest)}".rstrip() if words is not None else ""


def record_table(record: dict[str, Any]) -> Table:
    """Return a call's record (the shape of `calls show --json`) as a short table of its outcome."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    response, end = record["response_ms"], record["termination"]
    tools = [f"{call['tool']} {tool_end(call['ok'], call['result']).mark}" for call in record["tool_calls"]]
    rows = [
        ("call", record["call_id"]),
        ("agents", " → ".join(record["agents"])),
        ("tools", ", ".join(tools) or "none"),
        ("disposition", str(record["disposition"] or "none")),
        ("termination", f"{end['result']}: {end['reason']}" if end["result"] else "none"),
        ("response", f"p50 {response['p50']} ms, p95 {response['p95']} ms" if response["p50"] is not None else "none"),
        ("MOS", str(record["mos"]) if record["mos"] is not None else "not measured"),
        ("tags", ", ".join(record["tags"]) or "none"),
        ("recording", str(record.get("recording") or "none")),
    ]
    for name, value in rows:
        table.add_row(name, escape(value))
    return table


def escape(text: str) -> str:
    """Return a text as it may be shown: no markup of rich's, and nothing that acts on the terminal."""
    return markup.escape(printable(text))
