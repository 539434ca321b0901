"""A process with a SIP stack whose callers are legs that obey JSON lines: the stack wants one of its own.

The first line of standard input says where to listen: `{"port", "rtp_ports"}`. Orders are the lines after it,
`{"id", "leg", "do", ...}`; `cancel` cancels the order whose `id` is its `which`.
Tells of `listening`, of each `invite`, `digit`, `held` and `ended` with the leg's number, and of each order's `result`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.termination import EndReason
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.calls.pacer import Pacer
from callcenter.telephony.embedded.stack.sip_call import SipCall
from callcenter.telephony.embedded.stack.sip_stack import SipStack
from callcenter.telephony.embedded.stack.stack_port import StackOptions
from tests.fakes.worker.beeping_call import EchoAudio


def _tell(event: str, **facts: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


class _Legs:
    def __init__(self) -> None:
        self._legs: list[SipLeg] = []
        self._pacer = Pacer()
        self._orders: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        place = json.loads(await reader.readline())
        # The phones of the tests send no audio.
        options = StackOptions(**place, rtp_timeout_s=0, codecs=("pcmu",))
        stack = SipStack(options, on_invite=self._on_invite, on_refused=lambda _: None, on_dead=lambda: os._exit(1))
        await stack.start()
        await stack.serve_numbers(None)
        await stack.listen()
        self._pacing = asyncio.create_task(self._pacer.run())
        _tell("listening")
        while line := await reader.readline():
            order = json.loads(line)
            if order["do"] == "cancel":
                self._orders[order["which"]].cancel()
            else:
                self._orders[order["id"]] = asyncio.create_task(self._obey(order))
        # The stack must never be closed, nor its orders waited for.
        stack.leave()
        sys.stdout.flush()
        os._exit(0)

    def _on_invite(self, call: SipCall) -> None:
        leg = SipLeg(call, open_audio=EchoAudio, pacer=self._pacer, establish_timeout_s=10)
        number = len(self._legs)
        self._legs.append(leg)
        leg.on_digit(lambda digit: _tell("digit", leg=number, digit=digit))
        leg.on_hold(lambda is_held: _tell("held", leg=number, is_held=is_held))
        leg.ended.add_done_callback(lambda ended: _tell("ended", leg=number, reason=_reason(ended)))
        _tell("invite", leg=number)

    async def _obey(self, order: dict[str, Any]) -> None:
        leg = self._legs[order["leg"]]
        failed, outcome = "", ""
        try:
            match order["do"]:
                case "answer":
                    await leg.answer()
                case "transfer":
                    await leg.transfer(order["destination"], timeout_s=order["timeout_s"])
                case "hang_up":
                    await leg.hang_up(EndReason(order["reason"]))
        except (Exception, asyncio.CancelledError) as error:
            failed, outcome = type(error).__name__, str(getattr(error, "reason", ""))
        _tell("result", id=order["id"], failed=failed, outcome=outcome)


def _reason(ended: asyncio.Future[LegEnd]) -> str:
    return ended.result().reason


if __name__ == "__main__":
    asyncio.run(_Legs().run())
