"""Structured logs on standard error. Standard output belongs to the data a command prints.

A log message is a constant event name; facts are keys. Personal data stands only under keys that start
with `pii_` and is dropped unless the settings ask for it. `bind_call` puts the call id on every
line of a call.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

from callcenter.redaction import redact
from callcenter.settings import LogSettings


def configure_logging(settings: LogSettings) -> None:
    """Set structlog and the standard library's loggers up; libraries log at warning or above."""
    level = getattr(logging, settings.level.upper())
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if settings.show_personal_data else [_drop_personal_data, _drop_error_messages]),
            *([] if settings.format == "json" else [_harmless]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_LibraryLines(shows_personal_data=settings.show_personal_data))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


class _LibraryLines(logging.Formatter):
    """A library's line as one of ours: its text without what could name a person, an exception by its type.

    Tracebacks are left out: messages quote data (asyncpg's DETAIL, a plugin's request). Where it was raised isn't.
    """

    def __init__(self, *, shows_personal_data: bool) -> None:
        super().__init__()
        self._shows_personal_data = shows_personal_data

    def format(self, record: logging.LogRecord) -> str:
        """Return the line in the format the settings ask for."""
        text = record.getMessage()
        event: MutableMapping[str, Any] = {
            "event": "library_said",
            "source": record.name,
            "text": text if self._shows_personal_data else redact(text),
        }
        if record.exc_info and record.exc_info[0] is not None:
            event["error"] = record.exc_info[0].__name__
            event["where"] = where_raised(record.exc_info[2])
        config = structlog.get_config()
        line: Any = event
        for processor in config["processors"]:
            line = processor(None, record.levelname.lower(), line)
        return str(line)


def where_raised(trace: TracebackType | None) -> str:
    """Return file and line an exception was raised at (`callcenter/store/pool.py:41`), '' if that isn't known."""
    frames = traceback.extract_tb(trace)
    return f"{'/'.join(Path(frames[-1].filename).parts[-3:])}:{frames[-1].lineno}" if frames else ""


def outlive_readers() -> None:
    """Go on if whoever reads our standard output or error goes away (`serve | head`): lines are lost, calls aren't.

    Call it before `configure_logging`, in programs that serve.
    """
    sys.stdout, sys.stderr = _Unbroken(sys.stdout), _Unbroken(sys.stderr)


class _Unbroken:
    """A text stream whose reader may go away; everything but writing is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, or lose the text."""
        with suppress(BrokenPipeError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, or lose what waits."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            # What waits would be tried again at exit, and fail once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


def logger(name: str) -> Any:
    """Return a structlog logger that names its module."""
    return structlog.get_logger(module=name)


def bind_call(call_id: str) -> None:
    """Put the call id on every log line of the current task and those it starts."""
    structlog.contextvars.bind_contextvars(call_id=call_id)


def _drop_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if not key.startswith("pii_")}


def _harmless(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep a value on its line and harmless: others' texts could begin a line like ours, or command a terminal."""
    return {key: value if key == "exception" else _printable(value) for key, value in event.items()}


def _printable(value: Any) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(one if one.isprintable() else " " if one.isspace() else "?" for one in value)


def _drop_error_messages(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep of a traceback where it happened and the kinds of errors: what errors say quotes data (asyncpg's DETAIL)."""
    error = event.pop("exc_info", None)
    error = sys.exc_info()[1] if error is True else error[1] if isinstance(error, tuple) else error
    told: list[str] = []
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)
        told.append(type(error).__name__)
        told += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    if told:
        event["exception"] = "\n".join(told)
    return event


# Until a verb configures logging, and in programs that use our rooms as a library: never on standard output.
configure_logging(LogSettings())
