"""`callcenter agents`."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from callcenter.cli.main import app, load_verbs

load_verbs()
runner = CliRunner()


def test_agents_list__json__has_tools_and_handoffs() -> None:
    result = runner.invoke(app, ["agents", "list", "--json"])

    assert result.exit_code == 0
    rows = {row["name"]: row for row in json.loads(result.stdout)}
    assert set(rows) == {"triage", "billing", "support", "appointments"}
    assert set(rows["triage"]["handoffs"]) == {"billing", "support", "appointments"}
    assert "book_appointment" in rows["appointments"]["tools"]


def test_agents_validate__shipped_agents__exits_0() -> None:
    result = runner.invoke(app, ["agents", "validate", "--json"])

    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_agents_validate__faults__exits_1_with_each_at_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "agent.yaml").write_text("name: desk\ncolour: blue\n")

    result = runner.invoke(app, ["agents", "validate", "--agents-dir", str(tmp_path), "--json"])

    faults = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {"unknown key 'colour'.", "description is missing.", "is missing."} <= {fault["what"] for fault in faults}
    assert {fault["line"] for fault in faults if "colour" in fault["what"]} == {2}


def test_agents_validate__migration_of_no_number__is_a_fault_among_the_others(tmp_path: Path, fresh_url: str) -> None:
    folder = tmp_path / "desk"
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations" / "first.sql").write_text("")
    (folder / "agent.yaml").write_text("\tname: desk\n")
    (folder / "tools.py").write_text("")

    environment = {"DATABASE_URL": fresh_url}
    done = runner.invoke(app, ["agents", "validate", "--json", "--agents-dir", str(tmp_path)], env=environment)

    told = {fault["what"]: fault["remedy"] for fault in json.loads(done.stdout)}
    assert "Not a migration's name: desk/first.sql." in told
    assert "Indent with spaces, not with tabs." in told.values()
