"""`callcenter calls`: the call log. List, show, export and erase calls."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from callcenter.cli.output import print_json, record_table, stderr, write_csv
from callcenter.errors import CallcenterError, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from rich.console import Console

    from callcenter.domain.spellings import Spellings
    from callcenter.store.calls import CallFilter

#: Characters of a call's id that are shown: its random end, which `show` takes.
_SHOWN_ID = 8
#: A number to look for has at least so many digits: extensions of a PBX have three.
_LEAST_DIGITS = 2
#: Columns of a terminal from which on everything fits.
_WIDE = 150
_TIME = "(a date, or a date and time; UTC unless it says otherwise)"
_SINCE = typer.Option(None, "--since", "--from-date", help=f"Begun on or after this day or time {_TIME}.")
_UNTIL = typer.Option(None, "--until", "--to-date", help=f"Begun on or before this day, or before this time {_TIME}.")
_BEFORE = typer.Option(None, "--before", help=f"Begun before this day or time {_TIME}.")
_NUMBER = typer.Option(None, "--number", help="The calling or the dialled number; `withheld` for callers without one.")
_AGENT = typer.Option(None, "--agent", help="An agent who had the caller.")
_DISPOSITION = typer.Option(None, "--disposition", help="What became of the caller's wish.")
_TAG = typer.Option(None, "--tag", help="A tag on the call.")
_TEXT = typer.Option(None, "--text", help='Words that were said: all of them, "a phrase", this or that, -not this.')
_LIMIT = typer.Option(50, "--limit", min=1, max=100_000, help="At most so many, the newest first.")
_JSON = typer.Option(False, "--json", help="Print JSON on standard output.")


def register(app: typer.Typer) -> None:
    """Add `calls` to the command line."""
    calls = typer.Typer(help="The call log: list, show, export and erase calls.", no_args_is_help=True)
    app.add_typer(calls, name="calls")

    @calls.command("list")
    def list_(
        since: str | None = _SINCE,
        until: str | None = _UNTIL,
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
        call_id: str = typer.Argument(help="The call's id, any part of it that no other has, or `last`."),
        as_json: bool = _JSON,
    ) -> None:
        """Show one call: who said what, which tools ran, how long each answer took."""
        record = asyncio.run(_with_connection(lambda connection: _load(connection, call_id)))
        print_json(record, indent=2) if as_json else _show_call(record)

    @calls.command()
    def export(
        output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file, not standard output."),
        format_: str = typer.Option("jsonl", "--format", help="jsonl (whole calls) or csv (a line a call)."),
        since: str | None = _SINCE,
        until: str | None = _UNTIL,
        number: str | None = _NUMBER,
        agent: str | None = _AGENT,
        disposition: str | None = _DISPOSITION,
        tag: str | None = _TAG,
        text: str | None = _TEXT,
        limit: int | None = typer.Option(
            None, "--limit", min=1, help="At most so many, the newest first; all of them."
        ),
        as_json: bool = typer.Option(False, "--json", help="JSON lines: the default."),
    ) -> None:
        """Export calls as JSON lines (whole calls, the shape of `show --json`) or CSV."""
        if format_ not in ("jsonl", "csv") or (as_json and format_ != "jsonl"):
            raise typer.BadParameter("jsonl or csv", param_hint="--format")
        wanted = _filter(since, until, number, agent, disposition, tag, text, limit)
        count = asyncio.run(_with_connection(lambda connection: _export(connection, wanted, format_, output)))
        stderr().print(f"{count} calls exported{f' to {output}' if output else ''}.")

    @calls.command()
    def delete(
        call_id: str | None = typer.Argument(None, help="One call: its id, or any part of it that no other has."),
        number: str | None = _NUMBER,
        customer: str | None = typer.Option(None, "--customer", help="A customer's account number."),
        before: str | None = _BEFORE,
        yes: bool = typer.Option(False, "--yes", help="Don't ask."),
        as_json: bool = _JSON,
    ) -> None:
        """Erase calls for good: rows, journal files, recordings, and what was said for tickets.

        By --number, every call from or to it, however a carrier wrote it; by --customer, also those that did something
        for them or named their account. The customer's record and the business's books stay.
        """
        given = [one for one in (call_id, number, customer) if one is not None]
        if len(given) > 1 or (not given and before is None) or (call_id is not None and before is not None):
            raise typer.BadParameter("say which calls: an id, or --number or --customer, or --before (and a number)")
        if number is not None:
            _number(number)  # refused before Postgres is started
        until = _time(before, "--before")
        gone = asyncio.run(
            _with_connection(lambda connection: _delete(connection, call_id, number, customer, until, yes))
        )
        if as_json:
            print_json(gone)
        else:
            stderr().print(
                f"Erased {_counted(gone['calls'], 'call')}, {_counted(gone['journals'], 'journal')}, "
                f"{_counted(gone['recordings'], 'recording')} and {_counted(gone['guesses'], 'wrong guess', 'es')} "
                f"at who was calling; blanked {_counted(gone['tickets'], 'ticket')}."
            )


def _filter(
    since: str | None,
    until: str | None,
    number: str | None,
    agent: str | None,
    disposition: str | None,
    tag: str | None,
    text: str | None,
    limit: int | None,
) -> CallFilter:
    from callcenter.domain.disposition import Disposition
    from callcenter.store.calls import CallFilter

    if disposition is not None and disposition not in list(Disposition):
        raise typer.BadParameter(f"one of {', '.join(Disposition)}", param_hint="--disposition")
    return CallFilter(
        since=_time(since, "--since"),
        until=_time(until, "--until", is_day_included=True),
        number=_number(number),
        agent=agent,
        disposition=disposition,
        tag=tag,
        text=text,
        limit=limit,
    )


def _time(text: str | None, option: str, *, is_day_included: bool = False) -> datetime | None:
    """Read an ISO date or time. A date alone is the day's beginning, or its end where the day is included."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            "write 2026-03-31, 2026-03-31T17:30 or 2026-03-31T17:30+02:00", param_hint=option
        ) from None
    is_date = len(text.strip()) == len("2026-03-31")
    time = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    return time + timedelta(days=1) if is_date and is_day_included else time


