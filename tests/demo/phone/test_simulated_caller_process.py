"""When a simulated caller says that it heard something: the clock's time, whatever came late before."""

import json

import numpy as np
import pytest

from callcenter.demo.phone.simulated_caller_process import CallerLine

RATE_HZ = 8000
SILENCE = bytes(320)
SPEECH = np.full(160, 2000, dtype=np.int16).tobytes()


def sounds(capsys: pytest.CaptureFixture[str]) -> list[float]:
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [round(one["at_s"], 2) for one in told if one["event"] == "sound"]


def test_hear__packets_that_came_late_and_one_by_one__what_follows_is_heard_when_it_comes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = CallerLine("1")
    for at in range(50):
        line.hear(SILENCE, 10.02 + 0.02 * at, RATE_HZ)
    # Nothing for 200 ms, then the ten packets of it, the first of them a look earlier than the rest.
    line.hear(SILENCE, 11.2, RATE_HZ)
    line.hear(9 * SILENCE, 11.21, RATE_HZ)
    for at in range(20):
        line.hear(SILENCE, 11.22 + 0.02 * at, RATE_HZ)
    line.hear(SPEECH, 11.62, RATE_HZ)

    assert sounds(capsys) == [11.6]


def test_hear__packets_that_never_came__leave_a_hole_and_what_follows_is_heard_when_it_comes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = CallerLine("1")
    for at in range(50):
        line.hear(SPEECH, 10.02 + 0.02 * at, RATE_HZ)
    for at in range(5):
        line.hear(SPEECH, 11.52 + 0.02 * at, RATE_HZ)

    assert sounds(capsys) == [10.0, 11.5]
