"""A YAML file read into a model, and where in the file each part of it stands.

Every fault carries its file and line; all of a file's faults are found at once.

A file is read by libyaml, twenty times as quick as ruamel: reading the agents takes half the time. What ruamel might
read in another way, or finds a fault in, is read by ruamel.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from callcenter.errors import Fault
from callcenter.value_words import meant_key, value_words

_YAML_REMEDY = "Look there and above for an open bracket or quotation mark, a missing colon, or the indentation."

#: Where YAML 1.1, which libyaml reads, and 1.2 may differ: tabs, directives, tags, merges, line ends beside "\n".
_LEFT_TO_RUAMEL = re.compile(
    r"[\t\r\x85\u2028\u2029\ufeff]|^%|<<|(?:^|[\s\[{,])!(?:[!<\s]|$)|^(?:---|\.\.\.)", re.MULTILINE
)
_WRITTEN: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"-?(?:0|[1-9][0-9]{0,14})"), int),
    (re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}"), float),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None}
_TEXT, _MAPPING, _SEQUENCE = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))

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
            elif (part := _part(node, step)) is not None:
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


def read_quickly(text: str) -> tuple[Any, yaml.Node] | None:
    """Return what a text says, and libyaml's nodes of it; None if it isn't sure that ruamel would read the same."""
    if not yaml.__with_libyaml__ or _LEFT_TO_RUAMEL.search(text):
        return None
    try:
        root = yaml.compose(text, yaml.CBaseLoader)
        return None if root is None else (_content(root, VersionedResolver(version="1.2")), root)
    except (yaml.YAMLError, _Unsure):
        return None


class _Unsure(Exception):
    """Something that ruamel might read in another way, or finds a fault in."""


def _content(node: yaml.Node, resolver: VersionedResolver, around: tuple[yaml.Node, ...] = ()) -> Any:
    """Return a node's content in dicts, lists and what YAML 1.2's core has, and days."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, resolver)
    if any(node is one for one in around) or node.tag not in (_MAPPING, _SEQUENCE):
        raise _Unsure
    around = (*around, node)
    if isinstance(node, yaml.SequenceNode):
        return [_content(item, resolver, around) for item in node.value]
    content: dict[str, Any] = {}
    for key, value in node.value:
        name = _scalar(key, resolver) if isinstance(key, yaml.ScalarNode) else None
        if not isinstance(name, str) or name in content:
            raise _Unsure
        content[name] = _content(value, resolver, around)
    return content


def _scalar(node: yaml.ScalarNode, resolver: VersionedResolver) -> Any:
    text: str = node.value
    if node.tag != _TEXT:
        raise _Unsure
    if node.style or resolver.resolve(ScalarNode, text, (True, False)) == _TEXT:
        return text
    if text in _WORDS:
        return _WORDS[text]
    for written, read in _WRITTEN:
        if written.fullmatch(text):
            try:
                return read(text)
            except ValueError as error:
                raise _Unsure from error
    raise _Unsure


def _part(node: Any, step: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line (from 0) and the node of one part of libyaml's node, None if there is none."""
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None


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
