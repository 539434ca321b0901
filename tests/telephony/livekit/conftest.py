"""A room with a caller in it, the leg on it, and LiveKit's API behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
import pytest
from livekit import rtc

from callcenter.domain.calls.termination import EndReason
from callcenter.settings import Settings
from callcenter.telephony.livekit.job.dialer import Dialer
from callcenter.telephony.livekit.job.leg import RoomLeg
from tests.fakes.livekit.livekit_participant_server import API_KEY, API_SECRET, ParticipantServer, participant_server
from tests.fakes.livekit.room import FakeParticipant, FakeRoom, Speaker
from tests.fakes.waiting import until

TIMEOUT_S = 60
CALLER = "sip_+15550100123"


class HeardAudio:
    """An audio path that keeps what it is given."""

    def __init__(self) -> None:
        self.pcm = bytearray()
        self.is_closed = False
        self.input = None
        self.vad = None
        self.segments = None

    def push(self, pcm: bytes) -> None:
        self.pcm += pcm

    def close(self) -> None:
        self.is_closed = True


@dataclass
class Stage:
    room: FakeRoom
    caller: FakeParticipant
    phone: Speaker
    leg: RoomLeg
    audio: HeardAudio
    server: ParticipantServer

    async def answer(self) -> None:
        """The caller's audio is published, and the leg answers."""
        self.room.publish(self.caller, self.phone.track)
        await asyncio.wait_for(self.leg.answer(), TIMEOUT_S)

    async def requested(self, method: str) -> object:
        """Wait for a request to LiveKit's API and return it."""

        found = await until(lambda: [message for name, message in self.server.requests if name == method], what=method)
        return found[0]


def tone(seconds: float, hz: int = 440) -> bytes:
    at = np.arange(int(seconds * 16_000)) / 16_000
    return (8000 * np.sin(2 * np.pi * hz * at)).astype(np.int16).tobytes()


def livekit_settings(url: str, **worker: object) -> Settings:
    return Settings(
        livekit_url=url,
        livekit_api_key=API_KEY,
        livekit_api_secret=API_SECRET,
        worker={"outbound_trunk": "ST_out", **worker},
    )


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage() as opened:
        yield opened


@asynccontextmanager
async def open_stage(*, audio_timeout_s: float = 5) -> AsyncIterator[Stage]:
    """A caller in a room, not yet answered."""
    async with participant_server() as server:
        room, phone, audio = FakeRoom(), Speaker(), HeardAudio()
        caller = room.add(FakeParticipant(CALLER, attributes={"sip.phoneNumber": "+15550100123"}))
        room.add(FakeParticipant("supervisor-1", kind=rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD))
        dialer = Dialer(livekit_settings(server.url), room=room.name)
        leg = RoomLeg(
            room,  # type: ignore[arg-type]
            CALLER,
            line=dialer,
            open_audio=lambda rate_hz: audio,  # type: ignore[arg-type,return-value]
            audio_timeout_s=audio_timeout_s,
        )
        yield Stage(room, caller, phone, leg, audio, server)
        await leg.hang_up(EndReason.AGENT_HUNG_UP)
        await dialer.aclose()
        await phone.aclose()
