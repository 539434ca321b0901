"""What an INVITE says about its call, read from the stack's headers and trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.domain.calls.caller_identity import CallerIdentity, read_identity
from callcenter.domain.host_port import is_same_address, read_host_port
from callcenter.domain.phone_number import is_withheld
from callcenter.domain.routing.sip_address import kept, read_address
from callcenter.telephony.embedded.stack.sip_message import SipMessage

#: The edge's word for who sent the call; believed only if the edge itself sent it (infra/edge).
EDGE_SOURCE_HEADER = "x-edge-source"
#: The number the edge judged the call by: the Request-URI's, which the stack doesn't show. Believed as the other is.
EDGE_CALLED_HEADER = "x-edge-called"
#: The calling number the edge judged, so that no second reading of From can differ from its own.
EDGE_CALLER_HEADER = "x-edge-caller"
_EDGE_HEADERS = "x-edge-"
#: Where an edge sends from unless said otherwise (RFC 3261 §19.1.2).
SIP_PORT = 5060


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One INVITE. Numbers as sent; `caller_number` is empty when withheld, `source_address` when unknown.

    All texts are printable and no longer than may be kept.

    `is_from_edge` tells that the configured edge sent it; `source_address` is then the edge's word. `is_encrypted`
    tells that its offer has an SRTP key. `identity` is what the sender says of the caller, true or not.
    """

    caller_number: str
    dialled_number: str
    from_host: str = ""
    source_address: str = ""
    is_from_edge: bool = False
    sip_call_id: str = ""
    is_encrypted: bool = False
    identity: CallerIdentity = field(default_factory=CallerIdentity)
    headers: Mapping[str, str] = field(default_factory=dict)


def read_invitation(
    headers: Mapping[str, str], invite: SipMessage | None, *, edge: str, attestation_header: str = ""
) -> Invitation:
    """Return what the headers (names in lower case) and the traced INVITE say.

    The dialled number is the edge's word if it sent the call, else the To header's, as in LiveKit SIP, or the
    Request-URI's if To names nobody.
    """
    if invite is not None:
        # The stack shows headers under the name they are asked for, and not those in short form ("f:", "t:").
        sent = {"from": invite.from_header, "to": invite.to_header, "call-id": invite.call_id}
        headers = {**headers, **{name: value for name, value in sent.items() if not headers.get(name)}}
    sender = invite.peer_address if invite is not None else ""
    is_from_edge = bool(edge) and invite is not None and _is_at(invite, edge)
    source = headers.get(EDGE_SOURCE_HEADER, "").strip() if is_from_edge else ""
    sent_by = read_address(headers.get("from", ""))
    judged = headers.get(EDGE_CALLER_HEADER) if is_from_edge else None
    caller = kept(sent_by.user if judged is None else judged).strip()
    called = kept(headers.get(EDGE_CALLED_HEADER, "")).strip() if is_from_edge else ""
    dialled = called or read_address(headers.get("to", "")).user
    if not dialled and invite is not None:
        dialled = read_address(invite.request_uri).user
    return Invitation(
        caller_number="" if is_withheld(caller) else caller,
        dialled_number=kept(dialled),
        from_host=kept(sent_by.host),
        source_address=kept(source or sender),
        is_from_edge=is_from_edge,
        sip_call_id=kept(headers.get("call-id", "")),
        is_encrypted=invite is not None and invite.is_encrypted,
        identity=read_identity(headers, attestation_header=attestation_header),
        headers={
            name: kept(value)
            for name, value in headers.items()
            # What the edge says is nobody else's to say, on no record either.
            if name not in ("from", "to", "call-id") and (is_from_edge or not name.startswith(_EDGE_HEADERS))
        },
    )


def _is_at(invite: SipMessage, edge: str) -> bool:
    """Tell whether the edge sent it: another program on the edge's host is a stranger like any other."""
    host, port = read_host_port(edge, default_port=SIP_PORT)
    # Compared as addresses: IPv6 has many spellings.
    return invite.peer_port == port and is_same_address(invite.peer_address, host)
