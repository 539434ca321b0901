"""The SIP edge: a Kamailio configuration written from the inbound trunks.

Kamailio checks every message, keeps strangers and floods out, asks for passwords and hands good calls to workers on an
inner address. Four files: the configuration, the workers, the firewall's rules, and passwords' hashes for it alone.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from callcenter.domain.host_port import is_loopback
from callcenter.errors import ProvisioningError
from callcenter.provisioning.edge.files import replace_file
from callcenter.provisioning.edge.firewall import STRANGERS_A_SECOND, render_firewall

if TYPE_CHECKING:
    from callcenter.domain.routing.trunk import InboundTrunk

#: What a trunk's challenge names when its files don't; says nothing of what runs here.
DEFAULT_REALM = "sip"
#: Where Debian's and the official image's Kamailio looks for its configuration.
DEFAULT_FOLDER = Path("/etc/kamailio")
#: Counters the configuration keeps; all but `accepted`, `challenged` and `held_off` are refusals by reason.
REASONS = (
    "accepted",
    "challenged",
    "unknown_number",
    "source_refused",
    "caller_refused",
    "password_refused",
    "malformed",
    "stranger",
    "relay",
    "scanner",
    "flood",
    "rate_refused",
    "no_worker",
    "held_off",
)

_DIALLED = re.compile(r"[0-9A-Za-z+*#._~-]+")
_NUMBER = re.compile(r"\+?[\d\- ()]+")
#: Lines a minute on what strangers send.
_LINES_A_MINUTE = 60
_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_QUOTABLE = re.compile(r"[^\"\\$\x00-\x1f\x7f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeOptions:
    """How the edge runs: addresses, certificate and limits.

    Raises:
        ProvisioningError: an address isn't HOST:PORT, or a certificate or key stands alone; all faults, by option.
    """

    #: Where it listens for UDP and TCP; TLS is on the next port but 5061 for 5060.
    bind: str
    #: The workers' addresses, HOST:PORT, UDP.
    workers: tuple[str, ...]
    #: HOST:PORT that carriers see, where the edge is behind NAT.
    advertise: str = ""
    #: IPv4 address that carriers send audio to, where workers are on loopback; by default `advertise`'s or `bind`'s.
    media: str = ""
    #: Where the files will lie; the configuration names the other two by full path.
    config_file: Path = DEFAULT_FOLDER / "kamailio.cfg"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_port: int = 5061
    #: Requests in 2 s from a sender on no allow-list before it is held off.
    flood_requests: int = 40
    #: Packets a second from all such senders together: each costs memory, and spoofed ones are without number.
    strangers_a_second: int = STRANGERS_A_SECOND
    #: Calls a second from one sender before further ones get 503.
    calls_per_second: int = 50
    #: Faults (unknown number, wrong password, malformed message) after which a stranger is held off.
    strikes: int = 8
    hold_off_s: int = 600
    #: The group that may read the hashes: Debian's Kamailio runs as a user of its own.
    reader: str = "kamailio"
    #: Seconds between two health checks of a worker.
    ping_interval_s: int = 5
    children: int = 4
    #: Seconds after which a call counts no more for its worker, though no BYE was seen.
    longest_call_s: int = 3660
    #: What `serve` proves itself by where it tells of calls lost with their worker; empty: nobody may.
    lost_calls_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        faults: list[str] = []
        named = [("--bind", self.bind), *(("--worker", worker) for worker in self.workers)]
        for option, address in [*named, *([("--advertise", self.advertise)] if self.advertise else [])]:
            try:
                host, _ = split_address(address)
            except ProvisioningError as error:
                faults.append(f"{option}: {error}")
                continue
            if option == "--bind" and host in _WILDCARDS:
                faults.append(
                    f"--bind: {address} would stand in the Record-Route of every call, and no carrier can send there. "
                    "Name the address that carriers send to; give --advertise, too, behind NAT."
                )
        if self.media and not _is_ipv4(self.media):
            faults.append(f"--media: {self.media!r} is no IPv4 address. Write it like 203.0.113.7.")
        if not self.workers:
            faults.append("--worker: an edge without workers. Name one as HOST:PORT.")
        if (self.tls_cert is None) != (self.tls_key is None):
            faults.append("--tls-cert, --tls-key: TLS needs both a certificate and its key.")
        if faults:
            raise ProvisioningError("\n".join(faults))

    @property
    def workers_file(self) -> Path:
        """The list of workers, beside the configuration."""
        return self.config_file.with_name(f"{self.config_file.stem}-workers.list")

    @property
    def media_address(self) -> str:
        """The address answers name for audio in place of a worker's loopback one; empty: what the worker says."""
        host = split_address(self.advertise or self.bind)[0]
        is_inside = all(is_loopback(split_address(worker)[0]) for worker in self.workers)
        return self.media or (host if is_inside and _is_ipv4(host) and not is_loopback(host) else "")

    @property
    def sends_from(self) -> str:
        """Where workers see the edge's messages come from, HOST:PORT."""
        host, port = split_address(self.bind)
        return f"127.0.0.1:{port}" if _is_multihomed(host, self.workers) else self.bind

    @property
    def firewall_file(self) -> Path:
        """The rules for nftables, beside the configuration."""
        return self.config_file.with_name(f"{self.config_file.stem}-firewall.nft")

    @property
    def passwords_file(self) -> Path:
        """The digest hashes, beside the configuration."""
        return self.config_file.with_name(f"{self.config_file.stem}-passwords.cfg")


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeFiles:
    """What is written. `passwords` is None if no trunk has one; it may be readable by Kamailio only."""

    config: str
    workers: str
    firewall: str
    passwords: str | None
    #: What the edge can't honour as the files say it; for people.
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeTrunk:
    """One trunk as the template sees it: numbers normalised, addresses parsed."""

    index: int
    name: str
    numbers: tuple[str, ...]
    callers: tuple[str, ...]
    addresses: tuple[str, ...]
    #: Nobody gets in: the trunk has an allow-list, and nothing in it is an address.
    is_closed: bool
    username: str
    realm: str
    ha1: str = field(repr=False)


