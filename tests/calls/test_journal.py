import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from callcenter.calls.journal import Journal
from callcenter.domain.call_event import CallEnded, CallStarted, Tagged, WrappedUp
from callcenter.domain.disposition import Disposition
from callcenter.domain.termination import terminate
from callcenter.errors import DatabaseUnavailable, JournalError
from callcenter.store import embedded_postgres as embedded_module
from callcenter.store.call_events import apply
from callcenter.store.calls import load_call
from callcenter.store.embedded_postgres import embedded_postgres
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_pool

STARTED = CallStarted(
    caller_number="+18005550123",
    dialled_number="+18005550100",
    trunk="t",
    dispatch_rule="r",
    room="",
    agent="triage",
    language="en",
    sip_call_id="",
    source_address="",
)
ENDED = CallEnded(termination=terminate("caller-hung-up"), at_ms=1)
DONE = WrappedUp(disposition=Disposition.RESOLVED, summary="")


async def until(holds: Callable[[], Awaitable[bool]], *, within_s: float = 20) -> None:
    async with asyncio.timeout(within_s):
        while not await holds():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def journal_in(folder: Path, pool: asyncpg.Pool, **options: Any) -> AsyncIterator[Journal]:
    journal = Journal(folder, pool, options.get("apply", apply))
    await journal.start()
    try:
        yield journal
    finally:
        await journal.aclose(timeout_s=5)


async def rows(pool: asyncpg.Pool, call_id: str) -> list[tuple[int, str]]:
    found = await pool.fetch("SELECT seq, fact FROM call_event WHERE call_id = $1 ORDER BY seq", call_id)
    return [(row["seq"], row["fact"]) for row in found]


