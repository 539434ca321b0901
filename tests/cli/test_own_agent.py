"""docs/adding-an-agent.md, followed from nothing: a fifth agent in a folder of one's own, with a table of its own."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from callcenter.store.pool import open_connection
from tests.fakes.command_line import run_command

Run = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all tests: the engine is trained once for those whose agents are the same."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def run(sample_url: str, tmp_path: Path, data_dir: Path) -> Run:
    """Run a command as its own process, with the sample's database and the folder of one's own agents."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "DATABASE_URL": sample_url,
        "CALLCENTER_AGENTS_DIR": str(tmp_path / "agents"),
        "CALLCENTER_DATA_DIR": str(data_dir),
        "CALLCENTER_SAMPLE_DATA": "off",
    }

    def command(*arguments: str, expect: int = 0) -> CompletedProcess[str]:
        done = run_command(list(arguments), environment, folder=tmp_path)
        assert done.returncode == expect, done.stderr
        return done

    return command


def talk(run: Run, folder: Path, *lines: str, agent: str = "triage") -> dict[str, object]:
    script = folder / "script.jsonl"
    script.write_text(json.dumps({"id": "1", "lines": lines}) + "\n")
    printed = run("talk", "--agent", agent, "--script", str(script), "--json").stdout
    (record,) = map(json.loads, printed.splitlines())
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


def test_own_agent__called_directly__hears_the_first_words_as_a_wish(run: Run, tmp_path: Path) -> None:
    run("agents", "new", "moving", "--about", "moving house")

    record = talk(run, tmp_path, "how far is my request", "one zero zero zero zero one", "bye", agent="moving")

    tools = record["tool_calls"]
    assert isinstance(tools, list)
    assert [use["tool"] for use in tools][:1] == ["check_moving"]


def test_own_agent__the_pages_tool_added_as_written__is_in_order_and_answers(run: Run, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "adding-an-agent.md").read_text()
    section = page[page.index("## A tool") : page.index("## What a parameter can be")]
    sql, python, yaml, *_ = re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)
    migration, queries = re.split(r"-- queries\.sql.*\n", sql)
    tool, examples = re.split(r"# examples\.yaml.*\n", yaml)
    run("agents", "new", "moving")
    folder = tmp_path / "agents" / "moving"

    (folder / "migrations" / "0002_cover.sql").write_text(migration)
    _write(folder / "queries.sql", f"\n{queries}")
    _write(folder / "tools.py", f"\n\n{python}")
    _write(folder / "agent.yaml", tool, before="  # Described in tools.yaml")
    _write(folder / "examples.yaml", examples, before="none:")
    found = run("agents", "validate", "--database", "--json")
    record = talk(run, tmp_path, "when does the guarantee run out", "4 0 0 1 7 7 2 3", "bye", agent="moving")

    assert json.loads(found.stdout) == []
    assert any("covered until" in str(turn["text"]) for turn in record["turns"])  # type: ignore[attr-defined]
    assert record["disposition"] == "resolved"


def _write(file: Path, text: str, *, before: str = "") -> None:
    """Add a text to a file: at its end, or before a line."""
    whole = file.read_text()
    at = whole.index(before) if before else len(whole)
    file.write_text(f"{whole[:at]}{text}{whole[at:]}")


def test_own_agent__greeting_that_asks_what_a_tool_asks__is_a_fault_at_the_question(run: Run, tmp_path: Path) -> None:
    run("agents", "new", "moving")
    file = tmp_path / "agents" / "moving" / "agent.yaml"
    text = file.read_text()
    file.write_text(text.replace("what should I write down?", "what can we do for you?", 1))

    (fault,) = json.loads(run("agents", "validate", "--json", expect=1).stdout)

    assert "greeting sounds like the question" in fault["what"]
    assert fault["line"] == text[: text.index("what should I write down?")].count("\n") + 1


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
