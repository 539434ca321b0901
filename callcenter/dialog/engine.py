"""`local/dialog`: an llm.LLM that needs no language model.

It reads the conversation it is given like any model, also one it did not begin (it may be entered in mid-call when a
hosted model fails), and answers with text, a tool call, or both. What to answer is `policy`'s decision.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from livekit.agents import llm
from livekit.agents.llm.utils import function_arguments_to_pydantic_model
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from livekit.agents.utils import shortuuid

from callcenter.dialog.conversation import (
    SPOKEN_ON,
    AgentSaid,
    CallerSaid,
    Event,
    SupervisorWhispered,
    ToolAnswered,
    caller_texts,
    cut_off_words,
    read_conversation,
    served_count,
)
from callcenter.dialog.deeds.ledger import ledger_of
from callcenter.dialog.hearing.completeness import completeness_of, slot_expected
from callcenter.dialog.hearing.half_numbers import other_of_a_pair
from callcenter.dialog.hearing.messages.message_text import told_on
from callcenter.dialog.kept_wishes import keep_whispers, take_up_kept, take_whisper, weigh_whisper
from callcenter.dialog.policy import decide, enter, hear_after_goodbye
from callcenter.dialog.results import take_result
from callcenter.dialog.script import END, AgentScript, ToolShape
from callcenter.dialog.takeover import take_over
from callcenter.dialog.turn import (
    SILENCE,
    Awaiting,
    CallerTurn,
    Reply,
    State,
)
from callcenter.dialog.understanding.intents import Action, Intents
from callcenter.dialog.understanding.intents import decide as decide_intent
from callcenter.dialog.understanding.slot_filling import SlotReader, flatten
from callcenter.dialog.variety import remembering, vary
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.dialog.wording.templates import Templates
from callcenter.domain.deed import Deed
from callcenter.domain.dialog_act import Act, Asked, Consent, Heard
from callcenter.domain.supervision import Instructed
from callcenter.spoken.act.forbidding import without_forbidden
from callcenter.spoken.answer_shape import Completeness, Slot
from callcenter.spoken.numbers.digit_answer import REPAIR
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.taken_back import without_refused

#: So few words of an answer are no answer yet: who speaks then goes on with what they were saying.
_NOTHING_HEARD = 3
#: What is added to a question while it is answered has so many words at most ("and it's in Denver"); of more we say
#: that we didn't understand them.
_ADDED = 8


class DialogLLM(llm.LLM[Any]):
    """The offline dialog engine of one agent in one call.

    Where the conversation stands is remembered by the last thing it was asked about, never by how often it was
    asked: an answer that was thrown away (the caller spoke on, a chain tried again) leaves nothing behind.

    Args:
        script: The agent's part of agent.yaml.
        intents: The process's trained classifiers; without them the agent's own is trained here (half a second).
        country: Country whose phone numbers are read without a country code (ISO 3166-1 alpha-2).
        timezone: IANA time zone in which "tomorrow" is meant.
        now: The clock, aware; the time zone's own by default.
    """

    def __init__(
        self,
        script: AgentScript,
        *,
        intents: Intents | None = None,
        country: str = "US",
        timezone: str = "America/New_York",
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__()
        self._script = script
        self._country = country
        self._zone = ZoneInfo(timezone)
        self._now = now or (lambda: datetime.now(self._zone))
        self._templates = Templates(lambda: self._now().astimezone(self._zone))
        self._intents = (intents or Intents({script.name: script})).of(script.name)
        self._shapes: dict[str, ToolShape] = {}
        self._answered: dict[str, tuple[State, Reply]] = {}
        #: By the caller's words: where the conversation stood, and all that was judged with them.
        self._judged: dict[str, tuple[State, str]] = {}
        #: By words that came before we had spoken of a tool's result: that result.
        self._spoken_into: dict[str, ToolAnswered] = {}
        self._state = State()
        self._ledger: Sequence[Deed] = ()

    @property
    def model(self) -> str:
        """The model's name in metrics and the call log."""
        return "dialog"

    @property
    def provider(self) -> str:
        """The model's provider in metrics and the call log."""
        return "local"

    @property
    def expects(self) -> Slot | None:
        """What kind of answer the caller was asked for last, so that endpointing can wait for it; None before that."""
        return slot_expected(self._state, self._shapes) if self._answered else None

    @property
    def asked(self) -> Asked:
        """What the caller was asked for last, as the readers of acts see it."""
        return self._state.asked

    def completeness(self, text: str) -> Completeness:
        """Return how far the caller's words are: a whole answer, wish or value, or one that trails off.

        Cheap (a few milliseconds), and nothing changes by it.
        """
        return completeness_of(self._turn(self._state, text), text)

    def weigh(self, instruction: str) -> Instructed | None:
        """Tell when a supervisor's instruction would be acted on; None if it names nothing the agent can do."""
        return weigh_whisper(self._turn(self._state, instruction))

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        """Return the answer to the conversation as a stream of at most two chunks: words, then a tool call."""
        return _DialogStream(
            self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options, may_call=tool_choice != "none"
        )

    def answer(self, chat_ctx: llm.ChatContext, tools: Sequence[llm.Tool], *, may_call: bool = True) -> Reply:
        """Decide what to answer. Takes a few milliseconds."""
        events = read_conversation(chat_ctx)
        shapes = self._read_shapes(tools) if may_call else {}
        last = next((i for i in reversed(range(len(events))) if not isinstance(events[i], AgentSaid)), None)
        if last is None:
            has_spoken = any(isinstance(event, AgentSaid) for event in events)
            return Reply(text=phrasing.HOW_CAN_I_HELP if has_spoken else self._script.greeting)
        asked = events[last]
        if asked.id in self._answered:
            self._state, reply = self._answered[asked.id]
            return reply
        self._ledger = ledger_of(events[: last + isinstance(asked, ToolAnswered)])
        turn, reply = self._answer(events, last, shapes)
        self._state = remembering(turn.state, reply, is_result=isinstance(asked, ToolAnswered))
        self._answered[asked.id] = (self._state, reply)
        return reply

    def _answer(self, events: Sequence[Event], last: int, shapes: Mapping[str, ToolShape]) -> tuple[CallerTurn, Reply]:
        """Return the turn that the last event makes, answered."""
        asked, before = events[last], events[:last]
        known = next((i for i in reversed(range(last)) if before[i].id in self._answered), None)
        text = asked.text if isinstance(asked, CallerSaid | SupervisorWhispered) else ""
        if known is not None and (result := _unheard_result(before[known + 1 :])) is not None and text:
            self._judged[asked.id] = (self._answered[before[known].id][0], text)
            self._spoken_into[asked.id] = result
            turn = self._turn(self._answered[before[known].id][0], "", shapes)
            keep_whispers(turn, before[known + 1 :], answered=self._answered.keys())
            return self._hear_into(turn, before, result, text)
        if text and (untold := self._untold(before)) is not None:
            return self._hear_into(self._turn(untold[0], "", shapes), before[:-1], untold[1], text)
        if known is not None and before[known].id in self._judged and _goes_on(asked, before[known:]):
            # They were still speaking: all of it is one turn, as if the first half had never been answered.
            first, words = self._judged[before[known].id]
            if (into := self._spoken_into.get(before[known].id)) is not None:
                self._judged[asked.id], self._spoken_into[asked.id] = (first, f"{words} {text}"), into
                return self._hear_into(self._turn(first, "", shapes), before[:known], into, f"{words} {text}")
            first = replace(first, handing=self._answered[before[known].id][0].handing)
            turn = self._turn(first, text if self._takes_back(text) else f"{words} {text}".strip(), shapes)
            turn.history = caller_texts(before[:known])
        elif known is not None and not _somebody_answered(before[known + 1 :]):
            # What the caller said in between was answered by nobody: it belongs to these words.
            unanswered = caller_texts(before[known + 1 :])
            turn = self._turn(self._answered[before[known].id][0], " ".join([*unanswered, text]), shapes)
            turn.history = caller_texts(before[: known + 1])
        else:
            cut_off = cut_off_words(before) if not self._answered and isinstance(asked, CallerSaid) else ""
            turn = self._turn(State(), f"{cut_off} {text}".strip(), shapes)
            turn.history, turn.served = caller_texts(before), served_count(before)
            is_handed_on = any(isinstance(event, AgentSaid) for event in events[last + 1 :]) or (
                isinstance(asked, CallerSaid) and asked.is_handed_on
            )
            if (is_handed_on or cut_off) and not self._answered and not isinstance(asked, ToolAnswered):
                return turn, enter(turn)
            turn.state = take_over(turn, before)
            if greeted := next((event.text for event in reversed(before) if isinstance(event, AgentSaid)), ""):
                turn.remember(said=(greeted,))
            turn.heard = self._hear(turn.state, text)
        unseen = before[0 if known is None else known + 1 :]
        if isinstance(asked, ToolAnswered):
            turn.history = caller_texts(before)
            keep_whispers(turn, unseen if known is not None else (), answered=self._answered.keys())
            return turn, take_up_kept(turn, vary(turn, take_result(turn, asked)))
        if isinstance(asked, SupervisorWhispered):
            return turn, take_whisper(turn)
        self._judged[asked.id] = (turn.state, turn.heard.text)
        if unheard := _unheard_answer(turn, before):
            unclear = phrasing.DIDNT_GET if len(turn.heard.text.split()) > _ADDED else ""
            return turn, Reply(text=join(unclear, phrasing.AS_I_SAID, unheard))
        turn.danger = asked.danger if isinstance(asked, CallerSaid) else ""
        keep_whispers(turn, unseen, answered=self._answered.keys())
        return turn, take_up_kept(turn, decide(turn))

    def _untold(self, before: Sequence[Event]) -> tuple[State, ToolAnswered] | None:
        """Return a tool's result of whose answer the caller has heard no word, and the state before it."""
        last = before[-1] if before else None
        if not isinstance(last, ToolAnswered) or last.id not in self._answered or last.is_running or _is_left(last):
            return None
        first = next((event.id for event in reversed(before[:-1]) if event.id in self._answered), None)
        return None if first is None else (self._answered[first][0], last)

    def _takes_back(self, text: str) -> bool:
        """Tell whether words want something in place of those before them: "no wait, what are my fees"."""
        if REPAIR.match(text.casefold()) is None:
            return False
        return decide_intent(self._turn(State(), text).rank(text)).action is Action.ACT

    def _hear_into(
        self, turn: CallerTurn, before: Sequence[Event], result: ToolAnswered, text: str
    ) -> tuple[CallerTurn, Reply]:
        """Hear what the caller said into our answer to a tool's result: unless it is another wish, answer that now."""
        turn.history = caller_texts(before)
        if result.tool == END:
            turn.heard = self._hear(State(awaiting=Awaiting.MORE), text)
            return turn, hear_after_goodbye(turn)
        reply = take_result(turn, result)
        answered = turn.state
        turn.heard = self._hear(answered, text)
        if (told := told_on(turn)) is not None:
            return turn, told
        if turn.heard.wish and decide_intent(turn.rank(turn.heard.wish)).action is Action.ACT:
            return turn, decide(turn)
        if answered.awaiting is Awaiting.VALUE and (mended := other_of_a_pair(turn, answered.frame)) is not None:
            # "Sorry, 98103", while we were looking for an account with the other ZIP code.
            return turn, mended
        return turn, vary(turn, reply)

    def _turn(self, state: State, text: str, shapes: Mapping[str, ToolShape] | None = None) -> CallerTurn:
        return CallerTurn(
            script=self._script,
            intents=self._intents,
            templates=self._templates,
            reader=SlotReader(today=self._now().astimezone(self._zone).date(), country=self._country),
            shapes=self._shapes if shapes is None else shapes,
            state=state,
            heard=self._hear(state, text),
            ledger=self._ledger,
            place=str(self._zone),
        )

    def _hear(self, state: State, text: str) -> Heard:
        heard = state.hear(text, language=self._script.language) if text.strip() else SILENCE
        is_open = state.asked in (Asked.OPEN, Asked.MORE)  # "I don't want an account, I want your address" is no no
        if (heard.wish or is_open) and not heard.second and (left := without_forbidden(without_refused(text))) != text:
            heard = replace(heard, wish=left)
        # Numbers given ahead of a wish ("my account's 4071 ..., and I want to move my visit") are no wish before it.
        return replace(heard, wish=heard.second, second="") if says_only_numbers(heard.wish) and heard.second else heard

    def _read_shapes(self, tools: Sequence[llm.Tool]) -> dict[str, ToolShape]:
        shapes: dict[str, ToolShape] = {}
        for tool in tools:
            if not isinstance(tool, llm.FunctionTool | llm.RawFunctionTool):
                continue
            name = tool.info.name
            if name not in self._shapes:
                self._shapes[name] = _shape(tool)
            shapes[name] = self._shapes[name]
        return shapes


