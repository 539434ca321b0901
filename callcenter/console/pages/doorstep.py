"""What comes before signing in: the sign-in form, the one-time link, signing out. Plain HTML without a script."""

from __future__ import annotations

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from callcenter.console.access.gate import SessionCookie
from callcenter.console.access.secrets import LEAST_CHARACTERS, MOST_CHARACTERS
from callcenter.console.access.sign_in import choose_password, owner_of_link, sign_in, sign_out
from callcenter.console.desk import Desk
from callcenter.console.problem import html_page, plain_page
from callcenter.errors import ConsoleRefused

_GONE = (
    "This link was used or is too old.",
    "Ask an admin for another; `callcenter console users link NAME` makes one.",
)


def doorstep(desk: Desk) -> APIRouter:
    """Return the routes before signing in."""
    router = APIRouter(include_in_schema=False)
    cookie = SessionCookie(desk.settings.console.public_url.startswith("https://"))

    def let_in(token: str, there: str) -> Response:
        response = RedirectResponse(there, status_code=303)
        cookie.give(response, token)
        return response

    @router.get("/sign-in")
    async def ask(next: str = "/") -> HTMLResponse:
        return html_page("sign_in.html", next=_ours(next))

    @router.post("/sign-in")
    async def enter(
        request: Request, name: str = Form(""), password: str = Form(""), next: str = Form("/")
    ) -> Response:
        try:
            token = await sign_in(desk, name.strip().lower(), password, address=_address(request))
        except ConsoleRefused as error:
            return html_page("sign_in.html", status=401, next=_ours(next), fault=error.what)
        return let_in(token, _ours(next))

    @router.get("/welcome/{token}")
    async def welcome(token: str) -> HTMLResponse:
        name = await owner_of_link(desk, token)
        if name is None:
            return plain_page(*_GONE, status=404)
        return html_page("welcome.html", name=name, least=LEAST_CHARACTERS, most=MOST_CHARACTERS)

    @router.post("/welcome/{token}")
    async def choose(request: Request, token: str, password: str = Form("")) -> Response:
        name = await owner_of_link(desk, token)
        if name is None:
            return plain_page(*_GONE, status=404)
        try:
            session = await choose_password(desk, token, password, address=_address(request))
        except ConsoleRefused as error:
            facts = {"name": name, "least": LEAST_CHARACTERS, "most": MOST_CHARACTERS, "fault": str(error)}
            return html_page("welcome.html", status=422, **facts)
        return let_in(session, "/")

    @router.post("/sign-out")
    async def leave(request: Request) -> Response:
        await sign_out(desk, request.state.viewer)
        response = RedirectResponse("/sign-in", status_code=303)
        cookie.take(response)
        return response

    return router


def _ours(there: str) -> str:
    """Return a path of ours to go on to; anything that could lead elsewhere becomes the first page."""
    is_ours = there.startswith("/") and not there.startswith(("//", "/\\")) and there.isprintable()
    return there if is_ours else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
