"""Servers that speak the protocols of Deepgram, OpenAI (and Groq), and Rime, and fail as those do.

`behaviour` says how the next requests go, and may be changed in mid-call:
ok, 401, 429, 500, reset (the connection is cut in the middle), stall (accepted, then nothing), slow (1 s late),
drip (keep-alive comments for ever, but no word), stall-later (two words, then nothing).
"""

from __future__ import annotations

import asyncio
import io
import json
import math
import wave
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from aiohttp import web

from callcenter.bench.wire.wire_server import WireServer, serving_wire
from tests.fakes.pace import lasts
from tests.fakes.waiting import until

#: What the servers hear and say, and how long each text sounds.
TRANSCRIPT = "what is my balance"
ANSWER = "Your balance is forty dollars."
#: Deadlines of models in tests: one that a server is to miss, and one that no busy machine does.
SHORT_S, PATIENT_S = 0.5, 10.0
SPEECH_S = 0.4


@dataclass
class ModelServer(WireServer):
    """One running server; `url` is its http address."""

    transcript: str = TRANSCRIPT
    answer: str = ANSWER
    sound: Callable[[str, int], bytes] = lambda _, rate_hz: tone(SPEECH_S, rate_hz)
    behaviour: str = "ok"
    #: The requests as they came.
    requests: list[dict[str, object]] = field(default_factory=list)
    #: The words that each connection to Deepgram's server was told to expect.
    keyterms: list[list[str]] = field(default_factory=list)

    def routes(self) -> Iterable[web.RouteDef]:
        """OpenAI's recogniser and voice beside the others."""
        return (
            *super().routes(),
            web.post("/v1/audio/transcriptions", self.transcribe),
            web.post("/v1/audio/speech", self.speak),
        )

    @property
    def transcribes(self) -> bool:
        """Whether what the caller says is recognised."""
        return self.behaviour in ("ok", "slow")

    def note(self, request: web.Request, said: Mapping[str, Any]) -> None:
        """Keep a request, with what its body or query says."""
        self.requests.append({"authorization": request.headers.get("Authorization"), **said})
        if request.path == "/v1/listen":
            self.keyterms.append(request.query.getall("keyterm", []))

    async def admit(self, request: web.Request) -> None:
        """Answer with the status the behaviour asks for, or be slow."""
        if self.behaviour.isdigit():
            raise {401: web.HTTPUnauthorized, 429: web.HTTPTooManyRequests, 500: web.HTTPInternalServerError}[
                int(self.behaviour)
            ](text=json.dumps({"error": {"message": "no", "type": "error"}}), content_type="application/json")
        if self.behaviour == "slow":
            await lasts(1.0)

    async def hold(self, response: web.StreamResponse | None = None) -> None:
        """Wait until the behaviour is another one."""
        await until(lambda: self.behaviour != "stall", timeout_s=math.inf, every_s=0.02)
        while self.behaviour == "drip" and response is not None:
            await response.write(b": keep-alive\n\n")
            await lasts(0.1)

    async def breaks_off(self, request: web.Request, *, at: int | None = None) -> bool:
        """Cut the connection, after two words of a language model, or say nothing more."""
        if self.behaviour == "stall-later" and at == 2:
            await asyncio.Event().wait()
        if self.behaviour != "reset" or at not in (None, 2):
            return False
        assert request.transport is not None
        request.transport.abort()
        return True

    async def transcribe(self, request: web.Request) -> web.Response:
        """OpenAI's transcription of one file."""
        form = await request.post()
        self.note(request, {"model": form.get("model")})
        await self.admit(request)
        await self.hold()
        await self.breaks_off(request)
        return web.json_response({"text": self.transcript})

    async def speak(self, request: web.Request) -> web.StreamResponse:
        """OpenAI's speech: a WAV file."""
        self.note(request, await request.json())
        await self.admit(request)
        await self.hold()
        await self.breaks_off(request)
        return web.Response(body=wav(0.5, 24000), content_type="audio/wav")


@asynccontextmanager
async def model_server(port: int = 0) -> AsyncIterator[ModelServer]:
    """Run a server with all protocols on a port of 127.0.0.1, a free one by default."""
    async with serving_wire(ModelServer(), port) as server:
        try:
            yield server
        finally:
            server.behaviour = "ok"


def tone(seconds: float, rate_hz: int) -> bytes:
    """Return a 440 Hz tone, mono int16."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (np.sin(2 * np.pi * 440 * at) * 8000).astype(np.int16).tobytes()


def wav(seconds: float, rate_hz: int) -> bytes:
    """Return a tone as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(tone(seconds, rate_hz))
    return out.getvalue()
