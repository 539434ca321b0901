"""Documents to LiveKit's protobuf messages and back.

A message field has the document's field name, but for those named below: LiveKit's `numbers` of a rule are the
dialled ones and `inbound_numbers` the caller's. What LiveKit has no field for is kept in our marker (`livekit_marker`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from google.protobuf import json_format
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from livekit.protocol import sip
from livekit.protocol.room import RoomConfiguration

from callcenter.errors import ProvisioningError

Document: TypeAlias = dict[str, Any]

_HEADERS = {"none": 0, "x": 1, "all": 2}
_TRANSPORTS = {"auto": 0, "udp": 1, "tcp": 2, "tls": 3}
_ENCRYPTION = {"disable": 0, "allow": 1, "require": 2}
_MAPS = ("headers", "headers_to_attributes", "attributes_to_headers")

#: Document fields that a LiveKit resource has a place for; the others go into the marker.
INBOUND_FIELDS = frozenset(
    "numbers allowed_addresses allowed_numbers auth auth_realm headers headers_to_attributes "
    "attributes_to_headers include_headers ringing_timeout_s ringing_timeout_status max_call_duration_s krisp_enabled "
    "media metadata".split()
)
OUTBOUND_FIELDS = frozenset(
    "address transport destination_country numbers auth headers headers_to_attributes attributes_to_headers "
    "include_headers media from_host metadata".split()
)
RULE_FIELDS = frozenset(
    "trunks called_numbers calling_numbers room hide_phone_number attributes room_preset room_config media "
    "krisp_enabled metadata".split()
)


def inbound_message(name: str, document: Mapping[str, Any], password: str) -> sip.SIPInboundTrunkInfo:
    """Return the message of an inbound trunk, without id and metadata."""
    message = sip.SIPInboundTrunkInfo(
        name=name,
        numbers=document["numbers"],
        allowed_addresses=document["allowed_addresses"],
        allowed_numbers=document["allowed_numbers"],
        krisp_enabled=document["krisp_enabled"],
        ringing_timeout_status=document["ringing_timeout_status"],
        ringing_timeout=_duration(document["ringing_timeout_s"]),
        max_call_duration=_duration(document["max_call_duration_s"]),
    )
    message.auth_realm = document["auth_realm"]
    _fill_trunk(message, document, password)
    return message


def inbound_document(message: sip.SIPInboundTrunkInfo) -> tuple[Document, dict[str, str]]:
    """Return an inbound trunk's document, its metadata as it is, and its secrets."""
    document, secrets = _trunk_document(message)
    document |= {
        "allowed_addresses": list(message.allowed_addresses),
        "allowed_numbers": list(message.allowed_numbers),
        "krisp_enabled": message.krisp_enabled,
        "ringing_timeout_status": int(message.ringing_timeout_status),
        "ringing_timeout_s": _seconds(message, "ringing_timeout"),
        "max_call_duration_s": _seconds(message, "max_call_duration"),
    }
    document["auth_realm"] = message.auth_realm
    return document, secrets


def outbound_message(name: str, document: Mapping[str, Any], password: str) -> sip.SIPOutboundTrunkInfo:
    """Return the message of an outbound trunk, without id and metadata."""
    message = sip.SIPOutboundTrunkInfo(
        name=name,
        address=document["address"],
        destination_country=document["destination_country"],
        numbers=document["numbers"],
        from_host=document["from_host"],
    )
    message.transport = _TRANSPORTS[document["transport"]]  # type: ignore[assignment]  # an enum is its number
    _fill_trunk(message, document, password)
    return message


def outbound_document(message: sip.SIPOutboundTrunkInfo) -> tuple[Document, dict[str, str]]:
    """Return an outbound trunk's document, its metadata as it is, and its secrets."""
    document, secrets = _trunk_document(message)
    document |= {
        "address": message.address,
        "transport": _name(_TRANSPORTS, message.transport),
        "destination_country": message.destination_country,
        "from_host": message.from_host,
    }
    return document, secrets


def rule_message(name: str, document: Mapping[str, Any], pin: str, trunk_ids: Sequence[str]) -> sip.SIPDispatchRuleInfo:
    """Return the message of a dispatch rule, without id and metadata.

    Raises:
        ProvisioningError: `room_config` has what LiveKit's RoomConfiguration hasn't.
    """
    message = sip.SIPDispatchRuleInfo(
        name=name,
        trunk_ids=trunk_ids,
        numbers=document["called_numbers"],
        inbound_numbers=document["calling_numbers"],
        hide_phone_number=document["hide_phone_number"],
        attributes=document["attributes"],
        room_preset=document["room_preset"],
        krisp_enabled=document["krisp_enabled"],
    )
    room = document["room"]
    match room and room["kind"]:
        case "direct":
            message.rule.dispatch_rule_direct.CopyFrom(sip.SIPDispatchRuleDirect(room_name=room["name"], pin=pin))
        case "individual":
            message.rule.dispatch_rule_individual.CopyFrom(
                sip.SIPDispatchRuleIndividual(room_prefix=room["prefix"], pin=pin, no_randomness=not room["randomize"])
            )
        case "callee":
            message.rule.dispatch_rule_callee.CopyFrom(
                sip.SIPDispatchRuleCallee(room_prefix=room["prefix"], pin=pin, randomize=room["randomize"])
            )
    _fill_media(message, document["media"])
    if document["room_config"]:
        try:
            json_format.ParseDict(document["room_config"], message.room_config)
        except json_format.ParseError as error:
            raise ProvisioningError(
                f"The dispatch rule {name}: room_config is no LiveKit RoomConfiguration: {error}.",
                remedy="Correct its fields.",
            ) from error
    return message


