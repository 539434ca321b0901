"""Ends a caller's turn by what was asked: waits through the pauses of a half-said number, takes a whole one at once.

`SlotEndpointing` bends one session's endpointing delays. The agent (or dialog engine) says what it waits for with
`expect`; where nobody does, the agent's own question is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from livekit.agents import Agent, AgentSession, llm
from livekit.agents.llm.utils import build_legacy_openai_schema
from livekit.agents.voice.events import ConversationItemAddedEvent, UserInputTranscribedEvent

from callcenter.models.phone_tuning import EndpointingDelays
from callcenter.spoken.answer_shape import Completeness, Slot, judge, slot_for_question

#: A whole answer: what has passed until its transcript came is enough.
WHOLE = EndpointingDelays(min_s=0.1, max_s=0.1)
#: Half an answer: people find the next group of digits on a letter within this.
HALF = EndpointingDelays(min_s=3.0, max_s=3.0)


class SlotEndpointing:
    """Watches one session. Make it before the session starts; used on the loop's thread only.

    Args:
        session: The call's session.
        ordinary: The delays where no answer of known shape is expected.
        reads_questions: Guess what is expected from the agent's own question where `expect` was not called for it.
    """

    def __init__(
        self, session: AgentSession[Any], *, ordinary: EndpointingDelays, reads_questions: bool = True
    ) -> None:
        self._session = session
        self._ordinary = self._applied = ordinary
        self._reads_questions = reads_questions
        self._slot: Slot | None = None
        self._is_told = False
        self._said = ""
        self._agent: Agent | None = None
        self._schemas: dict[str, Mapping[str, Any]] = {}
        session.on("user_input_transcribed", self._on_transcript)
        session.on("conversation_item_added", self._on_item)

    @property
    def slot(self) -> Slot | None:
        """What the caller is expected to answer."""
        return self._slot

    def expect(self, slot: Slot | None) -> None:
        """Say what the caller's next answer will be; None for anything."""
        self._slot, self._is_told, self._said = slot, slot is not None, ""
        self._apply(self._ordinary)

    def close(self) -> None:
        """Stop watching."""
        self._session.off("user_input_transcribed", self._on_transcript)
        self._session.off("conversation_item_added", self._on_item)

    def _on_transcript(self, event: UserInputTranscribedEvent) -> None:
        """Judge the answer so far; the session looks at the delays right after this event."""
        if self._slot is None or not event.is_final:
            return
        self._said = f"{self._said} {event.transcript}".strip()
        match judge(self._slot, self._said):
            case Completeness.COMPLETE:
                self._apply(WHOLE)
            case Completeness.INCOMPLETE:
                self._apply(HALF)
            case Completeness.OPEN:
                self._apply(self._ordinary)

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        role = getattr(event.item, "role", "")
        text = getattr(event.item, "text_content", None) or ""
        if role == "user":
            # The turn was taken; the next question says what comes next.
            self.expect(None)
        elif role == "assistant" and self._reads_questions and not self._is_told:
            self._slot, self._said = slot_for_question(text, self._parameters()), ""
            self._apply(self._ordinary)

    def _parameters(self) -> dict[str, Mapping[str, Any]]:
        """Return the schemas of what the current agent's tools take, by parameter name."""
        agent = self._session.current_agent
        if agent is not self._agent:
            self._agent = agent
            self._schemas = {
                name: schema
                for tool in agent.tools
                if isinstance(tool, llm.FunctionTool)
                for name, schema in build_legacy_openai_schema(tool, internally_tagged=True)["parameters"]
                .get("properties", {})
                .items()
            }
        return self._schemas

    def _apply(self, delays: EndpointingDelays) -> None:
        if delays != self._applied:
            self._applied = delays
            self._session.update_options(endpointing_opts={"min_delay": delays.min_s, "max_delay": delays.max_s})
