"""`callcenter calls recording` and `expire`: a call's recording as a file to play, and the retention, kept once."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from callcenter.cli.calls.call_log import JSON, with_connection
from callcenter.cli.calls.erase_calls import told
from callcenter.cli.output import print_json, stderr
from callcenter.errors import CallcenterError, SettingsError


def register_kept(calls: typer.Typer) -> None:
    """Add `recording` and `expire` to `callcenter calls`."""
    calls.command("recording")(_recording)
    calls.command("expire")(_expire)


def _recording(
    call_id: str = typer.Argument(help="The call's id, any part of it that no other has, or `last`."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write to this file; the call's id.wav here."),
    as_json: bool = JSON,
) -> None:
    """Get a call's recording to play it, from the disk or from the storage: caller left, agent right."""
    path = asyncio.run(with_connection(lambda connection: _get(connection, call_id, output)))
    if as_json:
        return print_json({"path": str(path)})
    return stderr().print(f"Recording in {path}.", soft_wrap=True, markup=False)


def _expire(as_json: bool = JSON) -> None:
    """Erase what is older than the retention, in Postgres, on this disk and in the storage, for a daily job.

    CALLCENTER_CALLS__RETENTION_DAYS says how old; programs that serve keep it themselves once an hour.
    """
    gone = asyncio.run(with_connection(_keep))
    print_json(gone) if as_json else stderr().print(f"Erased {told(gone)}.")


async def _get(connection: Any, call_id: str, output: Path | None) -> Path:
    from callcenter.calls.record.archive import recording_name
    from callcenter.settings import load_settings
    from callcenter.store.call_log.calls import find_call_id, load_call
    from callcenter.store.objects.objects import object_store

    settings = load_settings()
    found = await find_call_id(connection, call_id)
    record = await load_call(connection, found)
    if record is None or not record.recording:
        raise CallcenterError("That call has no recording.", remedy="`callcenter calls show` says what it has.")
    name = Path(record.recording).name
    path = output or Path(name)
    partial = path.with_name(f".{path.name}.part")
    try:
        # What callers said is for its owner only, also while it comes.
        partial.touch(mode=0o600)
        if (settings.recordings_dir / name).exists():
            await asyncio.to_thread(shutil.copyfile, settings.recordings_dir / name, partial)
        else:
            store = object_store(settings.storage)
            if store is None or not await store.fetch(recording_name(found), partial):
                raise CallcenterError(
                    "The recording is neither on this disk nor in the storage.",
                    remedy="Ask on the machine that had the call, or set CALLCENTER_STORAGE__BUCKET as there.",
                )
        partial.replace(path)
    except OSError as error:
        raise CallcenterError(
            f"{path} can't be written: {error.strerror}.", remedy="Choose another file, or make room."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return path


async def _keep(connection: Any) -> dict[str, Any]:
    from callcenter.calls.record.retention import keep_retention
    from callcenter.settings import load_settings

    gone = await keep_retention(connection, load_settings())
    if gone is None:
        raise SettingsError(
            "All is kept for good.", remedy="Set CALLCENTER_CALLS__RETENTION_DAYS to how long calls may stay."
        )
    return asdict(gone)
