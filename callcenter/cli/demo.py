"""`callcenter demo`: watch a simulated caller phone in and get something done."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from callcenter.cli.output import describe_fact, print_json, record_table, stderr

if TYPE_CHECKING:
    from callcenter.demo.run_demo import DemoResult
    from callcenter.domain.record.call_event import Fact

NAMES = ("billing", "support", "appointments", "person")


def register(app: typer.Typer) -> None:
    """Add `demo` to the command line."""

    @app.command()
    def demo(
        scenario: str = typer.Option("billing", "--scenario", help=f"What the caller wants: {', '.join(NAMES)}."),
        as_json: bool = typer.Option(False, "--json", help="Print the call's record as JSON on standard output."),
    ) -> None:
        """A simulated caller dials in over real SIP and gets something done. Exit code 0 only if it is a fact."""
        if scenario not in NAMES:
            raise typer.BadParameter(f"one of {', '.join(NAMES)}", param_hint="--scenario")
        result = asyncio.run(_run_demo(scenario))
        _show(result, as_json)
        if not result.is_fulfilled:
            raise typer.Exit(1)


async def _run_demo(name: str) -> DemoResult:
    console = stderr()
    with console.status("Starting…"):
        from callcenter.demo.run_demo import run_demo
        from callcenter.demo.scenarios import scenarios
        from callcenter.log import configure_logging
        from callcenter.settings import LogSettings, load_settings

        settings = load_settings()
        configure_logging(LogSettings(level="error"))
    scenario = scenarios(datetime.now(ZoneInfo(settings.calls.timezone)).date())[name]
    console.print(f"[bold]{scenario.title}[/]")

    def show(fact: Fact) -> None:
        if text := describe_fact(fact):
            console.print(text)

    return await run_demo(scenario, settings, on_fact=show, on_progress=lambda text: console.print(f"[dim]{text}[/]"))


def _show(result: DemoResult, as_json: bool) -> None:
    from callcenter.settings import load_settings

    record = result.record.to_json()
    if record["recording"]:
        record["recording"] = str(load_settings().recordings_dir / record["recording"])
    console = stderr()
    console.print("", record_table(record))
    if answers_ms := sorted(result.answers_ms):
        middle, longest = answers_ms[len(answers_ms) // 2], answers_ms[-1]
        console.print(
            f"Answers as the caller heard them, after their last sound: median {middle} ms, longest {longest} ms."
        )
    if result.is_fulfilled:
        console.print("[bold green]The caller's wish is a fact in Postgres.[/]")
    else:
        console.print("[bold red]The caller's wish is not a fact in Postgres.[/]")
    console.print(f"[dim]`callcenter calls show {record['call_id']}` shows the call again.[/]")
    if as_json:
        print_json(
            {**record, "fulfilled": result.is_fulfilled, "heard_answers_ms": list(result.answers_ms)},
            indent=2,
        )
