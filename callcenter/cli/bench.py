"""`callcenter bench`: every figure we claim, measured on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from rich.table import Table

    from callcenter.settings import Settings

_MODELS = typer.Option("fixed", "--models", help="local, or fixed: models of fixed delay.")
_CALL_MODELS = typer.Option(
    "fixed",
    "--models",
    help="local; fixed: models of fixed delay; hosted: hosted models' plugins, against servers on this machine.",
)
_JSON = typer.Option(False, "--json", help="Print the figures as JSON on standard output.")


def register(app: typer.Typer) -> None:
    """Add `bench` to the command line."""
    bench = typer.Typer(help="Measure speed, size and understanding on this machine.", no_args_is_help=True)
    app.add_typer(bench, name="bench")

    @bench.command()
    def calls(
        models: str = _CALL_MODELS,
        counts: str = typer.Option("1,10,40", "--calls", help="Numbers of calls at once, with commas."),
        seconds: float = typer.Option(60, "--seconds", min=5, help="How long each load lasts."),
        workers: str = typer.Option("1", "--workers", metavar="N|auto", help="Workers that share the calls."),
        viewers: int = typer.Option(
            0, "--viewers", min=0, max=50, help="Each load once more, with so many pages of the live floor in Chromium."
        ),
        as_json: bool = _JSON,
    ) -> None:
        """Real calls over loopback: answers, gaps, processor time and memory, heard from the caller's side."""
        settings = _settings(sip={"workers": workers})
        kind = kind_of_models(models, "local", "fixed", "hosted")
        result = asyncio.run(_calls(settings, kind, _counts(counts), seconds, viewers))
        print_json(result, indent=2) if as_json else _show_calls(result)

    @bench.command()
    def worker(
        models: str = _MODELS,
        executors: str = typer.Option("thread,process", "--executor", help="thread, process or both, with a comma."),
        counts: str = typer.Option("1,5,10", "--calls", help="Numbers of calls at once, with commas."),
        seconds: float = typer.Option(30, "--seconds", min=5, help="How long each load lasts."),
        as_json: bool = _JSON,
    ) -> None:
        """The cluster's worker without a LiveKit server: jobs in threads or processes, answers, memory, start."""
        from callcenter.bench.load.worker import bench_worker

        forms = [form.strip() for form in executors.split(",")]
        if not set(forms) <= {"thread", "process"}:
            raise typer.BadParameter("thread, process or thread,process", param_hint="--executor")
        with stderr().status("Starting…") as status:
            result = asyncio.run(
                bench_worker(
                    _settings(),
                    models=kind_of_models(models, "local", "fixed"),
                    executors=forms,
                    counts=_counts(counts),
                    seconds=seconds,
                    on_progress=status.update,
                )
            )
        print_json(result, indent=2) if as_json else _show_worker(result)

    @bench.command()
    def talk(as_json: bool = _JSON) -> None:
        """How well the offline dialog engine understands callers it has never heard."""
        from callcenter.bench.understanding.intents import bench_talk

        with stderr().status("Training and asking…"):
            result = bench_talk(_settings())
        print_json(result, indent=2) if as_json else _show(result)

    @bench.command()
    def turns(
        phone: bool = typer.Option(False, "--phone", help="Say the sentences by phone as well, a few minutes."),
        seen: bool = typer.Option(False, "--seen", help="By phone, those that the rules were made with as well."),
        as_json: bool = _JSON,
    ) -> None:
        """Whether whole sentences are answered at once, and broken-off ones waited for."""
        from callcenter.bench.understanding.turn_ends import bench_sentences, bench_turn_ends

        settings = _settings()
        result: dict[str, Any] = {"text": bench_sentences()}
        if phone:
            parts = ("seen", "held_out") if seen else ("held_out",)
            with stderr().status("Starting…") as status:
                result["phone"] = asyncio.run(bench_turn_ends(settings, parts=parts, on_progress=status.update))
        print_json(result, indent=2) if as_json else _show(result)

    @bench.command()
    def speech(as_json: bool = _JSON) -> None:
        """Recognition, speech and noise suppression on the device: errors, processor time, memory."""
        from callcenter.bench.speech import bench_speech

        with stderr().status("Speaking and listening, a few minutes…") as status:
            result = asyncio.run(bench_speech(_settings(), on_progress=status.update))
        print_json(result, indent=2) if as_json else _show(result)

    @bench.command()
    def hearing(as_json: bool = _JSON) -> None:
        """How well sentences in callers' voices are heard over the telephone: words, values, and yeses nobody said."""
        from callcenter.eval.hearing.measure import bench_hearing

        with stderr().status("Loading…") as status:
            result = asyncio.run(bench_hearing(_settings(), on_progress=status.update))
        print_json(result, indent=2) if as_json else _show(result)

    @bench.command()
    def cost(
        minutes: int = typer.Option(10_000, "--minutes", min=1, help="Call minutes a month."), as_json: bool = _JSON
    ) -> None:
        """Cloud, hosted models and fully local, for so many minutes a month."""
        from callcenter.bench.cost import bench_cost

        result = bench_cost(minutes)
        print_json(result, indent=2) if as_json else _show(result)

    @bench.command()
    def console(
        calls: int = typer.Option(1_000_000, "--calls", min=1, help="Calls to make up, some 1.5 kB each."),
        rounds: int = typer.Option(40, "--rounds", min=1, help="How often each page is asked for."),
        folder: Path | None = typer.Option(None, "--folder", help="Keep the calls in this folder for the next time."),
        as_json: bool = _JSON,
    ) -> None:
        """The console's pages over a Postgres of its own full of calls: times, and plans that read all of it."""
        from callcenter.bench.console.pages import bench_console

        with stderr().status("Starting…") as status:
            result = asyncio.run(
                bench_console(_settings(), calls=calls, rounds=rounds, folder=folder, on_progress=status.update)
            )
        print_json(result, indent=2) if as_json else _show_pages(result)
        if not result["holds"]:
            raise typer.Exit(1)


