"""From a job's metadata and a SIP participant's attributes to the same `Call` that the single machine makes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.phone_number import is_withheld
from callcenter.domain.routing.dispatch_rule import OutsideHours
from callcenter.domain.routing.duties import Duties, Emergency, read_recording
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.domain.routing.sip_address import kept
from callcenter.log import logger
from callcenter.redaction import redact

log = logger(__name__)

# Names that LiveKit SIP gives (livekit/protocol, livekit/attrs.go; livekit/sip, pkg/sip/participant.go).
PHONE_NUMBER = "sip.phoneNumber"
TRUNK_NUMBER = "sip.trunkPhoneNumber"
TRUNK_ID = "sip.trunkID"
RULE_ID = "sip.ruleID"
CALL_ID = "sip.callID"
#: The Call-ID header (RFC 3261); `sip.callID` is LiveKit's own.
CALL_ID_HEADER = "sip.callIDFull"
HOST_NAME = "sip.hostname"
#: How far the phone call is (livekit-sip, pkg/sip/participant.go): ringing before its 200 OK, active after it.
CALL_STATUS, RINGING = "sip.callStatus", "ringing"
#: Under this name the host of the From header is among a call's headers.
FROM_HOST = "from-host"
HEADER_PREFIX = "sip.h."
#: Ours, set as `attributes` of a dispatch rule: the names in the operators' files instead of LiveKit's ids.
OUR_PREFIX = "callcenter."
#: Given to a person who was rung into a caller's room (`job.bridge`).
PERSON = f"{OUR_PREFIX}person"
#: Attributes of the framework, which say nothing about the call.
_FOREIGN = ("sip.", "lk.", OUR_PREFIX)


class JobMetadata(BaseModel):
    """What a dispatch rule (`room_config.agents[].metadata`) or a program that starts a call may say, as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent: str = ""
    language: str = ""
    trunk: str = ""
    #: The files' names of the rule's trunks, by LiveKit's ids.
    trunk_names: dict[str, str] = Field(default_factory=dict)
    dispatch_rule: str = ""
    record: bool = False
    recording_consent: str = ""
    recording_words: dict[str, str] = Field(default_factory=dict)
    emergency: Emergency = Emergency()
    transfer_headers: bool = False
    max_duration_s: int = Field(default=0, ge=0)
    #: The calendar's name, and the calendar itself, read where it is judged: a faulty one must not cost the rest.
    opening_hours: str = ""
    calendar: object = None
    outside_hours: OutsideHours = "reject"
    outside_agent: str = ""
    outside_message: dict[str, str] = Field(default_factory=dict)
    #: Who takes the transfers of the rule's calls, and what is said first, by language.
    person: str = ""
    greeting: dict[str, str] = Field(default_factory=dict)
    #: Number to call; the job then rings it by `callcenter worker`'s outbound trunk instead of waiting for a caller.
    dial: str = ""
    #: The caller (participant's sid) for whom the room watcher sent this job after another that never came or died:
    #: there is no third.
    again_for: str = ""


def read_job_metadata(text: str) -> JobMetadata:
    """Return what the metadata says. Metadata that can't be read is logged and left out: the caller is waiting."""
    if not text.strip():
        return JobMetadata()
    try:
        return JobMetadata.model_validate_json(text)
    except ValidationError as error:
        fields = sorted({".".join(str(part) for part in fault["loc"]) or "(whole)" for fault in error.errors()})
        log.warning("job_metadata_ignored", fields=fields)
        return JobMetadata()


def call_from_room(*, room: str, attributes: Mapping[str, str], metadata: JobMetadata, agents: Collection[str]) -> Call:
    """Return the call of a SIP participant.

    Metadata comes before the dispatch rule's `callcenter.*` attributes, and those before LiveKit's ids. Attributes
    with names of their own are SIP headers that a trunk maps (`headers_to_attributes`).
    """
    return Call(
        call_id=new_call_id(),
        started_at=datetime.now(UTC),
        caller_number=_number(attributes.get(PHONE_NUMBER, "")),
        dialled_number=kept(attributes.get(TRUNK_NUMBER, "")),
        trunk=metadata.trunk or attributes.get(f"{OUR_PREFIX}trunk", "") or _trunk(attributes, metadata),
        dispatch_rule=metadata.dispatch_rule
        or attributes.get(f"{OUR_PREFIX}dispatch_rule", "")
        or attributes.get(RULE_ID, ""),
        room=room,
        agent=known_agent(metadata.agent or attributes.get(f"{OUR_PREFIX}agent", "") or FIRST_AGENT, agents),
        language=metadata.language or attributes.get(f"{OUR_PREFIX}language", "") or "en",
        is_recorded=metadata.record or attributes.get(f"{OUR_PREFIX}record", "") == "true",
        duties=_duties(attributes, metadata),
        person=metadata.person,
        greeting=metadata.greeting,
        max_duration_s=metadata.max_duration_s,
        sip_call_id=kept(attributes.get(CALL_ID_HEADER, "") or attributes.get(CALL_ID, "")),
        # LiveKit SIP tells no sender's address: `sip.hostname` is the host of the From header, as the caller chose it
        # (livekit/protocol, livekit/sip.go: EvaluateDispatchRule).
        headers=_headers(attributes),
    )


def _trunk(attributes: Mapping[str, str], metadata: JobMetadata) -> str:
    trunk_id = attributes.get(TRUNK_ID, "")
    return metadata.trunk_names.get(trunk_id, trunk_id)


def _duties(attributes: Mapping[str, str], metadata: JobMetadata) -> Duties:
    consent = metadata.recording_consent or attributes.get(f"{OUR_PREFIX}recording_consent", "")
    form, words = read_recording(consent, metadata.recording_words, language=metadata.language or "en")
    return Duties(
        emergency=metadata.emergency,
        recording=form,
        recording_words=words,
        transfer_headers=metadata.transfer_headers,
    )


def known_agent(agent: str, agents: Collection[str]) -> str:
    """Return the agent, or the one who takes the calls of agents that aren't there."""
    if agent in agents:
        return agent
    log.warning("unknown_agent_asked_for", agent=redact(agent), instead=FIRST_AGENT)
    return FIRST_AGENT


def _number(user: str) -> str:
    return "" if is_withheld(user) else kept(user)


def _headers(attributes: Mapping[str, str]) -> dict[str, str]:
    headers = {
        name.removeprefix(HEADER_PREFIX).lower(): value
        for name, value in attributes.items()
        if name.startswith(HEADER_PREFIX)
    }
    mapped = {name.lower(): value for name, value in attributes.items() if not name.startswith(_FOREIGN)}
    host = attributes.get(HOST_NAME, "")
    found = {**headers, **mapped, **({FROM_HOST: host} if host else {})}
    return {name: kept(value) for name, value in found.items()}
