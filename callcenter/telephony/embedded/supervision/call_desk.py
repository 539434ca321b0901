"""A worker's socket for supervisors: who connects takes a place at one of its calls.

The first frame of a connection says at which call, and who it is; the answers bear the numbers of the requests, and
what happens in the call comes between them. A supervisor who reads slowly is behind alone, and what one of them, or a
program gone wrong, can make the worker keep is bounded: the calls' files, memory and loop are the calls'.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
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
    MAX_ASKED_BYTES,
    SUPERVISOR,
    json_frame,
    read_frame,
    read_json,
    read_voice,
    sound_frame,
)
from callcenter.telephony.embedded.supervision.place import is_same_user, make_place

log = logger(__name__)

#: Seconds a connection gets to say what it wants.
_OPENING_S = 5.0
#: Connections of a worker's; one more is closed at once, so that there are files left for calls.
MAX_CONNECTIONS = 128
#: Longest first frame: a call's id and a name.
_MAX_OPENING_BYTES = 4096
#: Requests of a supervisor that may be under way together, and a second's: each is a fact of the call.
_MAX_REQUESTS, _MAX_REQUESTS_A_SECOND = 16, 20
#: Seconds for which somebody may read nothing, though there is something to read.
READING_S = 30.0


class CallDesk:
    """One worker's calls, and the socket that leads to them."""

    def __init__(self) -> None:
        self._calls: dict[str, SupervisedCall] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._has_told_too_many = False

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
            server = await asyncio.start_unix_server(self._accept, path)
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
            await cancel(*self._connections)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= MAX_CONNECTIONS:
            writer.transport.abort()
            if not self._has_told_too_many:
                self._has_told_too_many = True
                log.warning("supervisors_too_many", most=MAX_CONNECTIONS)
            return
        self._has_told_too_many = False
        connection = asyncio.create_task(self._serve(reader, writer), name="supervisor")
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

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
            await _close(writer)

    async def _open(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[SupervisedCall, Seat] | None:
        async with asyncio.timeout(_OPENING_S):
            frame = await read_frame(reader, most=_MAX_OPENING_BYTES)
        if frame is None:
            return None
        opening = read_json(frame[1])
        call = self._calls.get(str(opening.get("call_id")))
        try:
            if call is None:
                raise SupervisorRefused("The call isn't here.", outcome="no-call")
            seat = await call.sit_down(str(opening.get("identity")))
        except SupervisorRefused as error:
            await _send(writer, json_frame(_refusal(0, error)))
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
        await _send(writer, json_frame(to_json(seen)))


async def _sound(seat: Seat, writer: asyncio.StreamWriter) -> None:
    async for sound in seat.sounds:
        await _send(writer, sound_frame(sound))


async def _listen(call: SupervisedCall, seat: Seat, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    steps: set[asyncio.Task[None]] = set()
    times_s: deque[float] = deque(maxlen=_MAX_REQUESTS_A_SECOND)
    clock = asyncio.get_running_loop().time
    try:
        while (frame := await read_frame(reader, most=MAX_ASKED_BYTES)) is not None:
            kind, body = frame
            if kind == SUPERVISOR:
                call.speak(seat, read_voice(body))
            elif kind == JSON:
                request = read_json(body)
                is_flood = len(times_s) == _MAX_REQUESTS_A_SECOND and clock() - times_s[0] < 1
                if is_flood or len(steps) >= _MAX_REQUESTS:
                    refused = SupervisorRefused("Too many requests at once.", outcome=SupervisorOutcome.BUSY)
                    await _send(writer, json_frame(_refusal(_number(request), refused)))
                    continue
                times_s.append(clock())
                # A transfer rings for half a minute; what else is asked meanwhile doesn't wait for it.
                step = asyncio.create_task(_step(call, seat, request, writer), name="supervisor-step")
                steps.add(step)
                step.add_done_callback(steps.discard)
    except (OSError, ValueError) as error:
        log.warning("supervisor_lost", error=type(error).__name__)
    finally:
        # A step that is being taken (a hang-up, a transfer) isn't given up because its supervisor has gone.
        if steps:
            await asyncio.wait(steps)


async def _step(call: SupervisedCall, seat: Seat, request: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
    number = _number(request)
    with suppress(OSError):
        await _send(writer, json_frame(await _taken(call, seat, request, number)))


async def _taken(call: SupervisedCall, seat: Seat, request: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Take a step and return what is said of it."""
    try:
        try:
            step = Step(str(request.get("step")))
        except ValueError:
            raise SupervisorRefused("There is no such step.", outcome=SupervisorOutcome.BAD_REQUEST) from None
        return {"id": number, "answer": await call.step(seat, step, request.get("arguments") or {})}
    except SupervisorRefused as error:
        return _refusal(number, error)
    except Exception as error:
        log.exception("supervisor_step_failed", error=type(error).__name__)
        failed = SupervisorRefused("The step failed; the worker's log says more.", outcome=SupervisorOutcome.ERROR)
        return _refusal(number, failed)


async def _send(writer: asyncio.StreamWriter, frame: bytes) -> None:
    """Write a frame and wait until what is unread is little.

    Raises:
        TimeoutError: they read nothing, and have lost their place.
    """
    writer.write(frame)
    try:
        async with asyncio.timeout(READING_S):
            await writer.drain()
    except TimeoutError:
        writer.transport.abort()
        raise


async def _close(writer: asyncio.StreamWriter) -> None:
    """Close a connection once what was written is read, or isn't any more."""
    writer.close()
    try:
        async with asyncio.timeout(READING_S):
            await writer.wait_closed()
    except OSError:
        pass
    finally:
        writer.transport.abort()


def _number(request: Mapping[str, Any]) -> int:
    """Return a request's number, which its answer bears; nothing else of theirs is sent back."""
    number = request.get("id")
    return number if isinstance(number, int) and abs(number) < 1 << 53 else 0


def _refusal(number: int, error: SupervisorRefused) -> dict[str, Any]:
    return {"id": number, "refused": {"what": error.what, "remedy": error.remedy, "outcome": str(error.outcome)}}
