"""Tasks that fail together, the end of tasks, and child processes, which end when their standard input does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
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
            return await super().__aexit__(kind, error, traceback)
        except BaseExceptionGroup as group:
            errors = list(_each(group))
        # Here, so that each error is told with its own cause and without the group.
        raise next((one for one in errors if isinstance(one, CallcenterError)), errors[0])


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


async def first_line(process: asyncio.subprocess.Process, *, within_s: float) -> bytes:
    """Return the first line that a child says; b"" if it ended without one, or takes more than so many seconds."""
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    with suppress(TimeoutError):
        return await asyncio.wait_for(process.stdout.readline(), within_s)
    return b""


async def end_process(process: asyncio.subprocess.Process, *, within_s: float) -> None:
    """Close a child's standard input and wait until it has ended; after so many seconds it is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), within_s)
    except TimeoutError:
        process.kill()
        await process.wait()
