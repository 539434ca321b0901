"""Leading a caller to a tool call: asking for what is missing, confirming, calling; and the ways out of a call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from callcenter.dialog import phrasing
from callcenter.dialog.intents import Intent, IntentModel, answer_label
from callcenter.dialog.phrasing import join
from callcenter.dialog.script import AgentScript, ToolScript
from callcenter.dialog.slot_filling import Filled, SlotReader, is_number, read_aloud
from callcenter.dialog.state import Awaiting, Frame, Reply, State, ToolShape
from callcenter.dialog.templates import TemplateFault, Templates, join_list
from callcenter.log import logger

log = logger(__name__)

#: The tools every agent has (see docs/adding-an-agent.md).
PERSON = "connect_to_person"
END = "end_call"
COMMIT = "commit"

#: Sentences that already ask the caller to decide.
_INVITES = re.compile(r"\?$|\b(if you (like|want|wish)|would you like|just (say|tell))\b[^.?]*[.?]$")


class ToolSteps:
    """What one answer is made from: the agent's script, its tools' shapes, and the state, which changes on the way."""

    def __init__(
        self,
        script: AgentScript,
        *,
        intents: IntentModel,
        templates: Templates,
        reader: SlotReader,
        shapes: Mapping[str, ToolShape],
        state: State,
    ) -> None:
        self.script = script
        self.intents = intents
        self.reader = reader
        self.shapes = shapes
        self.state = state
        self.tools = {tool.name: tool for tool in script.tools}
        self.handoffs = {handoff.tool: handoff for handoff in script.handoffs}
        self.answers = {answer_label(answer.name): answer for answer in script.answers}
        self._templates = templates
        self._ranked: dict[str, list[Intent]] = {}

    def rank(self, text: str) -> list[Intent]:
        """Return what the text may call for, the likeliest first; each text is classified once an answer."""
        if text not in self._ranked:
            self._ranked[text] = self.intents.rank(text)
        return self._ranked[text]

    # -- towards the call --------------------------------------------------------------------------------------------

    def start(self, frame: Frame) -> Reply:
        """Take a tool in hand, alone, and do the next step."""
        self.state = State(frames=(frame,))
        return self.next_step(echo=self._unsaid_numbers(frame))

    def next_step(self, before: str = "", echo: str = "") -> Reply:
        """Ask for what is missing, else confirm, else call the tool in hand.

        `before` is said first; `echo` are digits to read back.
        """
        frame = self.state.frame
        assert frame is not None  # noqa: S101 - steps are taken with a tool in hand only
        shape = self.shapes[frame.tool]
        if missing := frame.missing(shape):
            return self.ask(missing, before=join(before, phrasing.read_back(echo) if echo else ""))
        if frame.proposal:
            self.state = replace(self.state, awaiting=Awaiting.NOTHING, parameter="", question="", misses=0)
            return Reply(text=before, tool=COMMIT, arguments={"proposal": frame.proposal})
        question = self.confirmation(frame)
        if question and question != frame.agreed:
            said = join(before, phrasing.read_back(echo) if echo else "", question)
            self.state = replace(self.state, awaiting=Awaiting.CONSENT, parameter="", question=question)
            return Reply(text=said)
        self.state = replace(self.state, awaiting=Awaiting.NOTHING, parameter="", question="", misses=0)
        arguments = {name: value for name, value in frame.arguments.items() if value is not None}
        said = join(before, phrasing.read_back_and_thank(echo) if echo else "")
        return Reply(text=said, tool=frame.tool, arguments=arguments)

    def ask(self, parameter: str, *, before: str = "", question: str = "") -> Reply:
        """Ask for a parameter of the tool in hand."""
        frame = self.state.frame
        assert frame is not None  # noqa: S101 - steps are taken with a tool in hand only
        asks = self.tools.get(frame.tool, ToolScript(name=frame.tool)).ask
        if not question and parameter in asks:
            question = self.render(asks[parameter], self._facts(frame))
        question = question or phrasing.ask_for(parameter)
        self.state = replace(self.state, awaiting=Awaiting.VALUE, parameter=parameter, question=question)
        return Reply(text=join(before, question))

    def agreed(self) -> Reply:
        """Go on with the tool in hand: the caller has said yes to it."""
        frame = self.state.frame
        assert frame is not None  # noqa: S101 - steps are taken with a tool in hand only
        # Where a confirmation can be asked already, an offer said yes to is as good.
        agreed = frame if self.state.is_guess else replace(frame, agreed=self.confirmation(frame))
        self.state = replace(self.state, frames=(*self.state.frames[:-1], agreed), is_guess=False, misses=0)
        return self.next_step()

    def offer(self, tool: str, arguments: Mapping[str, Any], said: str) -> Reply:
        """Say something and offer a tool; the caller says yes or no next."""
        shape = self.shapes[tool]
        frame = Frame(tool=tool, arguments={key: value for key, value in arguments.items() if key in shape.parameters})
        script = self.tools.get(tool, ToolScript(name=tool))
        confirmation = self.confirmation(frame) if not frame.missing(shape) else ""
        offered = self.render(script.offer, self._facts(frame)) if script.offer else ""
        question = "" if _INVITES.search(said) else confirmation or offered or phrasing.SHALL_I
        awaiting = Awaiting.CONSENT if question and question == confirmation else Awaiting.OFFER
        self.state = State(frames=(frame,), awaiting=awaiting, question=question or said)
        return Reply(text=join(said, question))

    def fill(self, frame: Frame, texts: Sequence[str]) -> Frame:
        """Fill in what the caller's words already say (days, amounts, numbers), not what may mean other things."""
        for name, schema in self.shapes[frame.tool].parameters.items():
            if name in frame.arguments:
                continue
            for text in reversed(texts):
                found = self.reader.read(schema, text, is_answer=False)
                if isinstance(found, Filled) and not (is_number(schema) and _is_part_of_another(found.value, frame)):
                    frame = replace(frame, arguments={**frame.arguments, name: found.value})
                    break
        return frame

    def confirmation(self, frame: Frame) -> str:
        """Return the question put before the tool is run, or '' where it needs none or can't be asked yet."""
        template = self.tools.get(frame.tool, ToolScript(name=frame.tool)).confirm
        if not template or COMMIT in self.shapes:
            return ""  # the tool itself proposes, and asks
        if frame.missing(self.shapes[frame.tool]):
            # What is still missing may not be in the question at all ("I'll open a ticket. Is that all right?").
            try:
                return self._templates.render(template, frame.arguments)
            except TemplateFault:
                return ""
        return self.render(template, self._facts(frame), otherwise=phrasing.SHALL_I)

    # -- ways out ----------------------------------------------------------------------------------------------------

    def connect(self, before: str = "") -> Reply:
        """Connect the caller to a person."""
        self.state = State()
        if PERSON in self.shapes:
            return Reply(text=before, tool=PERSON)
        return self.ask_more(join(before, phrasing.NO_PERSON_HERE))

    def end(self) -> Reply:
        """Say goodbye; the agent's tool hangs up where it has one."""
        self.state = State()
        return Reply(tool=END) if END in self.shapes else Reply(text=self.script.phrases.goodbye)

    def offer_person(self, said: str) -> Reply:
        """Offer a person; the caller says yes or no next."""
        if PERSON not in self.shapes:
            self.state = State()
            return Reply(text=self.script.phrases.not_understood)
        self.state = State(awaiting=Awaiting.PERSON, question=phrasing.SHALL_I_GET_PERSON)
        return Reply(text=said)

    def ask_more(self, before: str = "") -> Reply:
        """Ask whether there is anything else."""
        question = self.script.phrases.anything_else
        self.state = State(awaiting=Awaiting.MORE, question=question, is_thanked=self.state.is_thanked)
        return Reply(text=join(before, question))

    def ask_topic(self, question: str, *, topics: Sequence[str]) -> Reply:
        """Ask openly what the caller wants."""
        self.state = State(awaiting=Awaiting.TOPIC, question=question, topics=tuple(topics), misses=self.state.misses)
        return Reply(text=question)

    def say_again(self, text: str) -> Reply:
        """Say something and keep waiting for the same answer."""
        return Reply(text=text)

    # -- words -------------------------------------------------------------------------------------------------------

    def render(self, template: str, facts: Mapping[str, Any], *, otherwise: str = "") -> str:
        """Return a template filled, or what to say where it can't be: a fault in a file must not end a call."""
        if not template:
            return ""
        try:
            return self._templates.render(template, facts)
        except TemplateFault as error:
            log.error("template_failed", agent=self.script.name, fault=str(error))
            return otherwise

    def _facts(self, frame: Frame) -> dict[str, Any]:
        return {**dict.fromkeys(self.shapes[frame.tool].parameters), **frame.arguments}

    def _unsaid_numbers(self, frame: Frame) -> str:
        """Return the numbers a wish brought along, to read back."""
        return self.read_back(frame, frame.arguments)

    def read_back(self, frame: Frame, names: Iterable[str]) -> str:
        """Return the numbers among the arguments named, digit by digit."""
        schemas = self.shapes[frame.tool].parameters
        return join_list(
            read_aloud(schemas[name], frame.arguments[name])
            for name in names
            if is_number(schemas.get(name, {})) and frame.arguments.get(name)
        )


def _is_part_of_another(number: str, frame: Frame) -> bool:
    """Tell whether a number is only a piece of one already taken: a postcode within an account number."""
    return any(number in str(value) for value in frame.arguments.values())