class _DialogStream(llm.LLMStream):
    def __init__(
        self,
        engine: DialogLLM,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
        may_call: bool,
    ) -> None:
        self._engine = engine
        self._may_call = may_call
        super().__init__(engine, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)

    async def _run(self) -> None:
        reply = self._engine.answer(self._chat_ctx, self._tools, may_call=self._may_call)
        request_id = shortuuid("dialog_")
        if reply.text:
            self._event_ch.send_nowait(
                llm.ChatChunk(id=request_id, delta=llm.ChoiceDelta(role="assistant", content=reply.text))
            )
        if reply.tool:
            call = llm.FunctionToolCall(
                name=reply.tool, arguments=json.dumps(dict(reply.arguments)), call_id=shortuuid("call_")
            )
            self._event_ch.send_nowait(
                llm.ChatChunk(id=request_id, delta=llm.ChoiceDelta(role="assistant", tool_calls=[call]))
            )


def _unheard_result(events: Sequence[Event]) -> ToolAnswered | None:
    """Return a tool's result that nobody has spoken of yet, None if there is none or more has happened.

    What stands before it was said on the way to it.
    """
    events = [event for event in events if not isinstance(event, SupervisorWhispered)]
    last = events[-1] if events else None
    is_alone = all(isinstance(event, AgentSaid) for event in events[:-1])
    return last if isinstance(last, ToolAnswered) and is_alone and not _is_left(last) else None


