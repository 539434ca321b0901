"""A model that failed rests, longer each time."""

from __future__ import annotations

import pytest

from callcenter.models.failover.health import Health


def test_health__failures__rest_longer_each_time_and_one_trial_at_a_time_is_let_through() -> None:
    now_s = 0.0
    health = Health("x", first_rest_s=5, max_rest_s=12, monotonic=lambda: now_s)
    health.admit()
    health.failed()
    with pytest.raises(Exception, match="left alone"):
        health.admit()
    now_s = 5.0
    health.admit()
    with pytest.raises(Exception, match="left alone"):
        health.admit()
    health.failed()
    now_s = 14.0
    with pytest.raises(Exception, match="left alone"):
        health.admit()
    now_s = 15.0
    health.admit()
    health.worked()
    health.admit()

    assert health.is_good
