"""The middleware before every request and every socket: host, origin, who it is, what the table of roles says, headers.

Pure ASGI, so that nothing behind it, NiceGUI's socket included, can be reached around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callcenter.console.access import page_policy as policy
from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.secrets import kept_of
from callcenter.console.access.sign_in import by_session, by_token
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.preferences import language_of, preferences_of_browser, speak
from callcenter.console.problem import plain_page, problem_json
from callcenter.console.roles import RouteAccess, asked_for
from callcenter.domain.host_port import is_address
from callcenter.errors import ConsoleRefused, DatabaseUnavailable
from callcenter.log import logger
from callcenter.store.console.audit import AuditAction

log = logger(__name__)

#: Methods that change nothing (RFC 9110 §9.2.1).
_SAFE = ("GET", "HEAD")
#: Largest body of a request: a form, a note; nothing is uploaded.
_MAX_BODY_BYTES = 100_000
#: Paths whose answers hold nobody's data and have their own word on being kept.
_FILES = ("/_nicegui/", "/assets/")


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The session's cookie: by TLS it is bound to this host and never sent without."""

    is_secure: bool

    @property
    def name(self) -> str:
        """Its name."""
        return "__Host-callcenter" if self.is_secure else "callcenter"

    def give(self, response: Response, token: str) -> None:
        """Set it; it ends with the browser at the latest, and in Postgres before."""
        response.set_cookie(self.name, token, httponly=True, samesite="lax", secure=self.is_secure, path="/")

    def remove(self, response: Response) -> None:
        """Remove it."""
        response.delete_cookie(self.name, httponly=True, samesite="lax", secure=self.is_secure, path="/")

    def read(self, headers: Headers) -> str:
        """Return the token a request shows, or an empty text."""
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.name)
        except CookieError:
            return ""
        return found.value if found is not None else ""


