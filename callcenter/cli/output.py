"""What the verbs share in printing: JSON on standard output, everything a person reads on standard error."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from typing import Any, TextIO

from rich import markup
from rich.console import Console
from rich.table import Table

from callcenter.domain.call_event import (
    AgentEntered,
    CallEnded,
    CallRefused,
    CallStarted,
    DigitPressed,
    Fact,
    HoldChanged,
    LanguageChanged,
    LegAnswered,
    ModelSwitched,
    PersonAsked,
    RecordingSaved,
    SupervisorActed,
    Tagged,
    ToolCalled,
    TurnTaken,
    WrappedUp,
)
from callcenter.domain.phone_number import is_e164
from callcenter.domain.routing.sip_address import printable
from callcenter.domain.turn import Speaker, Turn


def stderr() -> Console:
    """Return the console for people: standard error, so that standard output holds data only."""
    return Console(stderr=True, highlight=False)


def print_json(data: Any, *, indent: int | None = None) -> None:
    """Write one JSON value and a newline to standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=indent, default=str) + "\n")
    sys.stdout.flush()


def describe_fact(fact: Fact) -> str:
    """Return a fact as one line of rich markup for the screen of whoever watches the call; '' to leave it out."""
    describe = _DESCRIPTIONS.get(type(fact))
    return describe(fact) if describe is not None else ""


def _describe_agent(fact: AgentEntered) -> str:
    if not fact.from_agent:
        return f"[magenta]{escape(fact.agent)}[/] takes the call"
    return f"[magenta]handoff[/] {escape(fact.from_agent)} → [magenta]{escape(fact.agent)}[/]"


def _describe_tool(fact: ToolCalled) -> str:
    arguments = ", ".join(f"{key}={value}" for key, value in fact.arguments.items())
    mark = "[green]✓[/]" if fact.ok else "[yellow]✗[/]"
    return f"  {mark} [yellow]{escape(fact.tool)}[/]({escape(arguments)}) [dim]{fact.duration_ms} ms[/]"


def _describe_start(fact: CallStarted) -> str:
    return f"[bold]call[/] from {escape(fact.caller_number or 'a withheld number')} to {escape(fact.dialled_number)}"


def _describe_turn(turn: Turn) -> str:
    name = "[cyan]caller[/]" if turn.speaker is Speaker.CALLER else f"[green]{escape(turn.agent or 'agent')}[/]"
    cut = " [red]✂ interrupted[/]" if turn.is_interrupted else ""
    delay = ""
    if turn.latency is not None and turn.latency.response_ms is not None:
        delay = f" [dim]({_describe_latency(turn)})[/]"
    return f"[dim]{turn.started_ms / 1000:6.1f}s[/] {name}: {escape(turn.text)}{cut}{delay}"


def _describe_latency(turn: Turn) -> str:
    latency = turn.latency
    if latency is None:
        return ""
    parts = [
        ("heard", latency.transcript_ms),
        ("turn", latency.end_of_turn_ms),
        ("token", latency.first_token_ms),
        ("audio", latency.first_audio_ms),
    ]
    detail = " ".join(f"{name} {value}" for name, value in parts if value is not None)
    return f"{latency.response_ms} ms{': ' + detail if detail else ''}"


def record_table(record: dict[str, Any]) -> Table:
    """Return a call's record (the shape of `calls show --json`) as a short table of its outcome."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    response = record["response_ms"]
    rows = [
        ("call", record["call_id"]),
        ("agents", " → ".join(record["agents"])),
        ("tools", ", ".join(f"{call['tool']} {'✓' if call['ok'] else '✗'}" for call in record["tool_calls"]) or "none"),
        ("disposition", str(record["disposition"])),
        ("termination", f"{record['termination']['result']}: {record['termination']['reason']}"),
        ("response", f"p50 {response['p50']} ms, p95 {response['p95']} ms"),
        ("MOS", str(record["mos"]) if record["mos"] is not None else "not measured"),
        ("tags", ", ".join(record["tags"]) or "none"),
        ("recording", str(record.get("recording") or "none")),
    ]
    for name, value in rows:
        table.add_row(name, escape(value))
    return table


_DESCRIPTIONS: dict[type[Any], Callable[[Any], str]] = {
    CallStarted: _describe_start,
    LegAnswered: lambda fact: f"[dim]answered[/] {fact.kind.value} {escape(fact.codec)}".rstrip(),
    CallRefused: lambda fact: f"[red]refused[/] with {fact.sip_status}: {escape(fact.reason)}",
    AgentEntered: _describe_agent,
    TurnTaken: lambda fact: _describe_turn(fact.turn),
    ToolCalled: _describe_tool,
    SupervisorActed: lambda fact: (
        f"[magenta]supervisor[/] {escape(fact.identity)}: {fact.method} {escape(fact.outcome)}"
    ),
    PersonAsked: lambda fact: f"[magenta]a person[/] was asked: {escape(fact.outcome)}",
    DigitPressed: lambda fact: f"[cyan]key[/] {escape(fact.digit)}",
    HoldChanged: lambda fact: "[dim]on hold[/]" if fact.is_held else "[dim]off hold[/]",
    Tagged: lambda fact: f"[dim]tag[/] {escape(fact.tag)}",
    ModelSwitched: lambda fact: f"[yellow]{fact.part}[/] {escape(fact.from_model)} → {escape(fact.to_model)}",
    LanguageChanged: lambda fact: f"[cyan]language[/] {escape(fact.from_language)} → {escape(fact.language)}",
    RecordingSaved: lambda fact: f"[dim]recording[/] {escape(fact.path)}",
    CallEnded: lambda fact: f"[bold]ended[/] {fact.termination.result.value}, {escape(fact.termination.reason)}",
    WrappedUp: lambda fact: f"[dim]{escape(fact.summary)}[/]",
}


def escape(text: str) -> str:
    """Return a text as it may be shown: no markup of rich's, and nothing that acts on the terminal."""
    return markup.escape(printable(text))


def write_csv(file: TextIO, lines: list[dict[str, Any]]) -> None:
    """Write calls, a line each, for a spreadsheet."""
    names = ["call_id", "started_at", "duration_ms", "from", "to", "agents", "tags", "disposition"]
    writer = csv.writer(file)
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
