"""Shared by all tests: a real Postgres, and a fresh migrated database for each test that asks for one."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import structlog
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from callcenter.store.migrate import migrate
from callcenter.store.pool import open_pool, prepare_connection
from callcenter.store.postgres.embedded_postgres import embedded_postgres
from callcenter.store.postgres.postgres_process import stop_server

#: Linux's file system in memory, and what four test processes' databases may come to there, in bytes.
MEMORY = Path("/dev/shm")
ROOM = 4_000_000_000


def _temporary_files_in_memory() -> None:
    """Put temporary files into memory where it has room, this process's and those of all that tests start.

    Nearly every test copies a database of ten megabytes: a twentieth of a second there, up to two on a busy disk.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


_temporary_files_in_memory()
# The same examples for everybody, however busy the machine; `--hypothesis-profile=default` looks for new ones.
hypothesis_settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")
_numbers = itertools.count(1)
#: Files whose tests take long, since calls take as long as they take, the longest first: left out by `-m "not slow"`.
SLOW = (
    "demo/test_demo.py",
    "cli/machine/test_doctor.py",
    "console/pages/test_call_pages.py",
    "cli/test_own_agent.py",
    "eval/phone/test_phone.py",
    "console/pages/test_pages.py",
    "telephony/livekit/job/test_whole_calls.py",
    "telephony/livekit/worker/test_job_parts.py",
    "console/pages/test_floor.py",
    "telephony/embedded/stack/test_bad_input.py",
    "console/test_a_shift.py",
    "cli/provisioning/test_explain_cli.py",
    "infra/test_dashboard.py",
    "telephony/embedded/process/test_parent.py",
    "telephony/embedded/stack/sip_suite/test_sip_suite.py",
    "telephony/embedded/stack/test_sipp.py",
    "cli/test_talk.py",
    "console/pages/test_keyboard.py",
    "telephony/embedded/calls/test_calls.py",
    "cli/machine/test_serve.py",
    "cli/provisioning/test_apply_cli.py",
    "telephony/embedded/supervision/test_stepping_in.py",
    "eval/typed/test_text_mode.py",
    "contract/test_silence.py",
    "console/access/test_access.py",
    "provisioning/edge/test_edge.py",
    "models/test_session.py",
    "store/test_embedded_postgres.py",
    "telephony/embedded/stack/test_within_a_call.py",
    "contract/test_stepping_in.py",
    "telephony/livekit/job/test_duties_aloud.py",
    "telephony/embedded/entry/test_workers.py",
    "console/answers/test_calls.py",
    "console/answers/test_dashboard.py",
    "telephony/embedded/stack/test_line_quality.py",
    "console/answers/test_review.py",
    "console/answers/test_retention.py",
    "telephony/embedded/process/test_fork_server.py",
    "models/shared/test_shared_speech.py",
    "telephony/embedded/stack/test_leaked_calls.py",
    "provisioning/targets/test_apply_properties.py",
    "console/answers/test_monitors.py",
    "console/access/test_oidc.py",
    "dialog/understanding/test_understanding.py",
    "telephony/embedded/test_whose_audio.py",
    "eval/hearing/test_hearing.py",
    "telephony/embedded/calls/test_routing_changes.py",
    "contract/test_calls.py",
    "provisioning/test_export.py",
    "cli/calls/test_calls.py",
    "calls/record/test_journal.py",
    "conversation/test_wrong_deeds.py",
    "conversation/test_reckless_model.py",
    "conversation/test_stubborn_callers.py",
    "models/local/test_local_models.py",
    "agents/test_new_agent.py",
    "console/test_beside.py",
    "console/test_preferences.py",
    "settings/test_environment_file.py",
    "provisioning/edge/test_edge_outside.py",
    "eval/story/test_story_file.py",
    "architecture/test_docs_commands.py",
    "agents/test_planted_mistakes.py",
    "telephony/embedded/test_packet_generator.py",
    "telephony/embedded/stack/test_encrypted_audio.py",
    "dialog/understanding/test_kept_intents.py",
    "provisioning/edge/test_edge_workers.py",
    "telephony/embedded/stack/test_registration.py",
    "provisioning/test_plan.py",
    "cli/test_agents_command.py",
    "models/failover/test_stt_chain.py",
    "infra/test_chart.py",
    "conversation/test_whole_calls.py",
    "telephony/embedded/test_tls.py",
    "calls/record/test_archive.py",
    "agents/test_roster.py",
    "contract/legs/test_transfer_before_ack.py",
    "telephony/embedded/test_ipv6.py",
    "telephony/embedded/stack/test_trace_keeper.py",
    "telephony/embedded/calls/test_call_limits.py",
    "telephony/livekit/job/test_job.py",
    "bench/test_wire_models.py",
    "dialog/test_whatever_is_said.py",
    "telephony/embedded/calls/test_foreign_invites.py",
    "telephony/embedded/process/test_first_moment.py",
    "store/test_pool.py",
    "bench/test_console_plans.py",
    "telephony/livekit/job/test_leg.py",
    "store/test_postgres_user.py",
    "telephony/embedded/stack/test_request_uri.py",
    "conversation/own_words/test_asked_anew.py",
    "telephony/embedded/stack/test_transfer_headers.py",
    "telephony/livekit/job/test_opening_hours.py",
    "contract/test_provisioning.py",
    "telephony/livekit/job/test_postgres_away.py",
    "infra/test_pgbouncer.py",
    "telephony/embedded/calls/test_sip_leg.py",
)
_SLOW_FILES = {Path(__file__).parent / name: place for place, name in enumerate(SLOW)}


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Four processes more than there are cores: calls wait most of the time."""
    return (os.cpu_count() or 1) + 4


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't even import the slow files where none of their tests is asked for."""
    is_asked_for = config.getoption("markexpr") != "not slow"
    return None if is_asked_for or collection_path not in _SLOW_FILES else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow files' tests, and have them first in their order: no process is left alone with one at the end."""
    for item in items:
        if item.path in _SLOW_FILES:
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: _SLOW_FILES.get(item.path, len(_SLOW_FILES)))


