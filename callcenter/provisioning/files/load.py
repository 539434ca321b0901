"""The files in `sip/` and `dispatch_rules/` as domain objects, every fault of every file at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from callcenter.domain.routing.dispatch_rule import DispatchRule, Room
from callcenter.domain.routing.duties import Emergency
from callcenter.domain.routing.opening_hours import Calendar, OpenSpan
from callcenter.domain.routing.routing import Routing
from callcenter.domain.routing.trunk import Codec, InboundTrunk, Media, OutboundTrunk, Registration, TrunkAuth
from callcenter.errors import DeclarationError, Fault
from callcenter.provisioning.files.declarations import (
    AuthDeclaration,
    CalendarDeclaration,
    DispatchRuleDeclaration,
    InboundTrunkDeclaration,
    MediaDeclaration,
    OutboundTrunkDeclaration,
    RegistrationDeclaration,
    RoomDeclaration,
    RulesFile,
    SipFile,
)
from callcenter.provisioning.files.read_file import Position, Reading, read_files
from callcenter.settings import secret_from_environment

_ENV = "env:"
#: From this likeness on (difflib's ratio) a name may be another one, misspelt.
_ALIKE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Routing):
    """All that the files say.

    `positions` and `missing_secrets` are by section and name: ("inbound_trunks", "main-line"); the latter names the
    environment variables that aren't set, by field. `incomplete` and `unread` are `Reading`'s.
    """

    positions: Mapping[tuple[str, str], Position] = field(default_factory=dict)
    missing_secrets: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    incomplete: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)
    unread: Collection[str] = ()

    def usable(self) -> Declared:
        """Return it without the declarations that are left out as a whole."""
        kept: dict[str, Any] = {
            section: tuple(
                one for one in getattr(self, section) if "" not in self.incomplete.get((section, one.name), ())
            )
            for section in ("inbound_trunks", "outbound_trunks", "registrations", "dispatch_rules", "calendars")
        }
        return replace(self, **kept)

    def may_have(self, section: str, name: str) -> bool:
        """Tell whether a name may stand where something couldn't be read, or is what a faulty one was meant to be."""
        left_out = (one for (of, one), keys in self.incomplete.items() if of == section and "" in keys)
        return section in self.unread or any(SequenceMatcher(None, name, one).ratio() > _ALIKE for one in left_out)

    def says(self, section: str, name: str, key: str) -> bool:
        """Tell whether an entry has the key, be it right or faulty; True also if that can't be known."""
        position = self.positions.get((section, name))
        if position is None or position.lines is None or not self.is_whole(section, name, key):
            return True
        return position.lines.part(key) is not None

    def is_whole(self, section: str, name: str, *keys: str) -> bool:
        """Tell whether an entry, or these keys of it, could be read."""
        faulty = self.incomplete.get((section, name), ())
        return not any(key in faulty for key in keys) if keys else not faulty


def load(sip_dir: Path, rules_dir: Path, *, secret: Callable[[str], str | None] = secret_from_environment) -> Declared:
    """Read every `*.yaml` and `*.yml` of both folders.

    Raises:
        DeclarationError: a folder is missing, a file is no YAML, a key is unknown or a value can't be used; all
            faults, each with its file and line.
    """
    declared, faults = load_leniently(sip_dir, rules_dir, secret=secret)
    if faults:
        raise DeclarationError(faults)
    return declared


def load_leniently(
    sip_dir: Path,
    rules_dir: Path,
    *,
    secret: Callable[[str], str | None] = secret_from_environment,
    keeps_faulty: bool = False,
) -> tuple[Declared, list[Fault]]:
    """Read what can be read, leaving out faulty fields and declarations; return that and every fault.

    A live project may hold what no file should say, and `explain` has to judge it all the same. `keeps_faulty` also
    returns the declarations that can't be used, such as one without a name, so that their other keys can be checked.
    """
    reading = Reading()
    sip = read_files(sip_dir, SipFile, reading, setting="CALLCENTER_SIP_DIR")
    rules = read_files(rules_dir, RulesFile, reading, setting="CALLCENTER_RULES_DIR")
    reading.faults.sort(key=lambda fault: (fault.file, fault.line))
    declared = _declared(sip, rules, reading, secret)
    return declared if keeps_faulty else declared.usable(), reading.faults


def _declared(
    sip: Sequence[SipFile],
    rules: Sequence[RulesFile],
    reading: Reading,
    secret: Callable[[str], str | None],
) -> Declared:
    missing: dict[tuple[str, str], dict[str, str]] = {}

    def resolve(section: str, name: str, path: str, value: str) -> str:
        if not value.startswith(_ENV):
            return value
        found = secret(value.removeprefix(_ENV))
        if found is None:
            missing.setdefault((section, name), {})[path] = value.removeprefix(_ENV)
        return found or ""

    def auth(section: str, name: str, declared: AuthDeclaration) -> TrunkAuth:
        return TrunkAuth(
            username=declared.username, password=resolve(section, name, "auth.password", declared.password)
        )

    return Declared(
        inbound_trunks=tuple(
            _inbound(one, auth("inbound_trunks", one.name, one.auth)) for file in sip for one in file.inbound_trunks
        ),
        outbound_trunks=tuple(
            _outbound(one, auth("outbound_trunks", one.name, one.auth)) for file in sip for one in file.outbound_trunks
        ),
        registrations=tuple(
            _registration(one, auth("registrations", one.name, one.auth)) for file in sip for one in file.registrations
        ),
        dispatch_rules=tuple(
            _rule(one, resolve("dispatch_rules", one.name, "pin", one.pin))
            for file in rules
            for one in file.dispatch_rules
        ),
        calendars=tuple(_calendar(one) for file in rules for one in file.calendars),
        positions=reading.positions,
        missing_secrets=missing,
        incomplete=reading.incomplete,
        unread=reading.unread,
    )


