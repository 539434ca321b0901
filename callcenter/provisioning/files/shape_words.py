"""What is wrong with a value's shape, in one sentence of ours: what stands there, and how it is written.

The checks are pydantic's; its words are for programmers and name entries by their index.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from callcenter.value_words import KINDS, meant_key, model_at

Path = tuple[str | int, ...]
#: Sections and the folder whose files have them.
_FOLDERS: Mapping[str, str] = {
    **dict.fromkeys(("inbound_trunks", "outbound_trunks", "registrations"), "the trunks' folder (sip/)"),
    **dict.fromkeys(("dispatch_rules", "calendars"), "the rules' folder (dispatch_rules/)"),
}
_SECRETS = ("password", "pin")


def shape_words(model: type[BaseModel], path: Path, error: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is wrong with the part of a file at a path, and the remedy.

    Args:
        model: The whole file's.
        path: Keys and indexes that lead to the part.
        error: pydantic's.
    """
    kind, value = str(error["type"]), error.get("input")
    last = str(path[-1]) if path else ""
    key = ".".join(part for part in _below_entry(path) if isinstance(part, str)) or last
    # An entry as a whole is told by its name, or its place in the file.
    label = "" if path and path == path[:2] and isinstance(path[-1], int) else f"{key}: "
    if kind == "extra_forbidden":
        return _unknown_key(model, path, last)
    if kind == "missing":
        return f"{key} is missing.", f"Add it{_example(model, path, ', such as ')}."
    if path and path[-1] in _SECRETS and kind == "string_pattern_mismatch":
        what = f"{key}: a secret stands in the file."
        return what, "Write env:NAME, put the secret into the environment variable NAME, and change the secret."
    if kind == "value_error":
        said = str(error["msg"]).removeprefix("Value error, ")
        return f"{key}: {said}{'' if said.endswith('?') else '.'}", _write(model, path)
    if kind == "string_pattern_mismatch" and last == "name":
        return f"{key}: {_shown(value)} is no name.", "Write letters, digits, dots, dashes and underscores."
    if kind == "literal_error":
        expected = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
        is_key = "[key]" in error["loc"]
        noun = f"no {last} is known here" if is_key else f"{_shown(value)} isn't known"
        return f"{key}: {noun}.", f"Write {expected}."
    if kind in KINDS:
        return f"{label}{KINDS[kind]}, not {_shown(value)}.", _write(model, path)
    return f"{label}{_shown(value)} can't be used.", _write(model, path)


def _below_entry(path: Path) -> Path:
    """Return the path within an entry: a section and an index lead to it, and it is told by its name."""
    return path[2:] if len(path) > 1 and isinstance(path[1], int) else path


def _unknown_key(model: type[BaseModel], path: Path, key: str) -> tuple[str, str]:
    owner = model_at(model, path[:-1])
    known = list(owner.model_fields) if owner is not None else []
    if len(path) == 1 and key in _FOLDERS:
        return f"{key} doesn't belong here.", f"Move it into a file of {_FOLDERS[key]}."
    close = meant_key(model, path)
    meant = f"did you mean {close}?" if close else f"the keys here are {', '.join(known)}."
    return f"there is no key {key!r}: {meant}", "docs/operator-guide.md lists all keys; correct or remove it."


def _write(model: type[BaseModel], path: Path) -> str:
    example = _example(model, path, "")
    return f"Write it like {example}." if example else "Correct it."


def _example(model: type[BaseModel], path: Path, before: str) -> str:
    """Return how the nearest key of a path is written, from the example its declaration has."""
    for end in range(len(path), 0, -1):
        key = path[end - 1]
        owner = model_at(model, path[: end - 1])
        field = owner.model_fields.get(key) if owner is not None and isinstance(key, str) else None
        if field is not None:
            return f"{before}{key}: {yaml_text(field.examples[0])}" if field.examples else ""
    return ""


def yaml_text(value: Any) -> str:
    """Return a value on one line, as a file may write it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {yaml_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(yaml_text(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else repr(value)
