"""Events of a session told without looking at each listener's signature each time.

livekit's emitter asks `inspect.signature` of every listener on every event, to pass on as many arguments as it takes: a
tenth of what the event loop did in calls at work. How many a listener takes doesn't change, so it is looked up once.
"""

from __future__ import annotations

import inspect
import sys
from typing import Any

from livekit.rtc import EventEmitter

from callcenter.log import logger

log = logger(__name__)


def quicken_events() -> None:
    """Have all of the process's emitters look each listener's signature up once. May be called again."""
    EventEmitter.emit = _emit  # type: ignore[assignment, method-assign]


def _emit(emitter: EventEmitter[Any], event: Any, *args: Any) -> None:
    """Tell an event's listeners, in their order, with as many arguments as each takes; what one raises is logged.

    Raises:
        TypeError: of a listener, as the library's own does.
    """
    #: The library's set of listeners is a dict without values; the number is kept there, and goes with the listener.
    listeners: dict[Any, Any] = emitter._events.get(event, {})
    for listener, known in list(listeners.items()):
        try:
            if (takes := known) is None:
                takes = _arguments(listener)
                if listener in listeners:
                    listeners[listener] = takes
            listener(*args[:takes])
        except TypeError:
            raise
        except Exception as error:
            log.exception("listener_failed", event_name=str(event), error=type(error).__name__)


def _arguments(listener: Any) -> int:
    """Return how many positional arguments a listener takes."""
    kinds = [parameter.kind for parameter in inspect.signature(listener).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return sys.maxsize
    return sum(kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD) for kind in kinds)
