"""What is wrong with a value of a setting or a file, in our words: pydantic, which finds it, has programmers' words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

#: What pydantic calls the wrong kinds, and what the value has to be.
KINDS: Mapping[str, str] = {
    "missing": "it is missing",
    "string_type": "it must be text",
    "bool_type": "it must be true or false",
    "bool_parsing": "it must be true or false",
    "int_type": "it must be a whole number",
    "int_parsing": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "float_type": "it must be a number",
    "float_parsing": "it must be a number",
    "decimal_type": "it must be a number",
    "decimal_parsing": "it must be a number",
    "finite_number": "it must be a number with an end",
    "date_type": "it must be a day, such as 2026-12-31",
    "date_parsing": "it must be a day, such as 2026-12-31",
    "date_from_datetime_parsing": "it must be a day, such as 2026-12-31",
    "list_type": "it must be a list",
    "tuple_type": "it must be a list",
    "dict_type": "it must be keys with values",
    "mapping_type": "it must be keys with values",
    "model_type": "it must be keys with values",
    "model_attributes_type": "it must be keys with values",
    "string_too_short": "it must not be empty",
    "string_too_long": "it is too long",
}
#: The same if pydantic says a limit, by the limit's name.
_LIMITS = (
    ("ge", "it must be {} or more"),
    ("le", "it must be {} at most"),
    ("gt", "it must be more than {}"),
    ("lt", "it must be less than {}"),
    ("expected", "write {}"),
)
#: How pydantic writes an enum's member; people write its value.
_MEMBER = re.compile(r"<\w+\.\w+: (.+?)>")


def value_words(error: Mapping[str, Any]) -> str:
    """Return what is wrong, as a clause without a full stop. `error` is one of pydantic's; the value isn't repeated."""
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind in KINDS:
        return KINDS[kind]
    if kind == "string_pattern_mismatch":
        return "it has letters that it can't have"
    for name, words in _LIMITS:
        if name in context:
            limit = context[name]
            said = f"{limit:g}" if isinstance(limit, float) else _MEMBER.sub(r"\1", str(limit)).replace("'", "")
            return words.format(said)
    said = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    # Our own validators' words begin as they shall: with a name, perhaps.
    return said if kind == "value_error" else f"{said[:1].lower()}{said[1:]}"


def model_at(model: type[BaseModel], path: Sequence[str | int]) -> type[BaseModel] | None:
    """Return the model of the part of a file at a path; None if it isn't keys of ours."""
    found: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        field = found.model_fields.get(step) if found is not None else None
        found = _model_in(field.annotation) if field is not None else None
    return found


def meant_key(model: type[BaseModel], path: Sequence[str | int]) -> str:
    """Return the key that an unknown one at the end of a path was probably meant to be, or ''."""
    owner, key = model_at(model, path[:-1]), str(path[-1])
    known = list(owner.model_fields) if owner is not None else []
    close = get_close_matches(key, known, n=1, cutoff=0.6) or [one for one in known if one.startswith(key[:4])]
    return close[0] if close else ""


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part)) is not None), None)
