"""The agents are read once, where jobs are forked from: by import of one module there, and not by any job."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from callcenter import runtime
from callcenter.agents.roster import READ_AHEAD, load_roster
from callcenter.agents.toolkit.recorded_tool import recorded_tool
from callcenter.errors import DeclarationError
from callcenter.models import ready_tools
from callcenter.settings import load_settings
from callcenter.telephony.livekit.job.rosters import read_rosters
from callcenter.telephony.livekit.worker.worker import PRELOADED


@pytest.fixture(autouse=True)
def nothing_read() -> Iterator[None]:
    before = dict(READ_AHEAD)
    READ_AHEAD.clear()
    yield
    READ_AHEAD.clear()
    READ_AHEAD.update(before)


async def test_agents_read_before_the_fork__are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read_rosters()
    settings = load_settings()
    (known,) = READ_AHEAD.values()
    assert set(READ_AHEAD) == {settings.agents_dir}

    def read_again(folder: Path) -> None:
        raise AssertionError("The agents were read again.")

    monkeypatch.setattr(runtime, "load_roster_beside", read_again)
    # A hosted language model: there is nothing to train.
    hosted = load_settings(groq_api_key="key", models={"llm": ["groq/llama-3.3-70b-versatile"]})
    loaded = await runtime.load(hosted, speech=False)

    assert loaded.roster is known


def test_agents_read_before_the_fork__tools_of_a_call__have_their_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready_tools, "READY", {})
    read_rosters()
    (roster,) = READ_AHEAD.values()
    triage, call = roster.agents["triage"], SimpleNamespace(settings=load_settings())
    scripts: dict[str, Any] = {script.name: script for script in triage.script.tools}
    tools = [
        recorded_tool(tool, agent="triage", script=scripts[name], call=call)  # type: ignore[arg-type]
        for name, tool in triage.tools.items()
    ]

    def again(*_: object, **__: object) -> None:
        raise AssertionError("A schema was built again.")

    monkeypatch.setattr(ready_tools, "build_legacy_openai_schema", again)
    monkeypatch.setattr(ready_tools, "build_strict_openai_schema", again)

    assert tools
    for strict in (False, True):
        assert len(ready_tools.with_ready_schemas(tools, strict=strict)) == len(tools)


def test_agents_with_faults__are_left_to_whoever_needs_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CALLCENTER_AGENTS_DIR", str(tmp_path))
    with pytest.raises(DeclarationError):
        load_roster(tmp_path)

    read_rosters()

    assert not READ_AHEAD


def test_worker__has_them_read_there_and_is_not_slowed_itself() -> None:
    assert "callcenter.telephony.livekit.job.preloaded" in PRELOADED
    assert "callcenter.telephony.livekit.job.preloaded" not in sys.modules
