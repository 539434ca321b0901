"""`callcenter eval`: plays stories of callers against the product and says how many came out right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer
from typer.core import TyperGroup

from callcenter.cli.output import print_json, stderr
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from rich.console import Console

    from callcenter.eval.judging.judge import RunVerdict
    from callcenter.eval.run import Player
    from callcenter.eval.story.story import Mode, Story
    from callcenter.eval.turns.panel import Panel
    from callcenter.settings import Settings

SETS = ("dev", "held-out", "unseen", "fresh", "apart", "all", "turns")
MODES = ("text", "phone")


class _Way(NamedTuple):
    """How stories are played: the mode, what is on a phone's line, calls at once, and models that judge and play."""

    mode: Mode
    noise: str
    loss_pct: float
    jobs: int
    judge: str
    caller: str


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
    group.command()(turns)


def run(
    mode: str = typer.Option("text", "--mode", help="text: typed. phone: real SIP, spoken over a telephone line."),
    stories: Path | None = typer.Option(
        None, "--stories", exists=True, file_okay=False, help="A folder of stories of your own (docs/evaluating.md)."
    ),
    which: str = typer.Option(
        "dev", "--set", help="The shipped stories: dev, held-out, unseen, fresh, apart, all, or turns (sounds)."
    ),
    only: str = typer.Option("", "--only", help="Only stories whose label has this in it; several with commas."),
    only_tag: str = typer.Option("", "--only-tag", help="Only stories with this tag: `ci`, or `agent:billing`."),
    noise: str = typer.Option("", "--noise", help="phone: street or babble, dB below the voice: street:10."),
    loss: float = typer.Option(0, "--loss", min=0, max=50, help="phone: per cent of the packets that are lost."),
    judge: str = typer.Option("", "--judge", help="A language model that judges as well: a model string."),
    caller: str = typer.Option("", "--caller", help="text: a language model that plays the callers: a model string."),
    jobs: int = typer.Option(1, "--jobs", min=1, max=16, help="phone: calls at once, a product each."),
    trials: int = typer.Option(3, "--trials", min=1, max=100, help="How often each story is played, in other words."),
    at_least: float = typer.Option(0, "--at-least", min=0, max=100, help="Per cent that must pass; else exit code 1."),
    junit: Path | None = typer.Option(None, "--junit", dir_okay=False, help="Write the runs as JUnit XML."),
    show: bool = typer.Option(False, "--show", help="Print the transcripts of what failed."),
    as_json: bool = typer.Option(False, "--json", help="Print everything as JSON on standard output."),
) -> None:
    """Play stories and print how many came out right, with pass^k."""
    _one_of(mode, MODES, "--mode")
    _one_of(which, SETS, "--set")
    from callcenter.eval.report import (
        failures,
        intervals,
        measured,
        panel_table,
        share_passed,
        table,
        to_json,
        to_junit,
    )
    from callcenter.eval.story.story import Mode
    from callcenter.log import configure_logging
    from callcenter.settings import LogSettings, load_settings

    configure_logging(LogSettings(level="error"))
    settings, console, played_in = load_settings(), stderr(), Mode(mode)
    chosen = _chosen(stories, which, only, only_tag)
    verdicts = asyncio.run(_play(chosen, settings, _Way(played_in, noise, loss, jobs, judge, caller), trials, console))
    for block in failures(verdicts, show=show):
        console.print(block)
    console.print(table(verdicts, trials=trials))
    for line in intervals(verdicts, trials=trials):
        console.print(line)
    if figures := measured(verdicts):
        console.print(panel_table(figures))
    if junit is not None:
        junit.write_bytes(to_junit(verdicts, mode=played_in))
    if as_json:
        print_json(to_json(verdicts, mode=played_in, trials=trials), indent=2)
    if (share := share_passed(verdicts)) < at_least:
        console.print(f"[bold red]{share:.1f} %[/] passed, and {at_least:g} % had to.")
        raise typer.Exit(1)


def turns(
    calls: list[str] = typer.Argument(help="Ids of recorded calls, or recordings of `eval --mode phone`."),
    as_json: bool = typer.Option(False, "--json", help="Print the figures as JSON on standard output."),
) -> None:
    """Print how agents took turns, from the recordings of calls alone."""
    from callcenter.eval.report import panel_table
    from callcenter.eval.turns.known import panel_of_file
    from callcenter.eval.turns.panel import total

    files = [Path(call) for call in calls if call.endswith(".wav")]
    ids = [call for call in calls if not call.endswith(".wav")]
    panels = [panel_of_file(file) for file in files] + (asyncio.run(_panels_of_log(ids)) if ids else [])
    figures = {"calls": len(panels), "turns": total(panels).to_json()}
    print_json(figures, indent=2) if as_json else stderr().print(panel_table(figures))


