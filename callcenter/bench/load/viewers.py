"""Supervisors who look at the live floor during a load: the console as `serve` starts it, and Chromium with its pages.

Needs the group `browser` (Playwright) and Debian's chromium. The browser runs at the lowest priority: it would be on
other machines.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psutil

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.people import add_person
from callcenter.console.desk import Desk
from callcenter.console.roles import RIGHTS_OF, Role
from callcenter.demo.run_demo import free_port
from callcenter.errors import CallcenterError
from callcenter.settings import Settings
from callcenter.store.pool import open_pool
from callcenter.tasks import cancel, end_process, first_line

#: Seconds between two looks at the memory, for the console to be ready, and for it to end.
MEMORY_S, READY_S, END_S = 10.0, 60.0, 20.0
_MB = 2**20
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]"


@dataclass(slots=True)
class FloorViewers:
    """Who looks. `memory` has (seconds, the console's MB, MB of JavaScript's heap in the largest page) as they were.

    `first_content_ms` is each page's first contentful paint from the beginning of its navigation.
    """

    console: psutil.Process
    pages: list[Any]
    first_content_ms: list[float] = field(default_factory=list)
    memory: list[tuple[float, float, float]] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Return the memory of console and page as it was a while after the beginning, at its most and at the end."""
        settled = self.memory[len(self.memory) // 3 :] or self.memory

        def of(index: int) -> list[int]:
            values = [one[index] for one in settled]
            return [round(value) for value in (values[0], max(values), values[-1])] if values else []

        first = [round(value) for value in self.first_content_ms]
        return {"viewers": len(self.pages), "first_content_ms": first, "console_mb": of(1), "page_mb": of(2)}

    async def watch(self) -> None:
        """Note the memory again and again, until cancelled."""
        began_s = time.monotonic()
        while True:
            await asyncio.sleep(MEMORY_S)
            heaps = [await page.evaluate("performance.memory.usedJSHeapSize") for page in self.pages]
            console = self.console.memory_info().rss / _MB
            self.memory.append((time.monotonic() - began_s, console, max(heaps) / _MB))


@asynccontextmanager
async def floor_viewers(settings: Settings, database_url: str, count: int) -> AsyncIterator[FloorViewers]:
    """Have so many pages of the live floor open.

    Raises:
        CallcenterError: Chromium or Playwright is missing, or the console doesn't start.
    """
    program = shutil.which("chromium")
    if program is None or importlib.util.find_spec("playwright") is None:
        raise CallcenterError(
            "There is no browser to look at the floor with.",
            remedy="`apt install chromium` and `uv sync --group browser`.",
        )
    from playwright.async_api import async_playwright

    bind = f"127.0.0.1:{free_port()}"
    async with AsyncExitStack() as stack:
        console = await stack.enter_async_context(_console(bind))
        cookies = await _signed_in(settings, database_url, f"http://{bind}")
        driver = await stack.enter_async_context(async_playwright())
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        before = set(psutil.Process().children(recursive=True))
        browser = await driver.chromium.launch(
            executable_path=program, args=[*root, "--enable-precise-memory-info", "--disable-gpu"]
        )
        stack.push_async_callback(browser.close)
        pages, first_content_ms = [], []
        for _ in range(count):
            context = await browser.new_context(viewport={"width": 1440, "height": 900})
            await context.add_cookies([{"name": k, "value": v, "url": f"http://{bind}"} for k, v in cookies.items()])
            pages.append(await context.new_page())
            await pages[-1].goto(f"http://{bind}/floor")
            await pages[-1].wait_for_function(f"{_PAINT} !== undefined")
            first_content_ms.append(await pages[-1].evaluate(f"{_PAINT}.startTime"))
        for process in set(psutil.Process().children(recursive=True)) - before:
            process.nice(19)
        viewers = FloorViewers(console, pages, first_content_ms)
        watching = asyncio.create_task(viewers.watch())
        try:
            yield viewers
        finally:
            await cancel(watching)


@asynccontextmanager
async def _console(bind: str) -> AsyncIterator[psutil.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "callcenter.cli.main", "console", "--bind", bind, "--with-parent"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if b"ready" not in await first_line(process, within_s=READY_S):
            raise CallcenterError(
                f"The console isn't ready after {READY_S:.0f} s, or has ended.", remedy="See the output above."
            )
        yield psutil.Process(process.pid)
    finally:
        await end_process(process, within_s=END_S)


async def _signed_in(settings: Settings, database_url: str, url: str) -> dict[str, str]:
    """Make a supervisor, and return their session's cookies."""
    shell = Viewer(name="shell:bench", role=Role.ADMIN, rights=RIGHTS_OF[Role.ADMIN], address="shell")
    async with await open_pool(database_url, max_size=1) as pool:
        link = await add_person(Desk(pool, settings), shell, f"viewer-{time.time_ns() % 10**9}", Role.SUPERVISOR)
    async with httpx.AsyncClient(base_url=url, headers={"origin": url}) as client:
        await client.post(link, data={"password": f"a bench needs no memory {time.time_ns()}"})
        return dict(client.cookies)