def _inbound(one: InboundTrunkDeclaration, auth: TrunkAuth) -> InboundTrunk:
    return InboundTrunk(
        name=one.name,
        numbers=tuple(one.numbers),
        allowed_addresses=tuple(one.allowed_addresses),
        allowed_numbers=tuple(one.allowed_numbers),
        auth=auth,
        auth_realm=one.auth_realm,
        headers=one.headers,
        headers_to_attributes=one.headers_to_attributes,
        attributes_to_headers=one.attributes_to_headers,
        include_headers=one.include_headers,
        ringing_timeout_s=one.ringing_timeout,
        ringing_timeout_status=one.ringing_timeout_status,
        max_call_duration_s=one.max_call_duration,
        krisp_enabled=one.krisp_enabled,
        media=_media(one.media),
        metadata=one.metadata,
    )


def _outbound(one: OutboundTrunkDeclaration, auth: TrunkAuth) -> OutboundTrunk:
    return OutboundTrunk(
        name=one.name,
        address=one.address,
        transport=one.transport,
        destination_country=one.destination_country,
        numbers=tuple(one.numbers),
        auth=auth,
        headers=one.headers,
        headers_to_attributes=one.headers_to_attributes,
        attributes_to_headers=one.attributes_to_headers,
        include_headers=one.include_headers,
        media=_media(one.media),
        from_host=one.from_host,
        metadata=one.metadata,
    )


def _registration(one: RegistrationDeclaration, auth: TrunkAuth) -> Registration:
    return Registration(
        name=one.name,
        registrar=one.registrar,
        auth=auth,
        transport=one.transport,
        interval_s=300 if one.interval is None else int(one.interval),
    )


def _media(one: MediaDeclaration) -> Media:
    return Media(
        only_listed_codecs=one.only_listed_codecs,
        codecs=tuple(Codec(name=codec.name, rate=codec.rate) for codec in one.codecs),
        encryption=one.encryption,
        media_timeout_s=one.media_timeout,
    )


def _room(one: RoomDeclaration | None) -> Room | None:
    if one is None:
        return None
    if one.direct is not None:
        return Room(kind="direct", name=one.direct.name)
    if one.callee is not None:
        return Room(kind="callee", prefix=one.callee.prefix, randomize=one.callee.randomize)
    if one.individual is not None:
        return Room(kind="individual", prefix=one.individual.prefix, randomize=one.individual.randomize)
    return None


def _rule(one: DispatchRuleDeclaration, pin: str) -> DispatchRule:
    return DispatchRule(
        name=one.name,
        trunks=tuple(one.trunks),
        called_numbers=tuple(one.called_numbers),
        calling_numbers=tuple(one.calling_numbers),
        pin=pin,
        room=_room(one.room),
        agent=one.agent,
        language=one.language,
        opening_hours=one.opening_hours,
        outside_hours=one.outside_hours,
        outside_agent=one.outside_agent,
        outside_message=dict(one.outside_message.items()),
        person=one.person,
        greeting=dict(one.greeting.items()),
        max_duration_s=int(one.max_duration or 0),
        record=one.record,
        recording_consent=one.recording_consent,
        recording_words=dict(one.recording_words.items()),
        emergency=Emergency(
            number=one.emergency.number,
            transfer=one.emergency.transfer,
            crisis_line=one.emergency.crisis_line,
            say=dict(one.emergency.say.items()),
            phrases=tuple(one.emergency.phrases),
        ),
        transfer_headers=one.transfer_headers,
        hide_phone_number=one.hide_phone_number,
        attributes=one.attributes,
        room_preset=one.room_preset,
        room_config=one.room_config,
        krisp_enabled=one.krisp_enabled,
        media=_media(one.media),
        metadata=one.metadata,
    )


def _calendar(one: CalendarDeclaration) -> Calendar:
    spans: list[tuple[Any, str, str]] = []
    for day, texts in one.open.items():
        for text in texts:
            opens, _, closes = text.partition("-")
            spans.append((day, opens, closes))
    return Calendar(
        name=one.name,
        timezone=one.timezone,
        spans=tuple(OpenSpan(day=day, opens=opens.strip(), closes=closes.strip()) for day, opens, closes in spans),
        closed_on=tuple(one.closed_on),
    )


def calendar_of(agent: str, sip_dir: Path, rules_dir: Path) -> Calendar | None:
    """Return the calendar of the first rule that leads to an agent, for calls no rule has admitted (typed ones)."""
    declared, _ = load_leniently(sip_dir, rules_dir)
    calendars = {calendar.name: calendar for calendar in declared.calendars}
    names = (rule.opening_hours for rule in declared.dispatch_rules if rule.agent == agent)
    return next((calendars[name] for name in names if name in calendars), None)