async def _panels_of_log(call_ids: Sequence[str]) -> list[Panel]:
    """Return the panels of calls of the log.

    Raises:
        CallcenterError: no such call, or it has no recording here.
    """
    from callcenter.eval.turns.known import panel_of_log
    from callcenter.settings import load_settings
    from callcenter.store.call_log.calls import find_call_id, load_call
    from callcenter.store.pool import open_connection, open_database

    settings, panels = load_settings(), []
    async with open_database(settings, must_exist=True) as url, open_connection(url) as connection:
        for part in call_ids:
            record = await load_call(connection, await find_call_id(connection, part))
            if record is None or record.recording is None:
                raise CallcenterError(
                    f"The call {part} has no recording.", remedy="CALLCENTER_CALLS__RECORD=true records calls."
                )
            path = settings.recordings_dir / record.recording
            panels.append(await asyncio.to_thread(panel_of_log, path, record.turns))
    return panels


def _chosen(folder: Path | None, which: str, only: str, only_tag: str) -> list[Story]:
    """Return the stories to play.

    Raises:
        DeclarationError: faults in the files.
        CallcenterError: none is left.
    """
    from callcenter.eval.story.file import APART, DEV, FRESH, HELD_OUT, STORIES, TURNS, UNSEEN, load_stories

    parts = {"dev": DEV, "held-out": HELD_OUT, "unseen": UNSEEN, "fresh": FRESH, "apart": APART}
    named = {**parts, "turns": TURNS}
    names = [named[which]] if which in named else list(parts.values())
    folders = [STORIES / name for name in names] if folder is None else [folder]
    labels = [part.strip() for part in only.split(",") if part.strip()]
    stories = [one for one in load_stories(*folders) if not labels or any(part in one.label for part in labels)]
    name, _, value = only_tag.partition(":")
    stories = [one for one in stories if not name or (name in one.tags and value in ("", one.tags[name]))]
    if not stories:
        raise CallcenterError("There is no such story.", remedy="See the labels in the files of the folder.")
    return stories


async def _play(
    stories: Sequence[Story],
    settings: Settings,
    way: _Way,
    trials: int,
    console: Console,
) -> list[RunVerdict]:
    from rich.progress import Progress

    from callcenter.eval.evaluate import evaluate, playable
    from callcenter.eval.judging.model_judges import ModelJudges
    from callcenter.models.hosted_model import hosted_model

    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Starting…", total=len(playable(stories, way.mode)) * trials)

        def on_verdict(verdict: RunVerdict) -> None:
            progress.update(task, advance=1, description=verdict.run.story.label)

        def on_progress(text: str) -> None:
            progress.update(task, description=text)

        judges = ModelJudges(hosted_model(way.judge, settings)) if way.judge else None
        async with _player(way, settings, on_progress) as player:
            return await evaluate(
                stories,
                player,
                mode=way.mode,
                trials=trials,
                jobs=way.jobs if way.mode == "phone" else 1,
                judges=judges,
                on_verdict=on_verdict,
            )


@asynccontextmanager
async def _player(way: _Way, settings: Settings, on_progress: Callable[[str], None]) -> AsyncIterator[Player]:
    """Yield what plays stories in a way."""
    if way.mode == "phone":
        from callcenter.eval.phone.noise import PhoneLine, read_noise
        from callcenter.eval.phone.player import open_phone_player

        line = PhoneLine(noise=read_noise(way.noise), loss_pct=way.loss_pct)
        async with open_phone_player(settings, line=line, jobs=way.jobs, on_progress=on_progress) as player:
            yield player
    else:
        from callcenter.eval.typed.text_mode import open_text_player
        from callcenter.models.hosted_model import hosted_model

        model = hosted_model(way.caller, settings) if way.caller else None
        async with open_text_player(settings, on_progress=on_progress, caller=model) as player:
            yield player


def _one_of(value: str, choices: Sequence[str], option: str) -> None:
    if value not in choices:
        raise typer.BadParameter(f"one of {', '.join(choices)}", param_hint=option)
