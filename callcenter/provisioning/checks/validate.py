"""What is wrong with the files taken together: every fault and every LiveKit trap at once, each at its line.

`load` judges each file by its shape; here trunks, rules, calendars and agents are held against one another and
against what the target can honour.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from callcenter.domain.routing.matching import TargetName
from callcenter.errors import Fault
from callcenter.provisioning.checks.accounts import check_accounts
from callcenter.provisioning.checks.calendars import check_calendars
from callcenter.provisioning.checks.findings import Findings
from callcenter.provisioning.checks.rules import check_rules
from callcenter.provisioning.checks.settings import check_settings
from callcenter.provisioning.checks.target import check_target
from callcenter.provisioning.checks.trunks import check_trunks
from callcenter.provisioning.files.load import Declared

if TYPE_CHECKING:
    from callcenter.settings import Settings


def validate(
    declared: Declared,
    *,
    target: TargetName,
    agents: Collection[str],
    settings_bind_is_loopback: bool,
    has_edge: bool,
    settings: Settings | None = None,
) -> list[Fault]:
    """Return every fault and warning of what the files say, sorted by file and line.

    Args:
        declared: What the files say.
        target: Where they are to be applied.
        agents: Names of the agents' folders.
        settings_bind_is_loopback: Whether the single machine listens on this machine only.
        has_edge: Whether a SIP edge stands in front of it.
        settings: Those that calls will be served by; None judges the files alone.
    """
    findings = Findings(declared)
    check_trunks(
        findings, is_reached=target == TargetName.LIVEKIT or has_edge or not settings_bind_is_loopback, target=target
    )
    check_accounts(findings)
    check_rules(findings, agents=agents, target=target)
    check_calendars(findings)
    check_target(findings, target=target, is_loopback=settings_bind_is_loopback, has_edge=has_edge)
    if settings is not None:
        check_settings(findings, settings, target=target, is_loopback=settings_bind_is_loopback)
    for (section, name), secrets in declared.missing_secrets.items():
        for path, variable in secrets.items():
            what = f"{path}: the environment variable {variable} isn't set."
            # The single machine calls nobody, so that nothing goes wrong there without it.
            is_unused = section == "outbound_trunks" and target == TargetName.EMBEDDED
            findings.add(section, name, tuple(path.split(".")), what, f"Set {variable}.", is_warning=is_unused)
    return sorted(findings.faults, key=lambda fault: (fault.file, fault.line, fault.is_warning, fault.what))
