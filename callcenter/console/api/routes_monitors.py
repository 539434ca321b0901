"""The API's routes of monitors and issues."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from callcenter.console.answers.monitors.monitors import (
    be_done_with,
    issues,
    monitor_json,
    monitors,
    see_to,
    watch,
    watch_no_more,
)
from callcenter.console.api.asked import Asking, Body
from callcenter.console.desk import Desk
from callcenter.store.monitors.monitors import Monitor


class NewMonitor(Body):
    """What to watch: an issue opens when the measure of the window's calls is above (or below) the threshold."""

    name: str
    measure: str
    is_above: bool = True
    threshold: float
    window_minutes: int = 60
    least_calls: int = 10
    webhook: str = ""
    email: str = ""


class Resolution(Body):
    """What an issue was."""

    note: str = ""


def monitor_routes(desk: Desk) -> APIRouter:
    """Return the routes of monitors and issues."""
    router = APIRouter(prefix="/api", tags=["monitors"])

    @router.get("/monitors", summary="What is watched")
    async def _monitors(viewer: Asking) -> list[dict[str, Any]]:
        return [monitor_json(monitor, viewer) for monitor in await monitors(desk, viewer)]

    @router.post("/monitors", status_code=201, summary="Watch for something")
    async def _watch(viewer: Asking, monitor: NewMonitor) -> dict[str, int]:
        return {"monitor_id": await watch(desk, viewer, Monitor(**monitor.model_dump()))}

    @router.delete("/monitors/{monitor_id}", summary="Watch for it no more; its issues stay")
    async def _no_more(viewer: Asking, monitor_id: int) -> dict[str, int]:
        await watch_no_more(desk, viewer, monitor_id)
        return {"monitor_id": monitor_id}

    @router.get("/issues", summary="Issues, those that aren't resolved first; their calls: /api/calls?issue=")
    async def _issues(viewer: Asking) -> list[dict[str, Any]]:
        return [issue.to_json() for issue in await issues(desk, viewer)]

    @router.post("/issues/{issue_id}/acknowledge", summary="You see to it")
    async def _see_to(viewer: Asking, issue_id: int) -> dict[str, int]:
        await see_to(desk, viewer, issue_id)
        return {"issue_id": issue_id}

    @router.post("/issues/{issue_id}/resolve", summary="It is done with; what came before opens no other")
    async def _done(viewer: Asking, issue_id: int, resolution: Resolution) -> dict[str, int]:
        await be_done_with(desk, viewer, issue_id, note=resolution.note)
        return {"issue_id": issue_id}

    return router
