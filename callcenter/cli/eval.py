"""`callcenter eval`: plays stories of callers against the product and says how many came out right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from callcenter.cli.output import print_json, stderr
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from rich.console import Console

    from callcenter.eval.judge import Verdict
    from callcenter.eval.run import Player
    from callcenter.eval.story import Mode, Story
    from callcenter.settings import Settings

SETS = ("dev", "held-out", "all")
MODES = ("text", "phone")


class _RunByDefault(TyperGroup):
    """`callcenter eval --trials 5` is `callcenter eval run --trials 5`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["run", *args]
        return list(super().parse_args(ctx, args))


def register(app: typer.Typer) -> None:
    """Add `eval` to the command line."""
    group = typer.Typer(help="Play stories of callers and judge what became of them.", cls=_RunByDefault)
    app.add_typer(group, name="eval")
    group.command()(run)


def run(
    mode: str = typer.Option("text", "--mode", help="text: typed. phone: real SIP, spoken over a telephone line."),
    stories: Path | None = typer.Option(
        None, "--stories", exists=True, file_okay=False, help="A folder of stories of your own (docs/evaluating.md)."
    ),
    which: str = typer.Option("dev", "--set", help="The shipped stories: dev, held-out or all."),
    only: str = typer.Option("", "--only", help="Only stories whose label has this in it; several with commas."),
    trials: int = typer.Option(3, "--trials", min=1, max=100, help="How often each story is played, in other words."),
    at_least: float = typer.Option(0, "--at-least", min=0, max=100, help="Per cent that must pass; else exit code 1."),
    junit: Path | None = typer.Option(None, "--junit", dir_okay=False, help="Write the runs as JUnit XML."),
    show: bool = typer.Option(False, "--show", help="Print the transcripts of what failed."),
    as_json: bool = typer.Option(False, "--json", help="Print everything as JSON on standard output."),
) -> None:
    """Play stories and print how many came out right, with pass^k."""
    _one_of(mode, MODES, "--mode")
    _one_of(which, SETS, "--set")
    from callcenter.eval.report import failures, share_passed, table, to_json, to_junit
    from callcenter.eval.story import Mode
    from callcenter.log import configure_logging
    from callcenter.settings import LogSettings, load_settings

    configure_logging(LogSettings(level="error"))
    settings, console, played_in = load_settings(), stderr(), Mode(mode)
    chosen = _chosen(stories, which, only)
    verdicts = asyncio.run(_play(chosen, settings, played_in, trials, console))
    for block in failures(verdicts, show=show):
        console.print(block)
    console.print(table(verdicts, trials=trials))
    if junit is not None:
        junit.write_bytes(to_junit(verdicts, mode=played_in))
    if as_json:
        print_json(to_json(verdicts, mode=played_in, trials=trials), indent=2)
    if (share := share_passed(verdicts)) < at_least:
        console.print(f"[bold red]{share:.1f} %[/] passed, and {at_least:g} % had to.")
        raise typer.Exit(1)


def _chosen(folder: Path | None, which: str, only: str) -> list[Story]:
    """Return the stories to play.

    Raises:
        DeclarationError: faults in the files.
        CallcenterError: none is left.
    """
    from callcenter.eval.story_file import DEV, HELD_OUT, STORIES, load_stories

    names = {"dev": (DEV,), "held-out": (HELD_OUT,), "all": (DEV, HELD_OUT)}[which]
    folders = [STORIES / name for name in names] if folder is None else [folder]
    labels = [part.strip() for part in only.split(",") if part.strip()]
    stories = [one for one in load_stories(*folders) if not labels or any(part in one.label for part in labels)]
    if not stories:
        raise CallcenterError("There is no such story.", remedy="See the labels in the files of the folder.")
    return stories


async def _play(
    stories: Sequence[Story],
    settings: Settings,
    mode: Mode,
    trials: int,
    console: Console,
) -> list[Verdict]:
    from rich.progress import Progress

    from callcenter.eval.evaluate import evaluate, playable

    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Starting…", total=len(playable(stories, mode)) * trials)

        def on_verdict(verdict: Verdict) -> None:
            progress.update(task, advance=1, description=verdict.run.story.label)

        def on_progress(text: str) -> None:
            progress.update(task, description=text)

        async with _player(mode, settings, on_progress) as player:
            return await evaluate(stories, player, mode=mode, trials=trials, on_verdict=on_verdict)


@asynccontextmanager
async def _player(mode: Mode, settings: Settings, on_progress: Callable[[str], None]) -> AsyncIterator[Player]:
    """Yield what plays stories in a mode."""
    from callcenter.eval.text_mode import open_text_player

    if mode == "phone":
        raise CallcenterError("Phone mode isn't there yet.", remedy="Use --mode text.")
    async with open_text_player(settings, on_progress=on_progress) as player:
        yield player


def _one_of(value: str, choices: Sequence[str], option: str) -> None:
    if value not in choices:
        raise typer.BadParameter(f"one of {', '.join(choices)}", param_hint=option)
