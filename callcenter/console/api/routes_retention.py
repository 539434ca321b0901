"""The API's routes of retention, legal hold and erasure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from callcenter.console.answers.retention import (
    count_callers_calls,
    erase_caller,
    hold_call,
    release_call,
    retention,
)
from callcenter.console.api.asked import Asking, Body
from callcenter.console.desk import Desk


class NewHold(Body):
    """Why a call is put on hold."""

    reason: str


class ErasureNumber(Body):
    """Whose calls; in the body, for addresses are logged by proxies."""

    number: str


class ConfirmedErasure(ErasureNumber):
    """A caller to erase, and the number of calls that was confirmed."""

    calls: int


def retention_routes(desk: Desk) -> APIRouter:
    """Return the routes of retention, legal hold and erasure."""
    router = APIRouter(prefix="/api", tags=["retention"])

    @router.get("/retention", summary="Days to keep, what the job took away, calls on legal hold")
    async def _retention(viewer: Asking) -> dict[str, Any]:
        return asdict(await retention(desk, viewer))

    @router.put("/calls/{call_id}/hold", summary="Put a call on legal hold: nothing of it is erased")
    async def _hold(viewer: Asking, call_id: str, hold: NewHold) -> dict[str, str]:
        await hold_call(desk, viewer, call_id, hold.reason)
        return {"call_id": call_id}

    @router.delete("/calls/{call_id}/hold", summary="Take a call off legal hold")
    async def _release(viewer: Asking, call_id: str) -> dict[str, str]:
        await release_call(desk, viewer, call_id)
        return {"call_id": call_id}

    @router.post("/erasures/count", summary="How many calls erasing a caller would erase")
    async def _count(viewer: Asking, caller: ErasureNumber) -> dict[str, int]:
        return {"calls": await count_callers_calls(desk, viewer, caller.number)}

    @router.post("/erasures", summary="Erase a caller for good: calls, recordings, journals, mentions")
    async def _erase(viewer: Asking, erasure: ConfirmedErasure) -> dict[str, Any]:
        return await erase_caller(desk, viewer, erasure.number, calls=erasure.calls)

    return router
