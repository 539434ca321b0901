"""Counts verdicts: how many runs pass, and pass^k: how likely k runs of a story all do, with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from callcenter.eval.judging.judge import RunVerdict

#: Standard deviations of a two-sided 95 % interval.
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A share of stories between 0 and 1, with a 95 % interval (Wilson) over that many stories."""

    k: int
    share: float
    low: float
    high: float
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of a story's runs counted and passed."""

    label: str
    played: int
    passed: int


def tallies(verdicts: Sequence[RunVerdict]) -> list[Tally]:
    """Return one tally a story, in the order played; runs that were left out don't count."""
    by_label: dict[str, list[RunVerdict]] = {}
    for verdict in verdicts:
        by_label.setdefault(verdict.run.story.label, []).append(verdict)
    return [
        Tally(
            label=label,
            played=sum(not verdict.left_out for verdict in group),
            passed=sum(verdict.passed for verdict in group),
        )
        for label, group in by_label.items()
    ]


def pass_hat(k: int, counted: Sequence[Tally]) -> Score | None:
    """Return pass^k over the stories with k runs or more, or None if there is none.

    Of a story with c of n runs passed, C(c,k)/C(n,k) is the unbiased estimate that k runs all pass (tau-bench,
    arXiv:2406.12045, section 4). The interval takes each story as one try: runs of a story depend on one another.
    """
    shares = [math.comb(one.passed, k) / math.comb(one.played, k) for one in counted if one.played >= k]
    if not shares:
        return None
    share = sum(shares) / len(shares)
    low, high = wilson(share, len(shares))
    return Score(k=k, share=share, low=low, high=high, stories=len(shares))


def wilson(share: float, tries: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share seen in so many tries (Wilson 1927)."""
    middle = share + _Z**2 / (2 * tries)
    spread = _Z * math.sqrt(share * (1 - share) / tries + _Z**2 / (4 * tries**2))
    whole = 1 + _Z**2 / tries
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def by_tag(verdicts: Sequence[RunVerdict]) -> dict[str, list[Tally]]:
    """Return the tallies of each tag (`agent:billing`), in alphabetical order."""
    tags = sorted({f"{name}:{value}" for verdict in verdicts for name, value in verdict.run.story.tags.items()})
    return {
        tag: tallies([one for one in verdicts if one.run.story.tags.get(tag.split(":", 1)[0]) == tag.split(":", 1)[1]])
        for tag in tags
    }