def pytest_collection_finish() -> None:
    """Have Python's garbage collector pass over what is there by now and stays: modules, and some 8,000 tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A verb run in a test logs to that test's standard error, which is closed by the next."""
    config = structlog.get_config()
    yield
    structlog.configure(**config)


def database_url(server_url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    base, _, query = server_url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}?{query}"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real embedded server for the whole run; its URL leads to the database `postgres`."""
    # Short, and readable for the user the server runs as: a socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="cc-pg-"))
    folder.chmod(0o755)
    try:
        with embedded_postgres(folder / "pg") as url:
            asyncio.run(_hurry(url))
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _hurry(server_url: str) -> None:
    """Let the server promise nothing for a power cut: a copy of a database takes half the time."""
    connection = await asyncpg.connect(server_url)
    for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


@pytest.fixture
def postgres_folder() -> Iterator[Path]:
    """A folder for an embedded server of the test's own, which is there afterwards only if the test forgot it."""
    folder = Path(tempfile.mkdtemp(prefix="cc-pg-"))
    folder.chmod(0o755)
    yield folder / "pg"
    stop_server(folder / "pg")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _template(postgres_url: str) -> str:
    return asyncio.run(_make_template(postgres_url, "template_migrated", with_sample=False))


@pytest.fixture(scope="session")
def _sample_template(postgres_url: str) -> str:
    return asyncio.run(_make_template(postgres_url, "template_sample", with_sample=True))


async def _make_template(server_url: str, name: str, *, with_sample: bool) -> str:
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    connection = await asyncpg.connect(database_url(server_url, name))
    await prepare_connection(connection)
    await migrate(connection)
    if with_sample:
        from callcenter.business.sample_data import seed

        await seed(connection)
    await connection.close()
    return name


async def _copy_of(server_url: str, template: str) -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield database_url(server_url, name)
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


@pytest.fixture
async def fresh_url(postgres_url: str, _template: str) -> AsyncIterator[str]:
    """URL of a fresh, migrated, empty database."""
    async for url in _copy_of(postgres_url, _template):
        yield url


@pytest.fixture
async def sample_url(postgres_url: str, _sample_template: str) -> AsyncIterator[str]:
    """URL of a fresh database with the sample business in it."""
    async for url in _copy_of(postgres_url, _sample_template):
        yield url


@pytest.fixture
async def database(fresh_url: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a fresh, migrated, empty database."""
    pool = await open_pool(fresh_url, max_size=5)
    yield pool
    await asyncio.wait_for(pool.close(), 60)


@pytest.fixture
async def sample_database(sample_url: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a fresh database with the sample business in it."""
    pool = await open_pool(sample_url, max_size=5)
    yield pool
    await asyncio.wait_for(pool.close(), 60)
