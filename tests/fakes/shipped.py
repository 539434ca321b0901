"""The shipped agents, and the engine trained on their examples: read once a process, trained once for all of them."""

from __future__ import annotations

import asyncio
import fcntl
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path

from callcenter.agents.roster import Roster, load_roster
from callcenter.dialog.understanding.intents import Intents
from callcenter.dialog.understanding.kept_intents import kept_intents
from callcenter.errors import ModelUnavailable
from callcenter.models.local.piper import Piper
from callcenter.models.phone_tuning import AGENT_RATE_HZ
from callcenter.runtime import Loaded, load
from callcenter.settings import Settings

#: A data folder with the trained engine and nothing else, in pytest's own folder, which git doesn't see.
TRAINED_ONLY = Path(__file__).parents[2] / ".pytest_cache" / "data"
KEPT = Settings(data_dir=TRAINED_ONLY).trained_dir


@cache
def shipped_roster() -> Roster:
    """Return the shipped agents; nobody changes them."""
    return load_roster(Settings().agents_dir)


@cache
def shipped_intents() -> Intents:
    """Return the classifiers of the shipped agents: some seconds of training for the first process that asks."""
    KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return kept_intents({name: folder.script for name, folder in shipped_roster().agents.items()}, KEPT)


@cache
def _speak_phrases() -> None:
    """Have the shipped agents' fixed phrases spoken: some seconds for the first process that asks."""
    KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock, suppress(ModelUnavailable):
        fcntl.flock(lock, fcntl.LOCK_EX)
        voice = Piper.load(kept_in=KEPT)
        # In a thread: some who ask are in a loop of their own.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _spoken(voice)).result()
        voice.close()


async def _spoken(voice: Piper) -> None:
    for phrase in shipped_roster().fixed_phrases():
        await voice.preload(phrase, rate_hz=AGENT_RATE_HZ)


def keep_trained(data_dir: Path) -> None:
    """Leave the shipped agents' trained engine and spoken phrases in a data folder, as a process before would have."""
    shipped_intents()
    _speak_phrases()
    folder = Settings(data_dir=data_dir).trained_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in (*KEPT.glob("intents-*"), *KEPT.glob("phrase-*")):
        shutil.copy(file, folder)


async def load_shipped(settings: Settings, *, speech: bool, has_room: bool = False) -> Loaded:
    """Load as `load` does, without reading the shipped agents and training their engine once more."""
    shipped_intents()
    return await load(settings, speech=speech, has_room=has_room, trained_in=KEPT, known=shipped_roster())
