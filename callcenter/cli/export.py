"""`callcenter export`: writes files from what a target already has, so that plan afterwards shows no change."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from callcenter.provisioning.export import Export


def register(app: typer.Typer) -> None:
    """Add `export` to the command line."""

    @app.command()
    def export(
        target: str = typer.Option("livekit", "--target", help="livekit or embedded."),
        sip_dir: Path = typer.Option(Path("sip"), "--sip-dir", help="Folder for the trunk files."),
        rules_dir: Path = typer.Option(Path("dispatch_rules"), "--rules-dir", help="Folder for the rule files."),
        owner: str = typer.Option("callcenter", "--owner", help="Whose marker is ours."),
        force: bool = typer.Option(False, "--force", help="Overwrite files that are there."),
        as_json: bool = typer.Option(False, "--json", help="Print what was written as JSON on standard output."),
    ) -> None:
        """Write the target's trunks and rules as files. Secrets become env:NAME; the names are listed."""
        from callcenter.provisioning.export import write_export

        made = asyncio.run(_export(target, sip_dir, rules_dir, owner))
        written = write_export(made, force=force)
        console = stderr()
        for path in written:
            console.print(f"wrote {path}", markup=False)
        for secret in made.secrets:
            where = f"{secret.field} of the {secret.kind.label} {secret.name}"
            console.print(f"set {secret.variable} in the environment: {where}", markup=False)
        for one in made.left_out:
            console.print(f"left out: the {one.kind.label} {one.name} is {one.owner}'s", markup=False)
        if not written:
            console.print("Nothing to export.")
        if as_json:
            print_json(
                {
                    "files": [str(path) for path in written],
                    "secrets": [
                        {
                            "variable": one.variable,
                            "kind": one.kind.value,
                            "name": one.name,
                            "field": one.field,
                        }
                        for one in made.secrets
                    ],
                    "left_out": [
                        {"kind": one.kind.value, "name": one.name, "owner": one.owner} for one in made.left_out
                    ],
                },
                indent=2,
            )


async def _export(target: str, sip_dir: Path, rules_dir: Path, owner: str) -> Export:
    from callcenter.provisioning.export import export
    from callcenter.provisioning.targets import open_target
    from callcenter.settings import load_settings

    async with open_target(target, load_settings(), owner=owner) as opened:
        return export(await opened.read(), sip_dir=sip_dir, rules_dir=rules_dir)
