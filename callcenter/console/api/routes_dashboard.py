"""The API's route of the dashboard."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from callcenter.console.answers.dashboard import dashboard, read_span
from callcenter.console.api.asked import Asking
from callcenter.console.desk import Desk


def dashboard_routes(desk: Desk) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/api/dashboard", tags=["dashboard"])

    @router.get("", summary="What the calls of a time come to, beside the time before; `calls` are the log's filters")
    async def _dashboard(viewer: Asking, since: str = "", until: str = "", zone: str = "") -> dict[str, Any]:
        return (await dashboard(desk, viewer, read_span(viewer, since=since, until=until, zone=zone))).to_json()

    return router
