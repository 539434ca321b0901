"""A worker's socket for supervisors: who connects takes a place at one of its calls.

The first frame of a connection says at which call, and who it is; the answers bear the numbers of the requests, and
what happens in the call comes between them. A supervisor who reads slowly is behind alone.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from callcenter.calls.supervision.supervised_call import Seat, SupervisedCall
from callcenter.domain.record.call_event import SupervisorOutcome
from callcenter.domain.supervision import Step, to_json
from callcenter.errors import SupervisorRefused, TelephonyError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.tasks import cancel
from callcenter.telephony.embedded.supervision.framing import (
    JSON,
    SUPERVISOR,
    json_frame,
    read_frame,
    read_json,
    sound_frame,
)
from callcenter.telephony.embedded.supervision.place import is_same_user, make_place

log = logger(__name__)

#: Seconds a connection gets to say what it wants.
_OPENING_S = 5.0
#: Requests of a supervisor that may be under way together.
_MAX_REQUESTS = 16


class CallDesk:
    """One worker's calls, and the socket that leads to them."""

    def __init__(self) -> None:
        self._calls: dict[str, SupervisedCall] = {}

    @contextmanager
    def supervised(self, call_id: str) -> Iterator[SupervisedCall]:
        """Yield a call that supervisors can step into until the block ends."""
        call = self._calls[call_id] = SupervisedCall()
        try:
            yield call
        finally:
            del self._calls[call_id]
            call.close()

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator[None]:
        """Listen while open. If the socket can't be had, calls are served all the same."""
        try:
            path = make_place(settings, os.getpid())
            server = await asyncio.start_unix_server(self._serve, path)
            path.chmod(0o600)
        except (TelephonyError, OSError) as error:
            log.error("supervision_not_open", fault=str(error))
            yield
            return
        try:
            yield
        finally:
            server.close()
            with suppress(OSError):
                path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not is_same_user(writer.get_extra_info("socket")):
                log.warning("supervisor_of_another_user")
                return
            if (opened := await self._open(reader, writer)) is not None:
                await _attend(*opened, reader, writer)
        except (OSError, ValueError) as error:
            log.warning("supervisor_lost", error=type(error).__name__)
        except Exception as error:
            log.exception("supervision_failed", error=type(error).__name__)
        finally:
            writer.close()

    async def _open(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[SupervisedCall, Seat] | None:
        async with asyncio.timeout(_OPENING_S):
            frame = await read_frame(reader)
        if frame is None:
            return None
        opening = read_json(frame[1])
        call = self._calls.get(str(opening.get("call_id")))
        try:
            if call is None:
                raise SupervisorRefused("The call isn't here.", outcome="no-call")
            seat = await call.sit_down(str(opening.get("identity")))
        except SupervisorRefused as error:
            writer.write(json_frame(_refusal(0, error)))
            await writer.drain()
            return None
        writer.write(json_frame({"id": 0, "answer": {}}))
        return call, seat


async def _attend(call: SupervisedCall, seat: Seat, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry what happens to a supervisor, and take their steps, until the call is over or they are gone."""
    showing = asyncio.create_task(_show(seat, writer), name="supervisor-sees")
    sounding = asyncio.create_task(_sound(seat, writer), name="supervisor-hears")
    asking = asyncio.create_task(_listen(call, seat, reader, writer), name="supervisor-asks")
    try:
        # The call's end closes what is shown, once the last fact is out.
        await asyncio.wait([showing, asking], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel(showing, sounding, asking)
        call.leave(seat)


async def _show(seat: Seat, writer: asyncio.StreamWriter) -> None:
    async for seen in seat.seen:
        writer.write(json_frame(to_json(seen)))
        await writer.drain()


async def _sound(seat: Seat, writer: asyncio.StreamWriter) -> None:
    async for sound in seat.sounds:
        writer.write(sound_frame(sound))
        await writer.drain()


async def _listen(call: SupervisedCall, seat: Seat, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    steps: set[asyncio.Task[None]] = set()
    try:
        while (frame := await read_frame(reader)) is not None:
            kind, body = frame
            if kind == SUPERVISOR:
                call.speak(seat, body)
            elif kind == JSON and len(steps) < _MAX_REQUESTS:
                # A transfer rings for half a minute; what else is asked meanwhile doesn't wait for it.
                step = asyncio.create_task(_step(call, seat, read_json(body), writer), name="supervisor-step")
                steps.add(step)
                step.add_done_callback(steps.discard)
    except (OSError, ValueError) as error:
        log.warning("supervisor_lost", error=type(error).__name__)
    finally:
        # A step that is being taken (a hang-up, a transfer) isn't given up because its supervisor has gone.
        if steps:
            await asyncio.wait(steps)


async def _step(call: SupervisedCall, seat: Seat, request: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
    number = request.get("id", 0)
    try:
        try:
            step = Step(str(request.get("step")))
        except ValueError:
            raise SupervisorRefused("There is no such step.", outcome=SupervisorOutcome.BAD_REQUEST) from None
        answer = await call.step(seat, step, request.get("arguments") or {})
        writer.write(json_frame({"id": number, "answer": answer}))
    except SupervisorRefused as error:
        writer.write(json_frame(_refusal(number, error)))
    except Exception as error:
        log.exception("supervisor_step_failed", error=type(error).__name__)
        failed = SupervisorRefused("The step failed; the worker's log says more.", outcome=SupervisorOutcome.ERROR)
        writer.write(json_frame(_refusal(number, failed)))


def _refusal(number: Any, error: SupervisorRefused) -> dict[str, Any]:
    return {"id": number, "refused": {"what": error.what, "remedy": error.remedy, "outcome": str(error.outcome)}}
