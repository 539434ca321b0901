"""A caller in a LiveKit room: a loopback room, and LiveKit's API as a server of the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from livekit import rtc

from callcenter.telephony.embedded.process.fork_server import ForkServer
from callcenter.telephony.livekit.job.leg import RoomLeg
from tests.contract.legs.line import Kind, Line, Person
from tests.fakes.livekit.livekit_participant_server import Refusal
from tests.telephony.livekit.conftest import Stage, open_stage

_CODES = {str(digit): digit for digit in range(10)} | {"*": 10, "#": 11}


class RoomPhone:
    """A phone behind LiveKit SIP, as the room and LiveKit's API show it."""

    def __init__(self, stage: Stage, person: Person | None) -> None:
        self._stage = stage
        self._person = person
        self._asked = asyncio.Event()
        self._left = asyncio.Event()
        stage.server.answers["TransferSIPParticipant"] = self._transfer

    async def ring(self) -> None:
        self._stage.room.publish(self._stage.caller, self._stage.phone.track)

    async def press(self, keys: str) -> None:
        for key in keys:
            event = rtc.SipDTMF(code=_CODES[key], digit=key, participant=self._stage.caller)
            self._stage.room.emit("sip_dtmf_received", event)

    async def hold(self, is_held: bool) -> None:
        self._stage.room.emit("track_muted" if is_held else "track_unmuted", self._stage.caller, object())

    async def transfer_asked(self) -> None:
        await self._asked.wait()

    async def give_up(self) -> None:
        await self.hang_up()

    async def hang_up(self) -> None:
        self._stage.room.remove(self._stage.caller, rtc.DisconnectReason.CLIENT_INITIATED)
        self._left.set()

    async def released(self) -> None:
        await self._stage.requested("RemoveParticipant")

    async def _transfer(self, request: object) -> Refusal | None:
        self._asked.set()
        if self._person is None:
            await self._left.wait()
            return Refusal("unavailable", 487, status=400)
        if not self._person.status:
            return Refusal("deadline_exceeded", transfer_reason="STR_RINGING_TIMEOUT")
        if self._person.status >= 300:
            return Refusal("unavailable", self._person.status, status=400)
        # LiveKit lets go of a caller it has sent elsewhere.
        self._stage.room.remove(self._stage.caller, rtc.DisconnectReason.CLIENT_INITIATED)
        return None


@asynccontextmanager
async def room_line(person: Person | None, fork_server: ForkServer) -> AsyncIterator[Line]:
    async with open_stage() as stage:
        yield Line(stage.leg, RoomPhone(stage, person))


ROOM = Kind(RoomLeg, (), room_line)
