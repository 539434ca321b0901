"""The files of kept SIP messages: one a call, a line a message, readable by their owner only.

Blocks for as long as the disk does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callcenter.calls.record.recordings_quota import is_running
from callcenter.calls.record.sip_trace.sip_line import SipLine
from callcenter.settings import Settings
from callcenter.store.erasure.spellings import Spellings

#: Bytes of a call's file; what comes after them is left out. A call of an hour with refreshes has some 60 kB.
MOST_BYTES = 1_000_000
_CUT = b'{"cut": true}\n'


@dataclass(frozen=True, slots=True)
class KeptTrace:
    """A call's messages, in the order of time; `is_cut` tells that there were more than a file may hold."""

    lines: Sequence[SipLine]
    is_cut: bool


def trace_path(folder: Path, call_id: str) -> Path:
    """Return a call's file: by the id's last part alone, so that no id leads out of the folder."""
    return folder / f"{Path(call_id).name}.jsonl"


def keep_line(path: Path, line: SipLine, *, is_first: bool) -> None:
    """Add a message to a call's file. Only the first makes it: a file that was erased doesn't come again.

    Raises:
        OSError: the disk is full, or the folder can't be written.
    """
    if is_first:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # No link: nothing outside the folder is ever written.
    flags = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | (os.O_CREAT if is_first else 0)
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileNotFoundError:
        return
    try:
        size = os.fstat(descriptor).st_size
        text = json.dumps(line.without_secrets().to_json()).encode() + b"\n"
        if size + len(text) + len(_CUT) <= MOST_BYTES:
            os.write(descriptor, text)
        elif size < MOST_BYTES:
            # Padded to the limit, so that it is said once.
            os.write(descriptor, _CUT.rjust(MOST_BYTES - size))
    finally:
        os.close(descriptor)


def read_trace(folder: Path, call_id: str) -> KeptTrace | None:
    """Return a call's messages, None if there is no file; lines that are torn are left out."""
    path = trace_path(folder, call_id)
    if not has_trace(folder, call_id):
        return None
    lines, is_cut = [], False
    for text in path.read_bytes().split(b"\n"):
        with suppress(ValueError, KeyError, TypeError):
            data = json.loads(text)
            if data.get("cut"):
                is_cut = True
            else:
                lines.append(SipLine.from_json(data))
    return KeptTrace(sorted(lines, key=lambda one: one.at), is_cut)


def has_trace(folder: Path, call_id: str) -> bool:
    """Tell whether messages of a call are kept here."""
    path = trace_path(folder, call_id)
    return path.is_file() and not path.is_symlink()


def erase_traces_of(settings: Settings, call_ids: Iterable[str]) -> set[str]:
    """Erase the messages of calls; return those of which there were any."""
    gone = set()
    for call_id in call_ids:
        with suppress(OSError):
            trace_path(settings.sip_traces_dir, call_id).unlink()
            gone.add(call_id)
    return gone


def erase_traces_that_mention(settings: Settings, numbers: Sequence[Spellings], *, held: Set[str]) -> set[str]:
    """Erase the messages of every call, not on hold and over, in which a number stands; return the calls.

    Whole: what is looked up once a fault is found isn't worth being kept with gaps.
    """
    if not numbers:
        return set()
    theirs = set()
    for path in settings.sip_traces_dir.glob("*.jsonl"):
        if path.stem in held or _runs(settings, path.stem):
            continue
        with suppress(OSError):
            text = path.read_text(encoding="utf-8", errors="replace")
            if any(number.redact(text) != text for number in numbers):
                theirs.add(path.stem)
    return erase_traces_of(settings, theirs)


def erase_old_traces(settings: Settings, before: datetime, *, held: Set[str]) -> set[str]:
    """Erase the messages of calls whose last one came before a time, but of those that run or are on hold."""
    old = set()
    for path in settings.sip_traces_dir.glob("*.jsonl"):
        with suppress(OSError):
            is_old = path.stat().st_mtime < before.timestamp()
            if is_old and path.stem not in held and not _runs(settings, path.stem):
                old.add(path.stem)
    return erase_traces_of(settings, old)


def _runs(settings: Settings, call_id: str) -> bool:
    return is_running(settings.journal_dir / f"{call_id}.jsonl")
