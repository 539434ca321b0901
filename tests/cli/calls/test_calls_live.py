"""`callcenter calls live --follow` where Postgres is behind a pool of transactions, which passes no notices."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from callcenter.cli.calls import running_calls
from callcenter.tasks import cancel
from tests.fakes.waiting import until


class Deaf:
    """A connection whose listener is never called."""

    async def add_listener(self, channel: str, listener: Any) -> None:
        """Take it, as PgBouncer takes a LISTEN."""


async def test_follow__no_change_is_heard_of__list_is_shown_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_calls, "SHOW_INTERVAL_S", 0.01)
    shown: list[int] = []

    async def show() -> None:
        shown.append(len(shown))

    following = asyncio.create_task(running_calls.each_change(Deaf(), show))
    await until(lambda: len(shown) >= 3)
    await cancel(following)
