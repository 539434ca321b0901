"""`callcenter agents list|validate`: the agents' folders, as calls would get them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from callcenter.agents.roster import Roster
    from callcenter.errors import Fault

_DIR = typer.Option(None, "--agents-dir", help="The folder of agent folders; the setting's by default.")
_JSON = typer.Option(False, "--json", help="Print JSON on standard output.")


def register(app: typer.Typer) -> None:
    """Add `agents` to the command line."""
    agents = typer.Typer(help="The agents' folders.", no_args_is_help=True)
    app.add_typer(agents, name="agents")

    @agents.command("list")
    def list_agents(agents_dir: Path | None = _DIR, as_json: bool = _JSON) -> None:
        """List the agents with their tools and handoffs."""
        roster = _load(agents_dir)
        if as_json:
            print_json([_describe(roster, name) for name in roster.names], indent=2)
            return
        _print_table(roster)

    @agents.command()
    def validate(agents_dir: Path | None = _DIR, as_json: bool = _JSON) -> None:
        """Check every agent's folder; show all faults at once, with file and line. Exit 1 on faults."""
        from callcenter.errors import DeclarationError

        try:
            roster = _load(agents_dir)
            faults: tuple[Fault, ...] = roster.warnings
        except DeclarationError as error:
            faults = error.faults
        if as_json:
            print_json([_fault(fault) for fault in faults], indent=2)
        _print_faults(faults, is_terse=as_json)
        if any(not fault.is_warning for fault in faults):
            raise typer.Exit(1)


def _load(agents_dir: Path | None) -> Roster:
    """Load the roster; takes seconds, since tools are livekit-agents' function tools."""
    from callcenter.settings import load_settings

    folder = agents_dir or load_settings().agents_dir
    with stderr().status("Loading the agents…"):
        from callcenter.agents.roster import load_roster

        return load_roster(folder)


def _describe(roster: Roster, name: str) -> dict[str, Any]:
    folder = roster.agents[name]
    declaration = folder.declaration
    return {
        "name": name,
        "description": declaration.description,
        "language": declaration.language,
        "tools": [tool.name for tool in declaration.tools],
        "handoffs": [handoff.agent for handoff in declaration.handoffs],
        "examples": folder.examples.count,
    }


def _print_table(roster: Roster) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("agent", "what for", "tools", "hands off to", "examples"):
        table.add_column(column, overflow="fold")
    for name in roster.names:
        row = _describe(roster, name)
        tools, handoffs = ", ".join(row["tools"]), ", ".join(row["handoffs"])
        table.add_row(name, row["description"], tools, handoffs, str(row["examples"]))
    Console().print(table)


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.field,
        "what": fault.what,
        "remedy": fault.remedy,
        "is_warning": fault.is_warning,
    }


def _print_faults(faults: tuple[Fault, ...], *, is_terse: bool) -> None:
    from rich.markup import escape

    console = stderr()
    if not is_terse:
        for fault in faults:
            mark = "[yellow]warning[/]" if fault.is_warning else "[red]fault[/]"
            console.print(f"{mark} {escape(str(fault))}", soft_wrap=True)
    count = sum(not fault.is_warning for fault in faults)
    if count:
        console.print(f"[red]{count} fault{'s' if count != 1 else ''}.[/]")
    else:
        console.print("[green]The agents are in order.[/]")
