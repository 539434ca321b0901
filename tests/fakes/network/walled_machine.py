"""A machine with the edge's rules in force, in a network namespace of its own, and whatever comes from outside.

    unshare --net python tests/fakes/network/walled_machine.py RULES.nft PORTS

Packets are put on the far end of a pair of virtual devices with whatever sender they claim, as a packet generator does.
Prints as JSON what `doctor` found before and after the rules were loaded, and which packets got in. Needs root,
iproute2 and nft.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import struct
import subprocess
import sys
from dataclasses import asdict

from callcenter.provisioning.edge.check import check_firewall

OURS = {4: "203.0.113.10", 6: "2001:db8:f::10"}
#: Senders (RFC 5737, RFC 3849): two carriers' networks are on the list, the edge is another machine.
SENDERS = {
    "carrier": {4: "192.0.2.7", 6: "2001:db8:1::7"},
    "edge": {4: "203.0.113.1"},
    "stranger": {4: "198.51.100.66", 6: "2001:db8:2::66"},
}
SIP, SIPS, WORKER, RTP = 5060, 5061, 5070, 30_000
BURST = 300
CONNECTIONS = 20
_MAC = "02:00:00:00:00:01"
_OUR_MAC = "02:00:00:00:00:02"
_SETUP = (
    "ip link set lo up",
    "ip link add in0 type veth peer name far0",
    f"ip link set in0 address {_OUR_MAC}",
    f"ip link set far0 address {_MAC}",
    "sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.in0.rp_filter=0",
    f"ip addr add {OURS[4]}/24 dev in0",
    f"ip addr add {OURS[6]}/64 dev in0 nodad",
    "ip link set in0 up",
    "ip link set far0 up",
    "ip route add default dev in0",
    "ip -6 route add default dev in0",
    *(f"ip neigh add {address} lladdr {_MAC} dev in0" for sender in SENDERS.values() for address in sender.values()),
)
_ETHER = {4: 0x0800, 6: 0x86DD}
_UDP, _TCP, _SYN, _SYN_ACK = 17, 6, 0x02, 0x12


class Outside:
    """The far end: puts packets on the line and sees what comes back."""

    def __init__(self) -> None:
        self._line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self._line.bind(("far0", 0))
        self._line.settimeout(20)
        self._inside = {(kind, port): _open(kind, port) for kind in (4, 6) for port in (SIP, SIPS, WORKER, RTP)}
        self._listening = [_listen(kind, port) for kind in (4, 6) for port in (SIP, WORKER)]
        self._marks = 0

    def udp(self, sender: str, kind: int, port: int, *, count: int = 1) -> int:
        """Send datagrams and return how many got in; a carrier's that comes last tells that all have been judged."""
        for _ in range(count):
            self._put(kind, _UDP, SENDERS[sender][kind], port, b"x")
        self._marks += 1
        mark = b"mark %d" % self._marks
        self._put(kind, _UDP, SENDERS["carrier"][kind], SIP, mark)
        passed = 0
        while (data := self._inside[kind, SIP].recv(64)) != mark:
            passed += port == SIP and data == b"x"
        if port == SIP:
            return passed
        self._inside[kind, port].setblocking(False)
        try:
            while self._inside[kind, port].recv(64):
                passed += 1
        except BlockingIOError:
            return passed

    def tcp(self, sender: str, kind: int, port: int) -> bool:
        """Knock, and tell whether it is opened; a carrier's knock at SIP after it tells that it has been judged."""
        self._marks += 1
        mine, last = 20_000 + 2 * self._marks, 20_001 + 2 * self._marks
        self._put(kind, _TCP, SENDERS[sender][kind], port, _syn(mine, port))
        self._put(kind, _TCP, SENDERS["carrier"][kind], SIP, _syn(last, SIP))
        opened: set[int] = set()
        while last not in opened:
            frame = self._line.recv(2048)
            segment = frame[14 + (20 if kind == 4 else 40) :]
            if frame[12:14] == _ETHER[kind].to_bytes(2) and len(segment) >= 20 and segment[13] == _SYN_ACK:
                opened.add(int.from_bytes(segment[2:4]))
        return mine in opened

    def _put(self, kind: int, protocol: int, sender: str, port: int, data: bytes) -> None:
        one, other = (ipaddress.ip_address(text).packed for text in (sender, OURS[kind]))
        body = data if protocol == _TCP else struct.pack("!HHHH", 5060, port, 8 + len(data), 0) + data
        pseudo = one + other + struct.pack("!HH", protocol, len(body)) if kind == 4 else b""
        pseudo = pseudo or one + other + struct.pack("!II", len(body), protocol)
        at = 16 if protocol == _TCP else 6
        body = body[:at] + struct.pack("!H", _checksum(pseudo + body) or 0xFFFF) + body[at + 2 :]
        if kind == 4:
            head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, 64, protocol, 0, one, other)
            head = head[:10] + struct.pack("!H", _checksum(head)) + head[12:]
        else:
            head = struct.pack("!IHBB16s16s", 6 << 28, len(body), protocol, 64, one, other)
        ether = bytes.fromhex((_OUR_MAC + _MAC).replace(":", "")) + _ETHER[kind].to_bytes(2)
        self._line.send(ether + head + body)


def _open(kind: int, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET if kind == 4 else socket.AF_INET6, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
    opened.settimeout(20)
    opened.bind((OURS[kind], port))
    return opened


def _listen(kind: int, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET if kind == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    opened.bind((OURS[kind], port))
    opened.listen()
    return opened


def _syn(source: int, port: int) -> bytes:
    return struct.pack("!HHIIBBHHH", source, port, 1, 0, 5 << 4, _SYN, 64_000, 0, 0)


def _checksum(data: bytes) -> int:
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def main(rules: str) -> int:
    """Load the rules and try."""
    for line in _SETUP:
        subprocess.run(line.split(), check=True)
    outside = Outside()
    worker = f"{OURS[4]}:{WORKER}"
    before, open_before = asdict(check_firewall(worker)), outside.udp("stranger", 4, WORKER)
    subprocess.run(["nft", "-f", rules], check=True)
    senders = [(name, kind) for name, addresses in SENDERS.items() for kind in addresses]
    tried = {
        f"{name} {kind} {what}": did
        for name, kind in senders
        for what, did in (
            ("udp sip", bool(outside.udp(name, kind, SIP))),
            ("udp worker", bool(outside.udp(name, kind, WORKER))),
            ("udp rtp", bool(outside.udp(name, kind, RTP))),
            ("tcp sip", outside.tcp(name, kind, SIP)),
            ("tcp worker", outside.tcp(name, kind, WORKER)),
        )
    }
    connections = {name: sum(outside.tcp(name, 4, SIP) for _ in range(CONNECTIONS)) for name in ("carrier", "stranger")}
    flood = {name: outside.udp(name, 4, SIP, count=BURST) for name in ("carrier", "stranger")}
    told = {"before": before, "open_before": open_before, "after": asdict(check_firewall(worker))}
    print(json.dumps({**told, "tried": tried, "connections": connections, "flood": flood}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
