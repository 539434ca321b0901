"""Facts in words: all for the screen, and for a log no more than it may have."""

from __future__ import annotations

import dataclasses

import pytest

from callcenter.domain.record.call_event import Fact
from callcenter.domain.record.fact_words import FactWords, fact_words
from tests.domain.test_call_event import EVERY_FACT

OPEN = {
    "CallStarted": "call from …0123 to …0100",
    "CallRefused": "refused with 404: no-trunk",
    "LegAnswered": "answered (PCMU)",
    "AgentEntered": "agent triage",
    "ToolCalled": "tool t done (2 ms)",
    "HoldChanged": "held by the caller",
    "LineWasPoor": "poor line: 4 % lost, jitter 31 ms in 5 s",
    "PersonAsked": "person asked: busy",
    "PersonTried": "person rung: asked",
    "RecordingSaved": "recording saved (0 s)",
    "LegEnded": "line quality MOS 4.4, loss 0.0 %, jitter 1 ms",
    "CallEnded": "ended after 0 s: caller-hung-up (success)",
    "WrappedUp": "wrapped up: resolved",
}


def of(name: str) -> FactWords:
    words = fact_words(next(fact for fact in EVERY_FACT if type(fact).__name__ == name))
    assert words is not None
    return words


@pytest.mark.parametrize("fact", EVERY_FACT, ids=lambda fact: type(fact).__name__)
def test_open__each_fact__is_the_line_for_the_log_or_none(fact: Fact) -> None:
    words = fact_words(fact)

    assert (words.open if words is not None else None) == OPEN.get(type(fact).__name__)


def test_rest__numbers_arguments_and_words__are_whole_on_the_screen() -> None:
    assert of("CallStarted").rest == "from +18005550123 to +18005550100"
    assert of("ToolCalled").rest == "t(a=1) done (2 ms)"
    assert of("TurnTaken") == FactWords("0.0s caller:", "hi ✂ interrupted (3 ms)")


def test_call_started__withheld_number__says_so() -> None:
    started = next(fact for fact in EVERY_FACT if type(fact).__name__ == "CallStarted")
    words = fact_words(dataclasses.replace(started, caller_number=""))

    assert words is not None
    assert words.rest == "from a withheld number to +18005550100"
    assert words.open == "call from a withheld number to …0100"


def test_handoff__between_agents__names_both() -> None:
    entered = next(fact for fact in EVERY_FACT if type(fact).__name__ == "AgentEntered")
    words = fact_words(dataclasses.replace(entered, from_agent="triage", agent="billing"))

    assert words is not None
    assert words.open == "handoff triage → billing"
