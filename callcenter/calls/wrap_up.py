"""What became of a call, told from its own facts: disposition and one line of summary. Pure; knows no tool by name."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.domain.calls.termination import EndReason, Termination, TerminationResult
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallerActed,
    CallRefused,
    Fact,
    PersonAsked,
    ToolCalled,
    TurnTaken,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.tool_answer import DEEDS, Outcome
from callcenter.spoken.act.more_wanted import has_it_stay
from callcenter.spoken.words import plain_words

#: Outcomes of a tool that meet a wish; a step or a proposal by itself meets none.
_MEETS = DEEDS | {Outcome.LOOK_UP}
#: Endings that are the caller's own doing.
_LEFT = frozenset({EndReason.CALLER_HUNG_UP, EndReason.CALLER_SILENT, EndReason.RTP_TIMEOUT})


def wrap_up(facts: Sequence[Fact], termination: Termination) -> WrappedUp:
    """Return the disposition and summary of a call with these facts that ended so."""
    met = [(at, fact) for at, fact in enumerate(facts) if isinstance(fact, ToolCalled) and _is_met(fact)]
    disposition = _disposition(facts, termination, met)
    return WrappedUp(disposition=disposition, summary=_summary(facts, [fact for _, fact in met], disposition))


def _is_met(fact: ToolCalled) -> bool:
    return fact.ok and fact.outcome in _MEETS


def _disposition(facts: Sequence[Fact], termination: Termination, met: Sequence[tuple[int, ToolCalled]]) -> Disposition:
    if any(isinstance(fact, CallRefused) for fact in facts):
        return Disposition.REFUSED
    if any(isinstance(fact, PersonAsked) and fact.outcome is TransferOutcome.TRANSFERRED for fact in facts):
        return Disposition.TRANSFERRED
    if termination.result in (TerminationResult.SERVER_ERROR, TerminationResult.UPSTREAM_ERROR) and not met:
        return Disposition.FAILED
    acts = _acts_after(facts, met[-1][0] if met else -1)
    if Act.OBJECTION in acts or Act.ABUSE in acts:
        is_angry = termination.reason is EndReason.CALLER_HUNG_UP and acts[-1] in (Act.OBJECTION, Act.ABUSE)
        return Disposition.HUNG_UP_ANGRY if is_angry else Disposition.OBJECTED
    if termination.reason in _LEFT and _is_left_open(facts):
        return Disposition.GAVE_UP  # they wanted more than what was looked up before, and nothing of it was done
    if Act.WRONG_NUMBER in acts and all(fact.outcome is Outcome.LOOK_UP for _, fact in met):
        return Disposition.WRONG_NUMBER  # who asked whether this was the pizza place, and was told who we are
    if met:
        has_ticket = any(fact.outcome is Outcome.TICKET for _, fact in met)
        return Disposition.TICKET_OPENED if has_ticket else Disposition.RESOLVED
    if not any(isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.CALLER for fact in facts):
        return Disposition.ABANDONED
    if _is_kept(facts):
        return Disposition.RESOLVED
    has_given_up = Act.CANCEL in acts or (termination.reason in _LEFT and Act.GOODBYE not in acts)
    return Disposition.GAVE_UP if has_given_up else Disposition.UNRESOLVED


def _is_left_open(facts: Sequence[Fact]) -> bool:
    """Tell whether the last thing a tool did was to propose something, and the caller said nothing to it."""
    tools = [(at, fact) for at, fact in enumerate(facts) if isinstance(fact, ToolCalled) and fact.ok]
    if not tools or tools[-1][1].outcome is not Outcome.PROPOSAL:
        return False
    after = facts[tools[-1][0] + 1 :]
    return not any(isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.CALLER for fact in after)


def _is_kept(facts: Sequence[Fact]) -> bool:
    """Tell whether the caller had all stay as it is in place of what was proposed last, and wanted nothing more."""
    proposed = [
        at for at, fact in enumerate(facts) if isinstance(fact, ToolCalled) and fact.outcome is Outcome.PROPOSAL
    ]
    after = facts[proposed[-1] + 1 :] if proposed else []
    kept = [
        at
        for at, fact in enumerate(after)
        if isinstance(fact, TurnTaken)
        and fact.turn.speaker is Speaker.CALLER
        and has_it_stay(plain_words(fact.turn.text))
    ]
    later = after[kept[-1] + 1 :] if kept else []
    has_failed = any(isinstance(fact, PersonAsked) or (isinstance(fact, ToolCalled) and not fact.ok) for fact in later)
    return bool(kept) and not has_failed


def _acts_after(facts: Sequence[Fact], place: int) -> list[Act]:
    """Return what the caller did after the fact at a place, in order."""
    return [fact.act for fact in facts[place + 1 :] if isinstance(fact, CallerActed)]


def _summary(facts: Sequence[Fact], met: Sequence[ToolCalled], disposition: Disposition) -> str:
    """One line without the caller's words: which agents, what was done, how it came out."""
    agents = list(dict.fromkeys(fact.agent for fact in facts if isinstance(fact, AgentEntered)))
    route = " → ".join(agents) or "no agent"
    deeds = ", ".join(dict.fromkeys(fact.tool.replace("_", " ") for fact in met)) or "nothing done"
    return f"{route}: {deeds}; {disposition.value.replace('_', ' ')}."
