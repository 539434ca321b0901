"""Fields of the files that a target can't honour."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING

from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.matching import TargetName
from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.domain.routing.trunk_matching import normalise_number

if TYPE_CHECKING:
    from callcenter.provisioning.checks.findings import Findings

_EDGE = "Put an edge in front (callcenter edge render) and name it in CALLCENTER_SIP__EDGE."


#: Keys that the single machine ignores, and the fields they are read into.
_TRUNK_KEYS = {
    "ringing_timeout": "ringing_timeout_s",
    **{
        key: key
        for key in (
            "ringing_timeout_status", "headers", "headers_to_attributes", "attributes_to_headers", "include_headers",
            "metadata",
        )
    },
}  # fmt: skip
_RULE_KEYS = {key: key for key in ("room_preset", "room_config", "attributes", "metadata")}
_MEDIA_KEYS = {"only_listed_codecs": "only_listed_codecs", "codecs": "codecs", "media_timeout": "media_timeout_s"}


def check_target(findings: Findings, *, target: TargetName, is_loopback: bool, has_edge: bool) -> None:
    """Add what the target can't honour: as a fault if that opens or breaks a call, else as a warning."""
    if target == TargetName.EMBEDDED:
        _check_embedded_trunks(findings, is_loopback, has_edge)
        _check_shared_encryption(findings)
        _check_embedded_rules(findings)
        return
    for registration in findings.declared.registrations:
        what = "LiveKit registers with nobody; it is left out."
        findings.add("registrations", registration.name, (), what, "Let the carrier send its calls.", is_warning=True)
    for rule in findings.declared.dispatch_rules:
        _check_livekit_room(findings, rule)
        if rule.opening_hours:
            _check_livekit_hours(findings, rule)


def _check_embedded_trunks(findings: Findings, is_loopback: bool, has_edge: bool) -> None:
    section = "inbound_trunks"
    missing = findings.declared.missing_secrets
    for trunk in findings.declared.inbound_trunks:
        if not has_edge and (trunk.auth.password or "auth.password" in missing.get((section, trunk.name), {})):
            what = "auth: the single machine asks for no passwords without an edge."
            findings.add(section, trunk.name, ("auth", "password"), what, _EDGE, is_warning=is_loopback)
        if is_loopback and not has_edge and any(not _is_loopback(mask) for mask in trunk.allowed_addresses):
            what = "allowed_addresses: ignored on loopback without an edge."
            findings.add(section, trunk.name, ("allowed_addresses",), what, _EDGE, is_warning=True)
        if trunk.krisp_enabled:
            _warn_krisp(findings, section, trunk.name)
        _warn_ignored(findings, section, trunk.name, _TRUNK_KEYS, trunk)
    for outbound in findings.declared.outbound_trunks:
        what = "the single machine calls nobody; it is left out."
        remedy = "Use --target livekit for it."
        findings.add("outbound_trunks", outbound.name, (), what, remedy, is_warning=True)


def _check_shared_encryption(findings: Findings) -> None:
    """Find trunks that share a number and differ: the SIP stack goes by the number, and is told to take both kinds."""
    section, trunks = "inbound_trunks", findings.declared.inbound_trunks
    for index, trunk in enumerate(trunks):
        for other in trunks[:index]:
            if not all(findings.declared.is_whole(section, one.name, "numbers", "media") for one in (other, trunk)):
                continue
            # Silence is `disable`, as at LiveKit.
            says, others_say = (one.media.encryption or "disable" for one in (trunk, other))
            shared = _shared_number(other, trunk)
            if not shared or says == others_say:
                continue
            position = findings.declared.positions.get((section, other.name))
            where = f" ({position.file}:{position.line})" if position is not None else ""
            what = f"media.encryption: {says}, but {others_say} on {other.name}{where}, which has {shared} too: the SIP"
            what += " stack takes both kinds for it (allow), and a call of the wrong kind is refused only once its"
            what += " trunk is known."
            remedy = "Write the same in both, or give each its own numbers."
            findings.add(section, trunk.name, ("media", "encryption"), what, remedy, is_warning=True)