def rule_document(message: sip.SIPDispatchRuleInfo, trunk_names: Mapping[str, str]) -> tuple[Document, dict[str, str]]:
    """Return a rule's document, its metadata as it is, and its secrets. An unknown trunk keeps its id as its name."""
    kind = message.rule.WhichOneof("rule")
    room: Document | None = None
    match kind:
        case "dispatch_rule_direct":
            name = message.rule.dispatch_rule_direct.room_name
            room = {"kind": "direct", "name": name, "prefix": "", "randomize": False}
        case "dispatch_rule_callee":
            callee = message.rule.dispatch_rule_callee
            room = {"kind": "callee", "name": "", "prefix": callee.room_prefix, "randomize": callee.randomize}
        case "dispatch_rule_individual":
            own = message.rule.dispatch_rule_individual
            room = {"kind": "individual", "name": "", "prefix": own.room_prefix, "randomize": not own.no_randomness}
    pin = getattr(message.rule, kind).pin if kind else ""
    document: Document = {
        "trunks": [trunk_names.get(trunk_id, trunk_id) for trunk_id in message.trunk_ids],
        "called_numbers": list(message.numbers),
        "calling_numbers": list(message.inbound_numbers),
        "room": room,
        "hide_phone_number": message.hide_phone_number,
        "attributes": dict(message.attributes),
        "room_preset": message.room_preset,
        "room_config": room_config_document(message.room_config),
        "krisp_enabled": message.krisp_enabled,
        "media": _media_document(message),
        "metadata": message.metadata,
    }
    return document, {"pin": pin} if pin else {}


def room_config_document(config: RoomConfiguration) -> Document:
    """Return a room configuration as JSON has it; {} if there is none."""
    return dict(json_format.MessageToDict(config, preserving_proto_field_name=True))


def _fill_trunk(message: Any, document: Mapping[str, Any], password: str) -> None:
    message.auth_username = document["auth"]["username"]
    message.auth_password = password
    for field in _MAPS:
        getattr(message, field).update(document[field])
    message.include_headers = _HEADERS[document["include_headers"]]
    _fill_media(message, document["media"])


def _trunk_document(message: Any) -> tuple[Document, dict[str, str]]:
    document: Document = {
        "numbers": list(message.numbers),
        "auth": {"username": message.auth_username},
        "include_headers": _name(_HEADERS, message.include_headers),
        "media": _media_document(message),
        "metadata": message.metadata,
    }
    document |= {field: dict(getattr(message, field)) for field in _MAPS}
    return document, {"auth.password": message.auth_password} if message.auth_password else {}


def _fill_media(message: Any, media: Mapping[str, Any]) -> None:
    """Fill in the media settings, and the deprecated field that older servers read."""
    message.media.SetInParent()
    message.media.only_listed_codecs = media["only_listed_codecs"]
    message.media.codecs.extend(sip.SIPCodec(name=one["name"], rate=one["rate"]) for one in media["codecs"])
    if media["encryption"] is not None:
        message.media.encryption = _ENCRYPTION[media["encryption"]]
        message.media_encryption = _ENCRYPTION[media["encryption"]]
    if media["media_timeout_s"] is not None:
        message.media.media_timeout.CopyFrom(_duration(media["media_timeout_s"]) or Duration())


def _media_document(message: Any) -> Document:
    media = message.media
    encryption = None
    if media.HasField("encryption"):
        encryption = _name(_ENCRYPTION, media.encryption)
    elif message.media_encryption:
        encryption = _name(_ENCRYPTION, message.media_encryption)
    return {
        "only_listed_codecs": media.only_listed_codecs,
        "codecs": [{"name": codec.name, "rate": codec.rate} for codec in media.codecs],
        "encryption": encryption,
        "media_timeout_s": _seconds(media, "media_timeout"),
    }


def _duration(seconds: float | None) -> Duration | None:
    if seconds is None:
        return None
    nanos = round(seconds * 1_000_000_000)
    return Duration(seconds=nanos // 1_000_000_000, nanos=nanos % 1_000_000_000)


def _seconds(message: Message, field: str) -> float | int | None:
    if not message.HasField(field):
        return None
    duration: Duration = getattr(message, field)
    return duration.seconds if not duration.nanos else duration.seconds + duration.nanos / 1_000_000_000


def _name(names: Mapping[str, int], value: int) -> str:
    """Return a value's name; one that a newer server added keeps its number."""
    return next((name for name, number in names.items() if number == value), str(value))