def _number(text: str | None) -> Spellings | None:
    """Return a number with all its spellings; one of another kind (a SIP user) has to be written as the log has it."""
    from callcenter.domain.spellings import Spellings, only_digits
    from callcenter.settings import load_settings
    from callcenter.store.erasure import spellings

    if text is None:
        return None
    if text == "withheld":
        return Spellings(text="")
    if len(only_digits(text)) < _LEAST_DIGITS:
        raise typer.BadParameter(
            f"{text!r} is no number. Write +18005550123, or `withheld` for callers without one", param_hint="--number"
        )
    return spellings(text, load_settings().calls.country)


async def _with_connection(work: Callable[[Any], Awaitable[Any]]) -> Any:
    import asyncpg

    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate
    from callcenter.store.pool import open_connection, open_database

    console = stderr()
    settings = load_settings()
    async with (
        open_database(settings, must_exist=True, on_progress=lambda text: console.print(f"[dim]{text}[/]")) as url,
        open_connection(url) as connection,
    ):
        try:
            if not settings.database_url.get_secret_value():
                await migrate(connection, agents=settings.agents_dir)
            return await work(connection)
        except asyncpg.UndefinedTableError as error:
            raise StoreError("The database has no call log.", remedy="Run `callcenter db migrate`.") from error
        except asyncpg.PostgresError as error:
            raise StoreError(f"Postgres refused: {error}.", remedy="Run `callcenter db status`.") from error


async def _list(connection: Any, wanted: CallFilter) -> list[dict[str, Any]]:
    from callcenter.store.calls import list_calls

    return [line.to_json() for line in await list_calls(connection, wanted)]


