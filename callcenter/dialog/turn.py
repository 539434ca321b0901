"""One turn: where the conversation stands, what the caller said, and what the agent has to answer with.

`State` is immutable, so that an answer nobody heard leaves nothing behind; a `CallerTurn` lives for one answer, and its
`state` is replaced on the way. The functions of this room take a turn and return a reply, or None if the words are
about something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET, AgentScript, HandoffScript, ToolScript, ToolShape
from callcenter.dialog.understanding.intents import LOOK_UP, NONE, Action, Intent, IntentModel, decide, not_meant
from callcenter.dialog.understanding.newcomers import rank_for_newcomer
from callcenter.dialog.understanding.replies import TOLD_APART, ReplyKind
from callcenter.dialog.understanding.slot_filling import SlotReader, kind_of
from callcenter.dialog.wording.templates import TemplateFault, Templates
from callcenter.domain.deed import Deed
from callcenter.domain.dialog_act import Act, Asked, Heard
from callcenter.domain.tool_answer import ToolAnswer
from callcenter.log import logger
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.on_behalf import calls_for_other, has_no_account, in_their_place
from callcenter.spoken.call_back import asks_to_be_called, message_in, passes_on
from callcenter.spoken.days.spans import remark_without_its_day
from callcenter.spoken.messages.retold import is_of_no_visit
from callcenter.spoken.numbers.long_numbers import without_long_numbers
from callcenter.spoken.words import plain_words, sentences

log = logger(__name__)

#: Texts of ours that are remembered, to say no sentence a third time in a row.
SAID_REMEMBERED = 3
#: Probability at which what somebody else is to be told is a deed of ours ("tell him I'd like to move it").
DEED_TOLD = 0.8
#: Probability at which words by themselves are a little like what they are answered with.
FAINTLY = 0.004
#: Words of so many letters and more say what a question is of, but for these.
_OWN_LETTERS = 4
_OF_ANYTHING = frozenset(
    "about after again could exactly first really should still there these think those would".split()
)


class Awaiting(StrEnum):
    """What kind of answer the caller owes us."""

    NOTHING = "nothing"
    VALUE = "value"
    #: A yes or no to a proposal that a tool has made.
    CONSENT = "consent"
    #: A yes or no to a tool we offer.
    OFFER = "offer"
    #: A yes or no to a person.
    PERSON = "person"
    TOPIC = "topic"
    #: A key of a menu.
    MENU = "menu"
    PICK = "pick"
    MORE = "more"


#: Waited for with a yes or no.
CONSENTS = (Awaiting.CONSENT, Awaiting.OFFER, Awaiting.PERSON)
#: Waited for with a wish: nothing in hand is asked about.
OPEN = (Awaiting.NOTHING, Awaiting.MORE, Awaiting.TOPIC)
#: Waited for with a wish or the key of one: nothing is open that the caller would be torn out of.
IDLE = (*OPEN, Awaiting.MENU)
#: What `read_acts` has to know of the question.
ASKED = {
    Awaiting.VALUE: Asked.VALUE,
    Awaiting.CONSENT: Asked.CONSENT,
    Awaiting.OFFER: Asked.CONSENT,
    Awaiting.PERSON: Asked.CONSENT,
    Awaiting.PICK: Asked.PICK,
    Awaiting.MORE: Asked.MORE,
}


class WayOut(StrEnum):
    """Ways out of not being understood. What was offered once in a call is not offered as if it were new."""

    KEYPAD = "keypad"
    MENU = "menu"
    PERSON = "person"
    CALL_BACK = "call-back"
    #: To write down a question that can't be answered here.
    MESSAGE = "message"
    #: Whom the caller has reached, told to who seems to have wanted somebody else.
    NOT_US = "not-us"
    #: What is possible, told to who calls for somebody else.
    FOR_OTHER = "for-other"
    #: A person was offered in place of a value, and declined: the value is asked for once more, and then let go.
    ASKED_ON = "asked-on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A tool about to be used, with what is known of its arguments.

    `wanted` are parameters the tool has asked for again, in order. `partial` are digits of a number the caller
    hasn't finished.
    """

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    partial: str = ""

    def with_arguments(self, **arguments: Any) -> Frame:
        """Return the frame with arguments set; those that are None count as known and are left out of the call."""
        return replace(self, arguments={**self.arguments, **arguments}, partial="")

    def without(self, *parameters: str) -> Frame:
        """Return the frame with parameters forgotten."""
        kept = {name: value for name, value in self.arguments.items() if name not in parameters}
        return replace(self, arguments=kept, partial="")

    def missing(self, shape: ToolShape) -> str:
        """Return the next parameter to ask for, or ''."""
        return next((name for name in (*self.wanted, *shape.required) if name not in self.arguments), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What outlives a topic: wishes not taken up yet, ways out already offered, what was told, said and asked.

    `whispered` are those of the wishes that a supervisor had for the caller. `told_by` is the tool, with its arguments,
    that found what was told. `declined` was proposed last and not agreed to. `deed` is what was last told of something
    that was done, and its tool. `stuck` counts the turns that have got no nearer to the value asked for.
    `unmeant` are the answers, and the agents, of which the caller has said that they don't mean them. `instead` is what
    a person was last offered for that may be proposed without one.
    """

    wishes: tuple[str, ...] = ()
    whispered: frozenset[str] = frozenset()
    offered: frozenset[WayOut] = frozenset()
    told: ToolAnswer | None = None
    told_by: Frame | None = None
    deed: tuple[ToolAnswer, Frame] | None = None
    declined: Frame | None = None
    instead: Frame | None = None
    said: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    stuck: int = 0
    unmeant: tuple[str, ...] = ()
    objections: int = 0
    abuses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where the conversation stands.

    `frames` are the tools in hand: the last one is current, each waits for the one after it. `proposal` is the id of
    what a tool has proposed, `doubted` the same once it had a yes with something else beside it. `parameter` is asked
    for if a value is awaited, and `candidates` are what it may be; `echoed` was just read back. `question` is what the
    caller was asked. `topics` are the intents named in a question or on a menu, and `heard` the words that led to it.
    `picks` are offered choices (arguments of `pick_tool`). `dropped` is what the caller has just said no to. `misses`
    counts failures to understand in a row. `led_by` is the tool whose result has offered the one in hand. `handing` is
    the handoff just called, which is lost if the caller speaks into it. `resumes` is where to go back to when a person,
    offered in between, is not wanted, and `instead` what is proposed in place of one who isn't, or isn't free.
    """

    frames: tuple[Frame, ...] = ()
    awaiting: Awaiting = Awaiting.NOTHING
    proposal: str = ""
    doubted: str = ""
    parameter: str = ""
    echoed: str = ""
    candidates: tuple[Any, ...] = ()
    question: str = ""
    topics: tuple[str, ...] = ()
    heard: str = ""
    picks: tuple[Mapping[str, Any], ...] = ()
    pick_tool: str = ""
    dropped: Frame | None = None
    misses: int = 0
    led_by: str = ""
    handing: str = ""
    resumes: State | None = None
    instead: Frame | None = None
    lasting: Lasting = Lasting()

    @property
    def frame(self) -> Frame | None:
        """The tool in hand."""
        return self.frames[-1] if self.frames else None

    @property
    def asked(self) -> Asked:
        """What the caller was asked for, as the readers of acts see it."""
        return ASKED.get(self.awaiting, Asked.OPEN)

    @property
    def proposed(self) -> str:
        """The sentence that asked for a yes to what was proposed, '' if none did."""
        return self.question if self.awaiting is Awaiting.CONSENT else ""

    def hear(self, text: str, *, language: str) -> Heard:
        """Read a turn as the answer to what was asked."""
        return read_acts(text, language=language, asked=self.asked, proposal=self.proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the engine answers: words, a tool call, or words and then a tool call."""

    text: str = ""
    tool: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


#: Nothing said by the caller: a tool has answered.
SILENCE = Heard(text="", act=Act.UNCLEAR)


@dataclass(slots=True, kw_only=True)
class CallerTurn:
    """What one answer is made from. `history` is all the caller has said before `heard`.

    The first `served` turns of it were answered, or came before what was: nothing they wanted is still to be taken up.
    `ledger` is what was proposed and done in the call so far. `danger` is the sentence that tells whom to call, if the
    caller was told so just before. `place` is the IANA name of
    the time zone in which days and times are told.
    """

    script: AgentScript
    intents: IntentModel
    templates: Templates
    reader: SlotReader
    shapes: Mapping[str, ToolShape]
    state: State = State()
    heard: Heard = SILENCE
    history: Sequence[str] = ()
    served: int = 0
    ledger: Sequence[Deed] = ()
    danger: str = ""
    place: str = ""
    _ranked: dict[str, list[Intent]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the caller said."""
        return self.heard.text

    @property
    def wish(self) -> str:
        """What the caller wants, in their words, without what concerns the conversation itself."""
        return self.heard.wish or self.heard.text

    @property
    def unserved(self) -> list[str]:
        """What the caller said before that is still to be served: of turns that were, what comes second."""
        second = [read_acts(one).second or " ".join(sentences(one)[1:]) for one in self.history[: self.served]]
        return [*filter(None, second), *self.history[self.served :]]

    def says_again(self, times: int) -> bool:
        """Tell whether the caller has said just this in each of so many turns before."""
        before = [plain_words(text) for text in self.history[-times:]]
        return before == [plain_words(self.text)] * times

    def hear(self, text: str) -> None:
        """Hear just this part of what the caller said, or what they meant by it, in place of all of it."""
        self.heard = self.state.hear(text, language=self.script.language)

    def rank(self, text: str) -> list[Intent]:
        """Return what the text may call for, the likeliest first; each text is classified once an answer.

        Numbers given along with a wish ("my account's 4071..., what do I owe?") say nothing of what is wanted.
        """
        if text not in self._ranked:
            is_call_wanted = MESSAGE in self.shapes and (asks_to_be_called(text) or self._is_message(text))
            self._ranked[text] = (
                [Intent(label=MESSAGE, probability=1.0)]  # whatever it is about
                if is_call_wanted
                else self._rank(without_long_numbers(text) or text)
            )
        unmeant = self.state.lasting.unmeant
        return not_meant(self._ranked[text], unmeant) if unmeant else self._ranked[text]

    def weigh_as(self, text: str, ranked: list[Intent]) -> None:
        """Have a text call for what is ranked, in this answer: more is known of it than its words."""
        self._ranked[text] = ranked

    def _rank(self, text: str) -> list[Intent]:
        """Classify a text. The day of a remark makes no wish of it ("I'm moving on the fifteenth"), least a payment."""
        if self.is_no_customer:
            return rank_for_newcomer(self.intents, self.script.answers, text, self.needs_account)
        ranked, (told, is_for_good) = self._rank_for_whom(text), remark_without_its_day(text)
        if "cancel" in ranked[0].label and is_of_no_visit(text):
            return not_meant(ranked, [ranked[0].label])  # "drop that call-back", "tell him the box is in the attic"
        shape = self.shapes.get(ranked[0].label)
        is_payment = shape is not None and "money" in {kind_of(one) for one in shape.parameters.values()}
        return self.intents.rank(told) if told and (is_for_good or is_payment) else ranked

    def _rank_for_whom(self, text: str) -> list[Intent]:
        """Classify a text, and one said for somebody else as theirs, if that is clearly wanted of us."""
        ranked = self.intents.rank(text)
        theirs = in_their_place(text)
        if theirs == text or not any(map(calls_for_other, (*self.history, self.text))):
            return ranked
        own = self.intents.rank(theirs)
        is_wish = decide(own).action is Action.ACT and not own[0].label.startswith(LOOK_UP)
        return own if is_wish else ranked

    def _is_message(self, text: str) -> bool:
        """Tell whether a text says what is to be written down; "tell him that I'm cancelling it" is for us to do."""
        best = self.intents.rank(text)[0] if passes_on(text) else None
        is_ours = best is not None and best.label in self.shapes and bool(self.tool(best.label).confirm)
        is_deed = is_ours and best is not None and best.probability >= DEED_TOLD and best.label not in (MESSAGE, TICKET)
        return bool(message_in(text)) and not is_deed

    def called_for(self, text: str) -> str:
        """Return the label of what a text by itself clearly calls for, or ''."""
        choice = decide(self.rank(text))
        return choice.labels[0] if choice.action is Action.ACT else ""

    def is_like(self, text: str, label: str, *, at_least: float = FAINTLY) -> bool:
        """Tell whether words are by themselves like what they'd be answered with, what they lean on left aside."""
        return any(one.label == label and one.probability >= at_least for one in self.rank(text))

    def is_of(self, text: str, label: str) -> bool:
        """Tell whether words may be of what was told: like it, or like nothing else ("so what do I have to do?")."""
        own = {word for word in plain_words(text).split() if len(word) > _OWN_LETTERS} - _OF_ANYTHING
        return self.is_like(text, label) or (not own and self.rank(text)[0].label == NONE)

    @property
    def is_no_customer(self) -> bool:
        """Whether the caller has said that they are no customer (yet)."""
        return has_no_account((*self.history, self.text))

    def needs_account(self, label: str) -> bool:
        """Tell whether something is done for customers alone, as all is but what is looked up by a place."""
        if self.handoff(label) is not None:
            return True
        if label not in self.shapes or label in (LOOK_UP, MESSAGE, TICKET, PERSON, END):
            return False
        return "postcode" not in map(kind_of, self.shapes[label].parameters.values())

    @property
    def replied(self) -> ReplyKind | None:
        """What the words do as a reply to a yes-or-no question, if that is surely told; English only."""
        if self.script.language != "en":
            return None
        kind, probability = self.intents.replies.kind(self.text)
        return kind if probability >= TOLD_APART else None

    def tool(self, name: str) -> ToolScript:
        """Return the agent's script for a tool; an empty one if it has none."""
        return next((tool for tool in self.script.tools if tool.name == name), ToolScript(name=name))

    def handoff(self, name: str) -> HandoffScript | None:
        """Return the handoff that a tool makes, or None."""
        return next((handoff for handoff in self.script.handoffs if handoff.tool == name), None)

    def update(self, **changes: Any) -> None:
        """Change where the conversation stands in some respects."""
        self.state = replace(self.state, **changes)

    def begin(self, **fields: Any) -> None:
        """Begin a new topic: only what lasts is kept, with what `fields` say."""
        self.state = State(**{"lasting": self.state.lasting, **fields})

    def hold(self, frame: Frame, **changes: Any) -> None:
        """Put another frame in the place of the one in hand."""
        self.update(frames=(*self.state.frames[:-1], frame), **changes)

    def remember(self, **changes: Any) -> None:
        """Change what lasts over topics."""
        self.update(lasting=replace(self.state.lasting, **changes))

    def keep_wish(self, wish: str, *, before: str = "") -> None:
        """Keep a wish for later, `before` another one; it is taken up when what is going on is finished."""
        wishes = list(self.state.lasting.wishes)
        if wish and wish not in wishes:
            wishes.insert(wishes.index(before) if before in wishes else len(wishes), wish)
            self.remember(wishes=tuple(wishes))

    def offered(self, way: WayOut) -> None:
        """Remember that a way out was offered."""
        self.remember(offered=self.state.lasting.offered | {way})

    def render(self, template: str, facts: Mapping[str, Any], *, otherwise: str = "") -> str:
        """Return a template filled, or what to say if it can't be: a fault in a file must not end a call."""
        if not template:
            return ""
        try:
            return self.templates.render(template, facts)
        except TemplateFault as error:
            log.error("template_failed", agent=self.script.name, fault=str(error))
            return otherwise

    def facts(self, frame: Frame) -> dict[str, Any]:
        """Return a frame's arguments as templates see them."""
        return {**dict.fromkeys(self.shapes[frame.tool].parameters), **frame.arguments}
