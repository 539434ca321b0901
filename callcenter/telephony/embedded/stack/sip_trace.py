"""Listens to the stack's SIP trace for what its events don't tell: the sender's address and the codec.

Measured: 60 µs of a core a message, ten messages a call. The trace is full of personal data, and passed on (`on_entry`)
only if the settings keep it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from callcenter.telephony.embedded.stack.sip_message import SipMessage, parse_trace

_T = TypeVar("_T")

#: Calls remembered at once; the oldest is forgotten. A call needs its entry for some milliseconds only.
REMEMBERED = 1024
#: Characters of a Call-ID beyond which its call's sender isn't remembered, and so not known.
LONGEST_CALL_ID = 2000
#: Longest wait for a trace entry, which another thread delivers, to catch up with its event.
CATCH_UP_S = 0.1


class SipTrace(logging.Handler):
    """Remembers, by Call-ID, who sent an INVITE that is to begin a call, and which codec was agreed on.

    An INVITE counts for one call, or a stranger who knows the Call-ID of a carrier's call would be taken for the
    carrier until the trace of their own INVITE is here.

    `answered` counts the final responses we sent to INVITEs, by status.
    """

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.answered: Counter[int] = Counter()
        #: Given each entry and its time, in seconds since 1970, on the stack's log thread.
        self.on_entry: Callable[[float, str], None] | None = None
        #: Told the Call-ID of each INVITE that we answered with 500.
        self.on_failed: Callable[[str], None] = lambda _: None
        self._loop = asyncio.get_running_loop()
        self._invites: OrderedDict[str, SipMessage] = OrderedDict()
        #: Those that were taken, to know their retransmissions by.
        self._taken: OrderedDict[str, SipMessage] = OrderedDict()
        self._codecs: OrderedDict[str, str] = OrderedDict()
        self._refusals: OrderedDict[str, int] = OrderedDict()
        self._arrived = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Take one trace entry; runs on the stack's log thread."""
        text = record.getMessage()
        if self.on_entry is not None:
            self.on_entry(record.created, text)
        if "INVITE" not in text:
            return
        message = parse_trace(text)
        if message is not None and message.method == "INVITE":
            with suppress(RuntimeError):  # the loop is gone: the process is ending
                self._loop.call_soon_threadsafe(self._remember_message, message)

    async def invite(self, call_id: str) -> SipMessage | None:
        """Return the INVITE that nobody has taken yet, waiting a moment for it; None if the trace missed it."""
        return await self._wait(lambda: self._invites.get(call_id))

    async def take_invite(self, call_id: str) -> SipMessage | None:
        """Return the same, for the call that it begins."""
        if (message := await self.invite(call_id)) is not None:
            del self._invites[call_id]
            _remember(self._taken, call_id, message)
        return message

    async def codec(self, call_id: str) -> str:
        """Return the codec agreed on, in capitals, waiting a moment for it; '' if the trace missed it."""
        return await self._wait(lambda: self._codecs.get(call_id)) or ""

    async def refused_with(self, call_id: str) -> int | None:
        """Return the status a call was refused with, waiting a moment for it; None if the trace missed it."""
        return await self._wait(lambda: self._refusals.get(call_id))

    async def _wait(self, look: Callable[[], _T | None]) -> _T | None:
        deadline = self._loop.time() + CATCH_UP_S
        while (found := look()) is None and (remaining := deadline - self._loop.time()) > 0:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), remaining)
        return found

    def _remember_message(self, message: SipMessage) -> None:
        if message.status == 0 and message.is_received:
            self._remember_invite(message)
        elif message.status >= 200 and not message.is_received:
            self.answered[message.status] += 1
            if message.status >= 300:
                _remember(self._refusals, message.call_id, message.status)
            if message.status == 500:
                self.on_failed(message.call_id)
        if 200 <= message.status < 300 and message.codec:
            _remember(self._codecs, message.call_id, message.codec)
        self._arrived.set()

    def _remember_invite(self, message: SipMessage) -> None:
        if message.is_within_a_dialog or message == self._taken.get(message.call_id):
            return
        other = self._invites.get(message.call_id)
        if other is not None and other.peer_address != message.peer_address:
            # Nobody knows which of the two the stack announces first.
            message = replace(message, peer_address="", peer_port=0)
        _remember(self._invites, message.call_id, message)


def _remember(memory: OrderedDict[str, _T], call_id: str, value: _T) -> None:
    if len(call_id) > LONGEST_CALL_ID:
        return
    memory[call_id] = value
    memory.move_to_end(call_id)
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
