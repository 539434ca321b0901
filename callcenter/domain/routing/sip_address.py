"""Addresses in SIP headers, read by their grammar in one place (RFC 3261 §20.10 and §25.1: name-addr, addr-spec).

A display name may be quoted and hold anything, `<` and `@` too; parameters may follow and hold another address in
quotes. So the address is what stands between the first `<` outside quotes and the `>` after it, and only that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

#: A quoted string, backslash escapes within (RFC 3261 §25.1, quoted-string); one that never ends takes all that
#: follows. It always matches where it begins and nothing is tried twice: a hostile header costs its length, not
#: its square.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)', re.DOTALL)
_SCHEME = re.compile(r"(sips?|tel):(.*)", re.IGNORECASE | re.DOTALL)
#: A telephone number with its visual separators (RFC 3966 §5.1.1), and the start of a global one.
_NUMBER = re.compile(r"\+?[-.() ]*+\d[\d\-.() ]*")
_GLOBAL_PREFIX = re.compile(r"\+\d{1,15}")
#: The port behind a host, or behind an IPv6 address in brackets.
_PORT = re.compile(r"^(?:[^:]*|\[[^\]]*\]):(\d{1,5})$", re.ASCII)
#: C0 and C1 controls, DEL, what ends a line for some readers, and what turns the direction of text: never part of a
#: number, harmful on a terminal and in a file of lines.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: Characters kept of a text off the network: longer ones fill disks, and no index of Postgres takes 2,700 bytes.
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SipAddress:
    """The address of a From, To or Contact header, or of a request line. Empty texts mean there is none.

    `user` is unescaped, without password and parameters of its own (`+1...;npdi;rn=...`), and a telephone number has no
    separators (RFC 3966); `host` is without port and brackets, `port` 0 if none is named.
    """

    user: str = ""
    host: str = ""
    port: int = 0


def read_address(text: str) -> SipAddress:
    """Return the address in a header's value or a URI. Never raises.

    >>> read_address('"x <sip:evil@h>" <sip:+18005550100@example.com;user=phone>;tag=1;y="<sip:z@h>"').user
    '+18005550100'
    """
    match = _SCHEME.fullmatch(_uri(text))
    if match is None:
        return SipAddress()
    rest = match[2].partition("?")[0]
    if match[1].lower() == "tel":
        return SipAddress(user=_user(rest, is_number=True))
    # The user part may hold a ";" and, escaped only, an "@": the last one before the host's parameters divides.
    user, at, host = rest.rpartition("@") if "@" in rest else ("", "", rest)
    is_number = ";user=phone" in host.lower()
    return SipAddress(user=_user(user, is_number=is_number) if at else "", host=_host(host), port=_port(host))


def printable(text: str) -> str:
    """Return a text off the network without control characters, which could act on a terminal or a log."""
    return _UNPRINTABLE.sub("", text)


def kept(text: str) -> str:
    """Return what may be kept of a text off the network: its beginning, printable."""
    return printable(text)[:LONGEST_TEXT]


def _uri(text: str) -> str:
    """Return the URI of a name-addr or addr-spec."""
    text = text.strip()
    bare = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    opens = bare.find("<")
    if opens >= 0:
        if set(bare[:opens]) & set(":;@,>"):
            # No display name looks so: two readers might take two addresses out of it, so it names nobody.
            return ""
        closes = bare.find(">", opens)
        return text[opens + 1 : closes].strip() if closes >= 0 else ""
    # An addr-spec: header parameters begin at the first ";" (§20.10).
    return bare.partition(";")[0].strip() if '"' in text else text


def _user(text: str, *, is_number: bool = False) -> str:
    """Return the user part; of a telephone number without separators, and with its country code if that is said.

    A local number's `phone-context` that begins with a plus is what to put before it (RFC 3966 §5.1.5).
    """
    first, *parameters = unquote(text).split(";")
    user = printable(first.partition(":")[0]).strip()
    context = next((one.partition("=")[2] for one in parameters if one.lower().startswith("phone-context=")), "")
    if not _NUMBER.fullmatch(user) or not (is_number or context or user.startswith("+")):
        return user
    number = re.sub(r"[-.() ]", "", user)
    prefix = re.sub(r"[-.() ]", "", context)
    return prefix + number if _GLOBAL_PREFIX.fullmatch(prefix) and not number.startswith("+") else number


def _host(text: str) -> str:
    text = text.partition(";")[0].strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]


def _port(text: str) -> int:
    found = _PORT.search(text.partition(";")[0].strip())
    return int(found[1]) if found is not None and int(found[1]) <= 65535 else 0
