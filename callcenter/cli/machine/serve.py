"""`callcenter serve`: the single machine, waiting for calls."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr
from callcenter.errors import SettingsError

if TYPE_CHECKING:
    from callcenter.settings import Settings, SipSettings

#: Numbers and addresses that are named when calls are taken; there may be thousands.
NUMBERS_SAID = 5


def register(app: typer.Typer) -> None:
    """Add `serve` to the command line."""

    @app.command()
    def serve(
        bind: str = typer.Option("", "--bind", metavar="HOST:PORT", help="Where to listen (default 127.0.0.1:5060)."),
        trust_network: bool = typer.Option(
            False, "--trust-network", help="Listen beyond this machine without a SIP edge in front."
        ),
        max_calls: int = typer.Option(
            0,
            "--max-calls",
            min=0,
            max=1000,
            help="Simultaneous calls of a worker; one more gets 503 (default 40).",
            show_default=False,
        ),
        workers: str = typer.Option(
            "", "--workers", metavar="N|auto", help="Workers behind this address (default 1; auto: one a processor)."
        ),
        record: bool = typer.Option(False, "--record", help="Keep a stereo recording of every call."),
        as_json: bool = typer.Option(
            False, "--json", help="Print each line as JSON; the event `ready` has numbers and callers (null: any)."
        ),
        console: bool = typer.Option(True, "--console/--no-console", help="Run the web console beside the worker."),
    ) -> None:
        """Answer calls on this machine until Ctrl-C. Running calls may finish; once more hangs up."""
        from callcenter.cli.output import escape
        from callcenter.log import configure_logging, outlive_readers
        from callcenter.settings import load_settings
        from callcenter.settings.environment_file import look_for_unread

        said = {"bind": bind, "max_calls": max_calls, "workers": workers}
        sip: dict[str, Any] = {name: value for name, value in said.items() if value}
        overrides: dict[str, Any] = {**({"sip": sip} if sip else {}), **({"calls": {"record": True}} if record else {})}
        settings = load_settings(**overrides)
        outlive_readers()
        configure_logging(settings.log)
        if (unread := look_for_unread(Path.cwd())) is not None:
            stderr().print(f"[yellow]{escape(unread.found)}[/] {escape(unread.remedy)}")
        explain_exposure(settings, trust_network=trust_network)
        asyncio.run(_serve(settings, overrides, as_json=as_json, has_console=console))


def explain_exposure(settings: Settings, *, trust_network: bool) -> None:
    """Refuse an address beyond this machine unless somebody answers for it, and say what protects it.

    Raises:
        SettingsError: no edge, no `--trust-network`, and the address isn't loopback.
    """
    from callcenter.domain.host_port import is_loopback
    from callcenter.telephony.embedded.port_check import split_bind

    host, _ = split_bind(settings.sip.bind)
    if is_loopback(host):
        return
    if settings.sip.edge:
        stderr().print(
            f"Listening on [bold]{host}[/]. Protected by the edge at {settings.sip.edge}: calls from anywhere else are "
            "refused. Not protected: the RTP ports, and the edge's own host. "
            "SIP is encrypted on the TLS port only; audio is if the trunk says so."
        )
        return
    if not trust_network:
        raise SettingsError(
            f"{host} can be reached from other machines, and the SIP stack is not made for an open network: one "
            "malformed packet can take its worker down.",
            remedy="Put the edge in front (`callcenter edge render`, CALLCENTER_SIP__EDGE), or say --trust-network "
            "if a firewall lets only your carrier or PBX in.",
        )
    stderr().print(
        f"[yellow]Listening on {host} without an edge.[/] What protects it: numbers nobody declared get 404, "
        "trunks' allowed addresses, the cap on simultaneous calls, and a worker that is replaced when it dies. What "
        "doesn't: there are no passwords and no limit on the rate of packets. Let a firewall admit only "
        "your carrier or PBX."
    )


def workers_line(sip: SipSettings, metrics_port: int) -> str:
    """Return what is said of several workers: where they are, and what each takes; '' of a single one."""
    from callcenter.telephony.embedded.entry.place import has_entry, places

    if sip.workers == 1:
        return ""
    found = places(sip, metrics_port)
    before = "Kamailio" if has_entry(sip) else f"the edge at {sip.edge}"
    line = f"{len(found)} workers behind {before}, of {sip.max_calls} calls each: "
    line += ", ".join(place.bind for place in found)
    if metrics_port:
        line += f". Metrics on ports {', '.join(str(place.metrics_port) for place in found)}"
    return f"{line}."


def ready_lines(
    host: str, port: int, numbers: list[str] | None, callers: list[str] | None, *, has_edge: bool = False
) -> list[str]:
    """Return what is said once calls are taken: what to dial, and whose calls are let in.

    Args:
        host: The address listened on.
        port: The port.
        numbers: The numbers with a trunk, None for any.
        callers: Addresses, networks and From hosts whose calls are taken, None for anybody's.
        has_edge: An edge stands in front, and judges addresses itself.
    """
    from callcenter.domain.host_port import write_host_port

    if numbers is not None and not numbers:
        return ["Ready, but no trunk declares a number: every call is refused. `callcenter validate` says more."]
    is_everywhere = host == "0.0.0.0"  # noqa: S104
    shown = numbers[:NUMBERS_SAID] if numbers is not None else ["ANY-NUMBER"]
    address = write_host_port("this-machine" if is_everywhere else host, port)
    lines = [f"Ready. Dial sip:{number}@{address}" for number in shown]
    if numbers is not None and len(numbers) > NUMBERS_SAID:
        more = len(numbers) - NUMBERS_SAID
        lines.append(f"… and {more} more number{'s' if more > 1 else ''}.")
    if has_edge or callers is None:
        return lines
    said = ", ".join(callers[:NUMBERS_SAID]) + (" and others" if len(callers) > NUMBERS_SAID else "")
    lines.append(f"Calls are taken from {said} only (allowed_addresses of the trunks).")
    if _are_all_here(callers) and not _are_all_here([host]):
        lines.append(
            "That is this machine alone: a softphone or PBX elsewhere is refused (no-trunk) until its address is added."
        )
    return lines


def _are_all_here(callers: list[str]) -> bool:
    """Tell whether addresses and networks are this machine's own only."""
    from ipaddress import ip_network

    try:
        return all(ip_network(caller, strict=False).is_loopback for caller in callers)
    except ValueError:
        return False  # a host name


