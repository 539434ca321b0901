"""Takes the stack's own log lines into ours, few and with their text under a personal-data key."""

from __future__ import annotations

import logging
import time

from callcenter.log import logger
from callcenter.redaction import redact

log = logger(__name__)

#: Lines a minute that reach our log: a flood of bad packets must not flood it.
LINES_A_MINUTE = 20


class StackLog(logging.Handler):
    """Passes warnings and errors of the stack on. Their text may hold numbers and addresses."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._minute = 0
        self._lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Log one line of the stack, unless this minute had enough."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._lines = minute, 0
        self._lines += 1
        if self._lines <= LINES_A_MINUTE:
            severity = log.error if record.levelno >= logging.ERROR else log.warning
            severity(
                "sip_stack_said", source=record.name, text=redact(record.getMessage()), pii_text=record.getMessage()
            )


def capture(trace: logging.Handler) -> None:
    """Send the stack's SIP trace to its reader only, and its log to ours."""
    stack, messages = logging.getLogger("baresip"), logging.getLogger("baresip.native.sip")
    stack.handlers[:] = [StackLog()]
    stack.setLevel(logging.WARNING)
    messages.handlers[:] = [trace]
    messages.setLevel(logging.DEBUG)
    stack.propagate = messages.propagate = False
