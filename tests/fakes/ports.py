"""Ports for what a test starts. pytest-xdist runs several processes: two must not find the same port free."""

from __future__ import annotations

import os

from callcenter.demo import run_demo

#: From the first port that `run_demo.free_port` gives to the last.
_PORTS = (10_000, 15_999)
#: Above a port that is given: those that several workers, TLS or a second caller count from it.
_BESIDE = 20
_given: set[int] = set()


def share(first: int, last: int) -> tuple[int, int]:
    """Return this test process's part of a range, whole: an even first port, and the last one."""
    name, count = os.environ.get("PYTEST_XDIST_WORKER", "gw0"), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    size = (last + 1 - first) // count & ~1
    begin = first + size * int(name.removeprefix("gw"))
    return begin, begin + size - 1


def free_port() -> int:
    """Return a port that is free on loopback for UDP and TCP, and that this process hasn't been given yet."""
    first, last = share(*_PORTS)
    while True:
        port = run_demo.free_port()
        if first <= port <= last - _BESIDE and port not in _given:
            _given.add(port)
            return port


def rtp_ports(first: int, last: int) -> str:
    """Return this process's share of a range of RTP ports, as settings write it."""
    begin, end = share(first, last)
    return f"{begin}-{end}"
