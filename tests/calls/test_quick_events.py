"""The emitter that looks a listener's signature up once, against the library's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from livekit.rtc import EventEmitter

from callcenter.calls.quick_events import quicken_events


@pytest.fixture(params=["library's own", "ours"])
def emitter(request: pytest.FixtureRequest) -> Iterator[EventEmitter[str]]:
    before = EventEmitter.emit
    if request.param == "ours":
        quicken_events()
    yield EventEmitter[str]()
    EventEmitter.emit = before  # type: ignore[method-assign]


def test_emit__listeners_of_all_shapes__each_gets_what_it_takes_in_their_order(emitter: EventEmitter[str]) -> None:
    got: list[Any] = []

    class Owner:
        def method(self, one: object) -> None:
            got.append(("method", one))

    def named(one: object, *, later: int = 3) -> None:
        got.append(("named", one, later))

    listeners: list[Callable[..., Any]] = [
        lambda: got.append("nothing"),
        Owner().method,
        named,
        lambda *all_of_it: got.append(all_of_it),
        partial(lambda bound, one, two, three=3: got.append((bound, one, two, three)), 0),
    ]
    for listener in listeners:
        emitter.on("event", listener)

    for _ in range(2):
        emitter.emit("event", 1, 2)
    emitter.emit("another", 1)

    once = ["nothing", ("method", 1), ("named", 1, 3), (1, 2), (0, 1, 2, 3)]
    assert got == once + once


def test_emit__a_listener_raises_or_leaves__the_others_are_told(emitter: EventEmitter[str]) -> None:
    got: list[str] = []

    def broken() -> None:
        got.append("broken")
        raise RuntimeError

    def leaving() -> None:
        got.append("leaving")
        emitter.off("event", leaving)

    for listener in (broken, leaving, lambda: got.append("last")):
        emitter.on("event", listener)
    emitter.once("event", lambda: got.append("once"))

    emitter.emit("event")
    emitter.emit("event")

    assert got == ["broken", "leaving", "last", "once", "broken", "last"]


def test_emit__a_listener_gets_the_wrong_arguments__that_is_raised(emitter: EventEmitter[str]) -> None:
    emitter.on("event", lambda one, two: None)

    with pytest.raises(TypeError):
        emitter.emit("event", 1)


def test_emit__many_events__a_signature_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before, looked = EventEmitter.emit, []
    emitter = EventEmitter[str]()
    quicken_events()
    signature = inspect.signature
    monkeypatch.setattr(inspect, "signature", lambda listener: looked.append(listener) or signature(listener))
    emitter.on("event", lambda: None)
    for _ in range(3):
        emitter.emit("event")
    EventEmitter.emit = before  # type: ignore[method-assign]

    assert len(looked) == 1
