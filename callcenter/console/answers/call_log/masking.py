"""What of a call a viewer sees: numbers as two digits if the role doesn't need them, words only for those who may.

A number is masked wherever it stands in the call, however it is spaced; and so are names that tools were given or
found, in what was said, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from callcenter.console.access.viewer import Viewer
from callcenter.console.roles import Right
from callcenter.redaction import redact_numbers
from callcenter.store.call_log.call_search import tools_of
from callcenter.store.connection import Connection
from callcenter.store.erasure.spellings import only_digits, spellings

#: Fewer letters are no name one could look for in a text.
_LEAST_LETTERS = 3


def masked(number: str) -> str:
    """Return a number as its last two digits; a withheld one, and an extension as short as that, as it is."""
    digits = only_digits(number)
    return f"•••{digits[-2:]}" if len(digits) > 3 else number


def call_for(viewer: Viewer, record: dict[str, Any], *, country: str) -> dict[str, Any]:
    """Return a call's record (`CallRecord.to_json`) as a viewer may see it."""
    shown = dict(record)
    # Where it lies is no business of a browser's.
    shown["recording"] = bool(record["recording"]) and viewer.may(Right.HEAR)
    if not viewer.may(Right.READ_WORDS):
        hidden = {"turns": [], "summary": "", "acts": [], "persons": [], "recording_consent": []}
        shown |= hidden
        shown["tool_calls"] = [{**use, "arguments": {}, "result": None} for use in record["tool_calls"]]
    if viewer.may(Right.SEE_NUMBERS):
        return shown
    numbers = (record["from"], record["to"])
    names = names_in(record["tool_calls"])
    for number in numbers:
        shown = spellings(number, country).redact(shown)
    shown = _without(shown, names)
    # Ours, and with figures as long as a number's: ids, times, dated models.
    shown |= {name: record[name] for name in ("call_id", "started_at", "ended_at", "usage", "cost")}
    return {**shown, "from": masked(numbers[0]), "to": masked(numbers[1])}


def text_for(viewer: Viewer, text: str, names: re.Pattern[str] | None) -> str:
    """Return what was said, in a list, without numbers and its call's names for those who needn't see them."""
    return text if viewer.may(Right.SEE_NUMBERS) else _without(text, names)


def names_in(uses: Any) -> re.Pattern[str] | None:
    """Return what finds the names that tools were given or found, None if there are none."""
    names = sorted(set(_names(uses)), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names), re.I) if names else None


async def names_of(
    connection: Connection, viewer: Viewer, call_ids: Sequence[str]
) -> Mapping[str, re.Pattern[str] | None]:
    """Return what finds the names in what was said in each of these calls; nothing for a viewer who sees them all."""
    if viewer.may(Right.SEE_NUMBERS) or not viewer.may(Right.READ_WORDS):
        return {}
    uses = await tools_of(connection, call_ids)
    return {call_id: names_in(used) for call_id, used in uses.items()}


def _names(value: Any, *, is_name: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            # `name`, `customer_name`, `full_name`; of a tool, its own name isn't a person's.
            yield from _names(inner, is_name=key == "name" or key.endswith("_name"))
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, is_name=is_name)
    elif is_name and isinstance(value, str):
        yield from (word for word in value.split() if len(word) >= _LEAST_LETTERS)


def _without(value: Any, names: re.Pattern[str] | None) -> Any:
    """Return JSON data with long numbers and the names as #."""
    if isinstance(value, str):
        text = redact_numbers(value)
        return names.sub("#", text) if names is not None else text
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, names) for inner in value]
    return value
