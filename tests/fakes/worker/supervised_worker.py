"""A worker of this process with one typed call, in a thread: its socket, its journal, and a leg that has sound."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from callcenter.agents.builder import build_agent
from callcenter.calls.ports.leg import SoundListener
from callcenter.calls.record.journal import Journal
from callcenter.calls.run_call import run_call
from callcenter.calls.services import Services
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.dialog.engine import DialogLLM
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.turn import Speaker
from callcenter.settings import Settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.pool import open_pool
from callcenter.telephony.embedded.supervision.call_desk import CallDesk
from tests.fakes.pace import paced
from tests.fakes.shipped import shipped_intents, shipped_roster
from tests.fakes.worker.beeping_call import tone

CALL_ID = "call_20261125_floor"
_PATIENCE_S = 60.0
_T = TypeVar("_T")


class SoundLeg(TextLeg):
    """A typed caller who hums all the time, and keeps what a supervisor says to them."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = bytearray()
        self._listeners: list[SoundListener] = []
        self._humming = asyncio.create_task(self._hum())

    def relay(self, pcm: bytes) -> None:
        self.heard += pcm

    def listen(self, listener: SoundListener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def _hum(self) -> None:
        packet = tone(0.02, 440)
        async for _ in paced(every_s=0.02):
            if self.ended.done():
                return
            for listener in self._listeners:
                listener(Speaker.CALLER, packet, 16_000)


class SupervisedWorker:
    """The worker, as a test's own thread sees it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._has_begun = threading.Event()
        self._say: Callable[[str], Coroutine[Any, Any, None]] | None = None
        self.leg: SoundLeg | None = None

    def caller_says(self, text: str) -> None:
        """Type a line, and wait for the agent's answer."""
        assert self._say is not None
        asyncio.run_coroutine_threadsafe(self._say(text), self._loop).result(_PATIENCE_S)

    def run(self) -> None:
        """Serve the call until it ends."""
        # A runner ends what still hums when the call is over.
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    def wait(self) -> None:
        """Wait until the call has begun."""
        assert self._has_begun.wait(_PATIENCE_S)

    def end(self) -> None:
        """Let the caller hang up."""
        if self.leg is not None and self._loop.is_running():
            asyncio.run_coroutine_threadsafe(self.leg.hang_up(EndReason.CALLER_HUNG_UP), self._loop)

    async def _serve(self) -> None:
        settings, desk = self._settings, CallDesk()
        roster, intents = shipped_roster(), shipped_intents()
        pool = await open_pool(settings.database_url.get_secret_value())
        journal = Journal(settings.journal_dir, pool, apply)
        await journal.start()
        services = Services(
            settings=settings,
            pool=pool,
            journal=journal,
            build_agent=lambda name, context: build_agent(
                name, context, roster=roster, build_llm=lambda script, *_: DialogLLM(script, intents=intents)
            ),
            agent_names=roster.names,
        )
        call = Call(
            call_id=CALL_ID,
            started_at=datetime.now(UTC),
            caller_number="+12025550123",
            dialled_number="+18005550100",
            trunk="main",
            dispatch_rule="main",
            room="",
            agent="triage",
        )
        self.leg = SoundLeg()
        async with desk.open(settings):
            with desk.supervised(CALL_ID) as supervised:

                async def accompany(session: Any, context: Any) -> None:
                    async def say(text: str) -> None:
                        await session.run(user_input=text)

                    self._say = say
                    self._has_begun.set()
                    await supervised.accompany(session, context)

                await run_call(call, self.leg, services, companion=accompany, on_fact=supervised.tell)
            await journal.aclose(timeout_s=5)
        await pool.close()


@contextmanager
def supervised_worker(data_dir: Path, database_url: str) -> Iterator[SupervisedWorker]:
    """Yield a worker whose call has begun; the call ends with the block."""
    # Before the call, whose patience is for a call: the first process that asks trains, and all others wait for it.
    shipped_intents()
    worker = SupervisedWorker(Settings(data_dir=data_dir, database_url=database_url))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        worker.wait()
        yield worker
    finally:
        worker.end()
        thread.join(_PATIENCE_S)
