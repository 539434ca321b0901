"""The ways a tool can refuse, each an exception that carries the answer its model gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcenter.domain.record.tool_end import INTERNAL_CODE
from callcenter.domain.tool_answer import ToolAnswer
from callcenter.errors import RuleViolation


class ToolRefusal(RuleViolation):
    """A tool's refusal. Never raised itself."""

    def __init__(self, answer: ToolAnswer) -> None:
        super().__init__(f"The tool can't do that ({answer.code}).", code=answer.code)
        self.answer = answer


class AskAgain(ToolRefusal):
    """A parameter is missing or bad. The caller is asked for it, and the tool is called again with the others kept.

    `forget` names further parameters that may be at fault and are asked for again too.
    """

    def __init__(
        self, parameter: str, code: str, *, forget: tuple[str, ...] = (), next: str = "", **facts: Any
    ) -> None:
        asked = ", then for ".join((parameter, *forget))
        hint = next or f"Ask the caller for {asked}, then call this tool again."
        super().__init__(ToolAnswer(ok=False, ask=parameter, forget=forget, code=code, next=hint, facts=facts))


class NeedsTool(ToolRefusal):
    """Another tool has to succeed first; then this one is called again."""

    def __init__(self, tool: str, code: str) -> None:
        hint = f"Call {tool} first, then call this tool again."
        super().__init__(ToolAnswer(ok=False, needs=tool, code=code, next=hint))


class Cannot(ToolRefusal):
    """It can't be done. The caller is told so; with `person` they are offered one next.

    `offer` names a tool that could help instead; the caller is asked before it is called with `offer_arguments`. With
    `person` it is what can be done for who wants none, or if none is free.
    """

    def __init__(
        self,
        code: str,
        *,
        person: bool = False,
        offer: str = "",
        offer_arguments: Mapping[str, Any] | None = None,
        next: str = "",
        **facts: Any,
    ) -> None:
        super().__init__(
            ToolAnswer(
                ok=False,
                cannot=True,
                code=code,
                person=person,
                offer=offer,
                offer_arguments=dict(offer_arguments or {}),
                next=next
                or (
                    "Say so, and ask whether to get a person; if they want one, call connect_to_person."
                    if person
                    else ""
                ),
                facts=facts,
            )
        )


#: What a tool answers that failed for a reason that is none of the caller's business.
INTERNAL = ToolAnswer(
    ok=False,
    cannot=True,
    code=INTERNAL_CODE,
    next="Apologise: this can't be done right now. Offer a person or a ticket.",
)