def render_edge(trunks: Sequence[InboundTrunk], options: EdgeOptions) -> EdgeFiles:
    """Return Kamailio's files for the trunks.

    Raises:
        ProvisioningError: a number, name or user name can't stand in a Kamailio configuration.
    """
    import jinja2

    warnings: list[str] = []
    shown = [_edge_trunk(trunk, warnings) for trunk in sorted(trunks, key=_specificity)]
    numbered = [replace(trunk, index=index) for index, trunk in enumerate(shown, start=1)]
    passwords = [trunk for trunk in numbered if trunk.username]
    carriers = sorted({address for trunk in numbered for address in trunk.addresses})
    for path in (options.tls_cert, options.tls_key):
        if path is not None and not path.is_file():
            warnings.append(f"There is no file {path} here: Kamailio doesn't start without it.")
    if not trunks:
        warnings.append("No inbound trunk is declared: the edge refuses every call.")
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("callcenter.provisioning", "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - a Kamailio configuration isn't HTML; what goes in is checked below
    )
    host, port = split_address(options.bind)
    if options.advertise and not options.media_address and not _is_ipv4(split_address(options.advertise)[0]):
        warnings.append(f"{options.advertise} is no address to send audio to: name one with --media.")
    config = environment.get_template("kamailio.cfg.j2").render(
        trunks=numbered,
        reasons=REASONS,
        listens=_listens(host, port, options),
        is_multihomed=_is_multihomed(host, options.workers),
        is_foreground=False,
        ping_host=_bracketed(host),
        workers_match=" || ".join(_worker_condition(worker) for worker in options.workers),
        workers_file=options.workers_file,
        passwords_file=options.passwords_file,
        has_passwords=bool(passwords),
        all_addresses=carriers,
        media=options.media_address,
        tls=options.tls_cert is not None,
        tls_cert=options.tls_cert,
        tls_key=options.tls_key,
        children=options.children,
        flood_requests=options.flood_requests,
        calls_per_second=options.calls_per_second,
        strikes=options.strikes,
        strangers_a_second=options.strangers_a_second,
        lines_a_minute=_LINES_A_MINUTE,
        hold_off_s=options.hold_off_s,
        ping_interval_s=options.ping_interval_s,
        longest_call_s=options.longest_call_s,
        lost_calls_key=options.lost_calls_key,
    )
    return EdgeFiles(
        config=config,
        workers=_workers_list(options.workers),
        firewall=render_firewall(
            edge=host,
            port=port,
            tls_port=options.tls_port if options.tls_cert is not None else 0,
            worker_ports=[split_address(worker)[1] for worker in options.workers],
            carriers=carriers,
            requests_in_2_s=options.flood_requests,
        ),
        passwords=_password_table(passwords) if passwords else None,
        warnings=tuple(warnings),
    )


def write_edge(files: EdgeFiles, options: EdgeOptions) -> tuple[Path, ...]:
    """Write the files beside one another, each whole or not at all. Return their paths.

    The hashes are readable by their owner, and by Kamailio where it runs as a user of its own (`replace_file`).

    Raises:
        ProvisioningError: the folder is missing or can't be written.
    """
    written = [
        (options.workers_file, files.workers, ""),
        (options.firewall_file, files.firewall, ""),
        *([(options.passwords_file, files.passwords, options.reader)] if files.passwords is not None else []),
        (options.config_file, files.config, ""),
    ]
    for path, text, reader in written:
        try:
            replace_file(path, text, mode=0o600 if path == options.passwords_file else 0o644, reader=reader)
        except OSError as error:
            raise ProvisioningError(
                f"{path} can't be written: {error.strerror}.", remedy="Make its folder, or choose another with --out."
            ) from error
    return tuple(path for path, _, _ in written)


def split_address(address: str) -> tuple[str, int]:
    """Return host and port of HOST:PORT ([HOST]:PORT for IPv6).

    Raises:
        ProvisioningError: it isn't one.
    """
    match = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\]:(\d{1,5})|([A-Za-z0-9.-]+):(\d{1,5})", address)
    if match is None or not 0 < int(match[2] or match[4]) < 65536:
        raise ProvisioningError(f"{address!r} is no HOST:PORT.", remedy="Write 203.0.113.7:5060 or [2001:db8::7]:5060.")
    return match[1] or match[3], int(match[2] or match[4])


