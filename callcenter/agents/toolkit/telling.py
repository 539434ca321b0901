"""Telling the caller something from inside a tool, before the tool goes on."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from livekit.agents import RunContext
from livekit.agents.llm import ChatMessage

from callcenter.calls.context import CallContext

#: Longest wait for a sentence to be heard; the tool goes on without.
HEARD_TIMEOUT_S = 20.0


async def tell(context: RunContext[CallContext], text: str) -> bool:
    """Say the text and wait until it was heard; tell whether the caller let us finish.

    Says nothing if the model has just said the same itself.
    """
    with suppress(TimeoutError):
        await asyncio.wait_for(context.wait_for_playout(), HEARD_TIMEOUT_S)
    if not text or text in _just_said(context):
        return True
    try:
        handle = context.session.say(text)
    except RuntimeError:
        # This agent is handing the call on, or the call is ending: it can't speak any more. What the tool does goes on.
        return False
    try:
        await asyncio.wait_for(handle.wait_for_playout(), HEARD_TIMEOUT_S)
    except TimeoutError:
        return True
    return not handle.interrupted


def keep_going(context: RunContext[CallContext]) -> None:
    """Let the tool finish what it began even if the caller talks meanwhile."""
    with suppress(RuntimeError):
        context.disallow_interruptions()


def _just_said(context: RunContext[CallContext]) -> str:
    for item in reversed(context.speech_handle.chat_items):
        if isinstance(item, ChatMessage) and item.role == "assistant":
            return item.text_content or ""
    return ""
