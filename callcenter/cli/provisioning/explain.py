"""`callcenter explain`: what becomes of a call, trunk by trunk and rule by rule."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.calls.call_log import with_connection
from callcenter.cli.output import print_json, stderr
from callcenter.errors import CallcenterError

if TYPE_CHECKING:
    from callcenter.domain.record.call_record import CallRecord
    from callcenter.domain.routing.matching import CallRequest, TargetName, Verdict
    from callcenter.provisioning.expected_calls import RoutedCall
    from callcenter.provisioning.files.load import Declared
    from callcenter.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """The routing, and how to judge calls by it. `judged` says which routing it is."""

    declared: Declared
    target: TargetName
    at: datetime
    checks_addresses: bool
    judged: str

    def judge(self, request: CallRequest, *, at: datetime | None = None) -> Verdict:
        from callcenter.domain.routing.matching import judge

        return judge(
            request,
            self.declared.inbound_trunks,
            self.declared.dispatch_rules,
            target=self.target,
            calendars={calendar.name: calendar for calendar in self.declared.calendars},
            at=at or self.at,
            checks_addresses=self.checks_addresses,
        )


def register(app: typer.Typer) -> None:
    """Add `explain` to the command line."""

    @app.command()
    def explain(
        caller: str = typer.Option("", "--from", help="The calling number, any text; without it, withheld."),
        dialled: str | None = typer.Option(None, "--to", help="The dialled number, any text."),
        source_ip: str = typer.Option("", "--source-ip", help="The sender's IP address; without it, unknown."),
        from_host: str = typer.Option("", "--from-host", help="The host of the From header."),
        trunk: str = typer.Option("", "--trunk", help="Try this trunk first, as LiveKit does if a call names one."),
        pin: str = typer.Option("", "--pin", help="The PIN the caller has entered."),
        at: str = typer.Option(
            "",
            "--at",
            metavar="TIME",
            help="When the call comes (2026-12-24T18:00; UTC unless it says otherwise); without it, now. Opening hours "
            "are judged by it.",
        ),
        target: str = typer.Option("embedded", "--target", help="embedded or livekit: whose rules apply."),
        sip_dir: Path | None = typer.Option(None, "--sip-dir", help="Folder of the trunk files."),
        rules_dir: Path | None = typer.Option(None, "--rules-dir", help="Folder of the dispatch-rule files."),
        calls: Path | None = typer.Option(
            None,
            "--calls",
            exists=True,
            dir_okay=False,
            help='Explain many: JSON lines {"from", "to", "source_ip", "from_host", "trunk", "pin", "at", "expect"}.',
        ),
        call: str = typer.Option("", "--call", help="Print why this call of the call log was refused."),
        live: bool = typer.Option(False, "--live", help="Judge what is in force on the target, not the files."),
        as_json: bool = typer.Option(False, "--json", help="Print JSON on standard output; with --calls a line each."),
    ) -> None:
        """Tell which trunk and rule take a call, or which field of which trunk or rule refuses it.

        With --calls the exit code is 1 if a call's `expect` differs: a test of your routing.
        """
        from callcenter.domain.routing.matching import CallRequest, TargetName
        from callcenter.provisioning.expected_calls import call_time, check_source_ip, read_calls
        from callcenter.settings import load_settings

        if target not in tuple(TargetName):
            raise typer.BadParameter("embedded or livekit", param_hint="--target")
        settings = load_settings()
        if call:
            return _show_refusal(asyncio.run(_load_refusal(call)), as_json)
        if calls is None and dialled is None:
            raise typer.BadParameter("say --to NUMBER, with --from and --source-ip, or --calls FILE, or --call ID")
        if live and (sip_dir or rules_dir):
            raise typer.BadParameter("what is in force isn't in folders", param_hint="--live")
        try:
            check_source_ip(source_ip)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--source-ip") from None
        try:
            when = call_time(at) if at else datetime.now(UTC)
        except ValueError as error:
            raise typer.BadParameter(str(error).removeprefix("at: "), param_hint="--at") from None
        judge = _open(settings, sip_dir, rules_dir, TargetName(target), when, is_live=live)
        if calls is not None:
            return _explain_many(judge, read_calls(calls), as_json)
        request = CallRequest(
            from_number=caller,
            to_number=dialled or "",
            source_ip=source_ip,
            from_host=from_host,
            trunk=trunk,
            pin=pin,
        )
        found = judge.judge(request)
        if as_json:
            return print_json({**found.to_json(), "judged": judge.judged}, indent=2)
        _show(found.to_json())
        return stderr().print(judge.judged, markup=False, style="dim", soft_wrap=True)


def _open(
    settings: Settings,
    sip_dir: Path | None,
    rules_dir: Path | None,
    target: TargetName,
    at: datetime,
    *,
    is_live: bool,
) -> _Judge:
    from callcenter.provisioning.checks.judged import judged_files, judged_live
    from callcenter.provisioning.files.load import load_leniently
    from callcenter.provisioning.in_force import read_in_force

    if is_live:
        declared, faults, where = asyncio.run(read_in_force(target, settings))
        judged = judged_live(where)
    else:
        declared, faults = load_leniently(sip_dir or settings.sip_dir, rules_dir or settings.rules_dir)
        judged = judged_files(sip_dir, rules_dir)
    for fault in faults:
        stderr().print(f"left out: {fault}", markup=False, style="yellow", soft_wrap=True)
    if faults:
        stderr().print("[yellow]There are faults (`callcenter validate`); what is left is judged.[/]")
    return _Judge(declared=declared, target=target, at=at, checks_addresses=True, judged=judged)


def _explain_many(judge: _Judge, calls: Sequence[RoutedCall], as_json: bool) -> None:
    """Explain every call of a table. Exit code 1 if one isn't what was expected of it."""
    from rich.table import Table

    table = Table("from", "to", "sender", "outcome", "trunk", "rule", "room", "why", box=None, pad_edge=False)
    differing: list[str] = []
    for call in calls:
        found = judge.judge(call.request, at=call.at).to_json()
        differences = call.differences(found)
        differing += [f"line {call.line}: {difference}" for difference in differences]
        if as_json:
            print_json({**found, "line": call.line, "differences": list(differences)})
        else:
            cells = [str(found[key] or "") for key in ("outcome", "trunk", "rule", "room", "why")]
            table.add_row(call.request.from_number, call.request.to_number, call.request.source_ip, *cells)
    console = stderr()
    if not as_json:
        console.print(table)
    for difference in differing:
        console.print(difference, markup=False, style="red", soft_wrap=True)
    expected = sum(bool(call.expect) for call in calls)
    console.print(f"{len(calls)} calls, {expected} with an expectation, {len(differing)} differences.")
    console.print(judge.judged, markup=False, style="dim", soft_wrap=True)
    if differing:
        raise typer.Exit(1)


