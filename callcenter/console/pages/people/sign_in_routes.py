"""What comes before signing in: the sign-in form, the one-time link, signing out. Plain HTML without a script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from callcenter.console.access.middleware import SessionCookie
from callcenter.console.access.provided import FLOW_MINUTES, begin, come_back
from callcenter.console.access.secrets import LEAST_CHARACTERS, MOST_CHARACTERS
from callcenter.console.access.sign_in import choose_password, owner_of_link, sign_in, sign_out
from callcenter.console.desk import Desk
from callcenter.console.problem import html_page, plain_page
from callcenter.errors import ConsoleRefused, ConsoleTooMany

_FLOW_COOKIE = "callcenter-oidc"
_GONE = (
    "This link was used or is too old.",
    "Ask an admin for another; `callcenter console users link NAME` makes one.",
)


def sign_in_routes(desk: Desk) -> APIRouter:
    """Return the routes before signing in."""
    router = APIRouter(include_in_schema=False)
    is_secure = desk.settings.console.public_url.startswith("https://")
    cookie = SessionCookie(is_secure)
    has_provider = bool(desk.settings.console.oidc_issuer)

    @router.get("/sign-in")
    async def ask(next: str = "/") -> HTMLResponse:
        return html_page("sign_in.html", next=_ours(next), has_provider=has_provider)

    @router.post("/sign-in")
    async def enter(
        request: Request, name: str = Form(""), password: str = Form(""), next: str = Form("/")
    ) -> Response:
        try:
            token = await sign_in(desk, name.strip().lower(), password, address=_address(request))
        except ConsoleRefused as error:
            return html_page("sign_in.html", status=401, next=_ours(next), fault=error.what, has_provider=has_provider)
        return _let_in(cookie, token, _ours(next))

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
        return _let_in(cookie, session, "/")

    @router.post("/sign-out")
    async def leave(request: Request) -> Response:
        await sign_out(desk, request.state.viewer)
        response = RedirectResponse("/sign-in", status_code=303)
        cookie.remove(response)
        return response

    return router


def by_provider(desk: Desk) -> APIRouter:
    """Return the routes to the OpenID provider and back."""
    router = APIRouter(include_in_schema=False)
    is_secure = desk.settings.console.public_url.startswith("https://")
    cookie = SessionCookie(is_secure)
    has_provider = bool(desk.settings.console.oidc_issuer)
    # The provider's page leads back here: "lax" lets a link of another site bring it along.
    flow_cookie: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": is_secure, "path": "/oidc"}

    @router.get("/oidc")
    async def go(request: Request, next: str = "/") -> Response:
        try:
            begun = await begin(desk, there=_ours(next), address=_address(request))
        except ConsoleRefused as error:
            fault = f"{error.what} {error.remedy}"
            status = 429 if isinstance(error, ConsoleTooMany) else 503
            return html_page("sign_in.html", status=status, next=_ours(next), fault=fault, has_provider=has_provider)
        response = RedirectResponse(begun.address, status_code=303)
        response.set_cookie(_FLOW_COOKIE, begun.browser_key, max_age=60 * FLOW_MINUTES, **flow_cookie)
        return response

    @router.get("/oidc/callback")
    async def back(request: Request, state: str = "", code: str = "") -> Response:
        key = request.cookies.get(_FLOW_COOKIE, "")
        try:
            token, there = await come_back(desk, state=state, code=code, browser_key=key, address=_address(request))
        except ConsoleRefused as error:
            fault = f"{error.what} {error.remedy}"
            return html_page("sign_in.html", status=401, next="/", fault=fault, has_provider=has_provider)
        response = _let_in(cookie, token, there)
        response.delete_cookie(_FLOW_COOKIE, **flow_cookie)
        return response

    return router


def _let_in(cookie: SessionCookie, token: str, there: str) -> Response:
    response = RedirectResponse(there, status_code=303)
    cookie.give(response, token)
    return response


def _ours(there: str) -> str:
    """Return a path of ours to go on to; anything that could lead elsewhere becomes the first page."""
    is_ours = there.startswith("/") and not there.startswith(("//", "/\\")) and there.isprintable()
    return there if is_ours else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
