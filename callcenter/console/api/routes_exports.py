"""The API's routes of exports in the background and of saved views."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import FileResponse

from callcenter.console.answers.call_log.calls import read_search
from callcenter.console.answers.call_log.exports import export_file, start_export
from callcenter.console.answers.call_log.views import drop_view, keep_view, own_views
from callcenter.console.api.asked import Asking, Body
from callcenter.console.desk import Desk


class NewExport(Body):
    """An export to make: csv, json or recordings, of the calls that the filters of `/api/calls` find."""

    format: str = "csv"
    filters: dict[str, str] = Field(default_factory=dict)


class View(Body):
    """What a view keeps: filters, order and columns, as the address of the call list has them."""

    query: dict[str, str] = Field(default_factory=dict)


def exports_routes(desk: Desk) -> APIRouter:
    """Return the routes of exports and views."""
    router = APIRouter(prefix="/api")

    @router.post("/exports", summary="Begin an export in the background", status_code=202, tags=["exports"])
    async def _start(viewer: Asking, body: NewExport) -> dict[str, Any]:
        wanted = read_search(desk, body.filters, zone=viewer.zone)
        return (await start_export(desk, viewer, wanted, body.format)).to_json()

    @router.get("/exports", summary="Your exports, the newest first", tags=["exports"])
    async def _list(viewer: Asking) -> list[dict[str, Any]]:
        return [job.to_json() for job in desk.jobs.of(viewer.name)]

    @router.get("/exports/{export_id}", summary="How far an export is", tags=["exports"])
    async def _show(viewer: Asking, export_id: str) -> dict[str, Any]:
        return desk.jobs.find(viewer.name, export_id).to_json()

    @router.delete("/exports/{export_id}", summary="Cancel an export, or remove its file", tags=["exports"])
    async def _cancel(viewer: Asking, export_id: str) -> dict[str, Any]:
        return (await desk.jobs.cancel(viewer.name, export_id)).to_json()

    @router.get("/exports/{export_id}/file", summary="The file of an export that is done", tags=["exports"])
    async def _file(viewer: Asking, export_id: str) -> FileResponse:
        job = export_file(desk, viewer, export_id)
        return FileResponse(job.path, filename=job.name)

    @router.get("/views", summary="Your saved views of the call list", tags=["views"])
    async def _views(viewer: Asking) -> dict[str, dict[str, str]]:
        return await own_views(desk, viewer)

    @router.put("/views/{name}", summary="Save a view", status_code=204, tags=["views"])
    async def _keep(viewer: Asking, name: str, body: View) -> None:
        await keep_view(desk, viewer, name, body.query)

    @router.delete("/views/{name}", summary="Remove a view", status_code=204, tags=["views"])
    async def _drop(viewer: Asking, name: str) -> None:
        await drop_view(desk, viewer, name)

    return router
