"""Opening hours on LiveKit: told to the worker with the rule's agent, and back in the files unharmed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from callcenter.provisioning.export import export, write_export
from callcenter.provisioning.files.documents import resources_of
from callcenter.provisioning.files.load import load
from callcenter.provisioning.plan import Update
from callcenter.provisioning.resource import Resource
from callcenter.provisioning.targets import open_target
from tests.provisioning.resources import calendar, inbound, rule
from tests.provisioning.targets.test_apply_livekit import Project, running

OFFICE: dict[str, Any] = {
    "timezone": "America/New_York",
    "spans": [
        {"day": "mon", "opens": "09:00", "closes": "12:00"},
        {"day": "mon", "opens": "13:00", "closes": "17:00"},
        {"day": "sat", "opens": "00:00", "closes": "24:00"},
    ],
    "closed_on": ["2026-12-25"],
}


@pytest.fixture
async def project(tmp_path: Path) -> AsyncIterator[Project]:
    async with running(tmp_path) as one:
        yield one


def routing(office: dict[str, Any] = OFFICE, **fields: Any) -> tuple[Resource, ...]:
    hours = {"opening_hours": "office", "outside_hours": "agent", "outside_agent": "billing"}
    return (
        calendar("office", **office),
        inbound("main", numbers=["+18005550100"]),
        rule("main", trunks=["main"], **{"agent": "triage", **hours, **fields}),
    )


def told(project: Project) -> dict[str, Any]:
    """Return what the rule's dispatch tells the worker."""
    (made,) = project.server.rules.values()
    said: dict[str, Any] = json.loads(made.room_config.agents[0].metadata)
    said.pop("trunk_names", None)
    return said


async def test_apply__rule_with_hours__tells_the_worker_and_then_has_nothing_to_do(project: Project) -> None:
    await project.apply(*routing())

    assert told(project) == {
        "agent": "triage",
        "dispatch_rule": "main",
        "opening_hours": "office",
        "calendar": OFFICE,
        "outside_hours": "agent",
        "outside_agent": "billing",
    }
    assert (await project.plan(*routing())).is_empty


async def test_apply__rule_without_hours__tells_the_worker_nothing_of_them(project: Project) -> None:
    await project.apply(*routing(opening_hours=""))

    assert told(project) == {"agent": "triage", "dispatch_rule": "main"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"timezone": "Europe/Berlin"}, "calendar.timezone"),
        ({"spans": OFFICE["spans"][:1]}, "calendar.spans"),
        ({"closed_on": []}, "calendar.closed_on"),
    ],
)
async def test_calendar__changed_in_the_files__is_a_change_of_the_rule_and_reaches_the_worker(
    project: Project, changed: dict[str, Any], field: str
) -> None:
    await project.apply(*routing())
    later = routing({**OFFICE, **changed})

    (change,) = (await project.plan(*later)).changes
    await project.apply(*later)

    assert isinstance(change, Update) and [one.field for one in change.fields] == [field]
    assert told(project)["calendar"] == {**OFFICE, **changed}
    assert (await project.plan(*later)).is_empty


async def test_hours__removed_from_the_rule__are_taken_from_the_worker(project: Project) -> None:
    await project.apply(*routing())

    await project.apply(*routing(opening_hours=""))

    assert "calendar" not in told(project)
    assert (await project.plan(*routing(opening_hours=""))).is_empty


@pytest.mark.parametrize("outside", [{}, {"outside_hours": "reject", "outside_agent": ""}])
async def test_export__rule_with_hours__gives_back_the_files(
    project: Project, tmp_path: Path, outside: dict[str, str]
) -> None:
    await project.apply(*routing(**outside))

    async with open_target("livekit", project.settings) as target:
        write_export(export(await target.read(), sip_dir=tmp_path / "sip", rules_dir=tmp_path / "rules"), force=False)

    assert "room_config" not in (tmp_path / "rules" / "dispatch-rules.yaml").read_text()
    again = resources_of(load(tmp_path / "sip", tmp_path / "rules"))
    assert {(one.kind, one.name): dict(one.fields) for one in again} == {
        (one.kind, one.name): dict(one.fields) for one in routing(**outside)
    }
    assert (await project.plan(*again)).is_empty


async def test_rule__applied_before_workers_were_told_hours__is_a_change_and_keeps_its_calendar_in_an_export(
    project: Project, tmp_path: Path
) -> None:
    await project.apply(*routing())
    (made,) = project.server.rules.values()
    made.room_config.agents[0].metadata = json.dumps({"agent": "triage", "dispatch_rule": "main"})

    (change,) = (await project.plan(*routing())).changes
    async with open_target("livekit", project.settings) as target:
        exported = export(await target.read(), sip_dir=tmp_path / "sip", rules_dir=tmp_path / "rules")
    await project.apply(*routing())

    assert isinstance(change, Update) and [one.field for one in change.fields] == ["not_told"]
    assert tmp_path / "rules" / "calendars.yaml" in exported.files
    assert told(project)["calendar"] == OFFICE
    assert (await project.plan(*routing())).is_empty


async def test_dispatch__changed_by_hand_at_livekit__is_a_change_and_is_put_right(project: Project) -> None:
    await project.apply(*routing())
    (made,) = project.server.rules.values()
    other = {**told(project), "calendar": {**OFFICE, "timezone": "UTC"}}
    names = json.loads(made.room_config.agents[0].metadata)["trunk_names"]
    made.room_config.agents[0].metadata = json.dumps({**other, "trunk_names": names})

    (change,) = (await project.plan(*routing())).changes
    await project.apply(*routing())

    assert isinstance(change, Update)
    assert [(one.old, one.new) for one in change.fields] == [("UTC", "America/New_York")]
    assert told(project)["calendar"] == OFFICE


async def test_rule__with_agents_of_its_own_in_room_config__keeps_them_and_tells_nothing(project: Project) -> None:
    own = routing(room_config={"agents": [{"agent_name": "own"}]})

    await project.apply(*own)

    (made,) = project.server.rules.values()
    assert [(one.agent_name, one.metadata) for one in made.room_config.agents] == [("own", "")]
    assert (await project.plan(*own)).is_empty
