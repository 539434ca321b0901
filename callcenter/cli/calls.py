"""`callcenter calls`: the call log. List, show, export and erase calls."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from callcenter.cli.output import print_json, record_table, stderr
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from callcenter.store.calls import CallFilter

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
_SINCE = typer.Option(None, "--since", "--from-date", formats=_FORMATS, help="Begun at or after this time (UTC).")
_UNTIL = typer.Option(None, "--until", "--to-date", formats=_FORMATS, help="Begun before this time (UTC).")
_NUMBER = typer.Option(None, "--number", help="The calling or the dialled number.")
_AGENT = typer.Option(None, "--agent", help="An agent who had the caller.")
_DISPOSITION = typer.Option(None, "--disposition", help="What became of the caller's wish.")
_TAG = typer.Option(None, "--tag", help="A tag on the call.")
_TEXT = typer.Option(None, "--text", help='Words that were said: all of them, "a phrase", this or that, -not this.')
_LIMIT = typer.Option(50, "--limit", min=1, max=100_000, help="At most so many, the newest first.")
_BEFORE = typer.Option(None, "--before", formats=_FORMATS, help="Begun before this time (UTC).")
_JSON = typer.Option(False, "--json", help="Print JSON on standard output.")


def register(app: typer.Typer) -> None:
    """Add `calls` to the command line."""
    calls = typer.Typer(help="The call log: list, show, export and erase calls.", no_args_is_help=True)
    app.add_typer(calls, name="calls")

    @calls.command("list")
    def list_(
        since: datetime | None = _SINCE,
        until: datetime | None = _UNTIL,
        number: str | None = _NUMBER,
        agent: str | None = _AGENT,
        disposition: str | None = _DISPOSITION,
        tag: str | None = _TAG,
        text: str | None = _TEXT,
        limit: int = _LIMIT,
        as_json: bool = _JSON,
    ) -> None:
        """List the newest calls that match every filter."""
        wanted = _filter(since, until, number, agent, disposition, tag, text, limit)
        lines = asyncio.run(_with_connection(lambda connection: _list(connection, wanted)))
        print_json(lines, indent=2) if as_json else _show_list(lines)

    @calls.command()
    def show(
        call_id: str = typer.Argument(help="The call's id, or the beginning of it."), as_json: bool = _JSON
    ) -> None:
        """Show one call: who said what, which tools ran, how long each answer took."""
        record = asyncio.run(_with_connection(lambda connection: _load(connection, call_id)))
        print_json(record, indent=2) if as_json else _show_call(record)

    @calls.command()
    def export(
        output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file, not standard output."),
        format_: str = typer.Option("jsonl", "--format", help="jsonl (whole calls) or csv (a line a call)."),
        since: datetime | None = _SINCE,
        until: datetime | None = _UNTIL,
        number: str | None = _NUMBER,
        agent: str | None = _AGENT,
        disposition: str | None = _DISPOSITION,
        tag: str | None = _TAG,
        text: str | None = _TEXT,
        limit: int = typer.Option(100_000, "--limit", min=1, max=10_000_000, help="At most so many, the newest first."),
    ) -> None:
        """Export calls as JSON lines (whole calls, the shape of `show --json`) or CSV."""
        if format_ not in ("jsonl", "csv"):
            raise typer.BadParameter("jsonl or csv", param_hint="--format")
        wanted = _filter(since, until, number, agent, disposition, tag, text, limit)
        count = asyncio.run(_with_connection(lambda connection: _export(connection, wanted, format_, output)))
        stderr().print(f"{count} calls exported{f' to {output}' if output else ''}.")

    @calls.command()
    def delete(
        number: str | None = _NUMBER,
        before: datetime | None = typer.Option(
            None, "--before", formats=_FORMATS, help="Begun before this time (UTC)."
        ),
        yes: bool = typer.Option(False, "--yes", help="Don't ask."),
        as_json: bool = _JSON,
    ) -> None:
        """Erase calls for good: rows, journal files and recordings."""
        if number is None and before is None:
            raise typer.BadParameter("say which calls: --number or --before")
        if not yes:
            typer.confirm("Erase these calls, their journals and recordings for good?", abort=True, err=True)
        gone = asyncio.run(_with_connection(lambda connection: _delete(connection, number, before)))
        if as_json:
            print_json(gone)
        else:
            stderr().print(
                f"Erased {gone['calls']} calls, {gone['journals']} journals and {gone['recordings']} recordings."
            )


def _filter(
    since: datetime | None,
    until: datetime | None,
    number: str | None,
    agent: str | None,
    disposition: str | None,
    tag: str | None,
    text: str | None,
    limit: int,
) -> CallFilter:
    from callcenter.domain.disposition import Disposition
    from callcenter.store.calls import CallFilter

    if disposition is not None and disposition not in list(Disposition):
        raise typer.BadParameter(f"one of {', '.join(Disposition)}", param_hint="--disposition")
    return CallFilter(
        since=_utc(since),
        until=_utc(until),
        number=number,
        agent=agent,
        disposition=disposition,
        tag=tag,
        text=text,
        limit=limit,
    )


def _utc(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None else None


async def _with_connection(work: Callable[[Any], Awaitable[Any]]) -> Any:
    import asyncpg

    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate
    from callcenter.store.pool import open_database, prepare_connection

    console = stderr()
    settings = load_settings()
    async with open_database(settings, on_progress=lambda text: console.print(f"[dim]{text}[/]")) as url:
        connection = await asyncpg.connect(url)
        try:
            await prepare_connection(connection)
            if not settings.database_url.get_secret_value():
                await migrate(connection)
            return await work(connection)
        finally:
            await connection.close()


async def _list(connection: Any, wanted: CallFilter) -> list[dict[str, Any]]:
    from callcenter.store.calls import list_calls

    return [line.to_json() for line in await list_calls(connection, wanted)]


async def _load(connection: Any, call_id: str) -> dict[str, Any]:
    from callcenter.store.calls import find_call_id, load_call

    whole_id = await find_call_id(connection, call_id)
    record = await load_call(connection, whole_id) if whole_id is not None else None
    if record is None:
        raise CallcenterError(f"There is no call {call_id}.", remedy="`callcenter calls list` shows their ids.")
    return record.to_json()


async def _export(connection: Any, wanted: CallFilter, format_: str, output: Path | None) -> int:
    from rich.progress import track

    from callcenter.store.calls import list_calls, load_call

    lines = await list_calls(connection, wanted)
    try:
        target = output.open("w", encoding="utf-8", newline="") if output is not None else nullcontext(sys.stdout)
    except OSError as error:
        raise CallcenterError(f"{output} can't be written: {error.strerror}.", remedy="Choose another file.") from error
    with target as file:
        if format_ == "csv":
            _write_csv(file, [line.to_json() for line in lines])
            return len(lines)
        for line in track(lines, description="Exporting", console=stderr(), transient=True):
            record = await load_call(connection, line.call_id)
            if record is not None:
                file.write(json.dumps(record.to_json(), ensure_ascii=False, default=str) + "\n")
    return len(lines)


def _write_csv(file: TextIO, lines: list[dict[str, Any]]) -> None:
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
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "-", "@", "\t") else value


async def _delete(connection: Any, number: str | None, before: datetime | None) -> dict[str, int]:
    from callcenter.calls.erase import erase_calls
    from callcenter.settings import load_settings

    gone = await erase_calls(connection, load_settings(), number=number, before=_utc(before))
    return {"calls": gone.calls, "journals": gone.journals, "recordings": gone.recordings}


def _show_list(lines: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not lines:
        return stderr().print("No calls match.")
    table = Table("began (UTC)", "from", "to", "agents", "outcome", "ended", "length", "call", box=None, pad_edge=False)
    for line in lines:
        length = f"{line['duration_ms'] / 1000:.0f} s" if line["duration_ms"] is not None else "running"
        table.add_row(
            line["started_at"][:19].replace("T", " "),
            escape(line["from"] or "withheld"),
            escape(line["to"]),
            escape(" → ".join(line["agents"])),
            str(line["disposition"] or ""),
            str(line["refusal"] or line["termination"]["reason"] or ""),
            length,
            line["call_id"],
        )
    return stderr().print(table)


def _show_call(record: dict[str, Any]) -> None:
    from rich.markup import escape

    console = stderr()
    console.print(
        f"[bold]{escape(record['from'] or 'withheld')}[/] → [bold]{escape(record['to'])}[/]  {record['started_at']}"
    )
    moments: list[tuple[int, str]] = []
    for turn in record["turns"]:
        who = "[cyan]caller[/]" if turn["speaker"] == "caller" else f"[green]{escape(turn.get('agent') or 'agent')}[/]"
        cut = " [red]✂ interrupted[/]" if turn["interrupted"] else ""
        wait = (turn.get("latency") or {}).get("response_ms")
        delay = f" [dim]({wait} ms)[/]" if wait is not None else ""
        moments.append((turn["started_ms"], f"{who}: {escape(turn['text'])}{cut}{delay}"))
    for hop in record["handoffs"]:
        moments.append((hop["at_ms"], f"[magenta]handoff[/] {escape(hop['from'])} → {escape(hop['to'])}"))
    for use in record["tool_calls"]:
        mark = "[green]✓[/]" if use["ok"] else "[yellow]✗[/]"
        moments.append((use["at_ms"], f"{mark} [yellow]{escape(use['tool'])}[/] {escape(json.dumps(use['result']))}"))
    for at_ms, text in sorted(moments, key=lambda moment: moment[0]):
        console.print(f"[dim]{at_ms / 1000:7.1f}s[/] {text}")
    if record["refusal"]:
        console.print(f"[red]refused[/] {record['refusal']['sip_status']}: {escape(record['refusal']['reason'])}")
    console.print(record_table(record))