def _shared_number(first: InboundTrunk, second: InboundTrunk) -> str:
    """Return a number of both trunks in words; a trunk without numbers has every one. '' if there is none."""
    if not first.numbers or not second.numbers:
        return next(iter(first.numbers or second.numbers), "any number")
    firsts = {normalise_number(number) for number in first.numbers}
    return next((number for number in second.numbers if normalise_number(number) in firsts), "")


def _check_embedded_rules(findings: Findings) -> None:
    section = "dispatch_rules"
    missing = findings.declared.missing_secrets
    for rule in findings.declared.dispatch_rules:
        if rule.pin or "pin" in missing.get((section, rule.name), {}):
            what = "pin: the single machine asks for no PIN and refuses such calls."
            findings.add(section, rule.name, ("pin",), what, "Remove it, or use --target livekit.")
        _check_rule_encryption(findings, rule)
        if rule.krisp_enabled:
            _warn_krisp(findings, section, rule.name)
        _warn_ignored(findings, section, rule.name, _RULE_KEYS, rule)


def _warn_ignored(
    findings: Findings, section: str, name: str, keys: Mapping[str, str], declared: InboundTrunk | DispatchRule
) -> None:
    """Say which keys the single machine ignores; those with their defaults ask for nothing."""
    plain = type(declared)(name="")
    for key, field in keys.items():
        if getattr(declared, field) != getattr(plain, field):
            what = f"{key}: the single machine ignores it."
            findings.add(section, name, (key,), what, "Remove it, or use --target livekit.", is_warning=True)
    for key, field in _MEDIA_KEYS.items():
        if getattr(declared.media, field) != getattr(plain.media, field):
            what = f"media.{key}: the single machine ignores it; CALLCENTER_SIP__CODECS says its codecs."
            findings.add(section, name, ("media", key), what, "Remove it, or use --target livekit.", is_warning=True)


def _check_livekit_room(findings: Findings, rule: DispatchRule) -> None:
    """LiveKit sends an agent when a room is made; who comes into one that is still there finds nobody."""
    room = rule.room
    if not rule.agent or room is None or room.randomize or (room.kind == "individual" and not room.prefix):
        return
    what = f"room: {room.kind} rooms are used again; a second caller, or one who dials again within the server's"
    what += " departure_timeout (5 s), waits until the room watcher has sent an agent."
    remedy = "Write room: {individual: {prefix: ...}} or randomize: true."
    findings.add("dispatch_rules", rule.name, ("room",), what, remedy, is_warning=True)


def _check_livekit_hours(findings: Findings, rule: DispatchRule) -> None:
    """LiveKit knows no hours: the worker keeps those that its dispatch tells, once LiveKit has given it the call."""
    section, path = "dispatch_rules", ("opening_hours",)
    if not rule.is_told_to_worker:
        what = "opening_hours: nobody keeps them; LiveKit knows no hours, and only the dispatch that `agent` makes"
        what += " tells the worker."
        remedy = "Name its agent, and leave room_config.agents out."
        findings.add(section, rule.name, path, what, remedy, is_warning=True)
        return
    missing = findings.declared.missing_secrets
    has_pin = bool(rule.pin) or "pin" in missing.get((section, rule.name), {})
    if has_pin and rule.outside_hours == "reject":
        what = "opening_hours: LiveKit answers to ask for the PIN; callers outside the hours are hung up on after it."
        findings.add(
            section, rule.name, path, what, "Remove the PIN, or write outside_hours: message.", is_warning=True
        )


def _check_rule_encryption(findings: Findings, rule: DispatchRule) -> None:
    """The single machine has to know before a rule is chosen: the trunk says it."""
    if rule.media.encryption in ("require", "allow"):
        what = f"media.encryption: {rule.media.encryption}: the single machine goes by what the trunk says."
        remedy = "Write it in the trunk's media, or use --target livekit."
        is_warning = rule.media.encryption == "allow"
        findings.add("dispatch_rules", rule.name, ("media", "encryption"), what, remedy, is_warning=is_warning)


def _warn_krisp(findings: Findings, section: str, name: str) -> None:
    what = "krisp_enabled: Krisp is LiveKit Cloud's; the single machine uses its own noise filter."
    findings.add(section, name, ("krisp_enabled",), what, "Remove it.", is_warning=True)


def _is_loopback(mask: str) -> bool:
    try:
        return ipaddress.ip_network(mask, strict=False).is_loopback
    except ValueError:
        return False
