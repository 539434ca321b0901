import asyncio
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import asyncpg
import pytest

from callcenter.errors import DatabaseUnavailable, StoreError
from callcenter.settings import load_settings
from callcenter.store import pool as pool_module
from callcenter.store.pool import open_connection, open_database, open_pool
from tests.fakes.waiting import until


@contextmanager
def listener(answer: bytes) -> Iterator[int]:
    """A program that isn't Postgres: answers so, or with b'' not at all."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                if answer:
                    connection.recv(1000)
                    connection.sendall(answer)
                    connection.close()
                else:
                    held.append(connection)

        held: list[socket.socket] = []
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


MALFORMED = [
    "geheim",
    "postgres:geheim@db.example/x",
    "mysql://u:geheim@h/x",
    "postgresql://u:geheim@h:99999/x",
    "postgresql://u:geheim@h:abc/x",
    "postgresql://u:geheim@[::1/x",
    "postgresql://u:ge#heim@h:5/x",
    "postgresql://u:geheim@127.0.0.1:1/x",
    "postgresql://u:geheim@nosuchhost.invalid/x",
    "postgresql:///x?host=/nonexistent&password=geheim",
]


#: Ends all connections to this database but the one that says so.
CUT_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.mark.parametrize("url", MALFORMED)
async def test_open_database__url_that_cant_be_used__says_so_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        async with open_database(load_settings(database_url=url)):
            pass

    assert "DATABASE_URL" in str(caught.value)
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"E", b""])
async def test_open_pool__something_else_listens__gives_up_in_time(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "CONNECT_TIMEOUT_S", 1.0)
    with listener(answer) as port, pytest.raises(DatabaseUnavailable, match=f"127.0.0.1:{port}"):
        await asyncio.wait_for(open_pool(f"postgresql://u:p@127.0.0.1:{port}/x"), 60)


async def test_open_connection__no_such_database__says_what_to_do(postgres_url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="no such database"):
        async with open_connection(postgres_url.replace("/postgres?", "/nowhere?")):
            pass


async def test_open_connection__no_such_user__says_what_to_do(postgres_url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="Correct the user"):
        async with open_connection(postgres_url.replace("//postgres@", "//nobody:geheim@")):
            pass


async def test_open_database__without_url__is_the_embedded_one_for_as_long_as_needed(postgres_folder: Path) -> None:
    settings = load_settings(data_dir=postgres_folder.parent, database_url="")
    told: list[str] = []

    async with open_database(settings, on_progress=told.append) as url, open_connection(url) as connection:
        assert await connection.fetchval("SELECT 1") == 1
        assert (settings.postgres_dir / "postmaster.pid").exists()

    assert not (settings.postgres_dir / "postmaster.pid").exists()
    assert told


async def test_open_database__embedded_server_dies__is_started_again(
    postgres_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "KEEP_INTERVAL_S", 0.1)
    settings = load_settings(data_dir=postgres_folder.parent, database_url="")
    pid_file = settings.postgres_dir / "postmaster.pid"
    async with open_database(settings) as url:
        async with open_connection(url) as connection:
            await connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        dead = int(pid_file.read_text().split()[0])
        os.kill(dead, signal.SIGKILL)
        await until(lambda: _is_served_by_another(pid_file, dead), what="another server")

        async with open_connection(url) as connection:
            assert await connection.fetchval("SELECT n FROM kept") == 7

    assert not pid_file.exists()


async def _is_served_by_another(pid_file: Path, dead: int) -> bool:
    lines = pid_file.read_text().split("\n") if pid_file.exists() else []
    return len(lines) >= 8 and int(lines[0]) != dead and lines[7].strip() == "ready"


async def test_open_connection__is_cut_in_the_middle__says_so(fresh_url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="the connection failed"):
        async with open_connection(fresh_url) as cut, open_connection(fresh_url) as other:
            await other.execute(CUT_OTHERS)
            await cut.execute("SELECT 1")


async def test_open_connection__refused_statement__says_so(fresh_url: str) -> None:
    with pytest.raises(StoreError, match="db migrate"):
        async with open_connection(fresh_url) as connection:
            await connection.execute("SELECT * FROM nowhere")


async def test_open_pool__json_and_times__are_python_values(database: asyncpg.Pool) -> None:
    assert await database.fetchval("SELECT $1::jsonb", {"a": [1, None]}) == {"a": [1, None]}
    assert await database.fetchval("SHOW timezone") == "UTC"


async def test_open_pool__its_connections_are_cut__connects_again(database: asyncpg.Pool, fresh_url: str) -> None:
    await database.fetchval("SELECT 1")
    async with open_connection(fresh_url) as other:
        await other.execute(CUT_OTHERS)

    async def answers() -> bool:
        try:
            return bool(await database.fetchval("SELECT 1"))
        except (
            asyncpg.PostgresConnectionError,
            asyncpg.InterfaceError,
            asyncpg.AdminShutdownError,
            asyncpg.InternalClientError,  # cut off between two messages of one query
            OSError,
        ):
            return False

    await until(answers, what="an answer")
