"""`callcenter apply`: makes a target hold what the files say. Never asks. Exit code 0 it matches, 1 error."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from callcenter.provisioning.apply import Applied
    from callcenter.provisioning.plan import Change


def register(app: typer.Typer) -> None:
    """Add `apply` to the command line."""

    @app.command()
    def apply(
        target: str = typer.Option("embedded", "--target", help="embedded or livekit."),
        sip_dir: Path | None = typer.Option(None, "--sip-dir", help="Folder of the trunk files."),
        rules_dir: Path | None = typer.Option(None, "--rules-dir", help="Folder of the dispatch-rule files."),
        checksum: str = typer.Option("", "--checksum", help="Apply only the plan of this checksum."),
        force: bool = typer.Option(False, "--force", help="Even if it removes more than a third of the trunks."),
        owner: str = typer.Option("callcenter", "--owner", help="Whose marker is ours."),
        adopt: bool = typer.Option(False, "--adopt", help="Also mark what matches but nobody marked as theirs."),
        as_json: bool = typer.Option(False, "--json", help="Print what was done as JSON on standard output."),
    ) -> None:
        """Create, change and delete until the target holds what the files say. A running serve follows at once."""
        from callcenter.provisioning.apply import ApplyFailed
        from callcenter.provisioning.checks.judged import judged_compared
        from callcenter.provisioning.render import outcome_line, plan_document
        from callcenter.store.routing import ApplyOutcome

        console = stderr()

        def tell(change: Change) -> None:
            console.print(f"done: {type(change).__name__.lower()} {change.kind.label} {change.name}", markup=False)

        try:
            applied = asyncio.run(_apply(target, sip_dir, rules_dir, checksum, force, owner, adopt, tell))
        except ApplyFailed as error:
            if as_json:
                done = {"outcome": ApplyOutcome.FAILED, "done": _names(error.done)}
                print_json({**plan_document(error.plan), **done}, indent=2)
            raise
        if as_json:
            done = {"outcome": ApplyOutcome.APPLIED, "done": _names(applied.done)}
            print_json({**plan_document(applied.plan), **done}, indent=2)
        else:
            line = outcome_line(applied.plan, is_done=True)
            console.print(f"{line} Checksum {applied.plan.checksum}.", markup=False, soft_wrap=True)
            console.print(judged_compared(sip_dir, rules_dir), markup=False, style="dim", soft_wrap=True)


async def _apply(
    target: str,
    sip_dir: Path | None,
    rules_dir: Path | None,
    checksum: str,
    force: bool,
    owner: str,
    adopts: bool,
    on_done: Any,
) -> Applied:
    from callcenter.provisioning.apply import apply
    from callcenter.provisioning.files.documents import desired_resources
    from callcenter.provisioning.targets import open_target
    from callcenter.settings import load_settings

    settings = load_settings()
    desired = desired_resources(settings, sip_dir=sip_dir, rules_dir=rules_dir)
    async with open_target(target, settings, owner=owner) as opened:
        return await apply(opened, desired, reviewed=checksum, force=force, adopts=adopts, on_done=on_done)


def _names(changes: tuple[Change, ...]) -> list[dict[str, str]]:
    return [
        {"action": type(change).__name__.lower(), "kind": change.kind.value, "name": change.name} for change in changes
    ]
