"""The API's routes of reviewing: the queue, score cards, sampling rules."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from callcenter.console.answers.review.card import (
    ask_no_more,
    ask_too,
    give_review,
    question_json,
    questions,
    score_card,
)
from callcenter.console.answers.review.queue import (
    add_sampling_rule,
    end_sampling_rule,
    latest_reviews,
    next_call,
    review_queue,
    sampling_rules,
)
from callcenter.console.api.asked import Asking, Body
from callcenter.console.desk import Desk
from callcenter.store.review.queue import SamplingRule


class NewReview(Body):
    """A review: answers (yes, no, n/a) by question, for each that people answer."""

    answers: dict[int, str]
    note: str = ""


class NewQuestion(Body):
    """A question for the card."""

    text: str
    weight: int = 1


class NewSamplingRule(Body):
    """Which calls are to be reviewed, by how many people each."""

    name: str
    share_pct: int = 100
    least_s: int = 0
    only_failed: bool = False
    agent: str = ""
    reviewers: int = 1


def review_routes(desk: Desk) -> APIRouter:
    """Return the routes of reviewing."""
    router = APIRouter(prefix="/api/review", tags=["review"])

    @router.get("/queue", summary="The calls that wait for your review, the longest waiting first")
    async def _queue(viewer: Asking) -> list[dict[str, Any]]:
        return await review_queue(desk, viewer)

    @router.post("/next", summary="Put the next call before you for half an hour")
    async def _next(viewer: Asking) -> dict[str, str]:
        return {"call_id": await next_call(desk, viewer)}

    @router.get("/latest", summary="The latest reviews; `apart` is how far people's scores of the call lie apart")
    async def _latest(viewer: Asking) -> list[dict[str, Any]]:
        return [{**asdict(one), "at": one.at.isoformat()} for one in await latest_reviews(desk, viewer)]

    @router.get("/calls/{call_id}", summary="A call's score card; others' reviews once yours is in")
    async def _card(viewer: Asking, call_id: str) -> dict[str, Any]:
        return (await score_card(desk, viewer, call_id)).to_json()

    @router.post("/calls/{call_id}", status_code=201, summary="Your review of a call; it isn't changed afterwards")
    async def _review(viewer: Asking, call_id: str, review: NewReview) -> dict[str, int | None]:
        return {"score": await give_review(desk, viewer, call_id, review.answers, note=review.note)}

    @router.get("/questions", summary="The score card's questions")
    async def _questions(viewer: Asking) -> list[dict[str, Any]]:
        return [question_json(question) for question in await questions(desk, viewer)]

    @router.post("/questions", status_code=201, summary="One more question, for people to answer")
    async def _ask(viewer: Asking, question: NewQuestion) -> dict[str, int]:
        return {"question_id": await ask_too(desk, viewer, question.text, weight=question.weight)}

    @router.delete("/questions/{question_id}", summary="Take a question off the card")
    async def _no_more(viewer: Asking, question_id: int) -> dict[str, int]:
        await ask_no_more(desk, viewer, question_id)
        return {"question_id": question_id}

    @router.get("/rules", summary="The sampling rules in force")
    async def _rules(viewer: Asking) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in await sampling_rules(desk, viewer)]

    @router.post("/rules", status_code=201, summary="Add a sampling rule; it counts from two days ago")
    async def _add(viewer: Asking, rule: NewSamplingRule) -> dict[str, int]:
        return {"rule_id": await add_sampling_rule(desk, viewer, SamplingRule(**rule.model_dump()))}

    @router.delete("/rules/{rule_id}", summary="End a sampling rule")
    async def _end(viewer: Asking, rule_id: int) -> dict[str, int]:
        await end_sampling_rule(desk, viewer, rule_id)
        return {"rule_id": rule_id}

    return router
