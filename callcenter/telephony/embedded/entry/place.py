"""Where each worker of one `serve` stands: what no two of them may share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from callcenter.domain.host_port import is_loopback, write_host_port
from callcenter.settings import SipSettings
from callcenter.telephony.embedded.port_check import split_bind

#: Ports between the entry's and the first worker's: 5060 and 5061 (TLS) are the entry's, 5070 the first worker's.
AFTER_ENTRY = 10
#: Ports a worker has: SIP, and the next for SIP over TLS.
_PORTS_A_WORKER = 2
#: Where workers stand behind an entry, and whence it sends to them.
INSIDE = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A worker's own SIP address (HOST:PORT), RTP ports (FIRST-LAST) and metrics port (0: none)."""

    bind: str
    rtp_ports: str
    metrics_port: int


def has_entry(sip: SipSettings) -> bool:
    """Tell whether `serve` runs a Kamailio before its workers; an edge, if there is one, stands there already."""
    return sip.workers > 1 and not sip.edge


def places(sip: SipSettings, metrics_port: int) -> tuple[Place, ...]:
    """Return the workers' places: one worker's is what the settings say, several workers' are counted from it."""
    host, port = split_bind(sip.bind)
    if has_entry(sip):
        host, port = INSIDE, port + AFTER_ENTRY
    first, _, last = sip.rtp_ports.partition("-")
    # RTP has the even port of a pair, RTCP the odd one (RFC 3550 §11).
    share = (int(last) - int(first) + 1) // sip.workers & ~1 if sip.workers > 1 else int(last) - int(first) + 1
    return tuple(
        Place(
            bind=write_host_port(host, port + _PORTS_A_WORKER * index),
            rtp_ports=f"{int(first) + share * index}-{int(first) + share * (index + 1) - 1}",
            metrics_port=metrics_port + index if metrics_port else 0,
        )
        for index in range(sip.workers)
    )


def listened_on(sip: SipSettings) -> tuple[str, ...]:
    """Return each SIP address that `serve` takes, HOST:PORT."""
    binds = tuple(place.bind for place in places(sip, 0))
    return (sip.bind, *binds) if has_entry(sip) else binds


def inside_settings(sip: SipSettings) -> dict[str, Any]:
    """Return what of the SIP settings workers behind an entry see otherwise.

    They keep `bind`, the address callers know: who reaches that decides what is checked. From this machine alone, no
    addresses are; from others, the entry's word on the sender is taken as an edge's is. TLS ends at the entry.
    """
    host, port = split_bind(sip.bind)
    edge = "" if is_loopback(host) else f"{INSIDE}:{port}"
    return {"edge": edge, "tls_certificate": None, "tls_key": None}
