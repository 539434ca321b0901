"""What a supervisor tells the agent behind the caller's back: models read it in the conversation, nobody hears it."""

from __future__ import annotations

from typing import Any

from livekit.agents import Agent, AgentSession

from callcenter.calls.context import CallContext
from callcenter.dialog.conversation import WHISPER
from callcenter.dialog.engine import DialogLLM
from callcenter.domain.record.call_event import SupervisorOutcome
from callcenter.domain.supervision import Instructed
from callcenter.errors import SupervisorRefused

#: For language models; the dialog engine reads the instruction itself.
_INSTRUCTION = (
    "A supervisor who follows this call tells you, and the caller doesn't hear it: {text}\n"
    "Act on it in what you say next. Don't mention the supervisor."
)
_HANDED_BACK = "A supervisor has just spoken with the caller themselves, and leaves the caller to you again."


async def instruct(session: AgentSession[CallContext], context: CallContext, text: str) -> Instructed:
    """Give the agent who speaks an instruction, and have it act at once if nobody is speaking.

    Raises:
        SupervisorRefused: the agent's model can't follow it.
    """
    agent = session.current_agent
    model: object = agent.llm
    when = model.weigh(text) if isinstance(model, DialogLLM) else Instructed.NOW
    if when is None:
        raise SupervisorRefused(
            "This call's model takes no free instructions, and this one names nothing the agent can do.",
            outcome=SupervisorOutcome.NOT_INSTRUCTED,
            remedy=f"Name one of: {', '.join(context.topics)}." if context.topics else "",
        )
    is_busy = session.agent_state in ("speaking", "thinking") or session.user_state == "speaking"
    if is_busy or context.is_taken_over:
        when = Instructed.LATER
    await _add(agent, _INSTRUCTION.format(text=text), extra={WHISPER: text})
    if when is Instructed.NOW:
        session.generate_reply()
    return when


async def hand_back(session: AgentSession[CallContext]) -> None:
    """Let the agent know that somebody has spoken with the caller."""
    await _add(session.current_agent, _HANDED_BACK, extra={})


async def _add(agent: Agent, text: str, *, extra: dict[str, Any]) -> None:
    said = agent.chat_ctx.copy()
    said.add_message(role="system", content=text, extra=extra)
    await agent.update_chat_ctx(said)
