"""Simulated callers for the demo, the bench and the tests: real SIP and RTP from a process of their own.

    async with SimulatedCallers.start(codecs=("pcmu",)) as callers:
        call = await callers.dial("sip:+18005550100@127.0.0.1:5060", caller="+12025550123")
        await call.answered(timeout_s=5)
        await call.say(wav_file)
        await call.agent_silent(pause_s=1.0, timeout_s=20)
        await call.hang_up()

Times are seconds of the monotonic clock, which all processes of the machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from callcenter.errors import TelephonyError

#: What `say` takes: mono int16 at this rate.
SAY_HZ = 16_000
#: Samples (int16) below this are silence: -50 dB of full scale, the idle noise of a good line.
_AUDIBLE = 100
_PROCESS = "callcenter.demo.phone.simulated_caller_process"


class Incoming(StrEnum):
    """What becomes of a call to the simulated callers."""

    #: Nobody has the number: 404.
    UNKNOWN = "unknown"
    ANSWERED = "answered"
    #: 486.
    BUSY = "busy"
    RINGING = "ringing"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardAudio:
    """All a caller heard: mono int16, with silence where nothing arrived. `began_at_s` is its first sample."""

    pcm: bytes
    rate_hz: int
    began_at_s: float


class SimulatedCall:
    """One call of a simulated caller."""

    def __init__(self, name: str, send: Callable[[dict[str, Any]], None]) -> None:
        self.name = name
        #: When the INVITE was sent, and when 200 OK was here.
        self.dialled_at_s: float | None = None
        self.answered_at_s: float | None = None
        self.ended_at_s: float | None = None
        self.end_reason = ""
        self.mos: float | None = None
        #: Start and end of each thing said, as it was on the wire.
        self.said: list[tuple[float, float]] = []
        #: Each stretch of sound from the agent: start and end, end None while it lasts.
        self.sounds: list[tuple[float, float | None]] = []
        self.holds: list[bool] = []
        self._send = send
        self._hears: tuple[float, int] = (0.0, 8000)
        self._saying_since_s = 0.0
        #: Orders that were carried out, by their name.
        self._done: Counter[str] = Counter()
        self._fault = ""
        self._changed = asyncio.Event()

    async def answered(self, *, timeout_s: float) -> float:
        """Wait for 200 OK and return the seconds since the INVITE.

        Raises:
            TelephonyError: refused, or not answered in time.
        """
        await self._until(lambda: self.answered_at_s is not None or self.is_over, timeout_s, "an answer")
        if self.answered_at_s is None or self.dialled_at_s is None:
            raise TelephonyError(f"The call was refused: {self.end_reason or self._fault}.")
        return self.answered_at_s - self.dialled_at_s

    @property
    def is_over(self) -> bool:
        """Whether the call has ended, or never came about."""
        return self.ended_at_s is not None

    async def say(self, pcm: bytes | Path, *, timeout_s: float = 60) -> tuple[float, float]:
        """Say a WAV file or PCM (mono int16, 16 kHz) and return when it began and ended on the wire.

        Raises:
            TelephonyError: the call ended meanwhile, or it took longer than the timeout.
        """
        count = len(self.said)
        with tempfile.NamedTemporaryFile(suffix=".wav") as scratch:
            if isinstance(pcm, bytes):
                _write_wav(Path(scratch.name), pcm)
            self._send({"do": "say", "call": self.name, "file": str(scratch.name if isinstance(pcm, bytes) else pcm)})
            await self._until(lambda: len(self.said) > count or self.is_over, timeout_s, "the end of what is said")
        if len(self.said) == count:
            raise TelephonyError("The call ended while the caller spoke.")
        return self.said[-1]

    async def surround(self, background: bytes, *, loss_pct: float = 0.0, seed: int = 0, timeout_s: float = 10) -> None:
        """Put a sound around the caller (mono int16, 16 kHz, over and over) and lose packets, from now on.

        While it lasts, `stop_saying` may take 60 ms of the words back that are counted as said.
        """
        count = self._done["surrounded"]
        with tempfile.NamedTemporaryFile(suffix=".wav") as scratch:
            _write_wav(Path(scratch.name), background)
            self._send({"do": "surround", "call": self.name, "file": scratch.name, "loss_pct": loss_pct, "seed": seed})
            await self._until(lambda: self._done["surrounded"] > count or self.is_over, timeout_s, "the line")

    def stop_saying(self) -> None:
        """Fall silent at once."""
        self._send({"do": "stop_saying", "call": self.name})

    async def press(self, digits: str, *, timeout_s: float = 20) -> None:
        """Press keys (DTMF) and wait until they are sent."""
        count = self._done["pressed"]
        self._send({"do": "digits", "call": self.name, "digits": digits})
        await self._until(lambda: self._done["pressed"] > count or self.is_over, timeout_s, "the digits")

    def hold(self, is_held: bool) -> None:
        """Hold the agent, or resume."""
        self._send({"do": "hold", "call": self.name, "is_held": is_held})

    async def agent_speaks(self, *, after_s: float = 0.0, timeout_s: float) -> float:
        """Wait for sound from the agent that begins after a time; return when it began.

        Raises:
            TelephonyError: the call ended before, or none came in time.
        """
        await self._until(
            lambda: self._first_sound(after_s) is not None or self.is_over, timeout_s, "the agent's voice"
        )
        if (began_s := self._first_sound(after_s)) is None:
            raise TelephonyError("The call ended before the agent spoke.")
        return began_s

    async def agent_silent(self, *, pause_s: float = 0.9, timeout_s: float) -> float:
        """Wait until the agent has spoken and then been silent for a while; return when it fell silent.

        Raises:
            TelephonyError: the agent didn't speak, or didn't fall silent in time, or the call ended before a word.
        """
        deadline_s = time.monotonic() + timeout_s
        await self.agent_speaks(timeout_s=timeout_s)
        while True:
            ended_s = self.sounds[-1][1]
            quiet_s = time.monotonic() - ended_s if ended_s is not None else 0.0
            if self.is_over or quiet_s >= pause_s:
                return ended_s if ended_s is not None else time.monotonic()
            if time.monotonic() > deadline_s:
                raise TelephonyError("The agent didn't fall silent in time.")
            await self._wait(pause_s - quiet_s if ended_s is not None else 0.5)

    async def hang_up(self, *, timeout_s: float = 5) -> None:
        """Hang up and wait for the end."""
        self._send({"do": "hang_up", "call": self.name})
        await self.ended(timeout_s=timeout_s)

    async def ended(self, *, timeout_s: float) -> str:
        """Wait for the call's end, whoever ends it, and return the stack's reason ('486 Busy Here', ...)."""
        await self._until(lambda: self.is_over, timeout_s, "the call's end")
        return self.end_reason

    async def heard(self) -> HeardAudio:
        """Return all the caller has heard so far."""
        count = self._done["saved"]
        with tempfile.NamedTemporaryFile(suffix=".wav") as scratch:
            self._send({"do": "save_heard", "call": self.name, "file": scratch.name})
            await self._until(lambda: self._done["saved"] > count, 10, "the recording")
            with wave.open(scratch.name) as source:
                pcm = source.readframes(source.getnframes())
        return HeardAudio(pcm=pcm, rate_hz=self._hears[1], began_at_s=self._hears[0])

    def answers_ms(self) -> list[int | None]:
        """Return for each thing said the wait from its last sound to the agent's first, as the caller heard it.

        None if the agent said nothing before the caller spoke again.
        """
        waits: list[int | None] = []
        for place, (_, ended_s) in enumerate(self.said):
            until_s = self.said[place + 1][0] if place + 1 < len(self.said) else float("inf")
            began_s = self._first_sound(ended_s)
            waits.append(round(1000 * (began_s - ended_s)) if began_s is not None and began_s < until_s else None)
        return waits

    def on_event(self, event: Mapping[str, Any]) -> None:
        """Take one event of the process; `SimulatedCallers` calls it."""
        at_s = event.get("at_s", 0.0)
        match event["event"]:
            case "dialled":
                self.dialled_at_s = at_s
            case "established":
                self.answered_at_s = at_s
            case "ended":
                self.ended_at_s, self.end_reason, self.mos = at_s, event["reason"], event["mos"]
            case "hears":
                self._hears = (at_s, event["rate_hz"])
            case "saying":
                self._saying_since_s = at_s
            case "said":
                self.said.append((self._saying_since_s, at_s))
            case "sound":
                self.sounds.append((at_s, None))
            case "silence":
                self.sounds[-1] = (self.sounds[-1][0], at_s)
            case "held":
                self.holds.append(event["is_held"])
            case "pressed" | "saved" | "surrounded" as done:
                self._done[done] += 1
            case "fault":
                self._fault = event["what"]
        self._changed.set()

    def _first_sound(self, after_s: float) -> float | None:
        return next((began_s for began_s, _ in self.sounds if began_s >= after_s), None)

    async def _until(self, is_true: Callable[[], bool], timeout_s: float, what: str) -> None:
        deadline_s = time.monotonic() + timeout_s
        while not is_true():
            remaining_s = deadline_s - time.monotonic()
            if remaining_s <= 0:
                raise TelephonyError(f"The simulated caller waited {timeout_s:g} s for {what} in vain. {self._fault}")
            await self._wait(remaining_s)

    async def _wait(self, seconds: float) -> None:
        self._changed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), max(0.01, seconds))


class SimulatedCallers:
    """A process of simulated callers. Make it with `start`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._calls: dict[str, SimulatedCall] = {}
        self._ready = asyncio.get_running_loop().create_future()

    @staticmethod
    @asynccontextmanager
    async def start(
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        codecs: Sequence[str] = ("pcmu",),
        rtp_ports: str = "40000-44999",
        incoming: Incoming = Incoming.UNKNOWN,
        follows_transfers: bool = False,
        timeout_s: float = 20,
    ) -> AsyncIterator[SimulatedCallers]:
        """Start the process; leaving hangs up all calls and ends it.

        Args:
            host: Loopback address of its SIP stack.
            port: Its SIP port; 0 takes any.
            codecs: Of opus, g722, pcmu, pcma.
            rtp_ports: First and last RTP port.
            incoming: What becomes of a call that comes in.
            follows_transfers: Obey REFER: call where the agent sends us.
            timeout_s: Longest wait for the process.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", _PROCESS, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        callers = SimulatedCallers(process)
        # No task group: it would wrap what the caller of this raises.
        listening = asyncio.create_task(callers._listen(), name="simulated-callers")
        try:
            callers._send(
                {
                    "do": "start",
                    "host": host,
                    "port": port,
                    "codecs": list(codecs),
                    "rtp_ports": rtp_ports,
                    "incoming": incoming,
                    "follows_transfers": follows_transfers,
                }
            )
            await asyncio.wait_for(asyncio.shield(callers._ready), timeout_s)
            yield callers
        finally:
            await callers._quit()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    def hang_up_all(self) -> None:
        """Hang up every call that is still up."""
        for call in self._calls.values():
            if not call.is_over:
                self._send({"do": "hang_up", "call": call.name})

    async def dial(
        self, uri: str, *, caller: str, transport: str = "udp", headers: Mapping[str, str] | None = None
    ) -> SimulatedCall:
        """Send an INVITE from a number; `answered` tells what becomes of it. `transport` is udp or tcp."""
        name = f"call-{len(self._calls) + 1}"
        call = self._calls[name] = SimulatedCall(name, self._send)
        target = uri if ";transport=" in uri or transport == "udp" else f"{uri};transport={transport}"
        self._send(
            {
                "do": "dial",
                "call": name,
                "uri": target,
                "caller": caller,
                "transport": transport,
                "headers": dict(headers or {}),
            }
        )
        return call

    def _send(self, command: dict[str, Any]) -> None:
        if self._process.stdin is not None and not self._process.stdin.is_closing():
            self._process.stdin.write(json.dumps(command).encode() + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        while line := await self._process.stdout.readline():
            event = json.loads(line)
            if event["event"] == "ready" and not self._ready.done():
                self._ready.set_result(None)
            elif event["event"] == "fault" and not event["call"] and not self._ready.done():
                self._ready.set_exception(TelephonyError(event["what"]))
            elif (call := self._calls.get(event.get("call", ""))) is not None:
                call.on_event(event)
        for call in self._calls.values():
            # The process is gone, and its calls with it.
            if not call.is_over:
                call.on_event(
                    {"event": "ended", "reason": "the callers' process ended", "mos": None, "at_s": time.monotonic()}
                )

    async def _quit(self) -> None:
        self._send({"do": "quit"})
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def audible(pcm: bytes) -> bytes:
    """Return PCM (mono int16, 16 kHz) without the silence at its end, so that it is said when its last sound is.

    Synthetic voices put up to 0.2 s there, by which an agent's answer would seem sooner. What is all silence stays.
    """
    samples = np.frombuffer(pcm[: len(pcm) & ~1], dtype=np.int16)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) >= _AUDIBLE)
    return pcm[: 2 * (int(loud[-1]) + 1)] if len(loud) else pcm


def _write_wav(path: Path, pcm: bytes) -> None:
    with wave.open(str(path), "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(2)
        sink.setframerate(SAY_HZ)
        sink.writeframes(pcm)
