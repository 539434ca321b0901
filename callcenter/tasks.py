"""Begins asyncio tasks that fail together, ends tasks, and child processes that end when their standard input does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from callcenter.errors import CallcenterError


class TaskGroup(asyncio.TaskGroup):
    """asyncio's, but it fails with one error: the first of ours among its tasks', or the first there is.

    A group of errors is taken by no `except` for one of them, and what each of them says isn't seen.
    """

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Wait for the tasks; cancel them if one of them, or the body, has failed."""
        try:
            await super().__aexit__(kind, error, traceback)
        except BaseExceptionGroup as group:
            errors = list(_each(group))
            raise next((one for one in errors if isinstance(one, CallcenterError)), errors[0])  # noqa: B904 - its own cause stays


def _each(error: BaseException) -> Iterator[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        yield error
        return
    for inner in error.exceptions:
        yield from _each(inner)


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they are done; what they fail with is dropped.

    livekit-agents' `cancel_and_wait` leaves their errors unread: asyncio would log them, and they may quote a caller.
    """
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def end_process(process: asyncio.subprocess.Process, *, within_s: float) -> None:
    """Close a child's standard input and wait until it has ended; after so many seconds it is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), within_s)
    except TimeoutError:
        process.kill()
        await process.wait()
