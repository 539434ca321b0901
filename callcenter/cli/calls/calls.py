"""`callcenter calls`: the call log. List, show, export and erase calls, get and keep recordings."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from callcenter.cli.calls.call_log import JSON, NUMBER, NUMBER_FORM, TIME, read_number, time_option, with_connection
from callcenter.cli.calls.erase_calls import register_erasure
from callcenter.cli.calls.kept_calls import register_kept
from callcenter.cli.calls.running_calls import register_running
from callcenter.cli.calls.sip_messages import show_sip
from callcenter.cli.output import print_json, record_table, stderr
from callcenter.domain.record.call_csv import write_csv
from callcenter.domain.record.tool_end import tool_end
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from callcenter.store.call_log.calls import CallFilter

#: Characters of a call's id that are shown: its random end, which `show` takes.
_SHOWN_ID = 8
#: Fewer digits than this are part of a number.
_SHORTEST_NUMBER = 7
#: Columns of a terminal from which on everything fits.
_WIDE = 150
_SINCE = typer.Option(None, "--since", "--from-date", help=f"Begun on or after this day or time {TIME}.")
_UNTIL = typer.Option(None, "--until", "--to-date", help=f"Begun on or before this day, or before this time {TIME}.")
_AGENT = typer.Option(None, "--agent", help="An agent who had the caller.")
_DISPOSITION = typer.Option(None, "--disposition", help="What became of the caller's wish.")
_TAG = typer.Option(None, "--tag", help="A tag on the call.")
_TEXT = typer.Option(None, "--text", help='Words that were said: all of them, "a phrase", this or that, -not this.')
_RECORDED = typer.Option(False, "--recorded", help="Calls with a recording only.")
_LIMIT = typer.Option(50, "--limit", min=1, max=100_000, help="At most so many, the newest first.")


def register(app: typer.Typer) -> None:
    """Add `calls` to the command line."""
    calls = typer.Typer(help="Calls: those that run now, and the call log.", no_args_is_help=True)
    app.add_typer(calls, name="calls")

    @calls.command("list")
    def list_(
        since: str | None = _SINCE,
        until: str | None = _UNTIL,
        number: str | None = NUMBER,
        agent: str | None = _AGENT,
        disposition: str | None = _DISPOSITION,
        tag: str | None = _TAG,
        text: str | None = _TEXT,
        recorded: bool = _RECORDED,
        limit: int = _LIMIT,
        as_json: bool = JSON,
    ) -> None:
        """List the newest calls that match every filter."""
        wanted = _filter(since, until, number, agent, disposition, tag, text, limit, recorded=recorded)
        lines = asyncio.run(with_connection(lambda connection: _list(connection, wanted)))
        if not lines:
            stderr().print("No calls match.", *_why_none(number, agent), soft_wrap=True, markup=False)
        if as_json:
            print_json(lines, indent=2)
        elif lines:
            _show_list(lines)

    @calls.command()
    def show(
        call_id: str = typer.Argument(help="The call's id, any part of it that no other has, or `last`."),
        as_json: bool = JSON,
        sip: bool = typer.Option(False, "--sip", help="Its SIP messages instead, as they went to and fro."),
        pcap: Path | None = typer.Option(None, "--pcap", help="Write its SIP messages to this file, for Wireshark."),
    ) -> None:
        """Show one call: who said what, which tools ran, how long each answer took."""
        if sip or pcap is not None:
            return show_sip(call_id, as_json=as_json, pcap=pcap)
        record = asyncio.run(with_connection(lambda connection: _load(connection, call_id)))
        print_json(record, indent=2) if as_json else _show_call(record)

    @calls.command()
    def export(
        output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file, not standard output."),
        format_: str = typer.Option("jsonl", "--format", help="jsonl (whole calls) or csv (a line a call)."),
        since: str | None = _SINCE,
        until: str | None = _UNTIL,
        number: str | None = NUMBER,
        agent: str | None = _AGENT,
        disposition: str | None = _DISPOSITION,
        tag: str | None = _TAG,
        text: str | None = _TEXT,
        recorded: bool = _RECORDED,
        limit: int | None = typer.Option(
            None, "--limit", min=1, help="At most so many, the newest first; all of them."
        ),
        as_json: bool = typer.Option(False, "--json", help="JSON lines: the default."),
    ) -> None:
        """Export calls as JSON lines (whole calls, the shape of `show --json`) or CSV."""
        if format_ not in ("jsonl", "csv"):
            raise typer.BadParameter("jsonl or csv", param_hint="--format")
        if as_json and format_ != "jsonl":
            raise typer.BadParameter("--json is JSON lines, and --format csv is not: say one of them")
        wanted = _filter(since, until, number, agent, disposition, tag, text, limit, recorded=recorded)
        count = asyncio.run(with_connection(lambda connection: _export(connection, wanted, format_, output)))
        hints = [] if count else _why_none(number, agent)
        said = f"{count} call{'s' if count != 1 else ''} exported{f' to {output}' if output else ''}."
        stderr().print(said, *hints, soft_wrap=True, markup=False)

    register_running(calls)
    register_erasure(calls)
    register_kept(calls)


def _filter(
    since: str | None,
    until: str | None,
    number: str | None,
    agent: str | None,
    disposition: str | None,
    tag: str | None,
    text: str | None,
    limit: int | None,
    *,
    recorded: bool,
) -> CallFilter:
    from callcenter.domain.record.disposition import Disposition
    from callcenter.store.call_log.calls import CallFilter

    if disposition is not None and disposition not in list(Disposition):
        raise typer.BadParameter(f"one of {', '.join(Disposition)}", param_hint="--disposition")
    begins, ends = time_option(since, "--since"), time_option(until, "--until", is_day_included=True)
    if begins is not None and ends is not None and begins >= ends:
        raise typer.BadParameter(f"{until} is before --since {since}: no call can match", param_hint="--until")
    return CallFilter(
        since=begins,
        until=ends,
        number=read_number(number),
        agent=agent,
        disposition=disposition,
        tag=tag,
        text=text,
        is_recorded=recorded,
        limit=limit,
    )


def _why_none(number: str | None, agent: str | None) -> list[str]:
    """Return what a filter may have had wrong that no call matches; an agent of former days may be gone."""
    from callcenter.agents.declaration import agent_folders
    from callcenter.settings import load_settings

    hints = []
    names = [folder.name for folder in agent_folders(load_settings().agents_dir)]
    if agent and agent not in names:
        hints.append(f"There is no agent {agent!r} now; there are {', '.join(names)}.")
    digits = sum(character.isdigit() for character in number or "")
    if number is not None and number != "withheld" and not digits:
        hints.append(f"{number!r} is no phone number. {NUMBER_FORM}")
    elif number is not None and 0 < digits < _SHORTEST_NUMBER:
        hints.append("A number is found whole, in any spelling, and not by its last digits.")
    return hints


async def _list(connection: Any, wanted: CallFilter) -> list[dict[str, Any]]:
    from callcenter.store.call_log.calls import list_calls

    return [line.to_json() for line in await list_calls(connection, wanted)]


async def _load(connection: Any, call_id: str) -> dict[str, Any]:
    from callcenter.store.call_log.calls import find_call_id, load_call

    record = await load_call(connection, await find_call_id(connection, call_id))
    if record is None:
        raise CallcenterError("The call has just been erased.", remedy="`callcenter calls list` shows the others.")
    return record.to_json()


async def _export(connection: Any, wanted: CallFilter, format_: str, output: Path | None) -> int:
    from callcenter.store.call_log.calls import list_calls

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

    from callcenter.store.call_log.calls import load_call

    for call_id in track(call_ids, description="Exporting", console=stderr(), transient=True):
        record = await load_call(connection, call_id)
        if record is not None:
            file.write(json.dumps(record.to_json(), ensure_ascii=False, default=str) + "\n")


def _show_list(lines: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from callcenter.cli.output import escape

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
            _length(line),
            escape(line["from"] or "withheld"),
            str(line["disposition"] or ""),
            *(rest if is_wide else (ended,)),
        )
    console.print(table)
    if not is_wide and console.is_terminal:
        stderr().print("[dim]A wider terminal, or --json, shows dialled numbers, agents and tags, too.[/]")


def _length(line: dict[str, Any]) -> str:
    """Return how long a call was; that of typed words says nothing, but that nobody phoned does."""
    if line["duration_ms"] is None:
        return "running"
    return "typed" if line["is_typed"] else f"{line['duration_ms'] / 1000:.0f} s"


def _show_call(record: dict[str, Any]) -> None:
    """Print a call as a transcript: who said what and when, with handoffs and tools where they happened."""
    from callcenter.cli.output import escape

    console = _stdout()
    began = record["started_at"][:19].replace("T", " ")
    console.print(f"[bold]{escape(record['from'] or 'withheld')}[/] → [bold]{escape(record['to'])}[/]  {began} UTC")
    ways = (("trunk", record["trunk"]), ("dispatch rule", record["dispatch_rule"]))
    if by := ", ".join(f"{what} {escape(name)}" for what, name in ways if name):
        console.print(f"[dim]by {by}[/]")
    if any(leg["kind"] == "text" for leg in record["legs"]):
        console.print("[dim]typed, not phoned[/]")
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

        settings = load_settings()
        path = settings.recordings_dir / record["recording"]
        is_stored = bool(settings.storage.bucket) and not path.exists()
        where = f"in the storage: callcenter calls recording {record['call_id']}" if is_stored else str(path)
        console.print(f"[dim]recording[/] {escape(where)}")
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
        ended = tool_end(use["ok"], use["result"])
        mark = f"[{'green' if use['ok'] else 'yellow'}]{ended.mark}[/]"
        found = json.dumps(use["result"], ensure_ascii=False)
        result = f"{escape(ended.words)} [dim]{use['duration_ms']} ms[/] {escape(found)}"
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
