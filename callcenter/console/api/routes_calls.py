"""The API's routes of calls: search, one call, its recording, numbers, exports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.annotations import read_note, tag_call, write_note
from callcenter.console.answers.call_log.calls import export_calls, list_calls, read_search, show_call, show_numbers
from callcenter.console.answers.call_log.exports import Lines, export_text
from callcenter.console.answers.call_log.recordings import recording_file, waveform
from callcenter.console.answers.call_log.sip_messages import capture_name, sip_capture, sip_messages
from callcenter.console.api.asked import Asking, Body
from callcenter.console.desk import Desk
from callcenter.store.call_log.call_search import ORDERS, CallSearch
from callcenter.store.figures.marks import Mark

_FILTERS = {
    "parameters": [
        {"name": name, "in": "query", "schema": {"type": "string"}, "description": description}
        for name, description in (
            ("since", "begun at or after this day or time, ISO 8601, in your time zone unless it says otherwise"),
            ("until", "begun before this time, or on this day at the latest"),
            ("number", "the calling or the dialled number however it is written; `withheld`"),
            ("trunk", "the trunk"),
            ("rule", "the dispatch rule"),
            ("agent", "an agent who had the caller"),
            ("disposition", "what became of the wish"),
            ("result", "the termination's result"),
            ("reason", "the termination's reason"),
            ("tag", "a tag"),
            ("tool", "a tool that was used"),
            ("language", "the language"),
            ("issue", "the issue of a monitor that it belongs to"),
            ("score_at_least", "points that a reviewer gave it at least, 0 to 100"),
            ("score_at_most", "points that a reviewer gave it at most"),
            ("is_disputed", "true: only those whose reviewers lie 20 points apart or more"),
            ("mark", f"what is true of the call: {', '.join(Mark)}"),
            ("at_least_s", "seconds it lasted at least"),
            ("at_most_s", "seconds it lasted at most"),
            ("latency_at_least_ms", "p95 of the waits for an answer, at least"),
            ("latency_at_most_ms", "the same, at most"),
            ("cost_at_least", "cents its models cost at least"),
            ("cost_at_most", "cents its models cost at most"),
            ("mos_at_least", "MOS of its worst line at least, 1 to 5"),
            ("mos_at_most", "MOS of its worst line at most"),
            ("words", 'words that were said: all of them, "a phrase", this or that, -not this'),
            ("said_by", "caller or agent: whose words are searched"),
            ("call_ids", "only these, with commas"),
            ("is_recorded", "true: only those with a recording"),
            ("is_refused", "true: only those that were refused"),
            ("order", ", ".join(ORDERS)),
        )
    ]
}


class Note(Body):
    """A note, and the version that its writer saw; 0 is none."""

    text: str
    after: int = Field(default=0, ge=0)


class Tags(Body):
    """Tags to put on a call and to take away."""

    add: list[str] = Field(default_factory=list, max_length=20)
    remove: list[str] = Field(default_factory=list, max_length=20)


def calls_routes(desk: Desk) -> APIRouter:
    """Return the routes of calls."""
    router = APIRouter(prefix="/api/calls", tags=["calls"])

    @router.get("", summary="A page of the calls that match; `after` of the answer goes on", openapi_extra=_FILTERS)
    async def _list(viewer: Asking, request: Request, after: str = "") -> dict[str, Any]:
        page = await list_calls(desk, viewer, _search(desk, viewer, request, "after"), after=after)
        return {"calls": page.calls, "after": page.after}

    @router.get("/export", summary="All calls that match, as the list shows them: CSV or JSON", openapi_extra=_FILTERS)
    async def _export(viewer: Asking, request: Request, format: str = "csv") -> StreamingResponse:
        rounds = export_calls(desk, viewer, _search(desk, viewer, request, "format"))
        # The first round before the answer begins, so that what is refused is refused in words.
        first = [lines async for lines in _first(rounds)] if format in ("csv", "json") else []
        kind = "text/csv; charset=utf-8" if format == "csv" else "application/json"
        body = export_text(_all(first, rounds), format)
        named = {"content-disposition": f'attachment; filename="calls.{format}"'}
        return StreamingResponse(body, media_type=kind, headers=named)

    @router.get("/{call_id}", summary="One call: turns, tools, hand-offs, how it ended")
    async def _show(viewer: Asking, call_id: str) -> dict[str, Any]:
        return await show_call(desk, viewer, call_id)

    @router.get("/{call_id}/recording", summary="The recording (WAV, caller left, agent right); takes Range")
    async def _recording(viewer: Asking, call_id: str) -> FileResponse:
        stack = AsyncExitStack()
        path = await stack.enter_async_context(recording_file(desk, viewer, call_id))
        return FileResponse(path, media_type="audio/wav", background=BackgroundTask(stack.aclose))

    @router.get("/{call_id}/waveform", summary="The recording's peaks, for each side 0 to 100")
    async def _waveform(viewer: Asking, call_id: str) -> dict[str, Any]:
        return await waveform(desk, viewer, call_id)

    @router.get("/{call_id}/sip", summary="Its SIP messages, numbers masked if the role needs none; each on record")
    async def _sip(viewer: Asking, call_id: str) -> dict[str, Any]:
        return (await sip_messages(desk, viewer, call_id)).to_json()

    @router.get("/{call_id}/sip.pcap", summary="The same as a capture for Wireshark, with the numbers")
    async def _capture(viewer: Asking, call_id: str) -> Response:
        named = {"content-disposition": f'attachment; filename="{capture_name(call_id)}"'}
        body = await sip_capture(desk, viewer, call_id)
        return Response(body, media_type="application/vnd.tcpdump.pcap", headers=named)

    @router.get("/{call_id}/note", summary="The call's note")
    async def _note(viewer: Asking, call_id: str) -> dict[str, Any] | None:
        return await read_note(desk, viewer, call_id)

    @router.put("/{call_id}/note", summary="Write the note; 409 if somebody wrote after the version that was seen")
    async def _write(viewer: Asking, call_id: str, body: Note) -> dict[str, Any]:
        return await write_note(desk, viewer, call_id, body.text, after=body.after)

    @router.patch("/{call_id}/tags", summary="Put tags on the call and take others away", status_code=204)
    async def _tag(viewer: Asking, call_id: str, body: Tags) -> None:
        await tag_call(desk, viewer, call_id, add=body.add, remove=body.remove)

    @router.post("/{call_id}/numbers", summary="The call's numbers unmasked; each time on record")
    async def _numbers(viewer: Asking, call_id: str) -> dict[str, str]:
        return await show_numbers(desk, viewer, call_id)

    return router


def _search(desk: Desk, viewer: Viewer, request: Request, *others: str) -> CallSearch:
    asked = {name: value for name, value in request.query_params.items() if name not in others}
    return read_search(desk, asked, zone=viewer.zone)


async def _first(rounds: AsyncIterator[Lines]) -> AsyncIterator[Lines]:
    """Yield the first round only, if there is one."""
    async for lines in rounds:
        yield lines
        return


async def _all(first: Sequence[Lines], rounds: AsyncIterator[Lines]) -> AsyncIterator[Lines]:
    for lines in first:
        yield lines
    async for lines in rounds:
        yield lines
