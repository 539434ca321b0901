"""The simulated callers' process: its own SIP stack, driven over standard input and output by JSON lines.

`simulated_caller.py` starts and speaks to it. Every time is seconds of the machine's monotonic clock, so
times of both processes compare.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import wave
from functools import partial
from typing import Any

import numpy as np

from callcenter.demo.phone.simulated_caller import Incoming, audible
from callcenter.demo.phone.simulated_line import PACKET_BYTES, SimulatedLine
from callcenter.errors import CallcenterError, TelephonyError
from callcenter.tasks import TaskGroup
from callcenter.telephony.embedded.calls.pacer import Pacer
from callcenter.telephony.embedded.sip_status import BUSY_HERE
from callcenter.telephony.embedded.stack.sip_call import SipCall
from callcenter.telephony.embedded.stack.sip_stack import SipStack
from callcenter.telephony.embedded.stack.stack_config import TRANSMIT_HZ
from callcenter.telephony.embedded.stack.stack_port import StackOptions

#: Seconds between two looks at a call: one packet.
TICK_S = 0.02
#: Audio written ahead of the wire, in bytes (60 ms): little, so that what is said starts at once.
_LEAD_BYTES = 2 * TRANSMIT_HZ * 60 // 1000
#: Received audio missing for longer than this is silence the caller hears, in seconds.
_GAP_S = 0.045
#: Loudness that counts as speech, as in bench.listening.
_SPEECH_RMS = 60.0
_FRAME_S = 0.02
#: Seconds in which holding is tried: the stack refuses while another re-INVITE is under way.
_HOLD_PATIENCE_S = 10.0


def _say(event: str, **facts: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


def _is_speech(pcm: bytes) -> bool:
    # Four thousand times a second with eighty callers, on the processors that the product has, too.
    samples = np.frombuffer(pcm, dtype=np.int16).astype(np.float32)
    return bool(samples.dot(samples) >= _SPEECH_RMS**2 * len(samples))


class CallerLine:
    """One call of a simulated caller: what it says, and what it hears on its own clock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.call: SipCall | None = None
        self._to_say = bytearray()
        self._is_saying = False
        self._around: SimulatedLine | None = None
        #: When the last of what was written is on the wire.
        self._said_at_s = 0.0
        self._heard = bytearray()
        self._heard_from_s = 0.0
        self._hears_hz = 0
        self._scanned = 0
        self._is_hearing_speech = False

    def on_established(self) -> None:
        """The call is up."""
        _say("established", call=self.name, at_s=time.monotonic())

    def on_closed(self, reason: str) -> None:
        """It is over; `mos` is told as we heard the line."""
        quality = self.call.quality("") if self.call is not None else None
        _say("ended", call=self.name, reason=reason, at_s=time.monotonic(), mos=quality.mos if quality else None)

    def on_digit_pressed(self, digit: str) -> None:
        """Nothing to do: the product presses no keys."""

    def on_held(self, is_held: bool) -> None:
        """The other side holds us, or is back."""
        _say("held", call=self.name, is_held=is_held, at_s=time.monotonic())

    def say(self, file: str) -> None:
        """Say what a WAV file has: 16 kHz, mono, int16. Raises ValueError for another."""
        with wave.open(file) as source:
            if (source.getframerate(), source.getnchannels(), source.getsampwidth()) != (TRANSMIT_HZ, 1, 2):
                raise ValueError("say takes 16 kHz mono 16-bit WAV")
            self._to_say += audible(source.readframes(source.getnframes()))

    def surround(self, file: str, loss_pct: float, seed: int) -> None:
        """Put a background on the line from now on, and lose packets."""
        with wave.open(file) as source:
            self._around = SimulatedLine(source.readframes(source.getnframes()), loss_pct=loss_pct, seed=seed)

    def stop_saying(self) -> None:
        """Fall silent at once."""
        self._to_say.clear()
        if self.call is not None:
            self.call.drop_unsent()

    def save_heard(self, file: str) -> None:
        """Write all that was heard so far as a WAV file at the rate it came in."""
        with wave.open(file, "wb") as sink:
            sink.setnchannels(1)
            sink.setsampwidth(2)
            sink.setframerate(self._hears_hz or 8000)
            sink.writeframes(bytes(self._heard))

    def poll(self, call: SipCall) -> None:
        """Speak on and hear what came; called by the pacer."""
        now_s = time.monotonic()
        self._speak(call, now_s)
        if pcm := call.read():
            self.hear(pcm, now_s, call.receive_hz())

    def _speak(self, call: SipCall, now_s: float) -> None:
        unsent = call.unsent()
        if unsent is None:
            return
        if self._around is not None:
            return self._speak_amid(self._around, call, unsent, now_s)
        if self._is_saying and not self._to_say and unsent == 0:
            self._is_saying = False
            # On the wire since the last look, unless it was taken back.
            _say("said", call=self.name, at_s=min(now_s, max(self._said_at_s, now_s - TICK_S)))
        if self._to_say and unsent < _LEAD_BYTES:
            taken = call.write(bytes(self._to_say[: _LEAD_BYTES - unsent]))
            del self._to_say[:taken]
            self._said_at_s = now_s + (unsent + taken) / 2 / TRANSMIT_HZ
            if taken and not self._is_saying:
                self._is_saying = True
                _say("saying", call=self.name, at_s=now_s + unsent / 2 / TRANSMIT_HZ)

    def _speak_amid(self, around: SimulatedLine, call: SipCall, unsent: int, now_s: float) -> None:
        """Keep the line full: it carries what is around the caller while they are silent, too."""
        if self._is_saying and not self._to_say and now_s >= self._said_at_s:
            self._is_saying = False
            _say("said", call=self.name, at_s=self._said_at_s)
        length = (_LEAD_BYTES - unsent) // PACKET_BYTES * PACKET_BYTES
        if length <= 0:
            return
        words = bytes(self._to_say[:length])
        del self._to_say[:length]
        call.write(around.carry(words, length))
        begins_s = now_s + unsent / 2 / TRANSMIT_HZ
        if words and not self._is_saying:
            self._is_saying = True
            _say("saying", call=self.name, at_s=begins_s)
        if words:
            self._said_at_s = begins_s + len(words) / 2 / TRANSMIT_HZ

    def hear(self, pcm: bytes, now_s: float, rate_hz: int) -> None:
        """Take what came in until a time of the monotonic clock: mono int16 at a rate in Hz."""
        if not self._hears_hz:
            self._hears_hz = rate_hz or 8000
            self._heard_from_s = now_s - len(pcm) / 2 / self._hears_hz
            _say("hears", call=self.name, at_s=self._heard_from_s, rate_hz=self._hears_hz)
        due_s = self._heard_from_s + len(self._heard) / 2 / self._hears_hz
        missing_s = now_s - len(pcm) / 2 / self._hears_hz - due_s
        if missing_s > _GAP_S:
            self._heard += bytes(2 * round(missing_s * self._hears_hz))
        elif missing_s <= -_FRAME_S and not _is_speech(pcm):
            # What was missing has come after all: without this all that follows would count as heard so much later.
            pcm = pcm[: max(0, len(pcm) + 2 * round(missing_s * self._hears_hz))]
        self._heard += pcm
        self._scan()

    def _scan(self) -> None:
        """Tell when the agent begins to speak and when it was last heard; a pause is up to the reader to judge."""
        frame = 2 * round(_FRAME_S * self._hears_hz)
        while self._scanned + frame <= len(self._heard):
            is_speech = _is_speech(bytes(self._heard[self._scanned : self._scanned + frame]))
            if is_speech != self._is_hearing_speech:
                self._is_hearing_speech = is_speech
                at_s = self._heard_from_s + self._scanned / 2 / self._hears_hz
                _say("sound" if is_speech else "silence", call=self.name, at_s=at_s)
            self._scanned += frame


