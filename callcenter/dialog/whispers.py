"""What a supervisor whispers to the agent: taken as a wish on the caller's behalf, and done as one of the caller's own.

So nothing is written without the caller's yes, and an instruction that names nothing the agent can do is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from callcenter.dialog.conversation import AgentSaid, Event, SupervisorWhispered
from callcenter.dialog.script import END
from callcenter.dialog.turn import IDLE, Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import NONE, Action, decide
from callcenter.dialog.wishes import act, finish
from callcenter.domain.supervision import Instructed

#: Probability at which a whisper is understood: nobody can be asked what was meant.
UNDERSTOOD = 0.65


def weigh_whisper(turn: CallerTurn) -> Instructed | None:
    """Tell when the whisper (the turn's text) would be acted on; None if it isn't understood."""
    ranked = turn.rank(turn.text)
    choice = decide(ranked)
    if choice.action is not Action.ACT or choice.labels[0] == NONE or ranked[0].probability < UNDERSTOOD:
        return None
    return Instructed.NOW if turn.state.awaiting in IDLE and not turn.state.frames else Instructed.LATER


def take_whisper(turn: CallerTurn) -> Reply:
    """Act on the whisper, or keep it until what is open is done and ask for that again."""
    when = weigh_whisper(turn)
    if when is Instructed.NOW:
        return act(turn, decide(turn.rank(turn.text)).labels[0], [turn.text])
    if when is Instructed.LATER:
        _keep(turn, turn.text)
    return Reply(text=turn.state.question or turn.script.phrases.anything_else)


def keep_whispers(turn: CallerTurn, events: Sequence[Event], *, answered: Collection[str]) -> None:
    """Keep for later what was whispered while something else was going on."""
    fresh: list[str] = []
    for event in events:
        if isinstance(event, SupervisorWhispered) and event.id not in answered:
            fresh.append(event.text)
        elif not isinstance(event, AgentSaid):
            fresh.clear()
    for text in fresh:
        _keep(turn, text)


def take_up_kept(turn: CallerTurn, reply: Reply) -> Reply:
    """Take up what was kept once nothing is open, in place of asking for more or hanging up."""
    state = turn.state
    if not state.lasting.whispered & set(state.lasting.wishes) or state.frames or state.awaiting not in IDLE:
        return reply
    asks_more = state.awaiting is Awaiting.MORE and not reply.tool and reply.text.endswith(state.question)
    if not asks_more and reply.tool != END:
        return reply
    return finish(turn, reply.text.removesuffix(state.question) if asks_more else "")


def _keep(turn: CallerTurn, text: str) -> None:
    turn.keep_wish(text)
    turn.remember(whispered=turn.state.lasting.whispered | {text})
