"""docs/adding-an-agent.md, followed from nothing: a fifth agent in a folder of one's own, with a table of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter.store.pool import open_connection

Run = Callable[..., subprocess.CompletedProcess[str]]
#: Longest that one command may take on a loaded machine.
COMMAND_S = 120


@pytest.fixture
def run(sample_url: str, tmp_path: Path) -> Run:
    """Run a command as its own process, with the sample's database and the folder of one's own agents."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "DATABASE_URL": sample_url,
        "CALLCENTER_AGENTS_DIR": str(tmp_path / "agents"),
        "CALLCENTER_DATA_DIR": str(tmp_path / "data"),
        "CALLCENTER_SAMPLE_DATA": "off",
    }

    def command(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "callcenter.cli.main", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
        )
        assert done.returncode == expect, done.stderr
        return done

    return command


def talk(run: Run, folder: Path, *lines: str) -> dict[str, object]:
    script = folder / "script.jsonl"
    script.write_text(json.dumps({"id": "1", "lines": lines}) + "\n")
    (record,) = json.loads(f"[{','.join(run('talk', '--script', str(script), '--json').stdout.splitlines())}]")
    return record


async def test_own_agent__by_the_page_from_nothing__is_routed_to_and_writes_to_its_table(
    run: Run,
    tmp_path: Path,
    sample_url: str,
) -> None:
    run("agents", "new", "moving", "--about", "moving house")
    found = run("agents", "validate", "--database", "--json")
    record = talk(
        run,
        tmp_path,
        "it's about moving house",
        "take the line along to the new flat",
        "yes please",
        "that's all, bye",
    )

    assert json.loads(found.stdout) == []
    assert record["agents"] == ["triage", "moving"]
    assert record["disposition"] == "resolved"
    async with open_connection(sample_url) as connection:
        assert [dict(row) for row in await connection.fetch("SELECT wish, state FROM moving_request")] == [
            {"wish": "take the line along to the new flat", "state": "open"}
        ]


def test_own_agent__mistake_in_each_file__is_found_at_its_line_in_one_pass(run: Run, tmp_path: Path) -> None:
    run("agents", "new", "moving")
    folder = tmp_path / "agents" / "moving"
    planted = {
        "agent.yaml": ("      bad-number:", "      bad-numbr:"),
        "tools.py": ("        wish: What they want, in their own words, in one sentence.\n", "        (nothing)\n"),
        "queries.sql": ("FROM moving_request", "FROM moving_requests"),
        "examples.yaml": ("  check_moving:", "  chek_moving:"),
    }
    lines: dict[str, int] = {}
    for name, (old, new) in planted.items():
        text = (folder / name).read_text()
        assert old in text
        lines[name] = text[: text.index(old)].count("\n") + 1
        (folder / name).write_text(text.replace(old, new, 1))
    # An argument nobody explains is told where the tool is declared.
    del lines["tools.py"]

    faults = json.loads(run("agents", "validate", "--database", "--json", expect=1).stdout)

    at = {(Path(fault["file"]).name, fault["line"]) for fault in faults if not fault["is_warning"]}
    assert at >= set(lines.items())
    assert any("doesn't say in its docstring what 'wish' is" in fault["what"] for fault in faults)
