"""Resources as the files would give them, for tests of plans and targets."""

from __future__ import annotations

from typing import Any

from google.protobuf.duration_pb2 import Duration

from callcenter.provisioning.files.documents import default_document
from callcenter.provisioning.resource import Kind, Resource

#: Said, since `apply` says them to LiveKit where a file doesn't.
LIMITS: dict[str, Any] = {"ringing_timeout_s": 20, "ringing_timeout_status": 503, "max_call_duration_s": 3660}
#: The same as LiveKit has them.
LIMITS_AT_LIVEKIT: dict[str, Any] = {
    "ringing_timeout": Duration(seconds=20),
    "ringing_timeout_status": 503,
    "max_call_duration": Duration(seconds=3660),
}
MEDIA: dict[str, Any] = default_document(Kind.INBOUND_TRUNK)["media"]


def inbound(name: str, *, username: str = "", secrets: dict[str, str] | None = None, **fields: Any) -> Resource:
    return _resource(
        Kind.INBOUND_TRUNK,
        name,
        {"auth": {"username": username}, "allowed_addresses": ["203.0.113.0/24"], **LIMITS, **fields},
        secrets,
    )


def outbound(name: str, *, username: str = "", secrets: dict[str, str] | None = None, **fields: Any) -> Resource:
    return _resource(
        Kind.OUTBOUND_TRUNK,
        name,
        {"auth": {"username": username}, "address": "sip.example.com", **fields},
        secrets,
    )


def rule(name: str, *, pin: str = "", **fields: Any) -> Resource:
    room = {"kind": "individual", "name": "", "prefix": "call-", "randomize": True}
    return _resource(Kind.DISPATCH_RULE, name, {"room": room, **fields}, {"pin": pin} if pin else {})


def calendar(name: str, **fields: Any) -> Resource:
    return _resource(Kind.CALENDAR, name, fields, None)


def _resource(kind: Kind, name: str, fields: dict[str, Any], secrets: dict[str, str] | None) -> Resource:
    return Resource(kind=kind, name=name, fields={**default_document(kind), **fields}, secrets=secrets or {})
