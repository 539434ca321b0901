"""A real PgBouncer with the chart's configuration: what workers ask of Postgres, through a pool of transactions."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from callcenter.agents.shared_tools.tickets import QUERIES as TICKETS
from callcenter.calls.run_call import call_started
from callcenter.domain.calls.call import Call
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import CallEnded, CallEvent
from callcenter.store.call_log.call_events import CALLS_CHANGED, apply
from callcenter.store.call_log.calls import CallFilter, list_calls
from callcenter.store.call_log.running_calls import running_calls
from callcenter.store.pool import open_pool
from callcenter.telephony.livekit.watching.watch_lock import watch_lock
from tests.fakes.ports import free_port
from tests.fakes.waiting import until
from tests.infra.chart import find, rendered

#: The first that keeps prepared statements in a pool of transactions (`max_prepared_statements`).
OLDEST = (1, 21)
#: Jobs at once, and the server's connections that they share.
JOBS, CONNECTIONS = 6, 2
READY_S = 20.0


def _program() -> str:
    program = os.environ.get("PGBOUNCER") or shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("PgBouncer 1.21 or newer is not installed (PGBOUNCER=/path/to/it)")
    found = re.search(r"PgBouncer (\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        pytest.skip("PgBouncer 1.21 or newer is not installed (PGBOUNCER=/path/to/it)")
    return program


def _configuration(postgres: str, *, port: int, users: Path) -> str:
    """The chart's own, at this machine's places, and with so few connections that jobs must share them."""
    text: str = find(rendered("example"), "ConfigMap", "pgbouncer-config")["data"]["pgbouncer.ini"]
    there = urlsplit(postgres)
    asked = parse_qs(there.query)
    database = f"host={asked['host'][0]} port={asked.get('port', ['5432'])[0]} dbname={there.path[1:]}"
    for was, now in (
        (r"^callcenter = .*$", f"callcenter = {database}"),
        (r"^listen_addr = .*$", "listen_addr = 127.0.0.1"),
        (r"^listen_port = .*$", f"listen_port = {port}"),
        (r"^auth_file = .*$", f"auth_file = {users}"),
        (r"^default_pool_size = .*$", f"default_pool_size = {CONNECTIONS}"),
    ):
        text, count = re.subn(was, now, text, flags=re.M)
        assert count == 1, was
    return text


@pytest.fixture
async def pooled_url(sample_url: str) -> AsyncIterator[str]:
    """The sample database, behind PgBouncer."""
    program, port = _program(), free_port()
    user = urlsplit(sample_url).username or "postgres"
    folder = Path(tempfile.mkdtemp(prefix="cc-bouncer-"))
    folder.chmod(0o755)
    (folder / "userlist.txt").write_text(f'"{user}" "a password"\n')
    (folder / "pgbouncer.ini").write_text(_configuration(sample_url, port=port, users=folder / "userlist.txt"))
    # It refuses to be root; Postgres's own user may use its socket.
    socket = Path(parse_qs(urlsplit(sample_url).query)["host"][0])
    as_somebody = ["-u", socket.owner()] if os.geteuid() == 0 else []
    with (folder / "log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            program, *as_somebody, str(folder / "pgbouncer.ini"), stdout=log, stderr=log
        )
    url = f"postgresql://{user}:a%20password@127.0.0.1:{port}/callcenter"

    async def answers() -> bool:
        assert process.returncode is None, (folder / "log").read_text()
        try:
            connection = await asyncpg.connect(url)
        except (OSError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True

    try:
        await until(answers, what="PgBouncer")
        yield url
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        print((folder / "log").read_text())
        shutil.rmtree(folder)


async def _job(pool: asyncpg.Pool, call_id: str) -> str:
    """What a call asks: its facts kept, the log read, a ticket opened under its customer's lock."""
    facts = (
        call_started(
            Call(call_id=call_id, started_at=datetime.now(UTC), caller_number="", dialled_number="+18005550100")
        ),
        CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=1000),
    )
    for seq, fact in enumerate(facts, start=1):
        event = CallEvent(call_id=call_id, seq=seq, at=datetime.now(UTC), fact=fact)
        async with pool.acquire() as connection:
            assert await apply(connection, [event]) == 1
            await running_calls(connection)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(TICKETS["lock_tickets"].sql, call_id)
        number: str = await connection.fetchval(
            TICKETS["open_ticket"].sql, None, "+15550100123", "support", "no dial tone", call_id, None, "", None
        )
    return number


async def test_jobs__share_few_connections__every_fact_and_ticket_is_kept(pooled_url: str) -> None:
    async with AsyncExitStack() as stack:
        pools = [await open_pool(pooled_url, max_size=2) for _ in range(JOBS)]
        for pool in pools:
            stack.push_async_callback(pool.close)

        for round_ in range(3):
            numbers = await asyncio.gather(*(_job(pool, f"{round_}-{n}") for n, pool in enumerate(pools)))
            assert len(set(numbers)) == JOBS

        async with pools[0].acquire() as connection:
            rows = await list_calls(connection, CallFilter())
            backends = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
    assert len(rows) == 3 * JOBS
    assert all(row.termination_reason == EndReason.CALLER_HUNG_UP for row in rows)
    assert backends <= CONNECTIONS


async def test_watch_lock__two_workers__one_has_it_and_lets_go(pooled_url: str) -> None:
    first, second = [await open_pool(pooled_url, min_size=0, max_size=1) for _ in range(2)]
    async with watch_lock(first) as is_firsts, watch_lock(second) as is_seconds:
        assert (is_firsts, is_seconds) == (True, False)
    async with watch_lock(second) as is_seconds:
        assert is_seconds
    await first.close()
    await second.close()


async def test_changes__told_through_the_pool__are_heard_by_who_listens_at_postgres_itself(
    pooled_url: str, sample_url: str
) -> None:
    heard: list[object] = []
    direct = await asyncpg.connect(sample_url)
    await direct.add_listener(CALLS_CHANGED, lambda *told: heard.append(told[-1]))
    pool = await open_pool(pooled_url, max_size=1)

    await _job(pool, "a-call")

    await until(lambda: "a-call" in heard)
    await pool.close()
    await direct.close()
