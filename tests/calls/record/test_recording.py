"""The stereo recording: one clock for both sides, and no harm from a bad disk."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from callcenter.calls.record.recording import Recording


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def pcm(seconds: float, value: int, rate_hz: int = 8000) -> bytes:
    return value.to_bytes(2, "little", signed=True) * int(seconds * rate_hz)


def read(path: Path) -> np.ndarray:
    with wave.open(str(path)) as source:
        assert (source.getnchannels(), source.getsampwidth(), source.getframerate()) == (2, 2, 8000)
        return np.frombuffer(source.readframes(source.getnframes()), dtype=np.int16).reshape(-1, 2)


async def test_recording__both_sides__stand_at_their_times(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path / "recordings", "call_1", monotonic=clock)
    for _ in range(50):
        clock.now_s += 0.02
        recording.caller(pcm(0.02, 100), rate_hz=8000)
    clock.now_s += 2.0
    recording.agent(pcm(0.5, -200), rate_hz=8000)
    saved = await recording.close()

    stereo = read(tmp_path / "recordings" / "call_1.wav")
    assert saved is not None
    assert (saved.path, saved.duration_ms) == ("call_1.wav", 3000)
    assert np.flatnonzero(stereo[:, 0])[[0, -1]].tolist() == [0, 7999]
    assert np.flatnonzero(stereo[:, 1])[[0, -1]].tolist() == [20_000, 23_999]


async def test_recording__other_rate__is_resampled(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock)
    clock.now_s += 1.0
    recording.agent(pcm(1.0, 1000, 16_000), rate_hz=16_000)
    saved = await recording.close()

    assert saved is not None
    assert saved.duration_ms == pytest.approx(1000, abs=20)


async def test_recording__small_jitter__leaves_no_hole(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock)
    for index in range(100):
        clock.now_s = 100.0 + 0.02 * (index + 1) + (0.03 if index % 3 else 0.0)
        recording.caller(pcm(0.02, 100), rate_hz=8000)
    await recording.close()

    left = read(tmp_path / "call_1.wav")[:, 0]
    assert np.count_nonzero(left) == 100 * 160
    assert np.flatnonzero(left)[-1] - np.flatnonzero(left)[0] == 100 * 160 - 1


async def test_recording__is_for_its_owner_only(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "recordings", "call_1")
    recording.caller(pcm(0.1, 1), rate_hz=8000)
    await recording.close()

    assert (tmp_path / "recordings").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "recordings" / "call_1.wav").stat().st_mode & 0o777 == 0o600


async def test_recording__of_silence_on_both_sides__is_none(tmp_path: Path) -> None:
    assert await Recording(tmp_path, "call_1").close() is None


async def test_recording__closed_twice__is_saved_once(tmp_path: Path) -> None:
    recording = Recording(tmp_path, "call_1")
    recording.caller(pcm(0.1, 1), rate_hz=8000)

    assert await recording.close() is not None
    assert await recording.close() is None


async def test_recording__folder_that_is_a_file__is_a_fault_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("in the way")
    recording = Recording(tmp_path / "recordings", "call_1")
    recording.caller(pcm(0.1, 1), rate_hz=8000)

    assert await recording.close() is None
    assert recording.fault


async def test_recording__full_disk__ends_the_recording_and_no_more(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "call_1.wav").symlink_to("/dev/full")
    recording = Recording(tmp_path, "call_1")
    recording.caller(pcm(0.1, 1), rate_hz=8000)

    assert await recording.close() is None
    assert "No space left" in recording.fault


def talk(recording: Recording, clock: Clock, seconds: float) -> None:
    """Both sides say something, for a while."""
    for _ in range(round(seconds / 0.02)):
        clock.now_s += 0.02
        recording.caller(pcm(0.02, 100), rate_hz=8000)
        recording.agent(pcm(0.02, -200, 8000), rate_hz=8000)


async def test_recording__started_later__keeps_nothing_from_before(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock, is_on=False)
    talk(recording, clock, 2.0)
    recording.start()
    talk(recording, clock, 1.0)
    saved = await recording.close()

    stereo = read(tmp_path / "call_1.wav")
    assert saved is not None
    assert saved.duration_ms == pytest.approx(3000, abs=20)
    assert not stereo[:15_900].any()
    assert stereo[16_100:, 0].all()


async def test_recording__stopped__keeps_what_was_said_until_then(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock)
    talk(recording, clock, 1.0)
    recording.stop()
    talk(recording, clock, 5.0)
    saved = await recording.close()

    assert saved is not None
    assert saved.duration_ms == pytest.approx(1000, abs=20)


async def test_recording__never_started__leaves_no_file(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock, is_on=False)
    talk(recording, clock, 3.0)

    assert await recording.close() is None
    assert not (tmp_path / "call_1.wav").exists()


async def test_recording__erased__takes_the_file_back(tmp_path: Path) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock)
    talk(recording, clock, 3.0)
    recording.erase()
    talk(recording, clock, 3.0)

    assert await recording.close() is None
    assert not (tmp_path / "call_1.wav").exists()


@pytest.mark.parametrize("span", [(101.0, 102.0), (106.5, 107.5), (108.0, 109.0)])
async def test_recording__blanked__is_silent_there_on_both_sides_and_nowhere_else(
    span: tuple[float, float], tmp_path: Path
) -> None:
    clock = Clock()
    recording = Recording(tmp_path, "call_1", monotonic=clock)
    talk(recording, clock, 8.0)
    recording.blank(*span)  # on disk already, still in memory, yet to come
    talk(recording, clock, 2.0)
    await recording.close()

    stereo = read(tmp_path / "call_1.wav")
    first, end = (round((moment - 100.0) * 8000) for moment in span)
    assert not stereo[first:end].any()
    rest = np.delete(stereo, np.arange(first, end), axis=0)
    assert np.count_nonzero(rest) > 0.97 * rest.size
