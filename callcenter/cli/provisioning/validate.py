"""`callcenter validate`: every fault of every file, each at its line. Exit code 1 on faults, 0 with warnings."""

from __future__ import annotations

from pathlib import Path

import typer

from callcenter.cli.output import print_json
from callcenter.errors import Fault


def register(app: typer.Typer) -> None:
    """Add `validate` to the command line."""

    @app.command()
    def validate(
        target: str = typer.Option("embedded", "--target", help="embedded or livekit."),
        sip_dir: Path | None = typer.Option(None, "--sip-dir", help="Folder of the trunk files."),
        rules_dir: Path | None = typer.Option(None, "--rules-dir", help="Folder of the dispatch-rule files."),
        as_json: bool = typer.Option(False, "--json", help="Print the findings as JSON on standard output."),
    ) -> None:
        """Check trunks and dispatch rules: all faults and warnings of all files at once, each with file and line."""
        from rich.console import Console
        from rich.markup import escape

        from callcenter.domain.host_port import is_loopback
        from callcenter.domain.routing.matching import TargetName
        from callcenter.provisioning.checks.folders import check_folder
        from callcenter.provisioning.checks.judged import judged_files
        from callcenter.provisioning.checks.validate import validate as find_faults
        from callcenter.provisioning.files.load import load_leniently
        from callcenter.settings import load_settings
        from callcenter.telephony.embedded.port_check import split_bind

        if target not in tuple(TargetName):
            raise typer.BadParameter("say embedded or livekit", param_hint="--target")
        settings = load_settings()
        folders = (sip_dir or settings.sip_dir, rules_dir or settings.rules_dir)
        declared, shape_faults = load_leniently(*folders, keeps_faulty=True)
        shape_faults += [fault for folder in folders for fault in check_folder(folder)]
        agents = [path.parent.name for path in settings.agents_dir.glob("*/agent.yaml")]
        faults: list[Fault] = shape_faults + find_faults(
            declared,
            target=TargetName(target),
            agents=agents,
            settings_bind_is_loopback=is_loopback(split_bind(settings.sip.bind)[0]),
            has_edge=bool(settings.sip.edge),
            settings=settings,
        )
        faults.sort(key=lambda fault: (fault.file, fault.line))
        count = sum(not fault.is_warning for fault in faults)
        if as_json:
            print_json([fault.to_json() for fault in faults], indent=2)
        else:
            console = Console(highlight=False, soft_wrap=True)
            for fault in faults:
                word = "[yellow]warning[/]" if fault.is_warning else "[red]fault[/]"
                text = escape(f"{fault.what} {fault.remedy}".strip())
                place = f"{fault.file}:{fault.line}" if fault.line else fault.file
                console.print(f"{escape(place)}: {word}: {text}")
            console.print(f"{_counted(count, 'fault')}, {_counted(len(faults) - count, 'warning')}.")
            console.print(f"[dim]{escape(judged_files(*folders))}[/]")
        if count:
            raise typer.Exit(1)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
