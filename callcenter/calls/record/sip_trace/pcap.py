"""Kept SIP messages as a capture file that Wireshark and tcpdump read: each as one UDP datagram.

The format of libpcap (pcap-savefile(5)), link type LINKTYPE_RAW: IP packets without anything below. What came by TCP or
TLS stands as UDP, too: of its stream nothing is kept but the messages.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable

from callcenter.calls.record.sip_trace.sip_line import SipLine

_MAGIC, _SNAPLEN, _LINKTYPE_RAW = 0xA1B2C3D4, 65_535, 101
_UDP, _HOPS = 17, 64
#: Bytes of a message that fit into a datagram; of the few that are longer (by TCP) the rest is left out.
MOST_PAYLOAD = 65_535 - 40 - 8


def capture_file(lines: Iterable[SipLine]) -> bytes:
    """Return a capture of the messages, in their order."""
    header = struct.pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, _SNAPLEN, _LINKTYPE_RAW)
    return header + b"".join(map(_record, lines))


def _record(line: SipLine) -> bytes:
    payload = line.text.replace("\n", "\r\n").encode("utf-8", "replace")[:MOST_PAYLOAD]
    packet = _packet(line.source, line.target, payload)
    seconds, micros = int(line.at.timestamp()), line.at.microsecond
    return struct.pack("<IIII", seconds, micros, len(packet), len(packet)) + packet


def _packet(source: str, target: str, payload: bytes) -> bytes:
    (host, port), (to_host, to_port) = _endpoint(source), _endpoint(target)
    length = 8 + len(payload)
    if host.version == 4 and to_host.version == 4:
        # A UDP checksum of 0 is none (RFC 768).
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + length, 0, 0, _HOPS, _UDP, 0) + host.packed + to_host.packed
        head = head[:10] + struct.pack(">H", _checksum(head)) + head[12:]
        return head + struct.pack(">HHHH", port, to_port, length, 0) + payload
    addresses = _as_v6(host) + _as_v6(to_host)
    head = struct.pack(">IHBB", 6 << 28, length, _UDP, _HOPS) + addresses
    datagram = struct.pack(">HHHH", port, to_port, length, 0) + payload
    # By IPv6 it must have one (RFC 8200 §8.1).
    checksum = _checksum(addresses + struct.pack(">II", length, _UDP) + datagram) or 0xFFFF
    return head + datagram[:6] + struct.pack(">H", checksum) + datagram[8:]


def _endpoint(text: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    """Return address and port; what isn't one (it came off the network) is 0.0.0.0 and 0."""
    host, _, port = text.rpartition(":")
    number = int(port) if port.isdecimal() and int(port) < 65_536 else 0
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]), number
    except ValueError:
        return ipaddress.IPv4Address(0), number


def _as_v6(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bytes:
    return address.packed if address.version == 6 else b"\0" * 10 + b"\xff\xff" + address.packed


def _checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
