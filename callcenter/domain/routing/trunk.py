"""Trunks: the carriers and PBXs whose calls we take (inbound) or through whom we call (outbound).

Every field that LiveKit's SIPInboundTrunkInfo, SIPOutboundTrunkInfo and SIPMediaConfig have (livekit-protocol 1.1),
under names that can't be misread, in Python's terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TRANSPORTS = ("auto", "udp", "tcp", "tls")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkAuth:
    """Digest credentials (RFC 8760). A user name without a password is never asked for it."""

    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """An audio codec, as SDP names it, and its clock rate in Hz (0 = the codec's usual one)."""

    name: str
    rate: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """How audio is carried. None leaves a setting to the server."""

    only_listed_codecs: bool = False
    codecs: tuple[Codec, ...] = ()
    encryption: str | None = None
    media_timeout_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundTrunk:
    """A trunk whose calls we take.

    `numbers` are ours, the dialled ones; empty means any. `allowed_addresses` are the senders (address, network or
    host name of the From header), `allowed_numbers` the callers; empty means any.
    """

    name: str
    numbers: tuple[str, ...] = ()
    allowed_addresses: tuple[str, ...] = ()
    allowed_numbers: tuple[str, ...] = ()
    auth: TrunkAuth = field(default_factory=TrunkAuth)
    auth_realm: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    headers_to_attributes: Mapping[str, str] = field(default_factory=dict)
    attributes_to_headers: Mapping[str, str] = field(default_factory=dict)
    include_headers: str = "none"
    ringing_timeout_s: float | None = None
    ringing_timeout_status: int = 0
    max_call_duration_s: float | None = None
    krisp_enabled: bool = False
    media: Media = field(default_factory=Media)
    metadata: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundTrunk:
    """A trunk through which we call. `numbers` are those we may show as the caller's."""

    name: str
    address: str
    transport: str = "auto"
    destination_country: str = ""
    numbers: tuple[str, ...] = ()
    auth: TrunkAuth = field(default_factory=TrunkAuth)
    headers: Mapping[str, str] = field(default_factory=dict)
    headers_to_attributes: Mapping[str, str] = field(default_factory=dict)
    attributes_to_headers: Mapping[str, str] = field(default_factory=dict)
    include_headers: str = "none"
    from_host: str = ""
    media: Media = field(default_factory=Media)
    metadata: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A SIP account with which the single machine registers, so that a provider sends it calls (RFC 3261 §10)."""

    name: str
    registrar: str
    auth: TrunkAuth
    transport: str = "udp"
    interval_s: int = 300
