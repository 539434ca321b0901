"""Finding out where a conversation stands that somebody else has led so far: a hosted model that has failed now."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from callcenter.dialog.conversation import AgentSaid, CallerSaid, Event, ToolAnswered, caller_texts
from callcenter.dialog.script import PERSON
from callcenter.dialog.tools import fill
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, State
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.more_wanted import names_person
from callcenter.spoken.words import plain_words, sentences

#: How alike (0-100) a question must be to one of ours to be taken for it.
SAME_QUESTION = 72
#: How many of the last things that happened still matter.
RECENT = 12


def take_over(turn: CallerTurn, events: Sequence[Event]) -> State:
    """Return where the conversation stands before the caller's latest words, as far as it shows.

    What a tool has last asked for or offered counts most, then what the agent's last question sounds like.
    """
    recent = list(events[-RECENT:])
    if not recent:
        return State()
    question = next((event.text for event in reversed(recent) if isinstance(event, AgentSaid)), "")
    if (proposed := _proposed(turn, recent, question)) is not None:
        return proposed
    frames = _open_frames(turn, recent)
    if frames:
        return _asked(turn, frames, question, caller_texts(recent))
    if "?" not in question:
        return State()
    if (found := _question_of(turn, question)) is not None:
        tool, parameter = found
        return State(
            frames=(fill(turn, Frame(tool=tool), caller_texts(recent)).without(parameter),),
            awaiting=Awaiting.VALUE,
            parameter=parameter,
            question=question,
        )
    if fuzz.token_set_ratio(plain_words(question), plain_words(turn.script.phrases.anything_else)) >= SAME_QUESTION:
        return State(awaiting=Awaiting.MORE, question=question)
    return _sought_consent(turn, recent, question)


def _proposed(turn: CallerTurn, recent: Sequence[Event], question: str) -> State | None:
    """Return the state in which a tool's proposal waits for a yes or no; None if the last tool proposed nothing."""
    last = next((event for event in reversed(recent) if isinstance(event, ToolAnswered)), None)
    if last is None or last.answer.outcome is not Outcome.PROPOSAL or last.tool not in turn.shapes:
        return None
    frame = Frame(tool=last.tool, arguments=dict(last.arguments))
    return State(
        frames=(frame,),
        awaiting=Awaiting.CONSENT,
        proposal=last.answer.proposal,
        question=last.answer.say or question,
    )


def _open_frames(turn: CallerTurn, recent: Sequence[Event]) -> tuple[Frame, ...]:
    """Return the tools that are waiting for something: for another tool, or for a parameter."""
    answered: dict[str, ToolAnswered] = {}
    for event in recent:
        if isinstance(event, ToolAnswered) and event.tool in turn.shapes:
            answered.pop(event.tool, None)
            if not event.answer.ok:
                answered[event.tool] = event
            else:
                answered.clear()
    frames: list[Frame] = []
    for event in answered.values():
        if needed := _known(turn, event.answer.needs):
            frames = [Frame(tool=event.tool, arguments=dict(event.arguments)), Frame(tool=needed)]
    for event in answered.values():
        parameter = event.answer.ask
        if parameter in turn.shapes[event.tool].parameters:
            wanted = (parameter, *event.answer.forget)
            frame = Frame(tool=event.tool, arguments=dict(event.arguments), wanted=wanted).without(*wanted)
            frames = [*(kept for kept in frames if kept.tool != event.tool), frame]
    return tuple(frames)


def _known(turn: CallerTurn, name: str) -> str:
    return name if name in turn.shapes else ""


def _asked(turn: CallerTurn, frames: tuple[Frame, ...], question: str, texts: Sequence[str]) -> State:
    """Return the state in which the tool in hand has asked for a parameter."""
    frame = frames[-1]
    shape = turn.shapes[frame.tool]
    if not frame.wanted:
        frame = fill(turn, frame, texts)
    found = _question_of(turn, question, only=frame.tool)
    parameter = found[1] if found is not None else frame.missing(shape)
    if not parameter:
        return State(frames=(*frames[:-1], frame), question=question)
    return State(
        frames=(*frames[:-1], frame.without(parameter)),
        awaiting=Awaiting.VALUE,
        parameter=parameter,
        question=question,
    )


def _question_of(turn: CallerTurn, question: str, only: str = "") -> tuple[str, str] | None:
    """Return the tool and parameter a question sounds like it asks for."""
    last = question.rstrip("?! ").replace("!", ".").split(".")[-1]
    spoken = plain_words(last)
    best: tuple[float, str, str] = (0.0, "", "")
    for tool in turn.script.tools:
        if tool.name not in turn.shapes or (only and tool.name != only):
            continue
        for parameter, ask in tool.ask.items():
            name = parameter.replace("_", " ").replace(" cents", "")
            score = fuzz.token_set_ratio(spoken, plain_words(ask))
            if all(word in spoken.split() for word in name.split()):
                score = max(score, 90.0)
            if score > best[0]:
                best = (score, tool.name, parameter)
    return (best[1], best[2]) if best[0] >= SAME_QUESTION else None


def _sought_consent(turn: CallerTurn, recent: Sequence[Event], question: str) -> State:
    """If the agent asked for a yes or no: what a tool proposed or offered, else what the caller seems to want.

    Nothing is done on the yes but by a tool that proposes it in its own words first.
    """
    offered = next((event for event in reversed(recent) if isinstance(event, ToolAnswered)), None)
    if offered is not None and (tool := _known(turn, offered.answer.offer)):
        shape = turn.shapes[tool]
        given = offered.answer.offer_arguments
        arguments = {name: value for name, value in given.items() if name in shape.parameters}
        frame = Frame(tool=tool, arguments=arguments)
        if offered.answer.person and PERSON in turn.shapes and names_person(plain_words(sentences(question)[-1])):
            return State(awaiting=Awaiting.PERSON, question=question, instead=frame)
        return State(frames=(frame,), awaiting=Awaiting.OFFER, question=question)
    texts = [event.text for event in recent if isinstance(event, CallerSaid | AgentSaid)]
    for text in reversed(caller_texts(recent)):
        best = turn.rank(text)[0]
        writes = turn.tool(best.label).confirm
        if best.label in turn.shapes and writes and best.probability >= 0.5:
            frame = fill(turn, Frame(tool=best.label), texts)
            return State(frames=(frame,), awaiting=Awaiting.OFFER, question=question)
    return State()
