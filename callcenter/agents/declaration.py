"""What an `agent.yaml` may say, and where in the file each part of it stands.

Unknown keys are refused. Every fault carries its file and line; all of a file's faults are found at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from callcenter.dialog.script import Phrases
from callcenter.domain.language import Language
from callcenter.errors import Fault

#: A name of an agent or a tool: it becomes part of a function's name.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Template = Annotated[str, StringConstraints(strip_whitespace=True)]

_PHRASES = frozenset(field.name for field in dataclasses.fields(Phrases))


def _only_known_phrases(phrases: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(set(phrases) - _PHRASES):
        raise ValueError(f"unknown phrases: {', '.join(unknown)}; known are {', '.join(sorted(_PHRASES))}")
    return phrases


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ToolDeclaration(_Part):
    """How the agent talks about one of its function tools; see `dialog.script.ToolScript`."""

    name: Name
    topic: Template = ""
    examples: list[Said] = Field(default_factory=list)
    offer: Template = ""
    ask: dict[str, Said] = Field(default_factory=dict)
    confirm: Template = ""
    say: Template = ""
    refusals: dict[str, Said] = Field(default_factory=dict)


class HandoffDeclaration(_Part):
    """Another agent this one may pass the caller to. `say` is told the caller; `says` has the other languages."""

    agent: Name
    topic: Said
    examples: list[Said] = Field(default_factory=list)
    say: Said
    says: dict[Language, Said] = Field(default_factory=dict)


class ChainsDeclaration(_Part):
    """Failover chains of model strings, the preferred first; an empty one says nothing."""

    stt: list[Said] = Field(default_factory=list)
    llm: list[Said] = Field(default_factory=list)
    tts: list[Said] = Field(default_factory=list)


class ModelsDeclaration(ChainsDeclaration):
    """The agent's own models, before those of the settings; `languages` has those of single languages."""

    languages: dict[Language, ChainsDeclaration] = Field(default_factory=dict)


class TranslationDeclaration(_Part):
    """What code says for the agent in another language, where it isn't `calls.phrases`'s."""

    person: Template = ""
    goodbye: Template = ""


class AgentDeclaration(_Part):
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
    none_examples: list[Said] = Field(default_factory=list)


Location = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the parts of one YAML file stand."""

    file: str
    root: Any

    def line(self, *location: str | int) -> int:
        """Return the line (from 1) of the part at this path of keys and indexes, or of its nearest parent."""
        node, line = self.root, 1
        for step in location:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        return line

    def fault(self, what: str, *location: str | int, remedy: str = "", is_warning: bool = False) -> Fault:
        """Return a fault of the part at this path."""
        return Fault(
            file=self.file,
            line=self.line(*location),
            what=what,
            remedy=remedy,
            field=".".join(str(step) for step in location),
            is_warning=is_warning,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationFile:
    """What was read of one agent.yaml. `declaration` is None where `faults` kept it from being read."""

    declaration: AgentDeclaration | None
    positions: Positions
    faults: tuple[Fault, ...]


def read_declaration(path: Path, *, shown_as: str = "") -> DeclarationFile:
    """Read one agent.yaml; its faults name the file as `shown_as` (the path itself by default). Never raises."""
    name = shown_as or str(path)
    try:
        root = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        what = f"can't be read ({getattr(error, 'strerror', None) or 'not UTF-8'})."
        return _unreadable(name, Fault(file=name, line=0, what=what, remedy="Give each agent folder an agent.yaml."))
    except YAMLError as error:
        return _unreadable(name, _yaml_fault(name, error))
    positions = Positions(name, root)
    if not isinstance(root, CommentedMap):
        return _unreadable(name, Fault(file=name, line=1, what="is not a mapping of keys to values."))
    try:
        declaration = AgentDeclaration.model_validate(_plain(root))
    except ValidationError as error:
        faults = tuple(_pydantic_fault(positions, dict(fault)) for fault in error.errors(include_url=False))
        return DeclarationFile(declaration=None, positions=positions, faults=faults)
    return DeclarationFile(declaration=declaration, positions=positions, faults=())


def agent_folders(folder: Path) -> list[Path]:
    """Return the folders of agents in alphabetical order: those that hold an agent.yaml or a tools.py."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if (path / "agent.yaml").is_file() or (path / "tools.py").is_file())


def agent_models(folder: Path) -> list[ModelsDeclaration]:
    """Return the models that a folder's agents name; files with faults, which `load_roster` tells, are left out."""
    files = (read_declaration(path / "agent.yaml") for path in agent_folders(folder))
    return [file.declaration.models for file in files if file.declaration is not None]


def _unreadable(name: str, fault: Fault) -> DeclarationFile:
    return DeclarationFile(declaration=None, positions=Positions(name, None), faults=(fault,))


def _plain(node: Any) -> Any:
    """Return ruamel's node as dicts, lists and plain strings; pydantic's strict mode takes no subclasses."""
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, str) else node


def _yaml_fault(name: str, error: YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or "not YAML"
    first = str(problem).strip().splitlines()[0]
    return Fault(file=name, line=mark.line + 1 if mark else 1, what=f"is not YAML: {first}.", remedy="")


def _pydantic_fault(positions: Positions, fault: dict[str, Any]) -> Fault:
    location = tuple(step for step in fault["loc"] if step != "[key]")
    field = ".".join(str(step) for step in location) or "the file"
    kind = fault["type"]
    if kind == "extra_forbidden":
        return positions.fault(f"unknown key {location[-1]!r}.", *location, remedy="Remove it or correct its spelling.")
    if kind == "missing":
        return positions.fault(f"{field} is missing.", *location, remedy="Add it.")
    if kind == "string_pattern_mismatch":
        what = f"{field} must be lower-case letters, digits and underscores, beginning with a letter."
        return positions.fault(what, *location)
    message = str(fault["msg"]).removeprefix("Value error, ")
    return positions.fault(f"{field}: {message[:1].lower()}{message[1:]}.", *location)
