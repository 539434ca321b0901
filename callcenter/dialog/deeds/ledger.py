"""The deeds of a call, as the conversation shows them: what was proposed, and what of it was carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from livekit.agents import llm

from callcenter.dialog.conversation import CallerSaid, Event, ToolAnswered, read_conversation
from callcenter.dialog.script import COMMIT
from callcenter.domain.deed import Deed
from callcenter.domain.dialog_act import Consent
from callcenter.domain.tool_answer import DEEDS, Outcome
from callcenter.spoken.act.consent import consent


def ledger_of(events: Sequence[Event]) -> tuple[Deed, ...]:
    """Return the deeds of a call, the oldest first; of what a tool has proposed in vain only the last.

    Those of other agents, whose tools aren't seen any more, come with the words at which they handed the caller on.
    """
    made: dict[str, Deed] = {}
    asked = ""
    for event in events:
        if isinstance(event, CallerSaid):
            made.update({one.proposal: one for one in event.deeds})
            if asked and consent(event.text, proposal=made[asked].asked) is Consent.NO:
                made[asked] = replace(made[asked], is_refused=True)
            asked = ""
        elif isinstance(event, ToolAnswered):
            asked = _taken_up(made, event) or asked
    return tuple(made.values())


def _taken_up(made: dict[str, Deed], event: ToolAnswered) -> str:
    """Take up what a tool has answered; return the id of what it has proposed, '' if nothing."""
    answer = event.answer
    if answer.ok and answer.outcome is Outcome.PROPOSAL and answer.proposal:
        for one in [one for one in made.values() if one.tool == event.tool and not one.is_done]:
            del made[one.proposal]
        made[answer.proposal] = Deed(
            tool=event.tool,
            proposal=answer.proposal,
            arguments=event.arguments,
            facts=answer.facts,
            asked=answer.say,
        )
        return answer.proposal
    proposal = str(event.arguments.get("proposal", "")) if event.tool == COMMIT else ""
    if answer.ok and answer.outcome in DEEDS and (deed := made.pop(proposal, None)) is not None:
        made[proposal] = replace(deed, told=answer.say, facts={**deed.facts, **answer.facts}, is_refused=False)
    return ""


def deeds_before(context: llm.ChatContext) -> list[dict[str, object]]:
    """Return the deeds of a call so far as JSON has them, for the next agent, who sees no tools of this one."""
    return [one.to_dict() for one in ledger_of(read_conversation(context))]
