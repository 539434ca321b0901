"""Keeps the SIP messages of calls, from the stack's trace: by Call-ID, until it is known whose call that is.

All of it, disk included, happens on a thread of its own: the trace comes on the stack's, and calls live on the loop's.
"""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from callcenter.calls.record.sip_trace.sip_line import SipLine
from callcenter.calls.record.sip_trace.trace_files import keep_line, trace_path
from callcenter.domain.routing.sip_address import kept
from callcenter.log import logger
from callcenter.telephony.embedded.stack.sip_message import parse_trace, trace_head

log = logger(__name__)

#: Messages that wait for the disk; of a flood the rest is left out.
MOST_WAITING = 1000
#: Calls whose later messages are known as theirs, and Call-IDs that are nobody's yet, the oldest forgotten first.
MOST_CALLS, MOST_UNKNOWN = 1024, 256
#: Characters of messages whose call isn't known yet, all together.
MOST_UNKNOWN_CHARACTERS = 2_000_000
_CLOSE_S = 2.0


class TraceKeeper:
    """Writes what `take` is given to the file of the call that `belongs` names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: queue.Queue[Callable[[], None] | None] = queue.Queue(MOST_WAITING)
        self._calls: OrderedDict[str, str] = OrderedDict()
        self._unknown: OrderedDict[str, list[SipLine]] = OrderedDict()
        self._unknown_characters = 0
        self._is_failing = False
        self._thread = threading.Thread(target=self._run, name="sip-trace", daemon=True)
        self._thread.start()

    def keep(self, at_s: float, text: str) -> None:
        """Keep one entry of the stack's trace, of a time in seconds since 1970. Never blocks."""
        self._do(lambda: self._keep(at_s, text))

    def belongs(self, sip_call_id: str, call_id: str) -> None:
        """Say whose a Call-ID's messages are, those that came before included."""
        self._do(lambda: self._belongs(sip_call_id, call_id))

    def close(self) -> None:
        """Write what waits."""
        self._do(None)
        self._thread.join(_CLOSE_S)

    def _do(self, job: Callable[[], None] | None) -> None:
        with suppress(queue.Full):
            self._jobs.put_nowait(job)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
                self._is_failing = False
            except OSError as error:
                if not self._is_failing:
                    log.warning("sip_messages_not_kept", error=type(error).__name__, remedy="Look at the disk.")
                self._is_failing = True

    def _keep(self, at_s: float, text: str) -> None:
        head, message = trace_head(text), parse_trace(text)
        if head is None or message is None or not message.call_id:
            return
        line = SipLine(
            at=datetime.fromtimestamp(at_s, UTC),
            is_received=message.is_received,
            transport=head.transport,
            source=head.source,
            target=head.target,
            text=text[head.length :],
        )
        sip_call_id = kept(message.call_id)
        if call_id := self._calls.get(sip_call_id):
            keep_line(trace_path(self._folder, call_id), line, is_first=False)
            return
        self._unknown.setdefault(sip_call_id, []).append(line)
        self._unknown_characters += len(line.text)
        while len(self._unknown) > MOST_UNKNOWN or self._unknown_characters > MOST_UNKNOWN_CHARACTERS:
            _, forgotten = self._unknown.popitem(last=False)
            self._unknown_characters -= sum(len(one.text) for one in forgotten)

    def _belongs(self, sip_call_id: str, call_id: str) -> None:
        self._calls[sip_call_id] = call_id
        self._calls.move_to_end(sip_call_id)
        while len(self._calls) > MOST_CALLS:
            self._calls.popitem(last=False)
        waiting = self._unknown.pop(sip_call_id, [])
        self._unknown_characters -= sum(len(one.text) for one in waiting)
        for line in waiting:
            keep_line(trace_path(self._folder, call_id), line, is_first=True)
