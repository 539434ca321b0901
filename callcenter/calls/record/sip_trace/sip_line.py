"""One SIP message that went over the line: what of it is kept, and what of that somebody without numbers may see.

Never kept: what signs in (RFC 3261 §22), keys of the audio (RFC 4568, RFC 4567's a=key-mgmt, RFC 4566's k=), and
bodies other than SDP: an INFO's is a key that the caller pressed, an emergency call's where they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from callcenter.domain.routing.sip_address import printable
from callcenter.domain.sip_head import sip_parts

#: What stands where something was left out.
LEFT_OUT = "(left out)"
_SECRET = re.compile(r"((proxy-)?authorization|(www|proxy)-authenticate|(proxy-)?authentication-info)\Z", re.I)
_SECRET_SDP = re.compile(r"(k=|a=(crypto|key-mgmt|ice-pwd):)", re.I)
#: A password in a URI (RFC 3261 §19.1.1), and a header for the request that it is turned into. What has a beginning in
#: many places has an end nearby: a hostile message must not cost its length squared.
_IN_URI = (
    (re.compile(r"(sips?:[^\s@;<>?,:]{0,255}):[^\s@<>?,]{0,255}@", re.I), rf"\1:{LEFT_OUT}@"),
    (re.compile(r"([?&](?:proxy-)?authorization)=[^&>\s]*", re.I), rf"\1={LEFT_OUT}"),
)
_SIPFRAG = "message/sipfrag"
#: Headers that name nobody, their short forms too; of the others those without numbers see the name only.
_OPEN = frozenset(
    "accept allow allow-events c content-length content-type cseq event date expires k l max-forwards min-expires "
    "min-se o rack reason require retry-after rseq server session-expires subscription-state supported unsupported "
    "user-agent v via warning x".split()
)
_OPEN_SDP = re.compile(r"[vcmtb]=")
#: Attributes (IANA's "att-field") that tell of the audio only. An ssrc's cname, for one, may be the caller's address.
_OPEN_SDP_ATTRIBUTE = re.compile(
    r"a=(rtpmap|fmtp|ptime|maxptime|minptime|sendrecv|sendonly|recvonly|inactive|rtcp|rtcp-mux|rtcp-rsize|rtcp-fb|"
    r"mid|group|setup|fingerprint|candidate|ice-ufrag|ice-lite)(?![^:])",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SipLine:
    """A message as it was sent (`is_received` false) or received.

    `source` and `target` are address:port, `transport` UDP, TCP or TLS. The text's lines end with a line feed alone.
    """

    at: datetime
    is_received: bool
    transport: str
    source: str
    target: str
    text: str

    @property
    def start(self) -> str:
        """The request line or the status line, to be shown."""
        return printable(self.text.partition("\n")[0])

    @property
    def peer(self) -> str:
        """The other side's address and port."""
        return self.source if self.is_received else self.target

    @property
    def title(self) -> str:
        """What it is, in short: `INVITE`, or `200 OK to INVITE`."""
        start = self.start
        if start.startswith("SIP/2.0 "):
            method = sip_parts(self.text).header("cseq").split()[-1:]
            return " to ".join([start.removeprefix("SIP/2.0 "), *map(printable, method)])
        return start.partition(" ")[0]

    def to_json(self) -> dict[str, Any]:
        """Return the message as JSON data."""
        return {
            "at": self.at.isoformat(),
            "is_received": self.is_received,
            "transport": self.transport,
            "source": self.source,
            "target": self.target,
            "text": self.text,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SipLine:
        """Return what `to_json` wrote. Raises ValueError, KeyError or TypeError if it is something else."""
        texts = {name: str(data[name]) for name in ("transport", "source", "target", "text")}
        return cls(at=datetime.fromisoformat(data["at"]), is_received=bool(data["is_received"]), **texts)

    def without_secrets(self) -> SipLine:
        """Return the message as it may be kept; Content-Length tells the length of the body that is left."""
        parts = sip_parts(self.text)
        kind = parts.header("content-type", "c").partition(";")[0].strip().lower()
        body = _kept_body(kind, parts.body)
        length = len(body.encode("utf-8", "replace"))
        kept = [parts.start, *(_kept_header(line, length=length) for line in parts.headers)]
        text = "\n".join(kept)
        for pattern, instead in _IN_URI:
            text = pattern.sub(instead, text)
        # The body's lines end with two bytes on the wire.
        return replace(self, text=f"{text}\n\n{body}".replace("\r", ""))

    def masked(self) -> SipLine:
        """Return the message for somebody who needs no numbers: who called whom, and by which name, is `#`."""
        parts = sip_parts(self.text)
        start = parts.start
        if not start.startswith("SIP/2.0 "):
            start = re.sub(r"(?<!\S)(sips?:)[^@\s]*@", r"\1#@", start, flags=re.I)
            start = re.sub(r"(?<!\S)(tel:)\S+", r"\1#", start, flags=re.I)
        shown = [start]
        for line in parts.headers:
            name, colon, _ = line.partition(":")
            shown.append(line if name.strip().lower() in _OPEN else f"{name}: #" if colon else "#")
        lines = [_masked_sdp(line) for line in parts.body.split("\n") if line]
        return replace(self, text="\n".join([*shown, "", *lines]))


def _masked_sdp(line: str) -> str:
    if _OPEN_SDP.match(line) or _OPEN_SDP_ATTRIBUTE.match(line):
        return line
    name, colon, _ = line.partition(":")
    return f"{name}:#" if colon and re.match(r"a=[\w-]+\Z", name) else f"{line[:2]}#"


def _kept_header(line: str, *, length: int) -> str:
    name = line.partition(":")[0].strip()
    if _SECRET.match(name):
        return f"{name}: {LEFT_OUT}"
    return f"{name}: {length}" if name.lower() in ("content-length", "l") else line


def _kept_body(kind: str, body: str) -> str:
    """Return the part of a body that is kept, its lines ending as on the wire."""
    if not body.strip():
        return ""
    if kind == "application/sdp":
        kept = [line for line in body.split("\n") if line and not _SECRET_SDP.match(line)]
    elif kind.startswith(_SIPFRAG):
        # How a transfer goes on: its first line says it (RFC 3515 §2.4.5).
        kept = body.split("\n")[:1]
    else:
        return LEFT_OUT
    return "".join(f"{line}\r\n" for line in kept)
