"""`callcenter service install`: systemd units for one machine in production."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from callcenter.cli.output import print_json, stderr
from callcenter.errors import SettingsError


def register(app: typer.Typer) -> None:
    """Add `service` to the command line."""
    service = typer.Typer(help="Running on one machine in production, by systemd.", no_args_is_help=True)
    app.add_typer(service, name="service")

    # A group of one verb stays a group.
    service.callback()(lambda: None)
    service.command()(install)


def install(
    folder: Path | None = typer.Option(None, "--in", help="Where the units go; /etc/systemd/system by default."),
    user: str = typer.Option("callcenter", "--user", help="The system user who serves."),
    shown: bool = typer.Option(False, "--print", help="Print the units, and write none."),
    as_json: bool = typer.Option(False, "--json", help="Print the units' texts by name as JSON; write none."),
) -> None:
    """Write hardened systemd units for serve and a nightly backup, by the settings in force now."""
    from callcenter.settings import load_settings
    from callcenter.settings.environment_file import ENVIRONMENT_FILE, look_at_environment_file
    from callcenter.telephony.embedded.process.systemd_units import UNITS_FOLDER, UnitOptions, render_units

    if not user.replace("-", "").replace("_", "").isalnum():
        raise SettingsError(f"{user!r} is no user's name.", remedy="Use letters, digits, - and _.")
    program = Path(sys.executable).parent / "callcenter"
    units = render_units(load_settings(), UnitOptions(program=program, user=user))
    if as_json:
        return print_json(units, indent=2)
    if shown:
        typer.echo("\n".join(f"# {name}\n{text}" for name, text in units.items()), nl=False)
        return None
    target = folder or UNITS_FOLDER
    if not target.is_dir():
        is_there = target.exists()
        raise SettingsError(
            f"{target} is {'no folder' if is_there else 'not there'}, so the units can't be written into it.",
            remedy="Name a folder by --in." if is_there else f"Make it: mkdir -p {target}; or name another by --in.",
        )
    try:
        for name, text in units.items():
            (target / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{error.filename} can't be written: {error.strerror}.", remedy="Run as root, or name a folder by --in."
        ) from error
    steps = [
        f"useradd --system --home-dir /var/lib/callcenter --shell /usr/sbin/nologin {user}    # once",
        f"install -D -m 0600 /dev/null {ENVIRONMENT_FILE}    # once; then write CALLCENTER_...=... and keys into it",
        "systemctl daemon-reload",
        "systemctl enable --now callcenter.service callcenter-backup.timer",
    ]
    console = stderr()
    for name in units:
        console.print(f"wrote {target / name}", markup=False, soft_wrap=True)
    console.print("Now, as root:", *(f"  {step}" for step in steps), sep="\n", markup=False, soft_wrap=True)
    if (looked := look_at_environment_file(ENVIRONMENT_FILE)).state == "fault":
        console.print(looked.found, looked.remedy, sep="\n", markup=False, soft_wrap=True, style="red")
    console.print("docs/production.md says the rest: firewall, edge, backup, upgrades.", markup=False)
    return None
