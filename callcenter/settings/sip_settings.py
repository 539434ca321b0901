"""Settings of the single machine's SIP side: its address and limits, its carrier's account and its person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, model_validator

from callcenter.settings.setting_faults import PREFIX as _PREFIX
from callcenter.settings.setting_values import (
    Bind,
    Codecs,
    CommaList,
    Count,
    Days,
    Destination,
    EdgeAddress,
    HeaderName,
    HeaderNames,
    PortRange,
    Registrar,
    SettingsGroup,
    ports_needed,
)


class SipSettings(SettingsGroup):
    """The single machine's SIP side."""

    #: Where `serve` listens unless `--bind` says otherwise.
    bind: Bind = "127.0.0.1:5060"
    #: Workers that `serve` runs, `auto` for one a processor. Several share the address by a Kamailio of their own or,
    #: if `edge` is set, stand behind that one, from `bind`'s port upwards.
    workers: Count = Field(default=1, ge=1, le=32)
    #: First and last UDP port for RTP; two a call (RTP and RTCP). Several workers share them out.
    rtp_ports: PortRange = "16384-32767"
    #: Simultaneous calls of a worker; one more is refused with 503.
    max_calls: int = Field(default=40, ge=1, le=1000)
    #: Calls of one calling number at once, and in an hour; 0 is any number. Kept if others than this machine can
    #: call: behind an edge, or on an address that isn't loopback.
    calls_per_caller: int = Field(default=3, ge=0)
    calls_per_caller_an_hour: int = Field(default=30, ge=0)
    #: Calls to one dialled number at once, and in an hour; 0 is any number.
    calls_per_number: int = Field(default=0, ge=0)
    calls_per_number_an_hour: int = Field(default=0, ge=0)
    #: Seconds from INVITE to a confirmed dialog (ACK).
    establish_timeout_s: float = Field(default=10, gt=0)
    #: Seconds without RTP after which the caller counts as gone.
    rtp_timeout_s: int = Field(default=10, ge=0, le=86_400)
    #: Seconds for which a caller may hold us: no audio is missed then, so nothing tells that they are gone. 0: none.
    hold_limit_s: float = Field(default=900, ge=0)
    #: Seconds a call may last at most.
    max_duration_s: int = Field(default=3600, ge=1, le=604_800)
    #: Seconds running calls get to finish on SIGTERM.
    drain_timeout_s: float = Field(default=1800, ge=0, le=604_800)
    #: Seconds a transfer may ring before the caller comes back to the agent.
    transfer_timeout_s: float = Field(default=30, gt=0)
    #: Address or number of the person who takes transfers: a SIP URI, or a number for the caller's carrier.
    person: Destination = "sip:frontdesk@127.0.0.1:5090"
    #: Which routing judges calls: the last apply's (the files' until there is one), or always the files'.
    routing: Literal["applied", "files"] = "applied"
    #: Certificate (with its chain) and key, PEM files, for SIP over TLS on the port after `bind`'s; none is no TLS.
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    #: Header names whose values come with a call, beside those admission needs.
    headers: Annotated[CommaList, HeaderNames] = ()
    #: The carrier's header with the attestation level of the calling number (A, B or C).
    attestation_header: HeaderName = "P-Attestation-Indicator"
    #: Codecs offered, the preferred first.
    codecs: Annotated[CommaList, Codecs] = ("opus", "g722", "pcmu", "pcma")
    #: Where the edge (Kamailio) in front sends from: HOST, or HOST:PORT if the port isn't 5060. X-Edge headers are
    #: believed from there only, not from other programs on its host.
    edge: EdgeAddress = ""
    #: Provider account to register: user, password and registrar host[:port].
    register_user: str = ""
    register_password: SecretStr = SecretStr("")
    registrar: Registrar = ""
    #: Transport to the registrar.
    register_transport: Literal["udp", "tcp"] = "udp"
    #: Seconds between registration refreshes.
    register_interval_s: int = Field(default=300, ge=30, le=86_400)
    #: Days for which the SIP messages of calls are kept, for faults between us and a carrier; 0 keeps none.
    trace_days: Days = 0
    #: Megabytes of resident memory at which the worker is recycled between calls.
    recycle_rss_mb: int = Field(default=2500, ge=200)

    @model_validator(mode="after")
    def _fits_together(self) -> SipSettings:
        if fault := ports_needed(self.rtp_ports, self.max_calls * self.workers):
            raise ValueError(f"{_PREFIX}SIP__RTP_PORTS: {fault}")
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError(f"{_PREFIX}SIP__TLS_CERTIFICATE and {_PREFIX}SIP__TLS_KEY belong together")
        if bool(self.register_user) != bool(self.registrar):
            raise ValueError(
                f"{_PREFIX}SIP__REGISTER_USER and {_PREFIX}SIP__REGISTRAR belong together: set both or none"
            )
        return self