async def _serve(settings: Settings, overrides: dict[str, Any], *, as_json: bool, has_console: bool) -> None:
    from callcenter.console.beside import console_beside
    from callcenter.log import logger
    from callcenter.store.pool import open_database
    from callcenter.telephony.embedded.entry.place import has_entry, listened_on, places
    from callcenter.telephony.embedded.entry.sip_entry import kamailio
    from callcenter.telephony.embedded.port_check import check_port_free, split_bind
    from callcenter.telephony.embedded.process.beforehand import check_beforehand
    from callcenter.telephony.embedded.process.parent import Parent

    host, port = split_bind(settings.sip.bind)
    for bind in listened_on(settings.sip):
        check_port_free(*split_bind(bind))
    if has_entry(settings.sip):
        kamailio()
    console = stderr()

    def tell_progress(text: str) -> None:
        # Lines for machines are all of one kind.
        if settings.log.format == "text":
            console.print(f"[dim]{text}[/]")
        else:
            logger(__name__).info("starting", step=text)

    def open_postgres() -> AbstractAsyncContextManager[str]:
        return open_database(settings, on_progress=tell_progress)

    await check_beforehand(settings, open_postgres)

    def say(line: str) -> None:
        if as_json:
            return print_json({"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "event": "said", "text": line})
        return typer.echo(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}  {line}")

    address = settings.console.public_url or f"http://{settings.console.bind}"
    takes_calls = asyncio.Event()

    def on_serving(numbers: list[str] | None, callers: list[str] | None) -> None:
        takes_calls.set()
        if as_json:
            at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            workers = [place.bind for place in places(settings.sip, 0)]
            ready = {"bind": settings.sip.bind, "workers": workers, "numbers": numbers, "callers": callers}
            ready |= {"console": address} if has_console else {}
            return print_json({"at": at, "event": "ready", **ready})
        for line in ready_lines(host, port, numbers, callers, has_edge=bool(settings.sip.edge)):
            say(line)
        if line := workers_line(settings.sip, settings.metrics_port):
            say(line)
        if has_console:
            say(f"The console: {address}")
        return None

    parent = Parent(
        settings,
        overrides,
        open_database=open_postgres,
        say=say,
        on_serving=on_serving,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, parent.drain)
    tell_progress("Loading models, a few seconds…")
    async with console_beside(settings.console.bind, say, after=takes_calls) if has_console else nullcontext():
        await parent.run()
