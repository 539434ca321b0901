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
        target: str = typer.Option("embedded", "--target", help="embedded or livekit."),
        out: Path | None = typer.Option(
            None, "--out", help="Folder to write into, as sip/ and dispatch_rules/; without any, it is printed."
        ),
        sip_dir: Path | None = typer.Option(None, "--sip-dir", help="Folder for the trunk files, instead of --out."),
        rules_dir: Path | None = typer.Option(None, "--rules-dir", help="Folder for the rule files, instead of --out."),
        owner: str = typer.Option("callcenter", "--owner", help="Whose marker is ours."),
        force: bool = typer.Option(False, "--force", help="Overwrite files that are there."),
        as_json: bool = typer.Option(False, "--json", help="Print what was written as JSON on standard output."),
    ) -> None:
        """Print the target's trunks and rules as files, or write them into a folder you name.

        Folders that CALLCENTER_SIP_DIR and CALLCENTER_RULES_DIR name are yours too; the shipped ones are never written.
        Secrets become env:NAME; the names are listed.
        """
        from callcenter.provisioning.export import export_text, write_export

        places = _places(out, sip_dir, rules_dir)
        made, where = asyncio.run(_export(target, *(places or (Path("sip"), Path("dispatch_rules"))), owner))
        written = write_export(made, force=force) if places is not None else ()
        console = stderr()
        if places is None and not as_json:
            typer.echo(export_text(made), nl=False)
        console.print(f"Exported: what is in force on {where}, not the files.", markup=False, style="dim")
        for path in written:
            console.print(f"wrote {path}", markup=False)
        for secret in made.secrets:
            where = f"{secret.field} of the {secret.kind.label} {secret.name}"
            console.print(f"set {secret.variable} in the environment: {where}", markup=False)
        for one in made.left_out:
            console.print(f"left out: the {one.kind.label} {one.name} is {one.owner}'s", markup=False)
        if not made.files:
            console.print("Nothing to export.")
        if as_json:
            print_json(
                {
                    "files": [str(path) for path in written],
                    "texts": {} if written else {str(path): text for path, text in made.files.items()},
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


def _places(out: Path | None, sip_dir: Path | None, rules_dir: Path | None) -> tuple[Path, Path] | None:
    """Return the folders to write into; None if nobody has named any, so that it is printed."""
    from callcenter.settings import load_settings, shipped

    settings = load_settings()
    own_sip = settings.sip_dir if settings.sip_dir != shipped("sip") else None
    own_rules = settings.rules_dir if settings.rules_dir != shipped("dispatch_rules") else None
    sip = sip_dir or (out / "sip" if out is not None else own_sip)
    rules = rules_dir or (out / "dispatch_rules" if out is not None else own_rules)
    if sip is None and rules is None:
        return None
    if sip is None or rules is None:
        raise typer.BadParameter("name both folders, or --out", param_hint="--sip-dir, --rules-dir")
    return sip, rules


async def _export(target: str, sip_dir: Path, rules_dir: Path, owner: str) -> tuple[Export, str]:
    from callcenter.provisioning.export import export
    from callcenter.provisioning.targets import open_target
    from callcenter.settings import load_settings

    async with open_target(target, load_settings(), owner=owner) as opened:
        made = export(await opened.read(), sip_dir=sip_dir, rules_dir=rules_dir)
        return made, f"{opened.name} ({opened.where})"
