"""Follows the INVITEs that never become calls: refused by the stack itself, or leaked.

An INVITE whose Contact is missing or broken makes the stack say 500 and forget to free its call, which then costs
one of 250 call slots and 1.9 MB. Hanging it up would free it twice (the process aborts some calls later):
`NativeStack.release` frees it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from callcenter.telephony.embedded.sip_status import refusal_reason
from callcenter.telephony.embedded.stack.stack_port import StackRefusal

#: An offer whose call isn't announced within this time, in seconds, is a leaked slot.
GRACE_S = 0.1


class StackEvent(Protocol):
    """What the stack tells: baresip's own class, which few files may name. All texts come off the network."""

    @property
    def event(self) -> Any:
        """An enum member; its name says what happened."""

    @property
    def call(self) -> int:
        """The call's handle, 0 for none."""

    @property
    def text(self) -> str | None:
        """A detail: a status line, a direction."""

    @property
    def call_id(self) -> str | None:
        """The Call-ID."""

    @property
    def from_(self) -> str | None:
        """The From address."""

    @property
    def to(self) -> str | None:
        """The To address."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The exposed headers."""


class InviteWatch:
    """Hears every event of the stack and tells `on_refused` of the INVITEs that didn't get through.

    `on_leak` gets the handle of each call the stack has forgotten to free.
    """

    def __init__(self, on_refused: Callable[[StackRefusal], None], *, on_leak: Callable[[int], None]) -> None:
        self._on_refused = on_refused
        self._on_leak = on_leak
        self._suspects: dict[int, asyncio.TimerHandle] = {}
        self._born: set[int] = set()
        #: Call slots that broken INVITEs have cost for good.
        self.leaks = 0

    def on_event(self, event: StackEvent) -> None:
        """Follow one event, on the loop's thread."""
        handle = event.call
        match event.event.name:
            case "CALL_INCOMING" | "CALL_OUTGOING":
                self._born.add(handle)
                self._clear(handle)
            case "CALL_CLOSED":
                self._clear(handle)
                if handle not in self._born:
                    # Closed before it was announced: the offer had no codec we speak.
                    self._refused(488, event)
                self._born.discard(handle)
            case "CALL_REMOTE_SDP" if event.text == "offer" and handle not in self._born:
                loop = asyncio.get_running_loop()
                self._suspects[handle] = loop.call_later(GRACE_S, self._count_leak, handle, event)
            case "SIPSESS_FAILED":
                status = (event.text or "").partition(" ")[0]
                self._refused(int(status) if status.isdigit() else 500, event)

    def _clear(self, handle: int) -> None:
        if (timer := self._suspects.pop(handle, None)) is not None:
            timer.cancel()

    def _count_leak(self, handle: int, event: StackEvent) -> None:
        del self._suspects[handle]
        self._born.add(handle)
        self._on_leak(handle)
        self._refused(500, event)

    def _refused(self, status: int, event: StackEvent) -> None:
        headers = {name.lower(): value for name, value in event.headers.items()}
        self._on_refused(
            StackRefusal(
                status=status,
                reason=refusal_reason(status),
                call_id=headers.get("call-id") or event.call_id or "",
                from_header=headers.get("from") or event.from_ or "",
                to_header=headers.get("to") or event.to or "",
                headers=headers,
            )
        )
