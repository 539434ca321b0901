"""Builds what a process needs for its calls: pool, journal, models, agents. The only place things are built."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from livekit.agents import Agent, llm

from callcenter import metrics
from callcenter.agents.builder import build_agent
from callcenter.agents.declaration import ModelsDeclaration
from callcenter.agents.roster import READ_AHEAD, Roster, load_roster_beside, read_ahead
from callcenter.business.sample_data import seed_if_empty
from callcenter.calls.context import CallContext
from callcenter.calls.quick_events import quicken_events
from callcenter.calls.record.archive import archiving
from callcenter.calls.record.journal import Journal
from callcenter.calls.record.retention import keep_retention, retention_kept
from callcenter.calls.services import Services
from callcenter.calls.session import switches_recorded
from callcenter.cost import use_prices
from callcenter.dialog.engine import DialogLLM
from callcenter.dialog.script import AgentScript
from callcenter.dialog.understanding.intents import Intents
from callcenter.dialog.understanding.kept_intents import kept_intents
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.errors import ModelUnavailable, StorageError
from callcenter.log import logger
from callcenter.models.audio.noise import resolve_noise
from callcenter.models.choice import every_model
from callcenter.models.failover.chain import aclose_shared, llm_chain
from callcenter.models.imported_late import import_late
from callcenter.models.model_string import LOCAL_DIALOG, Part
from callcenter.models.phone_tuning import AGENT_RATE_HZ
from callcenter.models.providers import import_plugins
from callcenter.models.shared.speech_line import SpeechLine
from callcenter.models.speech import SpeechModels, preload_shareable
from callcenter.models.usable import usable, usable_settings
from callcenter.settings import Settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_connection, open_database, open_pool
from callcenter.tasks import TaskGroup, cancel

log = logger(__name__)

#: Connections for tools and the journal: a call holds one for milliseconds.
POOL_SIZE = 10
#: Seconds the pool gets to close.
POOL_CLOSE_S = 5.0
#: Seconds a closing process gives the journal to reach Postgres; the rest is replayed at the next start.
SHIP_ON_CLOSE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobParts:
    """What one process has made ready and others of the machine take from it. Travels between processes."""

    #: File of the trained classifiers (`Intents.write`).
    intents: Path
    #: Socket of the speech process; None if no model is on the device.
    speech: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What takes seconds to load and belongs to no event loop: agents, their intents, speech models."""

    #: The settings with the models that can be had here.
    settings: Settings
    roster: Roster
    #: The same of the agents that name their own.
    agent_models: Mapping[str, ModelsDeclaration]
    #: None if no chain has the dialog engine.
    intents: Intents | None
    speech: SpeechModels | None

    def here(self) -> Loaded:
        """Return the same with connections of the running loop, to be closed with `speech.aclose_here`."""
        return replace(self, speech=self.speech.here() if self.speech is not None else None)


