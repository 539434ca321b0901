"""Recordings above their quota: the oldest go, and nothing that must stay."""

import os
import time
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from callcenter.calls.record import recording as recording_module
from callcenter.calls.record.journal_file import make_file
from callcenter.calls.record.recording import Recording
from callcenter.calls.record.recordings_quota import keep_quota
from callcenter.calls.record.retention import keep_recordings_quota, retention_kept
from callcenter.domain.record.call_event import RecordingSaved
from callcenter.errors import SettingsError
from callcenter.settings import Settings, load_settings
from tests.calls.record.test_journal import STARTED, journal_in
from tests.fakes.waiting import until

MB = 1_000_000


def with_recordings(folder: Path, *ages_days: int, quota_gb: float = 0.0025, min_days: int = 0) -> Settings:
    """Make recordings of one MB each, named by their age."""
    calls = {"recordings_quota_gb": quota_gb, "recordings_min_days": min_days}
    settings = load_settings(data_dir=folder, calls=calls)
    for place in (settings.recordings_dir, settings.journal_dir):
        place.mkdir(exist_ok=True)
    for age in ages_days:
        path = settings.recordings_dir / f"call_{age}.wav"
        path.write_bytes(bytes(MB))
        os.utime(path, (time.time() - 86_400 * age,) * 2)
    return settings


def left(settings: Settings) -> set[str]:
    return {path.stem for path in settings.recordings_dir.iterdir()}


def test_quota__too_many__removes_the_oldest_until_the_rest_fits(tmp_path: Path) -> None:
    settings = with_recordings(tmp_path, 1, 4, 2, 3)

    gone = keep_quota(settings)

    assert (gone.names, gone.bytes, gone.over) == (("call_4.wav", "call_3.wav"), 2 * MB, 0)
    assert left(settings) == {"call_1", "call_2"}


@pytest.mark.parametrize("quota_gb", [0, 1])
def test_quota__none_or_room_enough__removes_nothing(tmp_path: Path, quota_gb: float) -> None:
    settings = with_recordings(tmp_path, 1, 2, 3, quota_gb=quota_gb)

    assert keep_quota(settings).names == ()
    assert len(left(settings)) == 3


def test_quota__recordings_that_must_be_kept__stay_and_it_is_told(tmp_path: Path) -> None:
    settings = with_recordings(tmp_path, 1, 2, 5, quota_gb=0.001, min_days=3)

    gone = keep_quota(settings)

    assert (gone.names, gone.over) == (("call_5.wav",), MB)


def test_quota__calls_that_run_or_that_postgres_does_not_know_yet__keep_recording_and_journal(tmp_path: Path) -> None:
    settings = with_recordings(tmp_path, 1, 2, 3, 4)
    dead, running = (settings.journal_dir / f"call_{age}.jsonl" for age in (3, 4))
    dead.write_text("of a dead process\n")
    descriptor = make_file(running)
    try:
        gone = keep_quota(settings)
    finally:
        os.close(descriptor)

    assert gone.names == ("call_2.wav", "call_1.wav")
    assert (dead.read_text(), running.exists()) == ("of a dead process\n", True)


async def test_quota__postgres_was_away_and_is_back__takes_no_recording_that_is_only_in_a_journal(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = with_recordings(tmp_path, 1, 2, 3, quota_gb=0.001)

    async def away(*_: object) -> None:
        raise ConnectionResetError

    async with journal_in(settings.journal_dir, database, apply=away) as journal:
        call = journal.open("call_3")
        call.record(STARTED)
        call.record(RecordingSaved(path="call_3.wav", duration_ms=1))
        call.close()
        first = await keep_recordings_quota(database, settings)
        (written,) = settings.journal_dir.glob("*.jsonl")
        journaled = written.read_text()
    # Another process takes over what is left, and the quota is kept before and after it has told Postgres.
    second = await keep_recordings_quota(database, settings)
    assert written.read_text() == journaled
    async with journal_in(settings.journal_dir, database) as journal:
        assert await journal.wait_shipped("call_3", timeout_s=60)
    known = await database.fetchval("SELECT recording FROM call")
    (settings.recordings_dir / "call_9.wav").write_bytes(bytes(MB))
    third = await keep_recordings_quota(database, settings)

    assert (first.names, second.names, third.names) == (("call_2.wav", "call_1.wav"), (), ("call_3.wav",))
    assert (known, await database.fetchval("SELECT recording FROM call")) == ("call_3.wav", None)


async def test_quota__kept_hourly__the_call_forgets_its_recording_and_the_log_names_nobody(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = with_recordings(tmp_path, 1, 2, 3, quota_gb=0.001, min_days=3)
    async with journal_in(settings.journal_dir, database) as journal:
        call = journal.open("call_3")
        call.record(STARTED)
        call.record(RecordingSaved(path="call_3.wav", duration_ms=1))
        call.close()
        assert await journal.wait_shipped("call_3", timeout_s=60)

    async def is_forgotten() -> bool:
        return await database.fetchval("SELECT recording FROM call") is None and len(lines) > 1

    with capture_logs() as lines:
        async with retention_kept(database, settings):
            await until(is_forgotten)

    kept, over = lines
    assert (kept["event"], kept["recordings"], kept["bytes"]) == ("recordings_quota_kept", 1, MB)
    assert (over["event"], over["bytes"]) == ("recordings_over_quota", MB)
    assert "call_3" not in str(lines) and STARTED.caller_number not in str(lines)


async def test_quota__postgres_away__nothing_goes_for_calls_may_be_on_hold(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = with_recordings(tmp_path, 1, 2, 3)
    await database.close()

    with pytest.raises(asyncpg.InterfaceError):
        await keep_recordings_quota(database, settings)

    assert left(settings) == {"call_1", "call_2", "call_3"}


async def test_recording__disk_nearly_full__leaves_the_rest_to_journals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_module, "RESERVE_BYTES", 10**18)
    recording = Recording(tmp_path / "recordings", "call_1")
    recording.caller(bytes(16_000), rate_hz=8000)

    assert await recording.close() is None
    assert "journals" in recording.fault
    assert list((tmp_path / "recordings").iterdir()) == []


def test_settings__recordings_to_be_kept_longer_than_calls__are_a_contradiction() -> None:
    with pytest.raises(SettingsError, match="RECORDINGS_MIN_DAYS"):
        load_settings(calls={"retention_days": 5, "recordings_min_days": 6})
