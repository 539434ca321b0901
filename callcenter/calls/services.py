"""What `run_call` needs from the rest of the program; `runtime.py` builds it once a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from livekit.agents import Agent, stt, tts

from callcenter.calls.context import CallContext
from callcenter.calls.journal import Journal
from callcenter.calls.leg import Leg
from callcenter.models.switches import OnSwitch
from callcenter.settings import Settings


class Speech(Protocol):
    """The process's loaded speech models (`models.speech.SpeechModels`)."""

    def recogniser(self, leg: Leg, *, language: str, on_switch: OnSwitch | None = None) -> stt.STT[Any]:
        """Return the call's speech recogniser; `on_switch` hears when its chain changes models."""

    def voice(self, leg: Leg, *, voice: str, language: str, on_switch: OnSwitch | None = None) -> tts.TTS[Any]:
        """Return the call's voice, giving audio at the leg's output rate."""

    def turn_detection(self, *, language: str) -> object:
        """Return what AgentSession takes as `turn_detection`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Built once a process and shared by its calls. `speech` is None where every leg is text.

    `build_agent` gives the agent of a name (one of `agent_names`), with its tools and handoffs, ready for one call.
    """

    settings: Settings
    pool: asyncpg.Pool
    journal: Journal
    build_agent: Callable[[str, CallContext], Agent]
    agent_names: tuple[str, ...]
    speech: Speech | None = None
