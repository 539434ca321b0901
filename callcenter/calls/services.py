"""What `run_call` needs from the rest of the program; `runtime.py` builds it once a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import asyncpg
from livekit.agents import Agent, stt, tts

from callcenter.calls.context import CallContext
from callcenter.calls.journal import Journal
from callcenter.calls.leg import Leg
from callcenter.models.choice import ModelChoice, ModelSource, choose
from callcenter.models.switches import OnSwitch
from callcenter.settings import Settings


class CallSpeech(Protocol):
    """One call's ears and voices (`models.call_speech.CallSpeech`). Closed with the call."""

    def recogniser(self, choice: ModelChoice) -> stt.STT[Any]:
        """Return the recogniser for an agent's models; the same one for the same models."""

    def voice(self, choice: ModelChoice, *, voice: str = "") -> tts.TTS[Any]:
        """Return the voice for an agent's models, at the leg's output rate."""

    def is_behind(self, *, since_s: float) -> bool:
        """Tell whether words that the caller has said since (`time.time()`) have no transcript yet."""

    async def phrase(self, text: str, choice: ModelChoice, *, voice: str = "") -> bytes:
        """Return a phrase as PCM at the leg's rate, b"" where it can't be said."""

    async def aclose(self) -> None:
        """Close what was built for the call."""


class Speech(Protocol):
    """The process's loaded speech models (`models.speech.SpeechModels`)."""

    def open_call(self, leg: Leg, *, on_switch: OnSwitch | None = None) -> CallSpeech:
        """Return one call's use of them; `on_switch` hears when a chain changes models."""

    def turn_detection(self) -> object:
        """Return what AgentSession takes as `turn_detection`; it goes by the language of each transcript."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Built once a process and shared by its calls. `speech` is None where every leg is text.

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
