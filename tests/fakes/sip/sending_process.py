"""A process with a SIP stack that answers a call and falls behind in sending: the stack wants a process of its own.

The first line of standard input says where to listen: `{"port", "rtp_ports"}`. Orders are the lines after it: `behind`
(put half a second more into the stack's sending buffer), `unheard` (tell how many seconds wait there) and `say` (write
a packet, as an agent that begins to speak). Tells of `listening`, `established`, and of each order that was obeyed.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import sys
from typing import Any

from baresip import _native

from callcenter.telephony.embedded.stack.native_media import NativeMedia
from callcenter.telephony.embedded.stack.sip_call import SipCall
from callcenter.telephony.embedded.stack.sip_stack import SipStack
from callcenter.telephony.embedded.stack.stack_config import TRANSMIT_HZ
from callcenter.telephony.embedded.stack.stack_port import CallListener, StackOptions

PACKET = bytes(2 * TRANSMIT_HZ // 50)
BEHIND_PACKETS = 25


def _tell(event: str, **facts: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


class LateMedia(NativeMedia):
    """Media whose sending can be made late."""

    def unheard_s(self, call_id: str) -> float:
        """Return how many seconds of sound the stack has taken from us and not sent yet; 0 without media."""
        with self._held():
            buffer = self._sending_buffer(call_id)
            return self._lib.aubuf_cur_size(buffer) / (2 * TRANSMIT_HZ) if buffer else 0.0

    def fall_behind(self, call_id: str) -> None:
        """Do by libre's own function what a late thread does in the end: more is put in than is taken out."""
        self._lib.mbuf_alloc.restype, self._lib.mbuf_alloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
        self._lib.aubuf_append_auframe.argtypes = (ctypes.c_void_p,) * 3
        with self._held():
            for _ in range(BEHIND_PACKETS):
                packet = self._lib.mbuf_alloc(len(PACKET))
                # `end`, the fourth word of `struct mbuf`: all of it is filled.
                (ctypes.c_size_t * 4).from_address(packet)[3] = len(PACKET)
                self._lib.aubuf_append_auframe(self._sending_buffer(call_id), packet, None)


class _Listener(CallListener):
    def on_established(self) -> None:
        _tell("established")

    def on_closed(self, reason: str) -> None:
        pass

    def on_digit_pressed(self, digit: str) -> None:
        pass

    def on_held(self, is_held: bool) -> None:
        pass


class _Sender:
    def __init__(self) -> None:
        self._call: SipCall | None = None
        self._media = LateMedia(_native.__file__, rtp_timeout_s=0)
        self._answering: asyncio.Task[None] | None = None

    async def run(self) -> None:
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        options = StackOptions(**json.loads(await reader.readline()), rtp_timeout_s=0, codecs=("pcmu",))
        stack = SipStack(options, on_invite=self._on_invite, on_refused=lambda _: None, on_dead=lambda: os._exit(1))
        await stack.start()
        await stack.serve_numbers(None)
        await stack.listen()
        _tell("listening")
        while line := await reader.readline():
            self._obey(json.loads(line)["do"])
        stack.leave()
        os._exit(0)

    def _on_invite(self, call: SipCall) -> None:
        self._call, call.listener = call, _Listener()
        self._answering = asyncio.create_task(call.answer())

    def _obey(self, order: str) -> None:
        if self._call is None:
            raise ValueError("a call comes first")
        match order:
            case "behind":
                self._media.fall_behind(self._call.call_id)
            case "say":
                self._call.unsent()
                self._call.write(PACKET)
        _tell(order, seconds=self._media.unheard_s(self._call.call_id))


if __name__ == "__main__":
    asyncio.run(_Sender().run())
