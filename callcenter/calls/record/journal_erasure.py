"""Erases journal files, and takes somebody's number out of those that stay. Blocks for as long as the disk does."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence, Set
from datetime import datetime
from pathlib import Path

from callcenter.calls.record.journal_file import FINISHED, SET_ASIDE, read_journal, unlocked_files
from callcenter.domain.record.call_event import CallStarted
from callcenter.log import logger
from callcenter.store.erasure.spellings import Spellings

log = logger(__name__)


def erase_files(
    folder: Path,
    call_ids: Set[str],
    *,
    number: Spellings | None,
    before: datetime | None,
    mentions: Sequence[Spellings] = (),
    held: Set[str] = frozenset(),
) -> set[str]:
    """Erase the journals of these calls, and those of dead processes that match and never reached Postgres.

    Return the calls whose files went. A file whose process lives is left alone: its call is still running; and so are
    those of calls on hold. In other files that stay, `mentions` are redacted.
    """
    gone = set()
    for place in (folder, folder / FINISHED, folder / SET_ASIDE):
        for path, descriptor in unlocked_files(place, held):
            try:
                if path.stem in call_ids or matches(path, number=number, before=before):
                    path.unlink()
                    gone.add(path.stem)
                else:
                    for mentioned in mentions:
                        redact(path, mentioned)
            except OSError as error:
                log.error("journal_not_erased", error=type(error).__name__)
            finally:
                os.close(descriptor)
    return gone


def matches(path: Path, *, number: Spellings | None, before: datetime | None) -> bool:
    """Tell whether a journal's call is from or to the number and began before the time; None is any, not both."""
    if number is None and before is None:
        return False
    events, _ = read_journal(path)
    if not events:
        return False
    start = events[0].fact
    numbers = (start.caller_number, start.dialled_number) if isinstance(start, CallStarted) else ()
    return (number is None or any(map(number.mean, numbers))) and (before is None or events[0].at < before)


def redact(path: Path, number: Spellings) -> bool:
    """Write the file anew if it mentions the number, and tell whether it did; whole, for its owner only."""
    lines = path.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    redacted = [_redact_line(line, number) for line in lines]
    if redacted == lines:
        return False
    fresh = path.with_suffix(".redacted")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(redacted))
    fresh.replace(path)
    return True


def _redact_line(line: str, number: Spellings) -> str:
    try:
        row = json.loads(line)
        data = number.redact(row["data"])
        return line if data == row["data"] else json.dumps({**row, "data": data}, ensure_ascii=False)
    except (ValueError, KeyError, TypeError):
        return str(number.redact(line))  # torn, or nothing of ours
