"""All pages: a page is a module of this folder and a line here. Routes and who may open them: console/roles.py."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui
from starlette.responses import RedirectResponse

from callcenter.console.desk import Desk
from callcenter.console.pages.audit_page import audit_page
from callcenter.console.pages.call.call_page import call_page
from callcenter.console.pages.call_list.calls_page import calls_page
from callcenter.console.pages.dashboard_page import dashboard_page
from callcenter.console.pages.floor.floor_page import floor_page
from callcenter.console.pages.floor.live_call_page import live_call_page
from callcenter.console.pages.frame import NAVIGATION
from callcenter.console.pages.monitors_page import monitors_page
from callcenter.console.pages.people.account_page import account_page
from callcenter.console.pages.people.people_page import people_page
from callcenter.console.pages.retention_page import retention_page
from callcenter.console.pages.review.review_call_page import review_call_page
from callcenter.console.pages.review.review_page import review_page
from callcenter.console.roles import asked_for


def register_pages(desk: Desk) -> None:
    """Tell NiceGUI of every page."""
    for field in (ui.input, ui.select, ui.number, ui.textarea):
        # All fields look alike: a frame, and the label above what is in it.
        field.default_props("outlined dense stack-label")

    @ui.page("/")
    def _first(request: Request) -> RedirectResponse:
        viewer = request.state.viewer
        first = next((path for path, _ in NAVIGATION if asked_for("GET", path) in viewer.rights), "/account")
        return RedirectResponse(first, status_code=303)

    calls_page(desk)
    call_page(desk)
    dashboard_page(desk)
    review_page(desk)
    review_call_page(desk)
    monitors_page(desk)
    floor_page(desk)
    live_call_page(desk)
    account_page(desk)
    people_page(desk)
    audit_page(desk)
    retention_page(desk)
