"""Plays stories as telephone calls: the served product, real SIP and RTP, spoken words; several lanes at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from callcenter.demo.follow import follow
from callcenter.demo.phone.simulated_caller import SimulatedCall
from callcenter.demo.run_demo import DIALLED
from callcenter.domain.record.call_event import Fact
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.errors import TelephonyError
from callcenter.eval.entities import understood
from callcenter.eval.phone.caller_sounds import CallerSounds
from callcenter.eval.phone.noise import PhoneLine, background
from callcenter.eval.phone.recording import record, sounds, write
from callcenter.eval.phone.served_product import ServedProduct, fresh_business, person, served_product
from callcenter.eval.phone.spoken_caller import SpokenCaller
from callcenter.eval.phone.voices import VOICES, CallerVoice, Voices, open_voices
from callcenter.eval.run import Run
from callcenter.eval.story.caller import SimulatedCaller
from callcenter.eval.story.sample_business import open_sample_business
from callcenter.eval.story.story import Mode, Story
from callcenter.eval.turns.measure import measure
from callcenter.eval.turns.speech_stretches import agent_speech
from callcenter.eval.typed.text_mode import prepared
from callcenter.runtime import load
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.pool import open_pool

#: Longest wait for the facts of a call that has ended.
_WRAP_UP_S = 20.0


class PhonePlayer:
    """Plays one call a lane. `play` waits for a free lane."""

    def __init__(
        self, lanes: list[ServedProduct], voices: Voices, line: PhoneLine, around: bytes, folder: Path
    ) -> None:
        self._lanes: asyncio.Queue[ServedProduct] = asyncio.Queue()
        for lane in lanes:
            self._lanes.put_nowait(lane)
        self._voices = voices
        self._line = line
        self._around = around
        self._folder = folder

    @asynccontextmanager
    async def play(self, story: Story, trial: int) -> AsyncIterator[tuple[Run, Connection]]:
        """See `run.Player`. The trial chooses the voice."""
        product = await self._lanes.get()
        try:
            async with fresh_business(product) as connection:
                yield await self._play(story, trial, product, connection), connection
        finally:
            self._lanes.put_nowait(product)

    async def _play(self, story: Story, trial: int, product: ServedProduct, connection: Connection) -> Run:
        if story.first_agent != FIRST_AGENT:
            fault = f"{DIALLED} is answered by {FIRST_AGENT}, not by {story.first_agent}"
            return Run(story=story, trial=trial, mode=Mode.PHONE, facts=(), faults=(fault,))
        try:
            story = await prepared(story, connection)
        except LookupError as error:
            return Run(story=story, trial=trial, mode=Mode.PHONE, facts=(), faults=(str(error),))
        seed = _seed(story, trial)
        said = CallerSounds(self._voices, voice_of(story, trial), seed=seed)
        await said.warm_up(story)
        facts: list[Fact] = []
        async with person(product, story.person):
            since = datetime.now(UTC)  # before dialling: on a busy machine the call is on record before we hear of it
            phone = await product.callers.dial(
                f"sip:{DIALLED}@127.0.0.1:{product.port}", caller=story.caller.number or "anonymous"
            )
            caller = SpokenCaller(SimulatedCaller(story=story, trial=trial), phone, said)
            try:
                await self._call(caller, phone, product, facts, seed, since)
            except TelephonyError as error:
                return Run(story=story, trial=trial, mode=Mode.PHONE, facts=facts, faults=(str(error),))
            return await self._measured(caller, phone, facts)

    async def _call(
        self,
        caller: SpokenCaller,
        phone: SimulatedCall,
        product: ServedProduct,
        facts: list[Fact],
        seed: int,
        since: datetime,
    ) -> None:
        """Hold the call to its end and its last fact.

        Raises:
            TelephonyError: not answered, or never wrapped up.
        """
        await phone.answered(timeout_s=15)
        if not self._line.is_clean:
            await phone.surround(self._around, loss_pct=self._line.loss_pct, seed=seed)
        async with await open_pool(product.database_url, max_size=1) as pool:

            async def listen() -> None:
                number = caller.caller.story.caller.number
                async for event in follow(pool, caller_number=number, since=since):
                    facts.append(event.fact)
                    caller.hear(event.fact)

            listening = asyncio.create_task(listen())
            try:
                await caller.run()
                await asyncio.wait_for(asyncio.shield(listening), _WRAP_UP_S)
            except TimeoutError as error:
                raise TelephonyError("The call was never wrapped up.") from error
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening

    async def _measured(self, caller: SpokenCaller, phone: SimulatedCall, facts: list[Fact]) -> Run:
        decided, heard = caller.caller, await phone.heard()
        recording = record(caller.said, heard)
        known = sounds(caller.said, caller.taken, caller.cuts, began_at_s=heard.began_at_s)
        path = self._folder / f"{decided.story.label}-{decided.trial}.wav"
        await asyncio.to_thread(write, path, recording, known)
        panel = measure(known, agent_speech(recording), duration_ms=recording.duration_ms)
        return Run(
            story=decided.story,
            trial=decided.trial,
            mode=Mode.PHONE,
            facts=facts,
            moves=decided.moves,
            stuck=decided.stuck,
            panel=panel,
            heard=understood(caller.exchanges(), decided.story.entities),
            recording=str(path),
        )


@asynccontextmanager
async def open_phone_player(
    settings: Settings, *, line: PhoneLine, jobs: int, on_progress: Callable[[str], None]
) -> AsyncIterator[PhonePlayer]:
    """Serve the product in so many lanes, each with a database of its own, and yield what plays stories.

    Recordings go to `eval/` in the data directory.

    Raises:
        CallcenterError: the product can't start, or the extra `piper` is missing.
    """
    around = await background(line.noise)
    async with AsyncExitStack() as stack:
        business = await stack.enter_async_context(open_sample_business(on_progress, agents=settings.agents_dir))
        voices = await stack.enter_async_context(open_voices())
        # Once for all lanes, which take a copy.
        await load(settings, speech=False, trained_in=settings.trained_dir, on_progress=on_progress)
        lanes = []
        for number in range(1, jobs + 1):
            on_progress(f"Starting product {number} of {jobs}…")
            url = await stack.enter_async_context(business.fresh())
            product = served_product(settings, database_url=url, folder=business.folder / f"lane-{number}")
            lanes.append(await stack.enter_async_context(product))
        yield PhonePlayer(lanes, voices, line, around, settings.data_dir / "eval")


def voice_of(story: Story, trial: int) -> CallerVoice:
    """Return the voice of a trial: another one each time, and not the same first one for every story."""
    return VOICES[(_seed(story, 0) + trial) % len(VOICES)]


def _seed(story: Story, trial: int) -> int:
    return random.Random(f"{story.label}/{trial}").randrange(1 << 16)