async def test_journal__facts_of_a_call__reach_postgres_and_the_file_goes(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    async with journal_in(tmp_path / "journal", database) as journal:
        call = journal.open("call_1")
        for fact in (STARTED, Tagged(tag="a"), ENDED, DONE):
            call.record(fact)
        call.close()

        assert await journal.wait_shipped("call_1", timeout_s=10)
        assert journal.lag == 0

    assert [seq for seq, _ in await rows(database, "call_1")] == [1, 2, 3, 4]
    assert list((tmp_path / "journal").iterdir()) == []
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700


async def test_journal__a_fact__is_in_the_file_before_record_returns(database: asyncpg.Pool, tmp_path: Path) -> None:
    async with journal_in(tmp_path, database) as journal:
        journal.open("call_1").record(STARTED)

        assert (tmp_path / "call_1.jsonl").read_text().count("\n") == 1
        assert (tmp_path / "call_1.jsonl").stat().st_mode & 0o777 == 0o600


async def test_journal__after_close__refuses_facts(database: asyncpg.Pool, tmp_path: Path) -> None:
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        call.close()
        with pytest.raises(JournalError):
            call.record(STARTED)


async def test_journal__killed_process__loses_nothing_and_doubles_nothing(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    script = textwrap.dedent(
        """
        import asyncio, sys
        from pathlib import Path
        from callcenter.calls.journal import Journal
        from callcenter.domain.call_event import Tagged
        from tests.calls.test_journal import STARTED

        async def main():
            journal = Journal(Path(sys.argv[1]), None, None)
            journal._make_folder()
            call = journal.open("call_1")
            call.record(STARTED)
            for number in range(500):
                call.record(Tagged(tag=f"tag-{number}"))
            print("ready", flush=True)
            await asyncio.sleep(60)
        asyncio.run(main())
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == b"ready\n"

    # While it lives nobody touches its file.
    async with journal_in(tmp_path, database) as journal:
        assert await journal.replay() == 0
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        # The kill came in mid-write: half a line more.
        with (tmp_path / "call_1.jsonl").open("ab") as file:
            file.write(b'{"call_id": "call_1", "seq": 502, "fa')
        assert await journal.replay() == 1
        assert await journal.wait_shipped("call_1", timeout_s=10)
        assert await journal.replay() == 0

    found = await rows(database, "call_1")
    assert [seq for seq, _ in found] == list(range(1, 504))
    assert [fact for _, fact in found[-2:]] == ["CallEnded", "WrappedUp"]
    async with database.acquire() as connection:
        record = await load_call(connection, "call_1")
    assert record is not None
    assert (record.termination_result, record.termination_reason) == ("server_error", "worker-lost")
    assert record.disposition == "failed"
    assert list(tmp_path.iterdir()) == []


async def test_journal__half_shipped_then_replayed__doubles_nothing(database: asyncpg.Pool, tmp_path: Path) -> None:
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        call.record(STARTED)
        call.record(Tagged(tag="a"))
        await until(lambda: _is_empty(journal))
        # The file stays: the call is not closed. What a new process would find after a kill:

    assert len(await rows(database, "call_1")) == 2
    async with journal_in(tmp_path, database) as journal:
        assert await journal.wait_shipped("call_1", timeout_s=10)

    assert [seq for seq, _ in await rows(database, "call_1")] == [1, 2, 3, 4]


async def _is_empty(journal: Journal) -> bool:
    return journal.lag == 0


async def test_journal__postgres_stopped_in_mid_call__catches_up_when_it_is_back(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="cc-pg-"))
    folder.chmod(0o755)
    with embedded_postgres(folder / "pg") as url:
        connection = await asyncpg.connect(url)
        await migrate(connection)
        await connection.close()
        pool = await open_pool(url, max_size=2)
        async with journal_in(tmp_path, pool) as journal:
            call = journal.open("call_1")
            call.record(STARTED)
            await until(lambda: _is_empty(journal))

            await asyncio.to_thread(embedded_module._stop, folder / "pg")
            for number in range(100):
                call.record(Tagged(tag=f"tag-{number}"))
            call.record(ENDED)
            call.record(DONE)
            call.close()
            assert not await journal.wait_shipped("call_1", timeout_s=0.5)
            assert journal.lag == 102

            assert await asyncio.to_thread(embedded_module._start, folder / "pg", None) == url
            assert await journal.wait_shipped("call_1", timeout_s=30)
        assert [seq for seq, _ in await rows(pool, "call_1")] == list(range(1, 104))
        await pool.close()


async def test_journal__disk_full__the_call_goes_on_and_the_facts_reach_postgres(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        real, call._descriptor = call._descriptor, full
        call.record(STARTED)
        call._descriptor = real
        call.record(ENDED)
        call.record(DONE)
        call.close()
        assert await journal.wait_shipped("call_1", timeout_s=10)

    os.close(full)
    assert [fact for _, fact in await rows(database, "call_1")] == ["CallStarted", "CallEnded", "WrappedUp"]


async def test_journal__folder_that_is_a_file__says_what_to_do(database: asyncpg.Pool, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("")

    with pytest.raises(JournalError, match="CALLCENTER_DATA_DIR"):
        await Journal(tmp_path / "journal", database, apply).start()


async def test_journal__a_fact_that_postgres_cant_store__is_set_aside_and_the_others_kept(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    # A B-tree index takes no more than 2704 bytes, and random text can't be compressed into them.
    too_long = Tagged(tag=os.urandom(4000).hex())

    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        for fact in (STARTED, too_long, Tagged(tag="b"), ENDED, DONE):
            call.record(fact)
        call.close()
        assert await journal.wait_shipped("call_1", timeout_s=10)

    kept = [seq for seq, _ in await rows(database, "call_1")]
    assert kept == [1, 3, 4, 5]
    assert (tmp_path / "set_aside.json").exists()


async def test_embedded_postgres__two_users_at_once__the_last_one_stops_it() -> None:
    folder = Path(tempfile.mkdtemp(prefix="cc-pg-"))
    folder.chmod(0o755)
    with embedded_postgres(folder / "pg") as first:
        with embedded_postgres(folder / "pg") as second:
            assert first == second
        connection = await asyncpg.connect(first)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
    assert not (folder / "pg" / "postmaster.pid").exists()


def test_embedded_postgres__folder_that_cant_be_made__says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DatabaseUnavailable, match="CALLCENTER_DATA_DIR"), embedded_postgres(tmp_path / "file" / "pg"):
        pass


def test_embedded_postgres__stale_pid_of_another_program__is_forgotten() -> None:
    folder = Path(tempfile.mkdtemp(prefix="cc-pg-"))
    folder.chmod(0o755)
    with embedded_postgres(folder / "pg"):
        lines = (folder / "pg" / "postmaster.pid").read_text().splitlines()
    (folder / "pg" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    with embedded_postgres(folder / "pg") as url:
        assert url.startswith("postgresql://")
