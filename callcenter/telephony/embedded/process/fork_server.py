"""Where workers come from: forked from one process that has loaded what they share, so that it is in memory once.

A worker's imports and the end-of-turn model are 350 MB. A worker and its spare of their own, twice that; forked, once.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from callcenter.errors import TelephonyError
from callcenter.log import logger
from callcenter.telephony.embedded.process.worker_link import LIMIT_BYTES

log = logger(__name__)

MODULE = "callcenter.telephony.embedded.process.fork_server_process"
#: Status of a worker whose end nobody has seen: the fork server was gone.
UNSEEN = 255
#: Seconds the fork server gets to end once nobody holds its socket.
END_S = 5.0


class _ForkServerLost(Exception):
    """The fork server's process has ended."""


class Forked:
    """One process of a fork server: `stdin` and `stdout` are the parent's ends of its standard input and output."""

    def __init__(
        self, pid: int, stdout: asyncio.StreamReader, stdin: asyncio.StreamWriter, ended: asyncio.Future[int]
    ) -> None:
        self.pid = pid
        self.stdout = stdout
        self.stdin = stdin
        self._ended = ended

    async def wait(self) -> int:
        """Wait for the end; return the exit status, or the negative number of the signal."""
        status = await asyncio.shield(self._ended)
        self.stdin.close()
        return status

    def kill(self) -> None:
        """End the process at once; does nothing if it has ended."""
        if not self._ended.done() and not self.stdout.at_eof():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class ForkServer:
    """Forks processes that run a module. Close it with `aclose`; the processes it has forked live on.

    Its own process is started with the first one, and anew if it is gone. `settings` override the environment's for
    what is loaded ahead.
    """

    def __init__(self, module: str, settings: Mapping[str, Any] | None = None) -> None:
        self._module = module
        self._settings = dict(settings or {})
        #: Its own process, once there was one.
        self.process: asyncio.subprocess.Process | None = None
        self._channel: socket.socket | None = None
        self._is_starting = asyncio.Lock()
        #: Who waits for a process id (and what tells its end), in order, and for an end.
        self._asked: deque[asyncio.Future[tuple[int, asyncio.Future[int]]]] = deque()
        self._ends: dict[int, asyncio.Future[int]] = {}

    async def fork(self) -> Forked:
        """Return a new process. In its own session: Ctrl-C reaches the parent only.

        Raises:
            TelephonyError: the fork server's process has ended: what it loads can't be loaded.
        """
        for _ in range(2):
            # One that was there may have gone unnoticed; a new one that goes, too, can't load.
            with suppress(_ForkServerLost):
                return await self._ask()
        raise TelephonyError("Workers can't be started.", remedy="The output above says why.")

    async def aclose(self) -> None:
        """End the fork server's process."""
        self._forget()
        if (process := self.process) is not None:
            try:
                await asyncio.wait_for(process.wait(), END_S)
            except TimeoutError:
                process.kill()
                await process.wait()

    # -- inside ---------------------------------------------------------------

    async def _ask(self) -> Forked:
        channel = await self._started()
        # Pipes: of a socket whose other side has ended, what it said last is lost if it had not read all.
        child_reads, we_write = os.pipe()
        we_read, child_writes = os.pipe()
        stdout, stdin = await _reader(we_read), await _writer(we_write)
        self._asked.append(asked := asyncio.get_running_loop().create_future())
        try:
            # If nobody reads any more `asked` learns it, too.
            with suppress(OSError):
                socket.send_fds(channel, [b"fork"], [child_reads, child_writes])
            os.close(child_reads)
            os.close(child_writes)
            pid, ended = await asked
        except BaseException:
            stdin.close()
            raise
        return Forked(pid, stdout, stdin, ended)

    async def _started(self) -> socket.socket:
        async with self._is_starting:
            if self._channel is not None:
                return self._channel
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self.process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    MODULE,
                    self._module,
                    stdin=theirs.fileno(),
                    stdout=asyncio.subprocess.DEVNULL,
                    start_new_session=True,
                )
            ours.setblocking(False)
            with suppress(OSError):
                ours.send(json.dumps(self._settings).encode())
            asyncio.get_running_loop().add_reader(ours, self._hear)
            self._channel = ours
            return ours

    def _hear(self) -> None:
        if self._channel is None:
            return
        try:
            message = self._channel.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if not message:
            if self._ends:
                log.warning("fork_server_lost", remedy="Nothing: running workers go on, and the next begins a new one.")
            self._forget()
            return
        facts = json.loads(message)
        if "status" in facts:
            self._ends.pop(facts["pid"]).set_result(facts["status"])
            return
        ended = self._ends[facts["pid"]] = asyncio.get_running_loop().create_future()
        if not (asked := self._asked.popleft()).done():
            asked.set_result((facts["pid"], ended))

    def _forget(self) -> None:
        """The fork server's process is gone, or is to go: nobody tells us anything any more."""
        if self._channel is not None:
            asyncio.get_running_loop().remove_reader(self._channel)
            self._channel.close()
            self._channel = None
        for asked in self._asked:
            if not asked.done():
                asked.set_exception(_ForkServerLost())
        self._asked.clear()
        for ended in self._ends.values():
            ended.set_result(UNSEEN)
        self._ends.clear()


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LIMIT_BYTES)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    return reader


async def _writer(descriptor: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(descriptor, "wb", buffering=0)
    )
    return asyncio.StreamWriter(transport, protocol, None, loop)
