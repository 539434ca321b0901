"""The API's route of running calls, and the socket by which a page hears one and speaks into it."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from callcenter.calls.supervision.mix import Mix
from callcenter.console.answers.live_floor import live_floor, live_json
from callcenter.console.answers.open_seats import OpenSeat, seat_of
from callcenter.console.api.asked import Asking
from callcenter.console.desk import Desk
from callcenter.tasks import cancel

#: Largest moment of a browser's microphone, in bytes: a tenth of a second.
_MOST_VOICE_BYTES = 3200
#: Close code: the key isn't this viewer's (RFC 6455 §7.4.1: policy).
_NOT_YOURS = 1008


def floor_routes(desk: Desk) -> APIRouter:
    """Return the routes of the live floor."""
    router = APIRouter()

    @router.get("/api/live", tags=["live"], summary="The calls that run now, the longest first")
    async def _live(viewer: Asking) -> list[dict[str, Any]]:
        return [live_json(call) for call in await live_floor(desk, viewer)]

    @router.websocket("/floor/{call_id}/audio")
    async def _audio(socket: WebSocket, call_id: str, seat: str = "") -> None:
        found = seat_of(seat, call_id=call_id, viewer=socket.state.viewer.name)
        if found is None:
            await socket.close(_NOT_YOURS)
            return
        await socket.accept()
        both = [asyncio.create_task(_hear(socket, found)), asyncio.create_task(_speak(socket, found))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel(*both)

    return router


async def _hear(socket: WebSocket, seat: OpenSeat) -> None:
    """Send both voices as they come, mixed: mono int16 at 16 kHz."""
    mix = Mix()
    async for sound in seat.supervisor.sounds():
        if pcm := mix.add(sound):
            await socket.send_bytes(pcm)


async def _speak(socket: WebSocket, seat: OpenSeat) -> None:
    """Take the browser's microphone (mono int16, 16 kHz); silent unless the page has taken the call over."""
    try:
        while True:
            pcm = await socket.receive_bytes()
            if seat.speaks and len(pcm) <= _MOST_VOICE_BYTES:
                await seat.supervisor.speak(pcm)
    except (WebSocketDisconnect, KeyError):
        return
