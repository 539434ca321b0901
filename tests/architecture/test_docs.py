"""Docs that must not drift from the code."""

import dataclasses
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from pydantic import BaseModel

from callcenter.agents.declaration import AgentDeclaration
from callcenter.cli import main
from callcenter.dialog.script import Phrases
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.disposition import Disposition
from callcenter.settings import Settings

ROOT = Path(__file__).parents[2]


def variables(model: type[BaseModel], prefix: str) -> list[str]:
    found: list[str] = []
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += variables(kind, f"{prefix}{name.upper()}__")
        elif field.validation_alias is not None:
            found.append(str(field.validation_alias.choices[-1]))  # type: ignore[union-attr]
        else:
            found.append(f"{prefix}{name.upper()}")
    return found


@pytest.mark.parametrize("variable", variables(Settings, "CALLCENTER_"))
def test_setting__is_in_the_settings_page(variable: str) -> None:
    assert f"`{variable}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_readme__names_every_verb() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    main.load_verbs()
    verbs = typer.main.get_command(main.app).commands  # type: ignore[attr-defined]

    missing = [verb for verb in verbs if not re.search(rf"`(callcenter )?{verb}\b|callcenter {verb}\b", readme)]

    assert not missing


def test_glossary__has_every_disposition() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

    assert all(str(disposition) in glossary for disposition in Disposition)


def test_glossary__has_every_dialog_act() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    row = next(line for line in glossary.splitlines() if line.startswith("| **dialog act**"))

    assert re.findall(r"`([a-z-]+)`", row) == [act.value for act in Act]


def keys(annotation: Any) -> set[str]:
    """Return the keys of the models within a type, and of those within them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        own = annotation.model_fields
        return set(own).union(*(keys(field.annotation) for field in own.values()))
    return set().union(*(keys(part) for part in get_args(annotation)))


@pytest.mark.parametrize("key", sorted(keys(AgentDeclaration) | {field.name for field in dataclasses.fields(Phrases)}))
def test_key_of_agent_yaml__is_in_its_table(key: str) -> None:
    page = (ROOT / "docs" / "adding-an-agent.md").read_text(encoding="utf-8")
    table = page.partition("## Every key of agent.yaml")[2].partition("\n## ")[0]

    assert f"`{key}`" in table


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_page__its_links__lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}, which is not there"
