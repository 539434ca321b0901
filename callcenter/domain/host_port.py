"""Addresses as operators write them: HOST:PORT. One reader for all places that take one."""

from __future__ import annotations

from ipaddress import ip_address, ip_network


def read_host_port(text: str, *, default_port: int = 0) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`, `[v6]:PORT` or, with a default port, `HOST` alone.

    Raises:
        ValueError: no host, or no port from 1 to 65535; says which.
    """
    text = text.strip()
    if text.startswith("["):
        host, closing, rest = text[1:].partition("]")
        port_text = rest.removeprefix(":") if closing else ""
    elif is_address(text) and ":" in text:
        # 2001:db8::7:5060 is an address, too: nobody can tell whether it ends in a port.
        if not default_port:
            raise ValueError(f"{text!r} names no port; write [HOST]:PORT, such as [2001:db8::7]:5060")
        host, port_text = text, ""
    else:
        host, colon, port_text = text.rpartition(":")
        if not colon:
            host, port_text = text, ""
    if not host or " " in host:
        raise ValueError(f"{text!r} names no host; write HOST:PORT, such as 127.0.0.1:5060")
    if not port_text:
        if default_port:
            return host, default_port
        raise ValueError(f"{text!r} names no port; write HOST:PORT, such as 127.0.0.1:5060")
    if not port_text.isdigit() or not 1 <= int(port_text) <= 65535:
        raise ValueError(f"{port_text!r} is no port from 1 to 65535")
    return host, int(port_text)


def write_host_port(host: str, port: int) -> str:
    """Return HOST:PORT, with an IPv6 address in brackets; port 0 is left out.

    >>> write_host_port("2001:db8::7", 5060)
    '[2001:db8::7]:5060'
    """
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host: an IP address, or the name every machine has for itself."""
    return ip_address(host).is_loopback if is_address(host) else host == "localhost"


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two texts are one IP address, however they write it."""
    return is_address(one) and is_address(other) and ip_address(one) == ip_address(other)


def is_every_address(host: str) -> bool:
    """Tell whether a host stands for all of a machine's addresses, or in an SDP for none."""
    return host in ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def is_network(text: str) -> bool:
    """Tell whether a text is an IP address or network, whatever its host bits say."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address rather than a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
