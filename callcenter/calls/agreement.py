"""What a caller has agreed to: the proposals of a call, and the judgement of whether they said yes to one.

A tool that writes only proposes; its commit asks here first. The judgement reads what was heard of the agents and what
the caller answered, from the session's history, so it is the same whoever leads the conversation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from livekit.agents.llm import ChatItem, ChatMessage

from callcenter.calls.proposal import (
    Agreed,
    Doubt,
    Proposal,
    doubt_in,
    is_asked_alone,
    last_of_caller,
    verdict_on,
)

#: Commits that may fail for want of a clear yes; then nothing is done, and the caller is told so.
MOST_TRIES = 3


@dataclass(slots=True)
class Agreement:
    """A call's proposals: each may be agreed to by a yes to its own sentence, said after anything else was done."""

    made: dict[str, Proposal] = field(default_factory=dict)
    #: By id, with how often each was committed in vain.
    _open: dict[str, int] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    #: What the caller had agreed to when another tool was called first, and their words that did.
    _agreed: dict[str, str] = field(default_factory=dict)
    #: What they may have agreed to then.
    _doubted: dict[str, Doubt] = field(default_factory=dict)
    #: Messages of the caller, by id, that reached us in such a way that they are no clear yes.
    _ill_heard: set[str] = field(default_factory=set)

    def propose(
        self,
        tool: str,
        *,
        sentence: str,
        deed: tuple[str, ...],
        history: Sequence[ChatItem],
        customer_id: int | None,
        arguments: Mapping[str, Any],
        facts: Mapping[str, Any],
    ) -> Proposal:
        """Open a proposal, in place of what the same tool proposed before."""
        proposal = Proposal(
            id=f"p{len(self.made) + 1}",
            tool=tool,
            sentence=sentence,
            deed=deed,
            after=history[-1].id if history else "",
            customer_id=customer_id,
            arguments=dict(arguments),
            facts=dict(facts),
        )
        self._open = {one: tries for one, tries in self._open.items() if self.made[one].tool != tool}
        self.made[proposal.id] = proposal
        self._open[proposal.id] = 0
        return proposal

    @property
    def open(self) -> Sequence[Proposal]:
        """What may still be agreed to, the oldest first."""
        return [self.made[one] for one in self._open]

    @property
    def done(self) -> Iterator[Proposal]:
        """What was carried out."""
        return (self.made[one] for one in self._done)

    def expire(self) -> None:
        """Close what is open: it can't be agreed to any more."""
        self._open.clear()

    def turn_aside(self, history: Sequence[ChatItem], *, language: str, customer_id: int | None) -> None:
        """Take note that another tool is called before what is open was carried out.

        Models answer "yes, and what do I owe?" with the balance first. What was agreed to by then may still be carried
        out until the caller speaks again. What wasn't stays open, as people ask before they agree; but it has to be
        said again, or a yes would be a guess. What was turned down, or is another customer's, is closed.
        """
        for proposal in self.open:
            verdict = self._verdict(proposal, history, language)
            if proposal.customer_id != customer_id or verdict in (Agreed.DECLINED, Agreed.EXPIRED):
                del self._open[proposal.id]
                continue
            if verdict is Agreed.AGREED:
                self._agreed[proposal.id] = last_of_caller(history)
            elif (doubt := doubt_in(proposal, history, language)) is not None:
                self._doubted[proposal.id] = doubt
            self.made[proposal.id] = replace(proposal, after=history[-1].id if history else "")

    def mistrust(self, message_id: str) -> None:
        """Take a message of the caller for no clear yes, whatever its words: it came broken, or too late."""
        self._ill_heard.add(message_id)

    def carried_out(self, proposal: Proposal) -> None:
        """Take a proposal as done."""
        self._done.add(proposal.id)
        self._open.pop(proposal.id, None)

    def doubt(self, proposal_id: str, history: Sequence[ChatItem], *, language: str) -> Doubt | None:
        """Return the caller's last words if a yes in them is in doubt; None if they are clear, or no yes."""
        if proposal_id not in self._open or self._is_ill_heard(history):
            return None
        left = self._doubted.get(proposal_id)
        if left is not None and left.item == last_of_caller(history):
            return left
        return doubt_in(self.made[proposal_id], history, language)

    def judge(
        self,
        proposal_id: str,
        history: Sequence[ChatItem],
        *,
        language: str,
        customer_id: int | None,
        meant: Doubt | None = None,
    ) -> Agreed:
        """Judge whether a proposal may be carried out now.

        What the caller declined is closed, as is what was committed in vain for the `MOST_TRIES`-th time.

        Args:
            proposal_id: Of the proposal.
            history: The session's, with the caller's last words.
            language: Of the call.
            customer_id: Whom the call is about now.
            meant: A doubt that somebody who understands the words has settled as a yes.
        """
        proposal = self.made.get(proposal_id)
        if proposal is None:
            return Agreed.UNKNOWN
        if proposal.id in self._done:
            return Agreed.DONE
        if proposal.customer_id != customer_id or proposal.id not in self._open:
            return Agreed.EXPIRED
        if self._agreed.get(proposal.id, "") == last_of_caller(history) != "":
            return Agreed.AGREED
        verdict = self._verdict(proposal, history, language)
        others = [one for one in self.open if one.id != proposal.id]
        is_alike = verdict in (self._verdict(one, history, language) for one in others)
        is_open = is_alike and verdict in (Agreed.AGREED, Agreed.NOT_CLEAR)
        if is_open and not is_asked_alone(proposal, others, history, language):
            verdict = Agreed.NOT_CLEAR  # two were asked for in one breath: to which of them is it a yes?
        elif meant is not None and meant == self.doubt(proposal.id, history, language=language):
            verdict = Agreed.AGREED
        if verdict is Agreed.AGREED:
            return verdict
        self._open[proposal.id] += 1
        if verdict in (Agreed.DECLINED, Agreed.EXPIRED):
            del self._open[proposal.id]
        elif self._open[proposal.id] >= MOST_TRIES:
            del self._open[proposal.id]
            return Agreed.GIVEN_UP
        return verdict

    def _verdict(self, proposal: Proposal, history: Sequence[ChatItem], language: str) -> Agreed:
        verdict = verdict_on(proposal, history, language)
        return Agreed.NOT_CLEAR if verdict is Agreed.AGREED and self._is_ill_heard(history) else verdict

    def _is_ill_heard(self, history: Sequence[ChatItem]) -> bool:
        """Tell whether any of what the caller has said last reached us badly."""
        said = (item for item in reversed(history) if isinstance(item, ChatMessage))
        return any(one.id in self._ill_heard for one in takewhile(lambda message: message.role == "user", said))
