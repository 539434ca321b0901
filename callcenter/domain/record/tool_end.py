"""How a tool call ended, for people: a tool that first wants something of the caller has not failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from callcenter.domain.tool_answer import read_answer

#: The code of a failure that is none of the caller's business.
INTERNAL_CODE = "internal"


@dataclass(frozen=True, slots=True)
class ToolEnd:
    """How it ended: `mark` is ✓ (did its work), … (asks the caller first) or ✗ (couldn't), `words` say the same."""

    mark: str
    words: str


def tool_end(ok: bool, result: Any) -> ToolEnd:
    """Return how a tool call ended.

    Args:
        ok: Whether it did its work.
        result: Its answer as the call log has it (`ToolAnswer.to_dict`), or None if this reader may not know it.
    """
    if not isinstance(result, Mapping):
        return ToolEnd("✓", "done") if ok else ToolEnd("✗", "not done")
    answer = read_answer(result)
    if ok:
        return ToolEnd("✓", "proposed" if answer.proposal else "done")
    if answer.needs:
        return ToolEnd("…", f"waits for {answer.needs}")
    if answer.ask:
        return ToolEnd("…", f"asks for {answer.ask}")
    if answer.cannot and answer.code != INTERNAL_CODE:
        return ToolEnd("✗", f"couldn't: {answer.code}")
    return ToolEnd("✗", "failed")
