"""A bounded queue between a call and those who watch it: whoever puts never waits, and the oldest is dropped."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Mailbox(Generic[_T]):
    """Iterates over what is put into it, for one reader, until it is closed and empty."""

    def __init__(self, most: int) -> None:
        self._items: deque[_T] = deque(maxlen=most)
        self._changed = asyncio.Event()
        self._is_closed = False
        #: Items that nobody read in time.
        self.dropped = 0

    def put(self, item: _T) -> None:
        """Add an item. Never waits."""
        if self._is_closed:
            return
        if len(self._items) == self._items.maxlen:
            self.dropped += 1
        self._items.append(item)
        self._changed.set()

    def close(self) -> None:
        """No more will come; what is left can still be read."""
        self._is_closed = True
        self._changed.set()

    def __aiter__(self) -> Mailbox[_T]:
        """Return itself: there is one reader."""
        return self

    async def __anext__(self) -> _T:
        """Return the oldest item; wait for one if there is none.

        Raises:
            StopAsyncIteration: it is closed and empty.
        """
        while not self._items:
            if self._is_closed:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._items.popleft()
