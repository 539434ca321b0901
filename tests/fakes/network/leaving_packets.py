"""Runs a command in a network namespace of its own and writes, as JSON, every packet that would have left the machine.

    unshare --net python tests/fakes/network/leaving_packets.py FILE COMMAND...

The namespace has loopback, and one way out: a pair of virtual devices, whose far end is read and answers nobody. So
name look-ups and connections are seen as they are tried, and reach nothing. Needs root and iproute2.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

#: Documentation addresses (RFC 5737): ours, and the router that isn't there.
_OURS, _ROUTER = "192.0.2.2", "192.0.2.1"
_MAC = "02:00:00:00:00:01"
_SETUP = (
    "ip link set lo up",
    "ip link add out0 type veth peer name far0",
    f"ip link set far0 address {_MAC}",
    "sysctl -q -w net.ipv6.conf.out0.disable_ipv6=1 net.ipv6.conf.far0.disable_ipv6=1",
    f"ip addr add {_OURS}/24 dev out0",
    "ip link set out0 up",
    "ip link set far0 up",
    f"ip neigh add {_ROUTER} lladdr {_MAC} dev out0",
    f"ip route add default via {_ROUTER} dev out0",
)
#: EtherType of IPv4, and protocol numbers (IANA).
_IPV4, _PROTOCOLS = 0x0800, {1: "icmp", 6: "tcp", 17: "udp"}


def main(file: Path, command: list[str]) -> int:
    """Run the command and return its exit code; the packets that left go to the file."""
    for line in _SETUP:
        subprocess.run(line.split(), check=True)
    far = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_IPV4))
    far.bind(("far0", _IPV4))
    left: list[str] = []
    threading.Thread(target=_listen, args=(far, left), daemon=True).start()
    done = subprocess.run(command, check=False)
    file.write_text(json.dumps(left))
    return done.returncode


def _listen(far: socket.socket, left: list[str]) -> None:
    while True:
        packet, source = far.recvfrom(65536)
        if source[2] != socket.PACKET_OUTGOING:
            to = ipaddress.ip_address(packet[16:20])
            left.append(f"{_PROTOCOLS.get(packet[9], packet[9])} to {to}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
