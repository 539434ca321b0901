"""Follows the caller into their language: what the recogniser hears decides, if the models can answer in it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from livekit.agents import AgentSession
from livekit.agents.voice.events import UserInputTranscribedEvent

from callcenter.calls.context import CallContext
from callcenter.domain.language import LANGUAGES, base_language
from callcenter.domain.record.call_event import LanguageChanged
from callcenter.log import logger
from callcenter.models.choice import ModelChoice
from callcenter.models.model_string import Part

log = logger(__name__)

#: Words of one transcript that are proof by themselves; fewer ("no", "okay", a name) have to come twice.
WORDS_OF_PROOF = 4


@runtime_checkable
class Multilingual(Protocol):
    """An agent that can change its language in mid-call (`agents.builder`, a room above this one)."""

    def choice(self) -> ModelChoice:
        """Return the models that would serve the agent in the call's language."""

    def use_language(self) -> None:
        """Go on in the call's language."""


class SpokenLanguage:
    """Watches one session. Make it before the session starts; used on the loop's thread only."""

    def __init__(self, session: AgentSession[CallContext], context: CallContext) -> None:
        self._session = session
        self._context = context
        self._hint = ""
        self._unable: set[str] = set()
        session.on("user_input_transcribed", self._on_transcript)

    def _on_transcript(self, event: UserInputTranscribedEvent) -> None:
        if not event.is_final or not event.language or not event.transcript.strip():
            return
        heard = base_language(str(event.language))
        if heard == self._context.language:
            self._hint = ""
        elif heard in LANGUAGES and heard not in self._unable:
            is_proven = heard == self._hint or len(event.transcript.split()) >= WORDS_OF_PROOF
            self._hint = heard
            if is_proven:
                self._change(heard)

    def _change(self, language: str) -> None:
        agent, context = self._session.current_agent, self._context
        if not isinstance(agent, Multilingual):
            return
        before, context.language = context.language, language
        # That the recogniser knows it has just been heard.
        if unable := [part.value for part in agent.choice().unable() if part is not Part.STT]:
            context.language = before
            self._unable.add(language)
            log.warning("language_not_served", language=language, parts=unable)
            return
        self._hint = ""
        context.record(LanguageChanged(language=language, from_language=before, at_ms=context.elapsed_ms()))
        log.info("language_changed", language=language)
        agent.use_language()
