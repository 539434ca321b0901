"""What the files in `sip/` and `dispatch_rules/` may say. Unknown keys are refused; secrets only as `env:NAME`.

Fields that LiveKit has keep its snake_case names, but for those that can be misread: a rule's `called_numbers` and
`calling_numbers` are LiveKit's `numbers` and `inbound_numbers`. Durations are seconds, or text such as 30s or 5m.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from callcenter.domain.language import Language
from callcenter.domain.routing.dispatch_rule import OutsideHours
from callcenter.domain.routing.opening_hours import Day

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h)?")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def _seconds(value: Any) -> Any:
    if value is None:
        return None
    match = _DURATION.fullmatch(str(value).strip()) if isinstance(value, str | int | float) else None
    if match is None or isinstance(value, bool):
        raise ValueError(f"{value!r} is no duration; write seconds, or a text such as 30s or 5m")
    seconds = float(match[1]) * _UNITS[match[2] or ""]
    return int(seconds) if seconds == int(seconds) else seconds


def _text(value: Any) -> Any:
    """Take a number that YAML read as an integer, such as an unquoted PIN, as it stands."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]
Text = Annotated[str, BeforeValidator(_text)]
Seconds = Annotated[float | int | None, BeforeValidator(_seconds)]
Secret = Annotated[str, StringConstraints(pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*)?$")]
Span = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d ?- ?(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Date = Annotated[str, BeforeValidator(str), StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
#: Words by language (ISO 639-1).
ByLanguage = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=500)]]
HeaderChoice = Literal["none", "x", "all"]
Encryption = Literal["disable", "allow", "require"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _key(default: Any, description: str, example: Any) -> Any:
    """Return a key with what editors and `validate` say of it; the default may be a kind of collection, or `...`."""
    if isinstance(default, type):
        return Field(default_factory=default, description=description, examples=[example])
    return Field(default=default, description=description, examples=[example])


class AuthDeclaration(_Part):
    """User name and password; the password as `env:NAME`."""

    username: Text = _key("", "The user name of the account.", "pbx")
    password: Secret = _key("", "env:NAME: the environment variable that holds the password.", "env:PBX_PASSWORD")


class CodecDeclaration(_Part):
    """A codec by its RTP name."""

    name: str = _key(..., "The codec's name in SDP.", "PCMU")
    rate: int = _key(0, "Its clock rate in Hz; 0 is its usual one.", 8000)


class MediaDeclaration(_Part):
    """How audio is carried."""

    only_listed_codecs: bool = _key(False, "Take no codec but the listed. LiveKit only.", True)
    codecs: list[CodecDeclaration] = _key(list, "Codecs, the best first. LiveKit only.", [{"name": "PCMU"}])
    encryption: Encryption | None = _key(None, "SRTP: disable, allow, require. A rule's: LiveKit only.", "disable")
    media_timeout: Seconds = _key(None, "Silence on the line after which a call ends. LiveKit only.", "30s")


_NAME = _key(..., "Its name in files, plans and the call log; no other of its kind may have it.", "main-line")
_MEDIA = _key(MediaDeclaration(), "Codecs and encryption.", {"encryption": "disable"})
_METADATA = _key("", "Any text for programs of your own. LiveKit only.", "customer 42")


class _Trunk(_Part):
    name: Name = _NAME
    numbers: list[Text] = _key(
        list, "Inbound: our numbers, as dialled; [] takes any. Outbound: those shown.", ["+18005550100"]
    )
    auth: AuthDeclaration = _key(
        AuthDeclaration(), "User name and password of the trunk.", {"username": "pbx", "password": "env:PBX_PASSWORD"}
    )
    headers: dict[str, str] = _key(dict, "SIP headers that we send. LiveKit only.", {"X-Site": "north"})
    headers_to_attributes: dict[str, str] = _key(
        dict, "SIP headers that become attributes of the caller. LiveKit only.", {"X-Account": "account"}
    )
    attributes_to_headers: dict[str, str] = _key(
        dict, "Attributes that become SIP headers of BYE and REFER. LiveKit only.", {"result": "X-Result"}
    )
    include_headers: HeaderChoice = _key("none", "Headers that become attributes: none, x or all. LiveKit only.", "x")
    media: MediaDeclaration = _MEDIA
    metadata: str = _METADATA


class InboundTrunkDeclaration(_Trunk):
    """Whose calls are taken: `numbers` dialled ([] any), `allowed_addresses`, `allowed_numbers` of callers."""

    allowed_addresses: list[str] = _key(
        list, "Addresses and networks that may send calls; [] lets everybody.", ["203.0.113.0/24"]
    )
    allowed_numbers: list[Text] = _key(list, "Callers' numbers that are taken; [] takes all.", ["+18005550142"])
    auth_realm: str = _key("", "The realm in the question for the password.", "sip.example.com")
    ringing_timeout: Seconds = _key(None, "How long it may ring before we answer. LiveKit only.", "30s")
    ringing_timeout_status: int = _key(0, "The SIP status after that time; 0 is LiveKit's. LiveKit only.", 480)
    max_call_duration: Seconds = _key(None, "The longest call by this trunk.", "1h")
    krisp_enabled: bool = _key(False, "Krisp's noise filter. LiveKit Cloud only.", False)


class OutboundTrunkDeclaration(_Trunk):
    """Through whom we call. LiveKit only."""

    address: str = _key(..., "Host, or host:port, of the carrier; no SIP URI.", "sip.example.com:5060")
    transport: Literal["auto", "udp", "tcp", "tls"] = _key("auto", "auto, udp, tcp or tls.", "tls")
    destination_country: Text = _key("", "The called country, two letters (ISO 3166-1).", "US")
    from_host: str = _key("", "The host in the From header.", "sip.example.com")


class RegistrationDeclaration(_Part):
    """An account at a provider that we register for. Single machine only."""

    name: Name = _NAME
    registrar: str = _key(..., "Host, or host:port, of the provider.", "sip.example.com:5060")
    auth: AuthDeclaration = _key(..., "The account.", {"username": "user", "password": "env:ACCOUNT_PASSWORD"})
    transport: Literal["udp", "tcp"] = _key("udp", "udp or tcp.", "tcp")
    interval: Seconds = _key(300, "How often we register again.", "5m")


class PrefixRoom(_Part):
    """A room of the caller's own (individual), or one for each dialled number (callee)."""

    prefix: str = _key("", "What the room's name begins with.", "call")
    randomize: bool = _key(False, "End the name in chance, so that each call has a room of its own.", True)


class DirectRoom(_Part):
    """One room for all."""

    name: str = _key(..., "The room's name.", "lobby")


class RoomDeclaration(_Part):
    """Where the caller goes: one of individual, direct or callee."""

    individual: PrefixRoom | None = _key(None, "A room of the caller's own.", {"prefix": "call", "randomize": True})
    direct: DirectRoom | None = _key(None, "One room for all callers.", {"name": "lobby"})
    callee: PrefixRoom | None = _key(None, "A room for each dialled number.", {"prefix": "number"})

    @model_validator(mode="after")
    def _exactly_one(self) -> RoomDeclaration:
        if sum(one is not None for one in (self.individual, self.direct, self.callee)) != 1:
            raise ValueError("say exactly one of individual, direct or callee")
        return self


class CalendarDeclaration(_Part):
    """Opening hours: `open` has weekdays (mon … sun), each with spans such as 09:00-17:30."""

    name: Name = _key(..., "The name that rules call it by.", "office")
    timezone: str = _key("UTC", "The hours' time zone (IANA name).", "America/New_York")
    open: dict[Day, list[Span]] = _key(
        dict, "Spans by weekday; a day that isn't there is closed.", {"mon": ["08:00-12:00", "13:00-17:30"]}
    )
    closed_on: list[Date] = _key(list, "Days off, YYYY-MM-DD.", ["2026-12-25"])


class EmergencyDeclaration(_Part):
    """What happens when a caller speaks of somebody in danger: the number to dial, or a transfer at once."""

    number: Text = _key("", "The number that is said; without it the setting's.", "911")
    transfer: Text = _key("", "SIP URI or number to connect to at once.", "sip:emergency@pbx.example.com")
    crisis_line: Text = _key("", "The number told to callers who may harm themselves.", "988")
    say: ByLanguage = _key(dict, "What is said, by language; {number} is the number.", {"en": "Dial {number} now."})
    phrases: list[Text] = _key(list, "Words that speak of danger, besides those known.", ["gas alarm"])


class DispatchRuleDeclaration(_Part):
    """Which room and agent a call gets."""

    name: Name = _NAME
    trunks: list[str] = _key(list, "Inbound trunks whose calls it takes; [] means any.", ["main-line"])
    called_numbers: list[Text] = _key(list, "Dialled numbers that it takes; [] means any.", ["+18005550100"])
    calling_numbers: list[Text] = _key(list, "Callers' numbers that it takes; [] means any.", ["+18005550142"])
    pin: Text = _key("", "The PIN that callers enter, or env:NAME. LiveKit only.", "env:ROOM_PIN")
    room: RoomDeclaration | None = _key(
        None, "The room; without it one of the caller's own.", {"individual": {"prefix": "call", "randomize": True}}
    )
    agent: str = _key("", "The agent who answers; `callcenter agents list` names them.", "triage")
    language: str = _key("", "The language of the call: en, es, fr or de.", "en")
    opening_hours: str = _key("", "A calendar by its name.", "office")
    outside_hours: OutsideHours = _key("reject", "Outside them: reject (busy), agent or message.", "message")
    outside_agent: str = _key("", "Who answers outside the hours, with outside_hours: agent.", "triage")
    outside_message: ByLanguage = _key(
        dict, "What is said before hanging up, with outside_hours: message.", {"en": "We are closed until Monday."}
    )
    person: Text = _key("", "SIP URI or number of the person for transfers; else the setting's.", "+18005550142")
    greeting: ByLanguage = _key(dict, "What is said first, instead of the agent's greeting.", {"en": "Corner Bakery."})
    max_duration: Seconds = _key(0, "The longest call; 0 is the setting's.", "30m")
    record: bool = _key(False, "Record the call.", True)
    recording_consent: str = _key("", "announce, ask, or the words of the announcement.", "ask")
    recording_words: ByLanguage = _key(dict, "The words, by language.", {"en": "May we record this call?"})
    emergency: EmergencyDeclaration = _key(EmergencyDeclaration(), "What a caller in danger hears.", {"number": "911"})
    transfer_headers: bool = _key(False, "A transfer carries its reason and the facts as SIP headers.", True)
    hide_phone_number: bool = _key(False, "The room's name shows the number's last digits only.", True)
    attributes: dict[str, str] = _key(dict, "Attributes of the caller. LiveKit only.", {"site": "north"})
    room_preset: str = _key("", "A room preset of the project. LiveKit only.", "recorded")
    room_config: dict[str, Any] = _key(dict, "LiveKit's RoomConfiguration. LiveKit only.", {"max_participants": 4})
    krisp_enabled: bool = _key(False, "Krisp's noise filter. LiveKit Cloud only.", False)
    media: MediaDeclaration = _MEDIA
    metadata: str = _METADATA


class SipFile(_Part):
    """One file of `sip/`."""

    inbound_trunks: list[InboundTrunkDeclaration] = _key(list, "Whose calls we take.", [{"name": "main-line"}])
    outbound_trunks: list[OutboundTrunkDeclaration] = _key(list, "Through whom we call.", [{"name": "carrier"}])
    registrations: list[RegistrationDeclaration] = _key(list, "Accounts we register for.", [{"name": "provider"}])


class RulesFile(_Part):
    """One file of `dispatch_rules/`."""

    dispatch_rules: list[DispatchRuleDeclaration] = _key(list, "Who answers which call.", [{"name": "main-line"}])
    calendars: list[CalendarDeclaration] = _key(list, "Opening hours.", [{"name": "office"}])
