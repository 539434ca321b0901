"""The score card's questions, and the reviews of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from callcenter.domain.record.call_event import CallEvent, Fact
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}

#: Points by which people's scores lie apart from which the call is disputed.
DISPUTED = 20


class ReviewAnswer(StrEnum):
    """The answer to a question of the score card."""

    YES = "yes"
    NO = "no"
    #: The call gave no occasion for it.
    NONE = "n/a"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreQuestion:
    """One line of the score card. `fact` names what answers it; None: people do."""

    question_id: int
    text: str
    fact: str | None
    tools: Sequence[str]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What somebody, or a model, found of a call; the score is 0 to 100."""

    review_id: int
    reviewer: str
    is_model: bool
    score: int | None
    note: str
    at: datetime
    answers: Mapping[int, ReviewAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """A review in a list; `apart` is how far people's scores of the call lie apart."""

    call_id: str
    reviewer: str
    is_model: bool
    score: int | None
    at: datetime
    apart: int | None


async def load_questions(connection: Connection) -> Sequence[ScoreQuestion]:
    """Return the score card."""
    return tuple(ScoreQuestion(**dict(row)) for row in await connection.fetch(_SQL["load_questions"]))


async def add_question(connection: Connection, text: str, weight: int) -> int:
    """Add a question for people, and return its id."""
    found: int = await connection.fetchval(_SQL["add_question"], text, weight)
    return found


async def retire_question(connection: Connection, question_id: int) -> bool:
    """Ask a question no more; False if it isn't on the card."""
    return await connection.fetchval(_SQL["retire_question"], question_id) is not None


async def load_facts(connection: Connection, call_id: str) -> Sequence[Fact]:
    """Return a call's facts, in order."""
    rows = await connection.fetch(_SQL["load_facts"], call_id)
    return tuple(CallEvent.from_json({**dict(row), "at": row["at"].isoformat()}).fact for row in rows)


async def add_review(
    connection: Connection,
    call_id: str,
    *,
    reviewer: str,
    answers: Mapping[int, ReviewAnswer],
    score: int | None,
    note: str,
    is_model: bool = False,
) -> bool:
    """Keep a review; False if the reviewer has one of this call. Needs a transaction."""
    review_id = await connection.fetchval(_SQL["add_review"], call_id, reviewer, is_model, score, note)
    if review_id is None:
        return False
    given = [answer.value for answer in answers.values()]
    await connection.execute(_SQL["add_answers"], review_id, list(answers), given)
    await connection.execute(_SQL["finish"], call_id)
    return True


async def load_reviews(connection: Connection, call_id: str) -> Sequence[Review]:
    """Return the reviews of a call, the first first."""
    rows = [dict(row) for row in await connection.fetch(_SQL["load_reviews"], call_id)]
    for row in rows:
        row["answers"] = {int(question): ReviewAnswer(answer) for question, answer in row["answers"].items()}
    return tuple(Review(**row) for row in rows)


async def load_answered(connection: Connection, call_id: str) -> Sequence[ScoreQuestion]:
    """Return the questions that the reviews of a call answered."""
    return tuple(ScoreQuestion(**dict(row)) for row in await connection.fetch(_SQL["load_answered"], call_id))


async def load_latest(connection: Connection, limit: int) -> Sequence[ReviewLine]:
    """Return the latest reviews of any calls."""
    return tuple(ReviewLine(**dict(row)) for row in await connection.fetch(_SQL["load_latest"], limit))
