"""The places at running calls that open pages of this process have, so that a page's sound finds its way.

A key is nothing anybody could guess, and belongs to one viewer.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from callcenter.calls.supervision.port import CallSupervisor


@dataclass(slots=True)
class OpenSeat:
    """A supervisor's place that a page has. `speaks` is set while the browser's microphone is on."""

    call_id: str
    viewer: str
    supervisor: CallSupervisor
    speaks: bool = False


_seats: dict[str, OpenSeat] = {}


@contextmanager
def open_seat(call_id: str, viewer: str, supervisor: CallSupervisor) -> Iterator[tuple[str, OpenSeat]]:
    """Yield a key to a place, and the place, until the block ends."""
    key = secrets.token_urlsafe(24)
    _seats[key] = OpenSeat(call_id, viewer, supervisor)
    try:
        yield key, _seats[key]
    finally:
        del _seats[key]


def seat_of(key: str, *, call_id: str, viewer: str) -> OpenSeat | None:
    """Return the viewer's place at a call, None if the key isn't theirs."""
    seat = _seats.get(key)
    return seat if seat is not None and (seat.call_id, seat.viewer) == (call_id, viewer) else None
