"""Admission by the routing in force: the files first, then what was applied, while the worker runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from callcenter.domain.calls.call import Call
from callcenter.domain.calls.caller_identity import CallerIdentity
from callcenter.errors import DeclarationError
from callcenter.settings import Settings, load_settings
from callcenter.store.routing import ApplyRecord, StoredResource, save_routing
from callcenter.telephony.embedded.calls.admission import Refused, TrunkAdmission, load_routing
from callcenter.telephony.embedded.calls.invitation import Invitation
from tests.fakes.waiting import until_listening

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIP = """
inbound_trunks:
  - name: main
    numbers: ["+18005550100"]
    allowed_numbers: ["+12025550123", "+12025550199"]
    max_call_duration: 120
"""
RULES = """
calendars:
  - name: office
    timezone: UTC
    open: {mon: ["09:00-17:00"]}
dispatch_rules:
  - name: main
    trunks: [main]
    agent: billing
    language: es
    record: true
    max_duration: 600
    opening_hours: office
"""


@pytest.fixture
def settings(tmp_path: Path, fresh_url: str) -> Settings:
    for folder, text in (("sip", SIP), ("dispatch_rules", RULES)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.yaml").write_text(text)
    return load_settings(
        data_dir=tmp_path, sip_dir=tmp_path / "sip", rules_dir=tmp_path / "dispatch_rules", database_url=fresh_url
    )


def invitation(caller: str = "+12025550123", dialled: str = "+18005550100", **facts: object) -> Invitation:
    return Invitation(caller_number=caller, dialled_number=dialled, sip_call_id="x", **facts)  # type: ignore[arg-type]


async def test_call__that_a_trunk_and_a_rule_take__carries_what_they_say(
    settings: Settings, database: asyncpg.Pool
) -> None:
    async with TrunkAdmission.open(settings, database) as admission:
        call = admission.judge(invitation(), at=MONDAY)

    assert isinstance(call, Call)
    assert (call.trunk, call.dispatch_rule, call.agent, call.language) == ("main", "main", "billing", "es")
    assert call.is_recorded
    assert call.max_duration_s == 120
    assert admission.numbers == frozenset({"+18005550100"})


@pytest.mark.parametrize(
    ("asked", "at", "reason"),
    [
        (invitation(dialled="+18005559999"), MONDAY, "no-trunk"),
        (invitation(caller="+13105550000"), MONDAY, "no-trunk"),
        (invitation(caller=""), MONDAY, "no-trunk"),
        (invitation(), SUNDAY, "outside-hours"),
    ],
)
async def test_call__that_nothing_takes__is_refused_with_the_explanation(
    settings: Settings, database: asyncpg.Pool, asked: Invitation, at: datetime, reason: str
) -> None:
    async with TrunkAdmission.open(settings, database) as admission:
        refusal = admission.judge(asked, at=at)

    assert isinstance(refusal, Refused)
    assert refusal.reason == reason
    assert refusal.explanation["outcome"] == "reject"
    assert refusal.explanation["checks"]


async def test_call__from_an_address_nobody_knows__passes_no_allow_list(
    settings: Settings, database: asyncpg.Pool
) -> None:
    (settings.sip_dir / "main.yaml").write_text(SIP + '    allowed_addresses: ["203.0.113.0/24"]\n')
    open_network = settings.model_copy(update={"sip": settings.sip.model_copy(update={"bind": "0.0.0.0:5060"})})
    async with TrunkAdmission.open(open_network, database) as admission:
        unknown = admission.judge(invitation(), at=MONDAY)
        stranger = admission.judge(invitation(source_address="198.51.100.1"), at=MONDAY)
        carrier = admission.judge(invitation(source_address="203.0.113.7"), at=MONDAY)

    assert isinstance(unknown, Refused) and unknown.reason == "source-unknown"
    assert isinstance(stranger, Refused) and stranger.reason == "no-trunk"
    assert isinstance(carrier, Call)


async def test_call__past_the_edge__is_refused(settings: Settings, database: asyncpg.Pool) -> None:
    behind = settings.model_copy(update={"sip": settings.sip.model_copy(update={"edge": "192.0.2.9:5060"})})
    async with TrunkAdmission.open(behind, database) as admission:
        past = admission.judge(invitation(source_address="203.0.113.1"), at=MONDAY)
        through = admission.judge(invitation(source_address="203.0.113.1", is_from_edge=True), at=MONDAY)

    assert isinstance(past, Refused)
    assert past.reason == "not-from-edge"
    assert isinstance(through, Call)


async def test_apply__while_running__is_in_force_at_once(settings: Settings, database: asyncpg.Pool) -> None:
    async with TrunkAdmission.open(settings, database) as admission:
        await until_listening(database)
        async with database.acquire() as connection:
            await save_routing(
                connection,
                ApplyRecord(applied_by="test", target="embedded", checksum="x", outcome="applied", diff={}, done=2),
                [
                    StoredResource(kind="inbound_trunk", name="new", document={"numbers": ["+18005550177"]}),
                    StoredResource(kind="dispatch_rule", name="new", document={"agent": "support"}),
                ],
                replaces=0,
            )
        await asyncio.wait_for(admission.changed(), 60)
        call = admission.judge(invitation(dialled="+18005550177"), at=MONDAY)

    assert admission.numbers == frozenset({"+18005550177"})
    assert isinstance(call, Call)
    assert call.agent == "support"


async def test_trunk__for_any_number__opens_every_number(settings: Settings, database: asyncpg.Pool) -> None:
    (settings.sip_dir / "main.yaml").write_text("inbound_trunks:\n  - name: any\n")
    async with TrunkAdmission.open(settings, database) as admission:
        assert admission.numbers is None


async def test_files__with_faults_and_nothing_applied__are_refused_with_all_of_them(
    settings: Settings, database: asyncpg.Pool
) -> None:
    (settings.sip_dir / "main.yaml").write_text("inbound_trunks:\n  - nmae: main\n")

    with pytest.raises(DeclarationError, match=r"main\.yaml:2"):
        async with TrunkAdmission.open(settings, database):
            raise AssertionError("opened")


async def test_call__rule_with_words_of_its_own__carries_them(settings: Settings, database: asyncpg.Pool) -> None:
    path = next(settings.rules_dir.glob("*.yaml"))
    text = path.read_text()
    own = "    person: '+18005550142'\n    greeting: {en: Corner Bakery.}\n    outside_message: {en: We are closed.}\n"
    named = text.replace("    opening_hours:", f"{own}    outside_hours: message\n    opening_hours:", 1)
    assert named != text
    path.write_text(named)

    async with TrunkAdmission.open(settings, database) as admission:
        opened, closed = (admission.judge(invitation(), at=at) for at in (MONDAY, SUNDAY))

    assert isinstance(opened, Call) and isinstance(closed, Call)
    assert (opened.person, opened.greeting, opened.closed_message) == ("+18005550142", {"en": "Corner Bakery."}, {})
    assert closed.closed_message == {"en": "We are closed."}


@pytest.mark.parametrize(
    ("allowed", "checks_addresses", "believed"),
    [
        ("", True, False),
        ("    allowed_addresses: [203.0.113.7]\n", True, True),
        ("    allowed_addresses: [203.0.113.7]\n", False, False),
    ],
)
async def test_identity__is_believed_of_a_sender_known_by_its_address_only(
    settings: Settings, database: asyncpg.Pool, allowed: str, checks_addresses: bool, believed: bool
) -> None:
    (settings.sip_dir / "main.yaml").write_text(SIP + allowed)
    said = CallerIdentity(verstat="passed", attestation="A")
    routing = await load_routing(settings, database)

    admission = TrunkAdmission(routing, checks_addresses=checks_addresses)
    call = admission.judge(invitation(source_address="203.0.113.7", identity=said), at=MONDAY)

    assert isinstance(call, Call)
    assert call.identity == (said if believed else CallerIdentity())
