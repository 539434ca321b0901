"""A caller and a person in one room: how a caller is sent on if their own trunk allows no REFER.

The person is rung by the outbound trunk into the caller's room, where LiveKit SIP lets the two hear each other. The
agent stays, silent: when one of them leaves, somebody must put the other down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

from livekit import rtc

from callcenter.errors import LegGone
from callcenter.tasks import cancel
from callcenter.telephony.livekit.attributes import PERSON

#: Identity of the person in the room.
PERSON_IDENTITY = "sip_person"


class RoomCalls(Protocol):
    """What is asked of LiveKit's API for one room (`dialer.Dialer`; the calls that `bench` holds ask nobody)."""

    @property
    def can_dial(self) -> bool:
        """Whether there is a trunk to ring numbers by."""

    async def dial(
        self, number: str, *, identity: str, ring_s: float, attributes: Mapping[str, str] | None = None
    ) -> None:
        """Ring a number into the room."""

    async def transfer(
        self, identity: str, destination: str, *, ring_s: float, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send the participant elsewhere."""

    async def put_down(self, identity: str) -> None:
        """End a participant's call."""


def number_of(destination: str) -> str:
    """Return the number that a trunk rings for a destination; nothing for an address elsewhere."""
    number = destination.removeprefix("tel:")
    return "" if number.startswith(("sip:", "sips:")) else number


class Bridge:
    """Caller and person in one room. It listens to the room from the start; `until_parted` ends it."""

    def __init__(self, room: rtc.Room, line: RoomCalls, caller: str) -> None:
        self._room = room
        self._line = line
        self._caller = caller
        self._parted = asyncio.Event()
        room.on("participant_disconnected", self._on_left)
        room.on("disconnected", self._on_lost)

    async def ring(self, number: str, *, ring_s: float) -> None:
        """Ring the person and return once they have answered.

        Raises:
            TransferFailed: they weren't reached; nobody of them is in the room then.
            LegGone: the caller left meanwhile.
        """
        ringing = asyncio.ensure_future(
            self._line.dial(number, identity=PERSON_IDENTITY, ring_s=ring_s, attributes={PERSON: "true"})
        )
        parted = asyncio.ensure_future(self._parted.wait())
        try:
            await asyncio.wait({ringing, parted}, return_when=asyncio.FIRST_COMPLETED)
            if not ringing.done():
                raise LegGone("The caller left while the person's phone rang.")
            await ringing
        except BaseException:
            await cancel(ringing)
            self._close()
            # A request that was given up may still ring.
            await self._line.put_down(PERSON_IDENTITY)
            raise
        finally:
            parted.cancel()

    async def until_parted(self) -> None:
        """Wait until one of the two has left, and put the other down."""
        try:
            await self._parted.wait()
        finally:
            self._close()
        await self._line.put_down(PERSON_IDENTITY)
        await self._line.put_down(self._caller)

    def _close(self) -> None:
        self._room.off("participant_disconnected", self._on_left)
        self._room.off("disconnected", self._on_lost)

    def _on_left(self, who: rtc.RemoteParticipant) -> None:
        if who.identity in (self._caller, PERSON_IDENTITY):
            self._parted.set()

    def _on_lost(self, _: object) -> None:
        self._parted.set()
