"""Exports of exactly what the call list shows: CSV and JSON as they come, and with recordings as a job with a file."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from typing import Any

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.calls import count_about, export_calls
from callcenter.console.answers.call_log.recordings import recording_file
from callcenter.console.desk import Desk
from callcenter.console.jobs import Job, JobState
from callcenter.console.roles import Right
from callcenter.domain.record.call_csv import write_csv
from callcenter.errors import ConsoleMissing, SettingsError
from callcenter.store.call_log.call_search import CallSearch

Lines = Sequence[dict[str, Any]]
#: Rights that decide what stands in an export.
_SHOWING = frozenset({Right.READ_WORDS, Right.SEE_NUMBERS})
#: Formats, with the name of the file that one gets.
FORMATS = {"csv": "calls.csv", "json": "calls.json", "recordings": "recordings.zip"}


def export_text(rounds: AsyncIterator[Lines], format: str) -> AsyncIterator[str]:
    """Return the text of an export piece by piece, one for each round of lines.

    Raises:
        SettingsError: there is no such format.
    """
    match format:
        case "csv":
            return _csv(rounds)
        case "json":
            return _json(rounds)
        case _:
            raise SettingsError("format is csv or json.")


async def start_export(desk: Desk, viewer: Viewer, wanted: CallSearch, format: str) -> Job:
    """Begin an export of all calls that match, in the background.

    Raises:
        ConsoleRefused: the viewer may not, or has enough of them running.
        SettingsError: there is no such format.
    """
    viewer.require(Right.EXPORT)
    if format not in FORMATS:
        raise SettingsError(f"format is {', '.join(FORMATS)}.")
    if format == "recordings":
        viewer.require(Right.HEAR)
    about = await count_about(desk, viewer, wanted)

    async def work(job: Job) -> None:
        job.about = about
        rounds = _counted(export_calls(desk, viewer, wanted), job)
        if format == "recordings":
            await _zip(desk, viewer, rounds, job)
            return
        with job.path.open("w", encoding="utf-8", newline="") as file:
            async for piece in export_text(rounds, format):
                await asyncio.to_thread(file.write, piece)

    needs = viewer.rights & (_SHOWING | {Right.HEAR} if format == "recordings" else _SHOWING)
    return desk.jobs.start(viewer.name, FORMATS[format], desk.settings.exports_dir, work, needs=needs)


def export_file(desk: Desk, viewer: Viewer, export_id: str) -> Job:
    """Return an export of the viewer's that has its file.

    Raises:
        ConsoleMissing: they have none of that id, or its file is gone.
        ConsoleRefused: they no longer have the rights by which it was made, or their token doesn't.
    """
    job = desk.jobs.find(viewer.name, export_id)
    for right in sorted(job.needs):
        viewer.require(right)
    if job.state is not JobState.DONE or not job.path.is_file():
        raise ConsoleMissing("That export has no file (any more).", remedy=job.fault or "Export again.")
    return job


async def _counted(rounds: AsyncIterator[Lines], job: Job) -> AsyncIterator[Lines]:
    async for lines in rounds:
        yield lines
        job.done += len(lines)


async def _zip(desk: Desk, viewer: Viewer, rounds: AsyncIterator[Lines], job: Job) -> None:
    """Write the recordings of all calls that have one; a list in it says which can't be had."""
    missing = []
    with zipfile.ZipFile(job.path, "w", zipfile.ZIP_STORED) as file:
        async for lines in rounds:
            for call_id in (line["call_id"] for line in lines if line["has_recording"]):
                try:
                    async with recording_file(desk, viewer, call_id) as path:
                        await asyncio.to_thread(file.write, path, f"{re.sub(r'[^A-Za-z0-9@._-]', '_', call_id)}.wav")
                except ConsoleMissing as error:
                    missing.append(f"{call_id}: {error}\n")
        if missing:
            file.writestr("missing.txt", "".join(missing))


async def _csv(rounds: AsyncIterator[Lines]) -> AsyncIterator[str]:
    yield _csv_of([], has_head=True)
    async for lines in rounds:
        yield _csv_of(lines, has_head=False)


def _csv_of(lines: Lines, *, has_head: bool) -> str:
    text = io.StringIO()
    write_csv(text, list(lines), has_head=has_head)
    return text.getvalue()


async def _json(rounds: AsyncIterator[Lines]) -> AsyncIterator[str]:
    mark = "[\n"
    async for lines in rounds:
        yield mark + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        mark = ",\n"
    yield "\n]\n" if mark == ",\n" else "[]\n"
