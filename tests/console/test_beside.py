"""The console beside `serve`: it comes after calls are taken, comes again when it dies, and is gone at the end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress

import httpx
import psutil
import pytest

from callcenter.console import beside
from tests.fakes.ports import free_port
from tests.fakes.waiting import until


def child(bind: str) -> psutil.Process | None:
    for one in psutil.Process().children():
        with suppress(psutil.Error):  # dead, or dying between two questions about it
            if bind in one.cmdline() and one.status() != psutil.STATUS_ZOMBIE:
                return one
    return None


async def answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{url}/health")).status_code == 200
    except httpx.TransportError:
        return False


async def test_console__killed__comes_again_and_ends_with_serve(
    fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    monkeypatch.setattr(beside, "AGAIN_S", 0.1)
    bind = f"127.0.0.1:{free_port()}"
    said: list[str] = []
    after = asyncio.Event()

    async with beside.console_beside(bind, said.append, after=after):
        assert child(bind) is None
        after.set()
        await until(lambda: child(bind) is not None, what="a console", timeout_s=60)
        first = child(bind)
        assert first is not None
        await until(lambda: answers(f"http://{bind}"), what="the console's answer")
        os.kill(first.pid, signal.SIGKILL)
        await until(lambda: child(bind) not in (None, first), what="another console", timeout_s=60)

    assert child(bind) is None
    assert said == []


async def test_console__port_taken__says_so_once_and_calls_go_on(
    fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    said: list[str] = []
    after = asyncio.Event()
    after.set()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"

        async with beside.console_beside(bind, said.append, after=after):
            await until(lambda: bool(said), what="a word", timeout_s=60)

    assert said == ["The console didn't start; the error above says why. Calls are taken without it."]