async def load(
    settings: Settings,
    *,
    speech: bool,
    has_room: bool = False,
    shared: JobParts | None = None,
    trained_in: Path | None = None,
    known: Roster | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Loaded:
    """Load agents and models; seconds, with the loop free meanwhile. Raises as `open_services` does.

    `shared` is what another process has trained and loaded already; `trained_in` a folder that keeps what was trained
    and the phrases that were spoken; `known` are the agents, if they have been read.
    """
    quicken_events()
    tell = on_progress or (lambda _: None)
    parts = tuple(Part) if speech else (Part.LLM,)
    settings = usable_settings(settings, parts)
    if speech and settings.models.noise_cancellation != "auto":
        # One that can't run is told before the seconds that training takes.
        resolve_noise(settings, has_room=has_room)

    async def agents() -> tuple[Roster, Mapping[str, ModelsDeclaration], Intents | None]:
        roster = known or READ_AHEAD.get(settings.agents_dir)
        if roster is None:
            roster = await load_roster_beside(settings.agents_dir)
        for warning in roster.warnings:
            log.warning("agent_oddity", fault=str(warning))
        own = dict(zip(roster.models, usable(list(roster.models.values()), settings, parts), strict=True))
        if LOCAL_DIALOG not in (str(model) for model in every_model(settings.models, *own.values())):
            # 150 MB and seconds of work that nobody would ask for.
            return roster, own, None
        if shared is not None:
            return roster, own, await asyncio.to_thread(Intents.read, shared.intents)
        tell("Learning what callers say, half a minute at the first start…")
        scripts = {name: folder.script for name, folder in roster.agents.items()}
        trained = partial(kept_intents, folder=trained_in) if trained_in is not None else Intents
        return roster, own, await asyncio.to_thread(trained, scripts)

    async def models() -> SpeechModels | None:
        if not speech:
            return None
        tell("Loading speech models…")
        line = SpeechLine(shared.speech) if shared is not None and shared.speech is not None else None
        loaded = await SpeechModels.load(settings, on_progress=tell, has_room=has_room, line=line, kept_in=trained_in)
        unfinished.push_async_callback(loaded.aclose)
        return loaded

    async with AsyncExitStack() as unfinished:
        # At once: the models load in C, outside Python's lock, while the agents' classifiers are trained.
        async with TaskGroup() as group:
            both, loading = group.create_task(agents()), group.create_task(models())
        (roster, agent_models, intents), loaded = both.result(), loading.result()
        named = every_model(settings.models, *agent_models.values())
        import_plugins(named)
        if loaded is not None:
            await loaded.add(named, on_progress=tell)
            await loaded.expect(roster.sayings)
            await _prepare_greetings(roster, loaded)
        # Whoever asked closes them from here on.
        unfinished.pop_all()
    return Loaded(settings=settings, roster=roster, agent_models=agent_models, intents=intents, speech=loaded)


def load_shareable(settings: Settings) -> None:
    """Load what a process may load before others are forked from it: no thread and no connection belongs to it.

    Raises:
        SettingsError, ModelUnavailable: as `open_services`.
        DeclarationError: faults in the agents' files.
    """
    settings = usable_settings(settings)
    roster = read_ahead(settings.agents_dir)
    import_plugins(every_model(settings.models, *roster.models.values()))
    import_late()
    preload_shareable(settings)


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    speech: bool,
    database_url: str = "",
    pool_size: int = POOL_SIZE,
    loaded: Loaded | None = None,
    trained_in: Path | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> AsyncIterator[Services]:
    """Yield what the process's calls share, and close it in order.

    Args:
        settings: All settings.
        speech: Load the speech models too; typed calls need none.
        database_url: A Postgres somebody else has opened; without it the settings say which.
        pool_size: Connections at most.
        loaded: What `load` has loaded in this process, shared by several event loops (the cluster's jobs); the
            database is then taken as prepared, and connected to at the first use.
        trained_in: A folder that keeps the trained dialog engine and the fixed phrases, spoken, for the next start;
            without one they are made anew.
        on_progress: Told in words what takes time.

    Raises:
        SettingsError: the price table can't be used, or a model string can't be read.
        DeclarationError: faults in the agents' files.
        DatabaseUnavailable: Postgres can't be reached or started.
        ModelUnavailable: a model's package, weights or key is missing.
        JournalError: the journal folder can't be written.
    """
    tell = on_progress or (lambda _: None)
    use_prices(settings.prices_file)
    async with AsyncExitStack() as stack:
        url = database_url or settings.database_url.get_secret_value()
        # A job must not wait for a Postgres that is away: its call is journaled, and its tools say that they can't.
        if not url or (loaded is None and not database_url):
            url = await stack.enter_async_context(open_database(settings, on_progress=tell))
        if loaded is None:
            await prepare_database(url, settings)
            parts = await load(settings, speech=speech, trained_in=trained_in, on_progress=tell)
        else:
            parts = loaded.here()
        if parts.speech is not None:
            stack.push_async_callback(parts.speech.aclose if loaded is None else parts.speech.aclose_here)
        else:
            stack.push_async_callback(aclose_shared)
        pool = await open_pool(url, min_size=0 if loaded is not None else 1, max_size=pool_size)
        stack.push_async_callback(_close_pool, pool)
        # In the cluster the worker does it for its jobs. Closed after the journal, which ships the last facts first.
        if loaded is None:
            await stack.enter_async_context(archiving(pool, settings))
        journal = _journal(settings, pool)
        await journal.start()
        stack.push_async_callback(journal.aclose, timeout_s=SHIP_ON_CLOSE_S)
        await stack.enter_async_context(retention_kept(pool, settings))
        metrics.watch_journal(lambda: journal.lag)
        if parts.speech is not None and loaded is None:
            preparing = asyncio.create_task(prepare_phrases(parts.roster, parts.speech))
            stack.push_async_callback(cancel, preparing)
        yield Services(
            settings=parts.settings,
            pool=pool,
            journal=journal,
            build_agent=_agent_builder(parts, parts.settings),
            agent_names=parts.roster.names,
            agent_models=parts.agent_models,
            speech=parts.speech,
        )


@asynccontextmanager
async def open_journal(settings: Settings) -> AsyncIterator[Journal]:
    """Yield the journal alone, replayed, with a Postgres that need not be there; put away what jobs leave on the disk.

    Raises:
        JournalError: the journal folder can't be written.
    """
    pool = await open_pool(settings.database_url.get_secret_value(), min_size=0, max_size=1)
    try:
        journal = _journal(settings, pool)
        # Put away last: closing the journal ships the last facts, and only then their files may go.
        async with archiving(pool, settings):
            await journal.start()
            try:
                yield journal
            finally:
                await journal.aclose(timeout_s=SHIP_ON_CLOSE_S)
    finally:
        await _close_pool(pool)


def _journal(settings: Settings, pool: asyncpg.Pool) -> Journal:
    return Journal(
        settings.journal_dir,
        pool,
        apply,
        recordings=settings.recordings_dir,
        keeps_files=bool(settings.storage.bucket),
    )


async def _close_pool(pool: asyncpg.Pool) -> None:
    """Close the pool; connections that a dead Postgres never gives back are cut off."""
    try:
        await asyncio.wait_for(pool.close(), POOL_CLOSE_S)
    except TimeoutError:
        pool.terminate()


async def _prepare_greetings(roster: Roster, models: SpeechModels) -> None:
    """Speak triage's greetings before the first call."""
    if (first := roster.agents.get(FIRST_AGENT)) is not None:
        greetings = (first.declaration.greeting, first.declaration.greeting_known)
        await asyncio.gather(
            *(models.preload_phrases([text], sample_rate_hz=AGENT_RATE_HZ) for text in greetings if text)
        )


async def prepare_phrases(roster: Roster, models: SpeechModels) -> None:
    """Speak the other fixed phrases, the less urgent ones, while calls are already taken."""
    await models.preload_phrases(roster.fixed_phrases(), sample_rate_hz=AGENT_RATE_HZ)


async def prepare_database(url: str, settings: Settings) -> None:
    """Bring Postgres up to date, keep the retention, and put the sample business into an empty embedded one.

    Raises:
        DatabaseUnavailable: Postgres can't be reached.
        StoreError: it refuses, or a migration can't be run.
    """
    async with open_connection(url) as connection:
        await migrate(connection, agents=settings.agents_dir)
        is_ours = not settings.database_url.get_secret_value()
        if settings.sample_data == "on" or (settings.sample_data == "auto" and is_ours):
            await seed_if_empty(connection)
        try:
            await keep_retention(connection, settings)
        except StorageError as error:
            # Callers come first; it is tried again in an hour, and by the cluster's daily job.
            log.warning("retention_not_kept", fault=str(error))


def _agent_builder(parts: Loaded, settings: Settings) -> Callable[[str, CallContext], Agent]:
    return partial(
        build_agent, roster=parts.roster, build_llm=partial(_build_llm, settings=settings, intents=parts.intents)
    )


def _build_llm(
    script: AgentScript, context: CallContext, specs: tuple[str, ...], *, settings: Settings, intents: Intents | None
) -> llm.LLM[Any]:
    """Return one agent's language model for one call: a chain that may end in the dialog engine, or the engine."""

    def dialog() -> llm.LLM[Any]:
        if intents is None:
            raise ModelUnavailable("The dialog engine is not loaded.", remedy="Name it in CALLCENTER_MODELS__LLM.")
        return DialogLLM(script, intents=intents, country=settings.calls.country, timezone=settings.calls.timezone)

    if specs == (LOCAL_DIALOG,):
        return dialog()

    return llm_chain(specs, settings=settings, local=dialog, on_switch=switches_recorded(context))
