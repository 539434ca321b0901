"""What each kind's days take away, what stays, and that a legal hold stops the job and an erasure."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from callcenter.calls.record.erase import erase_calls
from callcenter.calls.record.journal_file import FINISHED
from callcenter.calls.record.retention import keep_recordings_quota, keep_retention
from callcenter.domain.record.call_event import CallEvent
from callcenter.errors import SettingsError
from callcenter.settings import Settings, load_settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.erasure.erasure import Whose
from callcenter.store.erasure.retention import end_audit_log, list_runs, place_hold, release_hold
from callcenter.store.erasure.spellings import spellings
from tests.console.sample_calls import NUMBER, facts

SECRETS = ("Zebulon", "balance is", "10000001", "Asked for the balance")


async def put_calls(database: asyncpg.Pool, settings: Settings, **ages: int) -> None:
    """Put calls on record that began so many days ago, each with recording and finished journal, all from NUMBER."""
    finished = settings.journal_dir / FINISHED
    finished.mkdir(parents=True)
    settings.recordings_dir.mkdir(parents=True)
    for call_id, days in ages.items():
        began = datetime.now(UTC) - timedelta(days=days)
        told = facts(1, text=f"What is my balance? I am at {NUMBER}.", recording=f"{call_id}.wav")
        events = [CallEvent(call_id=call_id, seq=seq, at=began, fact=fact) for seq, fact in enumerate(told, 1)]
        async with database.acquire() as connection:
            await apply(connection, events)
        journal = finished / f"{call_id}.jsonl"
        journal.write_text("\n".join(json.dumps(event.to_json()) for event in events), encoding="utf-8")
        recording = settings.recordings_dir / f"{call_id}.wav"
        recording.write_bytes(b"RIFF")
        for path in (journal, recording):
            os.utime(path, (began.timestamp(), began.timestamp()))


def on_disk(settings: Settings) -> tuple[list[str], list[str]]:
    """Return the calls of which a recording, and of which a journal is there."""
    places = (settings.recordings_dir, settings.journal_dir / FINISHED)
    recordings, journals = (sorted(path.stem for path in place.iterdir()) for place in places)
    return recordings, journals


async def words_of(database: asyncpg.Pool, call_id: str) -> str:
    """Return all that Postgres holds of a call."""
    found = ""
    for table in ("call", "call_event", "turn", "tool_call", "tool_write", "tag", "leg"):
        rows = await database.fetch(f"SELECT to_jsonb(t)::text AS row FROM {table} t WHERE call_id = $1", call_id)
        found += "\n".join(row["row"] for row in rows)
    return found


async def test_transcript_days__of_old_calls__take_the_words_and_leave_call_and_recording(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path, calls={"transcript_days": 30})
    await put_calls(database, settings, old=31, held=31, new=29)
    async with database.acquire() as connection:
        await place_hold(connection, "held", by="ann", reason="case 7")
        gone = await keep_retention(connection, settings)
        again = await keep_retention(connection, settings)
        runs = await list_runs(connection)

    assert gone is not None and again is not None
    assert (gone.transcripts, gone.journals, gone.calls, gone.recordings) == (1, 1, 0, 0)
    assert again.transcripts == 0
    assert [dict(run.went) for run in runs] == [{}, {"transcripts": 1, "journals": 1}]
    assert on_disk(settings) == (["held", "new", "old"], ["held", "new"])
    old = await words_of(database, "old")
    assert [secret for secret in SECRETS if secret in old] == []
    for call_id in ("held", "new"):
        kept = await words_of(database, call_id)
        assert [secret for secret in SECRETS if secret not in kept] == []
    turns = await database.fetch("SELECT started_ms, response_ms FROM turn WHERE call_id = 'old' ORDER BY seq")
    assert [tuple(turn) for turn in turns] == [(0, None), (2000, None), (4500, 641)]


async def test_recording_days__of_old_calls__take_the_recording_alone(database: asyncpg.Pool, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, calls={"recording_days": 30})
    await put_calls(database, settings, old=31, held=31, new=29)
    async with database.acquire() as connection:
        await place_hold(connection, "held", by="ann", reason="case 7")
        gone = await keep_retention(connection, settings)

    assert gone is not None
    assert (gone.recordings, gone.transcripts, gone.calls) == (1, 0, 0)
    assert on_disk(settings) == (["held", "new"], ["held", "new", "old"])
    rows = await database.fetch("SELECT call_id FROM call WHERE recording IS NULL")
    assert [row["call_id"] for row in rows] == ["old"]


async def test_hold__stops_retention_erasure_quota_and_postgres_itself_until_released(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    calls = {"retention_days": 30, "recordings_quota_gb": 0.000000001}
    settings = load_settings(data_dir=tmp_path, calls=calls)
    await put_calls(database, settings, held=31, other=3)
    somebody = Whose(number=spellings(NUMBER, "US"))
    async with database.acquire() as connection:
        await place_hold(connection, "held", by="ann", reason="case 7")
        before = await words_of(database, "held")
        kept = await keep_retention(connection, settings)
        erased = await erase_calls(connection, settings, somebody)
        await keep_recordings_quota(database, settings)
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await connection.execute("DELETE FROM call WHERE call_id = 'held'")

        assert kept is not None and kept.calls == 0
        assert erased.calls == 1
        assert await words_of(database, "held") == before
        assert on_disk(settings) == (["held"], ["held"])

        assert await release_hold(connection, "held")
        assert (await erase_calls(connection, settings, somebody)).calls == 1
        assert on_disk(settings) == ([], [])


async def test_audit_days__take_its_old_end_and_postgres_keeps_the_last_30_days(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path, console={"audit_days": 60})
    async with database.acquire() as connection:
        for days in (61, 59, 1):
            at = datetime.now(UTC) - timedelta(days=days)
            await connection.execute(
                "INSERT INTO audit_log (at, who, role, action, subject, address) VALUES ($1, 'ann', '', 'x', $2, '')",
                at,
                str(days),
            )
        gone = await keep_retention(connection, settings)
        left = await connection.fetch("SELECT subject, action FROM audit_log ORDER BY at")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the last 30 days"):
            await end_audit_log(connection, datetime.now(UTC))

    assert gone is not None and gone.audit_entries == 1
    assert [tuple(row) for row in left] == [("59", "x"), ("1", "x"), ("", "audit-ended")]
    with pytest.raises(SettingsError, match="30 days at least"):
        load_settings(console={"audit_days": 29})


OLD_ENTRY = (
    "INSERT INTO audit_log (at, who, role, action, subject, address) "
    "VALUES (now() - interval '61 days', 'ann', '', 'x', 'old', '')"
)


async def test_audit_log__for_whoever_deletes_by_hand__has_no_way_past_its_function(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await connection.execute(OLD_ENTRY)
        # What the job's way once was: anybody with SQL could say so.
        await connection.execute("SELECT set_config('callcenter.keeps_retention', 'yes', false)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added to"):
            await connection.execute("DELETE FROM audit_log WHERE subject = 'old'")
        before = datetime.now(UTC) - timedelta(days=60)

        assert await end_audit_log(connection, before) == 1
        entry = await connection.fetchrow(
            "SELECT who = session_user AS is_named, role, facts FROM audit_log WHERE action = 'audit-ended'"
        )
    assert entry is not None
    assert (entry["is_named"], entry["role"], entry["facts"]["entries"]) == (True, "retention", 1)


async def test_audit_log__of_another_owner__is_added_to_and_nothing_else(database: asyncpg.Pool) -> None:
    before = datetime.now(UTC) - timedelta(days=60)
    async with database.acquire() as connection:
        await connection.execute(OLD_ENTRY)
        whole = connection.transaction()
        await whole.start()
        # As docs/console.md has it; a role is the whole server's, so none of this is kept.
        await connection.execute(
            "CREATE ROLE callcenter_serves; GRANT SELECT, INSERT ON audit_log TO callcenter_serves; "
            "SET SESSION AUTHORIZATION callcenter_serves"
        )
        await connection.execute(OLD_ENTRY)
        for attempt in (
            "DELETE FROM audit_log",
            "UPDATE audit_log SET who = ''",
            "TRUNCATE audit_log",
            "ALTER TABLE audit_log DISABLE TRIGGER ALL",
            "DROP TABLE audit_log",
            "SELECT end_audit_log(now() - interval '31 days')",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(attempt)
        await connection.execute(
            "RESET SESSION AUTHORIZATION; GRANT EXECUTE ON FUNCTION end_audit_log TO callcenter_serves; "
            "SET SESSION AUTHORIZATION callcenter_serves; "
            # Names of the caller's own come first for it, and not for the function.
            "CREATE TEMP TABLE audit_log (at timestamptz, entry_id bigint, subject text)"
        )

        assert await end_audit_log(connection, before) == 2
        await whole.rollback()
        await connection.execute("RESET SESSION AUTHORIZATION")


async def test_audit_log__somebody_writes_in_a_long_transaction__the_job_leaves_it_for_later(
    database: asyncpg.Pool,
) -> None:
    before = datetime.now(UTC) - timedelta(days=60)
    async with database.acquire() as writer, database.acquire() as connection:
        await connection.execute(OLD_ENTRY)
        async with writer.transaction():
            await writer.execute(OLD_ENTRY)
            assert await end_audit_log(connection, before) == 0

        assert await end_audit_log(connection, before) == 2