def _show_pages(result: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table("page", "ms p50/p95", "goal", "read from end to end")
    for name, page in result["pages"].items():
        took = f"{page['p50_ms']} / {page['p95_ms']}"
        style = None if page["holds"] else "red"
        table.add_row(name, took, str(page["goal_ms"]), str(len(page["read_whole"]) or ""), style=style)
    stderr().print(table, f"{result['calls']:,} calls, {result['rounds']} rounds a page.")


def _settings(**overrides: Any) -> Settings:
    from callcenter.log import configure_logging
    from callcenter.settings import LogSettings, load_settings

    configure_logging(LogSettings(level="error"))
    return load_settings(**overrides)


def kind_of_models(text: str, *known: str) -> str:
    """Return the kind that was asked for, if it is one of these; anything else is told.

    Raises:
        typer.BadParameter: it is none of these.
    """
    if text not in known:
        raise typer.BadParameter(" or ".join(known), param_hint="--models")
    return text


def _counts(text: str) -> list[int]:
    try:
        counts = [int(part) for part in text.split(",")]
    except ValueError:
        counts = []
    if not counts or min(counts) < 1 or max(counts) > 200:
        raise typer.BadParameter("numbers from 1 to 200 with commas, such as 1,10,40", param_hint="--calls")
    return counts


async def _calls(settings: Settings, models: str, counts: list[int], seconds: float, viewers: int) -> dict[str, Any]:
    from callcenter.bench.load.calls import bench_calls

    with stderr().status("Starting…") as status:
        return await bench_calls(
            settings,
            models=models,
            counts=counts,
            seconds=seconds,
            on_progress=status.update,
            viewers=viewers,
        )


def _show_calls(result: dict[str, Any]) -> None:
    stderr().print(calls_table(result["loads"]), f"{result['models']} models; ready after {result['ready_s']} s.")


def calls_table(loads: list[dict[str, Any]]) -> Table:
    """Return loads side by side, a figure a line: a terminal of 80 columns has room for four."""
    from rich.table import Table

    lines: dict[str, Callable[[dict[str, Any]], object]] = {
        "turns (missed)": lambda load: f"{load['turns']} ({load['turns_missed']})",
        "answer ms p50/p95": lambda load: f"{load['response_ms']['p50']}/{load['response_ms']['p95']}",
        "p95 against one call": lambda load: load["against_one_call"],
        "INVITE→OK ms p95": lambda load: load["invite_to_ok_ms"]["p95"],
        "INVITE→audio ms p95": lambda load: load["invite_to_audio_ms"]["p95"],
        "gaps": lambda load: load["gaps"]["count"],
        "longest gap ms": lambda load: load["gaps"]["longest_ms"],
        "CPU s/call-min": lambda load: load["cpu_s_per_call_minute"],
        "MB of the workers": lambda load: load["worker_rss_mb"],
        "MB of all, shared once": lambda load: load["memory_mb"],
        "viewers of the floor": lambda load: load.get("viewers", 0),
        "ms to a page's first content": lambda load: "/".join(map(str, load.get("first_content_ms", ()))),
        "MB of the console, begun/most/end": lambda load: "/".join(map(str, load.get("console_mb", ()))),
        "MB of a page's heap, the same": lambda load: "/".join(map(str, load.get("page_mb", ()))),
    }
    table = Table("calls", box=None, pad_edge=False)
    for load in loads:
        table.add_column(str(load["calls"]), justify="right")
    for name, figure in lines.items():
        table.add_row(name, *(str(figure(load)) for load in loads))
    return table


def _show_worker(result: dict[str, Any]) -> None:
    stderr().print(worker_table(result["loads"]), f"{result['models']} models.")


def worker_table(loads: list[dict[str, Any]]) -> Table:
    """Return loads, a line each; headings fold if a terminal is narrow, figures don't have to."""
    from rich.table import Table

    names = ("jobs in", "calls", "turns (missed)", "answer ms p50/p95", "start ms p50/p95", "CPU s/call-min", "MB")
    table = Table(*names, box=None, pad_edge=False)
    for row in loads:
        table.add_row(
            row["executor"],
            str(row["calls"]),
            f"{row['turns']} ({row['turns_missed']})",
            f"{row['response_ms']['p50']}/{row['response_ms']['p95']}",
            f"{row['start_ms']['p50']}/{row['start_ms']['p95']}",
            str(row["cpu_s_per_call_minute"]),
            str(row["memory_mb"]),
        )
    return table


def _show(result: dict[str, Any], *, indent: int = 0) -> None:
    """Print nested figures as indented lines."""
    for name, value in result.items():
        label = f"{'  ' * indent}[bold]{name.replace('_', ' ')}[/]"
        if isinstance(value, dict):
            stderr().print(label)
            _show(value, indent=indent + 1)
        elif not isinstance(value, list):
            stderr().print(f"{label}  {value}")
