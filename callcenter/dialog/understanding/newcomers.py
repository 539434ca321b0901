"""What somebody wants who is no customer yet: they ask what becoming one would mean, and nothing of an account."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from callcenter.dialog.script import AnswerScript
from callcenter.dialog.understanding.intents import NONE, Action, Intent, IntentModel, answer_label, decide
from callcenter.spoken.sentence import begins_as_question, indirect_question
from callcenter.spoken.words import clauses_of

#: Asked of ourselves: the business's answer to it says what a newcomer's questions are about.
_HOW_TO_BECOME = "how do I become a customer"


def rank_for_newcomer(
    intents: IntentModel, answers: Sequence[AnswerScript], text: str, needs_account: Callable[[str], bool]
) -> list[Intent]:
    """Return what a newcomer's words may call for; what needs an account calls for nothing.

    "How long does it take, from when you order?" by itself may be of many things.
    """
    ranked = _without_accounts(intents.rank(text), needs_account)
    is_question = any(begins_as_question(one) or indirect_question(one) for one in clauses_of(text))
    is_question = is_question or text.rstrip().endswith("?")
    if decide(ranked).action is Action.ACT or not is_question:
        return ranked
    label = intents.rank(_HOW_TO_BECOME)[0].label
    topic = next((one.topic for one in answers if answer_label(one.name) == label), "")
    return _without_accounts(intents.rank(f"{topic} {text}"), needs_account) if topic else ranked


def _without_accounts(ranked: Sequence[Intent], needs_account: Callable[[str], bool]) -> list[Intent]:
    """Return intents with all that needs an account as nothing."""
    weights: dict[str, float] = {}
    for one in ranked:
        label = NONE if needs_account(one.label) else one.label
        weights[label] = weights.get(label, 0.0) + one.probability
    found = [Intent(label=label, probability=weight) for label, weight in weights.items()]
    return sorted(found, key=lambda one: one.probability, reverse=True)
