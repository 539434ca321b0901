"""The worker of `bench calls --models fixed`: everything real but the models, and one agent that always answers.

Entry: `python -m callcenter.bench.fixed_worker`, started by the supervisor as the real worker is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from livekit.agents import Agent

from callcenter.bench.fixed_models import ANSWER, FixedLLM, FixedSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.journal import Journal
from callcenter.calls.run_call import run_call
from callcenter.calls.services import Services
from callcenter.domain.call import Call
from callcenter.domain.call_event import Fact
from callcenter.models.audio_path import AudioPath
from callcenter.models.noise import open_suppressor, resolve_noise
from callcenter.models.speech_probability import open_speech_probability
from callcenter.runtime import prepare_database
from callcenter.settings import Settings
from callcenter.store.call_events import apply
from callcenter.store.pool import open_pool
from callcenter.telephony.embedded.admission import TrunkAdmission
from callcenter.telephony.embedded.leg import SipLeg
from callcenter.telephony.embedded.worker_loop import Parts, main


class _AnsweringAgent(Agent):
    """Greets, and gives the fixed answer to everything."""

    def __init__(self) -> None:
        super().__init__(instructions="Answer.", llm=FixedLLM())

    async def on_enter(self) -> None:
        """Greet as a real agent does."""
        self.session.say(ANSWER)


def _build(_name: str, _context: CallContext) -> Agent:
    return _AnsweringAgent()


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open what a worker needs, with fixed models in place of real ones."""
    await prepare_database(settings.database_url.get_secret_value(), settings)
    pool = await open_pool(settings.database_url.get_secret_value(), max_size=4)
    journal = Journal(settings.journal_dir, pool, apply)
    await journal.start()
    noise = resolve_noise(settings, has_room=False)
    path = AudioPath(
        open_probability=lambda: open_speech_probability(settings.models.vad),
        open_suppressor=lambda: open_suppressor(noise),
        vad_model=settings.models.vad,
    )
    services = Services(
        settings=settings,
        pool=pool,
        journal=journal,
        build_agent=_build,
        agent_names=("triage",),
        speech=FixedSpeech(),
    )
    async with TrunkAdmission.open(settings, pool) as admission:

        async def serve(call: Call, leg: SipLeg, on_fact: Callable[[Fact], None]) -> None:
            await run_call(call, leg, services, on_fact=on_fact)

        yield Parts(
            journal=journal,
            open_audio=path.open,
            serve=serve,
            admission=admission,
            routing_changed=admission.changed,
        )
    path.close()
    await journal.aclose(timeout_s=5)
    await pool.close()


if __name__ == "__main__":
    main(open_parts)
