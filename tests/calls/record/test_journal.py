import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from callcenter.calls.record import journal as journal_module
from callcenter.calls.record import retention as retention_module
from callcenter.calls.record.erase import erase_calls
from callcenter.calls.record.journal import Journal
from callcenter.calls.record.journal_file import CLOSING_SEQ, SET_ASIDE, encode_event, read_journal
from callcenter.calls.record.retention import keep_retention, retention_kept
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    CallEvent,
    CallStarted,
    Fact,
    RecordingSaved,
    Tagged,
    ToolCalled,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.errors import JournalError
from callcenter.settings import load_settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.call_log.calls import load_call
from callcenter.store.erasure.erasure import Whose
from callcenter.store.erasure.spellings import spellings
from callcenter.store.migrate import migrate
from callcenter.store.pool import open_pool, prepare_connection
from callcenter.store.postgres.embedded_postgres import embedded_postgres
from callcenter.store.postgres.postgres_process import start_server, stop_server
from tests.fakes.waiting import others, until

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
ENDED = CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=1)
#: For what would never end.
PATIENCE_S = 30
DONE = WrappedUp(disposition=Disposition.RESOLVED, summary="")


@contextlib.asynccontextmanager
async def journal_in(folder: Path, pool: asyncpg.Pool, **options: Any) -> AsyncIterator[Journal]:
    journal = Journal(folder, pool, options.get("apply", apply), recordings=options.get("recordings"))
    await journal.start()
    try:
        yield journal
    finally:
        await journal.aclose(timeout_s=5)


async def rows(pool: asyncpg.Pool, call_id: str) -> list[tuple[int, str]]:
    found = await pool.fetch("SELECT seq, fact FROM call_event WHERE call_id = $1 ORDER BY seq", call_id)
    return [(row["seq"], row["fact"]) for row in found]


async def test_journal__closed_while_it_gathers__comes_to_its_end(database: asyncpg.Pool, tmp_path: Path) -> None:
    journal = Journal(tmp_path, database, apply)
    await journal.start()
    call = journal.open("call_1")
    call.record(STARTED)
    await until(lambda: journal.lag == 0, what="the fact in Postgres")
    await others(20)
    # All is shipped, and the shipper gathers once more.
    call.close()
    await others()

    # `aclose` takes a cancelling for its shipper's, so it can't be left to `wait_for`.
    closing = asyncio.create_task(journal.aclose(timeout_s=5))
    done, _ = await asyncio.wait([closing], timeout=PATIENCE_S)
    assert done