async def _load(connection: Any, call_id: str) -> dict[str, Any]:
    from callcenter.store.calls import find_call_id, load_call

    record = await load_call(connection, await find_call_id(connection, call_id))
    if record is None:
        raise CallcenterError("The call has just been erased.", remedy="`callcenter calls list` shows the others.")
    return record.to_json()


async def _export(connection: Any, wanted: CallFilter, format_: str, output: Path | None) -> int:
    from callcenter.store.calls import list_calls

    lines = await list_calls(connection, wanted)
    try:
        with _target(output) as file:
            if format_ == "csv":
                write_csv(file, [line.to_json() for line in lines])
            else:
                await _write_json_lines(file, connection, [line.call_id for line in lines])
            file.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise CallcenterError(
            f"{output or 'The output'} can't be written: {error.strerror}.", remedy="Choose another file, or make room."
        ) from error
    return len(lines)


def _target(output: Path | None) -> AbstractContextManager[TextIO]:
    """Open the file for its owner only: it holds what callers said."""
    if output is None:
        return nullcontext(sys.stdout)
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return open(descriptor, "w", encoding="utf-8", newline="")


async def _write_json_lines(file: TextIO, connection: Any, call_ids: list[str]) -> None:
    from rich.progress import track

    from callcenter.store.calls import load_call

    for call_id in track(call_ids, description="Exporting", console=stderr(), transient=True):
        record = await load_call(connection, call_id)
        if record is not None:
            file.write(json.dumps(record.to_json(), ensure_ascii=False, default=str) + "\n")


async def _delete(
    connection: Any, call_id: str | None, number: str | None, customer: str | None, before: datetime | None, yes: bool
) -> dict[str, int]:
    from dataclasses import asdict

    from callcenter.calls.erase import erase_calls
    from callcenter.settings import load_settings
    from callcenter.store.calls import find_call_id
    from callcenter.store.erasure import Whose, count_deletable, customer_of

    settings = load_settings()
    if call_id is not None:
        whose = Whose(call_ids=frozenset({await find_call_id(connection, call_id)}))
    elif customer is not None:
        found = await customer_of(connection, customer, settings.calls.country, before=before)
        if found is None:
            raise CallcenterError("No customer has that account number.", remedy="Look it up in the table `customer`.")
        whose = found
    else:
        whose = Whose(number=_number(number), before=before)
    if not yes:
        count = await count_deletable(connection, whose)
        typer.confirm(f"Erase {_counted(count, 'call')}, with journals and recordings, for good?", abort=True, err=True)
    return asdict(await erase_calls(connection, settings, whose))


def _counted(count: int, one: str, ending: str = "s") -> str:
    return f"{count} {one}{'' if count == 1 else ending}"


