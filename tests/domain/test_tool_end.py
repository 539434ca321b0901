"""How a tool call ended: what only asks the caller first is no failure, on screen and in the log."""

from __future__ import annotations

from typing import Any

import pytest

from callcenter.agents.toolkit.answers import INTERNAL, AskAgain, Cannot, NeedsTool
from callcenter.domain.record.tool_end import ToolEnd, tool_end
from callcenter.domain.tool_answer import Outcome, ToolAnswer

ENDS = [
    (ToolAnswer(ok=True), ToolEnd("✓", "done")),
    (ToolAnswer(ok=True, outcome=Outcome.PROPOSAL, proposal="p1"), ToolEnd("✓", "proposed")),
    (NeedsTool("identify", "not-identified").answer, ToolEnd("…", "waits for identify")),
    (AskAgain("zip_code", "missing").answer, ToolEnd("…", "asks for zip_code")),
    (Cannot("over-limit").answer, ToolEnd("✗", "couldn't: over-limit")),
    (INTERNAL, ToolEnd("✗", "failed")),
]


@pytest.mark.parametrize(("answer", "end"), ENDS, ids=[end.words for _, end in ENDS])
def test_tool_end__of_each_kind_of_answer(answer: ToolAnswer, end: ToolEnd) -> None:
    assert tool_end(answer.ok, answer.to_dict()) == end


@pytest.mark.parametrize("result", [None, "text", []])
def test_tool_end__without_an_answer__is_by_ok_alone(result: Any) -> None:
    assert (tool_end(True, result).words, tool_end(False, result).words) == ("done", "not done")
