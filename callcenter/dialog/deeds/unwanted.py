"""Whether a deed may still be offered: it may have been turned down or forbidden, or there is no account for it."""

from __future__ import annotations

from callcenter.dialog.script import TICKET
from callcenter.dialog.turn import CallerTurn
from callcenter.dialog.understanding.slot_filling import kind_of
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.forbidding import forbids
from callcenter.spoken.act.on_behalf import calls_for_other, speaks_of_other

#: Verbs of tools' names whose matter comes to be by them.
_MAKING = ("request", "open", "book", "leave")
#: Turns in which somebody else was spoken of.
_ASKED_WITHIN = 3


def is_unwanted(turn: CallerTurn, offered: str) -> bool:
    """Tell whether a tool was turned down, or is for an account and the place another's, or no number at hand."""
    if _is_forbidden(turn, offered) or (
        offered != TICKET and any(one.is_refused and one.tool == offered for one in turn.ledger)
    ):
        return True
    frame = turn.state.frame
    schemas = turn.shapes[frame.tool].parameters if frame is not None and frame.tool in turn.shapes else {}
    is_by_place = frame is not None and any(
        kind_of(schemas[one]) == "postcode" for one in frame.arguments if one in schemas
    )
    if not is_by_place or not turn.needs_account(offered):
        return False
    steps = [tool for tool in turn.script.tools if tool.outcome is Outcome.STEP]
    was_asked = any(question in turn.state.lasting.asked for step in steps for question in step.ask.values())
    is_others = any(calls_for_other(one) or speaks_of_other(one) for one in turn.history[-_ASKED_WITHIN:])
    return was_asked or is_others or turn.is_no_customer


def _is_forbidden(turn: CallerTurn, offered: str) -> bool:
    """Tell whether the caller has said not to do what is offered, and hasn't asked for it since."""
    verb, *matter = offered.split("_")
    deed = (verb, *matter) if verb in _MAKING else (verb,)  # "no visit" forbids to book one, and not to cancel it
    for text in reversed(turn.history):
        if forbids(text, *deed):
            return True
        if turn.called_for(text) == offered:
            return False
    return False
