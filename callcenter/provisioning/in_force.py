"""What is in force on a target, read back into what the files would say."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from callcenter.errors import Fault, ProvisioningError
from callcenter.provisioning.export import export, write_export
from callcenter.provisioning.files.load import Declared, load_leniently
from callcenter.provisioning.targets import open_target
from callcenter.settings import Settings


async def read_in_force(target: str, settings: Settings) -> tuple[Declared, list[Fault], str]:
    """Return the routing in force, what of it can't be judged, and where it was read.

    A PIN counts as set: what it is stays on the target.

    Raises:
        ProvisioningError: nothing was ever applied, or the target can't be read.
    """
    async with open_target(target, settings) as opened:
        existing, where = await opened.read(), f"{opened.name} ({opened.where})"
    if not existing:
        raise ProvisioningError(
            f"Nothing is in force on {where}.",
            remedy="Run `callcenter apply`; until then `serve` takes the files, which `explain` without --live judges.",
        )
    with TemporaryDirectory() as folder:
        sip_dir, rules_dir = Path(folder, "sip"), Path(folder, "dispatch_rules")
        for place in (sip_dir, rules_dir):
            place.mkdir()
        write_export(export(existing, sip_dir=sip_dir, rules_dir=rules_dir), force=True)
        declared, faults = load_leniently(sip_dir, rules_dir, secret=lambda name: name)
    return declared, faults, where
