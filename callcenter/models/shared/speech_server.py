"""The speech process: models on the device, loaded once and served to jobs over a Unix socket.

Entry: `python -m callcenter.models.shared.speech_server SOCKET ORDER`. It says "ready" (or what is wrong) on its
standard output, and ends when its standard input does: with its worker, however that ends.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping

from aiohttp import web
from livekit import rtc

from callcenter.errors import ModelUnavailable
from callcenter.log import configure_logging, logger
from callcenter.models.local.memory import give_memory_back
from callcenter.models.local.moonshine import Moonshine
from callcenter.models.local.piper import ClauseVoice, Piper
from callcenter.models.phone_tuning import MODEL_RATE_HZ
from callcenter.models.shared.speech_order import SpeechOrder
from callcenter.tasks import cancel

log = logger(__name__)

#: Longest segment of audio that is taken; 30 s are 1 MB.
MOST_BYTES = 16 * 2**20


def speech_app(recogniser: Moonshine | None, voices: Mapping[str, ClauseVoice]) -> web.Application:
    """Return the server of these models. Run it so that a handler ends with its client (`handler_cancellation`)."""

    @web.middleware
    async def telling(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Tell a fault by its kind: its text may hold what a caller said."""
        try:
            answer: web.StreamResponse = await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:
            log.warning("speech_failed", what=request.path, error=type(error).__name__)
            return web.Response(status=500, text=type(error).__name__)
        return answer

    async def names(_: web.Request) -> web.Response:
        return web.json_response({variant: voice.name for variant, voice in voices.items()})

    async def recognise(request: web.Request) -> web.Response:
        if recogniser is None:
            return web.Response(status=404, text="no recogniser is loaded")
        pcm = await request.read()
        frame = rtc.AudioFrame(data=pcm, sample_rate=MODEL_RATE_HZ, num_channels=1, samples_per_channel=len(pcm) // 2)
        return web.Response(text=await recogniser.recognise(frame, asks_number=request.query.get("asks_number") == "1"))

    async def say(request: web.Request) -> web.Response:
        query = request.query
        if (voice := voices.get(query["voice"])) is None:
            return web.Response(status=404, text="no such voice is loaded")
        pcm = await voice.say(
            await request.text(),
            rate_hz=int(query["rate_hz"]),
            due_at_s=float(query["due_at_s"]),
            keep=query["keep"] == "1",
            speed=float(query["speed"]),
        )
        return web.Response(body=pcm.tobytes())

    app = web.Application(client_max_size=MOST_BYTES, middlewares=[telling])
    app.add_routes([web.post("/voices", names), web.post("/recognise", recognise), web.post("/say", say)])
    return app


async def serve(socket: str, order: SpeechOrder) -> None:
    """Load the models and serve them until standard input ends.

    Raises:
        ModelUnavailable: a package, weights or a voice's file is missing.
    """
    give_memory_back()
    recogniser = await asyncio.to_thread(load_recogniser, order) if order.recogniser else None
    voices = {variant: await asyncio.to_thread(Piper.load, variant, kept_in=order.kept_in) for variant in order.voices}
    runner = web.AppRunner(speech_app(recogniser, voices), access_log=None, handler_cancellation=True)
    await runner.setup()
    try:
        await web.UnixSite(runner, socket).start()
        _tell(fault="")
        preparing = asyncio.create_task(prepare_phrases(order, voices.values()), name="phrases")
        try:
            await asyncio.to_thread(sys.stdin.buffer.read)
        finally:
            await cancel(preparing)
    finally:
        await runner.cleanup()


async def prepare_phrases(order: SpeechOrder, voices: Iterable[Piper]) -> None:
    """Speak what agents say word for word, once for all jobs, after whatever callers wait for."""
    if order.phrases is None:
        return
    phrases = (await asyncio.to_thread(order.phrases.read_text, encoding="utf-8")).splitlines()
    for voice in voices:
        for phrase in phrases:
            await voice.preload(phrase, rate_hz=MODEL_RATE_HZ)


def load_recogniser(order: SpeechOrder) -> Moonshine:
    """Load the recogniser with the sayings it is to expect. Raises ModelUnavailable."""
    recogniser = Moonshine.load()
    if order.sayings is not None:
        recogniser.expect(order.sayings.read_text(encoding="utf-8").splitlines())
    return recogniser


def _tell(*, fault: str, remedy: str = "") -> None:
    sys.stdout.write(json.dumps({"fault": fault, "remedy": remedy}) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Serve by the command line and return the exit status."""
    # A rollout's SIGTERM and a terminal's Ctrl-C drain the worker: its calls go on, and need their voices.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    socket, order = sys.argv[1], SpeechOrder.model_validate_json(sys.argv[2])
    configure_logging(order.log)
    try:
        asyncio.run(serve(socket, order))
    except ModelUnavailable as error:
        _tell(fault=error.what, remedy=error.remedy)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
