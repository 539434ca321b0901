"""What an `agent.yaml` may say. Unknown keys are refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from callcenter.dialog.script import Phrases
from callcenter.domain.language import Language
from callcenter.yaml_file import YamlFile, read_yaml_file

#: A name of an agent or a tool: it becomes part of a function's name.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Template = Annotated[str, StringConstraints(strip_whitespace=True)]

_PHRASES = frozenset(field.name for field in dataclasses.fields(Phrases))


def _only_known_phrases(phrases: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(set(phrases) - _PHRASES):
        raise ValueError(f"unknown phrases: {', '.join(unknown)}; known are {', '.join(sorted(_PHRASES))}")
    return phrases


class Part(BaseModel):
    """A part of an agent's YAML files."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ToolDeclaration(Part):
    """How the agent talks about one of its function tools; see `dialog.script.ToolScript`."""

    name: Name
    topic: Template = ""
    offer: Template = ""
    choose_from: str = ""
    ask: dict[str, Said] = Field(default_factory=dict)
    explain: dict[str, Said] = Field(default_factory=dict)
    confirm: Template = ""
    say: Template = ""
    refusals: dict[str, Said] = Field(default_factory=dict)
    outcome: Literal["step", "look-up", "done", "ticket"] = "look-up"


class SharedTools(Part):
    """The `tools.yaml` beside the agents' folders: what is said of tools that several agents have."""

    tools: list[ToolDeclaration] = Field(default_factory=list)


class HandoffDeclaration(Part):
    """Another agent this one may pass the caller to. `say` is told the caller; `says` has the other languages."""

    agent: Name
    topic: Said
    say: Said
    says: dict[Language, Said] = Field(default_factory=dict)


class ChainsDeclaration(Part):
    """Failover chains of model strings, the preferred first; an empty one says nothing."""

    stt: list[Said] = Field(default_factory=list)
    llm: list[Said] = Field(default_factory=list)
    tts: list[Said] = Field(default_factory=list)


class ModelsDeclaration(ChainsDeclaration):
    """The agent's own models, before those of the settings; `languages` has those of single languages."""

    languages: dict[Language, ChainsDeclaration] = Field(default_factory=dict)


class TranslationDeclaration(Part):
    """What code says for the agent in another language, where it isn't `calls.phrases`'s."""

    person: Template = ""
    goodbye: Template = ""


class AgentDeclaration(Part):
    """One agent.yaml.

    `greeting` is said where the call's language is `language`; `greetings` has the other languages, and
    `greeting_known` is said instead where the calling number belongs to a customer. `voice` is by language, empty
    for the model's own. `keyterms` are words a recogniser should know (product and street names). `translations` has
    the agent's own words in other languages, where code says them.
    """

    name: Name
    description: Said
    greeting: Said
    greeting_known: Template = ""
    greetings: dict[Language, Said] = Field(default_factory=dict)
    instructions: Said
    voice: dict[Language, str] = Field(default_factory=dict)
    language: Language = "en"
    models: ModelsDeclaration = ModelsDeclaration()
    translations: dict[Language, TranslationDeclaration] = Field(default_factory=dict)
    keyterms: list[Said] = Field(default_factory=list)
    handoffs: list[HandoffDeclaration] = Field(default_factory=list)
    tools: list[ToolDeclaration] = Field(default_factory=list)
    phrases: Annotated[dict[str, Said], AfterValidator(_only_known_phrases)] = Field(default_factory=dict)


def read_declaration(path: Path, *, shown_as: str = "") -> YamlFile[AgentDeclaration]:
    """Read one agent.yaml; its faults name the file as `shown_as` (the path itself by default). Never raises."""
    return read_yaml_file(path, AgentDeclaration, shown_as=shown_as, remedy="Give each agent folder an agent.yaml.")


def agent_folders(folder: Path) -> list[Path]:
    """Return the folders of agents in alphabetical order: those that hold an agent.yaml or a tools.py."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if (path / "agent.yaml").is_file() or (path / "tools.py").is_file())


def agent_models(folder: Path) -> list[ModelsDeclaration]:
    """Return the models that a folder's agents name; files with faults, which `load_roster` tells, are left out."""
    files = (read_declaration(path / "agent.yaml") for path in agent_folders(folder))
    return [file.content.models for file in files if file.content is not None]
