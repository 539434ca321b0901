"""The servers' process: `python -m callcenter.bench.wire`. Prints its address, serves until its standard input ends."""

from __future__ import annotations

import asyncio
import sys

import uvloop

from callcenter.bench.fixed_models import (
    ANSWER,
    CHARACTER_S,
    FIRST_AUDIO_S,
    FIRST_TOKEN_S,
    HEARD,
    RECOGNISE_S,
    buzz,
)
from callcenter.bench.wire.wire_server import WirePace, WireServer, serving_wire
from callcenter.models.phone_tuning import PHONE

#: A hosted chain as `docs/measured.md` has it: the transcript so long after the last sound; ten words a tenth of a
#: second; sound ten times as fast as it is heard.
PACE = WirePace(
    transcript_s=RECOGNISE_S - PHONE.deepgram.endpointing_ms / 1000,
    first_token_s=FIRST_TOKEN_S,
    token_s=0.01,
    first_audio_s=FIRST_AUDIO_S,
    piece_s=0.1,
    between_pieces_s=0.01,
)


def speech(text: str, rate_hz: int) -> bytes:
    """Return a buzz as long as the text would take."""
    return buzz(len(text) * CHARACTER_S, rate_hz)


async def main() -> None:
    """Serve until nobody holds our standard input any more."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with serving_wire(WireServer(transcript=HEARD, answer=ANSWER, sound=speech, pace=PACE)) as server:
        sys.stdout.write(server.url + "\n")
        sys.stdout.flush()
        await reader.read()


if __name__ == "__main__":
    uvloop.run(main())
