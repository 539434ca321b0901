"""Judges a run: first whether the caller kept to their story, then database, call log and transcript.

Nothing here asks a language model; what one says (`model_judges`) is joined by `and`. Every fault is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from callcenter.domain.calls.termination import TerminationResult
from callcenter.domain.record.call_event import CallEnded
from callcenter.eval.judging.checks import look_up
from callcenter.eval.run import Run
from callcenter.eval.story.asked_for import AskedFor, asked_for, sentences
from callcenter.eval.story.move import OPENING
from callcenter.eval.story.story import StateCheck
from callcenter.store.connection import Connection

#: Requests that may come up again and again in a call that goes well.
_MAY_REPEAT = (AskedFor.ANYTHING_ELSE, AskedFor.WHICH_TOPIC, AskedFor.WAITING, AskedFor.STILL_THERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunVerdict:
    """What became of a run. `left_out` says why it doesn't count; `faults` what is wrong with it; both may be empty."""

    run: Run
    faults: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    duration_s: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the run counts and nothing is wrong with it."""
        return not self.faults and not self.left_out


async def judge(run: Run, connection: Connection) -> RunVerdict:
    """Return the verdict on a run, given the database it left behind."""
    if left_out := tuple(strayed(run)):
        return RunVerdict(run=run, left_out=left_out)
    faults = list(faults_of_any_call(run))
    story = run.story
    for check in (*story.must, *story.expected_state):
        found = await look_up(check, run, connection)
        if not found.is_there:
            faults.append(f"must be so and isn't: {_told(check)}{_instead(found.seen)}")
    for check in story.never:
        found = await look_up(check, run, connection)
        if found.is_there or found.seen.startswith("the SQL fails"):
            faults.append(f"may not be and is: {_told(check)}{_instead(found.seen)}")
    return RunVerdict(run=run, faults=tuple(faults))


def strayed(run: Run) -> Iterator[str]:
    """Yield how the caller strayed from their story; such a run says nothing about the agents."""
    yield from run.faults
    if not run.facts and not run.faults:
        yield "there was no call"
    opened = [move.words for move in run.moves if move.to == OPENING]
    if any(words not in run.story.opening for words in opened):
        yield "the caller opened with other words than the story's"


def faults_of_any_call(run: Run) -> Iterator[str]:
    """Yield what no story has to forbid: a call that breaks, loops, or leaves the caller without a way out."""
    end = next((fact for fact in run.facts if isinstance(fact, CallEnded)), None)
    if end is None:
        yield "the call didn't end"
    elif end.termination.result in (TerminationResult.SERVER_ERROR, TerminationResult.UPSTREAM_ERROR):
        yield f"the call broke: {end.termination.reason}"
    if run.moves and run.moves[-1].why:
        yield f"the caller gave up: {run.moves[-1].why}"
    for question, count in asked_again(run).items():
        if count > run.story.repeats:
            yield f"asked {count} times in the same words: {question}"


def asked_again(run: Run) -> Counter[str]:
    """Return how often each question was asked in the same words (with the sentence before it)."""
    questions: Counter[str] = Counter()
    for turn in run.agent_turns:
        said = sentences(turn)
        for index, sentence in enumerate(said):
            if sentence.endswith("?") and asked_for(sentence)[0] not in _MAY_REPEAT:
                questions[" ".join(said[max(0, index - 1) : index + 1])] += 1
    return questions


def _told(check: StateCheck) -> str:
    wanted = " or ".join(" ".join(text.split()) for text in check.wanted)
    rows = "" if check.rows is None else f" = {[list(row) for row in check.rows]}"
    return f"{check.on} {wanted}{rows} (line {check.line})"


def _instead(seen: str) -> str:
    return f"; there is {seen}" if seen else ""
