"""The agent's voice on its way to the caller: an AudioOutput that keeps the stack a little ahead of the wire.

Audio waits here and goes to the stack in small amounts, so that an interruption throws away what the caller
hasn't heard and knows to the packet how much was.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from callcenter.telephony.agent_voice import BYTES_A_SECOND, AgentVoice
from callcenter.telephony.embedded.stack.sip_call import SipCall

#: How far the stack is kept ahead of the wire, in seconds: the event loop may stall so long unheard.
LEAD_S = 0.15
_LEAD_BYTES = int(LEAD_S * BYTES_A_SECOND)
#: After discarding, the stack empties its buffer at its next packet; what is written before may go with it.
SETTLE_S = 0.025


class SipAudioOutput(AgentVoice):
    """Plays one segment of speech after the other. `top_up` is called at each tick of the pacer.

    `tap` gets the PCM that went on the wire since the last call of it, as it went.
    """

    def __init__(self, wire: SipCall, *, tap: Callable[[bytes], None] | None = None) -> None:
        super().__init__("SIP", tap=tap)
        self._wire = wire
        #: Written to the stack and not known to be on the wire yet.
        self._in_flight = bytearray()
        self._pauses: set[str] = set()
        self._settled_at_s = 0.0

    def pause(self) -> None:
        """Fall silent within a packet, keeping what wasn't heard for `resume`."""
        super().pause()
        self._pause("agent")

    def resume(self) -> None:
        """Go on where `pause` fell silent."""
        super().resume()
        self._resume("agent")

    def hold(self, is_held: bool) -> None:
        """The caller holds us: keep what there is to say until they are back."""
        if is_held:
            self._pause("hold")
        else:
            self._resume("hold")

    def top_up(self) -> None:
        """Account for what was sent, write what fits ahead of the wire, and report starts and ends."""
        unsent = self._wire.unsent()
        if unsent is None or time.monotonic() < self._settled_at_s:
            return
        self._account(unsent)
        if self._pauses:
            return
        space = _LEAD_BYTES - len(self._in_flight)
        if self._queue and space > 0:
            self._write(self._next_bytes(space))
        elif self._is_flushed and not self._queue and not self._in_flight:
            self._finish(is_interrupted=False)

    @property
    def _is_muted(self) -> bool:
        return bool(self._pauses)

    def _go_on(self) -> None:
        self.top_up()

    def _write(self, count: int) -> None:
        taken = self._wire.write(bytes(self._queue[:count]))
        if not taken:
            return
        self._begin(after_s=len(self._in_flight) / BYTES_A_SECOND)
        self._in_flight += self._queue[:taken]
        self._leave_queue(taken)

    def _account(self, unsent: int) -> None:
        """Move what has gone on the wire out of `_in_flight`."""
        sent = len(self._in_flight) - unsent
        if sent > 0:
            if self._tap is not None:
                self._tap(bytes(self._in_flight[:sent]))
            del self._in_flight[:sent]

    def _take_back(self) -> None:
        """Empty the stack's buffer; what wasn't sent stands at the head of the queue again."""
        if not self._in_flight:
            return
        unsent = self._wire.unsent()
        if unsent is not None and time.monotonic() >= self._settled_at_s:
            self._account(unsent)
            self._wire.drop_unsent()
            self._settled_at_s = time.monotonic() + SETTLE_S
        self._return_to_queue(self._in_flight)
        self._in_flight.clear()

    def _pause(self, why: str) -> None:
        self._pauses.add(why)
        self._take_back()

    def _resume(self, why: str) -> None:
        self._pauses.discard(why)
        self.top_up()
