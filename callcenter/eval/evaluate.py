"""Plays every story so many times and judges each run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from callcenter.eval.judge import Verdict, judge
from callcenter.eval.run import Player
from callcenter.eval.story import Mode, Story


async def evaluate(
    stories: Sequence[Story],
    player: Player,
    *,
    mode: Mode,
    trials: int,
    on_verdict: Callable[[Verdict], None],
) -> list[Verdict]:
    """Return the verdicts in the order played; stories that aren't for this mode are not played.

    Args:
        stories: What to play.
        player: Plays them.
        mode: The player's.
        trials: How often each; every time in other words.
        on_verdict: Told each verdict as it comes.
    """
    verdicts = []
    for story in playable(stories, mode):
        for trial in range(1, trials + 1):
            began_s = time.monotonic()
            async with player.play(story, trial) as (run, connection):
                verdict = await judge(run, connection)
            verdict = replace(verdict, duration_s=time.monotonic() - began_s)
            verdicts.append(verdict)
            on_verdict(verdict)
    return verdicts


def playable(stories: Sequence[Story], mode: Mode) -> list[Story]:
    """Return the stories that this mode can play."""
    return [story for story in stories if mode in story.modes]
