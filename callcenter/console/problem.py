"""Errors as answers: one shape in JSON, one plain page, and the HTTP status of each error of ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse

from callcenter.console.preferences import _, spoken
from callcenter.errors import (
    CallcenterError,
    ConsoleConflict,
    ConsoleMissing,
    ConsoleRefused,
    ConsoleTooMany,
    DatabaseUnavailable,
    SettingsError,
    StorageError,
)

#: The first kind that fits counts; what isn't named is a fault of ours.
STATUS_OF: Mapping[type[CallcenterError], int] = {
    ConsoleTooMany: 429,
    ConsoleRefused: 403,
    ConsoleMissing: 404,
    ConsoleConflict: 409,
    SettingsError: 422,
    DatabaseUnavailable: 503,
    StorageError: 503,
    CallcenterError: 500,
}
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
_PAGES.globals |= {"_": _, "spoken": spoken}


def status_of(error: CallcenterError) -> int:
    """Return the HTTP status of an error of ours."""
    return next(status for kind, status in STATUS_OF.items() if isinstance(error, kind))


def problem_json(what: str, remedy: str = "") -> dict[str, Any]:
    """Return the one shape of errors in JSON."""
    return {"error": what, "remedy": remedy}


def html_page(template: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """Return a page that needs no script; all facts are escaped."""
    return HTMLResponse(_PAGES.get_template(template).render(**facts), status_code=status)


def plain_page(what: str, remedy: str = "", *, status: int) -> HTMLResponse:
    """Return a page that says what is wrong and what to do."""
    return html_page("problem.html", status=status, what=what, remedy=remedy)
