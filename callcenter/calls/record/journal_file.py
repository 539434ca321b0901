"""A call's journal file: how it is made, read, and taken over from a process that was killed.

Blocks for as long as the disk does: reading and taking over belong in a thread.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import wave
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from callcenter.calls.wrap_up import wrap_up
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import CallEnded, CallEvent, CallStarted, Fact, RecordingSaved, WrappedUp
from callcenter.log import logger

log = logger(__name__)

#: Folder inside the journal's for files with something that Postgres can't hold.
SET_ASIDE = "set_aside"
#: Folder inside the journal's for files that Postgres has wholly, on their way to the storage.
FINISHED = "finished"
#: Ends that a replay adds are numbered from here: the file may lack facts that Postgres has (a full disk, a
#: power cut), and their numbers must not be given twice.
CLOSING_SEQ = 1_000_000
#: Seconds after which a file that never got its name counts as left behind.
_NAMELESS_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A dead process's file: locked by us, read, and its call closed. `is_odd`: it has lines nobody can read."""

    path: Path
    descriptor: int
    events: Sequence[CallEvent]
    is_odd: bool


def make_file(path: Path) -> int:
    """Make a journal file, readable by its owner only, and return its descriptor, locked and open for appending.

    It gets its name when it is locked, so that no replay can take it for a dead process's.

    Raises:
        OSError: it can't be made, or is there already.
    """
    if path.exists():
        raise FileExistsError(17, "the call has a journal already")
    nameless = path.with_suffix(".new")
    descriptor = os.open(nameless, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        nameless.rename(path)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def encode_event(event: CallEvent) -> bytes:
    """Return an event as one line. Half a surrogate pair (from a broken SIP header) becomes its JSON escape."""
    text = json.dumps(event.to_json(), ensure_ascii=False, default=str)
    return text.encode("utf-8", errors="backslashreplace") + b"\n"


def read_journal(path: Path) -> tuple[list[CallEvent], bool]:
    """Return the whole events of a journal file, and whether it has more than the one line a kill may cut off.

    A file that is gone has none.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        log.warning("journal_not_read", error=type(error).__name__)
        return [], False
    events, torn = [], 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            event = CallEvent.from_json(json.loads(line))
            if event.call_id != path.stem:
                raise ValueError("another call's fact")
            events.append(event)
        except ValueError:
            log.warning("journal_line_torn", bytes=len(line))
            torn += number != len(lines) - 1
    return events, torn > 0


def take_over(folder: Path, ours: Set[str], *, recordings: Path | None = None) -> list[Leftover]:
    """Lock, read and close each journal in the folder whose process is gone.

    Args:
        folder: The journals.
        ours: Calls of this process.
        recordings: Where recordings are: a killed call's file plays, and its journal doesn't know of it yet.
    """
    for nameless in folder.glob("*.new"):
        with suppress(OSError):
            if time.time() - nameless.stat().st_mtime > _NAMELESS_S:
                nameless.unlink()
    left = []
    for path, descriptor in unlocked_files(folder, ours):
        events, is_odd = read_journal(path)
        recording = _recording(recordings / f"{path.stem}.wav") if recordings is not None else None
        closed = _close_call(events, descriptor, recording)
        left.append(Leftover(path=path, descriptor=descriptor, events=closed, is_odd=is_odd))
    return left


def unlocked_files(folder: Path, but: Set[str]) -> Iterator[tuple[Path, int]]:
    """Yield each journal file that no living process has locked, locked by us now. The caller closes it."""
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem in but:
            continue
        try:
            descriptor = os.open(path, os.O_APPEND | os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            continue
        yield path, descriptor


def _recording(path: Path) -> RecordingSaved | None:
    """Return the fact of a recording that is on disk, or None if there is none that plays."""
    try:
        with wave.open(str(path), "rb") as file:
            duration_ms = round(1000 * file.getnframes() / file.getframerate())
    except (OSError, EOFError, wave.Error):
        return None
    return RecordingSaved(path=path.name, duration_ms=duration_ms) if duration_ms else None


def _close_call(events: list[CallEvent], descriptor: int, recording: RecordingSaved | None) -> list[CallEvent]:
    """Return a dead process's events; if its call never ended, end it, in the file too."""
    if not events:
        return events
    first, last = events[0], events[-1]
    facts: list[Fact] = [event.fact for event in events]
    if not isinstance(facts[0], CallStarted):
        log.warning("journal_without_start", facts=len(facts))
    ended = next((fact for fact in facts if isinstance(fact, CallEnded)), None)
    missing: list[CallEvent] = []
    seq = max(CLOSING_SEQ, last.seq)
    if ended is None and recording is not None and not any(isinstance(fact, RecordingSaved) for fact in facts):
        seq += 1
        missing.append(CallEvent(call_id=last.call_id, seq=seq, at=last.at, fact=recording))
    if ended is None:
        ended = CallEnded(
            termination=terminate(EndReason.WORKER_LOST), at_ms=round((last.at - first.at).total_seconds() * 1000)
        )
        # Stamped with the last sign of life: the call didn't last until we came by.
        seq += 1
        missing.append(CallEvent(call_id=last.call_id, seq=seq, at=last.at, fact=ended))
    if not any(isinstance(fact, WrappedUp) for fact in facts):
        outcome = wrap_up(facts, ended.termination)
        missing.append(CallEvent(call_id=last.call_id, seq=seq + 1, at=datetime.now(UTC), fact=outcome))
    # A newline first: the last line may be torn. A full disk is no harm: the next replay closes the call again.
    with suppress(OSError):
        if missing:
            os.write(descriptor, b"\n" + b"".join(encode_event(event) for event in missing))
    return [*events, *missing]
