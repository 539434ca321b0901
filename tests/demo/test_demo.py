"""The README's first command, each scenario: real SIP, real speech both ways, a fact in Postgres."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.demo.scenarios import scenarios
from tests.fakes.shipped import keep_trained

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("piper") is None, reason="the extra piper is not installed: uv sync --extra piper"
    ),
    pytest.mark.timeout(280),
]


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    # Short, since Postgres's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="cc-demo-") as folder:
        Path(folder).chmod(0o755)
        keep_trained(Path(folder))
        yield Path(folder)


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
    data_dir: Path, scenario: str, agents: list[str], disposition: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "callcenter.cli.main", "demo", "--scenario", scenario, "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "CALLCENTER_DATA_DIR": str(data_dir)},
        timeout=260,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert "[info" not in done.stderr, "what is watched is the conversation"
    record = json.loads(done.stdout)
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


def test_scenarios__every_answer_a_caller_may_give__is_among_its_lines() -> None:
    from datetime import date

    for scenario in scenarios(date(2026, 11, 20)).values():
        assert {answer.say for answer in scenario.answers} <= set(scenario.lines())
        assert scenario.answer_to("Something else entirely.") is None


def test_scenarios__a_visit__is_wished_for_a_working_day() -> None:
    from datetime import date

    wish = scenarios(date(2026, 11, 19))["appointments"].opening  # two days on is a Saturday

    assert "Monday" in wish
