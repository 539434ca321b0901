"""One YAML file of trunks or rules: all that can be read of it, and every fault of its shape at its line."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from callcenter.errors import Fault
from callcenter.provisioning.files.shape_words import shape_words
from callcenter.provisioning.files.yaml_lines import Lines, plain, read_lines
from callcenter.value_words import meant_key
from callcenter.yaml_file import yaml_words

_File = TypeVar("_File", bound=BaseModel)
_Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a declaration stands: its file, first line, and the lines of its parts."""

    file: str
    line: int
    lines: Lines | None = field(default=None, repr=False, compare=False)

    def line_of(self, *path: str | int) -> int:
        """Return the line of a field, or of the deepest part of the path that is there."""
        return self.lines.line_of(*path) if self.lines is not None else self.line


@dataclass(slots=True)
class Reading:
    """What reading several files has found.

    `positions` are by section and name. What is there but faulty must not be called missing, nor be judged by what is
    left of it: `incomplete` has the faulty keys of an entry (`""`: the entry as a whole is left out), `unread` the
    sections of which something could not be read, so that any name may be in it.
    """

    faults: list[Fault] = field(default_factory=list)
    positions: dict[tuple[str, str], Position] = field(default_factory=dict)
    incomplete: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


class _Constructor(RoundTripConstructor):
    """Leaves dates as text: a day that isn't there (2026-02-30) is a fault at its line, not the end of the reading."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def read_files(folder: Path, model: type[_File], reading: Reading, *, setting: str) -> list[_File]:
    """Read every `*.yaml` and `*.yml` of a folder, which `setting` names."""
    if not folder.is_dir():
        what = "It is no folder." if folder.exists() else "There is no such folder."
        reading.faults.append(Fault(file=str(folder), line=0, what=what, remedy=f"Name another by {setting}."))
        reading.unread |= set(model.model_fields)
        return []
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())
    found = [_read(path, model, reading) for path in paths]
    return [one for one in found if one is not None]


def _read(path: Path, model: type[_File], reading: Reading) -> _File | None:
    try:
        yaml = YAML(typ="rt")
        yaml.Constructor = _Constructor
        tree = yaml.load(io.StringIO(path.read_text(encoding="utf-8")))
    except (YAMLError, OSError, ValueError) as error:
        reading.faults.append(_no_yaml(path, error))
        reading.unread |= set(model.model_fields)
        return None
    if tree is None:
        return None
    if not isinstance(tree, Mapping):
        sections = ", ".join(f"{section}:" for section in model.model_fields)
        remedy = f"Begin with one of {sections}"
        reading.faults.append(Fault(file=str(path), line=1, what="It has no sections.", remedy=f"{remedy}."))
        reading.unread |= set(model.model_fields)
        return None
    lines, content = read_lines(tree), plain(tree)
    declared: _File | None = None
    told: set[_Where] = set()
    while declared is None:
        try:
            declared = model.model_validate(content)
        except ValidationError as error:
            _leave_out_faulty(path, model, content, lines, error, reading, told)
    _keep_positions(path, declared, lines, reading)
    return declared


def _no_yaml(path: Path, error: YAMLError | OSError | ValueError) -> Fault:
    line = error.problem_mark.line + 1 if isinstance(error, MarkedYAMLError) and error.problem_mark else 0
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return Fault(file=str(path), line=line, what="It is no UTF-8 text.", remedy="Save it as UTF-8.")
    if isinstance(error, OSError):
        return Fault(file=str(path), line=0, what=f"It can't be read: {error.strerror}.", remedy="Correct its rights.")
    if isinstance(error, ValueError):
        # Python refuses to read a number of thousands of digits.
        return Fault(file=str(path), line=0, what="A number in it has no end.", remedy="Look for a key held down.")
    what, remedy = yaml_words(error)
    return Fault(file=str(path), line=line, what=f"It is no YAML: {what}.", remedy=remedy)


def _leave_out_faulty(
    path: Path,
    model: type[BaseModel],
    content: Any,
    lines: Lines,
    error: ValidationError,
    reading: Reading,
    told: set[_Where],
) -> None:
    """Put every fault down, then take what is faulty out of the content, so that the rest can be judged.

    `told` are the parts of entries, by the entry's line, of which something was put down and taken out before: that
    they can't be used without it only follows.
    """
    seen: set[_Where] = set()
    out: list[_Where] = []
    stand_ins: list[_Where] = []
    for fault in error.errors(include_url=False):
        where = _where(content, fault["loc"], is_missing=fault["type"] == "missing")
        if where in seen:
            continue
        seen.add(where)
        if (part := (lines.line_of(*where[:2]), *where[2:])) in told:
            out.append(where)
            continue
        told.update(part[:end] for end in range(2, len(part)))
        what, remedy = shape_words(model, where, fault)
        whose = _entry(content, where)
        reading.faults.append(
            Fault(
                file=str(path),
                line=lines.line_of(*where),
                what=f"{whose}: {what}" if whose else what,
                remedy=remedy,
                field=".".join(str(part) for part in where),
            )
        )
        _note(content, where, reading=reading)
        if fault["type"] == "extra_forbidden" and len(where) == 1 and (meant := meant_key(model, where)):
            reading.unread.add(meant)
        if fault["type"] == "extra_forbidden" and len(where) == 3:
            # What a misspelt key was meant to say isn't judged as if it weren't said.
            _note(content, (*where[:2], meant_key(model, where)), reading=reading)
        if len(where) == 3 and (fault["type"] == "missing" or where[2] == "name"):
            stand_ins.append(where)
        else:
            out.append(where[:-1] if fault["type"] == "missing" and len(where) > 1 else where)
    for section, index, key in stand_ins:
        # The entry's other keys are judged all the same; a name that no rule asks for, or nothing, stands in.
        stand_in = f"unnamed-{lines.line_of(section, index)}" if key == "name" else {} if key == "auth" else ""
        content[section][index][key] = stand_in
        name = _name(content, str(section), int(index))
        reading.incomplete.setdefault((str(section), name), set()).update(("", str(key)))
    # From the end, so that what is left out doesn't move what comes before it.
    gone: list[_Where] = []
    for where in sorted(set(out), key=_by_position, reverse=True):
        if not any(where[: len(other)] == other for other in out if other != where and len(other) < len(where)):
            gone.append(where)
    for where in gone:
        _leave_out(content, lines, where)


def _by_position(where: _Where) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in where)


def _where(content: Any, location: tuple[str | int, ...], *, is_missing: bool) -> _Where:
    """Return the part of pydantic's location that leads through the content; it adds names of types and `[key]`."""
    node, steps = content, list[str | int]()
    for index, step in enumerate(location):
        is_last_missing = is_missing and index == len(location) - 1
        if isinstance(node, Mapping) and (step in node or is_last_missing):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            break
        steps.append(step)
    return tuple(steps)


