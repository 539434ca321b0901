"""Real time, where it is what a test is about: sound goes as fast as it is spoken, a server is slow, a deadline passes.

Whoever waits for something that happens takes `until`, and whoever can turn the clock plays the story in virtual time:
tests/architecture/test_names.py has the list of those who may come here.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any


async def paced(items: Iterable[Any] | None = None, *, every_s: float) -> AsyncIterator[Any]:
    """Yield items, or numbers for ever, one every so many seconds: late ones at once, so that the pace is kept."""
    due_s = time.monotonic()
    for item in itertools.count() if items is None else items:
        due_s += every_s
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        yield item


async def lasts(seconds: float) -> None:
    """Let so many seconds pass."""
    await asyncio.sleep(seconds)
