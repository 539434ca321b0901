"""LiveKit's API for what a job asks of it: transfer, outbound call, removal. Twirp over HTTP, real messages.

`answers` says what comes of the next requests of a method: a message, a Twirp error, or a callable.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from google.protobuf.message import Message
from livekit.protocol import agent_dispatch, room, sip

API_KEY = "APItest"
API_SECRET = "a-secret-that-is-long-enough-for-hs256"
_STATUS = {"not_found": 404, "unauthenticated": 401, "resource_exhausted": 429, "deadline_exceeded": 408}
REQUESTS: dict[str, tuple[type[Message], type[Message]]] = {
    "TransferSIPParticipant": (sip.TransferSIPParticipantRequest, sip.TransferSIPParticipantResponse),
    "CreateSIPParticipant": (sip.CreateSIPParticipantRequest, sip.SIPParticipantInfo),
    "RemoveParticipant": (room.RoomParticipantIdentity, room.RemoveParticipantResponse),
    "ListRooms": (room.ListRoomsRequest, room.ListRoomsResponse),
    "ListParticipants": (room.ListParticipantsRequest, room.ListParticipantsResponse),
    "DeleteRoom": (room.DeleteRoomRequest, room.DeleteRoomResponse),
    "ListDispatch": (agent_dispatch.ListAgentDispatchRequest, agent_dispatch.ListAgentDispatchResponse),
    "CreateDispatch": (agent_dispatch.CreateAgentDispatchRequest, agent_dispatch.AgentDispatch),
}


@dataclass(frozen=True)
class Refusal:
    """A Twirp error, with the metadata LiveKit adds for SIP."""

    code: str
    sip_status_code: int | None = None
    transfer_reason: str = ""
    status: int = 0

    @property
    def meta(self) -> dict[str, str]:
        meta = {}
        if self.sip_status_code is not None:
            meta["sip_status_code"] = str(self.sip_status_code)
        if self.transfer_reason:
            meta["sip_transfer_reason"] = self.transfer_reason
        return meta

    def response(self) -> web.Response:
        """Return it as the server sends it."""
        return web.json_response(
            {"code": self.code, "msg": "refused", "meta": self.meta}, status=self.status or _STATUS.get(self.code, 400)
        )


@dataclass
class ParticipantServer:
    url: str = ""
    requests: list[tuple[str, Any]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            jwt.decode(token, API_SECRET, algorithms=["HS256"], issuer=API_KEY)
        except jwt.PyJWTError:
            return web.json_response({"code": "unauthenticated", "msg": "bad token"}, status=401)
        question, answer = REQUESTS[method]
        message = question.FromString(await request.read())
        self.requests.append((method, message))
        given = self.answers.get(method)
        if callable(given) and not isinstance(given, Message):
            given = await given(message)
        if isinstance(given, Refusal):
            return given.response()
        return web.Response(body=(given or answer()).SerializeToString(), content_type="application/protobuf")


@asynccontextmanager
async def participant_server() -> AsyncIterator[ParticipantServer]:
    server = ParticipantServer()
    app = web.Application()
    app.router.add_post("/twirp/{service}/{method}", server.serve)
    # A request that a test leaves hanging is cut off at its end.
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
