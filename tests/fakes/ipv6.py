"""IPv6, where the machine has it: containers often don't."""

from __future__ import annotations

import socket

import pytest


def has_ipv6() -> bool:
    """Tell whether something can be sent to ::1."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
