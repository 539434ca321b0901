"""Is the SIP port free? Asked before the stack starts, which would otherwise run on without it."""

from __future__ import annotations

import errno
import socket

import psutil

from callcenter.domain.host_port import is_address, is_loopback, read_host_port
from callcenter.errors import PortInUse, SettingsError


def split_bind(bind: str) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`.

    Raises:
        SettingsError: no address of one machine, or no port from 1 to 65535.
    """
    try:
        host, port = read_host_port(bind)
        if is_address(host) and host != "::":
            return host, port
    except ValueError:
        pass
    raise SettingsError(
        f"'{bind}' is no address to bind to.",
        remedy="Give an address of this machine and a port, such as 127.0.0.1:5060 or [2001:db8::7]:5060.",
    )


def addresses_beyond_loopback() -> tuple[str, ...]:
    """Return this machine's addresses, as they are now, without loopback and those of one link only (fe80::)."""
    found = [
        entry.address
        for each in psutil.net_if_addrs().values()
        for entry in each
        if entry.family in (socket.AF_INET, socket.AF_INET6) and "%" not in entry.address
    ]
    return tuple(address for address in found if not is_loopback(address))


def check_port_free(host: str, port: int) -> None:
    """Bind the port over UDP and TCP for a moment.

    Raises:
        PortInUse: another program has it, or this machine doesn't have the address.
    """
    for kind, name in ((socket.SOCK_DGRAM, "UDP"), (socket.SOCK_STREAM, "TCP")):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                # Connections of an earlier run that linger in TIME_WAIT don't count; a listener does.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                if kind == socket.SOCK_STREAM:
                    probe.listen(1)
            except OSError as error:
                what = f"SIP port {port}/{name} on {host} can't be taken: {error.strerror}."
                raise PortInUse(what, remedy=_remedy(error, port)) from error


def _remedy(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return "This machine doesn't have the address: `ip -brief address` lists those it has."
    if error.errno == errno.EACCES:
        return (
            "Ports below 1024 are root's: choose another with --bind HOST:PORT, or grant the capability "
            "CAP_NET_BIND_SERVICE."
        )
    return (
        f"Stop the program that holds it (`ss -lpn 'sport = :{port}'` names it) or choose another with "
        "--bind HOST:PORT."
    )


def holds_port(port: int) -> bool:
    """Tell whether this process has the port, over UDP or TCP."""
    return any(entry.laddr and entry.laddr.port == port for entry in psutil.Process().net_connections("inet"))
