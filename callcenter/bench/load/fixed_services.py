"""What a call needs with models of fixed delay in place of real ones, and one agent that always answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from livekit.agents import Agent

from callcenter.bench.fixed_models import ANSWER, FixedLLM, FixedSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.record.journal import Journal
from callcenter.calls.services import Services
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.models.audio.audio_path import AudioPath
from callcenter.models.audio.noise import open_suppressor, resolve_noise
from callcenter.models.audio.speech_probability import open_speech_probability
from callcenter.settings import Settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.pool import open_pool


class _AnsweringAgent(Agent):
    """Greets, and gives the fixed answer to everything."""

    def __init__(self) -> None:
        super().__init__(instructions="Answer.", llm=FixedLLM())

    async def on_enter(self) -> None:
        """Greet as a real agent does."""
        self.session.say(ANSWER)


def _build(_name: str, _context: CallContext) -> Agent:
    return _AnsweringAgent()


def fixed_audio_path(settings: Settings) -> AudioPath:
    """Return the real audio path of a process; close it with its `close`."""
    noise = resolve_noise(settings, has_room=False)
    return AudioPath(
        open_probability=lambda: open_speech_probability(settings.models.vad),
        open_suppressor=lambda: open_suppressor(noise),
        vad_model=settings.models.vad,
    )


@asynccontextmanager
async def open_fixed_services(settings: Settings, path: AudioPath, *, pool_size: int) -> AsyncIterator[Services]:
    """Yield services on a migrated Postgres (`settings.database_url`), and close them in order."""
    pool = await open_pool(settings.database_url.get_secret_value(), max_size=pool_size)
    journal = Journal(settings.journal_dir, pool, apply)
    await journal.start()
    try:
        yield Services(
            settings=settings,
            pool=pool,
            journal=journal,
            build_agent=_build,
            agent_names=(FIRST_AGENT,),
            speech=FixedSpeech(path),
        )
    finally:
        await journal.aclose(timeout_s=5)
        await pool.close()
