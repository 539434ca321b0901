"""What facts answer of the score card, and what a model makes of a call that waits."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import pytest

from callcenter.calls.call_judges import CallJudges
from callcenter.console.answers.review.fact_answers import fact_answers
from callcenter.console.answers.review.model_review import judge_waiting
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import (
    Fact,
    HoldChanged,
    RecordingAnswer,
    RecordingConsent,
    RecordingSaved,
    Tagged,
    ToolCalled,
    TurnTaken,
)
from callcenter.domain.tool_answer import Outcome
from callcenter.store.call_log.call_events import apply
from callcenter.store.review.queue import SamplingRule, add_rule, sample, unjudged
from callcenter.store.review.reviews import ScoreQuestion, load_reviews
from tests.console.figure_calls import ToldCall
from tests.fakes.speech.scripted_llm import Calls, Says, ScriptedLLM

DETAILS = ("get_balance",)


def said(speaker: Speaker, text: str, begun_s: float, ended_s: float) -> Fact:
    turn = Turn(speaker=speaker, text=text, started_ms=round(begun_s * 1000), ended_ms=round(ended_s * 1000))
    return TurnTaken(turn=turn)


def agent(text: str = "Yes.", begun_s: float = 0, ended_s: float = 1) -> Fact:
    return said(Speaker.AGENT, text, begun_s, ended_s)


def caller(text: str = "Hello.", begun_s: float = 1, ended_s: float = 2) -> Fact:
    return said(Speaker.CALLER, text, begun_s, ended_s)


def tool(name: str, outcome: Outcome, *, ok: bool = True) -> Fact:
    return ToolCalled(
        agent="billing", tool=name, arguments={}, result=None, ok=ok, at_ms=0, duration_ms=0, outcome=outcome
    )


VERIFIED, RECOGNISED = Tagged(tag="identified-by:code"), Tagged(tag="identified-by:calling-number")
BALANCE = tool("get_balance", Outcome.LOOK_UP)
PROPOSED, DONE = tool("request_refund", Outcome.PROPOSAL), tool("request_refund", Outcome.DONE)


@pytest.mark.parametrize(
    ("fact", "facts", "answer"),
    [
        ("greeting", [agent(), caller()], "yes"),
        ("greeting", [caller(), agent()], "no"),
        ("greeting", [], "n/a"),
        ("verified-first", [VERIFIED, BALANCE], "yes"),
        ("verified-first", [BALANCE, VERIFIED], "no"),
        ("verified-first", [RECOGNISED, BALANCE], "no"),
        ("verified-first", [tool("get_balance", Outcome.LOOK_UP, ok=False)], "n/a"),
        ("verified-first", [tool("check_outage", Outcome.LOOK_UP)], "n/a"),
        ("consent-asked", [RecordingConsent(answer=RecordingAnswer.NO, at_ms=0)], "yes"),
        ("consent-asked", [RecordingSaved(path="x.wav", duration_ms=1)], "no"),
        ("consent-asked", [], "n/a"),
        ("promise-kept", [PROPOSED, caller("Yes, please."), DONE], "yes"),
        ("promise-kept", [PROPOSED, caller("Yes, please."), agent("Done.")], "no"),
        ("promise-kept", [PROPOSED, caller("No, leave it.")], "n/a"),
        ("promise-kept", [PROPOSED], "n/a"),
        ("no-dead-air", [agent(), caller("x", 9, 10)], "yes"),
        ("no-dead-air", [agent(), caller("x", 9.1, 10)], "no"),
        ("no-dead-air", [agent("x", 9, 10)], "no"),
        ("no-dead-air", [agent(), HoldChanged(is_held=True, at_ms=2000), caller("x", 60, 61)], "yes"),
        # What overlaps leaves no silence, in whatever order the turns came.
        ("no-dead-air", [agent("long", 0, 20), caller("x", 2, 3), agent("x", 27, 28)], "yes"),
    ],
)
def test_fact__of_a_call__answers_its_question(fact: str, facts: list[Fact], answer: str) -> None:
    question = ScoreQuestion(question_id=7, text="", fact=fact, tools=DETAILS, weight=1)
    people = ScoreQuestion(question_id=8, text="", fact=None, tools=(), weight=1)

    found = fact_answers(facts, [question, people])

    assert {key: str(one.answer) for key, one in found.items()} == {7: answer}
    assert found[7].why


async def test_judge_waiting__calls_of_the_queue__are_judged_once_and_wait_for_people(database: asyncpg.Pool) -> None:
    verdicts = ("pass", "fail")
    steps = [Calls("submit_verdict", {"verdict": one, "reasoning": f"It is {one}."}) for one in verdicts]
    model = ScriptedLLM([*steps, Says("Well.")])
    async with database.acquire() as connection, connection.transaction():
        await apply(connection, ToldCall(call_id="judged", at=datetime.now(UTC), answers_ms=(500,)).events())
        rule = SamplingRule(name="all", share_pct=100, least_s=0, only_failed=False, agent="", reviewers=1)
        await add_rule(connection, rule)
        await sample(connection)

        judged = [await judge_waiting(connection, CallJudges(model), model="groq/x") for _ in range(2)]
        (review,) = await load_reviews(connection, "judged")
        is_done = await connection.fetchval("SELECT is_done FROM review_queue")

        assert await unjudged(connection, 5) == ()
    assert judged == [1, 0]
    # Of four judges one came to no verdict, and hand-offs there were none.
    assert (review.reviewer, review.score, is_done) == ("model:groq/x", 67, False)
    assert "It is fail." in review.note
    assert "no verdict" in review.note


def test_reasons__of_each_question__are_told_in_the_viewers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.console.answers.review.fact_answers._", lambda text: f"<{text}>")
    kinds = ("greeting", "verified-first", "consent-asked", "promise-kept", "no-dead-air")
    asked = [
        ScoreQuestion(question_id=number, text="", fact=kind, tools=DETAILS, weight=1)
        for number, kind in enumerate(kinds)
    ]
    told = [agent(), caller(), VERIFIED, BALANCE, PROPOSED, DONE, RecordingConsent(answer=RecordingAnswer.YES, at_ms=0)]
    whys = [one.why for facts in ([], told) for one in fact_answers(facts, asked).values()]

    assert [why for why in whys if not (why.startswith("<") and why.endswith(">"))] == []
    assert len(whys) == 2 * len(kinds)