def _entry(content: Any, where: _Where) -> str:
    """Return whose part it is, by the entry's name: `inbound trunk main-line`."""
    if len(where) < 2 or not isinstance(where[1], int):
        return ""
    section, index = str(where[0]), where[1]
    noun = section.removesuffix("s").replace("_", " ")
    name = _name(content, section, index)
    return f"{noun} {name}" if name else f"{noun} {index + 1} of the file"


def _name(content: Any, section: str, index: int) -> str:
    entry = content[section][index]
    name = entry.get("name") if isinstance(entry, Mapping) else None
    return name if isinstance(name, str) else ""


def _note(content: Any, where: _Where, *, reading: Reading) -> None:
    if len(where) < 2 or not isinstance(where[1], int):
        reading.unread |= {str(where[0])} if where else set()
        return
    section, name = str(where[0]), _name(content, str(where[0]), where[1])
    is_whole = len(where) == 2 or where[2] == "name"
    if not name:
        reading.unread.add(section)
        return
    reading.incomplete.setdefault((section, name), set()).add("" if is_whole else str(where[2]))


def _leave_out(content: Any, lines: Lines, where: _Where) -> None:
    """Take a faulty part out of the content and the lines alike."""
    node = content
    try:
        for part in where[:-1]:
            node = node[part]
        del node[where[-1]]
        lines.leave_out(where)
    except (KeyError, IndexError, TypeError):
        # Not there to take out: then its whole section goes, so that reading comes to an end.
        content.pop(where[0] if where else next(iter(content)), None)


def _keep_positions(path: Path, declared: BaseModel, lines: Lines, reading: Reading) -> None:
    for section in type(declared).model_fields:
        for index, one in enumerate(getattr(declared, section)):
            entry = lines.keys[section].items[index]
            if (section, one.name) in reading.positions:
                first = reading.positions[section, one.name]
                noun = section.removesuffix("s").replace("_", " ")
                what = f"A second {noun} is named {one.name}; the first is {first.file}:{first.line}."
                reading.faults.append(Fault(file=str(path), line=entry.line, what=what, remedy="Rename one."))
            reading.positions.setdefault((section, one.name), Position(file=str(path), line=entry.line, lines=entry))
