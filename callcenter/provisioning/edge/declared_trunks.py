"""The trunks that the edge lets in, as the operators' files declare them, with the passwords it asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.errors import ProvisioningError
from callcenter.provisioning.files.load import load

if TYPE_CHECKING:
    from callcenter.settings import Settings


def edge_trunks(settings: Settings, *, sip_dir: Path | None, rules_dir: Path | None) -> tuple[InboundTrunk, ...]:
    """Return the inbound trunks of the folders with their passwords.

    Raises:
        DeclarationError: faults in the files.
        ProvisioningError: the password of a trunk isn't in the environment.
    """
    declared = load(sip_dir or settings.sip_dir, rules_dir or settings.rules_dir)
    missing = [
        name
        for (section, _), fields in sorted(declared.missing_secrets.items())
        if section == "inbound_trunks"
        for name in fields.values()
    ]
    if missing:
        raise ProvisioningError(
            f"The environment has no {', '.join(missing)}, so the edge can't ask for the password.",
            remedy="Set it and render again.",
        )
    return declared.inbound_trunks
