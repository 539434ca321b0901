"""`callcenter agents new`: a folder that validates and is routed to, whatever triage's files look like."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from callcenter.agents.declaration import agent_folders, agent_schema
from callcenter.agents.new_agent import write_agent
from callcenter.agents.roster import load_roster
from callcenter.cli.main import app, load_verbs
from callcenter.errors import SettingsError
from callcenter.settings import Settings

load_verbs()
SHIPPED = Settings.model_fields["agents_dir"].default


def test_new_agent__in_a_new_folder__comes_with_the_shipped_ones_and_validates(tmp_path: Path) -> None:
    root = tmp_path / "agents"

    written = write_agent("moving", root=root, about="moving house")
    roster = load_roster(root)

    assert written.copied == ("appointments", "billing", "support", "triage")
    assert set(roster.names) == {*written.copied, "moving"}
    assert roster.warnings == ()
    assert written.is_routed
    assert {"leave_message", "add_to_ticket", "open_ticket"} <= set(roster.agents["moving"].tools)
    assert "moving" in {handoff.agent for handoff in roster.agents["triage"].declaration.handoffs}
    assert len(roster.agents["triage"].examples.handoffs["moving"]) >= 20


def test_new_agent__triages_files__get_lines_and_lose_none(tmp_path: Path) -> None:
    write_agent("moving", root=tmp_path / "agents")

    for name in ("agent.yaml", "examples.yaml"):
        before = (SHIPPED / "triage" / name).read_text().splitlines()
        after = (tmp_path / "agents" / "triage" / name).read_text().splitlines()
        changes = [line for line in difflib.ndiff(before, after) if line[0] in "-+"]
        assert changes
        assert not [line for line in changes if line.startswith("-")]


@pytest.mark.parametrize(
    "handoffs",
    [
        "handoffs: []\n",
        "handoffs: []  # none yet\nlanguage: en\n",
        "",
        "handoffs:\n- agent: tea\n  topic: tea\n  say: Tea.\n",
        "handoffs:\n    # with a comment\n    - agent: tea\n      topic: tea\n      say: Tea.\nlanguage: en\n",
    ],
)
def test_new_agent__handoffs_written_in_any_way__get_one_more(tmp_path: Path, handoffs: str) -> None:
    for agent, extra in (("triage", handoffs), ("tea", "")):
        (tmp_path / agent).mkdir()
        text = f"name: {agent}\ndescription: D.\ngreeting: Hi.\ninstructions: I.\n{extra}"
        (tmp_path / agent / "agent.yaml").write_text(text)
        (tmp_path / agent / "tools.py").write_text("")
    (tmp_path / "triage" / "examples.yaml").write_text("none: [it's a long story]\n")

    written = write_agent("moving", root=tmp_path)

    handed = YAML(typ="safe").load((tmp_path / "triage" / "agent.yaml").read_text())["handoffs"]
    assert written.copied == ()
    assert handed[0]["agent"] == "moving"
    assert len(handed) == (2 if "tea" in handoffs else 1)


def test_new_agent__not_routed__says_the_lines_and_writes_none(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["agents", "new", "moving", "--in", str(tmp_path / "a"), "--no-route", "--json"])

    told = json.loads(result.stdout)
    assert "- agent: moving" in told["route"][str(tmp_path / "a" / "triage" / "agent.yaml")]
    assert not told["is_routed"]
    assert "moving" not in (tmp_path / "a" / "triage" / "agent.yaml").read_text()


@pytest.mark.parametrize(("name", "about"), [("My-Agent", ""), ("1a", ""), ("triage", ""), ("tea", 'say "hi"')])
def test_new_agent__name_or_words_that_cannot_be__are_refused(tmp_path: Path, name: str, about: str) -> None:
    write_agent("moving", root=tmp_path)

    with pytest.raises(SettingsError):
        write_agent(name, root=tmp_path, about=about)


@pytest.mark.parametrize("about", ["- 1", "1", "? x", "* all", "[a]", "x: y", "a #1", ".", "-"])
def test_new_agent__words_that_yaml_reads_otherwise__are_refused(tmp_path: Path, about: str) -> None:
    with pytest.raises(SettingsError, match="--about"):
        write_agent("tea", root=tmp_path, about=about)


@pytest.mark.parametrize("about", ["true", "null", "5G & fiber", "no service (outages)", "einen Umzug, größer"])
def test_new_agent__words_that_are_hardly_any__are_said_as_they_stand(tmp_path: Path, about: str) -> None:
    write_agent("tea", root=tmp_path, about=about)

    triage = load_roster(tmp_path).agents["triage"]
    assert triage.declaration.handoffs[0].topic == about
    assert about in triage.examples.handoffs["tea"]


def test_new_agent__named_as_a_shipped_one__is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'billing' is the name of a shipped agent"):
        write_agent("billing", root=tmp_path / "agents")

    assert not (tmp_path / "agents").exists()


def test_new_agent__no_folder_of_ones_own__asks_for_one() -> None:
    result = CliRunner().invoke(app, ["agents", "new", "moving"])

    assert isinstance(result.exception, SettingsError)
    assert "--in FOLDER" in str(result.exception)
    assert "moving" not in {folder.name for folder in agent_folders(SHIPPED)}


def test_agent_schema__every_key__is_described() -> None:
    schema = agent_schema()
    parts = [schema, *schema["$defs"].values()]
    undescribed = [
        name for part in parts for name, key in part.get("properties", {}).items() if not key.get("description")
    ]

    assert len([name for part in parts for name in part.get("properties", {})]) > 30
    assert undescribed == []


@pytest.mark.parametrize("folder", agent_folders(SHIPPED), ids=lambda folder: folder.name)
def test_agent_schema__shipped_agent__fits(folder: Path) -> None:
    jsonschema.validate(YAML(typ="safe").load((folder / "agent.yaml").read_text()), agent_schema())


def test_agents_schema__asked_for__is_printed() -> None:
    printed = json.loads(CliRunner().invoke(app, ["agents", "schema"]).stdout)

    assert printed == agent_schema()
