"""A tool as one call's model gets it: timed, journaled, and answering in JSON whatever happens inside."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from livekit.agents import RunContext, function_tool
from livekit.agents.llm import ChatItem, FunctionTool, ToolResult

from callcenter.agents.toolkit.answers import INTERNAL, ToolRefusal
from callcenter.agents.toolkit.saying import render, say
from callcenter.agents.toolkit.writing_tool import WritingTool
from callcenter.calls.context import CallContext
from callcenter.dialog.script import ToolScript
from callcenter.domain.record.call_event import PersonAsked, ToolCalled
from callcenter.domain.tool_answer import Outcome, ToolAnswer, plain, read_answer
from callcenter.log import logger, where_raised

log = logger(__name__)

#: What a model is told to do with a proposal.
PROPOSED = (
    "Nothing is done yet. Say `say` word for word and wait for the caller's answer. After a clear yes, and only then, "
    "call commit with this proposal. If they want it otherwise, call this tool again."
)
#: What it is told to do with what only a person can do, once nobody was free in the call.
NOBODY_WAS_FREE = (
    "Say so. Nobody was free before: offer to take a message with the time of a call back, or to try for a person"
    " again."
)


def recorded_tool(
    tool: FunctionTool[..., Any], *, agent: str, script: ToolScript, call: CallContext
) -> FunctionTool[..., Any]:
    """Return the tool for one agent in one call.

    It returns a `ToolAnswer` as JSON text, with its sentence. A writing tool only proposes.
    A failure that is no answer is logged by type only and becomes `INTERNAL`: the caller hears an apology and the call
    goes on.
    """
    function = inspect.unwrap(tool)
    signature = inspect.signature(function)
    timezone = call.settings.calls.timezone

    @functools.wraps(function)
    async def run(*args: Any, **kwargs: Any) -> ToolResult | str:
        bound = signature.bind(*args, **kwargs)
        given = given_arguments(bound.arguments)
        parameters = {name: given.get(name) for name in signature.parameters if name != "context"}

        async def work() -> ToolAnswer | ToolResult:
            result = await function(*args, **kwargs)
            if isinstance(tool, WritingTool):
                history = _history(bound.arguments)
                return _proposed(tool, result, script, call, arguments=given, parameters=parameters, history=history)
            return result if isinstance(result, ToolResult) else success(result, script.outcome)

        if script.outcome is not Outcome.STEP:
            history = _history(bound.arguments)
            call.agreement.turn_aside(history, language=call.language, customer_id=call.customer_id)
        with ToolRecord(call, agent=agent, tool=tool.info.name, arguments=given) as recording:
            answer, is_reply_required = await answered(work, agent=agent, tool=tool.info.name)
            if answer.person and any(isinstance(fact, PersonAsked) for fact in call.facts):
                answer = replace(answer, next=NOBODY_WAS_FREE)
            recording.answer = answer = say(answer, script, parameters, timezone)
        text = answer.to_json()
        return text if is_reply_required else ToolResult(text, reply_required=False)

    return function_tool(run, name=tool.info.name, description=tool.info.description, flags=tool.info.flags)


class ToolRecord:
    """Journals one tool call when the block it stands over is left, also when that is by cancellation."""

    def __init__(self, call: CallContext, *, agent: str, tool: str, arguments: Mapping[str, Any]) -> None:
        self._call, self._agent, self._tool, self._arguments = call, agent, tool, dict(arguments)
        self._at_ms, self._began_s = call.elapsed_ms(), call.monotonic()
        self.answer: ToolAnswer = INTERNAL

    def __enter__(self) -> ToolRecord:
        return self

    def add(self, **arguments: Any) -> None:
        """Put on record what came to be known beside the tool's own arguments."""
        self._arguments.update(arguments)

    def __exit__(self, *_: object) -> None:
        self._call.record(
            ToolCalled(
                agent=self._agent,
                tool=self._tool,
                arguments=plain(self._arguments),
                result=self.answer.to_dict(),
                ok=self.answer.ok,
                at_ms=self._at_ms,
                duration_ms=round((self._call.monotonic() - self._began_s) * 1000),
                outcome=self.answer.outcome if self.answer.ok else None,
            )
        )


async def answered(work: Callable[[], Awaitable[Any]], *, agent: str, tool: str) -> tuple[ToolAnswer, bool]:
    """Do a tool's work; return its answer, whatever happens inside, and whether a model has to reply to it."""
    try:
        result = await work()
    except ToolRefusal as refusal:
        return refusal.answer, True
    except Exception as error:
        where = where_raised(error.__traceback__)
        log.error("tool_failed", agent=agent, tool=tool, error=type(error).__name__, where=where)
        return INTERNAL, True
    if isinstance(result, ToolResult):
        return success(result.output, Outcome.STEP), result.reply_required
    return result, True


def success(facts: Mapping[str, Any] | None, outcome: Outcome) -> ToolAnswer:
    """Return the answer of a tool that did its work; `facts` may have an answer's own keys, such as `offer`."""
    return read_answer({**(facts or {}), "ok": True, "outcome": outcome})


def given_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments the model gave: not the run context, nor what it left out."""
    return {
        name: plain(value)
        for name, value in arguments.items()
        if value is not None and not isinstance(value, RunContext)
    }


def _proposed(
    tool: WritingTool,
    facts: Mapping[str, Any],
    script: ToolScript,
    call: CallContext,
    *,
    arguments: Mapping[str, Any],
    parameters: Mapping[str, Any],
    history: Sequence[ChatItem],
) -> ToolAnswer:
    """Open a proposal for what the tool's first half found. Without a sentence to ask for it, nothing is proposed."""
    sentence = render(script.confirm, {**parameters, **facts}, call.settings.calls.timezone)
    if not sentence:
        return INTERNAL
    proposal = call.agreement.propose(
        tool.info.name,
        sentence=sentence,
        deed=tool.deed,
        history=history,
        customer_id=call.customer_id,
        arguments=arguments,
        facts=facts,
    )
    return ToolAnswer(ok=True, outcome=Outcome.PROPOSAL, proposal=proposal.id, say=sentence, facts=facts, next=PROPOSED)


def _history(arguments: Mapping[str, Any]) -> Sequence[ChatItem]:
    """Return what was said in the call; nothing to a tool that takes no context."""
    found = (value.session.history.items for value in arguments.values() if isinstance(value, RunContext))
    return next(found, ())
