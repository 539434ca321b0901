"""The README's first command, each scenario: real SIP, real speech both ways, a fact in Postgres.

And what leaves the machine while a caller is served on the device: nothing, not even a question for a name.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.demo.scenarios import scenarios
from tests.fakes.shipped import keep_trained

ROOT = Path(__file__).resolve().parents[2]
WATCH = ROOT / "tests" / "fakes" / "network" / "leaving_packets.py"


def _refuses_namespaces() -> bool:
    if shutil.which("unshare") is None or shutil.which("ip") is None or os.geteuid() != 0:
        return True
    return subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode != 0


REFUSES_NAMESPACES = _refuses_namespaces()
with_voice = pytest.mark.skipif(
    importlib.util.find_spec("piper") is None, reason="the piper extra is not installed: uv sync --extra piper"
)
with_namespaces = pytest.mark.skipif(REFUSES_NAMESPACES, reason="network namespaces need root and iproute2")
pytestmark = pytest.mark.timeout(280)


class Home:
    """A home folder in which nothing was run before, and the packets that left the machine of what was run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left: list[str] = []
        self._records: dict[str, dict[str, Any]] = {}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run Python, watched where the machine has network namespaces."""
        (seen := self.folder / "left.json").write_text("[]")
        watch = [] if REFUSES_NAMESPACES else ["unshare", "--net", sys.executable, str(WATCH), str(seen)]
        done = subprocess.run(
            [*watch, sys.executable, *command],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "HOME": str(self.folder), "CALLCENTER_DATA_DIR": str(self.folder / "data")},
            timeout=260,
            check=False,
        )
        self.left += json.loads(seen.read_text())
        return done

    def demo(self, scenario: str) -> dict[str, Any]:
        """Return the record of a scenario, which is played once for all tests that ask."""
        if scenario not in self._records:
            keep_trained(self.folder / "data")
            done = self.run("-m", "callcenter.cli.main", "demo", "--scenario", scenario, "--json")
            assert done.returncode == 0, done.stderr[-3000:]
            assert "[info" not in done.stderr, "what is watched is the conversation"
            self._records[scenario] = json.loads(done.stdout)
        return self._records[scenario]


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    # Short, since Postgres's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="cc-demo-") as folder:
        Path(folder).chmod(0o755)
        yield Home(Path(folder))


@with_voice
@pytest.mark.parametrize(
    ("scenario", "agents", "disposition"),
    [
        ("billing", ["triage", "billing"], "resolved"),
        ("support", ["triage", "support"], "ticket_opened"),
        ("appointments", ["triage", "appointments"], "resolved"),
        ("person", ["triage"], "transferred"),
    ],
)
def test_demo__each_scenario__ends_with_the_wish_as_a_fact(
    home: Home, scenario: str, agents: list[str], disposition: str
) -> None:
    record = home.demo(scenario)

    said = "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in record["turns"])
    assert record["agents"] == agents, said
    assert record["disposition"] == disposition, said
    assert record["termination"]["result"] == "success"
    assert record["fulfilled"] is True, said
    assert record["mos"] > 4
    assert any(turn["interrupted"] for turn in record["turns"] if turn["speaker"] == "agent")
    assert record["response_ms"]["p50"] > 0
    with wave.open(record["recording"]) as recording:
        assert recording.getnchannels() == 2
        assert recording.getnframes() / recording.getframerate() > 3
    assert Path(record["recording"]).stat().st_mode & 0o777 == 0o600


@with_voice
@with_namespaces
def test_demo__on_the_device__sends_nothing_out_and_leaves_no_trace_of_a_maker(home: Home) -> None:
    home.demo("person")

    assert home.left == []
    assert not list(home.folder.rglob("*Microsoft*"))


@with_namespaces
def test_watch__a_program_that_asks_for_a_name_and_connects__is_seen(home: Home) -> None:
    program = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.create_connection(("198.51.100.7", 443), timeout=0.2)
"""

    assert home.run("-c", program).returncode == 0
    assert home.left[0] == "tcp to 198.51.100.7"


def test_scenarios__every_answer_a_caller_may_give__is_among_its_lines() -> None:
    from datetime import date

    for scenario in scenarios(date(2026, 11, 20)).values():
        assert {answer.say for answer in scenario.answers} <= set(scenario.lines())
        assert scenario.answer_to("Something else entirely.") is None


def test_scenarios__a_visit__is_wished_for_a_working_day() -> None:
    from datetime import date

    wish = scenarios(date(2026, 11, 19))["appointments"].opening  # two days on is a Saturday

    assert "Monday" in wish
