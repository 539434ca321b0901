"""A call's recording as a file, from the disk or the storage, and its waveform."""

from __future__ import annotations

import asyncio
import tempfile
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np

from callcenter.calls.record.archive import recording_name
from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing
from callcenter.store.call_log.calls import load_call
from callcenter.store.console.audit import AuditAction, was_noted
from callcenter.store.objects.objects import object_store

#: A player asks for a recording in pieces: in so many minutes it counts as one look.
ONE_LOOK_MINUTES = 10
#: Peaks of a waveform's side.
PEAKS = 1200
_REMEDY = "It may have been erased, or be on the disk of the machine that had the call."


@asynccontextmanager
async def recording_file(desk: Desk, viewer: Viewer, call_id: str) -> AsyncIterator[Path]:
    """Yield the file of a call's recording; one from the storage is there as long as this is open. It is on record.

    Raises:
        ConsoleMissing: no such call, no recording of it, or its file isn't to be had.
        StorageError: the storage fails.
    """
    viewer.require(Right.HEAR)
    look = AuditAction.RECORDING_FETCHED
    async with desk.connection() as connection:
        record = await load_call(connection, call_id)
        if record is None or not record.recording:
            raise ConsoleMissing("That call has no recording.")
        if not await was_noted(connection, look, who=viewer.name, subject=call_id, minutes=ONE_LOOK_MINUTES):
            await put_on_record(connection, viewer, look, subject=call_id)
    folder = desk.settings.recordings_dir.resolve()
    # By its name alone, and no link: whatever stands in the row, nothing outside the folder is ever opened.
    path = folder / Path(record.recording).name
    if path.is_file() and path.resolve().parent == folder:
        yield path
        return
    store = object_store(desk.settings.storage)
    if store is None:
        raise ConsoleMissing("The recording isn't here.", remedy=_REMEDY)
    with tempfile.TemporaryDirectory(prefix="callcenter-") as scratch:
        copy = Path(scratch) / "recording.wav"
        if not await store.fetch(recording_name(call_id), copy):
            raise ConsoleMissing("The recording is neither here nor in the storage.", remedy=_REMEDY)
        yield copy


async def waveform(desk: Desk, viewer: Viewer, call_id: str) -> dict[str, Any]:
    """Return a recording's length in ms and, for each side, its loudest sample (0 to 100) of each stretch.

    Raises:
        ConsoleMissing: there is no recording, or it can't be read.
    """
    async with recording_file(desk, viewer, call_id) as path:
        try:
            return await asyncio.to_thread(_waveform, path)
        except (wave.Error, EOFError, ValueError) as error:
            raise ConsoleMissing(
                "The recording can't be read.", remedy="It was cut off, or isn't a WAV file."
            ) from error


def _waveform(path: Path) -> dict[str, Any]:
    with wave.open(str(path)) as file:
        channels, rate_hz, frames = file.getnchannels(), file.getframerate(), file.getnframes()
        if file.getsampwidth() != 2 or not 1 <= channels <= 2 or not frames:
            raise ValueError("no 16-bit audio of one or two sides")
        step = max(1, -(-frames // PEAKS))
        sides: list[list[int]] = [[], []]
        while piece := file.readframes(step):
            samples = np.abs(np.frombuffer(piece, dtype="<i2").astype(np.int32)).reshape(-1, channels)
            for side in (0, 1):
                sides[side].append(int(samples[:, min(side, channels - 1)].max() * 100 // 32768))
    return {"duration_ms": frames * 1000 // rate_hz, "caller": sides[0], "agent": sides[1]}
