"""Runs a worker's speech process: started before the first job, started again whenever it dies."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from callcenter.errors import ModelUnavailable
from callcenter.log import logger
from callcenter.models.shared.speech_order import SpeechOrder
from callcenter.tasks import cancel, end_process, first_line

log = logger(__name__)

#: Seconds the models may take to load on a busy machine.
LOAD_S = 120.0
#: Seconds until a process that can't be started is tried again.
PAUSE_S = 2.0
#: Seconds a process gets to end by itself.
END_S = 5.0


@asynccontextmanager
async def speech_process(order: SpeechOrder) -> AsyncIterator[Path]:
    """Yield the socket of a process that serves these models, while open.

    Raises:
        ModelUnavailable: the models can't be loaded.
    """
    # mkdtemp's folder is its owner's alone, and short enough for a socket's name (108 bytes, unix(7)).
    with tempfile.TemporaryDirectory(prefix="callcenter-speech-", ignore_cleanup_errors=True) as folder:
        socket = Path(folder) / "speech"
        running = _Running(socket, order)
        await running.start()
        watching = asyncio.create_task(running.watch(), name="speech-process")
        try:
            yield socket
        finally:
            await cancel(watching)
            await running.stop()


class _Running:
    def __init__(self, socket: Path, order: SpeechOrder) -> None:
        self._socket = socket
        self._order = order
        self._process: Process | None = None

    async def start(self) -> None:
        """Start the process and wait until it serves. Raises ModelUnavailable."""
        command = (sys.executable, "-m", "callcenter.models.shared.speech_server", str(self._socket))
        self._process = process = await asyncio.create_subprocess_exec(
            *command, self._order.model_dump_json(), stdin=PIPE, stdout=PIPE
        )
        said = await first_line(process, within_s=LOAD_S)
        told = json.loads(said or b'{"fault": "The speech process ended, or loaded for too long.", "remedy": ""}')
        if told["fault"]:
            await self.stop()
            raise ModelUnavailable(told["fault"], remedy=told["remedy"] or "Its last words are in the log above.")
        log.info("speech_process_started", recogniser=self._order.recogniser, voices=len(self._order.voices))

    async def watch(self) -> None:
        """Start the process again whenever it ends."""
        while True:
            if self._process is not None:
                log.error("speech_process_died", status=await self._process.wait())
            try:
                await self.start()
            except ModelUnavailable as error:
                log.error("speech_process_not_started", what=error.what)
                await asyncio.sleep(PAUSE_S)

    async def stop(self) -> None:
        """End the process: its standard input closes, and if that isn't enough it is killed."""
        if (process := self._process) is None:
            return
        self._process = None
        await end_process(process, within_s=END_S)
