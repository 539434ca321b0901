"""`callcenter calls show --sip` and `--pcap`: a call's SIP messages as a ladder, and as a capture file."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callcenter.cli.calls.call_log import with_connection
from callcenter.cli.output import escape, print_json, stderr
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from callcenter.calls.record.sip_trace.sip_line import SipLine

#: Columns of a rung between the other side and us.
_RUNG = 34


def show_sip(call_id: str, *, as_json: bool, pcap: Path | None) -> None:
    """Print the messages of a call, the newest of that id's part, or write them to a file.

    Raises:
        StoreError: no call has that part in its id, or several have; or Postgres can't be reached.
        CallcenterError: none of its messages are kept here, or the file can't be written.
    """
    from callcenter.calls.record.sip_trace.pcap import capture_file
    from callcenter.calls.record.sip_trace.trace_files import read_trace
    from callcenter.settings import load_settings
    from callcenter.store.call_log.calls import find_call_id

    whole_id = asyncio.run(with_connection(lambda connection: find_call_id(connection, call_id)))
    kept = read_trace(load_settings().sip_traces_dir, whole_id)
    if kept is None:
        raise CallcenterError(
            "No SIP messages of that call are kept here.",
            remedy="CALLCENTER_SIP__TRACE_DAYS keeps those of later calls; in the cluster livekit-sip logs its own.",
        )
    if pcap is not None:
        _write(pcap, capture_file(kept.lines))
        stderr().print(f"{len(kept.lines)} messages written to {pcap}.", markup=False, soft_wrap=True)
    elif as_json:
        print_json([line.to_json() for line in kept.lines], indent=2)
    else:
        _print_ladder(list(kept.lines))
    if kept.is_cut:
        stderr().print("There were more: a call's later messages are left out.")


def _write(path: Path, data: bytes) -> None:
    """Write the file for its owner only: it holds callers' numbers."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        raise CallcenterError(
            f"{path} can't be written: {error.strerror}.", remedy="Choose another file, or make room."
        ) from error


def _print_ladder(lines: list[SipLine]) -> None:
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
    began, peer = (lines[0].at, "") if lines else (None, "")
    for line in lines:
        if line.peer != peer:
            peer = line.peer
            console.print(f"[dim]{'':10}[/] [bold]{escape(peer)}[/] [dim]{line.transport}[/]", soft_wrap=True)
        after_s = (line.at - (began or line.at)).total_seconds()
        console.print(f"[dim]{after_s:8.3f} s[/] {_rung(line)} us", soft_wrap=True)


def _rung(line: SipLine) -> Any:
    title = f" {line.title[: _RUNG - 8]} ".center(_RUNG - 2, "─")
    return escape(f"|{title}▶|" if line.is_received else f"|◀{title}|")
