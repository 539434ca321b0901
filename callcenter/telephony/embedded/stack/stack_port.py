"""What the SIP stack is told and what it tells, without the stack: options, refusals, the listener to a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from callcenter.domain.routing.reason import VerdictReason
from callcenter.telephony.embedded.stack.sip_message import SipMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class StackOptions:
    """How to start the stack.

    Port 0 takes any. `reorder_ms` is how long a packet waits for one that it has overtaken; 0 is not at all.
    `follows_transfers` obeys REFER, which only a simulated caller may: anybody could make us call anywhere.
    `audio_from` are addresses besides `host` that audio may be sent from: behind an edge SIP comes by loopback, and the
    caller's audio doesn't. `tls` is certificate and key; the stack listens for TLS on the port after `port`.
    """

    host: str = "127.0.0.1"
    port: int = 5060
    rtp_ports: str = "16384-32767"
    audio_from: tuple[str, ...] = ()
    rtp_timeout_s: int = 10
    headers: tuple[str, ...] = ()
    codecs: tuple[str, ...] = ("opus", "g722", "pcmu", "pcma")
    reorder_ms: int = 20
    follows_transfers: bool = False
    tls: tuple[Path, Path] | None = None

    @property
    def transports(self) -> tuple[str, ...]:
        """What is listened on."""
        return ("udp", "tcp") if self.tls is None else ("udp", "tcp", "tls")


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRefusal:
    """An INVITE the stack refused by itself. Header values as sent, names in lower case; never log them.

    `invite` is the INVITE as it came in, None if the trace missed it.
    """

    status: int
    reason: VerdictReason
    call_id: str
    from_header: str
    to_header: str
    headers: Mapping[str, str] = field(default_factory=dict)
    invite: SipMessage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccount:
    """A SIP account at a provider. `registrar` is host[:port], `transport` udp or tcp."""

    user: str
    password: str = field(repr=False)
    registrar: str
    transport: str = "udp"
    interval_s: int = 300


class CallListener(Protocol):
    """Hears what happens on a call, on the loop's thread: a leg or the simulated caller, both above the stack."""

    def on_established(self) -> None:
        """ACK is here: media flows."""

    def on_closed(self, reason: str) -> None:
        """The call is over; the reason is the stack's text."""

    def on_digit_pressed(self, digit: str) -> None:
        """The other side pressed a key."""

    def on_held(self, is_held: bool) -> None:
        """The other side holds us, or has resumed."""


def number_forms(number: str) -> tuple[str, ...]:
    """Return the ways carriers write a number in the Request-URI: with its plus and without."""
    return (number, number.lstrip("+")) if number.startswith("+") else (number,)
