"""Builds the console and runs it: FastAPI, with NiceGUI's pages mounted below, behind the middleware."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from nicegui import ui
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from callcenter import __version__
from callcenter.console.access.middleware import AccessMiddleware
from callcenter.console.api.routes_calls import calls_routes
from callcenter.console.api.routes_dashboard import dashboard_routes
from callcenter.console.api.routes_exports import exports_routes
from callcenter.console.api.routes_floor import floor_routes
from callcenter.console.api.routes_monitors import monitor_routes
from callcenter.console.api.routes_people import people_routes
from callcenter.console.api.routes_retention import retention_routes
from callcenter.console.api.routes_review import review_routes
from callcenter.console.chores import chores
from callcenter.console.desk import AtCall, Desk
from callcenter.console.pages.people.sign_in_routes import by_provider, sign_in_routes
from callcenter.console.pages.registry import register_pages
from callcenter.console.problem import plain_page, problem_json, status_of
from callcenter.console.prompt_http import PromptHttp
from callcenter.cost import use_prices
from callcenter.domain.host_port import is_loopback, read_host_port
from callcenter.errors import CallcenterError, PortInUse, SettingsError, StoreError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_connection, open_database, open_pool
from callcenter.tasks import cancel

log = logger(__name__)

ASSETS = Path(__file__).parent / "assets"
#: Connections to Postgres: pages ask for little, and seldom at once.
_POOL_SIZE = 8
#: Seconds open requests get at the end.
_END_TIMEOUT_S = 3


def build_app(desk: Desk) -> FastAPI:
    """Return the console's application, without the middleware; once a process, for NiceGUI is one of a kind."""
    app = FastAPI(title="callcenter console", version=__version__, docs_url=None, redoc_url=None)

    @app.get("/health", include_in_schema=False)
    async def _health() -> dict[str, str]:
        return {"status": "ok"}

    app.mount("/assets", StaticFiles(directory=ASSETS))
    app.include_router(sign_in_routes(desk))
    app.include_router(by_provider(desk))
    app.include_router(calls_routes(desk))
    app.include_router(exports_routes(desk))
    app.include_router(people_routes(desk))
    app.include_router(floor_routes(desk))
    app.include_router(retention_routes(desk))
    app.include_router(dashboard_routes(desk))
    app.include_router(review_routes(desk))
    app.include_router(monitor_routes(desk))
    _answer_errors(app)
    register_pages(desk)
    ui.run_with(app, title="callcenter", favicon=ASSETS / "icon.svg", dark=None, language="en-US", tailwind=False)
    return app


def behind_middleware(desk: Desk, app: ASGIApp, bind: str) -> ASGIApp:
    """Return the application as browsers may reach it."""
    hosts = {"localhost", read_host_port(bind)[0]}
    if public := urlsplit(desk.settings.console.public_url).hostname:
        hosts.add(public)
    return AccessMiddleware(app, desk, hosts=hosts)


def _answer_errors(app: FastAPI) -> None:
    """Have every error answered in one shape: JSON for programs, a plain page for people."""

    def answer(request: Request, status: int, what: str, remedy: str = "") -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse(problem_json(what, remedy), status_code=status)
        return plain_page(what, remedy, status=status)

    @app.exception_handler(CallcenterError)
    async def _ours(request: Request, error: CallcenterError) -> Response:
        return answer(request, status_of(error), error.what, error.remedy)

    @app.exception_handler(RequestValidationError)
    async def _unreadable(request: Request, error: RequestValidationError) -> Response:
        # Where and what, never the value: it may be a number or a password.
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return answer(request, 422, f"The request can't be read: {faults}.", "/openapi.json says how it is written.")

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, str(error.detail))


def check_exposure(settings: Settings, bind: str) -> None:
    """Refuse to be reached from other machines without TLS: passwords and callers' words would pass in the clear.

    Raises:
        SettingsError: the address isn't loopback and no https:// address is set.
    """
    host, _ = read_host_port(bind)
    if not is_loopback(host) and not settings.console.public_url.startswith("https://"):
        raise SettingsError(
            f"{host} can be reached from other machines, and the console itself speaks no TLS.",
            remedy="Put a proxy with TLS in front, and its address in CALLCENTER_CONSOLE__PUBLIC_URL.",
        )


def address_for_people(settings: Settings, bind: str) -> str:
    """Return the address to open in a browser."""
    return (settings.console.public_url or f"http://{bind}").rstrip("/")


async def run_console(
    settings: Settings,
    bind: str,
    *,
    on_ready: Callable[[], None],
    at_call: AtCall,
    until: asyncio.Event | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> None:
    """Serve the console until SIGTERM, Ctrl-C or the event.

    Raises:
        SettingsError: the address is open to others without TLS.
        PortInUse: another program has the port.
        StoreError: Postgres can't be reached, or has no tables for the console.
    """
    check_exposure(settings, bind)
    host, port = read_host_port(bind)
    is_over = until if until is not None else asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, is_over.set)
    use_prices(settings.prices_file)
    async with open_database(settings, on_progress=on_progress) as url:
        await _prepare(settings, url)
        pool = await open_pool(url, min_size=0, max_size=_POOL_SIZE)
        try:
            desk = Desk(pool, settings, at_call)
            app = behind_middleware(desk, build_app(desk), bind)
            busy = [asyncio.create_task(chore) for chore in chores(desk)]
            try:
                await _serve(app, host, port, is_over, on_ready, has_proxy=bool(settings.console.public_url))
            finally:
                await cancel(*busy)
                await desk.jobs.close()
        finally:
            await asyncio.wait_for(pool.close(), _END_TIMEOUT_S)


async def _prepare(settings: Settings, url: str) -> None:
    """Bring our own Postgres up to date; another's has to be, for whoever serves does it."""
    async with open_connection(url) as connection:
        if not settings.database_url.get_secret_value():
            await migrate(connection, agents=settings.agents_dir)
        elif await connection.fetchval("SELECT to_regclass('audit_log')") is None:
            raise StoreError("The database has no tables for the console.", remedy="Run `callcenter db migrate`.")


class _Uvicorn(uvicorn.Server):
    """Uvicorn that says when it listens, and leaves signals to us."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear none: `run_console` does."""
        yield


async def _serve(
    app: ASGIApp, host: str, port: int, is_over: asyncio.Event, on_ready: Callable[[], None], *, has_proxy: bool
) -> None:
    config = uvicorn.Config(
        app,
        http=PromptHttp,
        log_config=None,
        access_log=False,
        server_header=False,
        # The proxy on this machine says who asks; nobody else is believed (uvicorn's default list is 127.0.0.1).
        proxy_headers=has_proxy,
        timeout_graceful_shutdown=_END_TIMEOUT_S,
        lifespan="on",
    )
    server = _Uvicorn(config, on_ready)

    async def end() -> None:
        await is_over.wait()
        server.should_exit = True

    with _listen(host, port) as listening:
        ending = asyncio.create_task(end())
        try:
            await server.serve(sockets=[listening])
        finally:
            await cancel(ending)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortInUse(
            f"{host}:{port} can't be listened on ({error.strerror}).",
            remedy="Choose another by CALLCENTER_CONSOLE__BIND (or `callcenter console --bind`).",
        ) from error
    return listening
