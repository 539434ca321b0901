"""Finding out where a conversation stands that somebody else has led so far: a hosted model that has failed now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from callcenter.dialog.conversation import AgentSaid, CallerSaid, Event, ToolAnswered, caller_texts
from callcenter.dialog.cues import plain_words
from callcenter.dialog.state import Awaiting, Frame, State
from callcenter.dialog.tool_steps import ToolSteps

#: How alike (0-100) a question must be to one of ours to be taken for it.
SAME_QUESTION = 72
#: How many of the last things that happened still matter.
RECENT = 12


def take_over(steps: ToolSteps, events: Sequence[Event]) -> State:
    """Return where the conversation stands before the caller's latest words, as far as it shows.

    What a tool has last asked for or offered counts most, then what the agent's last question sounds like.
    """
    recent = list(events[-RECENT:])
    if not recent:
        return State()
    question = next((event.text for event in reversed(recent) if isinstance(event, AgentSaid)), "")
    last = next((event for event in reversed(recent) if isinstance(event, ToolAnswered)), None)
    if last is not None and (proposal := str(last.answer.get("proposal") or "")) and last.tool in steps.shapes:
        proposed = Frame(tool=last.tool, arguments=dict(last.arguments), proposal=proposal)
        return State(frames=(proposed,), awaiting=Awaiting.CONSENT, question=str(last.answer.get("say") or question))
    frames = _open_frames(steps, recent)
    if frames:
        return _asked(steps, frames, question, caller_texts(recent))
    if "?" not in question:
        return State()
    if (found := _question_of(steps, question)) is not None:
        tool, parameter = found
        return State(
            frames=(steps.fill(Frame(tool=tool), caller_texts(recent)).without(parameter),),
            awaiting=Awaiting.VALUE,
            parameter=parameter,
            question=question,
        )
    if fuzz.token_set_ratio(plain_words(question), plain_words(steps.script.phrases.anything_else)) >= SAME_QUESTION:
        return State(awaiting=Awaiting.MORE, question=question)
    return _sought_consent(steps, recent, question)


def _open_frames(steps: ToolSteps, recent: Sequence[Event]) -> tuple[Frame, ...]:
    """Return the tools that are waiting for something: for another tool, or for a parameter."""
    answered: dict[str, ToolAnswered] = {}
    for event in recent:
        if isinstance(event, ToolAnswered) and event.tool in steps.shapes:
            answered.pop(event.tool, None)
            if not event.answer.get("ok"):
                answered[event.tool] = event
            else:
                answered.clear()
    frames: list[Frame] = []
    for event in answered.values():
        if needed := _known(steps, event.answer.get("needs")):
            frames = [Frame(tool=event.tool, arguments=dict(event.arguments)), Frame(tool=needed)]
    for event in answered.values():
        parameter = str(event.answer.get("ask", ""))
        if parameter in steps.shapes[event.tool].parameters:
            wanted = (parameter, *(str(name) for name in event.answer.get("forget", ())))
            frame = Frame(tool=event.tool, arguments=dict(event.arguments), wanted=wanted).without(*wanted)
            frames = [*(kept for kept in frames if kept.tool != event.tool), frame]
    return tuple(frames)


def _known(steps: ToolSteps, name: Any) -> str:
    return str(name) if name in steps.shapes else ""


def _asked(steps: ToolSteps, frames: tuple[Frame, ...], question: str, texts: Sequence[str]) -> State:
    """Return the state in which the tool in hand has asked for a parameter."""
    frame = frames[-1]
    shape = steps.shapes[frame.tool]
    if not frame.wanted:
        frame = steps.fill(frame, texts)
    found = _question_of(steps, question, only=frame.tool)
    parameter = found[1] if found is not None else frame.missing(shape)
    if not parameter:
        return State(frames=(*frames[:-1], frame), question=question)
    return State(
        frames=(*frames[:-1], frame.without(parameter)),
        awaiting=Awaiting.VALUE,
        parameter=parameter,
        question=question,
    )


def _question_of(steps: ToolSteps, question: str, only: str = "") -> tuple[str, str] | None:
    """Return the tool and parameter a question sounds like it asks for."""
    last = question.rstrip("?! ").replace("!", ".").split(".")[-1]
    spoken = plain_words(last)
    best: tuple[float, str, str] = (0.0, "", "")
    for tool in steps.script.tools:
        if tool.name not in steps.shapes or (only and tool.name != only):
            continue
        for parameter, ask in tool.ask.items():
            name = parameter.replace("_", " ").replace(" cents", "")
            score = fuzz.token_set_ratio(spoken, plain_words(ask))
            if all(word in spoken.split() for word in name.split()):
                score = max(score, 90.0)
            if score > best[0]:
                best = (score, tool.name, parameter)
    return (best[1], best[2]) if best[0] >= SAME_QUESTION else None


def _sought_consent(steps: ToolSteps, recent: Sequence[Event], question: str) -> State:
    """Where the agent asked for a yes or no, take in hand what the caller seems to want; it is confirmed anew."""
    offered = next((event for event in reversed(recent) if isinstance(event, ToolAnswered)), None)
    if offered is not None and (tool := _known(steps, offered.answer.get("offer"))):
        shape = steps.shapes[tool]
        given = dict(offered.answer.get("offer_arguments") or {})
        arguments = {name: value for name, value in given.items() if name in shape.parameters}
        return State(frames=(Frame(tool=tool, arguments=arguments),), awaiting=Awaiting.OFFER, question=question)
    texts = [event.text for event in recent if isinstance(event, CallerSaid | AgentSaid)]
    for text in reversed(caller_texts(recent)):
        best = steps.rank(text)[0]
        writes = steps.tools[best.label].confirm if best.label in steps.tools else ""
        if best.label in steps.shapes and writes and best.probability >= 0.5:
            frame = steps.fill(Frame(tool=best.label), texts)
            return State(frames=(frame,), awaiting=Awaiting.OFFER, question=question, is_guess=True)
    return State()
