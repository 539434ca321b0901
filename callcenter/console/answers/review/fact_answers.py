"""What a call's facts answer of the score card, each with the reason. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from callcenter.console.preferences import _, plain
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.dialog_act import Consent
from callcenter.domain.language import base_language
from callcenter.domain.record.call_event import (
    CallStarted,
    Fact,
    HoldChanged,
    PersonAsked,
    RecordingConsent,
    RecordingSaved,
    Tagged,
    ToolCalled,
    TurnTaken,
)
from callcenter.domain.tool_answer import DEEDS, Outcome
from callcenter.spoken.act.consent import consent
from callcenter.store.review.reviews import ReviewAnswer, ScoreQuestion

#: Seconds without a word that are dead air.
DEAD_AIR_S = 8
#: Tags of those who were verified (`agents.shared_tools`): a calling number alone verifies nobody.
_VERIFIED = ("identified-by:account-number", "identified-by:code")


@dataclass(frozen=True, slots=True)
class FactAnswer:
    """An answer, and what in the call it rests on."""

    answer: ReviewAnswer
    why: str


def fact_answers(facts: Sequence[Fact], questions: Sequence[ScoreQuestion]) -> Mapping[int, FactAnswer]:
    """Return the answers to those questions of the card that facts answer."""
    return {
        question.question_id: _RULES[question.fact](facts, question.tools)
        for question in questions
        if question.fact is not None
    }


def _turns(facts: Sequence[Fact]) -> list[Turn]:
    return [fact.turn for fact in facts if isinstance(fact, TurnTaken)]


def _greeting(facts: Sequence[Fact], _tools: Sequence[str]) -> FactAnswer:
    turns = _turns(facts)
    if not turns:
        return FactAnswer(ReviewAnswer.NONE, _("Nobody said anything."))
    if turns[0].speaker is Speaker.AGENT:
        return FactAnswer(ReviewAnswer.YES, _("The agent spoke after {:.1f} s.").format(turns[0].started_ms / 1000))
    return FactAnswer(ReviewAnswer.NO, _("The caller spoke first."))


def _verified_first(facts: Sequence[Fact], tools: Sequence[str]) -> FactAnswer:
    is_verified = False
    told = ""
    for fact in facts:
        if isinstance(fact, Tagged) and fact.tag in _VERIFIED:
            is_verified = True
        elif isinstance(fact, ToolCalled) and fact.ok and fact.tool in tools:
            if not is_verified:
                return FactAnswer(ReviewAnswer.NO, _("{} answered before anybody was verified.").format(fact.tool))
            told = told or fact.tool
    if told:
        return FactAnswer(ReviewAnswer.YES, _("Verified before {}.").format(told))
    return FactAnswer(ReviewAnswer.NONE, _("No tool told details of an account."))


def _consent_asked(facts: Sequence[Fact], _tools: Sequence[str]) -> FactAnswer:
    answers = [fact.answer for fact in facts if isinstance(fact, RecordingConsent)]
    if answers:
        return FactAnswer(ReviewAnswer.YES, _("Recording: {}.").format(", ".join(map(plain, answers))))
    if any(isinstance(fact, RecordingSaved) for fact in facts):
        return FactAnswer(ReviewAnswer.NO, _("The call was recorded, and nobody said so."))
    return FactAnswer(ReviewAnswer.NONE, _("The call wasn't recorded."))


def _promise_kept(facts: Sequence[Fact], _tools: Sequence[str]) -> FactAnswer:
    """Look at each proposal to which the next words of the caller were a clear yes: it must have been done."""
    language = next((base_language(fact.language) for fact in facts if isinstance(fact, CallStarted)), "en")
    kept = ""
    for place, fact in enumerate(facts):
        if not (isinstance(fact, ToolCalled) and fact.ok and fact.outcome is Outcome.PROPOSAL):
            continue
        after = facts[place + 1 :]
        if any(isinstance(one, ToolCalled) and one.tool == fact.tool and one.outcome in DEEDS for one in after):
            kept = kept or fact.tool
            continue
        said = next((turn.text for turn in _turns(after) if turn.speaker is Speaker.CALLER), "")
        if consent(said, language=language) is Consent.YES:
            return FactAnswer(ReviewAnswer.NO, _("The caller agreed to {}, and it wasn't done.").format(fact.tool))
    if kept:
        return FactAnswer(ReviewAnswer.YES, _("{} was agreed to and done.").format(kept))
    return FactAnswer(ReviewAnswer.NONE, _("The caller agreed to nothing."))


def _no_dead_air(facts: Sequence[Fact], _tools: Sequence[str]) -> FactAnswer:
    """Holds and transfers aren't dead air: whoever is on hold hears music, and a ringing phone is heard."""
    turns = sorted(_turns(facts), key=lambda turn: turn.started_ms)
    away = [fact.at_ms for fact in facts if isinstance(fact, HoldChanged | PersonAsked)]
    longest_ms, at_ms, heard_until = 0, 0, 0
    for turn in turns:
        gap = turn.started_ms - heard_until
        if gap > longest_ms and not any(heard_until <= at <= turn.started_ms for at in away):
            longest_ms, at_ms = gap, heard_until
        heard_until = max(heard_until, turn.ended_ms)
    if not turns:
        return FactAnswer(ReviewAnswer.NONE, _("Nobody said anything."))
    why = _("The longest silence: {:.1f} s, at {}.").format(
        longest_ms / 1000, f"{at_ms // 60_000}:{at_ms // 1000 % 60:02}"
    )
    return FactAnswer(ReviewAnswer.NO if longest_ms > DEAD_AIR_S * 1000 else ReviewAnswer.YES, why)


_RULES: Mapping[str, Callable[[Sequence[Fact], Sequence[str]], FactAnswer]] = {
    "greeting": _greeting,
    "verified-first": _verified_first,
    "consent-asked": _consent_asked,
    "promise-kept": _promise_kept,
    "no-dead-air": _no_dead_air,
}
