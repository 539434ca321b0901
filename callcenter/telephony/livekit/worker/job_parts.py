"""What a worker makes ready once for all the processes of its jobs, so that each is small and soon warm."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from callcenter.agents.declaration import agent_models
from callcenter.agents.roster import Roster, load_roster_beside
from callcenter.dialog.understanding.kept_intents import kept_intents
from callcenter.models.choice import every_model
from callcenter.models.providers import import_plugins
from callcenter.models.shared.speech_order import speech_order
from callcenter.models.shared.speech_process import speech_process
from callcenter.models.usable import usable
from callcenter.runtime import JobParts
from callcenter.settings import Settings


@asynccontextmanager
async def job_parts(settings: Settings) -> AsyncIterator[JobParts]:
    """Yield the trained classifiers and, if models are on the device, a process that has them, while open.

    A job's process trained and loaded them itself before: 700 MB and five seconds of CPU (docs/measured.md).

    Raises:
        DeclarationError: faults in the agents' files.
        ModelUnavailable: a model on the device can't be loaded.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="callcenter-jobs-")))
        agents = usable(agent_models(settings.agents_dir), settings)
        models = every_model(settings.models, *agents)
        # livekit-agents preloads what is registered here: a second of CPU less for each job's process.
        import_plugins(models)
        roster = await load_roster_beside(settings.agents_dir)
        sayings = folder / "sayings"
        sayings.write_text("\n".join(roster.sayings), encoding="utf-8")
        phrases = folder / "phrases"
        phrases.write_text("\n".join(" ".join(said.split()) for said in roster.fixed_phrases()), encoding="utf-8")
        order = speech_order(models, settings.log, sayings=sayings, phrases=phrases, kept_in=settings.trained_dir)
        speech = None if order.is_empty else await stack.enter_async_context(speech_process(order))
        intents = folder / "intents"
        await asyncio.to_thread(_train, roster, settings.trained_dir, intents)
        yield JobParts(intents=intents, speech=speech)


def _train(roster: Roster, kept: Path, file: Path) -> None:
    kept_intents({name: folder.script for name, folder in roster.agents.items()}, kept).write(file)
