"""Work beside the console's pages: cancelled half-way, full disks, whose it is, and how much at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from callcenter.console.jobs import MOST_RUNNING, Job, Jobs, JobState
from callcenter.errors import ConsoleMissing, ConsoleRefused


async def test_job__cancelled_half_way__ends_and_leaves_no_file(tmp_path: Path) -> None:
    jobs, is_half = Jobs(), asyncio.Event()

    async def work(job: Job) -> None:
        job.path.write_text("half")
        job.done = 500_000
        is_half.set()
        await asyncio.Event().wait()

    job = jobs.start("ann", "calls.csv", tmp_path / "exports", work)
    await is_half.wait()
    assert job.path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConsoleMissing):
        await jobs.cancel("bob", job.job_id)
    await jobs.cancel("ann", job.job_id)

    assert (job.state, job.done) == (JobState.CANCELLED, 500_000)
    assert not list((tmp_path / "exports").iterdir())


async def test_job__disk_full__says_so_and_leaves_no_file(tmp_path: Path) -> None:
    async def work(job: Job) -> None:
        raise OSError(28, "No space left on device")

    jobs = Jobs()
    job = jobs.start("ann", "calls.csv", tmp_path, work)
    assert job.task is not None
    await job.task

    assert (job.state, job.fault) == (JobState.FAILED, "The file can't be written (No space left on device).")
    assert not list(tmp_path.iterdir())


async def test_job__more_than_one_may_have__is_refused_and_all_end_with_the_console(tmp_path: Path) -> None:
    async def work(job: Job) -> None:
        await asyncio.Event().wait()

    jobs = Jobs()
    for _ in range(MOST_RUNNING):
        jobs.start("ann", "calls.csv", tmp_path, work)
    jobs.start("bob", "calls.csv", tmp_path, work)
    with pytest.raises(ConsoleRefused):
        jobs.start("ann", "calls.csv", tmp_path, work)
    await jobs.close()

    assert {job.state for job in jobs.of("ann") + jobs.of("bob")} == {JobState.CANCELLED}
