"""Speech is found in a recording to the frame, and the caller's in the noise of the street."""

from pathlib import Path

import numpy as np
import pytest

from callcenter.bench.listening import Stretch
from callcenter.errors import EvalError
from callcenter.eval.turns.speech_stretches import agent_speech, caller_speech, read_recording
from tests.eval.recordings import speech, tone, write_stereo

SILENCE = np.zeros(8 * 8000, dtype=np.int16)


def test_agent_speech__two_sentences_and_a_breath__are_found_to_the_frame(tmp_path: Path) -> None:
    agent = tone([(1000, 2000), (2300, 3000), (5000, 6500)], 8000)

    found = agent_speech(read_recording(write_stereo(tmp_path / "call.wav", SILENCE, agent)))

    assert found == [Stretch(start_ms=1000, end_ms=3000), Stretch(start_ms=5000, end_ms=6500)]


def test_caller_speech__a_voice__ends_at_its_last_audible_sample(tmp_path: Path) -> None:
    caller = speech([(1000, 2200), (5000, 5600)], 8000)

    found = caller_speech(read_recording(write_stereo(tmp_path / "call.wav", caller, SILENCE)))

    assert [(round(one.start_ms, -1), round(one.end_ms, -1)) for one in found] == [(1000, 2200), (5000, 5600)]


def test_caller_speech__in_steady_noise__is_still_found_within_a_window(tmp_path: Path) -> None:
    caller = speech([(1000, 2200), (5000, 5800)], 8000, noise_rms=150)

    found = caller_speech(read_recording(write_stereo(tmp_path / "call.wav", caller, SILENCE)))

    assert len(found) == 2
    for one, (start_ms, end_ms) in zip(found, [(1000, 2200), (5000, 5800)], strict=True):
        assert abs(one.start_ms - start_ms) <= 30
        assert abs(one.end_ms - end_ms) <= 30


def test_caller_speech__a_beep_and_noise__are_nobody_speaking(tmp_path: Path) -> None:
    caller = tone([(1000, 1500)], 8000, hertz=1000) + speech([], 8000, noise_rms=300)

    assert caller_speech(read_recording(write_stereo(tmp_path / "call.wav", caller, SILENCE))) == []


def test_read_recording__no_file_or_no_stereo__says_so(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")

    for name in ("missing.wav", "text.wav"):
        with pytest.raises(EvalError, match=name):
            read_recording(tmp_path / name)
