"""The calls that run now, and a supervisor's place at one of them: on the call's record, and in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.domain.phone_number import last_digits
from callcenter.domain.running_call import RunningCall
from callcenter.domain.supervision import Step
from callcenter.errors import StoreError, SupervisorRefused
from callcenter.store.call_log.running_calls import running_calls
from callcenter.store.console.audit import AuditAction


async def live_floor(desk: Desk, viewer: Viewer) -> Sequence[RunningCall]:
    """Return the calls that run now, the longest first."""
    viewer.require(Right.STEP_IN)
    async with desk.connection() as connection:
        return await running_calls(connection)


async def running_call(desk: Desk, viewer: Viewer, call_id: str) -> RunningCall:
    """Return one running call.

    Raises:
        StoreError: it doesn't run (any more).
    """
    found = next((call for call in await live_floor(desk, viewer) if call.call_id == call_id), None)
    if found is None:
        raise StoreError("This call doesn't run any more.", remedy="The live floor has those that do.")
    return found


@asynccontextmanager
async def place_at(desk: Desk, viewer: Viewer, call: RunningCall) -> AsyncIterator[CallSupervisor]:
    """Take the viewer's place at a call, until the block ends.

    Raises:
        SupervisorRefused: there is no way to the call from here.
    """
    viewer.require(Right.STEP_IN)
    if desk.at_call is None:
        raise SupervisorRefused("There is no way to running calls from here.", outcome="unsupported")
    async with desk.connection() as connection:
        await put_on_record(connection, viewer, AuditAction.CALL_WATCHED, subject=call.call_id)
    async with desk.at_call(call, viewer.name) as supervisor:
        yield supervisor


async def note_step(desk: Desk, viewer: Viewer, call_id: str, step: Step) -> None:
    """Put a step on record, before it is taken."""
    viewer.require(Right.STEP_IN)
    async with desk.connection() as connection:
        await put_on_record(connection, viewer, AuditAction.STEPPED_IN, subject=call_id, facts={"step": step.value})


def masked(number: str) -> str:
    """Return a number by its last digits, as supervisors see it."""
    digits = last_digits(number, 4)
    return f"…{digits}" if digits else "withheld"


def live_json(call: RunningCall) -> dict[str, Any]:
    """Return a call as the API shows it, as it stood when it was read: without whole numbers."""
    return {**call.to_json(call.read_at), "from": masked(call.caller_number), "to": masked(call.dialled_number)}
