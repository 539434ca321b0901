"""`callcenter serve` as an operator runs it: its own process, its settings in the environment, its lines on stdout."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from callcenter.bench.load.calls import worker_process
from tests.fakes.ports import free_port
from tests.fakes.shipped import keep_trained
from tests.fakes.waiting import until

READY_S = 120.0
STOP_S = 40.0


class Served:
    """A running `callcenter serve`."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.lines: list[str] = []

    def uri(self, number: str) -> str:
        return f"sip:{number}@127.0.0.1:{self.port}"

    async def says(self, words: str, *, count: int = 1, timeout_s: float = 60) -> None:
        """Wait until so many lines have the words."""
        await until(
            lambda: sum(words in line for line in self.lines) >= count or self.process.returncode is not None,
            what=f"{words!r} #{count} in {self.lines}",
            timeout_s=timeout_s,
        )
        assert self.process.returncode is None, self.lines

    def worker(self) -> psutil.Process:
        """Return the worker that has the SIP port."""
        return worker_process(self.port, of=psutil.Process(self.process.pid))

    async def listen(self) -> None:
        """Keep what it says; ends with it."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode().rstrip())


@asynccontextmanager
async def served(folder: Path, settings: Mapping[str, str], *, console: bool = False) -> AsyncIterator[Served]:
    """Run `callcenter serve` on a free port until calls are taken, and end it as Ctrl-C pressed twice does.

    With `console` it has its console beside it, where `CALLCENTER_CONSOLE__BIND` of the settings says.
    """
    port = free_port()
    await asyncio.to_thread(keep_trained, folder)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALLCENTER_")}
    with (folder / "serve.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "callcenter.cli.main",
            "serve",
            *(() if console else ("--no-console",)),
            "--bind",
            f"127.0.0.1:{port}",
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env={**inherited, "CALLCENTER_DATA_DIR": str(folder), **settings},
        )
    running = Served(process, port)
    listening = asyncio.create_task(running.listen())
    try:
        await running.says("Ready.", timeout_s=READY_S)
        yield running
    finally:
        for _ in range(2):
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()
        await listening
