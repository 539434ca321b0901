"""The files in `sip/` and `dispatch_rules/` as domain objects, every fault of every file at once."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from callcenter.domain.dispatch_rule import DispatchRule, Room
from callcenter.domain.duties import Emergency
from callcenter.domain.opening_hours import Calendar, OpenSpan
from callcenter.domain.trunk import Codec, InboundTrunk, Media, OutboundTrunk, Registration, TrunkAuth
from callcenter.errors import DeclarationError, Fault
from callcenter.provisioning.declarations import (
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
from callcenter.settings import secret_from_environment

_ENV = "env:"
_File = TypeVar("_File", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a declaration stands: its file, first line, and what the YAML has there."""

    file: str
    line: int
    tree: Any = field(default=None, repr=False, compare=False)

    def line_of(self, *path: str | int) -> int:
        """Return the line of a field, or of the deepest part of the path that is there."""
        return line_of(self.tree, path, begins=self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """All that the files say.

    `positions` and `missing_secrets` are by section and name: ("inbound_trunks", "main-line"); the latter names the
    environment variables that aren't set, by field.
    """

    inbound_trunks: tuple[InboundTrunk, ...] = ()
    outbound_trunks: tuple[OutboundTrunk, ...] = ()
    registrations: tuple[Registration, ...] = ()
    dispatch_rules: tuple[DispatchRule, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    positions: Mapping[tuple[str, str], Position] = field(default_factory=dict)
    missing_secrets: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


def calendar_of(agent: str, sip_dir: Path, rules_dir: Path) -> Calendar | None:
    """Return the calendar of the first rule that leads to an agent, for calls no rule has admitted (typed ones)."""
    declared, _ = load_leniently(sip_dir, rules_dir)
    calendars = {calendar.name: calendar for calendar in declared.calendars}
    names = (rule.opening_hours for rule in declared.dispatch_rules if rule.agent == agent)
    return next((calendars[name] for name in names if name in calendars), None)


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
    sip_dir: Path, rules_dir: Path, *, secret: Callable[[str], str | None] = secret_from_environment
) -> tuple[Declared, list[Fault]]:
    """Read what can be read, leaving out faulty fields and declarations; return that and every fault.

    A live project may hold what no file should say, and `explain` has to judge it all the same.
    """
    faults: list[Fault] = []
    positions: dict[tuple[str, str], Position] = {}
    sip_files = [_read(path, SipFile, faults, positions) for path in _files(sip_dir, faults)]
    rule_files = [_read(path, RulesFile, faults, positions) for path in _files(rules_dir, faults)]
    faults.sort(key=lambda fault: (fault.file, fault.line))
    return _declared(sip_files, rule_files, positions, secret), faults


def _declared(
    sip_files: Sequence[SipFile | None],
    rule_files: Sequence[RulesFile | None],
    positions: Mapping[tuple[str, str], Position],
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

    sip = [one for one in sip_files if one is not None]
    rules = [one for one in rule_files if one is not None]
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
        positions=positions,
        missing_secrets=missing,
    )


def _files(folder: Path, faults: list[Fault]) -> Sequence[Path]:
    if not folder.is_dir():
        faults.append(Fault(file=str(folder), line=0, what="There is no such folder.", remedy="Name another."))
        return ()
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())


def _read(
    path: Path, model: type[_File], faults: list[Fault], positions: dict[tuple[str, str], Position]
) -> _File | None:
    yaml = YAML(typ="rt")
    try:
        tree = yaml.load(io.StringIO(path.read_text(encoding="utf-8")))
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        line = error.problem_mark.line + 1 if isinstance(error, MarkedYAMLError) and error.problem_mark else 0
        what = getattr(error, "problem", None) or str(error)
        faults.append(Fault(file=str(path), line=line, what=f"It is no YAML: {what}.", remedy="Correct it."))
        return None
    if tree is None:
        return None
    if not isinstance(tree, Mapping):
        faults.append(Fault(file=str(path), line=1, what="It has no sections.", remedy="Begin with inbound_trunks:."))
        return None
    plain = _plain(tree)
    declared: _File | None = None
    while declared is None:
        try:
            declared = model.model_validate(plain)
        except ValidationError as error:
            gone: set[tuple[str | int, ...]] = set()
            # From the end, so that what is left out doesn't move what comes before it.
            for fault in reversed(error.errors()):
                where = tuple(part for part in fault["loc"] if not isinstance(part, str) or part.isidentifier())
                faults.append(_fault(path, tree, where, fault))
                out = where[:-1] if fault["type"] == "missing" and len(where) > 1 else where
                if not any(out[: len(other)] == other for other in gone):
                    _leave_out(plain, out)
                    gone.add(out)
    for section in type(declared).model_fields:
        for index, one in enumerate(getattr(declared, section)):
            line = line_of(tree, (section, index))
            if (section, one.name) in positions:
                first = positions[section, one.name]
                noun = section[:-1].replace("_", " ")
                what = f"A second {noun} named {one.name}; the first is {first.file}:{first.line}."
                faults.append(Fault(file=str(path), line=line, what=what, remedy="Rename one."))
            node = tree[section][index] if index < len(tree.get(section) or ()) else None
            positions.setdefault((section, one.name), Position(file=str(path), line=line, tree=node))
    return declared


def _fault(path: Path, tree: Any, where: Sequence[str | int], error: Any) -> Fault:
    name = ".".join(str(part) for part in where)
    remedy = ""
    if error["type"] == "extra_forbidden":
        remedy = "Remove or correct the key; the schema.json beside the file and docs/operator-guide.md list the keys."
    elif where and where[-1] in ("password", "pin") and error["type"] == "string_pattern_mismatch":
        return Fault(
            file=str(path),
            line=line_of(tree, where),
            what=f"{name}: a secret stands in the file.",
            remedy="Write env:NAME, put the secret into the environment variable NAME, and change the secret.",
            field=name,
        )
    return Fault(file=str(path), line=line_of(tree, where), what=f"{name}: {error['msg']}.", remedy=remedy, field=name)


def _leave_out(plain: Any, path: Sequence[str | int]) -> None:
    """Take a faulty field out, or a declaration that lacks what it can't be without."""
    node = plain
    try:
        for part in path[:-1]:
            node = node[part]
        del node[path[-1]]
    except (KeyError, IndexError, TypeError):
        # Not there to take out: then its whole section goes, so that reading comes to an end.
        plain.pop(path[0] if path else next(iter(plain)), None)


def line_of(tree: Any, where: Sequence[str | int], *, begins: int = 1) -> int:
    """Return the line, counted from 1, of the deepest part of a path that the YAML has."""
    line = begins
    node = tree
    for part in where:
        try:
            if isinstance(node, CommentedMap):
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq):
                line = node.lc.item(part)[0] + 1
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
    return line


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return str(node)


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
        name=one.name, registrar=one.registrar, auth=auth, transport=one.transport, interval_s=int(one.interval or 300)
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
        max_duration_s=int(one.max_duration or 0),
        record=one.record,
        recording_consent=one.recording_consent,
        recording_words=dict(one.recording_words.items()),
        emergency=Emergency(
            number=one.emergency.number,
            transfer=one.emergency.transfer,
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
