"""How exactly the stack's threads wake up."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: `prctl` (linux/prctl.h): a thread's timer slack in nanoseconds; threads it starts have the same.
_PR_SET_TIMERSLACK, _PR_GET_TIMERSLACK = 29, 30


@contextmanager
def waking_within(slack_s: float) -> Iterator[None]:
    """Have threads that are started meanwhile, and theirs, wake up to so much later if that spares a wake-up.

    Does nothing if the system isn't Linux.
    """
    if sys.platform != "linux":
        yield
        return
    own_ns = timer_slack_ns()
    _prctl(_PR_SET_TIMERSLACK, round(slack_s * 1e9))
    try:
        yield
    finally:
        _prctl(_PR_SET_TIMERSLACK, own_ns)


def timer_slack_ns() -> int:
    """Return how much later than it meant to this thread may wake up."""
    return _prctl(_PR_GET_TIMERSLACK, 0)


def _prctl(option: int, value: int) -> int:
    return int(ctypes.CDLL(None).prctl(option, *(ctypes.c_ulong(argument) for argument in (value, 0, 0, 0))))
