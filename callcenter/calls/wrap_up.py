"""What became of a call, told from its own facts: disposition and one line of summary. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.domain.call_event import AgentEntered, CallRefused, Fact, PersonAsked, ToolCalled, TurnTaken, WrappedUp
from callcenter.domain.disposition import Disposition
from callcenter.domain.termination import Termination, TerminationResult
from callcenter.domain.turn import Speaker

#: Tools that look something up for the agent's own use, and so fulfil no wish.
_PREPARATORY = frozenset({"identify_customer", "connect_to_person", "end_call"})


def wrap_up(facts: Sequence[Fact], termination: Termination) -> WrappedUp:
    """Return the disposition and summary of a call with these facts that ended so."""
    tools = [fact for fact in facts if isinstance(fact, ToolCalled)]
    done = [fact for fact in tools if fact.ok and fact.tool not in _PREPARATORY]
    disposition = _disposition(facts, termination, done)
    return WrappedUp(disposition=disposition, summary=_summary(facts, done, disposition))


def _disposition(facts: Sequence[Fact], termination: Termination, done: Sequence[ToolCalled]) -> Disposition:
    if any(isinstance(fact, CallRefused) for fact in facts):
        return Disposition.REFUSED
    if any(isinstance(fact, PersonAsked) and fact.outcome == "transferred" for fact in facts):
        return Disposition.TRANSFERRED
    if termination.result in (TerminationResult.SERVER_ERROR, TerminationResult.UPSTREAM_ERROR) and not done:
        return Disposition.FAILED
    if any(fact.tool == "open_ticket" for fact in done):
        return Disposition.TICKET_OPENED
    if done:
        return Disposition.RESOLVED
    if not any(isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.CALLER for fact in facts):
        return Disposition.ABANDONED
    return Disposition.UNRESOLVED


def _summary(facts: Sequence[Fact], done: Sequence[ToolCalled], disposition: Disposition) -> str:
    """One line without the caller's words: which agents, what was done, how it came out."""
    agents = list(dict.fromkeys(fact.agent for fact in facts if isinstance(fact, AgentEntered)))
    route = " → ".join(agents) or "no agent"
    deeds = ", ".join(dict.fromkeys(fact.tool.replace("_", " ") for fact in done)) or "nothing done"
    return f"{route}: {deeds}; {disposition.value.replace('_', ' ')}."
