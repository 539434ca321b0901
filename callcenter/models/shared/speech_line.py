"""A job's line to the worker's speech process: recognition and voices as if they were loaded here.

HTTP over a Unix socket. A process that has died is started again within seconds by the worker: until then a question
waits, no longer than `AWAY_S`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from weakref import WeakKeyDictionary

import aiohttp
import numpy as np
from livekit import rtc
from livekit.agents._exceptions import APIConnectionError

from callcenter.models.audio.resampler import Samples
from callcenter.models.local.clauses import split

#: Longest wait for a speech process that is being started again; loading takes about two seconds.
AWAY_S = 10.0
#: Seconds between two tries to reach it.
RETRY_S = 0.05
#: Longest answer: a clause of speech takes a fifth of a second, more if many callers wait for theirs.
ANSWER_S = 60.0


class SpeechLine:
    """Asks the speech process behind a socket. Each event loop has connections of its own, closed by `aclose`."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()

    async def ask(self, what: str, body: bytes = b"", **query: str) -> bytes:
        """Return the answer to a question. Cancelled, the question is withdrawn.

        Raises:
            APIConnectionError: the process can't be reached, or the model failed.
        """
        until_s = time.monotonic() + AWAY_S
        while True:
            try:
                async with self._session().post(f"http://speech/{what}", data=body, params=query) as response:
                    answer = await response.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                if time.monotonic() > until_s:
                    raise APIConnectionError("The worker's speech process doesn't answer.") from error
                await asyncio.sleep(RETRY_S)
                continue
            if response.status != 200:
                fault = answer.decode(errors="replace")
                raise APIConnectionError(f"The worker's speech process failed ({fault}).", retryable=False)
            return answer

    async def aclose(self) -> None:
        """Close the running loop's connections."""
        if (session := self._sessions.pop(asyncio.get_running_loop(), None)) is not None:
            await session.close()

    def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if (session := self._sessions.get(loop)) is None:
            session = self._sessions[loop] = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(str(self._socket), limit=0),
                timeout=aiohttp.ClientTimeout(total=ANSWER_S),
            )
        return session


class SharedMoonshine:
    """`local/moonshine` in the speech process."""

    def __init__(self, line: SpeechLine) -> None:
        self._line = line

    async def recognise(self, frame: rtc.AudioFrame, *, asks_number: bool = False) -> str:
        """Return the words in a segment as `Moonshine.recognise` does. Raises APIConnectionError."""
        return (await self._line.ask("recognise", bytes(frame.data), asks_number=str(int(asks_number)))).decode()

    def close(self) -> None:
        """Leave the model to the other jobs."""


class SharedPiper:
    """A voice of `local/piper` in the speech process; `name` is the voice's."""

    def __init__(self, line: SpeechLine, variant: str, name: str) -> None:
        self.name = name
        self._line = line
        self._variant = variant

    async def say(
        self, clause: str, *, rate_hz: int, due_at_s: float, keep: bool = False, speed: float = 1.0
    ) -> Samples:
        """Return a clause as mono int16 at the rate; `due_at_s` is by the machine's monotonic clock.

        Raises:
            APIConnectionError: the process can't be reached, or the voice failed.
        """
        query: Mapping[str, object] = {
            "voice": self._variant,
            "rate_hz": rate_hz,
            "due_at_s": due_at_s,
            "keep": int(keep),
            "speed": speed,
        }
        pcm = await self._line.ask("say", clause.encode(), **{name: str(value) for name, value in query.items()})
        return np.frombuffer(pcm, dtype=np.int16)

    async def preload(self, phrase: str, *, rate_hz: int) -> None:
        """Have a fixed phrase made ready, cut as it will be when it is said."""
        for clause in split(phrase):
            await self.say(clause, rate_hz=rate_hz, due_at_s=float("inf"), keep=True)

    def close(self) -> None:
        """Leave the voice to the other jobs."""
