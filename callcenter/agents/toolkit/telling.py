"""Telling the caller something from inside a tool, before the tool goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from livekit.agents import RunContext
from livekit.agents.llm import ChatItem, ChatMessage, FunctionCall, FunctionCallOutput

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


def told_first(items: Sequence[ChatItem]) -> list[ChatItem]:
    """Return a conversation with what was told while a tool worked put before its call.

    A model reads a tool's answer right after the call: what was told in between ("One moment, I'll get a person for
    you") would stand after "nobody is free", as if it were said then.
    """
    ordered: list[ChatItem] = []
    at_work: dict[str, int] = {}
    for item in items:
        if isinstance(item, ChatMessage) and item.role == "assistant" and at_work:
            ordered.insert(min(at_work.values()), item)
            at_work = {call: place + 1 for call, place in at_work.items()}
            continue
        if isinstance(item, FunctionCall):
            at_work[item.call_id] = len(ordered)
        elif isinstance(item, FunctionCallOutput):
            at_work.pop(item.call_id, None)
        ordered.append(item)
    return ordered


def keep_going(context: RunContext[CallContext]) -> None:
    """Let the tool finish what it began even if the caller talks meanwhile."""
    with suppress(RuntimeError):
        context.disallow_interruptions()


def _just_said(context: RunContext[CallContext]) -> str:
    for item in reversed(context.speech_handle.chat_items):
        if isinstance(item, ChatMessage) and item.role == "assistant":
            return item.text_content or ""
    return ""