class AccessMiddleware:
    """The ASGI application before the console's.

    Args:
        app: What is behind it.
        desk: Where sessions are kept.
        hosts: Host names, without port, that browsers may ask for: others are somebody's DNS that points here.
    """

    def __init__(self, app: ASGIApp, desk: Desk, *, hosts: Iterable[str]) -> None:
        self._app = app
        self._desk = desk
        self._hosts = frozenset(hosts)
        self._is_secure = desk.settings.console.public_url.startswith("https://")
        self._cookie = SessionCookie(self._is_secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the app, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        # A proxy's prefix would end up in NiceGUI's page; no proxy of ours sets one.
        unwanted = {b"x-forwarded-prefix"}
        if not scope["path"].startswith(_FILES):
            # Pages come as they are: they get a nonce here, and secrets beside others' text aren't compressed (BREACH).
            unwanted.add(b"accept-encoding")
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name not in unwanted]
        nonce = policy.new_nonce()
        out = _Out(send, scope, nonce, is_secure=self._is_secure)
        refusal = await self._judge(scope)
        if refusal is None:
            await self._answer(scope, receive, out)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, out)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer; a browser that has gone meanwhile is no fault of it.

        Neither Starlette's middleware ("No response returned.", when a streamed answer hadn't begun) nor engineio (a
        KeyError, when a poll was given up) expects that; a page that is left gives up whatever it was asking for.
        """
        is_gone = False

        async def hear() -> Message:
            nonlocal is_gone
            message = await receive()
            is_gone = is_gone or message["type"] == "http.disconnect"
            return message

        try:
            await self._app(scope, hear, send)
        except Exception as error:
            if not is_gone:
                raise
            log.debug("asker_gone", error=type(error).__name__)

    async def _judge(self, scope: Scope) -> Response | None:
        """Return the answer to a request that isn't let through; if it is, who asks stands in its state."""
        headers = Headers(scope=scope)
        # Whoever isn't signed in is told in their browser's language; a page goes by its viewer's.
        speak(language_of(headers.get("accept-language", "")))
        method = scope.get("method", "GET")
        path = scope["path"]
        if not self._is_our_host(headers.get("host", "")):
            return _refuse(scope, 400, "This address isn't the console's.", "Set CALLCENTER_CONSOLE__PUBLIC_URL to it.")
        asked = asked_for(method, path)
        if asked is None:
            return _refuse(scope, 404, "There is nothing at this address.", "")
        length = headers.get("content-length", "0")
        # Without a length said beforehand nobody knows how much will come: no form of ours is sent so.
        if not length.isdigit() or int(length) > _MAX_BODY_BYTES or "transfer-encoding" in headers:
            return _refuse(scope, 413, "That is more than can be taken.", "")
        has_token = headers.get("authorization", "").startswith("Bearer ")
        is_change = scope["type"] == "websocket" or method not in _SAFE
        if is_change and not has_token and not self._is_from_here(headers):
            return _refuse(scope, 403, "This came from another site's page.", "Open the console itself.")
        if asked is RouteAccess.OPEN:
            return None
        try:
            viewer = await self._viewer(scope, headers, has_token=has_token)
            if viewer is None:
                return self._ask_to_sign_in(scope, has_token=has_token)
            if asked is not RouteAccess.SIGNED_IN and not viewer.may(asked):
                async with self._desk.connection() as connection:
                    await put_on_record(connection, viewer, AuditAction.REFUSED, subject=f"{method} {path}"[:200])
                viewer.require(asked)
        except (ConsoleRefused, DatabaseUnavailable) as error:
            status = 403 if isinstance(error, ConsoleRefused) else 503
            return _refuse(scope, status, error.what, error.remedy)
        scope.setdefault("state", {})["viewer"] = viewer
        return None

    async def _viewer(self, scope: Scope, headers: Headers, *, has_token: bool) -> Viewer | None:
        address = scope["client"][0] if scope.get("client") else ""
        if has_token:
            # Pages are for people: a token opens the API only.
            if not scope["path"].startswith(("/api/", "/openapi.json")):
                return None
            return await by_token(self._desk, headers["authorization"].removeprefix("Bearer "), address=address)
        token = self._cookie.read(headers)
        if not token:
            return None
        return await by_session(self._desk, kept_of(token), address=address, browser=preferences_of_browser(headers))

    def _is_our_host(self, host: str) -> bool:
        name = urlsplit(f"//{host}").hostname or ""
        # A name may be somebody's who lets it point to us; an address is no name.
        return name in self._hosts or is_address(name)

    def _is_from_here(self, headers: Headers) -> bool:
        """Tell whether a page of ours sent a request (OWASP's origin check); browsers say where it came from."""
        if origin := headers.get("origin"):
            sent_from = urlsplit(origin)
            # A page that somebody on the way gave out without TLS, in our name, isn't ours.
            return sent_from.netloc == headers.get("host") and (sent_from.scheme == "https" or not self._is_secure)
        return headers.get("sec-fetch-site") == "same-origin"

    def _ask_to_sign_in(self, scope: Scope, *, has_token: bool) -> Response:
        path = scope["path"]
        if has_token or path.startswith(("/api/", "/openapi.json", "/_nicegui")):
            return _refuse(scope, 401, "Nobody is signed in, or the session or token has ended.", "Sign in.")
        query = scope.get("query_string", b"").decode("latin-1")
        there = f"?next={quote(path + (f'?{query}' if query else ''))}" if path != "/" else ""
        return RedirectResponse(f"/sign-in{there}", status_code=303)


def _refuse(scope: Scope, status: int, what: str, remedy: str) -> Response:
    if scope["path"].startswith(("/api/", "/openapi.json")):
        return JSONResponse(problem_json(what, remedy), status_code=status)
    return plain_page(what, remedy, status=status)


class _Out:
    """An answer on its way out: with headers, and NiceGUI's page with its nonce."""

    def __init__(self, send: Send, scope: Scope, nonce: str, *, is_secure: bool) -> None:
        self._send = send
        self._is_file = scope["path"].startswith(_FILES)
        self._is_secure = is_secure
        self._nonce = nonce
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Send a message of the app on; a page of NiceGUI is held back until it is whole."""
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            is_page = any(name.lower() == b"x-nicegui-content" for name, _ in headers)
            message = {**message, "headers": self._with_ours(headers, is_page=is_page)}
            if is_page:
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = policy.with_nonce(bytes(self._body), self._nonce)
            rest = [one for one in self._start["headers"] if one[0].lower() != b"content-length"]
            length = (b"content-length", str(len(page)).encode())
            await self._send({**self._start, "headers": [*rest, length]})
            message = {"type": "http.response.body", "body": page}
        await self._send(message)

    def _with_ours(self, headers: list[tuple[bytes, bytes]], *, is_page: bool) -> list[tuple[bytes, bytes]]:
        policy_now = policy.page_policy(self._nonce) if is_page else policy.plain_policy()
        ours = [*policy.HEADERS, (b"content-security-policy", policy_now)]
        if not self._is_file:
            headers = [one for one in headers if one[0].lower() != b"cache-control"]
            ours.append(policy.NOT_KEPT)
        if self._is_secure:
            ours.append(policy.STRICT_TRANSPORT)
        return [*headers, *ours]
