"""Export: what a target has becomes files whose plan is empty, and applying them elsewhere makes the same."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol import sip
from pydantic import SecretStr

from callcenter.errors import ProvisioningError
from callcenter.provisioning.apply import apply, plan_for
from callcenter.provisioning.export import Export, export, write_export
from callcenter.provisioning.files.documents import resources_of
from callcenter.provisioning.files.load import load
from callcenter.provisioning.resource import Kind, Resource
from callcenter.provisioning.targets import open_target
from callcenter.settings import Settings
from tests.fakes.livekit.livekit_sip_server import LiveKitSipServer, serve_livekit_sip
from tests.provisioning.resources import LIMITS_AT_LIVEKIT, inbound, rule
from tests.provisioning.targets.test_apply_livekit import settings_for
from tests.provisioning.targets.test_apply_properties import EXAMPLES, routings


async def _exported(target: str, chosen: Settings, folder: Path) -> Export:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sip").mkdir(exist_ok=True)
    (folder / "rules").mkdir(exist_ok=True)
    async with open_target(target, chosen) as opened:
        made = export(await opened.read(), sip_dir=folder / "sip", rules_dir=folder / "rules")
    write_export(made, force=True)
    return made


def _reread(folder: Path, environment: Mapping[str, str]) -> tuple[Resource, ...]:
    return resources_of(load(folder / "sip", folder / "rules", secret=environment.get))


def _values(made: Export, server: LiveKitSipServer) -> dict[str, str]:
    """Return what an operator would set, from what the project holds."""
    held = {
        Kind.INBOUND_TRUNK: {one.name: one.auth_password for one in server.inbound.values()},
        Kind.OUTBOUND_TRUNK: {one.name: one.auth_password for one in server.outbound.values()},
        Kind.DISPATCH_RULE: {
            one.name: getattr(one.rule, one.rule.WhichOneof("rule") or "").pin for one in server.rules.values()
        },
    }
    return {one.variable: held[one.kind][one.name] for one in made.secrets}


async def test_export__of_a_project_nobody_declared__plans_no_change_with_and_without_the_secrets(
    tmp_path: Path,
) -> None:
    async with serve_livekit_sip() as server:
        trunk = server.add_inbound(
            **LIMITS_AT_LIVEKIT,
            name="Main Line (Twilio)",
            numbers=["+1 (800) 555-0100", "18005550101"],
            auth_username="carrier",
            auth_password="open-sesame",
            headers={"X-A": "1"},
            metadata='{"team": "sales"}',
            media_encryption=sip.SIP_MEDIA_ENCRYPT_REQUIRE,
        )
        server.add_inbound(**LIMITS_AT_LIVEKIT, name="", numbers=["+2"], krisp_enabled=True)
        server.add_inbound(**LIMITS_AT_LIVEKIT, name="twin", numbers=["+3"])
        server.add_inbound(**LIMITS_AT_LIVEKIT, name="twin", numbers=["+4"], metadata="free text")
        server.add_outbound(name="out", address="sip.example.com", numbers=["+5"], transport=sip.SIP_TRANSPORT_TLS)
        server.add_rule(
            name="Lobby",
            trunk_ids=[trunk.sip_trunk_id, "ST_gone"],
            inbound_numbers=["+9"],
            attributes={"k": "v"},
            rule=sip.SIPDispatchRule(dispatch_rule_direct=sip.SIPDispatchRuleDirect(room_name="lobby", pin="1234")),
        )
        before, chosen = server.snapshot(), settings_for(server, tmp_path)

        made = await _exported("livekit", chosen, tmp_path)

        text = "".join(path.read_text() for path in (*(tmp_path / "sip").iterdir(), *(tmp_path / "rules").iterdir()))
        assert "open-sesame" not in text and "1234" not in text
        assert {one.variable for one in made.secrets} == {"MAIN_LINE_TWILIO_PASSWORD", "LOBBY_PIN"}
        for environment in ({}, {"MAIN_LINE_TWILIO_PASSWORD": "open-sesame", "LOBBY_PIN": "1234"}):
            async with open_target("livekit", chosen) as target:
                planned = await plan_for(target, _reread(tmp_path, environment))
            assert planned.is_empty, planned.changes
        async with open_target("livekit", chosen) as target:
            await apply(target, _reread(tmp_path, {}), adopts=True)
        assert set(server.snapshot()) == set(before)
        assert all("callcenter" in json.loads(one.metadata) for one in server.inbound.values())


async def test_export__of_a_changed_secret__plans_just_that(tmp_path: Path) -> None:
    async with serve_livekit_sip() as server:
        server.add_inbound(**LIMITS_AT_LIVEKIT, name="main", numbers=["+1"], auth_username="u", auth_password="old")
        await _exported("livekit", settings_for(server, tmp_path), tmp_path)

        async with open_target("livekit", settings_for(server, tmp_path)) as target:
            planned = await plan_for(target, _reread(tmp_path, {"MAIN_PASSWORD": "new"}))

        (change,) = planned.changes
        assert [one.field for one in change.fields] == ["auth.password"]  # type: ignore[union-attr]


async def test_export__resources_of_another_owner__are_left_out_and_said(tmp_path: Path) -> None:
    async with serve_livekit_sip() as server:
        chosen = settings_for(server, tmp_path)
        async with open_target("livekit", chosen, owner="them") as target:
            await apply(target, [inbound("theirs", numbers=["+1"])])

        made = await _exported("livekit", chosen, tmp_path)

        assert not made.files and [one.owner for one in made.left_out] == ["them"]


async def test_export__files_are_there__overwrites_none_unless_forced(tmp_path: Path) -> None:
    async with serve_livekit_sip() as server:
        server.add_inbound(**LIMITS_AT_LIVEKIT, name="main", numbers=["+1"])
        server.add_rule(name="main")
        made = await _exported("livekit", settings_for(server, tmp_path), tmp_path)
        (tmp_path / "sip" / "inbound-trunks.yaml").write_text("mine")
        (tmp_path / "rules" / "dispatch-rules.yaml").unlink()

        with pytest.raises(ProvisioningError, match=r"inbound-trunks\.yaml exists"):
            write_export(made, force=False)

        assert (tmp_path / "sip" / "inbound-trunks.yaml").read_text() == "mine"
        assert not (tmp_path / "rules" / "dispatch-rules.yaml").exists()
        write_export(made, force=True)
        assert "main" in (tmp_path / "sip" / "inbound-trunks.yaml").read_text()


@EXAMPLES
@given(routings())
def test_livekit__export_of_what_was_applied__is_what_was_applied(desired: list[Resource]) -> None:
    async def run(folder: Path) -> None:
        async with serve_livekit_sip() as server:
            chosen = settings_for(server, folder)
            async with open_target("livekit", chosen) as target:
                await apply(target, desired)
            before = server.snapshot()
            made = await _exported("livekit", chosen, folder)
            again = _reread(folder, _values(made, server))
            async with open_target("livekit", chosen) as target:
                planned = await plan_for(target, again)
                assert planned.is_empty, planned.changes
                assert {(one.kind, one.name): dict(one.secrets) for one in planned.desired} == {
                    (one.kind, one.name): dict(one.secrets) for one in desired if one.kind is not Kind.CALENDAR
                }
            assert server.snapshot() == before

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


@EXAMPLES
@given(desired=routings(), extra=st.booleans())
def test_embedded__export_of_what_was_applied__is_what_was_applied(
    fresh_url_sync: str, desired: list[Resource], extra: bool
) -> None:
    async def run(folder: Path) -> None:
        chosen = Settings(data_dir=folder, database_url=SecretStr(fresh_url_sync))
        wanted = [*desired, rule("extra", called_numbers=["+1999"], opening_hours="office")] if extra else desired
        async with open_target("embedded", chosen) as target:
            await apply(target, wanted, force=True)
        made = await _exported("embedded", chosen, folder)
        known = {(one.kind, one.name): one.secrets for one in wanted}
        values = {one.variable: known[one.kind, one.name][one.field] for one in made.secrets}
        async with open_target("embedded", chosen) as target:
            planned = await plan_for(target, _reread(folder, values))
            assert planned.is_empty, planned.changes

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