async def _load_refusal(call_id: str) -> dict[str, Any]:
    from callcenter.store.call_log.calls import find_call_id, load_call

    async def find(connection: Any) -> CallRecord | None:
        return await load_call(connection, await find_call_id(connection, call_id))

    record: CallRecord | None = await with_connection(find)
    if record is None:
        raise CallcenterError(f"There is no call {call_id}.", remedy="`callcenter calls list` shows their ids.")
    if record.refusal is None:
        raise CallcenterError(f"The call {call_id} was not refused.", remedy="`callcenter calls show` has its story.")
    return dict(record.refusal)


def _show_refusal(refusal: Mapping[str, Any], as_json: bool) -> None:
    from callcenter.domain.routing.reason import REMEDIES

    remedy = REMEDIES.get(refusal["reason"], "")
    if as_json:
        return print_json({**refusal, "remedy": remedy}, indent=2)
    stderr().print(f"Refused with [bold]{refusal['sip_status']}[/]: {refusal['reason']}.")
    if remedy:
        stderr().print(remedy, markup=False, soft_wrap=True)
    explanation = refusal.get("explanation") or {}
    if "checks" in explanation:
        _show(explanation)
    return None


def _show(found: Mapping[str, Any]) -> None:
    from callcenter.cli.output import escape

    console = stderr()
    for check in found["checks"]:
        mark = "[green]✓[/]" if check["match"] else "[red]✗[/]"
        field = f" [yellow]{escape(check['field'])}[/]:" if check["field"] else ""
        console.print(f"{mark} {check['kind']} [bold]{escape(check['name'])}[/]{field} {escape(check['why'])}")
    colour = {"accept": "green", "ask_pin": "yellow"}.get(found["outcome"], "red")
    console.print(f"[bold {colour}]{found['outcome']}[/] {escape(found['why'])}")
    if found["outcome"] == "accept":
        is_message = found.get("reason") == "outside-hours-message"
        closed = " (outside hours: the message, then hung up)" if is_message else " (outside hours)"
        hours = "" if found.get("open", True) else closed
        console.print(f"room {escape(str(found['room']))}, agent {escape(str(found['agent']))}{hours}")
