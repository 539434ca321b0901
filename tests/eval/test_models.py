"""Language models in an evaluation: as judges, and as the caller."""

from __future__ import annotations

import pytest

from callcenter.calls.call_judges import conversation
from callcenter.domain.record.call_event import AgentEntered, Fact
from callcenter.domain.tool_answer import Outcome
from callcenter.errors import ModelUnavailable
from callcenter.eval.judging.judge import RunVerdict
from callcenter.eval.judging.model_judges import ModelJudges
from callcenter.eval.story.move import MoveKind
from callcenter.eval.typed.model_caller import ModelCaller, invented
from callcenter.models.hosted_model import hosted_model
from callcenter.settings import Settings
from tests.eval.stories import agent, deed, ended, run_of, story
from tests.fakes.speech.scripted_llm import Calls, Says, ScriptedLLM

FACTS: list[Fact] = [
    AgentEntered(agent="triage", from_agent="", at_ms=0),
    AgentEntered(agent="billing", from_agent="triage", at_ms=1),
    deed("get_balance", Outcome.LOOK_UP),
    agent("You owe 110 dollars."),
    *ended(),
]


def _judges(*verdicts: str) -> tuple[ModelJudges, ScriptedLLM]:
    model = ScriptedLLM(
        [Calls("submit_verdict", {"verdict": verdict, "reasoning": f"It is {verdict}."}) for verdict in verdicts]
    )
    return ModelJudges(model), model


async def test_add_to__judges_that_pass__leave_the_verdict() -> None:
    judges, model = _judges("pass", "maybe", "pass", "pass")

    verdict = await judges.add_to(RunVerdict(run=run_of(story(agent_expectations="Tells the balance."), *FACTS)))

    assert verdict.passed
    assert any("Tells the balance." in str(request.items[-1]) for request in model.requests)


async def test_add_to__judge_that_fails_it__adds_a_fault() -> None:
    judges, _ = _judges("pass", "fail", "pass", "pass")

    verdict = await judges.add_to(RunVerdict(run=run_of(story(), *FACTS)))

    assert verdict.faults == ("judge accuracy: It is fail.",)


async def test_add_to__judges_that_pass__save_no_run_that_failed() -> None:
    judges, _ = _judges("pass", "pass", "pass", "pass")

    verdict = await judges.add_to(RunVerdict(run=run_of(story(), *FACTS), faults=("a wrong deed",)))

    assert verdict.faults == ("a wrong deed",)


async def test_add_to__judge_without_a_verdict__leaves_the_run_out() -> None:
    judges = ModelJudges(ScriptedLLM([Says("Well.")] * 4))

    verdict = await judges.add_to(RunVerdict(run=run_of(story(), *FACTS)))

    assert verdict.left_out[0] == "judge task_completion came to no verdict"


async def test_add_to__run_left_out__asks_no_judge() -> None:
    judges, model = _judges()
    left_out = RunVerdict(run=run_of(story()), left_out=("no sound",))

    assert await judges.add_to(left_out) is left_out
    assert model.requests == []


def test_conversation__facts__become_items_in_order_with_the_expectations_first() -> None:
    items = conversation(FACTS, "Tells it.").items

    assert [item.type for item in items] == [
        "agent_config_update",
        "agent_handoff",
        "agent_handoff",
        "function_call",
        "function_call_output",
        "message",
    ]


async def test_decide__words_and_then_a_hang_up__are_moves() -> None:
    model = ScriptedLLM([Says("What do I owe?"), Calls("hang_up", text="Thanks, bye."), Calls("hang_up")])
    caller = ModelCaller(story=story(instructions="You are Fay.", facts={"account": "95017342"}), model=model)

    moves = [await caller.decide(words) for words in ("How can I help?", "110 dollars.", "Goodbye.")]

    assert [(move.kind, move.words, move.hang_up) for move in moves] == [
        (MoveKind.SAY, "What do I owe?", False),
        (MoveKind.SAY, "Thanks, bye.", True),
        (MoveKind.HANG_UP, "", True),
    ]
    assert "95017342" in str(model.requests[0].items[0])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("It's nine five oh one, seven three four two.", 0),
        ("Nine five oh one.", 0),
        ("It's nine five oh one, seven three four three.", 1),
        ("I'd say fifty dollars on the twenty third.", 0),
    ],
)
async def test_invented__numbers__are_those_no_fact_has(words: str, count: int) -> None:
    caller = ModelCaller(story=story(facts={"account": "95017342"}), model=ScriptedLLM([Says(words)]))
    await caller.decide("What's your account number?")

    assert len(list(invented(caller))) == count


def test_hosted_model__dialog_engine__is_refused() -> None:
    with pytest.raises(ModelUnavailable):
        hosted_model("local/dialog", Settings())
