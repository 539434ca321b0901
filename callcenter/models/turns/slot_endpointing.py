"""Ends a caller's turn by what was understood: waits through the pauses of what is half said, takes what is whole.

`SlotEndpointing` bends one session's endpointing delays at each transcript. What is expected is asked of the language
model that serves, if it is one that knows (the dialog engine); else a tool that asked for a parameter has said it
(`ToolAnswer.ask`); else, in English, the agent's own question is read. If nothing of known shape is expected, the
words themselves tell whether a sentence is over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Set
from typing import Any, Protocol, runtime_checkable

from livekit.agents import Agent, AgentSession, llm
from livekit.agents.voice.events import (
    ConversationItemAddedEvent,
    FunctionToolsExecutedEvent,
    UserInputTranscribedEvent,
    UserStateChangedEvent,
)

from callcenter.domain.dialog_act import Act, Asked
from callcenter.domain.tool_answer import read_answer
from callcenter.models.failover.chain import serving_llm
from callcenter.models.phone_tuning import EndpointingDelays
from callcenter.models.ready_tools import parameters_of
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.answer_shape import (
    Completeness,
    Slot,
    SlotKind,
    digits_at_end,
    judge,
    slot_for_question,
    slot_for_schema,
)
from callcenter.spoken.sentence import judge_sentence

#: A whole answer: what has passed until its transcript came is enough.
WHOLE = EndpointingDelays(min_s=0.1, max_s=0.1)
#: A whole sentence: people who have more to say go on within this. It is no longer than the ordinary wait.
SENTENCE = EndpointingDelays(min_s=0.4, max_s=0.4)
#: A word or two that would do ("yes", "no, that's all"): nearly always a second half follows after a breath ("please do
#: that", "thank you, goodbye"), and an agent that answers the first half cuts it off.
LONE = EndpointingDelays(min_s=0.65, max_s=0.65)
#: Of so many words at most: a yes with more to it ("yes, go ahead") has its second half.
_LONE_YES_WORDS, _LONE_NO_WORDS, _LONE_PARTING_WORDS = 2, 4, 6
_PARTING = frozenset({Act.THANKS, Act.GOODBYE})
#: Nothing follows these.
_LAST_WORDS = re.compile(
    r"\b(good ?-?bye|bye|bye now|adi[oó]s|hasta luego|au revoir|tsch(ü|ue)ss|wieder(h(ö|oe)ren|sehen))\W*$",
    re.IGNORECASE,
)
_HOLDING_WORDS = 4
#: Half an answer: people find the next group of digits on a letter within this.
HALF = EndpointingDelays(min_s=3.0, max_s=3.0)
_NUMBERS = frozenset({SlotKind.DIGITS, SlotKind.PHONE, SlotKind.POSTCODE})
#: Digits said in one breath of a longer number.
_GROUPS_OF_DIGITS = frozenset({3, 4, 7})
#: A sentence of what is to be written down: the next one comes within this.
DICTATED = EndpointingDelays(min_s=1.5, max_s=2.0)
#: Half a sentence: people find the next word within this.
BROKEN_OFF = EndpointingDelays(min_s=2.0, max_s=2.5)
#: Who speaks on so soon has only breathed, whoever spoke meanwhile, and breathes so all call long: they are given so
#: much more than their longest breath, up to `LONE`.
_BREATH_S, _OVER_BREATH_S = 0.7, 0.05


@runtime_checkable
class Expecting(Protocol):
    """A language model that knows what it has asked for: `dialog.engine.DialogLLM`, in a room beside this one."""

    @property
    def expects(self) -> Slot | None:
        """The answer that its last question asks for; None if that is open."""

    def completeness(self, text: str) -> Completeness:
        """Say whether what the caller has said so far is a whole wish, answer or value."""


class SlotEndpointing:
    """Watches one session. Make it before the session starts; used on the loop's thread only.

    Args:
        session: The call's session.
        ordinary: The delays if it can't be told whether the caller has finished.
        language: Returns the language the call is in (ISO 639-1).
    """

    def __init__(
        self,
        session: AgentSession[Any],
        *,
        ordinary: EndpointingDelays,
        language: Callable[[], str] = lambda: "en",
    ) -> None:
        self._session = session
        self._ordinary = self._applied = ordinary
        self._language = language
        self._told: Slot | None = None
        self._guessed: Slot | None = None
        self._said = ""
        #: The longest breath within what the caller said, and when they last fell silent (`time.time()`).
        self._breath_s = self._silent_since_s = 0.0
        self._agent: Agent | None = None
        self._schemas: dict[str, Mapping[str, Any]] = {}
        session.on("user_input_transcribed", self._on_transcript)
        session.on("user_state_changed", self._on_user_state)
        session.on("conversation_item_added", self._on_item)
        session.on("function_tools_executed", self._on_tools)

    @property
    def slot(self) -> Slot | None:
        """What the caller is expected to answer."""
        engine = self._engine()
        return self._told or (engine.expects if engine is not None else self._guessed)

    @property
    def asks_number(self) -> bool:
        """Whether the caller is expected to say a number, digit by digit."""
        return self.slot is not None and self.slot.kind in _NUMBERS

    @property
    def is_open(self) -> bool:
        """Whether it is the turn detector that says how long to wait: what was understood has not fixed it."""
        return self._applied.min_s != self._applied.max_s

    def expect(self, slot: Slot | None) -> None:
        """Say what the caller's next answer will be; None for anything."""
        self._told, self._guessed, self._said = slot, None, ""
        self._apply(self._ordinary)

    def close(self) -> None:
        """Stop watching."""
        self._session.off("user_input_transcribed", self._on_transcript)
        self._session.off("user_state_changed", self._on_user_state)
        self._session.off("conversation_item_added", self._on_item)
        self._session.off("function_tools_executed", self._on_tools)

    def _on_transcript(self, event: UserInputTranscribedEvent) -> None:
        """Judge the answer so far; the session looks at the delays right after this event."""
        if not event.is_final:
            return
        self._said = f"{self._said} {event.transcript}".strip()
        self._apply(self._delays())

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state != "speaking":
            self._silent_since_s = event.created_at
        # Groups of digits are found, not breathed between.
        elif (breath_s := event.created_at - self._silent_since_s) < _BREATH_S and not self.asks_number:
            self._breath_s = max(self._breath_s, breath_s)

    def _delays(self) -> EndpointingDelays:
        slot, engine = self.slot, self._engine()
        if slot is not None and slot.kind not in (SlotKind.OPEN, SlotKind.WORDS):
            match judge(slot, self._said):
                case Completeness.COMPLETE:
                    return self._answered(_LONE_YES_WORDS) if slot.kind is SlotKind.YES_NO else WHOLE
                case Completeness.INCOMPLETE:
                    return HALF
        if self._says_no_more_than(_HOLDING_WORDS) and Act.HOLD_ON in self._acts(Asked.CONSENT):
            # "Wait", and what it is about comes after a breath: an agent that says "take your time" cuts it off.
            return BROKEN_OFF
        is_dictated = slot is not None and slot.kind is SlotKind.WORDS
        if is_dictated and engine is not None and engine.completeness(self._said) is Completeness.OPEN:
            return DICTATED
        # What trails off goes on, whatever was understood of it: "how much do I owe, because…"
        verdict = judge_sentence(self._said, language=self._language())
        if verdict is Completeness.OPEN and engine is not None:
            verdict = engine.completeness(self._said)
        match verdict:
            case Completeness.COMPLETE if digits_at_end(self._said, language=self._language()) in _GROUPS_OF_DIGITS:
                # "My account number is four zero seven one": whether more is to come is heard, not read.
                return self._breathing(self._ordinary)
            case Completeness.COMPLETE:
                return self._answered(0)
            case Completeness.INCOMPLETE:
                return BROKEN_OFF
        return self._breathing(self._ordinary)

    def _answered(self, lone_words: int) -> EndpointingDelays:
        """Return the wait after what would do for an answer; so few words of it are always given a second half."""
        if self._is_hurried():
            return EndpointingDelays(min_s=self._ordinary.min_s, max_s=self._ordinary.min_s)
        return LONE if self._says_no_more_than(lone_words) or self._is_lone() else self._breathing(SENTENCE)

    def _is_lone(self) -> bool:
        """Tell whether the words are nothing but a yes, no, thanks or parting, so that a second half may follow."""
        acts = self._acts(Asked.MORE)
        if Act.WISH in acts or _LAST_WORDS.search(self._said):
            return False
        if acts & _PARTING:
            return self._says_no_more_than(_LONE_PARTING_WORDS)
        if Act.NO in acts:
            return self._says_no_more_than(_LONE_NO_WORDS)
        return Act.YES in acts and self._says_no_more_than(_LONE_YES_WORDS)

    def _breathing(self, delays: EndpointingDelays) -> EndpointingDelays:
        """Return delays no shorter than the caller's breath."""
        least = 0.0 if self._is_hurried() else min(LONE.min_s, self._breath_s + _OVER_BREATH_S)
        return EndpointingDelays(min_s=max(delays.min_s, least), max_s=max(delays.max_s, least))

    def _is_hurried(self) -> bool:
        """Tell whether the settings ask for less than our wait: they are kept."""
        return self._ordinary.min_s <= SENTENCE.min_s

    def _says_no_more_than(self, words: int) -> bool:
        return len(self._said.split()) <= words

    def _acts(self, asked: Asked) -> Set[Act]:
        return read_acts(self._said, language=self._language(), asked=asked).acts

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        role = getattr(event.item, "role", "")
        text = getattr(event.item, "text_content", None) or ""
        if role == "user":
            # The turn was taken; the next question says what comes next.
            self.expect(None)
        elif role == "assistant" and not getattr(event.item, "interrupted", False):
            self._said = ""
            if self._told is None and self._language() == "en":
                self._guessed = slot_for_question(text, self._parameters())
            self._apply(self._ordinary)

    def _on_tools(self, event: FunctionToolsExecutedEvent) -> None:
        """A tool that asks for a parameter says what the caller is asked next, in any language."""
        for output in event.function_call_outputs:
            if output is not None and (parameter := _asked_by(output.output)):
                self._told = slot_for_schema(self._parameters().get(parameter, {}))

    def _engine(self) -> Expecting | None:
        """Return the language model that serves, if it knows what it asks for."""
        try:
            model = serving_llm(self._session.current_agent.llm)
        except RuntimeError:
            # Not started yet.
            return None
        return model if isinstance(model, Expecting) else None

    def _parameters(self) -> dict[str, Mapping[str, Any]]:
        """Return the schemas of what the current agent's tools take, by parameter name."""
        agent = self._session.current_agent
        if agent is not self._agent:
            self._agent = agent
            self._schemas = {
                name: schema
                for tool in agent.tools
                if isinstance(tool, llm.FunctionTool)
                for name, schema in parameters_of(tool).items()
            }
        return self._schemas

    def _apply(self, delays: EndpointingDelays) -> None:
        if delays != self._applied:
            self._applied = delays
            self._session.update_options(endpointing_opts={"min_delay": delays.min_s, "max_delay": delays.max_s})


def _asked_by(output: str) -> str:
    """Return the parameter that a tool's answer asks for, or ''."""
    try:
        answer = json.loads(output)
    except ValueError:
        return ""
    return read_answer(answer).ask if isinstance(answer, dict) else ""
