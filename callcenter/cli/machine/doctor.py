"""`callcenter doctor`: looks at what a call needs and says what to do about what is missing."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from callcenter.cli.output import print_json, stderr
from callcenter.domain.finding import Finding, State
from callcenter.errors import CallcenterError, PortInUse, StorageError

if TYPE_CHECKING:
    from callcenter.settings import Settings


#: Free disk below which a call's journal and recording are in danger, and below which they soon will be.
DISK_FAULT_MB = 200
DISK_WARNING_MB = 2000
#: Open files one call needs: RTP and RTCP sockets, journal, recording, and room for the rest.
FILES_PER_CALL = 8
FILES_BASE = 200
#: Days before its end at which a certificate should be renewed.
TLS_WARNING_DAYS = 14
#: After so long the stack closes a connection on which nothing came (baresip's, seen on the wire 2026-11-26).
IDLE_CONNECTION_S = 900
#: Clocks further apart than this make turns and records disagree.
CLOCK_SKEW_S = 2.0
#: The release's date: a clock before it is wrong.
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)


def register(app: typer.Typer) -> None:
    """Add `doctor` to the command line."""

    @app.command()
    def doctor(
        models: bool = typer.Option(False, "--models", help="Also try every configured model with a small request."),
        environment_file: Path | None = typer.Option(
            None, "--environment-file", help="The units' file of settings (default /etc/callcenter/environment)."
        ),
        as_json: bool = typer.Option(False, "--json", help="Print the checks as JSON on standard output."),
    ) -> None:
        """Check ports, Postgres, storage, models, disk and clock, and say what to do. Exit code 1 on a fault.

        If LIVEKIT_URL is set, it looks at what a worker of the cluster needs: calls come by LiveKit, not to a port.
        """
        checks = asyncio.run(_examine(models, environment_file))
        if as_json:
            print_json([asdict(check) for check in checks], indent=2)
        else:
            _show(checks)
        if any(check.state == "fault" for check in checks):
            raise typer.Exit(1)


async def _examine(models: bool, environment_file: Path | None) -> list[Finding]:
    from callcenter.agents.roster import import_agents_plugins
    from callcenter.settings import load_settings
    from callcenter.settings.environment_file import ENVIRONMENT_FILE, look_at_environment_file, look_for_unread
    from callcenter.telephony.embedded.certificate import tls_files
    from callcenter.telephony.embedded.entry.place import has_entry, listened_on

    settings = load_settings()
    console = stderr()
    checks = [look_at_environment_file(environment_file or ENVIRONMENT_FILE, must_exist=environment_file is not None)]
    if (unread := look_for_unread(Path.cwd())) is not None:
        checks.append(unread)
    of_sip: list[tuple[str, Callable[[], Finding]]] = [
        *(("SIP port", partial(check_port, bind)) for bind in listened_on(settings.sip)),
        *(("firewall", partial(check_edge, bind)) for bind in (listened_on(settings.sip) if settings.sip.edge else ())),
        *([("Kamailio", lambda: check_entry(settings))] if has_entry(settings.sip) else []),
        *([("TLS certificate", lambda: check_tls(*files))] if (files := tls_files(settings.sip)) else []),
    ]
    is_worker = bool(settings.livekit_url)
    steps: list[tuple[str, Callable[[], Finding]]] = [
        ("disk", lambda: check_disk(settings.data_dir)),
        *([] if is_worker else of_sip),
        ("open files", lambda: check_files((settings.worker if is_worker else settings.sip).max_calls)),
    ]
    with console.status("Looking…") as status:
        for name, step in steps:
            status.update(f"Looking at {name}…")
            checks.append(step())
        status.update("Looking at Postgres…")
        found, has_applied = await check_postgres(settings)
        checks += found
        if settings.storage.bucket:
            status.update("Trying the storage of recordings…")
            checks.append(await check_storage(settings))
        status.update("Looking at agents, models and files…")
        import_agents_plugins(settings.agents_dir, settings.models)
        checks += await asyncio.to_thread(_what_serve_needs, settings, has_applied)
        checks += check_platform()
        if models:
            status.update("Trying every model…")
            checks += await check_models(settings)
    return checks


def check_disk(folder: Path) -> Finding:
    """Tell whether the data folder can be written and has room."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        return Finding(
            name="disk",
            state="fault",
            found=f"{existing} can't be written.",
            remedy="Give this user the folder, or set CALLCENTER_DATA_DIR to another.",
        )
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    state: State = "fault" if free_mb < DISK_FAULT_MB else "warning" if free_mb < DISK_WARNING_MB else "ok"
    return Finding(
        name="disk",
        state=state,
        found=f"{free_mb:,} MB free for {folder}.",
        remedy=""
        if state == "ok"
        else "Make room: journals and recordings need it. `callcenter calls delete --before` helps.",
    )


