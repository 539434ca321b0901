"""What an `agent.yaml` may say. Unknown keys are refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from callcenter.dialog.script import Phrases
from callcenter.domain.language import Language
from callcenter.domain.tool_answer import Outcome
from callcenter.settings.setting_values import Destination
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


class FilePart(BaseModel):
    """A part of an agent's YAML files."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ToolDeclaration(FilePart):
    """How the agent talks about one of its function tools; see `dialog.script.ToolScript`."""

    name: Name = Field(
        description="The function in tools.py. One that tools.yaml has needs nothing more; a key given here wins."
    )
    topic: Template = Field(default="", description='Completes "Is it about ...?".')
    offer: Template = Field(default="", description="The question by which another tool's answer offers this one.")
    choose_from: str = Field(
        default="", description="The tool that lists what there is, for a caller who leaves the choice to us."
    )
    ask: dict[str, Said] = Field(default_factory=dict, description="The question for each parameter.")
    explain: dict[str, Said] = Field(
        default_factory=dict, description="What is meant by a parameter, for a caller who asks."
    )
    confirm: Template = Field(
        default="",
        description="Of a tool that writes: what it proposes, all numbers and days, and a yes-or-no question.",
    )
    say: Template = Field(
        default="", description="What is said of the result (Jinja; filters such as money, date, digits)."
    )
    refusals: dict[str, Said] = Field(
        default_factory=dict, description="What is said for each code the tool can refuse with; default for the others."
    )
    outcome: Literal[Outcome.STEP, Outcome.LOOK_UP, Outcome.DONE, Outcome.TICKET] = Field(
        default=Outcome.LOOK_UP,
        description="What success means for the caller's wish: step (nothing by itself), look-up, done, ticket.",
    )


class HandoffDeclaration(FilePart):
    """Another agent this one may pass the caller to. `say` is told the caller; `says` has the other languages."""

    agent: Name = Field(description="The other agent's name.")
    topic: Said = Field(description='Completes "Is it about ...?".')
    say: Said = Field(description="What the caller is told, in the agent's language.")
    says: dict[Language, Said] = Field(default_factory=dict, description="That in other languages.")


class ChainsDeclaration(FilePart):
    """Failover chains of model strings, the preferred first; an empty one says nothing."""

    stt: list[Said] = Field(
        default_factory=list, description="Recognisers, the preferred first, such as deepgram/nova-3."
    )
    llm: list[Said] = Field(
        default_factory=list, description="Language models, the preferred first; local/dialog needs none."
    )
    tts: list[Said] = Field(default_factory=list, description="Voices, the preferred first, such as local/piper.")


class ModelsDeclaration(ChainsDeclaration):
    """The agent's own models, before those of the settings; `languages` has those of single languages."""

    languages: dict[Language, ChainsDeclaration] = Field(
        default_factory=dict, description="The same for single languages, if they differ."
    )


class TranslationDeclaration(FilePart):
    """What code says for the agent in another language, if it isn't `calls.phrases`'s."""

    person: Template = Field(default="", description="Said when a person is called.")
    goodbye: Template = Field(default="", description="Said before hanging up.")


class AgentDeclaration(FilePart):
    """One agent.yaml.

    `greeting` is said if the call's language is `language`; `greetings` has the other languages, and
    `greeting_known` is said instead if the calling number belongs to a customer. `voice` is by language, empty
    for the model's own. `keyterms` are words a recogniser should know (product and street names). `translations` has
    the agent's own words in other languages, if code says them.
    """

    name: Name = Field(description="The agent's name, which its folder has too: small letters, digits, _.")
    description: Said = Field(description="What it is for; other agents read it.")
    greeting: Said = Field(description="What it says first, in its language.")
    greeting_known: Template = Field(default="", description="Said instead if the calling number is a customer's.")
    greetings: dict[Language, Said] = Field(default_factory=dict, description="Greetings in the other languages.")
    instructions: Said = Field(description="What a language model is told; the house rules are added.")
    voice: dict[Language, str] = Field(
        default_factory=dict, description="A voice for each language; empty is the model's own."
    )
    language: Language = Field(default="en", description="The language it begins in.")
    models: ModelsDeclaration = Field(
        default=ModelsDeclaration(), description="Its own failover chains of models, before those of the settings."
    )
    translations: dict[Language, TranslationDeclaration] = Field(
        default_factory=dict, description="What code says for it in other languages, instead of ours."
    )
    person: Destination | None = Field(
        default=None, description="SIP URI or number of its person for transfers; a rule's comes first."
    )
    keyterms: list[Said] = Field(
        default_factory=list, description="Words that a recogniser wouldn't know: product and street names."
    )
    handoffs: list[HandoffDeclaration] = Field(
        default_factory=list,
        description="Agents it passes the caller to. What callers say for them is in examples.yaml.",
    )
    tools: list[ToolDeclaration] = Field(default_factory=list, description="Its function tools.")
    phrases: Annotated[dict[str, Said], AfterValidator(_only_known_phrases)] = Field(
        default_factory=dict, description="The dialog engine's fixed phrases, by name."
    )


def agent_schema() -> dict[str, Any]:
    """Return the JSON schema of agent.yaml, with what each key is; editors check and complete by it."""
    schema = AgentDeclaration.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "agent.yaml"}


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
