"""Tasks that fail together fail with the one error that tells why, and children are waited for no longer than said."""

from __future__ import annotations

import asyncio
import sys

import pytest

from callcenter.errors import LegGone
from callcenter.tasks import TaskGroup, end_process, first_line


async def _fail(error: BaseException, *, after: asyncio.Event | None = None) -> None:
    try:
        if after is not None:
            await after.wait()
    finally:
        raise error


async def test_task_group__several_fail__the_error_is_ours_with_its_own_cause() -> None:
    cause = OSError("the line")
    ours = LegGone("The caller has left.")
    ours.__cause__ = cause

    with pytest.raises(LegGone) as caught:
        async with TaskGroup() as outer:
            outer.create_task(_fail(ValueError("foreign"), after=asyncio.Event()))
            async with TaskGroup() as inner:
                inner.create_task(_fail(KeyError("foreign, too"), after=asyncio.Event()))
                inner.create_task(_fail(ours))

    assert caught.value is ours
    assert caught.value.__cause__ is cause


async def test_task_group__none_of_ours__the_first_error_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        async with TaskGroup() as group:
            group.create_task(_fail(ZeroDivisionError()))
            await asyncio.Event().wait()


async def test_task_group__cancelled_from_outside__is_cancelled() -> None:
    is_inside = asyncio.Event()

    async def wait() -> None:
        async with TaskGroup() as group:
            group.create_task(asyncio.Event().wait())
            is_inside.set()

    waiting = asyncio.create_task(wait())
    await is_inside.wait()
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize(
    ("program", "patience_s", "said"),
    [
        ("print('ready'); input()", 60, b"ready\n"),
        ("raise SystemExit", 60, b""),
        ("import sys; sys.stdin.read()", 0, b""),
    ],
    ids=["says it", "ends without", "says nothing"],
)
async def test_first_line__of_a_child__is_what_it_says_or_nothing(program: str, patience_s: float, said: bytes) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-uc", program), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert await first_line(process, within_s=patience_s) == said
    finally:
        await end_process(process, within_s=60)
