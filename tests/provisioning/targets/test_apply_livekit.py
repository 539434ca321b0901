"""Applying to LiveKit: a real Twirp service, the real client, faults in between."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from livekit.protocol import sip
from pydantic import SecretStr, ValidationError

from callcenter.errors import ForeignOwner, PlanStale, ProvisioningError, SettingsError, UnsafePlan
from callcenter.provisioning.apply import Applied, ApplyFailed, apply, plan_for
from callcenter.provisioning.plan import Plan
from callcenter.provisioning.render import plan_document
from callcenter.provisioning.resource import Kind, Resource
from callcenter.provisioning.targets import open_target
from callcenter.provisioning.targets.livekit_marker import read_marker
from callcenter.settings import Settings
from tests.fakes.livekit.livekit_sip_server import API_KEY, API_SECRET, LiveKitSipServer, serve_livekit_sip
from tests.provisioning.resources import LIMITS_AT_LIVEKIT, inbound, outbound, rule


def settings_for(server: LiveKitSipServer, tmp_path: Path, **changed: Any) -> Settings:
    return Settings(
        data_dir=tmp_path,
        **{
            "livekit_url": server.url,
            "livekit_api_key": API_KEY,
            "livekit_api_secret": SecretStr(API_SECRET),
            **changed,
        },
    )


class Project:
    """A LiveKit project under test, with shorthands."""

    def __init__(self, server: LiveKitSipServer, settings: Settings) -> None:
        self.server = server
        self.settings = settings

    async def apply(self, *desired: Resource, owner: str = "callcenter", **options: Any) -> Applied:
        async with open_target("livekit", self.settings, owner=owner) as target:
            return await apply(target, desired, **options)

    async def plan(self, *desired: Resource, owner: str = "callcenter", **options: Any) -> Plan:
        async with open_target("livekit", self.settings, owner=owner) as target:
            return await plan_for(target, desired, **options)

    @property
    def records(self) -> Path:
        return self.settings.data_dir / "provisioning" / "applies.jsonl"


def recorded(project: Project) -> list[dict[str, Any]]:
    return [json.loads(line) for line in project.records.read_text().splitlines()]


@asynccontextmanager
async def running(tmp_path: Path, **fields: Any) -> AsyncIterator[Project]:
    async with serve_livekit_sip(**fields) as server:
        yield Project(server, settings_for(server, tmp_path))


@pytest.fixture
async def project(tmp_path: Path) -> AsyncIterator[Project]:
    async with running(tmp_path) as one:
        yield one


EVERYTHING = (
    inbound("main", numbers=["+18005550100"], secrets={"auth.password": "open-sesame"}, username="carrier"),
    outbound("out", numbers=["+18005550100"], address="sip.example.com"),
    rule("main", trunks=["main"], pin="1234", agent="triage"),
)


async def test_apply__to_an_empty_project__creates_all_and_then_has_nothing_to_do(project: Project) -> None:
    await project.apply(*EVERYTHING)

    trunk = next(iter(project.server.inbound.values()))
    made = next(iter(project.server.rules.values()))
    assert (trunk.name, trunk.auth_username, trunk.auth_password) == ("main", "carrier", "open-sesame")
    assert list(made.trunk_ids) == [trunk.sip_trunk_id]
    assert made.rule.dispatch_rule_individual.pin == "1234"
    assert json.loads(made.room_config.agents[0].metadata) == {
        "agent": "triage",
        "dispatch_rule": "main",
        "trunk_names": {made.trunk_ids[0]: "main"},
    }
    before, writes = project.server.snapshot(), len(project.server.writes)
    assert (await project.plan(*EVERYTHING)).is_empty
    await project.apply(*EVERYTHING)
    assert project.server.snapshot() == before and len(project.server.writes) == writes


async def test_apply__no_secret_in_metadata__but_enough_to_see_that_one_changed(tmp_path: Path) -> None:
    async with running(tmp_path, hides_secrets=True) as project:
        await project.apply(*EVERYTHING)
        stored = "".join(one.metadata for one in (*project.server.inbound.values(), *project.server.rules.values()))
        assert "open-sesame" not in stored and "1234" not in stored.replace('"1234', "")

        assert (await project.plan(*EVERYTHING)).is_empty
        other = inbound("main", numbers=["+18005550100"], secrets={"auth.password": "new"}, username="carrier")
        made = await project.plan(other, *EVERYTHING[1:])

        assert [one["field"] for one in plan_document(made)["changes"][0]["fields"]] == ["auth.password"]


async def test_change__of_one_field__keeps_the_users_metadata_and_the_id(project: Project) -> None:
    await project.apply(inbound("main", numbers=["+1"], metadata='{"team": "x"}'), inbound("b", metadata="free text"))
    ids = set(project.server.inbound)

    await project.apply(
        inbound("main", numbers=["+2"], metadata='{"team": "x"}'), inbound("b", numbers=["+3"], metadata="free text")
    )

    assert set(project.server.inbound) == ids
    kept = {trunk.name: read_marker(trunk.metadata)[0] for trunk in project.server.inbound.values()}
    assert kept == {"main": '{"team": "x"}', "b": "free text"}
    main = next(trunk for trunk in project.server.inbound.values() if trunk.name == "main")
    assert json.loads(main.metadata)["team"] == "x" and list(main.numbers) == ["+2"]


async def test_apply__resources_of_others__are_not_touched(project: Project) -> None:
    project.server.add_inbound(name="clicked", numbers=["+19"])
    project.server.add_rule(name="theirs", metadata='{"callcenter": {"owner": "them", "name": "theirs"}}')
    before = project.server.snapshot()

    await project.apply(*EVERYTHING)
    await project.apply(*EVERYTHING[:2], force=True)

    assert {key: value for key, value in project.server.snapshot().items() if key in before} == before


async def test_apply__another_owner_holds_a_name__is_refused_before_anything_is_done(project: Project) -> None:
    await project.apply(*EVERYTHING, owner="blue")

    with pytest.raises(ForeignOwner, match="main \\(blue\\)"):
        await project.apply(inbound("new"), *EVERYTHING, owner="green")

    assert len(project.server.inbound) == 1


async def test_unmarked_resource__named_by_the_files__is_taken_over_when_it_differs(project: Project) -> None:
    project.server.add_inbound(
        **LIMITS_AT_LIVEKIT, name="main", numbers=["+18005550100"], allowed_addresses=["203.0.113.0/24"]
    )
    same = inbound("main", numbers=["+18005550100"])
    assert (await project.plan(same)).is_empty

    await project.apply(same, adopts=True)
    assert json.loads(next(iter(project.server.inbound.values())).metadata)["callcenter"]["owner"] == "callcenter"
    await project.apply(inbound("main", numbers=["+18005550199"]))

    assert [list(trunk.numbers) for trunk in project.server.inbound.values()] == [["+18005550199"]]


async def test_delete__of_what_is_no_longer_in_the_files__goes_rules_first(project: Project) -> None:
    kept = [inbound(f"keep-{index}", numbers=[f"+1800555{index:04}"]) for index in range(3)]
    await project.apply(*kept, *EVERYTHING)
    project.server.requests.clear()

    await project.apply(*kept, EVERYTHING[1])

    assert project.server.writes == ["DeleteSIPDispatchRule", "DeleteSIPTrunk"]


async def test_numbers__swapped_between_trunks_and_rules__get_there(project: Project) -> None:
    first = [inbound("a", numbers=["+1"]), inbound("b", numbers=["+2"])]
    rules = [rule("r", called_numbers=["+1"]), rule("s", called_numbers=["+2"])]
    await project.apply(*first, *rules)
    swapped = [inbound("a", numbers=["+2"]), inbound("b", numbers=["+1"])]
    swapped += [rule("r", called_numbers=["+2"]), rule("s", called_numbers=["+1"])]

    await project.apply(*swapped)

    assert (await project.plan(*swapped)).is_empty
    assert {one.name: list(one.numbers) for one in project.server.rules.values()} == {"r": ["+2"], "s": ["+1"]}


async def test_trunk__renamed__hands_its_number_and_rules_on(project: Project) -> None:
    await project.apply(inbound("old", numbers=["+1"]), rule("r", trunks=["old"]))

    await project.apply(inbound("new", numbers=["+1"]), rule("r", trunks=["new"]))

    trunk = next(iter(project.server.inbound.values()))
    assert trunk.name == "new" and [list(one.trunk_ids) for one in project.server.rules.values()] == [
        [trunk.sip_trunk_id]
    ]


async def test_conflict__with_a_trunk_of_somebody_else__stops_and_names_it(project: Project) -> None:
    project.server.add_inbound(name="clicked", numbers=["+1"])

    with pytest.raises(ApplyFailed, match="inbound trunk main") as failed:
        await project.apply(inbound("main", numbers=["+1"]), inbound("other", numbers=["+2"]))

    assert [change.name for change in failed.value.done] == ["other"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("fault", "method"),
    [
        ("error", "CreateSIPInboundTrunk"),
        ("error", "CreateSIPDispatchRule"),
        ("drop", "CreateSIPOutboundTrunk"),
        ("garbage", "CreateSIPDispatchRule"),
        ("drop", "CreateSIPInboundTrunk"),
    ],
)
async def test_fault__half_way__says_what_was_done_and_running_again_finishes(
    fault: Any, method: str, when: Any, project: Project
) -> None:
    project.server.fail(fault, method, when=when)

    with pytest.raises(ApplyFailed) as failed:
        await project.apply(*EVERYTHING)
    assert {change.name for change in failed.value.left} and "Run again" in str(failed.value)
    await project.apply(*EVERYTHING)

    assert (await project.plan(*EVERYTHING)).is_empty
    sizes = [len(one) for one in (project.server.inbound, project.server.outbound, project.server.rules)]
    assert sizes == [1, 1, 1]
    assert [record["outcome"] for record in recorded(project)] in (
        ["failed", "applied"],
        ["failed"],  # the answer to the last change was lost, not the change
    )


async def test_timeout__of_a_request__is_told_with_its_deadline(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.provisioning.targets.livekit_api.REQUEST_TIMEOUT_S", 0.3)
    project.server.fail("hang", "ListSIPDispatchRule")

    with pytest.raises(ProvisioningError, match="didn't answer within"):
        await project.plan(*EVERYTHING)


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"livekit_api_secret": SecretStr("wrong-" * 8)}, ProvisioningError, "refuses the API key"),
        ({"livekit_api_key": "APIother"}, ProvisioningError, "refuses the API key"),
        ({"livekit_url": "http://127.0.0.1:9"}, ProvisioningError, "can't be reached"),
        ({"livekit_url": "nonsense"}, ValidationError, "no address of a LiveKit server"),
        ({"livekit_url": "", "livekit_api_key": ""}, SettingsError, "LIVEKIT_URL, LIVEKIT_API_KEY"),
    ],
)
async def test_settings__that_cannot_work__are_told_plainly(
    changed: dict[str, Any], error: type[Exception], told: str, project: Project, tmp_path: Path
) -> None:
    with pytest.raises(error, match=told) as raised:
        project.settings = settings_for(project.server, tmp_path, **changed)
        await project.plan(*EVERYTHING)
    assert API_SECRET not in str(raised.value)


async def test_server__that_is_no_livekit__is_told_plainly(project: Project, tmp_path: Path) -> None:
    project.settings = settings_for(project.server, tmp_path, livekit_url=f"{project.server.url}/elsewhere")

    with pytest.raises(ProvisioningError, match="no LiveKit SIP service"):
        await project.plan(*EVERYTHING)


async def test_invalid_field__is_refused_by_the_server_with_its_words(project: Project) -> None:
    with pytest.raises(ApplyFailed, match="hostname or IP, not SIP URI"):
        await project.apply(outbound("out", numbers=["+1"], address="sip:carrier.example.com"))


async def test_unsafe_plan__is_refused_unless_forced(project: Project) -> None:
    await project.apply(*EVERYTHING)
    before = project.server.snapshot()

    with pytest.raises(UnsafePlan, match="2 of 2"):
        await project.apply()
    assert project.server.snapshot() == before
    await project.apply(force=True)

    assert not project.server.snapshot()


async def test_checksum__of_another_state__is_refused_and_of_this_one_applied(project: Project) -> None:
    made = await project.plan(*EVERYTHING)
    project.server.add_outbound(name="out", numbers=["+1"], address="x.example.com")

    with pytest.raises(PlanStale):
        await project.apply(*EVERYTHING, reviewed=made.checksum)
    again = await project.plan(*EVERYTHING)
    await project.apply(*EVERYTHING, reviewed=again.checksum)

    assert len(project.server.inbound) == 1


async def test_record__of_every_apply__says_who_and_what(project: Project) -> None:
    await project.apply(*EVERYTHING)
    await project.apply(*EVERYTHING)

    (record,) = recorded(project)
    assert "@" in record["applied_by"] and record["applied_at"] and record["done"] == 3
    assert [one["name"] for one in record["diff"]["changes"]] == ["main", "out", "main"]
    assert "open-sesame" not in project.records.read_text()
    assert project.records.stat().st_mode & 0o077 == 0


async def test_missing_secret__of_a_trunk_that_must_be_replaced__is_taken_from_livekit_or_refused(
    tmp_path: Path,
) -> None:
    def main(**fields: Any) -> Resource:
        made = inbound("main", username="carrier", **fields)
        return Resource(kind=made.kind, name=made.name, fields=made.fields, missing_secrets={"auth.password": "PW"})

    async with running(tmp_path) as project:
        await project.apply(*EVERYTHING[:1])
        await project.apply(main(numbers=["+2"]))
        assert [one.auth_password for one in project.server.inbound.values()] == ["open-sesame"]

        project.server.hides_secrets = True
        with pytest.raises(ApplyFailed, match="without PW"):
            await project.apply(main(numbers=["+3"]))


async def test_rule__naming_a_trunk_that_livekit_lost__keeps_its_id(project: Project) -> None:
    project.server.add_rule(
        name="dangling",
        trunk_ids=["ST_gone"],
        rule=sip.SIPDispatchRule(dispatch_rule_direct=sip.SIPDispatchRuleDirect(room_name="lobby")),
    )

    async with open_target("livekit", project.settings) as target:
        (found,) = await target.read()

    assert found.kind is Kind.DISPATCH_RULE and found.fields["trunks"] == ["ST_gone"]


async def test_trunk__whose_file_says_no_limits__rings_and_lasts_no_longer_than_ours(project: Project) -> None:
    unsaid = {"ringing_timeout_s": None, "ringing_timeout_status": 0, "max_call_duration_s": None}
    desired = (inbound("main", **unsaid), rule("main", trunks=["main"], agent="triage", max_duration_s=7200))

    await project.apply(*desired)

    (made,) = project.server.inbound.values()
    assert (made.ringing_timeout.seconds, made.ringing_timeout_status) == (20, 503)
    assert made.max_call_duration.seconds == 7260
    assert (await project.plan(*desired)).is_empty


async def test_rule__applied_for_a_worker_of_another_name__is_a_change_and_asks_for_ours(project: Project) -> None:
    desired = (inbound("main"), rule("main", trunks=["main"], agent="triage"))
    await project.apply(*desired)
    worker = project.settings.worker.model_copy(update={"agent_name": "blue"})
    project.settings = project.settings.model_copy(update={"worker": worker})

    assert [change.name for change in (await project.plan(*desired)).changes] == ["main"]
    await project.apply(*desired)

    (made,) = project.server.rules.values()
    assert [one.agent_name for one in made.room_config.agents] == ["blue"]
    assert (await project.plan(*desired)).is_empty
