"""Plays every story so many times and judges each run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from callcenter.eval.judging.judge import RunVerdict, judge
from callcenter.eval.judging.model_judges import ModelJudges
from callcenter.eval.run import Player
from callcenter.eval.story.story import Mode, Story
from callcenter.tasks import TaskGroup


async def evaluate(
    stories: Sequence[Story],
    player: Player,
    *,
    mode: Mode,
    trials: int,
    jobs: int = 1,
    judges: ModelJudges | None = None,
    on_verdict: Callable[[RunVerdict], None],
) -> list[RunVerdict]:
    """Return the verdicts, story by story; stories that aren't for this mode are not played.

    Args:
        stories: What to play.
        player: Plays them.
        mode: The player's.
        trials: How often each; every time in other words.
        jobs: How many are played at once; as many as the player has lanes.
        judges: A language model's, who read each call as well.
        on_verdict: Told each verdict as it comes.
    """
    todo = iter([(story, trial) for story in playable(stories, mode) for trial in range(1, trials + 1)])
    verdicts: dict[tuple[str, int], RunVerdict] = {}

    async def lane() -> None:
        for story, trial in todo:
            began_s = time.monotonic()
            async with player.play(story, trial) as (run, connection):
                verdict = await judge(run, connection)
            if judges is not None:
                verdict = await judges.add_to(verdict)
            verdict = replace(verdict, duration_s=time.monotonic() - began_s)
            verdicts[story.label, trial] = verdict
            on_verdict(verdict)

    async with TaskGroup() as group:
        for _ in range(jobs):
            group.create_task(lane())
    return [verdicts[story.label, trial] for story in playable(stories, mode) for trial in range(1, trials + 1)]


def playable(stories: Sequence[Story], mode: Mode) -> list[Story]:
    """Return the stories that this mode can play."""
    return [story for story in stories if mode in story.modes]