async def test_journal__facts_of_a_call__reach_postgres_and_the_file_goes(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    async with journal_in(tmp_path / "journal", database) as journal:
        call = journal.open("call_1")
        for fact in (STARTED, Tagged(tag="a"), ENDED, DONE):
            call.record(fact)
        call.close()

        assert await journal.wait_shipped("call_1", timeout_s=60)
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


async def started_process(script: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Run a script in a process of its own, and return once it says `ready`."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == b"ready\n"
    return process


async def test_journal__killed_process__loses_nothing_and_doubles_nothing(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    script = """
        import asyncio, sys
        from pathlib import Path
        from callcenter.calls.record.journal import Journal
        from callcenter.domain.record.call_event import Tagged
        from tests.calls.record.test_journal import STARTED

        async def main():
            journal = Journal(Path(sys.argv[1]), None, None)
            Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
            call = journal.open("call_1")
            call.record(STARTED)
            for number in range(500):
                call.record(Tagged(tag=f"tag-{number}"))
            print("ready", flush=True)
            await asyncio.Event().wait()
        asyncio.run(main())
    """
    process = await started_process(script, str(tmp_path))

    # While it lives nobody touches its file.
    async with journal_in(tmp_path, database) as journal:
        assert await journal.replay() == 0
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        # The kill came in mid-write: half a line more.
        with (tmp_path / "call_1.jsonl").open("ab") as file:
            file.write(b'{"call_id": "call_1", "seq": 502, "fa')
        assert await journal.replay() == 1
        assert await journal.wait_shipped("call_1", timeout_s=60)
        assert await journal.replay() == 0

    found = await rows(database, "call_1")
    assert [seq for seq, _ in found] == [*range(1, 502), CLOSING_SEQ + 1, CLOSING_SEQ + 2]
    assert [fact for _, fact in found[-2:]] == ["CallEnded", "WrappedUp"]
    async with database.acquire() as connection:
        record = await load_call(connection, "call_1")
    assert record is not None
    assert (record.termination_result, record.termination_reason) == ("server_error", "worker-lost")
    assert record.disposition == "failed"
    assert list(tmp_path.iterdir()) == []


async def test_journal__killed_while_recording__the_log_knows_the_recording(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    script = """
        import asyncio, sys
        from pathlib import Path
        from callcenter.calls.record.journal import Journal
        from callcenter.calls.record.recording import Recording
        from tests.calls.record.test_journal import STARTED
        from tests.fakes.waiting import until

        async def main():
            folder = Path(sys.argv[1])
            journal = Journal(folder / "journal", None, None)
            (folder / "journal").mkdir(parents=True, exist_ok=True)
            journal.open("call_1").record(STARTED)
            now_s = 0.0
            recording = Recording(folder / "recordings", "call_1", monotonic=lambda: now_s)
            for packet in range(150):
                now_s = 0.02 * packet
                recording.caller(bytes(320), rate_hz=8000)
                recording.agent(bytes(320), rate_hz=8000)
            await until(lambda: recording.path.is_file() and recording.path.stat().st_size > 40_000)
            print("ready", flush=True)
            await asyncio.Event().wait()
        asyncio.run(main())
    """
    process = await started_process(script, str(tmp_path))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    async with journal_in(tmp_path / "journal", database, recordings=tmp_path / "recordings") as journal:
        assert await journal.wait_shipped("call_1", timeout_s=60)
    async with database.acquire() as connection:
        record = await load_call(connection, "call_1")

    assert record is not None
    assert record.recording == "call_1.wav"
    (duration_ms,) = await database.fetchrow(
        "SELECT (data->>'duration_ms')::int FROM call_event WHERE fact = 'RecordingSaved'"
    )
    assert 1000 < duration_ms  # of three seconds, all that was on the disk
    assert [fact for _, fact in await rows(database, "call_1")][1:] == ["RecordingSaved", "CallEnded", "WrappedUp"]


async def test_journal__half_shipped_then_replayed__doubles_nothing(database: asyncpg.Pool, tmp_path: Path) -> None:
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        call.record(STARTED)
        call.record(Tagged(tag="a"))
        await until(lambda: _is_empty(journal))
        # The file stays: the call is not closed. What a new process would find after a kill:

    assert len(await rows(database, "call_1")) == 2
    async with journal_in(tmp_path, database) as journal:
        assert await journal.wait_shipped("call_1", timeout_s=60)

    assert [fact for _, fact in await rows(database, "call_1")] == ["CallStarted", "Tagged", "CallEnded", "WrappedUp"]


async def _is_empty(journal: Journal) -> bool:
    return journal.lag == 0


async def test_journal__postgres_stopped_in_mid_call__catches_up_when_it_is_back(
    tmp_path: Path, postgres_folder: Path
) -> None:
    with embedded_postgres(postgres_folder) as url:
        connection = await asyncpg.connect(url)
        await migrate(connection)
        await connection.close()
        pool = await open_pool(url, max_size=2)
        async with journal_in(tmp_path, pool) as journal:
            call = journal.open("call_1")
            call.record(STARTED)
            await until(lambda: _is_empty(journal))

            await asyncio.to_thread(stop_server, postgres_folder)
            for number in range(100):
                call.record(Tagged(tag=f"tag-{number}"))
            call.record(ENDED)
            call.record(DONE)
            call.close()
            assert not await journal.wait_shipped("call_1", timeout_s=0.5)
            assert journal.lag == 102

            assert await asyncio.to_thread(start_server, postgres_folder, None) == url
            assert await journal.wait_shipped("call_1", timeout_s=30)
        assert [seq for seq, _ in await rows(pool, "call_1")] == list(range(1, 104))
        await pool.close()


async def test_journal__disk_full__the_call_goes_on_and_the_facts_reach_postgres(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        real, call.descriptor = call.descriptor, full
        call.record(STARTED)
        call.descriptor = real
        call.record(ENDED)
        call.record(DONE)
        call.close()
        assert await journal.wait_shipped("call_1", timeout_s=60)

    os.close(full)
    assert [fact for _, fact in await rows(database, "call_1")] == ["CallStarted", "CallEnded", "WrappedUp"]


async def test_journal__folder_that_is_a_file__says_what_to_do(database: asyncpg.Pool, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("")

    with pytest.raises(JournalError, match="CALLCENTER_DATA_DIR"):
        await Journal(tmp_path / "journal", database, apply).start()


@pytest.mark.parametrize(
    "unfit",
    [
        # A B-tree index takes no more than 2704 bytes, and random text can't be compressed into them: Postgres refuses.
        Tagged(tag=os.urandom(4000).hex()),
        # Postgres's integer ends at 2**31 - 1: asyncpg refuses, and sends nothing.
        AgentEntered(agent="triage", from_agent="", at_ms=2**40),
        # Nonsense of our own making: the projection fails.
        ToolCalled(agent="x", tool="x", arguments="nonsense", result=1, ok=True, at_ms=1, duration_ms=1),  # type: ignore[arg-type]
    ],
)
async def test_journal__a_fact_that_cant_be_stored__is_set_aside_and_the_others_kept(
    database: asyncpg.Pool, tmp_path: Path, unfit: Fact
) -> None:
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        for fact in (STARTED, unfit, Tagged(tag="b"), ENDED, DONE):
            call.record(fact)
        call.close()
        assert await journal.wait_shipped("call_1", timeout_s=60)

    kept = [seq for seq, _ in await rows(database, "call_1")]
    assert kept == [1, 3, 4, 5]
    assert [event.fact for event in read_journal(tmp_path / SET_ASIDE / "call_1.jsonl")[0]][1] == unfit
    assert list(tmp_path.glob("*.jsonl")) == []


async def test_journal__text_of_a_broken_header__is_kept(database: asyncpg.Pool, tmp_path: Path) -> None:
    odd = Tagged(tag="half \udc80, nul \x00, é")

    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        call.record(STARTED)
        call.record(odd)
        assert read_journal(tmp_path / "call_1.jsonl")[0][1].fact == odd
        call.record(ENDED)
        call.close()
        assert await journal.wait_shipped("call_1", timeout_s=60)

    assert await database.fetchval("SELECT tag FROM tag") == "half ?, nul , é"


async def test_journal__killed_after_a_full_disk__keeps_the_numbers_apart(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    """Postgres has facts that the file lacks: the ends that the replay adds must not be taken for them."""
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        call.record(STARTED)
        with open("/dev/full", "wb") as full:
            whole, call.descriptor = call.descriptor, full.fileno()
            call.record(Tagged(tag="a"))
            call.descriptor = whole
        assert journal.unwritten == 1
        await until(lambda: _is_empty(journal))

    async with journal_in(tmp_path, database) as journal:
        assert await journal.wait_shipped("call_1", timeout_s=60)

    assert [fact for _, fact in await rows(database, "call_1")] == ["CallStarted", "Tagged", "CallEnded", "WrappedUp"]
    assert await database.fetchval("SELECT termination_reason FROM call") == "worker-lost"


async def test_journal__killed_when_only_postgres_knew_the_end__keeps_that_end(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    async with journal_in(tmp_path, database) as journal:
        call = journal.open("call_1")
        call.record(STARTED)
        with open("/dev/full", "wb") as full:
            whole, call.descriptor = call.descriptor, full.fileno()
            call.record(ENDED)
            call.record(DONE)
            call.descriptor = whole
        await until(lambda: _is_empty(journal))

    async with journal_in(tmp_path, database) as journal:
        assert await journal.wait_shipped("call_1", timeout_s=60)

    row = await database.fetchrow("SELECT termination_reason, disposition FROM call")
    assert row is not None and tuple(row) == ("caller-hung-up", "resolved")


async def test_journal__file_that_may_not_grow__writes_part_of_a_line_and_loses_nothing(
    database: asyncpg.Pool, fresh_url: str, tmp_path: Path
) -> None:
    """A real short write(2), in a process that the kernel forbids files beyond 4096 bytes; then kill -9."""
    script = """
        import asyncio, resource, sys
        from pathlib import Path
        from callcenter.calls.record.journal import Journal
        from callcenter.domain.record.call_event import Tagged
        from callcenter.store.call_log.call_events import apply
        from callcenter.store.pool import open_pool
        from tests.calls.record.test_journal import STARTED
        from tests.fakes.waiting import until

        async def main():
            journal = Journal(Path(sys.argv[1]), await open_pool(sys.argv[2]), apply)
            await journal.start()
            _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
            call = journal.open("call_1")
            call.record(STARTED)
            for number in range(100):
                call.record(Tagged(tag=f"tag-{number}"))
            assert journal.unwritten > 0
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            call.record(Tagged(tag="room again"))
            await until(lambda: not journal.lag)
            print("ready", flush=True)
            await asyncio.Event().wait()
        asyncio.run(main())
    """
    process = await started_process(script, str(tmp_path), fresh_url)
    process.kill()
    process.wait()
    assert (tmp_path / "call_1.jsonl").read_bytes()[4095:4097].endswith(b"\n")
    assert read_journal(tmp_path / "call_1.jsonl")[0][-1].fact == Tagged(tag="room again")

    async with journal_in(tmp_path, database) as journal:
        assert await journal.wait_shipped("call_1", timeout_s=60)

    tags = await database.fetch("SELECT tag FROM tag")
    assert len(tags) == 101
    assert [fact for _, fact in await rows(database, "call_1")][-2:] == ["CallEnded", "WrappedUp"]


async def test_journal__file_of_rubbish__is_set_aside_and_the_others_replayed(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    (tmp_path / "call_bad.jsonl").write_bytes(b'\xff\x00\n7\n{"call_id": "call_other", "seq": 1}\n')
    (tmp_path / "call_empty.jsonl").write_bytes(b"")
    event = CallEvent(call_id="call_1", seq=1, at=datetime.now(UTC), fact=STARTED)
    (tmp_path / "call_1.jsonl").write_bytes(encode_event(event))

    async with journal_in(tmp_path, database) as journal:
        for call_id in ("call_bad", "call_empty", "call_1"):
            assert await journal.wait_shipped(call_id, timeout_s=60)

    assert [path.name for path in tmp_path.rglob("*.jsonl")] == ["call_bad.jsonl"]
    assert await database.fetchval("SELECT termination_reason FROM call WHERE call_id = 'call_1'") == "worker-lost"


async def test_journal__more_facts_than_may_wait__come_from_the_file_later(
    database: asyncpg.Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "MAX_PENDING", 10)
    async with journal_in(tmp_path, database) as journal:
        calls = [journal.open(f"call_{name}") for name in "ab"]
        for call in calls:
            call.record(STARTED)
            for number in range(40):
                call.record(Tagged(tag=f"tag-{number}"))
            call.record(ENDED)
            call.record(DONE)
            call.close()
        assert journal.lag == 10
        for name in "ab":
            assert await journal.wait_shipped(f"call_{name}", timeout_s=60)

    for name in "ab":
        assert [seq for seq, _ in await rows(database, f"call_{name}")] == list(range(1, 44))


async def test_journal__postgres_frozen__goes_on_when_it_thaws(tmp_path: Path, postgres_folder: Path) -> None:
    with embedded_postgres(postgres_folder) as url:
        connection = await asyncpg.connect(url)
        await migrate(connection)
        await connection.close()
        pool = await asyncpg.create_pool(url, min_size=1, max_size=2, command_timeout=1, init=prepare_connection)
        server = psutil.Process(int((postgres_folder / "postmaster.pid").read_text().split()[0]))
        async with journal_in(tmp_path, pool) as journal:
            call = journal.open("call_1")
            call.record(STARTED)
            await until(lambda: _is_empty(journal))
            # The server first, which starts no more then; one of its children may just have ended.
            server.suspend()
            children = server.children()
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.suspend()
            try:
                call.record(ENDED)
                call.record(DONE)
                call.close()
                assert not await journal.wait_shipped("call_1", timeout_s=2)
            finally:
                for process in (*children, server):
                    with suppress(psutil.NoSuchProcess):
                        process.resume()
            assert await journal.wait_shipped("call_1", timeout_s=60)
        assert [seq for seq, _ in await rows(pool, "call_1")] == [1, 2, 3]
        await asyncio.wait_for(pool.close(), 60)


async def test_erase_calls__by_number__takes_rows_journals_and_recordings(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path)
    settings.recordings_dir.mkdir()
    async with journal_in(settings.journal_dir, database) as journal:
        call = journal.open("call_1")
        for fact in (STARTED, RecordingSaved(path="call_1.wav", duration_ms=1), ENDED, DONE):
            call.record(fact)
        call.close()
        assert await journal.wait_shipped("call_1", timeout_s=60)
        running = journal.open("call_running")
        running.record(STARTED)
        # Of a process that died, and that no replay has found yet; and one that was set aside.
        event = CallEvent(call_id="call_dead", seq=1, at=datetime.now(UTC), fact=STARTED)
        (settings.journal_dir / SET_ASIDE).mkdir()
        (settings.journal_dir / "call_dead.jsonl").write_bytes(encode_event(event))
        (settings.journal_dir / SET_ASIDE / "call_1.jsonl").write_bytes(b"{}")
        for name in ("call_1", "call_dead", "call_running", "call_stranger"):
            (settings.recordings_dir / f"{name}.wav").write_bytes(b"RIFF")

        async with database.acquire() as connection:
            gone = await erase_calls(connection, settings, Whose(number=spellings(STARTED.caller_number, "US")))

        assert (gone.calls, gone.journals, gone.recordings) == (2, 2, 2)
        assert {path.name for path in settings.recordings_dir.iterdir()} == {"call_running.wav", "call_stranger.wav"}
        assert [path.name for path in settings.journal_dir.rglob("*.jsonl")] == ["call_running.jsonl"]
    assert await rows(database, "call_1") == []


async def test_apply__facts_that_come_twice__are_kept_and_told_once(database: asyncpg.Pool) -> None:
    events = [
        CallEvent(call_id=call_id, seq=seq, at=datetime.now(UTC), fact=fact)
        for call_id in ("call_1", "call_2")
        for seq, fact in enumerate((STARTED, Tagged(tag="vip")), start=1)
    ]
    async with database.acquire() as connection:
        added = [await apply(connection, batch) for batch in (events[1:], [*events, events[0]], events)]

        assert added == [3, 1, 0]
        assert await connection.fetchval("SELECT count(*) FROM tag") == 2
        numbers = {row["caller_number"] for row in await connection.fetch("SELECT caller_number FROM call")}
        assert numbers == {STARTED.caller_number}


async def test_keep_retention__old_and_new_calls__takes_the_old_ones(database: asyncpg.Pool, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, calls={"retention_days": 30})
    async with database.acquire() as connection:
        for call_id, age in (("call_old", timedelta(days=31)), ("call_new", timedelta(days=29))):
            began = datetime.now(UTC) - age
            facts: tuple[Fact, ...] = (STARTED, ENDED)
            await apply(
                connection,
                [CallEvent(call_id=call_id, seq=seq, at=began, fact=fact) for seq, fact in enumerate(facts, start=1)],
            )

        gone = await keep_retention(connection, settings)

        assert gone is not None and gone.calls == 1
        assert [row["call_id"] for row in await connection.fetch("SELECT call_id FROM call")] == ["call_new"]


async def test_retention_kept__a_program_that_runs_on__erases_what_grows_old(
    database: asyncpg.Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_module, "RETENTION_INTERVAL_S", 0.02)
    settings = load_settings(data_dir=tmp_path, calls={"retention_days": 30})
    async with retention_kept(database, settings):
        began = datetime.now(UTC) - timedelta(days=31)
        async with database.acquire() as connection:
            await apply(connection, [CallEvent(call_id="call_old", seq=1, at=began, fact=STARTED)])

        async def is_gone() -> bool:
            return not await database.fetchval("SELECT count(*) FROM call")

        await until(is_gone)
