"""What killed processes leave behind: temporary folders, and calls nobody counted."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from callcenter.telephony.embedded.process.scratch import make_scratch, note_worker, sweep
from callcenter.telephony.embedded.process.serve_tally import ServeTally


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def gone() -> int:
    """Return the id of a process that was and is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_sweep__parent_and_worker_gone__removes_the_folder_and_all_in_it(temporary: Path) -> None:
    left = temporary / f"callcenter-{gone()}-abc"
    (left / "baresip-1").mkdir(parents=True)
    note_worker(str(left), gone())

    assert sweep() == 1
    assert not left.exists()


def test_sweep__worker_that_outlives_its_parent__keeps_its_folder(temporary: Path) -> None:
    left = temporary / f"callcenter-{gone()}-abc"
    left.mkdir()
    note_worker(str(left), os.getpid())

    assert sweep() == 0
    assert left.exists()


def test_sweep__folders_in_use_or_of_others__stay(temporary: Path) -> None:
    used = Path(make_scratch())
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (temporary / f"callcenter-{gone()}-link").symlink_to(elsewhere)
    for name in ("callcenter-bench-abc", "callcenter-notes", "callcenter-"):
        (temporary / name).mkdir()

    assert sweep() == 0
    assert used.is_dir() and elsewhere.is_dir()


def test_tally__of_a_parent_that_was_killed__counts_its_running_calls_as_lost(tmp_path: Path) -> None:
    before = ServeTally.load(tmp_path / "tally.json")
    before.count("leak")
    for call_id in ("one", "two", "three"):
        before.began(call_id)
    before.ended("two")

    after = ServeTally.load(tmp_path / "tally.json")

    assert (dict(after.replaced), after.lost_calls) == ({"leak": 1, "crash": 1}, 2)
    after.save()
    assert ServeTally.load(tmp_path / "tally.json").lost_calls == 2


def test_tally__worker_lost__counts_its_calls_once(tmp_path: Path) -> None:
    tally = ServeTally.load(tmp_path / "tally.json")
    tally.began("one")
    tally.count("crash", ["one"])

    assert ServeTally.load(tmp_path / "tally.json").lost_calls == 1


@pytest.mark.parametrize("text", ["", "[]", "{", '{"replaced": 1}', '{"replaced": {}, "lost_calls": "x", "open": []}'])
def test_tally__unreadable__counts_from_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "tally.json").write_text(text)

    assert ServeTally.load(tmp_path / "tally.json").lost_calls == 0
