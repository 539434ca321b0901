"""A YAML file read into a model, and where in the file each part of it stands.

Every fault carries its file and line; all of a file's faults are found at once.

What libyaml reads for sure as ruamel does is read by it (`quick_yaml.py`), all else by ruamel.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from callcenter.errors import Fault
from callcenter.quick_yaml import part_of, read_quickly
from callcenter.value_words import meant_key, value_words

_YAML_REMEDY = "Look there and above for an open bracket or quotation mark, a missing colon, or the indentation."

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where the parts of one YAML file stand. `root` is ruamel's or libyaml's node, or None."""

    file: str
    root: Any

    def line(self, *location: str | int) -> int:
        """Return the line (from 1) of the part at this path of keys and indexes, or of its nearest parent."""
        node, line = self.root, 1
        for step in location:
            if isinstance(node, CommentedMap) and step in node:
                # A key that came by a merge (`<<: *anchor`) stands nowhere here: its parent's line is told.
                line = node.lc.key(step)[0] + 1 if step in node.lc.data else line
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            elif (part := part_of(node, step)) is not None:
                line, node = part[0] + 1, part[1]
                continue
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
class YamlFile(Generic[Model]):
    """What was read of one file. `content` is None if `faults` kept it from being read."""

    content: Model | None
    positions: Positions
    faults: tuple[Fault, ...] = ()


def read_yaml_file(path: Path, model: type[Model], *, shown_as: str = "", remedy: str = "") -> YamlFile[Model]:
    """Read a file whose root is a mapping of the model's fields. Never raises.

    Args:
        path: The file.
        model: What it may say; strict models are served plain strings, numbers, dicts and lists.
        shown_as: How faults name the file; the path itself by default.
        remedy: What to do if there is no such file.
    """
    name = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8")
        if (quick := read_quickly(text)) is not None:
            with suppress(ValidationError):
                return YamlFile(content=model.model_validate(quick[0]), positions=Positions(name, quick[1]))
        root = YAML(typ="rt").load(text)
    except (OSError, UnicodeDecodeError) as error:
        what = f"can't be read ({getattr(error, 'strerror', None) or 'not UTF-8'})."
        return _unreadable(name, Fault(file=name, line=0, what=what, remedy=remedy))
    except YAMLError as error:
        return _unreadable(name, _yaml_fault(name, error))
    positions = Positions(name, root)
    if not isinstance(root, CommentedMap):
        return _unreadable(name, Fault(file=name, line=1, what="is not a mapping of keys to values."))
    try:
        return YamlFile(content=model.model_validate(_plain(root)), positions=positions)
    except ValidationError as error:
        faults = tuple(_pydantic_fault(positions, model, dict(fault)) for fault in error.errors(include_url=False))
        return YamlFile(content=None, positions=positions, faults=faults)


def _unreadable(name: str, fault: Fault) -> YamlFile[Any]:
    return YamlFile(content=None, positions=Positions(name, None), faults=(fault,))


def _plain(node: Any) -> Any:
    """Return ruamel's node as dicts, lists and plain strings; pydantic's strict mode takes no subclasses."""
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, str) else node


def _yaml_fault(name: str, error: YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    what, remedy = yaml_words(error)
    return Fault(file=name, line=mark.line + 1 if mark else 1, what=f"is not YAML: {what}.", remedy=remedy)


def yaml_words(error: YAMLError) -> tuple[str, str]:
    """Return what keeps a text from being YAML, and what to do; the parser's words if we have none of ours."""
    problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or "not YAML"
    first = str(problem).strip().splitlines()[0]
    if twice := re.match('found duplicate key "([^"]*)"', first):
        return f"the key {twice[1]!r} stands twice", "Make them one, or remove one."
    if "another document" in first:
        return "a line --- begins a second document", "Take the line out, or make it a second file."
    if "'\\t'" in first:
        return first, "Indent with spaces, not with tabs."
    return first, _YAML_REMEDY


def _pydantic_fault(positions: Positions, model: type[BaseModel], fault: dict[str, Any]) -> Fault:
    location = tuple(step for step in fault["loc"] if step != "[key]")
    field = _named(positions.root, location) or "the file"
    kind = fault["type"]
    if kind == "extra_forbidden":
        meant = meant_key(model, location)
        remedy = f"Did you mean {meant}?" if meant else "Remove it or correct its spelling."
        return positions.fault(f"unknown key {location[-1]!r}.", *location, remedy=remedy)
    if kind == "missing":
        return positions.fault(f"{field} is missing.", *location, remedy="Add it.")
    if kind == "string_pattern_mismatch":
        what = f"{field} must be lower-case letters, digits and underscores, beginning with a letter."
        return positions.fault(what, *location)
    return positions.fault(f"{field}: {value_words(fault)}.", *location)


def _named(node: Any, location: tuple[str | int, ...]) -> str:
    """Return a path as a person reads it: an entry of a list by its name, if it has one, and not by its index."""
    steps: list[str] = []
    for step in location:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
        name = node.get("name") if isinstance(step, int) and isinstance(node, CommentedMap) else None
        steps.append(str(name if isinstance(name, str) else step))
    return ".".join(steps)
