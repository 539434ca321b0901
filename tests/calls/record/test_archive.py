"""Recordings and journals in S3-compatible storage (moto's server): put there, encrypted, got back, and erased."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from callcenter.calls.record.archive import Archived, archive, archiving
from callcenter.calls.record.erase import erase_calls
from callcenter.calls.record.journal import Journal
from callcenter.calls.record.journal_file import FINISHED, SET_ASIDE, make_file
from callcenter.calls.record.retention import keep_retention
from callcenter.domain.record.call_event import RecordingSaved, Tagged
from callcenter.errors import SettingsError, StorageError
from callcenter.settings import Settings, load_settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.erasure.erasure import Whose
from callcenter.store.erasure.spellings import spellings
from callcenter.store.objects.objects import ObjectStore
from tests.calls.record.test_journal import DONE, ENDED, STARTED
from tests.fakes.servers.s3 import S3, s3_server

OTHER = replace(STARTED, caller_number="+12025550188")


@pytest.fixture(scope="module")
def server() -> Iterator[S3]:
    with s3_server() as running:
        yield running


@pytest.fixture
def s3(server: S3) -> S3:
    for name in server.names():
        server.client.delete_object(Bucket=server.storage["bucket"], Key=f"callcenter/{name}")
    return server


def settings_of(s3: S3, folder: Path, **more: object) -> Settings:
    settings = load_settings(data_dir=folder, storage={**s3.storage, **more}, calls={"retention_days": 30})
    settings.recordings_dir.mkdir(exist_ok=True)
    return settings


async def have_call(pool: asyncpg.Pool, settings: Settings, call_id: str, started: object = STARTED) -> None:
    """Have a call with a recording, over and in Postgres, as a job leaves it on the disk."""
    journal = Journal(settings.journal_dir, pool, apply, keeps_files=True)
    await journal.start()
    call = journal.open(call_id)
    (settings.recordings_dir / f"{call_id}.wav").write_bytes(call_id.encode() * 1000)
    for fact in (started, Tagged(tag="x"), RecordingSaved(path=f"{call_id}.wav", duration_ms=9), ENDED, DONE):
        call.record(fact)  # type: ignore[arg-type]
    call.close()
    assert await journal.wait_shipped(call_id, timeout_s=60)
    await journal.aclose(timeout_s=5)


async def store_all(pool: asyncpg.Pool, settings: Settings) -> Archived:
    return await archive(ObjectStore(settings.storage), pool, settings)


async def erase(pool: asyncpg.Pool, settings: Settings, whose: Whose) -> tuple[int, int, int]:
    async with pool.acquire() as connection:
        gone = await erase_calls(connection, settings, whose)
    return gone.calls, gone.journals, gone.recordings


def on_disk(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.data_dir.rglob("*") if path.is_file())


async def test_call_that_is_over__its_files__are_in_the_storage_encrypted_and_off_the_disk(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_1")

    assert await store_all(database, settings) == Archived(stored=2)

    assert s3.names() == {"recordings/call_1.wav", "journals/call_1.jsonl"}
    assert s3.read("recordings/call_1.wav") == b"call_1" * 1000
    assert s3.read("journals/call_1.jsonl").count(b"\n") == 5
    assert {s3.head(name)["ServerSideEncryption"] for name in s3.names()} == {"AES256"}
    assert on_disk(settings) == []


@pytest.mark.parametrize(("wanted", "got"), [("kms", "aws:kms"), ("bucket", None)])
async def test_encryption__of_the_settings__is_what_the_server_is_asked_for(
    database: asyncpg.Pool, tmp_path: Path, s3: S3, wanted: str, got: str | None
) -> None:
    more = {"encryption": wanted, "kms_key": "our-key"} if wanted == "kms" else {"encryption": wanted}
    settings = settings_of(s3, tmp_path, **more)
    await have_call(database, settings, "call_1")
    await store_all(database, settings)

    head = s3.head("recordings/call_1.wav")
    assert (head.get("ServerSideEncryption"), head.get("SSEKMSKeyId")) == (got, "our-key" if got else None)


async def test_running_call__and_one_that_postgres_hasnt_whole__stay_on_the_disk(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_1")
    (settings.recordings_dir / "call_2.wav").write_bytes(b"2")
    descriptor = make_file(settings.journal_dir / "call_2.jsonl")
    os.close(descriptor)

    await store_all(database, settings)

    assert on_disk(settings) == ["call_2.jsonl", "call_2.wav"]


async def test_call_erased_from_another_pod__its_files__go_without_being_stored(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    here, there = (settings_of(s3, tmp_path / name) for name in _folders(tmp_path, "here", "there"))
    await have_call(database, here, "call_0")
    await have_call(database, here, "call_1", OTHER)
    await erase(database, there, Whose(number=spellings("+12025550188", "US")))

    assert await store_all(database, here) == Archived(stored=2, erased=2)
    assert s3.names() == {"recordings/call_0.wav", "journals/call_0.jsonl"}
    assert on_disk(here) == []


async def test_recording_older_than_the_call_log__is_not_ours_to_judge_and_stays(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_1")
    old = settings.recordings_dir / "call_0.wav"
    old.write_bytes(b"0")
    os.utime(old, (time.time() - 86_400,) * 2)

    await store_all(database, settings)

    assert on_disk(settings) == ["call_0.wav"] and "recordings/call_0.wav" not in s3.names()


async def test_journal_set_aside__and_its_recording__are_stored_though_postgres_has_no_row(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_0")
    aside = settings.journal_dir / SET_ASIDE
    aside.mkdir()
    (aside / "call_1.jsonl").write_text("odd\n")
    (settings.recordings_dir / "call_1.wav").write_bytes(b"1")

    await store_all(database, settings)

    assert {"recordings/call_1.wav", "journals/call_1.jsonl"} <= s3.names() and on_disk(settings) == []


async def test_storage_away__files_stay_and_go_later__and_the_log_names_no_call(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    away = settings_of(s3, tmp_path, bucket="not-there")
    await have_call(database, settings, "call_1")

    with capture_logs() as lines:
        async with archiving(database, away):
            pass
    assert [line["event"] for line in lines] == ["not_archived"] and "call_1" not in str(lines)
    assert on_disk(settings) == ["call_1.jsonl", "call_1.wav"]

    async with archiving(database, settings):
        pass
    assert on_disk(settings) == [] and len(s3.names()) == 2


@pytest.mark.parametrize(
    "whose",
    [Whose(call_ids=frozenset({"call_1"})), Whose(number=spellings("(202) 555-0188", "US"))],
    ids=["by its id", "by number"],
)
async def test_erasure__reaches_the_storage_and_nobody_elses(
    database: asyncpg.Pool, tmp_path: Path, s3: S3, whose: Whose
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_1", OTHER)
    await have_call(database, settings, "call_2")
    await store_all(database, settings)

    assert await erase(database, settings, whose) == (1, 1, 1)
    assert s3.names() == {"recordings/call_2.wav", "journals/call_2.jsonl"}


async def test_erasure__by_number__takes_stored_calls_without_a_row_and_redacts_mentions(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_1", OTHER)
    await have_call(database, settings, "call_2", replace(STARTED, room="call-_+12025550188_x"))
    await store_all(database, settings)
    await database.execute("DELETE FROM call")

    gone = await erase(database, settings, Whose(number=spellings("+12025550188", "US")))

    assert gone == (1, 1, 1)
    assert s3.names() == {"recordings/call_2.wav", "journals/call_2.jsonl"}
    assert b"2025550188" not in s3.read("journals/call_2.jsonl")
    assert s3.head("journals/call_2.jsonl")["ServerSideEncryption"] == "AES256"


async def test_erasure__of_somebodys_old_calls__leaves_what_is_others_in_the_storage_and_on_the_disk(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_2")
    await store_all(database, settings)
    await have_call(database, settings, "call_3")

    later = datetime.now(UTC) + timedelta(days=1)
    assert await erase(database, settings, Whose(account_number="00000000", before=later)) == (0, 0, 0)
    assert len(s3.names()) == 2 and on_disk(settings) == ["call_3.jsonl", "call_3.wav"]


async def test_erasure__storage_away__says_so_and_the_rows_stay_to_be_erased_again(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    await have_call(database, settings, "call_1")

    with pytest.raises(StorageError, match=r"STORAGE__BUCKET|couldn't be"):
        await erase(database, settings_of(s3, tmp_path, bucket="not-there"), Whose(call_ids=frozenset({"call_1"})))

    assert await database.fetchval("SELECT count(*) FROM call") == 1


async def test_retention__takes_old_calls_and_old_objects_without_a_row(
    database: asyncpg.Pool, tmp_path: Path, s3: S3
) -> None:
    settings = settings_of(s3, tmp_path)
    for call_id in ("call_1", "call_2"):
        await have_call(database, settings, call_id)
    await store_all(database, settings)
    await database.execute(
        "UPDATE call SET started_at = now() - interval '31 days', ended_at = started_at WHERE call_id = 'call_1'"
    )
    async with database.acquire() as connection:
        gone = await keep_retention(connection, settings)
    assert gone is not None and (gone.calls, gone.recordings) == (1, 1)
    assert s3.names() == {"recordings/call_2.wav", "journals/call_2.jsonl"}

    s3.put("recordings/nobodys.wav", b"no row")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await erase(database, settings, Whose(before=tomorrow))
    assert s3.names() == set()


async def test_finished_journals__without_storage__are_none(database: asyncpg.Pool, tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    assert not settings.storage.bucket
    journal = Journal(settings.journal_dir, database, apply)
    await journal.start()
    journal.open("call_1").close()
    await journal.aclose(timeout_s=5)

    assert not (settings.journal_dir / FINISHED).exists()


@pytest.mark.parametrize(
    ("storage", "named"),
    [
        ({"bucket": "calls", "access_key": "a"}, "SECRET_KEY"),
        ({"bucket": "calls", "encryption": "kms"}, "KMS_KEY"),
        ({"bucket": "calls", "kms_key": "k"}, "KMS_KEY"),
        ({"endpoint": "https://s3.example.com"}, "BUCKET"),
        ({"bucket": "calls", "endpoint": "http://s3.example.com"}, "https://"),
        ({"bucket": "ca..lls"}, "BUCKET"),
    ],
)
def test_settings__that_dont_fit_together__are_refused_by_name(storage: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(storage=storage)


def _folders(parent: Path, *names: str) -> tuple[str, ...]:
    for name in names:
        (parent / name).mkdir()
    return names
