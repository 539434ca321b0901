"""What code says for an agent, in the language the call is in: the agent's own words, else those of all agents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcenter.agents.declaration import AgentDeclaration, HandoffDeclaration, TranslationDeclaration
from callcenter.calls.context import CallContext
from callcenter.calls.phrases import phrases
from callcenter.dialog.script import AgentScript


class Words:
    """One agent's words in one call, asked for when they are said."""

    def __init__(self, declaration: AgentDeclaration, script: AgentScript, call: CallContext) -> None:
        self._declaration, self._script = declaration, script
        self._call = call

    def person(self) -> str:
        """What is said before a person is tried."""
        if self._is_own_language:
            return self._script.phrases.person
        return self._translation.person or phrases(self._call.language).person

    def goodbye(self) -> str:
        """What is said before hanging up."""
        if self._is_own_language:
            return self._script.phrases.goodbye
        return self._translation.goodbye or phrases(self._call.language).goodbye

    def handoff(self, handoff: HandoffDeclaration) -> str:
        """What is said before the caller is handed on."""
        if self._is_own_language:
            return handoff.say
        says: Mapping[Any, str] = handoff.says
        return says.get(self._call.language) or phrases(self._call.language).handoff

    @property
    def _is_own_language(self) -> bool:
        return self._call.language == self._declaration.language

    @property
    def _translation(self) -> TranslationDeclaration:
        translations: Mapping[Any, TranslationDeclaration] = self._declaration.translations
        return translations.get(self._call.language, TranslationDeclaration())
