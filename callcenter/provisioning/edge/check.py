"""Does anybody but the edge reach a worker's SIP port? `doctor` asks."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from callcenter.domain.host_port import is_loopback, read_host_port
from callcenter.provisioning.edge.firewall import TABLE, closed_ports

_LOAD = "Load the rules beside kamailio.cfg: `nft -f /etc/kamailio/kamailio-firewall.nft`; or bind to 127.0.0.1."


@dataclass(frozen=True, slots=True, kw_only=True)
class PortGuard:
    """Whether the port is closed to strangers, what was found, and what to do."""

    is_closed: bool
    found: str
    remedy: str = ""


def check_firewall(bind: str) -> PortGuard:
    """Look at the firewall. `bind` is where the worker listens, HOST:PORT.

    Raises:
        ValueError: no HOST:PORT.
    """
    host, _ = read_host_port(bind)
    return judge_firewall(bind, None if is_loopback(host) else _listing())


def judge_firewall(bind: str, listing: str | None) -> PortGuard:
    """Judge the firewall's table; None if it can't be read, '' if it isn't loaded."""
    host, port = read_host_port(bind)
    if is_loopback(host):
        return PortGuard(is_closed=True, found=f"{bind} is reached from this machine only.")
    if listing is None:
        return PortGuard(
            is_closed=False,
            found=f"Who reaches {bind} can't be read.",
            remedy=f"Run `doctor` as root, with nft installed. {_LOAD}",
        )
    if port in closed_ports(listing):
        return PortGuard(is_closed=True, found=f"nftables lets only the edge reach {bind}.")
    return PortGuard(
        is_closed=False,
        found=f"nftables (table {TABLE}) doesn't close {bind}: strangers reach the SIP stack past the edge.",
        remedy=_LOAD,
    )


def table_in(ruleset: str) -> str:
    """Return our table's lines of what `nft list ruleset` prints; '' if it isn't loaded."""
    _, found, rest = ruleset.partition(f"table inet {TABLE} {{")
    return rest.partition("\n}")[0] if found else ""


def _listing() -> str | None:
    nft = shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin")
    if nft is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [nft, "list", "ruleset"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return table_in(done.stdout)
