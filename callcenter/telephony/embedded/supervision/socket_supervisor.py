"""A supervisor who comes to a call by its worker's socket: the port's way on the single machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.domain.record.call_event import SupervisorOutcome
from callcenter.domain.supervision import Step, seen_from_json
from callcenter.errors import SupervisorRefused
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.tasks import cancel
from callcenter.telephony.embedded.supervision.framing import (
    JSON,
    json_frame,
    read_frame,
    read_json,
    read_sound,
    voice_frame,
)
from callcenter.telephony.embedded.supervision.place import sockets_folder

log = logger(__name__)

#: Longest wait for a worker's first answer.
_OPENING_S = 10.0


class SocketSupervisor(CallSupervisor):
    """One connection to a worker, at one call."""

    def __init__(self, identity: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(identity)
        self._reader = reader
        self._writer = writer
        self._asked = 0
        self._answers: dict[int, asyncio.Future[Mapping[str, Any]]] = {}

    async def speak(self, pcm: bytes) -> None:
        """Say something to the caller."""
        self._writer.write(voice_frame(pcm))
        await self._writer.drain()

    async def listen(self) -> None:
        """Take what the worker says until the call is over."""
        try:
            while (frame := await read_frame(self._reader)) is not None:
                self._on_frame(*frame)
        finally:
            self._over()
            for waiting in self._answers.values():
                if not waiting.done():
                    waiting.set_exception(_is_over())

    def close(self) -> None:
        """Leave the call."""
        self._writer.close()

    async def _step(self, step: Step, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._writer.is_closing() or self._reader.at_eof():
            raise _is_over()
        self._asked += 1
        number = self._asked
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(json_frame({"id": number, "step": step.value, "arguments": dict(arguments)}))
            taken: Mapping[str, Any] = await answer
            return taken
        finally:
            del self._answers[number]

    def _on_frame(self, kind: bytes, body: bytes) -> None:
        if kind != JSON:
            self._sounds.put(read_sound(kind, body))
            return
        row = read_json(body)
        if "id" not in row:
            self._seen.put(seen_from_json(row))
        elif (waiting := self._answers.get(row["id"])) is not None and not waiting.done():
            if "refused" in row:
                waiting.set_exception(SupervisorRefused(**row["refused"]))
            else:
                waiting.set_result(row["answer"])


@asynccontextmanager
async def at_call(settings: Settings, call_id: str, identity: str) -> AsyncIterator[SocketSupervisor]:
    """Take a place at a call of any of this machine's workers, until the block ends.

    Raises:
        SupervisorRefused: no worker here carries the call.
    """
    for path in sorted(sockets_folder(settings).glob("*.sock")):
        if (opened := await _open(path, call_id, identity)) is not None:
            break
    else:
        raise SupervisorRefused(
            "No worker on this machine carries the call.",
            outcome="no-call",
            remedy="It may be over: `callcenter calls live` shows those that run. Run this as the user who serves.",
        )
    listening = asyncio.create_task(opened.listen(), name="supervisor-listens")
    try:
        yield opened
    finally:
        await cancel(listening)
        opened.close()


async def _open(path: Path, call_id: str, identity: str) -> SocketSupervisor | None:
    """Connect to one worker; None if the call isn't there, or the worker is gone."""
    try:
        reader, writer = await asyncio.open_unix_connection(path)
    except OSError:
        return None
    writer.write(json_frame({"call_id": call_id, "identity": identity}))
    try:
        async with asyncio.timeout(_OPENING_S):
            frame = await read_frame(reader)
    except TimeoutError:
        frame = None
    answer = read_json(frame[1]) if frame is not None else {}
    if "answer" in answer:
        return SocketSupervisor(identity, reader, writer)
    writer.close()
    if (refused := answer.get("refused")) and refused["outcome"] != "no-call":
        raise SupervisorRefused(**refused)
    return None


def _is_over() -> SupervisorRefused:
    return SupervisorRefused("The call is over.", outcome=SupervisorOutcome.ERROR)
