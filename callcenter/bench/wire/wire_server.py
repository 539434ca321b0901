"""A server that speaks the protocols of Deepgram, OpenAI (and Groq), and Rime, with an answer for everything.

What it hears and says is fixed; how long it takes is its `pace`. The hooks at the end are for those who want a server
that fails.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import numpy as np
from aiohttp import WSMsgType, web

#: Loudness (int16) above which a frame of the caller's has speech in it, and frames of speech that have words in them.
_LOUD, _FRAMES_OF_WORDS = 500, 5
#: Rate of the audio that recognisers get if the request names none, in Hz.
_HEARD_HZ = 16_000

Server = TypeVar("Server", bound="WireServer")


@dataclass(frozen=True, slots=True, kw_only=True)
class WirePace:
    """How long a provider takes, in seconds; as it stands, no time at all."""

    #: From the silence that ends an utterance to its transcript.
    transcript_s: float = 0.0
    #: To the first word of the language model, and between words.
    first_token_s: float = 0.0
    token_s: float = 0.0
    #: To the voice's first sound, and between pieces of `piece_s` of sound (None: one piece).
    first_audio_s: float = 0.0
    between_pieces_s: float = 0.0
    piece_s: float | None = None


@dataclass
class WireServer:
    """One running server; `url` is its http address."""

    #: What recognisers hear next, and (Deepgram's) in which language.
    transcript: str
    #: What the language model says.
    answer: str
    #: How a text sounds at a rate in Hz: mono int16.
    sound: Callable[[str, int], bytes]
    language: str = "en"
    pace: WirePace = WirePace()
    url: str = ""
    #: Stops the server, its open connections with it.
    stop: Callable[[], Awaitable[None]] | None = None
    #: What was said before, ready to send, by its text and rate: in a load calls hear the same over and over, and
    #: whoever measures a product shouldn't measure us.
    _said: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    @property
    def ws_url(self) -> str:
        """Its websocket address."""
        return self.url.replace("http", "ws", 1)

    def routes(self) -> Iterable[web.RouteDef]:
        """Return what the server answers."""
        return (
            web.post("/v1/chat/completions", self.chat),
            web.get("/v1/listen", self.deepgram),
            web.get("/ws3", self.rime_socket),
        )

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """OpenAI's chat completions, streamed (server-sent events)."""
        body = await request.json()
        self.note(request, body)
        await self.admit(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await self.hold(response)
        pacing = Pacing()
        await pacing.go_on(self.pace.first_token_s)
        words = self.answer.split()
        for number, word in enumerate(words):
            if await self.breaks_off(request, at=number):
                return response
            await response.write(_word(word))
            await pacing.go_on(self.pace.token_s)
        await response.write(_chunk(choices=[_choice({}, finish="stop")]))
        if (body.get("stream_options") or {}).get("include_usage"):
            asked, said = len(json.dumps(body["messages"])) // 4, len(words)
            usage = {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
            await response.write(_chunk(choices=[], usage=usage))
        await response.write(b"data: [DONE]\n\n")
        return response

    async def deepgram(self, request: web.Request) -> web.StreamResponse:
        """Deepgram's live transcription: a transcript once sound is followed by silence."""
        self.note(request, request.query)
        await self.admit(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        loud = quiet = 0
        rate_hz = int(request.query.get("sample_rate", _HEARD_HZ))
        # Samples of silence that end an utterance; the query has milliseconds.
        endpointing = rate_hz * int(request.query.get("endpointing", "10")) // 1000
        async for message in socket:
            if message.type is not WSMsgType.BINARY:
                if message.type is WSMsgType.TEXT and "CloseStream" in message.data:
                    break
                continue
            if await self.breaks_off(request):
                break
            samples = np.frombuffer(message.data, dtype=np.int16)
            if np.abs(samples).max(initial=0) > _LOUD:
                loud, quiet = loud + 1, 0
                continue
            quiet += len(samples)
            if loud > _FRAMES_OF_WORDS and quiet >= endpointing and self.transcribes:
                loud = 0
                await asyncio.sleep(self.pace.transcript_s)
                for is_final in (False, True):
                    await socket.send_str(_results(self.transcript, self.language, is_final=is_final))
        return socket

    async def rime_socket(self, request: web.Request) -> web.StreamResponse:
        """Rime's websocket (ws3): for each text chunks of base64 PCM, and done after a flush."""
        self.note(request, request.query)
        await self.admit(request)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        rate_hz = int(request.query.get("samplingRate", "22050"))
        async for message in socket:
            packet = json.loads(message.data)
            if packet.get("operation") == "eos":
                break
            await self.hold()
            if "text" in packet:
                if await self.breaks_off(request):
                    break
                await self._say(socket, packet["text"], rate_hz)
            elif packet.get("operation") == "flush":
                await socket.send_str(json.dumps({"type": "done"}))
        return socket

    async def _say(self, socket: web.WebSocketResponse, text: str, rate_hz: int) -> None:
        pacing = Pacing()
        await pacing.go_on(self.pace.first_audio_s)
        if (pieces := self._said.get((text, rate_hz))) is None:
            pcm = self.sound(text, rate_hz)
            pieces = self._said[text, rate_hz] = list(_pieces(pcm, int((self.pace.piece_s or 0) * rate_hz) * 2))
        for piece in pieces:
            await socket.send_str(piece)
            await pacing.go_on(self.pace.between_pieces_s)

    # -- for servers that remember, or fail -----------------------------------

    def note(self, request: web.Request, said: Mapping[str, Any]) -> None:
        """Keep a request, with what its body or query says."""

    @property
    def transcribes(self) -> bool:
        """Whether what the caller says is recognised."""
        return True

    async def admit(self, request: web.Request) -> None:
        """Refuse a request by raising its HTTP status; let it in otherwise."""

    async def hold(self, response: web.StreamResponse | None = None) -> None:
        """Keep whoever waits for the first word or sound waiting."""

    async def breaks_off(self, request: web.Request, *, at: int | None = None) -> bool:
        """Cut the connection, before a word of this number (None: no words), and say so."""
        return False


class Pacing:
    """Waits that follow one another: one that comes late makes the next shorter. No load of ours slows a provider."""

    def __init__(self) -> None:
        self._due_s = asyncio.get_running_loop().time()

    async def go_on(self, after_s: float) -> None:
        """Wait until so many seconds after the last time that was due."""
        self._due_s += after_s
        await asyncio.sleep(max(0.0, self._due_s - asyncio.get_running_loop().time()))


@web.middleware
async def _hung_up(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
    """A caller who interrupts has the connection closed while there is more to say: that is no fault."""
    try:
        return await handler(request)
    except ConnectionResetError:
        return web.Response(status=499)


@asynccontextmanager
async def serving_wire(server: Server, port: int = 0) -> AsyncIterator[Server]:
    """Run a server with all its protocols on a port of 127.0.0.1, a free one by default."""
    app = web.Application(middlewares=[_hung_up])
    app.add_routes(server.routes())
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    server.stop = runner.cleanup
    try:
        yield server
    finally:
        await runner.cleanup()


def _pieces(pcm: bytes, size: int) -> Iterator[str]:
    """Yield sound as Rime's messages, each with so many bytes of it (0: with all)."""
    size = size or len(pcm)
    for start in range(0, len(pcm), size):
        yield json.dumps({"type": "chunk", "data": base64.b64encode(pcm[start : start + size]).decode()})


@cache
def _word(word: str) -> bytes:
    """Return one word of an answer as an event."""
    return _chunk(choices=[_choice({"content": word + " "})])


def _chunk(**facts: object) -> bytes:
    """Return one event of a streamed chat completion."""
    chunk = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": "wire", **facts}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _choice(delta: dict[str, str], *, finish: str | None = None) -> dict[str, object]:
    return {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}


@cache
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
