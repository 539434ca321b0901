"""A worker's socket for supervisors under whoever means it ill, or is a program gone wrong: the call goes on."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

from callcenter.calls.ports.leg import SoundListener
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import SupervisorActed
from callcenter.settings import Settings
from callcenter.tasks import cancel
from callcenter.telephony.embedded.supervision import call_desk
from callcenter.telephony.embedded.supervision.call_desk import MAX_CONNECTIONS, CallDesk
from callcenter.telephony.embedded.supervision.framing import (
    JSON,
    MAX_ASKED_BYTES,
    SUPERVISOR,
    json_frame,
    read_frame,
    read_json,
    voice_frame,
)
from callcenter.telephony.embedded.supervision.place import make_place, sockets_folder
from tests.fakes.waiting import until

CALL_ID = "call_1"


class Line:
    """A call as its desk sees it: what was recorded, what the caller heard of supervisors, and who listens."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder)
        self.facts: list[SupervisorActed] = []
        self.relayed = bytearray()
        self.listeners: list[SoundListener] = []
        self.clients: list[asyncio.StreamWriter] = []

    def listen(self, listener: SoundListener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        (path,) = sockets_folder(self.settings).glob("*.sock")
        reader, writer = await asyncio.open_unix_connection(path)
        self.clients.append(writer)
        return reader, writer

    async def sit_down(self, identity: str = "anna") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Take a place at the call."""
        reader, writer = await self.connect()
        writer.write(json_frame({"call_id": CALL_ID, "identity": identity}))
        assert await answer(reader, 0) == {"id": 0, "answer": {}}
        return reader, writer

    def acts(self, method: str) -> list[SupervisorActed]:
        return [fact for fact in self.facts if fact.method == method]


async def answer(reader: asyncio.StreamReader, number: int) -> dict[str, Any]:
    """Wait for the answer to a request."""
    while (frame := await read_frame(reader)) is not None:
        if frame[0] == JSON and (row := read_json(frame[1])).get("id") == number:
            return row
    raise AssertionError("the worker closed the connection")


async def is_closed(reader: asyncio.StreamReader) -> bool:
    """Read to the end, which has to come."""
    with suppress(ConnectionError):
        await reader.read()
    return True


@pytest_asyncio.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    line, desk = Line(tmp_path), CallDesk()

    async def interrupt(**_: bool) -> None: ...

    ended = asyncio.get_running_loop().create_future()
    leg = SimpleNamespace(ended=ended, listen=line.listen, relay=line.relayed.extend)
    context: Any = SimpleNamespace(leg=leg, record=line.facts.append, elapsed_ms=lambda: 0, is_taken_over=False)
    session: Any = SimpleNamespace(
        on=lambda *_: None, output=SimpleNamespace(audio=None), interrupt=interrupt, say=lambda _: None
    )
    async with desk.open(line.settings):
        with desk.supervised(CALL_ID) as call:
            accompanying = asyncio.create_task(call.accompany(session, context))
            yield line
            await cancel(accompanying)
        for client in line.clients:
            client.close()


@pytest.mark.parametrize(
    "data",
    [
        os.urandom(4096),
        struct.pack(">cI", JSON, 0xFFFF_FFFF),
        struct.pack(">cI", JSON, 5000) + b"x" * 5000,
        b"J\0\0\0\0",
        json_frame({"call_id": CALL_ID})[:-1] + b"]",
        struct.pack(">cI", JSON, 4000) + b"[" * 4000,
        struct.pack(">cI", JSON, 4000) + b"9" * 4000,
        struct.pack(">cI", JSON, 2) + b"[]",
        struct.pack(">cI", JSON, 2) + b"\xff\xfe",
    ],
    ids=["noise", "giant", "too long", "empty", "broken", "deep", "number", "list", "no text"],
)
async def test_opening__that_is_none__ends_that_connection_and_no_other(line: Line, data: bytes) -> None:
    reader, writer = await line.connect()
    writer.write(data)
    writer.write_eof()

    assert await is_closed(reader)
    await line.sit_down()


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack(">cI", JSON, MAX_ASKED_BYTES + 1),
        struct.pack(">cI", JSON, 60_000) + b"[" * 60_000,
        struct.pack(">cI", JSON, 2) + b"[]",
    ],
    ids=["giant", "deep", "list"],
)
async def test_request__that_is_none__ends_that_connection_and_no_other(line: Line, frame: bytes) -> None:
    reader, writer = await line.sit_down()
    writer.write(frame)

    assert await is_closed(reader)
    await line.sit_down("ben")


async def test_request__with_a_number_that_is_none__has_nothing_of_it_sent_back(line: Line) -> None:
    reader, writer = await line.sit_down()
    writer.write(json_frame({"id": "x" * 50_000, "step": "format"}))

    assert (await answer(reader, 0))["refused"]["outcome"] == "bad-request"


async def test_requests__in_a_flood__are_few_facts_and_the_rest_is_refused(line: Line) -> None:
    reader, writer = await line.sit_down()
    for number in range(1, 301):
        writer.write(json_frame({"id": number, "step": "hear"}))

    last = await answer(reader, 300)
    assert last["refused"]["outcome"] == "busy"
    assert len(line.acts("hear")) < 150


async def test_connections__in_thousands__leave_files_for_calls_and_the_next_is_served(line: Line) -> None:
    before = len(os.listdir("/proc/self/fd"))
    crowd = [await line.connect() for _ in range(MAX_CONNECTIONS + 50)]
    await asyncio.gather(*(is_closed(reader) for reader, _ in crowd[MAX_CONNECTIONS:]))
    # Each of ours has two files in this process.
    assert len(os.listdir("/proc/self/fd")) - before <= 2 * MAX_CONNECTIONS + 50

    for _, writer in crowd:
        writer.close()

    async def sits() -> bool:
        with suppress(AssertionError, ConnectionError):
            await line.sit_down()
            return True
        return False

    await until(sits, what="a place once they are gone")


async def test_supervisor__who_reads_nothing__loses_their_place(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_desk, "READING_S", 0.1)
    _, writer = await line.sit_down()
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    writer.write(json_frame({"id": 1, "step": "hear"}))
    await until(lambda: line.listeners, what="somebody who listens")

    def has_left() -> bool:
        for listener in list(line.listeners):
            listener(Speaker.CALLER, bytes(64_000), 16_000)
        return bool(line.acts("leave"))

    await until(has_left, what="their leaving")
    assert not line.listeners


async def test_take_over__by_two_at_once__is_one_persons(line: Line) -> None:
    (anna, to_anna), (ben, to_ben) = await line.sit_down("anna"), await line.sit_down("ben")
    for writer in (to_anna, to_ben):
        writer.write(json_frame({"id": 1, "step": "take_over"}))
    outcomes = [(await answer(reader, 1)) for reader in (anna, ben)]

    assert sorted(row.get("refused", {}).get("outcome", "ok") for row in outcomes) == ["ok", "taken"]


async def test_voice__of_half_a_sample__reaches_nobody(line: Line) -> None:
    reader, writer = await line.sit_down()
    writer.write(json_frame({"id": 1, "step": "take_over"}))
    await answer(reader, 1)
    writer.write(voice_frame(bytes(640)))
    writer.write(struct.pack(">cI", SUPERVISOR, 641) + bytes(641))

    assert await is_closed(reader)
    assert len(line.relayed) == 640


async def test_name__that_would_act_on_a_terminal__is_recorded_without_that(line: Line) -> None:
    await line.sit_down("\x1b]0;own\x07ed\x00")

    assert [fact.identity for fact in line.acts("watch")] == ["]0;owned"]
    assert "\\u001b" not in json.dumps(line.facts[0].identity)


async def test_process__of_another_user__is_turned_away(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 54_321)
    reader, _ = await line.connect()

    assert await is_closed(reader)
    assert not line.facts


def test_sockets__of_workers_that_were_killed__are_removed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    gone = subprocess.Popen(["true"])
    gone.wait()
    ours = make_place(settings, os.getpid())
    for path in (dead := ours.with_name(f"{gone.pid}.sock"), other := ours.with_name("other.sock")):
        path.touch()

    make_place(settings, 1)

    assert not dead.exists()
    assert other.exists()
