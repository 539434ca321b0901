"""`calls recording` and `calls expire`, with recordings on the disk and in the storage."""

import asyncio
from pathlib import Path

import pytest

from callcenter.errors import CallcenterError, SettingsError
from tests.cli.calls.test_calls import log_calls, run
from tests.fakes.servers.s3 import s3_server


@pytest.fixture
def folder(fresh_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    asyncio.run(log_calls(fresh_url))
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    monkeypatch.setenv("CALLCENTER_DATA_DIR", str(tmp_path))
    (tmp_path / "recordings").mkdir()
    return tmp_path


def test_recording__on_the_disk__is_copied_for_its_owner_only(folder: Path) -> None:
    (folder / "recordings" / "x.wav").write_bytes(b"both sides")

    result = run("recording", "call_a1", "-o", str(folder / "a.wav"))

    assert result.exit_code == 0, result.output
    assert (folder / "a.wav").read_bytes() == b"both sides"
    assert (folder / "a.wav").stat().st_mode & 0o777 == 0o600


def test_recording__nowhere__says_so_and_leaves_no_file(folder: Path) -> None:
    result = run("recording", "call_a1", "-o", str(folder / "a.wav"))

    assert isinstance(result.exception, CallcenterError) and "neither" in result.exception.what
    assert not list(folder.glob("*a.wav*"))


def test_recording_in_the_storage__is_named_by_show__got_back__and_erased_with_its_call(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with s3_server() as s3:
        for key, value in s3.storage.items():
            monkeypatch.setenv(f"CALLCENTER_STORAGE__{key.upper()}", value)
        s3.put("recordings/call_a1.wav", b"both sides")
        s3.put("recordings/call_b1.wav", b"another's")

        assert "callcenter calls recording call_a1" in run("show", "call_a1").stdout
        assert run("recording", "call_a1", "-o", str(folder / "a.wav")).exit_code == 0
        assert (folder / "a.wav").read_bytes() == b"both sides"

        result = run("erase", "call_a1", "--yes")
        assert "1 call, 1 recording" in result.stderr
        assert s3.names() == {"recordings/call_b1.wav"}

        monkeypatch.setenv("CALLCENTER_CALLS__RETENTION_DAYS", "1")
        assert "Erased 2 calls, 1 recording" in run("expire").stderr
        assert s3.names() == set()


def test_expire__without_a_retention__says_what_to_set(folder: Path) -> None:
    assert isinstance(run("expire").exception, SettingsError)