def _show_list(lines: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from callcenter.cli.output import escape

    if not lines:
        return stderr().print("No calls match.")
    console = _stdout()
    # What matters stands first and whole; a wide terminal has room for the rest.
    is_wide = console.width >= _WIDE
    table = Table(box=None, pad_edge=False)
    for name in ("call", "began (UTC)", "length", "from", "disposition"):
        table.add_column(name, no_wrap=True)
    for name in ("to", "agents", "ended", "tags") if is_wide else ("ended",):
        table.add_column(name)
    for line in lines:
        ended = str(line["refusal"] or line["termination"]["reason"] or "")
        rest = (escape(line["to"]), escape(" → ".join(line["agents"])), ended, escape(", ".join(line["tags"])))
        table.add_row(
            line["call_id"][-_SHOWN_ID:],
            line["started_at"][: 19 if is_wide else 16].replace("T", " "),
            f"{line['duration_ms'] / 1000:.0f} s" if line["duration_ms"] is not None else "running",
            escape(line["from"] or "withheld"),
            str(line["disposition"] or ""),
            *(rest if is_wide else (ended,)),
        )
    console.print(table)
    if not is_wide and console.is_terminal:
        stderr().print("[dim]A wider terminal, or --json, shows dialled numbers, agents and tags, too.[/]")


def _show_call(record: dict[str, Any]) -> None:
    """Print a call as a transcript: who said what and when, with handoffs and tools where they happened."""
    from callcenter.cli.output import escape

    console = _stdout()
    began = record["started_at"][:19].replace("T", " ")
    console.print(f"[bold]{escape(record['from'] or 'withheld')}[/] → [bold]{escape(record['to'])}[/]  {began} UTC")
    if record["trunk"] or record["dispatch_rule"]:
        console.print(f"[dim]by trunk {escape(record['trunk'])}, dispatch rule {escape(record['dispatch_rule'])}[/]")
    for at_ms, text in sorted(_moments(record), key=lambda moment: moment[0]):
        console.print(f"[dim]{at_ms / 1000:7.1f} s[/]  {text}")
    if record["refusal"]:
        console.print(f"[red]refused[/] with {record['refusal']['sip_status']}: {escape(record['refusal']['reason'])}")
    console.print(record_table(record))
    for leg in record["legs"]:
        if leg["mos"] is not None:
            console.print(
                f"[dim]{escape(leg['name'])} leg, {escape(leg['codec'])}: MOS {leg['mos']:.1f}, "
                f"{leg['loss_pct']:.1f} % lost, jitter {leg['jitter_ms']:.0f} ms, round trip {leg['rtt_ms']:.0f} ms[/]"
            )
    if record["recording"]:
        from callcenter.settings import load_settings

        console.print(f"[dim]recording[/] {escape(str(load_settings().recordings_dir / record['recording']))}")
    if record["summary"]:
        console.print(escape(record["summary"]))


def _moments(record: dict[str, Any]) -> Iterator[tuple[int, str]]:
    from callcenter.cli.output import escape

    for hop in record["handoffs"]:
        yield hop["at_ms"], f"[magenta]handoff[/] {escape(hop['from'])} → [magenta]{escape(hop['to'])}[/]"
    for done in record["acts"]:
        yield done["at_ms"], f"[red]caller[/] [dim]{escape(done['act'])}[/]"
    for said in record["recording_consent"]:
        yield said["at_ms"], f"[magenta]recording[/] {escape(said['answer'])}"
    for tried in record["persons"]:
        why = f" ({escape(tried['reason'])})" if tried.get("reason") else ""
        yield tried["at_ms"], f"[magenta]person[/] {escape(tried['outcome'])}{why}"
    for use in record["tool_calls"]:
        arguments = ", ".join(f"{name}={value}" for name, value in use["arguments"].items())
        mark = "[green]✓[/]" if use["ok"] else "[yellow]✗[/]"
        result = f"[dim]{use['duration_ms']} ms[/] {escape(json.dumps(use['result'], ensure_ascii=False))}"
        yield use["at_ms"], f"{mark} [yellow]{escape(use['tool'])}[/]({escape(arguments)}) {result}"
    for turn in record["turns"]:
        who = "[cyan]caller[/]" if turn["speaker"] == "caller" else f"[green]{escape(turn.get('agent') or 'agent')}[/]"
        cut = " [red]✂ interrupted[/]" if turn["interrupted"] else ""
        yield turn["started_ms"], f"{who}: {escape(turn['text'])}{cut}{_delay(turn.get('latency') or {})}"


def _delay(latency: dict[str, int | None]) -> str:
    """Return an answer's wait, taken apart, counted from the end of the caller's speech."""
    if latency.get("response_ms") is None:
        return ""
    parts = {"heard": "transcript_ms", "turn": "end_of_turn_ms", "token": "first_token_ms", "audio": "first_audio_ms"}
    known = [f"{name} {latency[key]}" for name, key in parts.items() if latency.get(key) is not None]
    return f" [dim]({latency['response_ms']} ms{': ' + ', '.join(known) if known else ''})[/]"


def _stdout() -> Console:
    """Return the console for what was asked for. In a pipe lines are as long as they need to be."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 240)
