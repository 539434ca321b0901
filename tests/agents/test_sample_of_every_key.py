"""docs/examples/every-key/agents: an agent that is in order; it and the shipped ones show every key of agent.yaml."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from callcenter.agents.declaration import AgentDeclaration
from callcenter.agents.roster import load_roster
from callcenter.dialog.script import Phrases
from callcenter.settings import REPOSITORY, Settings
from tests.architecture.test_docs import keys

SAMPLE = REPOSITORY / "docs" / "examples" / "every-key" / "agents"
KEYS = keys(AgentDeclaration) | {field.name for field in dataclasses.fields(Phrases)}


def used(data: Any) -> set[str]:
    """Return every key within YAML data."""
    if isinstance(data, list):
        return set().union(*map(used, data))
    return set(data).union(*map(used, data.values())) if isinstance(data, dict) else set()


@pytest.fixture(scope="module")
def shown() -> set[str]:
    files = [*SAMPLE.glob("*/agent.yaml"), *Settings().agents_dir.glob("*/agent.yaml")]
    return set().union(*(used(YAML(typ="safe").load(file)) for file in files))


@pytest.mark.parametrize("key", sorted(KEYS))
def test_key_of_agent_yaml__is_shown_in_a_sample(key: str, shown: set[str]) -> None:
    assert key in shown


def test_sample__beside_the_shipped_agents__is_in_order(tmp_path: Path) -> None:
    shutil.copytree(Settings().agents_dir, tmp_path / "agents")
    shutil.copytree(SAMPLE, tmp_path / "agents", dirs_exist_ok=True)

    roster = load_roster(tmp_path / "agents")

    assert "reception" in roster.names
    # It is a sample of keys: no triage hands off to it.
    assert ["rule for it" in fault.remedy for fault in roster.warnings] == [True]
