"""What `run_call` needs from the rest of the program; `runtime.py` builds it once a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import asyncpg
from livekit.agents import Agent

from callcenter.calls.context import CallContext
from callcenter.calls.ports.speech import Speech
from callcenter.calls.record.journal import Journal
from callcenter.models.choice import ModelChoice, ModelSource, choose
from callcenter.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Built once a process and shared by its calls. `speech` is None if every leg is text.

    `build_agent` gives the agent of a name (one of `agent_names`), with its tools and handoffs, ready for one call.
    `agent_models` has the model strings of agents that name their own.
    """

    settings: Settings
    pool: asyncpg.Pool
    journal: Journal
    build_agent: Callable[[str, CallContext], Agent]
    agent_names: tuple[str, ...]
    agent_models: Mapping[str, ModelSource] = field(default_factory=dict)
    speech: Speech | None = None

    def choose(self, agent: str, language: str) -> ModelChoice:
        """Return the models that serve an agent in a language."""
        own = self.agent_models.get(agent)
        return choose(language, *(() if own is None else (own,)), self.settings.models)
