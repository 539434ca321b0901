"""Resources as the files would give them, for tests of plans and targets."""

from __future__ import annotations

from typing import Any

from callcenter.provisioning.routing import Kind, Resource

MEDIA: dict[str, Any] = {"only_listed_codecs": False, "codecs": [], "encryption": None, "media_timeout_s": None}
_TRUNK: dict[str, Any] = {
    "numbers": [],
    "headers": {},
    "headers_to_attributes": {},
    "attributes_to_headers": {},
    "include_headers": "none",
    "media": MEDIA,
    "metadata": "",
}


def inbound(name: str, *, username: str = "", secrets: dict[str, str] | None = None, **fields: Any) -> Resource:
    defaults = {
        **_TRUNK,
        "allowed_addresses": ["203.0.113.0/24"],
        "allowed_numbers": [],
        "auth": {"username": username, "realm": ""},
        "ringing_timeout_s": None,
        "ringing_timeout_status": 0,
        "max_call_duration_s": None,
        "krisp_enabled": False,
    }
    return Resource(kind=Kind.INBOUND_TRUNK, name=name, fields={**defaults, **fields}, secrets=secrets or {})


def outbound(name: str, *, username: str = "", secrets: dict[str, str] | None = None, **fields: Any) -> Resource:
    defaults = {
        **_TRUNK,
        "auth": {"username": username},
        "address": "sip.example.com",
        "transport": "auto",
        "destination_country": "",
        "from_host": "",
    }
    return Resource(kind=Kind.OUTBOUND_TRUNK, name=name, fields={**defaults, **fields}, secrets=secrets or {})


def rule(name: str, *, pin: str = "", **fields: Any) -> Resource:
    defaults = {
        "trunks": [],
        "called_numbers": [],
        "calling_numbers": [],
        "room": {"kind": "individual", "prefix": "call-", "randomize": True},
        "hide_phone_number": False,
        "attributes": {},
        "room_preset": "",
        "room_config": {},
        "media": MEDIA,
        "krisp_enabled": False,
        "metadata": "",
        "agent": "",
    }
    return Resource(
        kind=Kind.DISPATCH_RULE, name=name, fields={**defaults, **fields}, secrets={"pin": pin} if pin else {}
    )
