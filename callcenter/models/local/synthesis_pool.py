"""A few threads that synthesise speech for all calls, the most urgent piece first.

A caller who waits for the first word comes before one who has three seconds of speech still to hear. What several ask
for at once is made once.
"""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from callcenter.models.audio.resampler import Samples


@dataclass(order=True, slots=True)
class _Piece:
    due_at_s: float
    number: int
    work: Callable[[], Samples] | None = field(compare=False)
    done: asyncio.Future[Samples] | None = field(compare=False)


@dataclass(slots=True)
class _Making:
    """A piece that is asked for, and how many wait for it."""

    task: asyncio.Task[Samples]
    due_at_s: float
    waiting: int = 0


class SynthesisPool:
    """Threads with one queue, ordered by when each piece has to be heard. Bounded by what calls await."""

    def __init__(self, *, threads: int) -> None:
        self._queue: queue.PriorityQueue[_Piece] = queue.PriorityQueue()
        self._numbers = itertools.count()
        #: By the loop that asks, too: tasks are its own.
        self._making: dict[Hashable, _Making] = {}
        self._threads = [
            threading.Thread(target=self._run, name=f"synthesis-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, what: Hashable, work: Callable[[], Samples], *, due_at_s: float) -> Samples:
        """Run a piece of work; `due_at_s` (monotonic) is when its sound is needed. Raises what the work raises.

        `what` names it: asked for again meanwhile, no more urgently, it is waited for and not made twice. If all who
        wait for it are cancelled before it is begun, it is taken out of the queue.
        """
        loop = asyncio.get_running_loop()
        key = (loop, what)
        if (making := self._making.get(key)) is None or making.due_at_s > due_at_s:
            making = self._making[key] = _Making(loop.create_task(self._made(work, due_at_s)), due_at_s)
        making.waiting += 1
        try:
            return await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if not making.waiting:
                making.task.cancel()
                if self._making.get(key) is making:
                    del self._making[key]

    async def _made(self, work: Callable[[], Samples], due_at_s: float) -> Samples:
        done: asyncio.Future[Samples] = asyncio.get_running_loop().create_future()
        self._queue.put(_Piece(due_at_s, next(self._numbers), work, done))
        return await done

    def close(self) -> None:
        """Stop the threads after the pieces at work."""
        for _ in self._threads:
            self._queue.put(_Piece(float("-inf"), next(self._numbers), None, None))

    def _run(self) -> None:
        while True:
            piece = self._queue.get()
            if piece.work is None or piece.done is None:
                return
            if piece.done.cancelled():
                continue
            result: Samples | BaseException
            try:
                result = piece.work()
            except Exception as error:
                result = error
            _settle(piece.done, result)


def _settle(done: asyncio.Future[Samples], result: Samples | BaseException) -> None:
    def settle() -> None:
        if done.done():
            return
        if isinstance(result, BaseException):
            done.set_exception(result)
        else:
            done.set_result(result)

    # The loop may be gone: a call that ended with its process.
    try:
        done.get_loop().call_soon_threadsafe(settle)
    except RuntimeError:
        return
