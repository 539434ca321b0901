"""Applying to the single machine: a real Postgres, whole versions, and a running worker that hears of them."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from callcenter.errors import PlanStale, ProvisioningError, UnsafePlan
from callcenter.provisioning.apply import Applied, ApplyFailed, apply, plan_for
from callcenter.provisioning.render import plan_document
from callcenter.provisioning.resource import Resource
from callcenter.provisioning.targets import open_target
from callcenter.settings import Settings
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_database, prepare_connection
from callcenter.store.routing import follow_routing, load_applied, load_version
from tests.fakes.waiting import until_listening
from tests.provisioning.resources import inbound, rule

ROUTING = (
    inbound("main", numbers=["+18005550100"], secrets={"auth.password": "open-sesame"}),
    rule("main", trunks=["main"], agent="triage"),
)


@pytest.fixture
def settings(fresh_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=SecretStr(fresh_url))


async def put(settings: Settings, *desired: Resource, force: bool = False) -> Applied:
    async with open_target("embedded", settings) as target:
        return await apply(target, desired, force=force)


async def test_apply__then_plan__has_nothing_to_do(settings: Settings) -> None:
    await put(settings, *ROUTING)

    async with open_target("embedded", settings) as target:
        assert (await plan_for(target, ROUTING)).is_empty


async def test_apply__twice__keeps_both_versions_and_the_second_is_in_force(
    settings: Settings, database: asyncpg.Pool
) -> None:
    await put(settings, *ROUTING)
    await put(settings, inbound("main", numbers=["+18005550199"]), ROUTING[1])

    async with database.acquire() as connection:
        routing = await load_version(connection)
        applies = await connection.fetch("SELECT outcome, applied_by, diff FROM routing_apply ORDER BY apply_id")
        assert await connection.fetchval("SELECT count(DISTINCT apply_id) FROM routing_resource") == 2
    assert [one.document["numbers"] for one in routing.resources if one.kind == "inbound_trunk"] == [["+18005550199"]]
    assert [record["outcome"] for record in applies] == ["applied", "applied"]
    assert "@" in applies[-1]["applied_by"] and applies[-1]["diff"]["changes"][0]["name"] == "main"


async def test_apply__of_a_password__keeps_it_out_of_the_database_and_sees_it_change(
    settings: Settings, database: asyncpg.Pool
) -> None:
    await put(settings, *ROUTING)

    async with database.acquire() as connection:
        rows = await connection.fetch("SELECT document::text || secrets::text AS text FROM routing_resource")
        diffs = await connection.fetchval("SELECT string_agg(diff::text, '') FROM routing_apply")
    assert "open-sesame" not in "".join(row["text"] for row in rows) + diffs
    changed = inbound("main", numbers=["+18005550100"], secrets={"auth.password": "new"})
    async with open_target("embedded", settings) as target:
        made = await plan_for(target, (changed, ROUTING[1]))
    assert [one["field"] for one in plan_document(made)["changes"][0]["fields"]] == ["auth.password"]


async def test_apply__nothing_to_do__makes_no_version(settings: Settings, database: asyncpg.Pool) -> None:
    await put(settings, *ROUTING)
    await put(settings, *ROUTING)

    assert await database.fetchval("SELECT count(*) FROM routing_apply") == 1


async def test_running_worker__hears_of_an_apply_and_of_one_while_it_was_cut_off(
    settings: Settings, fresh_url: str, database: asyncpg.Pool
) -> None:
    async with follow_routing(fresh_url) as changes, asyncio.timeout(60):
        await until_listening(database)
        await put(settings, *ROUTING)
        await changes.wait()

        await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        await put(settings, inbound("main", numbers=["+1"]), ROUTING[1])
        await changes.wait()

        async with database.acquire() as connection:
            routing = await load_version(connection)
        assert routing.resources[0].document["numbers"] == ["+1"]


async def test_two_applies__at_once__the_second_is_stale_and_on_record_as_failed(
    settings: Settings, database: asyncpg.Pool
) -> None:
    async with open_target("embedded", settings) as first, open_target("embedded", settings) as second:
        slow = await plan_for(second, ROUTING)
        await apply(first, ROUTING)

        with pytest.raises(PlanStale):
            await second.carry_out(slow, on_done=lambda change: None)

    assert await database.fetchval("SELECT count(DISTINCT apply_id) FROM routing_resource") == 1


async def test_postgres__refuses_half_way__nothing_is_changed_and_the_failure_on_record(
    settings: Settings, database: asyncpg.Pool
) -> None:
    await put(settings, *ROUTING)
    await database.execute("ALTER TABLE routing_resource ADD CONSTRAINT no_b CHECK (name <> 'b')")

    with pytest.raises(ApplyFailed, match="nothing was changed"):
        await put(settings, *ROUTING, inbound("a", numbers=["+1"]), inbound("b", numbers=["+2"]))

    async with database.acquire() as connection:
        assert [one.name for one in (await load_version(connection)).resources] == ["main", "main"]
        (_, failed) = await connection.fetch("SELECT outcome, done FROM routing_apply ORDER BY apply_id")
    assert (failed["outcome"], failed["done"]) == ("failed", 0)
    await database.execute("ALTER TABLE routing_resource DROP CONSTRAINT no_b")
    await put(settings, *ROUTING, inbound("a", numbers=["+1"]), inbound("b", numbers=["+2"]))


async def test_target__its_connection_is_cut__says_what_it_could_not_do(
    settings: Settings, database: asyncpg.Pool
) -> None:
    async with open_target("embedded", settings) as target:
        await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

        with pytest.raises(ProvisioningError, match="what is in force"):
            await plan_for(target, ROUTING)


async def test_unsafe_plan__is_refused_unless_forced(settings: Settings, database: asyncpg.Pool) -> None:
    await put(settings, *ROUTING)

    with pytest.raises(UnsafePlan):
        await put(settings)
    await put(settings, force=True)

    async with database.acquire() as connection:
        assert not (await load_version(connection)).resources


async def test_target__of_another_name__is_refused_with_the_names_there_are(settings: Settings) -> None:
    with pytest.raises(ProvisioningError, match="embedded or livekit"):
        async with open_target("twilio", settings):
            pass


async def test_applied_routing__is_what_admission_needs_with_pin_and_without_password(
    settings: Settings, database: asyncpg.Pool
) -> None:
    async with database.acquire() as connection:
        assert await load_applied(connection) is None
    await put(settings, ROUTING[0], rule("main", trunks=["main"], agent="triage", pin="1234"))

    async with database.acquire() as connection:
        applied = await load_applied(connection)
    assert applied is not None
    (trunk,), (made,) = applied.inbound_trunks, applied.dispatch_rules
    assert (trunk.name, trunk.numbers, trunk.auth.password) == ("main", ("+18005550100",), "")
    assert (made.pin, made.agent, made.trunks, made.room.prefix) == ("1234", "triage", ("main",), "call-")
    assert "1234" not in str(await database.fetchval("SELECT diff FROM routing_apply"))


async def test_routing__nothing_applied__is_empty_with_id_zero(fresh_url: str) -> None:
    connection = await asyncpg.connect(fresh_url)
    await prepare_connection(connection)
    assert (await load_version(connection)).apply_id == 0
    await connection.close()


async def test_apply__while_a_serve_has_the_embedded_postgres_open__reaches_it(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="cc-apply-"))
    alone = Settings(data_dir=folder, database_url=SecretStr(""))
    try:
        async with open_database(alone) as url:
            connection = await asyncpg.connect(url)
            await migrate(connection)
            await connection.close()
            async with follow_routing(url) as changes, asyncio.timeout(120):
                pool = await asyncpg.create_pool(url, min_size=1, max_size=1)
                await until_listening(pool)
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "callcenter.cli.main", "apply", "--target", "embedded",
                    env={"PATH": os.environ["PATH"], "HOME": str(folder), "CALLCENTER_DATA_DIR": str(folder)},
                    stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
                )  # fmt: skip
                _, errors = await process.communicate()
                assert process.returncode == 0, errors.decode()
                await changes.wait()
                async with pool.acquire() as active:
                    await prepare_connection(active)
                    found = await load_applied(active)
                await pool.close()
            assert found is not None and [trunk.name for trunk in found.inbound_trunks] == ["main-line"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
