"""The SIP edge: a Kamailio configuration written from the inbound trunks.

Kamailio checks every message, keeps strangers and floods out, asks for passwords and hands good calls to workers on an
inner address. Four files: the configuration, the workers, the firewall's rules, and passwords' hashes for it alone.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from callcenter.domain.host_port import is_every_address, is_loopback, is_network
from callcenter.errors import ProvisioningError
from callcenter.provisioning.edge.edge_trunk import EdgeTrunk, edge_trunk, specificity
from callcenter.provisioning.edge.files import kept_mask_key, replace_file
from callcenter.provisioning.edge.firewall import STRANGERS_A_SECOND, render_firewall

if TYPE_CHECKING:
    from callcenter.domain.routing.trunk import InboundTrunk

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

#: Modules that read what strangers send, and quote it in what they say of it.
_QUIET_MODULES = ("core", "topoh", "sanity", "maxfwd", "siputils", "textops", "textopsx", "pv", "rr")
#: Lines a minute on what strangers send.
_LINES_A_MINUTE = 60
#: The word of `audio_from` for the addresses of all trunks.
TRUNKS = "trunks"


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
    #: HOST:PORT that carriers see, if the edge is behind NAT.
    advertise: str = ""
    #: IPv4 address that carriers send audio to, if workers are on loopback; by default `advertise`'s or `bind`'s.
    media: str = ""
    #: UDP ports of the workers' audio, FIRST-LAST.
    rtp_ports: str = "16384-32767"
    #: Addresses and networks that audio comes from, `trunks` for those of the trunks' allow-lists; the firewall's rules
    #: close the audio's ports to all others. None named: audio comes from anywhere.
    audio_from: tuple[str, ...] = ()
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
    #: Seconds a stranger's TCP connection may be silent.
    silent_connection_s: int = 15
    #: The group that may read the hashes: Debian's Kamailio runs as a user of its own.
    reader: str = "kamailio"
    #: Seconds between two health checks of a worker.
    ping_interval_s: int = 5
    children: int = 4
    #: Seconds after which a call counts no more for its worker, though no BYE was seen.
    longest_call_s: int = 3660
    #: What `serve` proves itself by when it tells of calls lost with their worker; empty: nobody may.
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
            if option == "--bind" and is_every_address(host):
                faults.append(
                    f"--bind: {address} would stand in the Record-Route of every call, and no carrier can send there. "
                    "Name the address that carriers send to; give --advertise, too, behind NAT."
                )
        if self.media and not _is_ipv4(self.media):
            faults.append(f"--media: {self.media!r} is no IPv4 address. Write it like 203.0.113.7.")
        faults += [
            f"--audio-from: {entry!r} is no address, no network and not `trunks`."
            for entry in self.audio_from
            if entry != TRUNKS and not is_network(entry)
        ]
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


def render_edge(trunks: Sequence[InboundTrunk], options: EdgeOptions) -> EdgeFiles:
    """Return Kamailio's files for the trunks.

    Raises:
        ProvisioningError: a number, name or user name can't stand in a Kamailio configuration.
    """
    import jinja2

    warnings: list[str] = []
    shown = [edge_trunk(trunk, warnings) for trunk in sorted(trunks, key=specificity)]
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
        quiet_modules=_QUIET_MODULES,
        hold_off_s=options.hold_off_s,
        ping_interval_s=options.ping_interval_s,
        longest_call_s=options.longest_call_s,
        lost_calls_key=options.lost_calls_key,
        seen_host=_bracketed(split_address(options.advertise or options.bind)[0]),
        silent_connection_s=options.silent_connection_s,
        mask_key=kept_mask_key(options.config_file) or secrets.token_hex(16),
    )
    return EdgeFiles(
        config=config,
        workers=_workers_list(options.workers),
        firewall=render_firewall(
            edge=host,
            port=port,
            tls_port=options.tls_port if options.tls_cert is not None else 0,
            # A worker that has a certificate takes SIP over TLS at the port after its own.
            worker_ports=sorted(
                {split_address(worker)[1] + more for worker in options.workers for more in (0, 1)}
                - {port, options.tls_port}
            ),
            carriers=carriers,
            requests_in_2_s=options.flood_requests,
            rtp_ports=options.rtp_ports,
            audio_from=_audio_from(options, numbered, warnings),
        ),
        passwords=_password_table(passwords) if passwords else None,
        warnings=tuple(warnings),
    )


def write_edge(files: EdgeFiles, options: EdgeOptions) -> tuple[Path, ...]:
    """Write the files beside one another, each whole or not at all. Return their paths.

    The hashes are readable by their owner, and by Kamailio if it runs as a user of its own (`replace_file`).

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


def _audio_from(options: EdgeOptions, trunks: Sequence[EdgeTrunk], warnings: list[str]) -> tuple[str, ...] | None:
    """Return the networks that audio comes from; None for anywhere."""
    if not options.audio_from:
        return None
    if TRUNKS in options.audio_from and (open_trunks := [trunk.name for trunk in trunks if not trunk.addresses]):
        warnings.append(f"Audio comes from anywhere: trunk {open_trunks[0]} has no addresses that it could come from.")
        return None
    named = [str(ipaddress.ip_network(one, strict=False)) for one in options.audio_from if one != TRUNKS]
    theirs = [address for trunk in trunks for address in trunk.addresses] if TRUNKS in options.audio_from else []
    return tuple(dict.fromkeys((*named, *theirs)))


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
