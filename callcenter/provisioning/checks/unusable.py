"""Values of the files judged by the same rules as settings."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError


def unusable(kind: Any, value: object) -> str:
    """Return why a value can't be of a kind (of `callcenter.settings.setting_values`), in words; '' if it can."""
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
    return ""
