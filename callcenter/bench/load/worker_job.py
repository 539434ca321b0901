"""One job of `bench worker`: a caller in a loopback room asks again and again, and the job writes down how it went."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from livekit.agents import JobContext, JobProcess

from callcenter.bench.load.fixed_services import fixed_audio_path, open_fixed_services
from callcenter.bench.load.loopback_room import PACKET_BYTES, PACKET_S, LoopbackParticipant, LoopbackRoom, Microphone
from callcenter.business.sample_customers import FAY
from callcenter.calls.run_call import run_call
from callcenter.calls.services import Services
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import Fact, TurnTaken
from callcenter.models.audio.audio_path import AudioPath
from callcenter.runtime import open_services
from callcenter.settings import Settings
from callcenter.tasks import cancel
from callcenter.telephony.livekit.job.job import USERDATA, Prepared
from callcenter.telephony.livekit.job.leg import RoomLeg

#: Seconds after the agent has finished until the caller asks again, and the longest they wait for an answer.
PAUSE_S, PATIENCE_S = 1.0, 8.0
#: Longest wait for the greeting: a job's process may have to be loaded first.
GREETING_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrder:
    """What a job is to do; travels as the room's metadata. Times are `time.time()`."""

    launched_at_s: float
    seconds: float
    question: str
    folder: str


@dataclass(slots=True, kw_only=True)
class JobFigures:
    """How one call went. Times in ms; `start_ms` is from the launch of the job to the first word of the greeting."""

    start_ms: int | None = None
    turns: int = 0
    #: What the job failed with, by type.
    failed: str = ""
    response_ms: list[int] = field(default_factory=list)


class _Line:
    """LiveKit's API, of which these calls need nothing."""

    can_dial = False

    async def dial(
        self, number: str, *, identity: str, ring_s: float, attributes: Mapping[str, str] | None = None
    ) -> None:
        """There is no trunk."""

    async def transfer(
        self, identity: str, destination: str, *, ring_s: float, headers: Mapping[str, str] | None = None
    ) -> None:
        """Nobody asks for a person."""

    async def put_down(self, identity: str) -> None:
        """The room ends with its job."""


_paths: list[AudioPath] = []


def prewarm_fixed(process: JobProcess, *, settings: Settings) -> None:
    """Make a process ready for jobs with fixed models: the imports, and one audio path."""
    if not _paths:
        _paths.append(fixed_audio_path(settings))
    process.userdata[USERDATA] = settings


async def serve_fixed(ctx: JobContext) -> None:
    """Serve one job with models of fixed delay."""
    settings: Settings = ctx.proc.userdata[USERDATA]
    async with open_fixed_services(settings, _paths[0], pool_size=settings.worker.pool_size) as services:
        await _hold_call(ctx, services)
    ctx.shutdown(reason="measured")


async def serve_local(ctx: JobContext) -> None:
    """Serve one job with the models of the settings."""
    prepared: Prepared = ctx.proc.userdata[USERDATA]
    settings = prepared.settings
    async with open_services(
        settings, speech=True, loaded=prepared.loaded, pool_size=settings.worker.pool_size
    ) as services:
        await _hold_call(ctx, services)
    ctx.shutdown(reason="measured")


async def _hold_call(ctx: JobContext, services: Services) -> None:
    assert services.speech is not None  # noqa: S101 - opened with speech above
    order = JobOrder(**json.loads(ctx.job.room.metadata))
    folder, room, phone = Path(order.folder), LoopbackRoom(ctx.job.room.name), Microphone()
    caller = room.add(LoopbackParticipant("sip_bench"))
    anything: Any = room
    leg = RoomLeg(anything, caller.identity, line=_Line(), open_audio=services.speech.open_audio, audio_timeout_s=10)
    room.publish(caller, phone.track)
    call = Call(
        call_id=new_call_id(),
        started_at=datetime.now(UTC),
        caller_number=FAY.phone_number,
        dialled_number="+18005550100",
        room=room.name,
    )
    asker = _Asker(order, await asyncio.to_thread(Path(order.question).read_bytes))
    running = asyncio.create_task(run_call(call, leg, services, on_fact=asker.hear))
    talking = asyncio.create_task(phone.speak(asker.to_say))
    try:
        await asker.ask()
    except Exception as error:
        asker.figures.failed = type(error).__name__
    finally:
        await leg.hang_up(EndReason.CALLER_HUNG_UP)
        await running
        await cancel(talking)
        await phone.aclose()
    await asyncio.to_thread(_write, folder / f"{room.name}.json", asker.figures)


def _write(file: Path, figures: JobFigures) -> None:
    """Write the figures so that whoever waits for the file reads all of it."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(asdict(figures)))
    part.rename(file)


class _Asker:
    """The caller: says the question whenever the agent has finished."""

    def __init__(self, order: JobOrder, question: bytes) -> None:
        self.figures = JobFigures()
        self._order = order
        self._question = question
        #: What is to be said.
        self.to_say = bytearray()
        self._answered = asyncio.Event()
        self._began_at_s = time.time()

    def hear(self, fact: Fact) -> None:
        """Note the agent's turns."""
        if isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.AGENT:
            self._note_turn(fact.turn)
            self._answered.set()

    async def ask(self) -> None:
        """Ask again and again for as long as ordered."""
        await asyncio.wait_for(self._answered.wait(), GREETING_S)
        until_s = time.monotonic() + self._order.seconds
        while time.monotonic() < until_s:
            await asyncio.sleep(PAUSE_S)
            self._answered.clear()
            self.figures.turns += 1
            self.to_say += self._question
            try:
                await asyncio.wait_for(
                    self._answered.wait(), len(self._question) / PACKET_BYTES * PACKET_S + PATIENCE_S
                )
            except TimeoutError:
                continue  # a missed turn: it shows in the figures

    def _note_turn(self, turn: Turn) -> None:
        if self.figures.start_ms is None:
            began_s = self._began_at_s + turn.started_ms / 1000
            self.figures.start_ms = round((began_s - self._order.launched_at_s) * 1000)
        elif turn.latency is not None and turn.latency.response_ms is not None:
            self.figures.response_ms.append(turn.latency.response_ms)
