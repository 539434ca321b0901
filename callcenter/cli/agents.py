"""`callcenter agents list|validate|new|schema`: the agents' folders, as calls would get them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from callcenter.agents.new_agent import NewAgent
    from callcenter.agents.roster import Roster
    from callcenter.errors import Fault
    from callcenter.settings import Settings

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
    def validate(
        agents_dir: Path | None = _DIR,
        database: bool | None = typer.Option(
            None,
            "--database/--no-database",
            help="Have Postgres read the agents' SQL, without running it. By default if one answers already.",
        ),
        as_json: bool = _JSON,
    ) -> None:
        """Check every agent's folder; show all faults at once, with file and line. Exit 1 on faults."""
        from callcenter.errors import DeclarationError

        try:
            roster = _load(agents_dir)
            faults: tuple[Fault, ...] = roster.warnings
        except DeclarationError as error:
            faults = error.faults
        in_sql, note = _check_sql(agents_dir, database)
        faults = tuple(sorted({*faults, *in_sql}, key=lambda fault: (fault.file, fault.line, fault.what)))
        if as_json:
            print_json([fault.to_json() for fault in faults], indent=2)
        _print_faults(faults, is_terse=as_json)
        stderr().print(f"[dim]{note}[/]", soft_wrap=True)
        if any(not fault.is_warning for fault in faults):
            raise typer.Exit(1)

    @agents.command()
    def new(
        name: str = typer.Argument(..., help="Its name: small letters, digits, _."),
        folder: Path | None = typer.Option(
            None, "--in", help="The folder of agent folders; CALLCENTER_AGENTS_DIR by default. Made if it is missing."
        ),
        about: str = typer.Option("", "--about", help="What it is for, as a caller would say it: 'moving house'."),
        route: bool = typer.Option(True, "--route/--no-route", help="Also let triage hand callers to it."),
        as_json: bool = _JSON,
    ) -> None:
        """Write the folder of a new agent: tools, a table, examples. It answers at once, and is yours to change."""
        root = folder or _own_folder()
        from callcenter.agents.new_agent import write_agent

        written = write_agent(name, root=root.absolute(), about=about, route=route)
        if as_json:
            lines = {str(path): text for path, text in written.route.items()}
            print_json(
                {
                    "folder": str(written.folder),
                    "copied": list(written.copied),
                    "is_routed": written.is_routed,
                    "route": lines,
                },
                indent=2,
            )
        else:
            _print_next_steps(written, name, root.absolute())

    @agents.command()
    def schema() -> None:
        """Print the JSON schema of agent.yaml, with what every key is."""
        from callcenter.agents.declaration import agent_schema

        print_json(agent_schema(), indent=2)


def _own_folder() -> Path:
    """Return the folder of agents that the settings name, which must not be ours.

    Raises:
        SettingsError: it is the shipped one.
    """
    from callcenter.errors import SettingsError
    from callcenter.settings import Settings, load_settings_without_agents

    folder = load_settings_without_agents().agents_dir
    if folder == Settings.model_fields["agents_dir"].default:
        raise SettingsError(
            "Where shall the agent's folder be?",
            remedy="Say --in FOLDER, or set CALLCENTER_AGENTS_DIR; an update would overwrite what is among ours.",
        )
    return folder


def _check_sql(agents_dir: Path | None, wanted: bool | None) -> tuple[list[Fault], str]:
    """Have Postgres read the agents' SQL; return what it finds, and which database it was or why none."""
    import asyncio

    from callcenter.errors import DatabaseUnavailable, Fault, MigrationError
    from callcenter.settings import load_settings
    from callcenter.store.postgres.postgres_process import is_running

    settings = load_settings()
    has_url = bool(settings.database_url.get_secret_value())
    how = "`--database` has Postgres read it."
    if wanted is False or (wanted is None and not has_url and not is_running(settings.postgres_dir)):
        return [], f"The SQL was not tried: {'not asked for' if wanted is False else 'no database runs'}. {how}"
    try:
        faults = asyncio.run(_prepare(settings, agents_dir or settings.agents_dir))
    except MigrationError as error:
        faults = [Fault(file=str(agents_dir or settings.agents_dir), line=0, what=error.what, remedy=error.remedy)]
    except DatabaseUnavailable as error:
        if wanted:
            raise
        return [], f"The SQL was not tried: {error}"
    return faults, f"Postgres ({'DATABASE_URL' if has_url else settings.data_dir}) has read the agents' SQL."


async def _prepare(settings: Settings, agents: Path) -> list[Fault]:
    from callcenter.agents.check_code import queries_of
    from callcenter.store.pool import open_connection, open_database
    from callcenter.store.prepare_queries import prepare_queries

    console = stderr()
    async with (
        open_database(settings, on_progress=lambda text: console.print(f"[dim]{text}[/]")) as url,
        open_connection(url) as connection,
    ):
        return await prepare_queries(connection, queries_of(agents), agents=agents)


def _print_next_steps(written: NewAgent, name: str, root: Path) -> None:
    from rich.markup import escape

    console = stderr()

    def say(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False)

    if written.copied:
        copied = ", ".join(written.copied)
        say(f"[green]✓[/] The shipped agents were copied to {escape(str(root))} ({copied}): change or remove them.")
    say(f"[green]✓[/] {escape(str(written.folder))}")
    if written.is_routed:
        say("[green]✓[/] Triage hands callers to it: see handoffs: in triage/agent.yaml and triage/examples.yaml.")
    else:
        say("Callers reach it by a dispatch rule, or by triage with these lines under handoffs:")
        for path, text in written.route.items():
            say(f"[bold]{escape(str(path))}[/]\n{escape(text.rstrip())}")
    say("\nNow:")
    say(f"  export CALLCENTER_AGENTS_DIR={escape(str(root))}")
    say("  callcenter agents validate --database")
    say(f"  callcenter talk --agent {name}")
    say("Then make it your own: docs/adding-an-agent.md.")


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
