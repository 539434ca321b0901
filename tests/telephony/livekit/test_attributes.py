"""The same call from a room's attributes as from an INVITE."""

from __future__ import annotations

import pytest

from callcenter.domain.routing.duties import Duties, Emergency, RecordingForm
from callcenter.provisioning.targets.livekit_rooms import dispatch_metadata
from callcenter.telephony.livekit.attributes import JobMetadata, call_from_room, read_job_metadata

ATTRIBUTES = {
    "sip.phoneNumber": "+15550100123",
    "sip.trunkPhoneNumber": "+18005550100",
    "sip.trunkID": "ST_1",
    "sip.ruleID": "SDR_1",
    "sip.callID": "SCL_1",
    "sip.callIDFull": "abc@carrier",
    "sip.hostname": "203.0.113.9",
    "sip.h.X-Account": "77",
    "priority": "gold",
    "lk.agent.state": "listening",
}
AGENTS = ("triage", "billing")


def test_call__sip_attributes__fill_every_field() -> None:
    call = call_from_room(room="call-1", attributes=ATTRIBUTES, metadata=JobMetadata(), agents=AGENTS)

    assert (call.caller_number, call.dialled_number) == ("+15550100123", "+18005550100")
    assert (call.trunk, call.dispatch_rule, call.room) == ("ST_1", "SDR_1", "call-1")
    # The From header's host is the caller's word, no address of the sender.
    assert (call.sip_call_id, call.source_address) == ("abc@carrier", "")
    assert call.headers == {"x-account": "77", "priority": "gold", "from-host": "203.0.113.9"}
    assert (call.agent, call.language, call.is_recorded) == ("triage", "en", False)


def test_call__control_characters__reach_nobodys_terminal() -> None:
    ugly = {**ATTRIBUTES, "sip.callIDFull": "a\x1b]0;b", "sip.h.X-Account": "7\u202e7", "sip.hostname": "h\x9b1m"}

    call = call_from_room(room="r", attributes=ugly, metadata=JobMetadata(), agents=AGENTS)

    assert call.sip_call_id == "a]0;b"
    assert call.headers == {"x-account": "77", "priority": "gold", "from-host": "h1m"}


def test_call__names_of_the_files__come_before_livekits_ids() -> None:
    ours = {
        **ATTRIBUTES,
        "callcenter.trunk": "carrier-in",
        "callcenter.dispatch_rule": "main",
        "callcenter.agent": "billing",
        "callcenter.record": "true",
    }

    call = call_from_room(room="r", attributes=ours, metadata=JobMetadata(language="es"), agents=AGENTS)

    assert (call.trunk, call.dispatch_rule, call.agent) == ("carrier-in", "main", "billing")
    assert (call.language, call.is_recorded) == ("es", True)
    assert "callcenter.trunk" not in call.headers


def test_call__hidden_or_withheld_number__is_empty() -> None:
    hidden = {key: value for key, value in ATTRIBUTES.items() if key != "sip.phoneNumber"}

    for attributes in (hidden, {**ATTRIBUTES, "sip.phoneNumber": "Anonymous"}):
        call = call_from_room(room="r", attributes=attributes, metadata=JobMetadata(), agents=AGENTS)
        assert call.caller_number == ""


def test_call__unknown_agent__triage_takes_it() -> None:
    call = call_from_room(room="r", attributes={}, metadata=JobMetadata(agent="nobody"), agents=AGENTS)

    assert call.agent == "triage"


@pytest.mark.parametrize("text", ["", "  ", "not json", '{"agnet": "billing"}', "[]", '{"max_duration_s": -1}'])
def test_metadata__empty_or_broken__leaves_the_defaults(text: str) -> None:
    assert read_job_metadata(text) == JobMetadata()


def test_metadata__as_a_rule_writes_it__is_read() -> None:
    assert read_job_metadata('{"agent": "billing", "record": true}') == JobMetadata(agent="billing", record=True)


def test_metadata__as_apply_writes_it_for_livekit__is_read_whole() -> None:
    told = {
        "agent": "billing",
        "language": "es",
        "record": True,
        "recording_consent": "ask",
        "recording_words": {"en": "May we record this call?"},
        "emergency": {"number": "112", "transfer": "", "say": {"en": "Dial {number}."}},
        "transfer_headers": True,
        "max_duration_s": 600,
        "opening_hours": "office",
        "calendar": {"timezone": "UTC", "spans": [], "closed_on": ["2026-12-25"]},
        "outside_hours": "agent",
        "outside_agent": "support",
        "outside_message": {"en": "We are closed."},
        "person": "+18005550142",
        "greeting": {"en": "Corner Bakery."},
    }

    names = {"ST_1": "carrier-in"}
    metadata = read_job_metadata(dispatch_metadata(told, rule="main-line", trunk_names=names))

    assert metadata == JobMetadata(dispatch_rule="main-line", trunk_names=names, **told)  # type: ignore[arg-type]
    call = call_from_room(room="r", attributes=ATTRIBUTES, metadata=metadata, agents=AGENTS)
    assert call.trunk == "carrier-in"
    assert (call.person, call.greeting) == ("+18005550142", {"en": "Corner Bakery."})
    assert call.duties == Duties(
        emergency=Emergency(number="112", say={"en": "Dial {number}."}),
        recording=RecordingForm.ASK,
        recording_words={"en": "May we record this call?"},
        transfer_headers=True,
    )


def test_recording_consent__words_instead_of_a_form__are_announced() -> None:
    metadata = JobMetadata(recording_consent="This call is recorded.")

    call = call_from_room(room="r", attributes={}, metadata=metadata, agents=AGENTS)

    assert call.duties.recording is RecordingForm.ANNOUNCE
    assert call.duties.recording_words == {"en": "This call is recorded."}
