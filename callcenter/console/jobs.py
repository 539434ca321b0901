"""Work that takes longer than a page waits: with progress, to be cancelled, its file kept for an hour."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from callcenter.console.roles import Right
from callcenter.errors import CallcenterError, ConsoleMissing, ConsoleRefused
from callcenter.log import logger
from callcenter.tasks import cancel

log = logger(__name__)

#: Seconds that a finished file is kept for its owner to fetch.
KEPT_S = 3600.0
#: What somebody may have running at once; a page's second click is no reason to do it twice.
MOST_RUNNING = 2


class JobState(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Job:
    """One job. `done` counts towards `about`, an estimate, in what its work counts: calls.

    `needs` are the rights that went into its file: whoever has fewer now, by another role or a token, gets none of it.
    """

    job_id: str
    owner: str
    name: str
    path: Path
    needs: frozenset[Right] = frozenset()
    about: int = 0
    done: int = 0
    state: JobState = JobState.RUNNING
    fault: str = ""
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the job as JSON data."""
        return {
            "export_id": self.job_id,
            "name": self.name,
            "state": self.state.value,
            "done": self.done,
            "about": max(self.about, self.done),
            "fault": self.fault,
        }


class Jobs:
    """The jobs of this process; they end with it, and their files with them."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def start(
        self,
        owner: str,
        name: str,
        folder: Path,
        work: Callable[[Job], Awaitable[None]],
        *,
        needs: frozenset[Right] = frozenset(),
    ) -> Job:
        """Begin a job that writes `job.path`, a file named `name` for its owner while they have the rights it needs.

        Raises:
            ConsoleRefused: its owner has as many running as one may.
        """
        if sum(one.state is JobState.RUNNING for one in self.of(owner)) >= MOST_RUNNING:
            raise ConsoleRefused(f"You have {MOST_RUNNING} exports running.", remedy="Cancel one, or wait for it.")
        job_id = secrets.token_urlsafe(12)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        job = Job(job_id=job_id, owner=owner, name=name, path=folder / job_id, needs=needs)
        self._jobs[job_id] = job
        job.task = asyncio.create_task(self._run(job, work), name="console-job")
        return job

    def of(self, owner: str) -> list[Job]:
        """Return somebody's jobs, the newest first."""
        return [job for job in reversed(self._jobs.values()) if job.owner == owner]

    def find(self, owner: str, job_id: str) -> Job:
        """Return a job of somebody's.

        Raises:
            ConsoleMissing: they have none of that id.
        """
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner:
            raise ConsoleMissing("There is no such export, or it is gone: they are kept for an hour.")
        return job

    async def cancel(self, owner: str, job_id: str) -> Job:
        """End a job and remove its file."""
        job = self.find(owner, job_id)
        if job.task is not None:
            await cancel(job.task)
        job.path.unlink(missing_ok=True)
        job.state = JobState.CANCELLED
        return job

    async def close(self) -> None:
        """End all, and remove their files."""
        for job in list(self._jobs.values()):
            await self.cancel(job.owner, job.job_id)

    async def _run(self, job: Job, work: Callable[[Job], Awaitable[None]]) -> None:
        try:
            # Nobody else may read it: it has what callers said.
            job.path.touch(mode=0o600)
            await work(job)
            # Whoever erases somebody removes the files of exports, too: they may be in one.
            job.state = JobState.DONE if job.path.exists() else JobState.FAILED
            job.fault = "" if job.path.exists() else "Somebody was erased meanwhile. Export again."
        except CallcenterError as error:
            job.state, job.fault = JobState.FAILED, str(error)
            job.path.unlink(missing_ok=True)
        except OSError as error:
            job.state, job.fault = JobState.FAILED, f"The file can't be written ({error.strerror})."
            job.path.unlink(missing_ok=True)
            log.error("console_job_failed", error=type(error).__name__)
        finally:
            asyncio.get_running_loop().call_later(KEPT_S, self._forget, job)

    def _forget(self, job: Job) -> None:
        job.path.unlink(missing_ok=True)
        self._jobs.pop(job.job_id, None)
