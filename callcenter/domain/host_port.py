"""Addresses as operators write them: HOST:PORT. One reader for all places that take one."""

from __future__ import annotations

from ipaddress import ip_address


def read_host_port(text: str, *, default_port: int = 0) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`, `[v6]:PORT` or, with a default port, `HOST` alone.

    Raises:
        ValueError: no host, or no port from 1 to 65535; says which.
    """
    text = text.strip()
    if text.startswith("["):
        host, closing, rest = text[1:].partition("]")
        port_text = rest.removeprefix(":") if closing else ""
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


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host: an IP address, or the name every machine has for itself."""
    return ip_address(host).is_loopback if is_address(host) else host == "localhost"


def is_address(host: str) -> bool:
    """Tell whether a host is an IP address rather than a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
