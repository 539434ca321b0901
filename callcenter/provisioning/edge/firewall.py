"""Rules for nftables beside the edge: who reaches the workers' SIP ports and audio, and how fast strangers may send.

They close what must be closed and open nothing: what else the machine's firewall says stays in force.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

#: The table the rules stand in; `doctor` looks for it.
TABLE = "callcenter_edge"
#: Packets a second from all strangers together. Spoofed senders each have their own limit, and cost the edge memory.
STRANGERS_A_SECOND = 200
#: TCP connections a stranger may have at the edge, and all of them together: of Kamailio's 1,024 the rest is carriers'.
CONNECTIONS_A_STRANGER, CONNECTIONS_OF_STRANGERS = 8, 512

#: A packet that opens a TCP connection.
_OPENS = "tcp flags & (fin | syn | rst | ack) == syn"


def render_firewall(
    *,
    edge: str,
    port: int,
    tls_port: int,
    worker_ports: Sequence[int],
    carriers: Sequence[str],
    requests_in_2_s: int,
    rtp_ports: str,
    audio_from: Sequence[str] | None,
) -> str:
    """Return the rules.

    `edge` is the address Kamailio sends from to workers elsewhere, `tls_port` 0 for none. `rtp_ports` is FIRST-LAST;
    audio comes from `audio_from` alone, or if that is None from anywhere.
    """
    families = [
        _Family("ip", "ipv4_addr", carriers, audio_from),
        _Family("ip6", "ipv6_addr", carriers, audio_from),
    ]
    sip = ", ".join(str(one) for one in sorted({port, tls_port} - {0}))
    workers = ", ".join(str(one) for one in sorted(set(worker_ports)))
    rate = max(1, requests_in_2_s // 2)
    return "\n".join(
        [
            "#!/usr/sbin/nft -f",
            "# Written by `callcenter edge render`; load it with `nft -f`, here and on every machine with workers.",
            "# They add to the firewall's other rules: they close, and open nothing.",
            f"table inet {TABLE}",
            f"delete table inet {TABLE}",
            f"table inet {TABLE} {{",
            *(line for family in families for line in family.sets()),
            "    chain input {",
            "        type filter hook input priority filter - 5; policy accept;",
            '        iifname "lo" accept',
            "        # Workers: the edge only. Their SIP stack is not made for an open network.",
            *_worker_rules(edge, workers),
            *_audio_rules(families, rtp_ports, audio_from),
            "        # The edge: carriers come in as they are; strangers slowly, each and all together.",
            f"        meta l4proto {{ tcp, udp }} th dport {{ {sip} }} jump sip",
            "    }",
            "    chain sip {",
            *(f"        {family.protocol} saddr @{family.carriers} accept" for family in families),
            *(
                f"        {_OPENS} add @{family.connections} "
                f"{{ {family.protocol} saddr ct count over {CONNECTIONS_A_STRANGER} }} drop"
                for family in families
            ),
            f"        {_OPENS} ct count over {CONNECTIONS_OF_STRANGERS} drop",
            *(
                f"        update @{family.strangers} {{ {family.protocol} saddr limit rate over {rate}/second "
                f"burst {requests_in_2_s} packets }} drop"
                for family in families
            ),
            f"        limit rate over {STRANGERS_A_SECOND}/second burst {STRANGERS_A_SECOND} packets drop",
            "    }",
            "}",
            "",
        ]
    )


def closed_ports(listing: str) -> frozenset[int]:
    """Return the workers' ports that a listing of the table (`nft list table inet callcenter_edge`) closes."""
    ports: set[int] = set()
    for line in listing.splitlines():
        if "th dport" in line and line.strip().endswith("drop"):
            shown = line.partition("th dport")[2].removesuffix("drop").partition("saddr")[0]
            ports.update(int(word) for word in shown.replace(",", " ").split() if word.isdigit())
    return frozenset(ports)


class _Family:
    def __init__(self, protocol: str, kind: str, carriers: Sequence[str], audio_from: Sequence[str] | None) -> None:
        self.protocol = protocol
        self.carriers = f"carriers_{protocol}"
        self.audio = f"audio_{protocol}"
        self.strangers = f"strangers_{protocol}"
        self.connections = f"connections_{protocol}"
        self._kind = kind
        self._networks = {self.carriers: carriers, **({} if audio_from is None else {self.audio: audio_from})}

    def sets(self) -> list[str]:
        return [
            *(self._of_networks(name, networks) for name, networks in self._networks.items()),
            f"    set {self.strangers} {{ type {self._kind}; size 65536; flags dynamic,timeout; timeout 10s; }}",
            f"    set {self.connections} {{ type {self._kind}; size 65536; flags dynamic; }}",
        ]

    def _of_networks(self, name: str, networks: Sequence[str]) -> str:
        ours = [one for one in networks if (":" in one) == (self.protocol == "ip6")]
        elements = f" elements = {{ {', '.join(ours)} }};" if ours else ""
        return f"    set {name} {{ type {self._kind}; flags interval; auto-merge;{elements} }}"


def _audio_rules(families: Sequence[_Family], rtp_ports: str, audio_from: Sequence[str] | None) -> list[str]:
    if audio_from is None:
        return [f"        # Audio comes from anywhere (UDP {rtp_ports}): `--audio-from` names whom it comes from."]
    return [
        "        # Audio: from those named with --audio-from only.",
        *(f"        udp dport {rtp_ports} {one.protocol} saddr != @{one.audio} drop" for one in families),
    ]


def _worker_rules(edge: str, ports: str) -> list[str]:
    matches = f"        meta l4proto {{ tcp, udp }} th dport {{ {ports} }}"
    try:
        address = ipaddress.ip_address(edge)
    except ValueError:
        return [f"{matches} drop"]
    if address.is_loopback:
        return [f"{matches} drop"]
    protocol = "ip" if address.version == 4 else "ip6"
    other = "ipv6" if address.version == 4 else "ipv4"
    return [f"{matches} {protocol} saddr != {address} drop", f"{matches} meta nfproto {other} drop"]
