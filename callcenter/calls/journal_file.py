"""Reading a call's journal file, also one whose process was killed in the middle of a line."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from callcenter.calls.wrap_up import wrap_up
from callcenter.domain.call_event import CallEnded, CallEvent, CallStarted, Fact, WrappedUp
from callcenter.domain.termination import terminate
from callcenter.log import logger

log = logger(__name__)


def read_events(path: Path) -> list[CallEvent]:
    """Return the whole events of a journal file; what was cut off in mid-line is left out."""
    events = []
    for line in path.read_bytes().split(b"\n"):
        if not line.strip():
            continue
        try:
            events.append(CallEvent.from_json(json.loads(line)))
        except ValueError:
            log.warning("journal_line_torn", bytes=len(line))
    return events


def close_torn_call(path: Path, descriptor: int) -> list[CallEvent]:
    """Return the events of a dead process's call; where it never ended, end it, in the file too.

    Args:
        path: The journal file.
        descriptor: The same file, locked by us and open for appending.
    """
    events = read_events(path)
    if not events:
        return events
    last = events[-1]
    facts: list[Fact] = [event.fact for event in events]
    missing: list[Fact] = []
    ended = next((fact for fact in facts if isinstance(fact, CallEnded)), None)
    if ended is None:
        at_ms = round((last.at - events[0].at).total_seconds() * 1000)
        ended = CallEnded(termination=terminate("worker-lost"), at_ms=at_ms)
        missing.append(ended)
    if not any(isinstance(fact, WrappedUp) for fact in facts):
        missing.append(wrap_up(facts, ended.termination))
    for seq, fact in enumerate(missing, start=last.seq + 1):
        event = CallEvent(call_id=last.call_id, seq=seq, at=datetime.now(UTC), fact=fact)
        # A newline first: the last line may be torn.
        os.write(descriptor, b"\n" + json.dumps(event.to_json(), ensure_ascii=False, default=str).encode() + b"\n")
        events.append(event)
    if not isinstance(facts[0], CallStarted):
        log.warning("journal_without_start", facts=len(facts))
    return events
