"""Judging a run: what is left out, what any call must hold to, and every kind of check."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from callcenter.domain.record.call_event import AgentEntered, Fact, PersonAsked, Tagged
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.tool_answer import Outcome
from callcenter.eval.judging.judge import RunVerdict, judge
from callcenter.eval.run import Run
from callcenter.eval.story.move import CallerMove, MoveKind
from callcenter.eval.story.story import CheckOn, StateCheck
from tests.eval.stories import agent, deed, ended, run_of, story

FACTS: list[Fact] = [
    AgentEntered(agent="triage", from_agent="", at_ms=0),
    AgentEntered(agent="billing", from_agent="triage", at_ms=1),
    agent("You owe 110 dollars. Shall I note that?"),
    deed("get_balance", Outcome.LOOK_UP),
    deed("request_refund", Outcome.PROPOSAL),
    deed("promise_payment", Outcome.DONE),
    deed("open_ticket", Outcome.TICKET, ok=False),
    Tagged(tag="person:busy"),
    PersonAsked(destination="sip:x", outcome="busy", at_ms=2),
    *ended(),
]


def _check(on: CheckOn, *wanted: str, rows: tuple[tuple[Any, ...], ...] | None = None) -> StateCheck:
    return StateCheck(on=on, wanted=wanted, rows=rows, line=7)


async def _verdict(run: Run, pool: asyncpg.Pool) -> RunVerdict:
    async with pool.acquire() as connection:
        return await judge(run, connection)


@pytest.mark.parametrize(
    ("check", "is_there"),
    [
        (_check(CheckOn.AGENT_SAYS, "owe 1[0-9]{2} DOLLARS"), True),
        (_check(CheckOn.AGENT_SAYS, "euros", "pounds"), False),
        (_check(CheckOn.TOOL, "get_balance"), True),
        (_check(CheckOn.TOOL, "open_ticket"), False),
        (_check(CheckOn.DID, "promise_payment"), True),
        (_check(CheckOn.DID, "request_refund"), False),
        (_check(CheckOn.DID, "any"), True),
        (_check(CheckOn.HANDOFF, "billing"), True),
        (_check(CheckOn.HANDOFF, "triage"), False),
        (_check(CheckOn.TAG, "person:busy"), True),
        (_check(CheckOn.PERSON, "busy"), True),
        (_check(CheckOn.DISPOSITION, "unresolved", "resolved"), True),
        (_check(CheckOn.TERMINATION, "agent-hung-up"), False),
        (_check(CheckOn.SQL, "SELECT 1 FROM customer WHERE account_number = '95017342'"), True),
        (_check(CheckOn.SQL, "SELECT 1 FROM refund"), False),
        (_check(CheckOn.SQL, "SELECT 0.5, '2026-11-30'::date, NULL", rows=((0.5, "2026-11-30", None),)), True),
        (_check(CheckOn.SQL, "SELECT count(*) FROM refund", rows=((1,),)), False),
    ],
    ids=str,
)  # fmt: skip
async def test_judge__check__must_hold_and_may_not(
    sample_database: asyncpg.Pool, check: StateCheck, is_there: bool
) -> None:
    must = await _verdict(run_of(story(must=(check,)), *FACTS), sample_database)
    never = await _verdict(run_of(story(never=(check,)), *FACTS), sample_database)

    assert (must.passed, never.passed) == (is_there, not is_there)
    assert all("line 7" in fault for fault in must.faults + never.faults)


async def test_judge__sql_that_fails__is_a_fault_both_ways(sample_database: asyncpg.Pool) -> None:
    check = _check(CheckOn.SQL, "SELECT nothing FROM nowhere")
    verdicts = [
        await _verdict(run_of(story(**{kind: (check,)}), *FACTS), sample_database) for kind in ("must", "never")
    ]

    assert ["the SQL fails" in one.faults[0] for one in verdicts] == [True, True]


async def test_judge__state_that_fits__saves_no_run_that_did_the_forbidden(sample_database: asyncpg.Pool) -> None:
    told = story(
        expected_state=(_check(CheckOn.SQL, "SELECT count(*) FROM refund", rows=((0,),)),),
        never=(_check(CheckOn.DID, "any"),),
    )

    assert not (await _verdict(run_of(told, *FACTS), sample_database)).passed


async def test_judge__caller_could_not_keep_to_the_story__is_left_out(sample_database: asyncpg.Pool) -> None:
    told = story(must=(_check(CheckOn.DISPOSITION, "resolved"),))
    runs = [
        run_of(told, faults=("fact visit: its SQL finds nothing",)),
        run_of(told),
        run_of(told, *FACTS, moves=(CallerMove(kind=MoveKind.SAY, to="opening", words="Something else."),)),
    ]
    verdicts = [await _verdict(run, sample_database) for run in runs]

    assert [bool(one.left_out) for one in verdicts] == [True, True, True]
    assert [one.passed or one.faults for one in verdicts] == [(), (), ()]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ([agent("Hello?")], "the call didn't end"),
        (ended("internal-error", Disposition.FAILED), "the call broke: internal-error"),
        ([*[agent("And the ZIP code?")] * 3, *ended()], "asked 3 times in the same words: And the ZIP code?"),
    ],
)
async def test_judge__call_that_breaks_or_loops__fails_any_story(
    sample_database: asyncpg.Pool, facts: list[Fact], fault: str
) -> None:
    assert (await _verdict(run_of(story(), *facts), sample_database)).faults == (fault,)


async def test_judge__anything_else_three_times__is_no_loop(sample_database: asyncpg.Pool) -> None:
    facts = [*[agent("Is there anything else?")] * 3, *ended()]

    assert (await _verdict(run_of(story(), *facts), sample_database)).passed


async def test_judge__caller_gave_up__fails_any_story(sample_database: asyncpg.Pool) -> None:
    leaving = CallerMove(kind=MoveKind.SAY, to="unforeseen", words="Bye.", hang_up=True, why="out of patience")
    run = run_of(story(), *FACTS, moves=(leaving,))

    assert (await _verdict(run, sample_database)).faults == ("the caller gave up: out of patience",)