def digest_hash(username: str, realm: str, password: str) -> str:
    """Return HA1, what a digest challenge needs instead of the password (RFC 2617 §3.2.2.2)."""
    return hashlib.md5(f"{username}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def _edge_trunk(trunk: InboundTrunk, warnings: list[str]) -> EdgeTrunk:
    addresses, others = _addresses(trunk.allowed_addresses)
    if others:
        warnings.append(
            f"Trunk {trunk.name}: {', '.join(others)} in allowed_addresses is no IP address or network and is left "
            "out; LiveKit would compare it with the From header, which a stranger writes."
        )
    username, password = trunk.auth.username, trunk.auth.password
    if username and not password:
        warnings.append(f"Trunk {trunk.name}: a user name without a password is never asked for.")
    has_password = bool(username and password)
    realm = trunk.auth_realm or DEFAULT_REALM
    return EdgeTrunk(
        index=0,
        name=_quotable(trunk.name, f"the trunk name {trunk.name!r}"),
        numbers=tuple(dict.fromkeys(_dialled(number, trunk) for number in trunk.numbers)),
        callers=tuple(dict.fromkeys(_dialled(number, trunk) for number in trunk.allowed_numbers)),
        addresses=addresses,
        is_closed=bool(trunk.allowed_addresses) and not addresses,
        username=_quotable(username, f"the user name of trunk {trunk.name}") if has_password else "",
        realm=_quotable(realm, f"the realm of trunk {trunk.name}"),
        ha1=digest_hash(username, realm, password) if has_password else "",
    )


def _specificity(trunk: InboundTrunk) -> tuple[bool, bool, bool, str]:
    """Sort trunks so that the more specific is asked first: own numbers, then own callers, then own addresses."""
    return (not trunk.numbers, not trunk.allowed_numbers, not trunk.allowed_addresses, trunk.name)


def _addresses(entries: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found, others = [], []
    for entry in entries:
        try:
            network = ipaddress.ip_network(entry.strip(), strict=False)
        except ValueError:
            others.append(entry)
            continue
        found.append(str(network.network_address) if network.num_addresses == 1 else str(network))
    return tuple(dict.fromkeys(found)), tuple(others)


def _dialled(number: str, trunk: InboundTrunk) -> str:
    normalised = re.sub(r"[ \-()]", "", number) if _NUMBER.fullmatch(number) else number
    if normalised.isdigit():
        normalised = f"+{normalised}"
    if not _DIALLED.fullmatch(normalised):
        raise ProvisioningError(
            f"Trunk {trunk.name}: {number!r} can't be dialled by SIP.", remedy="Write it in E.164 form, +18005550100."
        )
    return normalised


def _quotable(text: str, what: str) -> str:
    if not _QUOTABLE.fullmatch(text):
        raise ProvisioningError(
            f"A quotation mark, backslash, dollar sign or control character in {what}.", remedy="Rename it."
        )
    return text


def _listens(host: str, port: int, options: EdgeOptions) -> list[str]:
    seen, seen_tls = "", ""
    if options.advertise:
        seen_host, seen_port = split_address(options.advertise)
        seen = f" advertise {_bracketed(seen_host)}:{seen_port}"
        seen_tls = f" advertise {_bracketed(seen_host)}:{options.tls_port}"
    listens = [f"{transport}:{_bracketed(host)}:{port}{seen}" for transport in ("udp", "tcp")]
    if options.tls_cert is not None:
        listens.append(f"tls:{_bracketed(host)}:{options.tls_port}{seen_tls}")
    if _is_multihomed(host, options.workers):
        listens.append(f"udp:127.0.0.1:{port}")
    return listens


def _is_multihomed(host: str, workers: Sequence[str]) -> bool:
    """Tell whether workers on loopback need a socket of their own: Linux lets no other address reach them."""
    is_inside = any(is_loopback(split_address(worker)[0]) for worker in workers)
    return is_inside and (not is_loopback(host) or ":" in host)


def _is_ipv4(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 4
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _worker_condition(worker: str) -> str:
    host, port = split_address(worker)
    try:
        return f'($si == "{ipaddress.ip_address(host)}" && $sp == {port})'
    except ValueError:
        return f'(dns_int_match_ip("{host}", "$si") && $sp == {port})'


def _workers_list(workers: Sequence[str]) -> str:
    lines = ["# setid destination flags priority attributes; written by `callcenter edge render`"]
    for number, worker in enumerate(workers, start=1):
        host, port = split_address(worker)
        lines.append(f"1 sip:{_bracketed(host)}:{port};transport=udp 0 0 duid=worker-{number}")
    return "\n".join(lines) + "\n"


def _password_table(trunks: Sequence[EdgeTrunk]) -> str:
    rows = [f'    $sht(ha1=>{trunk.index}) = "{trunk.ha1}";' for trunk in trunks]
    return "\n".join(
        ["# Digest hashes; as good as the passwords.", "route[PASSWORDS] {", *rows, "    return;", "}", ""]
    )
