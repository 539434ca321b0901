"""The ways a tool can fail, and the one JSON shape in which every tool answers its model.

A tool returns its facts as a dict, or raises one of these three; the builder turns either into text with
`success` and `to_json`. The dialog engine and language models read the same text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from callcenter.errors import RuleViolation


class _Refusal(RuleViolation):
    """A failure with facts for the caller's ears. Never raised itself."""

    def __init__(self, code: str, *, next: str = "", **facts: Any) -> None:
        super().__init__(f"The tool can't do that ({code}).", code=code)
        self.next = next
        self.facts = facts

    def answer(self) -> dict[str, Any]:
        """Return the tool's answer."""
        hint = {"next": self.next} if self.next else {}
        return {"ok": False, **self._kind(), "code": self.code, **self.facts, **hint}

    def _kind(self) -> dict[str, Any]:
        raise NotImplementedError


class AskAgain(_Refusal):
    """A parameter is missing or bad. The caller is asked for it, and the tool is called again with the others kept.

    `forget` names further parameters that may be at fault and are asked for again too.
    """

    def __init__(
        self, parameter: str, code: str, *, forget: tuple[str, ...] = (), next: str = "", **facts: Any
    ) -> None:
        super().__init__(
            code, next=next or f"Ask the caller for {parameter} again, then call this tool again.", **facts
        )
        self.parameter = parameter
        self.forget = forget

    def _kind(self) -> dict[str, Any]:
        return {"ask": self.parameter, **({"forget": list(self.forget)} if self.forget else {})}


class NeedsTool(_Refusal):
    """Another tool has to succeed first; then this one is called again."""

    def __init__(self, tool: str, code: str) -> None:
        super().__init__(code, next=f"Call {tool} first, then call this tool again.")
        self.tool = tool

    def _kind(self) -> dict[str, Any]:
        return {"needs": self.tool}


class Cannot(_Refusal):
    """It can't be done. The caller is told so; with `person` they are connected to a person next.

    `offer` names a tool that could help instead; the caller is asked before it is called with `offer_arguments`.
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
        if person and not next:
            next = "Say so, then call connect_to_person."
        super().__init__(code, next=next, **facts)
        self.person = person
        self.offer = offer
        self.offer_arguments = dict(offer_arguments or {})

    def _kind(self) -> dict[str, Any]:
        kind: dict[str, Any] = {"cannot": True}
        if self.person:
            kind["person"] = True
        if self.offer:
            kind["offer"] = self.offer
        if self.offer_arguments:
            kind["offer_arguments"] = self.offer_arguments
        return kind


#: What a tool answers that failed for a reason that is none of the caller's business.
INTERNAL = {
    "ok": False,
    "cannot": True,
    "code": "internal",
    "next": "Apologise: this can't be done right now. Offer a person or a ticket.",
}


def success(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the answer of a tool that did its work."""
    return {"ok": True, **(facts or {})}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days and times in ISO 8601, tuples as lists."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def to_json(answer: Mapping[str, Any]) -> str:
    """Return an answer as the text a model reads."""
    return json.dumps(plain(answer), ensure_ascii=False)