class _Callers:
    """All calls of the process, and the commands to them."""

    def __init__(self) -> None:
        self._lines: dict[str, CallerLine] = {}
        self._pacer = Pacer(tick_s=TICK_S)
        self._stack: SipStack | None = None
        self._incoming = Incoming.UNKNOWN
        self._answering: asyncio.Future[None] | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=1 << 20)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        async with TaskGroup() as group:
            clock = group.create_task(self._pacer.run())
            while line := await reader.readline():
                command = json.loads(line)
                try:
                    await self._obey(command)
                except (CallcenterError, OSError, ValueError, KeyError) as error:
                    _say("fault", call=command.get("call", ""), what=str(error))
                if command["do"] == "quit":
                    break
            clock.cancel()

    async def _obey(self, command: dict[str, Any]) -> None:
        match command["do"]:
            case "start":
                await self._start(command)
            case "dial":
                await self._dial(command)
            case "say":
                self._lines[command["call"]].say(command["file"])
            case "surround":
                self._lines[command["call"]].surround(command["file"], command["loss_pct"], command["seed"])
                _say("surrounded", call=command["call"])
            case "stop_saying":
                self._lines[command["call"]].stop_saying()
            case "digits":
                await self._call(command).send_digits(command["digits"])
                _say("pressed", call=command["call"])
            case "hold":
                await self._hold(self._call(command), is_held=command["is_held"])
            case "hang_up":
                await self._call(command).hang_up()
            case "save_heard":
                self._lines[command["call"]].save_heard(command["file"])
                _say("saved", call=command["call"])
            case "quit":
                for line in self._lines.values():
                    if line.call is not None:
                        await line.call.hang_up()

    async def _start(self, command: dict[str, Any]) -> None:
        self._incoming = Incoming(command["incoming"])
        self._stack = SipStack(
            StackOptions(
                host=command["host"],
                port=command["port"],
                rtp_ports=command["rtp_ports"],
                rtp_timeout_s=0,
                codecs=tuple(command["codecs"]),
                reorder_ms=0,  # what arrives is heard as it arrives
                follows_transfers=command["follows_transfers"],
            ),
            on_invite=self._on_invite,
            on_refused=lambda _: None,
            on_dead=lambda: os._exit(1),
        )
        await self._stack.start()
        if self._incoming is not Incoming.UNKNOWN:
            await self._stack.serve_numbers(None)
        await self._stack.listen()
        _say("ready")

    async def _hold(self, call: SipCall, *, is_held: bool) -> None:
        """Hold, or resume, as soon as the stack can: another re-INVITE may be under way."""
        until_s = time.monotonic() + _HOLD_PATIENCE_S
        while True:
            try:
                return await call.hold(is_held)
            except TelephonyError:
                if time.monotonic() > until_s:
                    raise
                await asyncio.sleep(0.1)

    def _on_invite(self, call: SipCall) -> None:
        """Answer a call that comes in and listen to it, refuse it, or let it ring."""
        if self._incoming is Incoming.BUSY:
            self._answering = asyncio.ensure_future(call.refuse(BUSY_HERE))
        if self._incoming is not Incoming.ANSWERED:
            return
        line = self._lines[f"in-{len(self._lines) + 1}"] = CallerLine(f"in-{len(self._lines) + 1}")
        line.call, call.listener = call, line
        self._pacer.add(partial(line.poll, call))
        self._answering = asyncio.ensure_future(call.answer())

    async def _dial(self, command: dict[str, Any]) -> None:
        if self._stack is None:
            raise ValueError("start comes first")
        line = self._lines[command["call"]] = CallerLine(command["call"])
        _say("dialled", call=line.name, at_s=time.monotonic())
        try:
            call = line.call = await self._stack.dial(
                command["uri"],
                caller=command["caller"],
                listener=line,
                transport=command["transport"],
                headers=command["headers"],
            )
        except TelephonyError:
            line.on_closed("not dialled")
            raise
        self._pacer.add(partial(line.poll, call))

    def _call(self, command: dict[str, Any]) -> SipCall:
        call = self._lines[command["call"]].call
        if call is None:
            raise ValueError("the call didn't come about")
        return call


def main() -> None:
    """Run until told to quit or standard input ends."""
    callers = _Callers()
    try:
        asyncio.run(callers.run())
    finally:
        if callers._stack is not None:
            callers._stack.leave()
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
