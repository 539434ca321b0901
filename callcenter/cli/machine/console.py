"""`callcenter console`: the web console, as a process of its own, and the people who may use it."""

from __future__ import annotations

import asyncio
import getpass
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.calls.call_log import with_database
from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from callcenter.settings import Settings


def register(app: typer.Typer) -> None:
    """Add `console` to the command line."""
    console = typer.Typer(help="The web console: its process, and who may use it.")
    app.add_typer(console, name="console")

    @console.callback(invoke_without_command=True)
    def console_(
        context: typer.Context,
        bind: str = typer.Option("", "--bind", metavar="HOST:PORT", help="Where to listen (default 127.0.0.1:8090)."),
        open_: bool = typer.Option(False, "--open", help="Open it in this machine's browser."),
        with_parent: bool = typer.Option(False, "--with-parent", hidden=True, help="End with standard input."),
    ) -> None:
        """Serve the web console until Ctrl-C. It needs Postgres only: calls go on without it, and it without them."""
        if context.invoked_subcommand is not None:
            return
        from callcenter.log import configure_logging, outlive_readers
        from callcenter.settings import load_settings

        settings = load_settings(**({"console": {"bind": bind}} if bind else {}))
        outlive_readers()
        configure_logging(settings.log)
        asyncio.run(_run(settings, opens=open_, with_parent=with_parent))

    users = typer.Typer(help="Who may use the console.", no_args_is_help=True)
    console.add_typer(users, name="users")

    @users.command("add")
    def add(
        name: str = typer.Argument(help="A name to sign in with: small letters, digits, . _ @ -"),
        role: str = typer.Option("supervisor", "--role", help="supervisor, operator, auditor or admin."),
    ) -> None:
        """Add somebody and print the one-time link by which they choose their password, within a day."""
        from callcenter.console.answers.people import add_person

        link = asyncio.run(_with_desk(lambda desk, viewer: add_person(desk, viewer, name, role)))
        _say_link(name, link)

    @users.command("link")
    def link(name: str = typer.Argument(help="Whose.")) -> None:
        """Print a new one-time link to choose a password; earlier ones don't work any more."""
        from callcenter.console.answers.people import new_link

        _say_link(name, asyncio.run(_with_desk(lambda desk, viewer: new_link(desk, viewer, name))))

    @users.command("shut-out")
    def shut_out(name: str = typer.Argument(help="Whom.")) -> None:
        """Shut somebody out at once: open sessions end, tokens don't work."""
        from callcenter.console.answers.people import change_person

        asyncio.run(_with_desk(lambda desk, viewer: change_person(desk, viewer, name, is_enabled=False)))
        stderr().print(f"{name} is shut out.")

    @users.command("list")
    def list_() -> None:
        """Print who may use the console, as JSON."""
        from callcenter.console.answers.people import people, person_json

        print_json([person_json(user) for user in asyncio.run(_with_desk(people))], indent=2)


async def _run(settings: Settings, *, opens: bool, with_parent: bool) -> None:
    from callcenter.console.server import address_for_people, run_console
    from callcenter.tasks import cancel
    from callcenter.telephony.supervising import at_call

    bind = settings.console.bind
    address = address_for_people(settings, bind)
    console = stderr()
    is_over = asyncio.Event()

    def on_ready() -> None:
        typer.echo(f"Console ready at {address}/")
        sys.stdout.flush()
        if not with_parent:
            console.print("[dim]The first sign-in: callcenter console users add NAME --role admin[/]")
        if opens:
            typer.launch(f"{address}/")

    async def watch_parent() -> None:
        # Not read in a thread: one that waits there would keep this process from ending.
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.read()
        is_over.set()

    watching = [asyncio.create_task(watch_parent())] if with_parent else []
    try:
        await run_console(
            settings,
            bind,
            on_ready=on_ready,
            at_call=partial(at_call, settings),
            until=is_over,
            on_progress=lambda text: console.print(f"[dim]{text}[/]"),
        )
    finally:
        await cancel(*watching)


def _say_link(name: str, link: str) -> None:
    from callcenter.console.answers.people import LINK_HOURS
    from callcenter.console.server import address_for_people
    from callcenter.settings import load_settings

    settings = load_settings()
    stderr().print(f"{name} chooses a password here, once, within {LINK_HOURS} hours:")
    typer.echo(f"{address_for_people(settings, settings.console.bind)}{link}")


async def _with_desk(work: Any) -> Any:
    """Do something as whoever has this shell: they have the database anyway; it is on record under their login name."""
    from callcenter.console.access.viewer import Viewer
    from callcenter.console.desk import Desk
    from callcenter.console.roles import RIGHTS_OF, Role
    from callcenter.settings import load_settings
    from callcenter.store.pool import open_pool

    viewer = Viewer(
        name=f"shell:{_login()}", role=Role.ADMIN, rights=RIGHTS_OF[Role.ADMIN], address="shell", session_sha256=b""
    )

    async def with_pool(url: str) -> Any:
        pool = await open_pool(url, max_size=1)
        try:
            return await work(Desk(pool, load_settings()), viewer)
        finally:
            await pool.close()

    return await with_database(with_pool)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
