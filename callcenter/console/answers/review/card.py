"""One call's score card: what facts answer, what a reviewer gives, and where reviewers disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.review.fact_answers import FactAnswer, fact_answers
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing, ConsoleRefused, SettingsError
from callcenter.store.console.audit import AuditAction
from callcenter.store.review.reviews import (
    Review,
    ReviewAnswer,
    ScoreQuestion,
    add_question,
    add_review,
    load_answered,
    load_facts,
    load_questions,
    load_reviews,
    retire_question,
)

#: Longest note, and longest question.
_NOTE, _QUESTION = 4000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCard:
    """A call's card as a viewer sees it. Others' reviews are shown once theirs is in, so that they don't sway it."""

    call_id: str
    questions: Sequence[ScoreQuestion]
    by_facts: Mapping[int, FactAnswer]
    reviews: Sequence[Review]
    #: How many reviews there are that the viewer doesn't see yet.
    hidden: int
    is_reviewed: bool
    disputed: frozenset[int]

    def to_json(self) -> dict[str, Any]:
        """Return the card as JSON data."""
        return {
            "call_id": self.call_id,
            "questions": [question_json(question) for question in self.questions],
            "by_facts": {str(key): {"answer": one.answer, "why": one.why} for key, one in self.by_facts.items()},
            "reviews": [
                {
                    "reviewer": review.reviewer,
                    "is_model": review.is_model,
                    "score": review.score,
                    "note": review.note,
                    "at": review.at.isoformat(),
                    "answers": {str(key): answer.value for key, answer in review.answers.items()},
                }
                for review in self.reviews
            ],
            "hidden": self.hidden,
            "is_reviewed": self.is_reviewed,
            "disputed": sorted(self.disputed),
        }


def question_json(question: ScoreQuestion) -> dict[str, Any]:
    """Return a question as JSON data."""
    return {
        "question_id": question.question_id,
        "text": question.text,
        "by": question.fact or "people",
        "weight": question.weight,
    }


def score_of(questions: Sequence[ScoreQuestion], answers: Mapping[int, ReviewAnswer]) -> int | None:
    """Return the share of the weights answered with yes, in percent; what the call gave no occasion for isn't counted.

    >>> one = ScoreQuestion(question_id=1, text="", fact=None, tools=(), weight=3)
    >>> other = ScoreQuestion(question_id=2, text="", fact=None, tools=(), weight=1)
    >>> score_of([one, other], {1: ReviewAnswer.YES, 2: ReviewAnswer.NO})
    75
    """
    counted = [one for one in questions if answers.get(one.question_id, ReviewAnswer.NONE) is not ReviewAnswer.NONE]
    whole = sum(one.weight for one in counted)
    good = sum(one.weight for one in counted if answers[one.question_id] is ReviewAnswer.YES)
    return round(100 * good / whole) if whole else None


async def score_card(desk: Desk, viewer: Viewer, call_id: str) -> ScoreCard:
    """Return a call's card.

    Raises:
        ConsoleMissing: there is no such call.
    """
    viewer.require(Right.REVIEW)
    async with desk.connection() as connection:
        facts = await load_facts(connection, call_id)
        reviews = await load_reviews(connection, call_id)
        is_reviewed = any(review.reviewer == viewer.name for review in reviews)
        questions = await (load_answered(connection, call_id) if is_reviewed else load_questions(connection))
    if not facts:
        raise ConsoleMissing("There is no such call, or it was erased.")
    return ScoreCard(
        call_id=call_id,
        questions=questions,
        by_facts=fact_answers(facts, questions),
        reviews=reviews if is_reviewed else (),
        hidden=0 if is_reviewed else len(reviews),
        is_reviewed=is_reviewed,
        disputed=_disputed(reviews) if is_reviewed else frozenset(),
    )


def _disputed(reviews: Sequence[Review]) -> frozenset[int]:
    """Return the questions that people answered differently; what only one has a word on is disputed by none."""
    given: dict[int, set[ReviewAnswer]] = {}
    for review in reviews:
        if not review.is_model:
            for question, answer in review.answers.items():
                given.setdefault(question, set()).add(answer)
    return frozenset(question for question, answers in given.items() if len(answers) > 1)


async def give_review(
    desk: Desk, viewer: Viewer, call_id: str, answers: Mapping[int, str], *, note: str = ""
) -> int | None:
    """Keep the viewer's review of a call and return its score; what facts answer is answered by them.

    Raises:
        ConsoleMissing: there is no such call.
        ConsoleRefused: they have reviewed it.
        SettingsError: a question of people's is unanswered or isn't on the card, an answer is none, or the note is too
            long.
    """
    viewer.require(Right.REVIEW)
    note = note.replace("\x00", "").strip()
    async with desk.connection() as connection:
        questions = await load_questions(connection)
        facts = await load_facts(connection, call_id)
        if not facts:
            raise ConsoleMissing("There is no such call, or it was erased.")
        people = {question.question_id for question in questions if question.fact is None}
        if set(answers) != people or set(answers.values()) - set(ReviewAnswer) or len(note) > _NOTE:
            raise SettingsError(
                f"A review answers each of people's questions ({', '.join(map(str, sorted(people)))}) and no other.",
                remedy=f"Answers are {', '.join(ReviewAnswer)}; a note has {_NOTE} characters at most.",
            )
        by_facts = fact_answers(facts, questions)
        all_answers = {key: one.answer for key, one in by_facts.items()}
        all_answers |= {key: ReviewAnswer(answer) for key, answer in answers.items()}
        score = score_of(questions, all_answers)
        is_kept = await add_review(
            connection, call_id, reviewer=viewer.name, answers=all_answers, score=score, note=note
        )
        if not is_kept:
            raise ConsoleRefused("You have reviewed this call.", remedy="A review isn't changed afterwards.")
        await put_on_record(connection, viewer, AuditAction.CALL_REVIEWED, subject=call_id, facts={"score": score})
    return score


async def questions(desk: Desk, viewer: Viewer) -> Sequence[ScoreQuestion]:
    """Return the score card's questions."""
    viewer.require(Right.REVIEW)
    async with desk.connection() as connection:
        return await load_questions(connection)


async def ask_too(desk: Desk, viewer: Viewer, text: str, *, weight: int = 1) -> int:
    """Add a question for people to the card and return its id.

    Raises:
        SettingsError: no text, too long a one, or a weight beyond 1 to 100.
    """
    viewer.require(Right.SET_RULES)
    text = text.strip()
    if not 1 <= len(text) <= _QUESTION or not text.isprintable() or not 1 <= weight <= 100:
        raise SettingsError(f"A question has 1 to {_QUESTION} characters on one line, and a weight of 1 to 100.")
    async with desk.connection() as connection:
        question_id = await add_question(connection, text, weight)
        await put_on_record(connection, viewer, AuditAction.SCORE_CARD_CHANGED, subject=str(question_id))
    return question_id


async def ask_no_more(desk: Desk, viewer: Viewer, question_id: int) -> None:
    """Take a question off the card; reviews that answered it stay as they are.

    Raises:
        ConsoleMissing: it isn't on the card.
    """
    viewer.require(Right.SET_RULES)
    async with desk.connection() as connection:
        if not await retire_question(connection, question_id):
            raise ConsoleMissing("That question isn't on the card.")
        await put_on_record(connection, viewer, AuditAction.SCORE_CARD_CHANGED, subject=str(question_id))