def check_port(bind: str) -> Finding:
    """Tell whether the SIP port is free on UDP and TCP, as serve would find it."""
    from callcenter.telephony.embedded.port_check import check_port_free, split_bind

    try:
        check_port_free(*split_bind(bind))
    except CallcenterError as error:
        if isinstance(error, PortInUse) and (pid := _serving_on(bind)):
            return Finding(name="SIP port", state="ok", found=f"`callcenter serve` has {bind} (process {pid}).")
        return Finding(name="SIP port", state="fault", found=error.what, remedy=error.remedy)
    return Finding(name="SIP port", state="ok", found=f"{bind} is free.")


def _serving_on(bind: str) -> int:
    """Return the process of ours that has the port, or 0; another user's can't be seen."""
    import psutil

    from callcenter.telephony.embedded.entry.sip_entry import CONFIG_FILE
    from callcenter.telephony.embedded.port_check import split_bind
    from callcenter.telephony.embedded.process.parent import ENTRY_FOLDER, WORKER_MODULE

    _, port = split_bind(bind)
    with suppress(psutil.Error):
        for entry in psutil.net_connections("inet"):
            if entry.laddr and entry.laddr.port == port and entry.pid:
                with suppress(psutil.Error):
                    words = psutil.Process(entry.pid).cmdline()
                    # A worker, or the Kamailio before several: that one was told our file.
                    if any(word == WORKER_MODULE or word.endswith(f"/{ENTRY_FOLDER}/{CONFIG_FILE}") for word in words):
                        return entry.pid
    return 0


def check_entry(settings: Settings) -> Finding:
    """Tell whether the Kamailio that several workers share an address by can be run."""
    from callcenter.telephony.embedded.entry.place import places
    from callcenter.telephony.embedded.entry.sip_entry import entry_options, kamailio

    try:
        entry_options(settings.sip, places(settings.sip, settings.metrics_port), settings.data_dir)
        found = kamailio()
    except CallcenterError as error:
        return Finding(name="Kamailio", state="fault", found=error.what, remedy=error.remedy)
    workers = f"{settings.sip.workers} workers share {settings.sip.bind}"
    return Finding(name="Kamailio", state="ok", found=f"{workers} by {found}.")


def check_edge(bind: str) -> Finding:
    """Tell whether only the edge reaches the worker's SIP port."""
    from callcenter.provisioning.edge.check import check_firewall

    guard = check_firewall(bind)
    return Finding(
        name="firewall", state="ok" if guard.is_closed else "warning", found=guard.found, remedy=guard.remedy
    )


def check_tls(certificate: Path, key: Path) -> Finding:
    """Look at the certificate SIP over TLS is served with: carriers refuse one that has run out."""
    from callcenter.telephony.embedded.certificate import check_certificate

    try:
        until = check_certificate(certificate, key)
    except CallcenterError as error:
        return Finding(name="TLS certificate", state="fault", found=error.what, remedy=error.remedy)
    left = until - datetime.now(UTC)
    return Finding(
        name="TLS certificate",
        state="ok" if left.days >= TLS_WARNING_DAYS else "warning",
        found=f"valid until {until:%Y-%m-%d}; connections on which nothing comes for {IDLE_CONNECTION_S} s are closed "
        "(calls go on; carriers that mind send keep-alives)",
        remedy="" if left.days >= TLS_WARNING_DAYS else "Renew it, and start serve again.",
    )


def check_files(max_calls: int) -> Finding:
    """Tell whether the limit on open files is enough for the calls allowed at once."""
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = FILES_BASE + FILES_PER_CALL * max_calls
    if limit >= needed:
        return Finding(name="open files", state="ok", found=f"{limit} allowed, {needed} needed for {max_calls} calls.")
    return Finding(
        name="open files",
        state="fault",
        found=f"{limit} allowed, {needed} needed for {max_calls} calls.",
        remedy=f"Raise it (`ulimit -n {needed}`), or lower CALLCENTER_SIP__MAX_CALLS.",
    )


