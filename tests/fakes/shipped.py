"""The shipped agents, and the engine trained on their examples: read and trained once a process, as programs do."""

from __future__ import annotations

from functools import cache

from callcenter.agents.roster import Roster, load_roster
from callcenter.dialog.understanding.intents import Intents
from callcenter.settings import Settings


@cache
def shipped_roster() -> Roster:
    """Return the shipped agents; nobody changes them."""
    return load_roster(Settings().agents_dir)


@cache
def shipped_intents() -> Intents:
    """Return the classifiers of the shipped agents: some seconds of training."""
    return Intents({name: folder.script for name, folder in shipped_roster().agents.items()})
