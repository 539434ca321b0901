"""Exports of what the list shows, or of the rows that are ticked: with progress, to be cancelled, fetched when done."""

from __future__ import annotations

from dataclasses import replace

from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.exports import start_export
from callcenter.console.desk import Desk
from callcenter.console.jobs import Job, JobState
from callcenter.console.pages.frame import OpenPage, quiet_button, words
from callcenter.console.preferences import _
from callcenter.console.roles import Right
from callcenter.store.call_log.call_search import CallSearch

#: Seconds between looks at how far exports are.
_LOOK_S = 1.0
_TICKED = "return [...document.querySelectorAll('table.calls input.pick:checked')].map((one) => one.value)"
#: Seconds a browser gets to say which rows are ticked.
_TICKED_S = 5.0


class Exports:
    """The buttons, and one's exports below them."""

    def __init__(self, desk: Desk, seat: OpenPage, wanted: CallSearch) -> None:
        self._desk = desk
        self._seat = seat
        self._wanted = wanted
        self._shown: dict[str, tuple[JobState, int]] = {}
        self._fetched = {job.job_id for job in desk.jobs.of(seat.viewer.name)}
        self._starter(_("Export CSV"), "csv")
        self._starter(_("Export JSON"), "json")
        if seat.viewer.may(Right.HEAR):
            self._starter(_("Export recordings"), "recordings")

    def show_progress(self) -> None:
        """Add the place where exports say how far they are."""
        self._place = ui.element("div").classes("exports").props("role=status")
        ui.timer(_LOOK_S, self._look)

    def _starter(self, label: str, format: str) -> None:
        async def start(viewer: Viewer) -> None:
            ticked = await ui.run_javascript(_TICKED, timeout=_TICKED_S)
            wanted = replace(self._wanted, call_ids=tuple(map(str, ticked))) if ticked else self._wanted
            await start_export(self._desk, viewer, wanted, format)
            self._look()

        quiet_button(label, self._seat.acts(start))

    def _look(self) -> None:
        jobs = self._desk.jobs.of(self._seat.viewer.name)
        now = {job.job_id: (job.state, job.done) for job in jobs}
        if now == self._shown:
            return
        self._shown = now
        self._place.clear()
        with self._place:
            for job in jobs:
                self._row(job)
                if job.state is JobState.DONE and job.job_id not in self._fetched:
                    self._fetched.add(job.job_id)
                    ui.navigate.to(f"/api/exports/{job.job_id}/file")

    def _row(self, job: Job) -> None:
        with ui.element("p"):
            match job.state:
                case JobState.RUNNING:
                    told = _("{name}: {done} of about {about} calls")
                    words("span", told.format(name=job.name, done=job.done, about=max(job.about, job.done)))
                    self._canceller(job)
                case JobState.DONE:
                    ui.link(job.name, f"/api/exports/{job.job_id}/file")
                    words("span", _("{done} calls, kept for an hour").format(done=job.done)).classes("soft")
                case JobState.CANCELLED:
                    words("span", _("{name}: cancelled").format(name=job.name)).classes("soft")
                case JobState.FAILED:
                    words("span", f"{job.name}: {job.fault}").classes("fault")

    def _canceller(self, job: Job) -> None:
        async def stop(viewer: Viewer) -> None:
            await self._desk.jobs.cancel(viewer.name, job.job_id)
            self._look()

        quiet_button(_("Cancel"), self._seat.acts(stop))
