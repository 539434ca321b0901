"""Handing the caller to another agent, who hears what was said and acts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from livekit.agents import Agent, RunContext, function_tool
from livekit.agents.llm import ChatContext, FunctionTool, ToolResult

from callcenter.agents.toolkit.telling import keep_going, tell
from callcenter.calls.context import CallContext
from callcenter.dialog.conversation import DEEDS_BEFORE, HANDED_ON, SERVED, SERVICES, SPOKEN_ON, WHISPER, served_before
from callcenter.dialog.deeds.ledger import deeds_before
from callcenter.domain.record.call_event import AgentEntered, Fact, ToolCalled
from callcenter.domain.tool_answer import ToolAnswer

#: Handoffs in a row for one thing the caller said; more, and the agents are passing the caller round.
MOST_HANDOFFS = 2
#: What a handoff too many answers.
GOING_ROUND = ToolAnswer(
    ok=False,
    cannot=True,
    code="handed-off-already",
    next="Don't hand off again. Ask the caller one question to find out what they need.",
)
#: What one answers when the call has used up those in vain: the caller hears it as it is, and what is left to them.
USED_UP = ToolAnswer(
    ok=False,
    cannot=True,
    code="handoffs-used-up",
    say="I can't pass you on any more in this call.",
    person=True,
    next="Don't hand off again. Tell the caller so, and offer a person or a message.",
)
#: What a handoff answers that the caller spoke into: their words come next, and decide.
LEFT = ToolAnswer(
    ok=False,
    code=SPOKEN_ON,
    next="Nobody was handed over: the caller spoke on. Listen, and decide anew by all that they said.",
)

#: Makes the agent of a name, given the words said so far.
MakeAgent = Callable[[str, ChatContext], Agent]


def handoff_name(agent: str) -> str:
    """Return the name of the tool that hands the caller to an agent."""
    return f"hand_off_to_{agent}"


def handoff_tool(
    agent: str, *, description: str, say: Callable[[], str], make_agent: MakeAgent
) -> FunctionTool[..., Any]:
    """Return the tool that says a sentence and hands the caller to the agent.

    A caller who speaks into the sentence stays: it may be another wish, and would be lost between two agents.
    """

    async def hand_off(context: RunContext[CallContext]) -> Agent | str | ToolResult:
        if _passed_on_in_vain(context.userdata.facts) >= context.userdata.settings.calls.max_handoffs:
            return USED_UP.to_json()
        if _handoffs(context)[1] >= MOST_HANDOFFS:
            return GOING_ROUND.to_json()
        context.userdata.agreement.expire()
        keep_going(context)
        if not await tell(context, say()):
            return ToolResult(LEFT.to_json(), reply_required=False)
        _count(context)
        return make_agent(agent, words_said(context.session.current_agent.chat_ctx))

    return function_tool(
        hand_off,
        name=handoff_name(agent),
        description=(
            f"Hand the caller over to the {agent} specialist. {description}\n"
            "Call it as soon as the caller's need is one of these. It tells the caller itself: don't announce it. What"
            " they still have to be told, say in the same turn before: what a tool has just done, or what you are."
        ),
    )


def _passed_on_in_vain(facts: Iterable[Fact]) -> int:
    """Return how often an agent passed the caller on that had done nothing for them.

    Who was served, and then wants something of another desk, goes round in no circle.
    """
    in_vain, is_served = 0, False
    for fact in facts:
        if isinstance(fact, AgentEntered):
            in_vain += bool(fact.from_agent) and not is_served
            is_served = False
        elif isinstance(fact, ToolCalled):
            is_served = is_served or (fact.ok and fact.outcome in SERVICES)
    return in_vain


def _count(context: RunContext[CallContext]) -> None:
    words, count = _handoffs(context)
    context.userdata.notes["handoffs"] = (words, count + 1)


def _handoffs(context: RunContext[CallContext]) -> tuple[str, int]:
    """Return the caller's last words (their id), and how often they were handed on for these."""
    items = context.session.current_agent.chat_ctx.items
    words = next((item.id for item in reversed(items) if item.type == "message" and item.role == "user"), "")
    before = context.userdata.notes.get("handoffs")
    return words, before[1] if isinstance(before, tuple) and before[0] == words else 0


def words_said(context: ChatContext) -> ChatContext:
    """Return what caller, agents and supervisors said: no tool calls, no instructions, no earlier handoffs.

    The caller's last words are marked as those they were handed on for, with what was done by then, and those that
    were served before as such.
    """
    served = served_before(context)
    said = context.copy(
        exclude_function_call=True,
        exclude_empty_message=True,
        exclude_handoff=True,
        exclude_config_update=True,
    )
    messages = [item for item in said.items if item.type == "message"]
    kept = [
        one.model_copy(update={"extra": {**one.extra, SERVED: True}}) if one.id in served else one
        for one in messages
        if one.role in ("user", "assistant") or WHISPER in one.extra
    ]
    last = next((place for place in reversed(range(len(kept))) if kept[place].role == "user"), None)
    if last is not None:
        marks = {HANDED_ON: True, DEEDS_BEFORE: deeds_before(context)}
        kept[last] = kept[last].model_copy(update={"extra": {**kept[last].extra, **marks}})
    return ChatContext([*kept])
