"""Watches whether an agent says that something was done which no tool has done: a language model may say anything."""

from __future__ import annotations

import re
from collections.abc import Iterable

from callcenter.calls.context import CallContext
from callcenter.calls.proposal import Proposal
from callcenter.domain.record.call_event import Fact, ToolCalled
from callcenter.domain.running_call import UNBACKED_CLAIM
from callcenter.domain.tool_answer import DEEDS, Outcome
from callcenter.spoken.claims import Claim, claimed, deeds_claimed
from callcenter.spoken.words import plain_words

#: What a tool's answer must be for a claim to be true. What is so may also have been looked up.
_BACKING = {
    Claim.OURS: DEEDS,
    Claim.STATE: DEEDS | {Outcome.LOOK_UP},
}


class Claims:
    """What the agents of one call have claimed since the caller last spoke.

    It is judged when the caller speaks again or the call ends: by then a tool that was called in the same breath has
    answered.
    """

    def __init__(self, context: CallContext) -> None:
        self._context = context
        self._open: set[Claim] = set()
        self._deeds: set[tuple[str, ...]] = set()

    def said(self, text: str) -> None:
        """Take in what an agent has said."""
        self._open |= claimed(text, language=self._context.language)
        self._deeds |= deeds_claimed(text, language=self._context.language)

    def judge(self) -> None:
        """Tag the call if something was claimed that no tool of this call bears out."""
        done = list(self._context.agreement.done)
        is_backed = all(_is_backed(claim, self._context.facts) for claim in self._open)
        # After one deed another kind of deed may be claimed; what no proposal was made for is told by its tool alone.
        is_named = all(not done or any(_is_called(one, kind) for one in done) for kind in self._deeds)
        if not (is_backed and is_named):
            self._context.tag(UNBACKED_CLAIM)
        self._open.clear()
        self._deeds.clear()


def _is_called(done: Proposal, kind: tuple[str, ...]) -> bool:
    """Tell whether what was done can be called a deed of a kind, by its words or by the sentence that proposed it."""
    proposed = plain_words(done.sentence)
    return any(word.startswith(kind) for word in done.deed) or any(re.search(rf"\b{one}", proposed) for one in kind)


def _is_backed(claim: Claim, facts: Iterable[Fact]) -> bool:
    return any(isinstance(fact, ToolCalled) and fact.ok and fact.outcome in _BACKING[claim] for fact in facts)
