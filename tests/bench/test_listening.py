import numpy as np
import pytest

from callcenter.bench.fixed_models import FixedCallSpeech, buzz
from callcenter.bench.listening import Stretch, gaps, loudness, responses, stretches
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.errors import ModelUnavailable

LOUD, QUIET = 1000.0, 0.0


def test_loudness__of_the_fixed_voice__is_speech_in_every_frame() -> None:
    levels = loudness(buzz(2.0, 8000), 8000)

    assert len(levels) == 100
    assert gaps(levels) == []
    assert stretches(levels) == [Stretch(start_ms=0, end_ms=2000)]


def test_loudness__of_silence__is_zero() -> None:
    assert loudness(np.zeros(320, dtype=np.int16).tobytes(), 8000) == [0.0, 0.0]


def test_gaps__a_hole_of_80_ms__is_found_and_one_of_60_is_not() -> None:
    assert gaps([LOUD] * 10 + [QUIET] * 4 + [LOUD] * 10 + [QUIET] * 3 + [LOUD]) == [80]


def test_gaps__silence_before_and_between_answers__is_no_hole() -> None:
    assert gaps([QUIET] * 20 + [LOUD] * 5 + [QUIET] * 60 + [LOUD] * 5 + [QUIET] * 10) == []


def test_stretches__two_answers__are_told_apart() -> None:
    levels = [QUIET] * 5 + [LOUD] * 10 + [QUIET] * 50 + [LOUD] * 10

    assert stretches(levels, start_ms=1000) == [
        Stretch(start_ms=1100, end_ms=1300),
        Stretch(start_ms=2300, end_ms=2500),
    ]


def test_responses__an_answer_and_a_missed_turn() -> None:
    heard = [Stretch(start_ms=0, end_ms=900), Stretch(start_ms=3200, end_ms=5000)]

    assert responses([(1000, 2000), (6000, 7000)], heard) == [1200, None]


async def test_fixed_models__of_a_leg_without_audio__say_what_is_missing() -> None:
    with pytest.raises(ModelUnavailable, match="open_audio"):
        FixedCallSpeech(TextLeg())
