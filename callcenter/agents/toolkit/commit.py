"""Carrying out what the caller has agreed to, which every agent can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from livekit.agents import AgentSession, RunContext, function_tool
from livekit.agents.llm import FunctionTool

from callcenter.agents.toolkit.connection import connect
from callcenter.agents.toolkit.recorded_tool import ToolRecord, answered, success
from callcenter.agents.toolkit.saying import SORRY, say
from callcenter.agents.toolkit.second_reading import read_as_yes
from callcenter.agents.toolkit.writing_tool import CommitHalf, WritingTool
from callcenter.calls.answers_heard import has_finished
from callcenter.calls.context import CallContext
from callcenter.calls.proposal import Agreed, Proposal, last_of_caller
from callcenter.dialog.script import AgentScript, ToolScript
from callcenter.domain.tool_answer import Outcome, ToolAnswer, plain
from callcenter.store.writes import once

NAME = "commit"
#: Said when a yes was looked for in vain again and again.
NOT_SURE = "I haven't done that, since I'm not sure that you want it."

_NEXT = {
    Agreed.NOT_SPOKEN: "Nothing was done: the caller hasn't heard it all. Say `say` word for word and wait.",
    Agreed.NOT_ANSWERED: "Nothing was done: the caller hasn't answered. Say `say` word for word and wait.",
    Agreed.NOT_CLEAR: "Nothing was done: their words left a doubt. Answer what they asked, then say `say` and wait.",
    Agreed.DECLINED: "Nothing was done, and the proposal is closed. Say so.",
    Agreed.EXPIRED: "Nothing was done: the conversation went elsewhere. Call the tool again, and say what it answers.",
    Agreed.GIVEN_UP: "Nothing was done, and the proposal is closed. Say so, and offer a person.",
    Agreed.UNKNOWN: "Nothing was done: there's no such proposal. Call the tool for what the caller wants first.",
}


def commit_tool(
    tools: Mapping[str, FunctionTool[..., Any]], script: AgentScript, call: CallContext
) -> FunctionTool[..., Any]:
    """Return the tool that carries out an agent's proposals in one call.

    It is journaled under the name of the tool that proposed. A commit asked for twice is done
    once and answers the same.
    """
    scripts = {tool.name: tool for tool in script.tools}

    @function_tool
    async def commit(context: RunContext[CallContext], proposal: str) -> str:
        """Carry out what a tool has proposed.

        Call this only after you said the proposal's sentence and the caller answered with a clear yes. Anything else,
        a no or a "wait" above all, means: don't. It is checked, and answers "not-agreed", "declined" or
        "expired" if the caller didn't agree. Nothing is done before this tool answers "ok".

        Args:
            proposal: The id of the proposal, as the tool's answer has it.
        """
        made = call.agreement.made.get(proposal)
        name = made.tool if made is not None else NAME
        with ToolRecord(call, agent=script.name, tool=name, arguments={"proposal": proposal}) as recording:
            verdict, reader = await _judged(call, context.session, proposal)
            if reader:
                recording.add(answer_read_by=reader)
            half = _half(tools.get(name))
            if made is None or half is None or verdict not in (Agreed.AGREED, Agreed.DONE):
                recording.answer = _not_agreed(verdict, made, script)
            else:
                own = scripts[name]

                async def write() -> ToolAnswer:
                    return await _carry_out(call, made, own.outcome, half)

                answer, _ = await answered(write, agent=script.name, tool=name)
                if answer.ok:
                    call.agreement.carried_out(made)
                else:
                    call.agreement.expire()
                recording.answer = say(answer, own, dict(made.arguments), call.settings.calls.timezone)
        return recording.answer.to_json()

    return commit


async def _judged(call: CallContext, session: AgentSession[CallContext], proposal: str) -> tuple[Agreed, str]:
    """Return the verdict on a proposal, and who read a yes in the caller's words that rules leave in doubt.

    A yes counts once nothing has come after it, a moment later.
    """
    doubt = call.agreement.doubt(proposal, session.history.items, language=call.language)
    reader = await read_as_yes(session.current_agent.llm, doubt) if doubt is not None else ""
    verdict = call.agreement.judge(
        proposal,
        session.history.items,
        language=call.language,
        customer_id=call.customer_id,
        meant=doubt if reader else None,
    )
    answer = last_of_caller(session.history.items)
    if verdict is Agreed.AGREED:
        is_over = await has_finished(call)
        verdict = verdict if is_over and last_of_caller(session.history.items) == answer else Agreed.NOT_ANSWERED
    return verdict, reader if verdict is Agreed.AGREED else ""


async def _carry_out(call: CallContext, made: Proposal, outcome: Outcome, half: CommitHalf) -> ToolAnswer:
    """Write in one transaction, once however often it is asked for."""
    async with connect(call) as connection:
        key = {"proposal": made.id, "arguments": plain(made.arguments)}

        async def run() -> Mapping[str, Any]:
            return await half(call, connection, made.facts)

        return success(await once(connection, call.call.call_id, made.tool, key, run), outcome)


def _half(tool: FunctionTool[..., Any] | None) -> CommitHalf | None:
    return tool.commit if isinstance(tool, WritingTool) else None


def _not_agreed(verdict: Agreed, made: Proposal | None, script: AgentScript) -> ToolAnswer:
    """Return the answer to a commit that nobody agreed to."""
    hint = _NEXT.get(verdict, "Nothing was done.")
    if made is None:
        return ToolAnswer(ok=False, cannot=True, code="no-such-proposal", say=SORRY, next=hint)
    if verdict is Agreed.GIVEN_UP:
        return ToolAnswer(ok=False, cannot=True, code="given-up", say=NOT_SURE, next=hint)
    if verdict is Agreed.DECLINED:
        return ToolAnswer(ok=False, cannot=True, code="declined", say=script.phrases.cancelled, next=hint)
    if verdict in (Agreed.NOT_SPOKEN, Agreed.NOT_ANSWERED, Agreed.NOT_CLEAR):
        facts = {"why": verdict.value}
        return ToolAnswer(ok=False, code="not-agreed", proposal=made.id, say=made.sentence, next=hint, facts=facts)
    return ToolAnswer(
        ok=False,
        cannot=True,
        code="expired",
        say=f"Let me ask you again. {made.sentence}",
        offer=made.tool,
        offer_arguments=made.arguments,
        next=hint,
    )


def commit_script() -> ToolScript:
    """Return what the dialog engine knows of it."""
    return ToolScript(name=NAME, outcome=Outcome.STEP, refusals={"default": SORRY})
