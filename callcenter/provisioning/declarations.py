"""What the files in `sip/` and `dispatch_rules/` may say. Unknown keys are refused; secrets only as `env:NAME`.

Fields that LiveKit has keep its snake_case names, but for those that can be misread: a rule's `called_numbers` and
`calling_numbers` are LiveKit's `numbers` and `inbound_numbers`. Durations are seconds, or text such as 30s or 5m.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from callcenter.domain.language import Language

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h)?")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def _seconds(value: Any) -> Any:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return value
    seconds = float(match[1]) * _UNITS[match[2] or ""]
    return int(seconds) if seconds == int(seconds) else seconds


def _text(value: Any) -> Any:
    """Take a number that YAML read as an integer, such as an unquoted PIN, as it stands."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)]
Text = Annotated[str, BeforeValidator(_text)]
Seconds = Annotated[float | int | None, BeforeValidator(_seconds), Field(ge=0)]
Secret = Annotated[str, StringConstraints(pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*)?$")]
Span = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d ?- ?(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Date = Annotated[str, BeforeValidator(str), StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
#: Words by language (ISO 639-1).
ByLanguage = dict[Language, Annotated[str, StringConstraints(min_length=1, max_length=500)]]
HeaderChoice = Literal["none", "x", "all"]
Encryption = Literal["disable", "allow", "require"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AuthDeclaration(_Part):
    """User name and password; the password as `env:NAME`."""

    username: Text = ""
    password: Secret = ""


class CodecDeclaration(_Part):
    """A codec by its RTP name."""

    name: str
    rate: int = 0


class MediaDeclaration(_Part):
    """How audio is carried."""

    only_listed_codecs: bool = False
    codecs: list[CodecDeclaration] = Field(default_factory=list)
    encryption: Encryption | None = None
    media_timeout: Seconds = None


class _Trunk(_Part):
    name: Name
    numbers: list[Text] = Field(default_factory=list)
    auth: AuthDeclaration = AuthDeclaration()
    headers: dict[str, str] = Field(default_factory=dict)
    headers_to_attributes: dict[str, str] = Field(default_factory=dict)
    attributes_to_headers: dict[str, str] = Field(default_factory=dict)
    include_headers: HeaderChoice = "none"
    media: MediaDeclaration = MediaDeclaration()
    metadata: str = ""


class InboundTrunkDeclaration(_Trunk):
    """Whose calls are taken: `numbers` dialled ([] any), `allowed_addresses`, `allowed_numbers` of callers."""

    allowed_addresses: list[str] = Field(default_factory=list)
    allowed_numbers: list[Text] = Field(default_factory=list)
    auth_realm: str = ""
    ringing_timeout: Seconds = None
    ringing_timeout_status: int = 0
    max_call_duration: Seconds = None
    krisp_enabled: bool = False


class OutboundTrunkDeclaration(_Trunk):
    """Through whom we call."""

    address: str
    transport: Literal["auto", "udp", "tcp", "tls"] = "auto"
    destination_country: str = ""
    from_host: str = ""


class RegistrationDeclaration(_Part):
    """An account at a provider that we register for."""

    name: Name
    registrar: str
    auth: AuthDeclaration
    transport: Literal["udp", "tcp"] = "udp"
    interval: Seconds = 300


class PrefixRoom(_Part):
    """A room of the caller's own (individual), or one for each dialled number (callee)."""

    prefix: str = ""
    randomize: bool = False


class DirectRoom(_Part):
    """One room for all."""

    name: str


class RoomDeclaration(_Part):
    """Where the caller goes: one of individual, direct or callee."""

    individual: PrefixRoom | None = None
    direct: DirectRoom | None = None
    callee: PrefixRoom | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> RoomDeclaration:
        if sum(one is not None for one in (self.individual, self.direct, self.callee)) != 1:
            raise ValueError("say exactly one of individual, direct or callee")
        return self


class CalendarDeclaration(_Part):
    """Opening hours: `open` has weekdays (mon … sun), each with spans such as 09:00-17:30."""

    name: Name
    timezone: str = "UTC"
    open: dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], list[Span]] = Field(default_factory=dict)
    closed_on: list[Date] = Field(default_factory=list)


class EmergencyDeclaration(_Part):
    """What happens when a caller speaks of somebody in danger: the number to dial, or a transfer at once."""

    number: Text = ""
    transfer: Text = ""
    say: ByLanguage = Field(default_factory=dict)
    phrases: list[Text] = Field(default_factory=list)


class DispatchRuleDeclaration(_Part):
    """Which room and agent a call gets."""

    name: Name
    trunks: list[str] = Field(default_factory=list)
    called_numbers: list[Text] = Field(default_factory=list)
    calling_numbers: list[Text] = Field(default_factory=list)
    pin: Text = ""
    room: RoomDeclaration | None = None
    agent: str = ""
    language: str = ""
    opening_hours: str = ""
    outside_hours: Literal["reject", "agent"] = "reject"
    outside_agent: str = ""
    max_duration: Seconds = 0
    record: bool = False
    #: `announce`, `ask`, or the words of the announcement.
    recording_consent: str = ""
    recording_words: ByLanguage = Field(default_factory=dict)
    emergency: EmergencyDeclaration = EmergencyDeclaration()
    transfer_headers: bool = False
    hide_phone_number: bool = False
    attributes: dict[str, str] = Field(default_factory=dict)
    room_preset: str = ""
    room_config: dict[str, Any] = Field(default_factory=dict)
    krisp_enabled: bool = False
    media: MediaDeclaration = MediaDeclaration()
    metadata: str = ""


class SipFile(_Part):
    """One file of `sip/`."""

    inbound_trunks: list[InboundTrunkDeclaration] = Field(default_factory=list)
    outbound_trunks: list[OutboundTrunkDeclaration] = Field(default_factory=list)
    registrations: list[RegistrationDeclaration] = Field(default_factory=list)


class RulesFile(_Part):
    """One file of `dispatch_rules/`."""

    dispatch_rules: list[DispatchRuleDeclaration] = Field(default_factory=list)
    calendars: list[CalendarDeclaration] = Field(default_factory=list)
