"""What we ask LiveKit's API about rooms: who is in one, what was sent there, send an agent, close it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from livekit import api
from livekit.protocol.agent_dispatch import (
    AgentDispatch,
    CreateAgentDispatchRequest,
)
from livekit.protocol.models import ParticipantInfo
from livekit.protocol.models import Room as RoomInfo

from callcenter.foreign_errors import told_by
from callcenter.livekit_errors import ASKING, RoomGone
from callcenter.settings import Settings

#: Seconds for one request; somebody waits in the room.
REQUEST_TIMEOUT_S = 5.0

_Answer = TypeVar("_Answer")


class Rooms:
    """A project's rooms. Close it with `aclose`. Every method raises TelephonyError if LiveKit can't."""

    def __init__(self, settings: Settings) -> None:
        self._api = api.LiveKitAPI(
            settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret.get_secret_value()
        )

    async def all(self) -> Sequence[RoomInfo]:
        """Return every room."""
        return (await self._ask(self._api.room.list_rooms(api.ListRoomsRequest()))).rooms

    async def participants(self, room: str) -> Sequence[ParticipantInfo]:
        """Return who is in a room; nobody if there is none of that name."""
        try:
            answer = await self._ask(self._api.room.list_participants(api.ListParticipantsRequest(room=room)))
        except RoomGone:
            return []
        return answer.participants

    async def dispatches(self, room: str) -> Sequence[AgentDispatch]:
        """Return the agents that were asked for in a room, with what has become of their jobs."""
        try:
            return await self._ask(self._api.agent_dispatch.list_dispatch(room_name=room))
        except RoomGone:
            return []

    async def dispatch(self, room: str, *, agent_name: str, metadata: str) -> None:
        """Ask for an agent in a room."""
        request = CreateAgentDispatchRequest(room=room, agent_name=agent_name, metadata=metadata)
        await self._ask(self._api.agent_dispatch.create_dispatch(request))

    async def remove(self, room: str, identity: str) -> None:
        """Take a participant out of a room; nothing if they have left."""
        try:
            await self._ask(
                self._api.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=identity))
            )
        except RoomGone:
            return

    async def close(self, room: str) -> None:
        """Put down everybody in a room; nothing if it is gone already."""
        try:
            await self._ask(self._api.room.delete_room(api.DeleteRoomRequest(room=room)))
        except RoomGone:
            return

    async def aclose(self) -> None:
        """Close the connections."""
        await self._api.aclose()

    async def _ask(self, request: Awaitable[_Answer]) -> _Answer:
        with told_by(ASKING):
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                return await request
