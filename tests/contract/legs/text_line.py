"""A typed call: the caller's side is the leg itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.contract.legs.line import Kind, Line, Person


class TextPhone:
    """A keyboard."""

    def __init__(self, leg: TextLeg) -> None:
        self._leg = leg

    async def ring(self) -> None:
        """It is there."""

    async def press(self, keys: str) -> None:
        self._leg.press(keys)

    async def give_up(self) -> None:
        await self._leg.hang_up(EndReason.CALLER_CANCELLED)

    async def hang_up(self) -> None:
        await self._leg.hang_up(EndReason.CALLER_HUNG_UP)

    async def released(self) -> None:
        await asyncio.shield(self._leg.ended)


@asynccontextmanager
async def text_line(person: Person | None, fork_server: ForkServer) -> AsyncIterator[Line]:
    leg = TextLeg(person=TransferOutcome.TRANSFERRED if person is None else person.outcome)
    yield Line(leg, TextPhone(leg))  # type: ignore[arg-type]


TEXT = Kind(TextLeg, (), text_line)