async def check_postgres(settings: Settings) -> tuple[list[Finding], bool]:
    """Tell whether Postgres answers, is migrated, and agrees with our clock. Sets none up.

    Also tells whether trunks and rules were put in force by `apply`.
    """
    from callcenter.store.migrate import MigrationState, check_states, status
    from callcenter.store.pool import open_connection, open_database
    from callcenter.store.postgres.postgres_process import has_data
    from callcenter.store.routing import was_applied

    is_embedded = not settings.database_url.get_secret_value()
    try:
        if is_embedded and not has_data(settings.postgres_dir):
            found = f"None yet in {settings.data_dir}: the first `callcenter serve` sets it up."
            return [Finding(name="Postgres", state="ok", found=found), check_clock(None)], False
        async with open_database(settings) as url, open_connection(url) as connection:
            version = await connection.fetchval("show server_version")
            database_now = await connection.fetchval("select clock_timestamp()")
            rows = await status(connection, agents=settings.agents_dir)
            check_states(rows)
            pending = [row for row in rows if row.state is MigrationState.PENDING]
            is_applied = await was_applied(connection)
    except CallcenterError as error:
        fault = Finding(name="Postgres", state="fault", found=error.what, remedy=error.remedy)
        return [fault, check_clock(None)], False
    except OSError as error:
        found = f"It can't be used: {error}."
        return [Finding(name="Postgres", state="fault", found=found, remedy="See its log."), check_clock(None)], False
    kind = "embedded" if is_embedded else "from DATABASE_URL"
    migrated = "all migrations applied" if not pending else f"{len(pending)} migrations to apply"
    postgres = Finding(
        name="Postgres",
        state="warning" if pending else "ok",
        found=f"Version {version}, {kind}, {migrated}.",
        remedy="Run `callcenter db migrate` (serve, demo and talk do it by themselves)." if pending else "",
    )
    return [postgres, check_clock(database_now)], is_applied


async def check_storage(settings: Settings) -> Finding:
    """Try the bucket of recordings and journals with an object of our own."""
    from callcenter.store.objects.storage_probe import probe_storage

    storage = settings.storage
    place = f"{storage.bucket} at {storage.endpoint or 'Amazon S3'}"
    try:
        await probe_storage(storage)
    except StorageError as error:
        return Finding(name="storage", state="fault", found=f"{place}: {error.what}", remedy=error.remedy)
    return Finding(name="storage", state="ok", found=f"{place} stores, lists, gives back and deletes.")


def check_clock(database_now: datetime | None) -> Finding:
    """Tell whether the clock is believable and agrees with Postgres's."""
    now = datetime.now(UTC)
    if now < RELEASED:
        return Finding(
            name="clock",
            state="fault",
            found=f"It says {now:%Y-%m-%d}, before this release.",
            remedy="Set it; run NTP.",
        )
    if database_now is not None and abs((now - database_now).total_seconds()) > CLOCK_SKEW_S:
        skew = (now - database_now).total_seconds()
        return Finding(
            name="clock", state="warning", found=f"{skew:+.1f} s from Postgres's clock.", remedy="Run NTP on both."
        )
    return Finding(name="clock", state="ok", found=f"{now:%Y-%m-%d %H:%M:%S} UTC.")


def check_platform() -> list[Finding]:
    """Tell whether the system is one that the SIP stack runs on."""
    found = f"{sys.platform} isn't supported."
    unsupported = Finding(name="platform", state="fault", found=found, remedy="Use Linux or macOS.")
    return [unsupported] if sys.platform not in ("linux", "darwin") else []


def _what_serve_needs(settings: Settings, has_applied: bool) -> list[Finding]:
    from callcenter.telephony.embedded.process.readiness import look

    return list(look(settings, has_applied=has_applied))


async def check_models(settings: Settings) -> list[Finding]:
    """Try every configured model with one small request; hosted ones without a key are named with the key."""
    from callcenter.agents.declaration import agent_models
    from callcenter.models.check import check_models as try_models

    checks = []
    for result in await try_models(settings, agent_models(settings.agents_dir)):
        found = f"{result.found} ({result.latency_ms} ms)" if result.latency_ms is not None else result.found
        state: State = "ok" if result.is_ok else "fault" if result.is_configured else "warning"
        checks.append(Finding(name=f"{result.part} {result.model}", state=state, found=found, remedy=result.remedy))
    return checks


def _show(checks: list[Finding]) -> None:
    from rich.markup import escape
    from rich.table import Table

    marks = {"ok": "[green]ok[/]", "warning": "[yellow]look[/]", "fault": "[red]fault[/]"}
    table = Table(show_header=False, box=None, pad_edge=False)
    for check in checks:
        remedy = f"\n[dim]{escape(check.remedy)}[/]" if check.remedy else ""
        table.add_row(marks[check.state], f"[bold]{escape(check.name)}[/]", escape(check.found) + remedy)
    stderr().print(table)
