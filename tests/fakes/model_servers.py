"""Servers that speak the protocols of Deepgram, OpenAI (and Groq), and Rime, and fail as those do.

`behaviour` says how the next requests go, and may be changed in mid-call:
ok, 401, 429, 500, reset (the connection is cut in the middle), stall (accepted, then nothing), slow (1 s late),
drip (keep-alive comments for ever, but no word), stall-later (two words, then nothing).
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from aiohttp import WSMsgType, web

#: What the servers hear and say.
TRANSCRIPT = "what is my balance"
ANSWER = "Your balance is forty dollars."


@dataclass
class ModelServer:
    """One running server; `url` is its http address."""

    url: str = ""
    behaviour: str = "ok"
    #: What recognisers hear next, and (Deepgram's server) in which language.
    transcript: str = TRANSCRIPT
    language: str = "en"
    requests: list[dict[str, object]] = field(default_factory=list)
    #: The words that each connection to Deepgram's server was told to expect.
    keyterms: list[list[str]] = field(default_factory=list)
    #: Stops the server, its open connections with it.
    stop: Callable[[], Awaitable[None]] | None = None

    @property
    def ws_url(self) -> str:
        """Its websocket address."""
        return self.url.replace("http", "ws", 1)

    async def fail(self, request: web.Request) -> None:
        """Answer with the status the behaviour asks for, stall, or be slow."""
        if self.behaviour.isdigit():
            raise {401: web.HTTPUnauthorized, 429: web.HTTPTooManyRequests, 500: web.HTTPInternalServerError}[
                int(self.behaviour)
            ](text=json.dumps({"error": {"message": "no", "type": "error"}}), content_type="application/json")
        if self.behaviour == "slow":
            await asyncio.sleep(1.0)

    async def maybe_stall(self) -> None:
        """Wait until the behaviour is another one."""
        while self.behaviour == "stall":
            await asyncio.sleep(0.02)

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """OpenAI's chat completions, streamed (server-sent events)."""
        body = await request.json()
        self.requests.append({"authorization": request.headers.get("Authorization"), **body})
        await self.fail(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await self.maybe_stall()
        while self.behaviour == "drip":
            await response.write(b": keep-alive\n\n")
            await asyncio.sleep(0.1)
        words = ANSWER.split()
        for number, word in enumerate(words):
            if number == 2 and self.behaviour == "reset":
                assert request.transport is not None
                request.transport.abort()
                return response
            if number == 2 and self.behaviour == "stall-later":
                await asyncio.Event().wait()
            await response.write(_sse({"content": word + " "}))
        await response.write(_sse({}, finish="stop"))
        if (body.get("stream_options") or {}).get("include_usage"):
            await response.write(_usage(prompt=len(json.dumps(body["messages"])) // 4, completion=len(words)))
        await response.write(b"data: [DONE]\n\n")
        return response

    async def transcribe(self, request: web.Request) -> web.Response:
        """OpenAI's transcription of one file."""
        form = await request.post()
        self.requests.append({"model": form.get("model"), "authorization": request.headers.get("Authorization")})
        await self.fail(request)
        await self.maybe_stall()
        if self.behaviour == "reset":
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"text": self.transcript})

    async def speak(self, request: web.Request) -> web.StreamResponse:
        """OpenAI's speech: a WAV file."""
        body = await request.json()
        self.requests.append({"authorization": request.headers.get("Authorization"), **body})
        await self.fail(request)
        await self.maybe_stall()
        if self.behaviour == "reset":
            assert request.transport is not None
            request.transport.abort()
        return web.Response(body=wav(0.5, 24000), content_type="audio/wav")

    async def deepgram(self, request: web.Request) -> web.StreamResponse:
        """Deepgram's live transcription: a transcript once sound is followed by silence."""
        self.keyterms.append(request.query.getall("keyterm", []))
        self.requests.append({"authorization": request.headers.get("Authorization"), **dict(request.query)})
        await self.fail(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        loud = quiet = 0
        # Milliseconds of silence that end an utterance, as 16 kHz samples.
        endpointing = 16 * int(request.query.get("endpointing", "10"))
        async for message in socket:
            if message.type is not WSMsgType.BINARY:
                if message.type is WSMsgType.TEXT and "CloseStream" in message.data:
                    break
                continue
            if self.behaviour == "reset":
                assert request.transport is not None
                request.transport.abort()
                break
            samples = np.frombuffer(message.data, dtype=np.int16)
            if np.abs(samples).max(initial=0) > 500:
                loud, quiet = loud + 1, 0
                continue
            quiet += len(samples)
            if loud > 5 and quiet >= endpointing and self.behaviour in ("ok", "slow"):
                loud = 0
                for is_final in (False, True):
                    await socket.send_str(_results(self.transcript, self.language, is_final=is_final))
        return socket

    async def rime_socket(self, request: web.Request) -> web.StreamResponse:
        """Rime's websocket (ws3): chunks of base64 PCM, then done."""
        self.requests.append({"authorization": request.headers.get("Authorization"), **dict(request.query)})
        await self.fail(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        rate = int(request.query.get("samplingRate", "22050"))
        async for message in socket:
            packet = json.loads(message.data)
            if packet.get("operation") == "eos":
                break
            await self.maybe_stall()
            if "text" in packet:
                if self.behaviour == "reset":
                    assert request.transport is not None
                    request.transport.abort()
                    break
                await socket.send_str(json.dumps({"type": "chunk", "data": base64.b64encode(tone(0.4, rate)).decode()}))
            elif packet.get("operation") == "flush":
                await socket.send_str(json.dumps({"type": "done"}))
        return socket


@asynccontextmanager
async def model_server(port: int = 0) -> AsyncIterator[ModelServer]:
    """Run a server with all protocols on a port of 127.0.0.1, a free one by default."""
    server = ModelServer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.chat)
    app.router.add_post("/v1/audio/transcriptions", server.transcribe)
    app.router.add_post("/v1/audio/speech", server.speak)
    app.router.add_get("/v1/listen", server.deepgram)
    app.router.add_get("/ws3", server.rime_socket)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    server.stop = runner.cleanup
    try:
        yield server
    finally:
        server.behaviour = "ok"
        await runner.cleanup()


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


def _sse(delta: dict[str, str], *, finish: str | None = None) -> bytes:
    chunk = {
        "id": "chat-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}],
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _usage(*, prompt: int, completion: int) -> bytes:
    chunk = {
        "id": "chat-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        },
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _results(text: str, language: str, *, is_final: bool) -> str:
    words = [
        {"word": word, "punctuated_word": word, "start": 0.1 * at, "end": 0.1 * at + 0.1, "confidence": 0.9}
        for at, word in enumerate(text.split())
    ]
    return json.dumps(
        {
            "type": "Results",
            "metadata": {"request_id": "r1"},
            "is_final": is_final,
            "speech_final": is_final,
            "channel": {
                "alternatives": [{"transcript": text, "confidence": 0.9, "words": words, "languages": [language]}]
            },
        }
    )
