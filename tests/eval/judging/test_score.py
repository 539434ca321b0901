"""pass^k and its interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.eval.judging.score import Tally, by_tag, pass_hat, tallies, wilson
from tests.eval.stories import story, verdict


def _tallies(*passed_of_played: tuple[int, int]) -> list[Tally]:
    return [Tally(label=str(n), passed=c, played=m) for n, (c, m) in enumerate(passed_of_played)]


@pytest.mark.parametrize(("k", "share"), [(1, 2 / 3), (2, 1 / 3), (3, 0)])
def test_pass_hat__two_of_three_passed__is_the_share_of_draws_that_all_pass(k: int, share: float) -> None:
    score = pass_hat(k, _tallies((2, 3)))

    assert score is not None and score.share == pytest.approx(share)


def test_pass_hat__several_stories__is_their_mean() -> None:
    score = pass_hat(2, _tallies((3, 3), (0, 3), (2, 3)))

    assert score is not None and (score.share, score.stories) == (pytest.approx(4 / 9), 3)


def test_pass_hat__story_with_fewer_runs__does_not_count() -> None:
    score = pass_hat(3, _tallies((3, 3), (1, 1)))

    assert score is not None and (score.share, score.stories) == (1, 1)
    assert pass_hat(3, _tallies((1, 1))) is None


def test_wilson__known_values__agree_with_the_published_ones() -> None:
    # Newcombe 1998, table I: 81 of 263 and 0 of 20.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)


@given(st.lists(st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_pass_hat__any_tallies__falls_with_k_and_lies_in_its_interval(found: list[tuple[int, int]]) -> None:
    counted = [one for one in _tallies(*found) if one.played == max(n for _, n in found)]
    scores = [score for k in range(1, counted[0].played + 1) if (score := pass_hat(k, counted)) is not None]

    shares = [score.share for score in scores]
    assert shares == sorted(shares, reverse=True)
    assert all(score.low - 1e-9 <= score.share <= score.high + 1e-9 for score in scores)


def test_tallies__runs_left_out__do_not_count() -> None:
    told = story()
    found = tallies([verdict(told), verdict(told, trial=2, faults=["x"]), verdict(told, trial=3, left_out=["y"])])

    assert found == [Tally(label="owes", played=2, passed=1)]


def test_by_tag__stories_with_tags__are_counted_under_each() -> None:
    found = by_tag([verdict(story(tags={"agent": "billing", "caller": "plain"}), faults=["x"])])

    assert found == {
        "agent:billing": [Tally(label="owes", played=1, passed=0)],
        "caller:plain": [Tally(label="owes", played=1, passed=0)],
    }
