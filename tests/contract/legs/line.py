"""What the contract tests see of a leg and of the phone at its other end, whatever carries the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from callcenter.domain.calls.leg import LegAbility
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.telephony.embedded.process.fork_server import ForkServer


class Phone(Protocol):
    """The caller's side of one call."""

    async def ring(self) -> None:
        """Call; the leg is there when this returns, unanswered."""

    async def press(self, keys: str) -> None:
        """Press keys."""

    async def hold(self, is_held: bool) -> None:
        """Hold the other side, or resume."""

    async def transfer_asked(self) -> None:
        """Wait until the other side has asked for a transfer."""

    async def give_up(self) -> None:
        """Put the phone down before the answer."""

    async def hang_up(self) -> None:
        """Put the phone down in the middle of the call; a transfer under way fails by it."""

    async def released(self) -> None:
        """Wait until the other side has ended the call."""


@dataclass
class Line:
    """A leg (`calls.ports.leg.Leg`, without its audio) and the phone at its other end."""

    leg: Any
    phone: Phone

    async def answered(self) -> None:
        """Call and be answered."""
        await self.phone.ring()
        await self.leg.answer()


@dataclass(frozen=True)
class Kind:
    """A kind of leg: its class, and how a test gets one.

    `open` takes what becomes of transfers (None lets them ring for good, `Person.LATE` until the time is up) and where
    processes are forked from.
    """

    leg: type[Any]
    marks: Sequence[pytest.MarkDecorator]
    open: Callable[[Person | None, ForkServer], AbstractAsyncContextManager[Line]]

    def has(self, *abilities: LegAbility) -> bool:
        """Return whether it can all that; the leg says so."""
        return not self.leg.cannot & set(abilities)


@dataclass(frozen=True)
class Person:
    """What becomes of a transfer: the final SIP status (0: none in time), and what our side calls it."""

    status: int
    outcome: TransferOutcome


#: By what the person does.
PERSONS: Mapping[str, Person] = {
    "done": Person(200, TransferOutcome.TRANSFERRED),
    "busy": Person(486, TransferOutcome.BUSY),
    "no-answer": Person(480, TransferOutcome.UNANSWERED),
    "declined": Person(603, TransferOutcome.REFUSED),
    "failed": Person(503, TransferOutcome.ERROR),
    "timed-out": Person(0, TransferOutcome.UNANSWERED),
}
