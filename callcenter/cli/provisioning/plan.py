"""`callcenter plan`: what an apply would do. Exit code 0 nothing, 2 changes, 1 error."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from callcenter.provisioning.plan import Plan

#: The exit code that says that there are changes.
EXIT_CHANGES = 2


def register(app: typer.Typer) -> None:
    """Add `plan` to the command line."""

    @app.command()
    def plan(
        target: str = typer.Option("embedded", "--target", help="embedded or livekit."),
        sip_dir: Path | None = typer.Option(None, "--sip-dir", help="Folder of the trunk files."),
        rules_dir: Path | None = typer.Option(None, "--rules-dir", help="Folder of the dispatch-rule files."),
        owner: str = typer.Option("callcenter", "--owner", help="Whose marker is ours."),
        adopt: bool = typer.Option(False, "--adopt", help="Also mark what matches but nobody marked as theirs."),
        as_json: bool = typer.Option(False, "--json", help="Print the plan as JSON on standard output."),
        markdown: bool = typer.Option(False, "--markdown", help="Print it as Markdown, for a pull request."),
    ) -> None:
        """Compare the files with a target and show what apply would create, change and delete."""
        from callcenter.errors import UnsafePlan
        from callcenter.provisioning.checks.judged import judged_compared
        from callcenter.provisioning.render import plan_document, plan_markdown, plan_text
        from callcenter.provisioning.safety import raise_if_unsafe

        made = asyncio.run(_plan(target, sip_dir, rules_dir, owner, adopt))
        if as_json:
            print_json({**plan_document(made), "judged": judged_compared(sip_dir, rules_dir)}, indent=2)
        elif markdown:
            typer.echo(plan_markdown(made))
        else:
            stderr().print(plan_text(made), soft_wrap=True)
            stderr().print(judged_compared(sip_dir, rules_dir), markup=False, style="dim", soft_wrap=True)
        try:
            raise_if_unsafe(made)
        except UnsafePlan as error:
            stderr().print(f"warning: {error}", markup=False, style="yellow")
        if not made.is_empty:
            raise typer.Exit(EXIT_CHANGES)


async def _plan(target: str, sip_dir: Path | None, rules_dir: Path | None, owner: str, adopts: bool) -> Plan:
    from callcenter.provisioning.apply import plan_for
    from callcenter.provisioning.files.documents import desired_resources
    from callcenter.provisioning.targets import open_target
    from callcenter.settings import load_settings

    settings = load_settings()
    desired = desired_resources(settings, sip_dir=sip_dir, rules_dir=rules_dir)
    async with open_target(target, settings, owner=owner) as opened:
        return await plan_for(opened, desired, adopts=adopts)
