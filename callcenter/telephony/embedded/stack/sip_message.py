"""One SIP message as the stack's trace shows it: the few facts the call flow needs, and nothing else.

The trace is the only place where the stack tells the sender's address and the negotiated codec. Pure text
rules; nothing here is ever logged, since every field comes off the network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from callcenter.domain.sip_head import sip_parts

_HEAD = re.compile(r"(RX|TX) (UDP|TCP|TLS) (\S+) -> (\S+)\s*\n")
_REQUEST = re.compile(r"([A-Z]+) (\S+) SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0 (\d{3})")
#: Characters kept of a value: a thousand INVITEs are remembered, and over TCP each may have 128 kB.
_LONGEST_VALUE = 2000
#: A tag after the To address: the message belongs to a dialog that there is (RFC 3261 §12.2).
_TAG = re.compile(r";\s*tag\s*=", re.IGNORECASE)
_CODECS = {"0": "PCMU", "8": "PCMA", "9": "G722"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SipMessage:
    """A SIP request or response on its way in (`is_received`) or out.

    `peer_address` is the other side's IP address, without port. `status` is 0 for requests, `method` is a
    response's CSeq method. `codec` is the first audio codec of its SDP, in capitals, or empty. `is_encrypted` tells of
    an SDP that asks for or grants SRTP with keys in it (RFC 4568); `has_media_address` is False if it names, for its
    audio, a host or a group instead of one IP address. `via` is the topmost Via, which a retransmission has in common.
    """

    is_received: bool
    peer_address: str
    peer_port: int
    method: str
    status: int
    call_id: str
    request_uri: str
    codec: str
    has_contact: bool
    is_encrypted: bool = False
    has_media_address: bool = True
    from_header: str = ""
    to_header: str = ""
    via: str = ""

    @property
    def is_within_a_dialog(self) -> bool:
        """Whether it belongs to a call that there is: a re-INVITE begins none."""
        return _TAG.search(self.to_header.rpartition(">")[2]) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceHead:
    """The first line of a trace entry: its length in characters, the transport, and both sides' address:port."""

    length: int
    transport: str
    source: str
    target: str


def trace_head(text: str) -> TraceHead | None:
    """Return the first line of a trace entry, or None if it is no message."""
    head = _HEAD.match(text)
    return None if head is None else TraceHead(length=head.end(), transport=head[2], source=head[3], target=head[4])


def parse_trace(text: str) -> SipMessage | None:
    """Return the message of one trace entry, or None if it holds none (keep-alives, fragments)."""
    head = _HEAD.match(text)
    if head is None:
        return None
    parts = sip_parts(text[head.end() :])
    is_received = head[1] == "RX"
    address, port = _split_address(head[3] if is_received else head[4])
    request, response = _REQUEST.match(parts.start), _RESPONSE.match(parts.start)
    if request is None and response is None:
        return None
    return SipMessage(
        is_received=is_received,
        peer_address=address,
        peer_port=port,
        method=request[1] if request else parts.header("cseq").rpartition(" ")[2],
        status=int(response[1]) if response else 0,
        call_id=parts.header("call-id", "i"),
        request_uri=request[2][:_LONGEST_VALUE] if request else "",
        codec=_first_codec(parts.body),
        has_contact=bool(parts.header("contact", "m")),
        is_encrypted=_has_key(parts.body),
        has_media_address=_has_media_address(parts.body),
        from_header=parts.header("from", "f")[:_LONGEST_VALUE],
        to_header=parts.header("to", "t")[:_LONGEST_VALUE],
        via=parts.header("via", "v")[:_LONGEST_VALUE],
    )


def _first_codec(sdp: str) -> str:
    media = re.search(r"^m=audio \d+ \S+ (\d{1,3})\b", sdp, re.MULTILINE)
    if media is None:
        return ""
    if media[1] in _CODECS:
        return _CODECS[media[1]]
    mapped = re.search(rf"^a=rtpmap:{media[1]} ([^/\s]+)", sdp, re.MULTILINE)
    return mapped[1].upper() if mapped else ""


def _has_media_address(sdp: str) -> bool:
    """Tell whether each `c=` (RFC 8866 §5.7) is one IP address; an SDP without any leaves that to the stack."""
    for found in re.finditer(r"^c=IN IP[46] (\S+)", sdp, re.MULTILINE):
        try:
            address = ip_address(found[1])
        except ValueError:
            return False
        if address.is_multicast:
            return False
    return True


def _has_key(sdp: str) -> bool:
    """Tell whether the audio may be encrypted: an offer of RTP/AVP with a key asks for it if it can be had."""
    audio = re.search(r"^m=audio .*?(?=^m=|\Z)", sdp, re.MULTILINE | re.DOTALL)
    return audio is not None and re.search(r"^a=crypto:", audio[0], re.MULTILINE) is not None


def _split_address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port) if port.isdigit() else 0