def _unheard_answer(turn: CallerTurn, before: Sequence[Event]) -> str:
    """Return what the caller was being told when they cut in with words that want nothing ("it's in Denver"), or ''."""
    state, cut = turn.state, before[-1] if before else None
    if not isinstance(cut, AgentSaid) or not cut.is_cut or state.awaiting is not Awaiting.MORE:
        return ""
    told, said = state.lasting.told, state.lasting.said[-1:]
    if told is None or not told.say or told.say in cut.text or told.say not in " ".join(said):
        return ""
    heard = turn.heard
    if heard.act not in (Act.UNCLEAR, Act.WISH) or heard.consent is not Consent.UNCLEAR:
        return ""
    if reads_as_question(heard.text):
        return ""
    is_wish = decide_intent(turn.rank(turn.wish)).action is not Action.NOT_UNDERSTOOD
    return "" if is_wish else said[0]


def _goes_on(asked: Event, events: Sequence[Event]) -> bool:
    """Tell whether words go on with those that events begin with, which got no answer that the caller could hear."""
    said, *since = events
    if not isinstance(asked, CallerSaid) or asked.follows_aside:
        return False
    is_left = any(_is_left(event) for event in since)
    return isinstance(said, CallerSaid) and all(
        _is_left(event)
        or (isinstance(event, AgentSaid) and event.is_cut and (is_left or len(event.text.split()) <= _NOTHING_HEARD))
        for event in since
    )


def _is_left(event: Event) -> bool:
    """Tell whether it is a handoff that was left, since the caller spoke into it."""
    return isinstance(event, ToolAnswered) and event.answer.code == SPOKEN_ON


def _somebody_answered(events: Sequence[Event]) -> bool:
    """Tell whether another model took turns: words of the caller, or a tool, that we never saw and an agent did."""
    for index, event in enumerate(events):
        if isinstance(event, ToolAnswered) and not _is_left(event):
            return True
        if isinstance(event, CallerSaid) and any(isinstance(later, AgentSaid) for later in events[index + 1 :]):
            return True
    return False


def _shape(tool: llm.FunctionTool[..., Any] | llm.RawFunctionTool[..., Any]) -> ToolShape:
    if isinstance(tool, llm.RawFunctionTool):
        schema: Any = tool.info.raw_schema.get("parameters", {})
    else:
        schema = function_arguments_to_pydantic_model(tool).model_json_schema()
    definitions = schema.get("$defs", {})
    parameters = {name: flatten(one, definitions) for name, one in schema.get("properties", {}).items()}
    return ToolShape(name=tool.info.name, parameters=parameters, required=tuple(schema.get("required", ())))
