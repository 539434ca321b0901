"""What the sample agent can do: list rooms, and book one. It keeps nothing, so that it needs no table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

import asyncpg
from livekit.agents import RunContext, function_tool

from callcenter.agents.shared_tools.tickets import open_ticket as open_ticket
from callcenter.agents.toolkit.answers import AskAgain
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext

Room = Literal["north", "south"]


class Rooms(TypedDict):
    """The fields that `say` may use."""

    rooms: str


class Booked(TypedDict):
    """The fields that `confirm` and `say` may use."""

    room: str


@function_tool
async def list_rooms(context: RunContext[CallContext]) -> Rooms:
    """List the rooms for meetings. Call this when the caller asks which there are."""
    return Rooms(rooms="the north room for six and the south room for twelve")


@writing_tool("book")
async def book_room(context: RunContext[CallContext], room: Room) -> Booked:
    """Propose to book a room. Call this when the caller wants one.

    Args:
        room: Which room.
    """
    if room not in ("north", "south"):
        raise AskAgain("room", "no-such-room")
    return Booked(room=room)


@book_room.commits
async def _book(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Booked:
    """Book what the caller agreed to; here a table of yours would be written."""
    return Booked(room=facts["room"])
