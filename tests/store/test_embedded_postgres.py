import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import asyncpg
import psutil
import pytest

from callcenter.errors import DatabaseUnavailable
from callcenter.store.postgres.embedded_postgres import embedded_postgres
from callcenter.store.postgres.postgres_process import start_server, stop_server
from tests.fakes.waiting import blocking_until

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: another user runs the server then")


def run_script(script: str, *arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        **options,
    )


HOLD = """
    import sys
    from pathlib import Path
    from callcenter.store.postgres.embedded_postgres import embedded_postgres

    with embedded_postgres(Path(sys.argv[1])) as url:
        print(url, flush=True)
        sys.stdin.readline()
"""


def is_running(folder: Path) -> bool:
    return (folder / "postmaster.pid").exists()


async def answer(url: str) -> object:
    connection = await asyncpg.connect(url, timeout=60)
    try:
        return await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


async def test_embedded_postgres__two_users_in_one_process__the_last_one_stops_it(postgres_folder: Path) -> None:
    with embedded_postgres(postgres_folder) as first:
        with embedded_postgres(postgres_folder) as second:
            assert first == second
        assert await answer(first) == 1
    assert not is_running(postgres_folder)


async def test_embedded_postgres__another_program_beside__neither_stops_it_under_the_other(
    postgres_folder: Path,
) -> None:
    with embedded_postgres(postgres_folder) as url:
        beside = run_script(HOLD, str(postgres_folder), stdin=subprocess.PIPE)
        assert beside.stdout is not None
        assert beside.stdout.readline().strip() == url
    assert await answer(url) == 1

    beside.communicate("\n", timeout=60)

    assert not is_running(postgres_folder)


async def test_embedded_postgres__owner_killed__the_next_one_takes_it_over_and_stops_it(postgres_folder: Path) -> None:
    owner = run_script(HOLD, str(postgres_folder), stdin=subprocess.PIPE)
    assert owner.stdout is not None
    url = owner.stdout.readline().strip()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert is_running(postgres_folder)

    with embedded_postgres(postgres_folder) as again:
        assert again == url
        assert await answer(again) == 1
    assert not is_running(postgres_folder)


async def test_embedded_postgres__server_killed_too__recovers_what_was_committed(postgres_folder: Path) -> None:
    url = start_server(postgres_folder)
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    server = psutil.Process(int((postgres_folder / "postmaster.pid").read_text().split()[0]))
    family = [server, *server.children()]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=60)
    connection.terminate()

    with embedded_postgres(postgres_folder) as again:
        connection = await asyncpg.connect(again)
        assert await connection.fetchval("SELECT n FROM kept") == 7
        await connection.close()


@pytest.mark.parametrize("initdb", ["killed too", "goes on"])
def test_embedded_postgres__killed_in_the_first_setup__is_set_up_anew(postgres_folder: Path, initdb: str) -> None:
    setting_up = run_script(HOLD, str(postgres_folder), stdin=subprocess.PIPE, start_new_session=True)
    blocking_until(lambda: (postgres_folder / "PG_VERSION").exists())
    (os.killpg if initdb == "killed too" else os.kill)(setting_up.pid, signal.SIGKILL)
    setting_up.wait()

    with embedded_postgres(postgres_folder) as url:
        assert url.startswith("postgresql://")


@pytest.mark.parametrize("holder", ["us", "nobody"])
def test_embedded_postgres__stale_pid_and_socket_lock__are_forgotten(postgres_folder: Path, holder: str) -> None:
    with embedded_postgres(postgres_folder):
        lines = (postgres_folder / "postmaster.pid").read_text().splitlines()
        lock = next(postgres_folder.glob(".s.PGSQL.*.lock"))
        lock_lines = lock.read_text().splitlines()
    number = str(os.getpid()) if holder == "us" else "4194303"
    (postgres_folder / "postmaster.pid").write_text("\n".join([number, *lines[1:]]) + "\n")
    lock.write_text("\n".join([number, *lock_lines[1:]]) + "\n")

    with embedded_postgres(postgres_folder) as url:
        assert url.startswith("postgresql://")


def test_embedded_postgres__pid_file_cut_off__is_forgotten(postgres_folder: Path) -> None:
    with embedded_postgres(postgres_folder):
        pass
    (postgres_folder / "postmaster.pid").write_text("12")

    with embedded_postgres(postgres_folder) as url:
        assert url.startswith("postgresql://")


@pytest.mark.parametrize("name", ["Application Support", "quo'te & dollar $x %41", "long" * 30])
async def test_embedded_postgres__folder_with_an_awkward_name__works(postgres_folder: Path, name: str) -> None:
    folder = postgres_folder.parent / name / "pg"
    try:
        with embedded_postgres(folder) as url:
            assert await answer(url) == 1
    finally:
        stop_server(folder)


@ROOT_ONLY
def test_embedded_postgres__as_root__opens_parents_for_passing_only(postgres_folder: Path) -> None:
    closed = postgres_folder.parent / "closed"
    (closed / "journal").mkdir(parents=True)
    closed.chmod(0o700)
    (closed / "journal").chmod(0o700)

    with embedded_postgres(closed / "pg"):
        assert stat.S_IMODE(closed.stat().st_mode) == 0o711
        assert stat.S_IMODE((closed / "journal").stat().st_mode) == 0o700
        assert stat.S_IMODE((closed / "pg").stat().st_mode) == 0o700


@ROOT_ONLY
def test_embedded_postgres__another_users_folder__says_what_to_do(postgres_folder: Path) -> None:
    with embedded_postgres(postgres_folder):
        pass
    script = """
        import sys
        from pathlib import Path
        from callcenter.errors import DatabaseUnavailable
        from callcenter.store.postgres.embedded_postgres import embedded_postgres
        import os
        os.setgid(65534); os.setuid(65534)
        try:
            with embedded_postgres(Path(sys.argv[1])):
                print("started")
        except DatabaseUnavailable as error:
            print(error)
    """
    said, _ = run_script(script, str(postgres_folder)).communicate(timeout=60)

    assert "Permission denied" in said and "CALLCENTER_DATA_DIR" in said


def test_embedded_postgres__folder_that_cant_be_made__says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DatabaseUnavailable, match="CALLCENTER_DATA_DIR"), embedded_postgres(tmp_path / "file" / "pg"):
        pass


def test_embedded_postgres__folder_of_something_else__is_left_alone(postgres_folder: Path) -> None:
    postgres_folder.mkdir()
    (postgres_folder / "holiday.jpg").write_text("precious")

    with pytest.raises(DatabaseUnavailable, match="Move it away"), embedded_postgres(postgres_folder):
        pass
    assert (postgres_folder / "holiday.jpg").read_text() == "precious"


def test_embedded_postgres__files_may_not_grow__names_what_went_wrong(postgres_folder: Path) -> None:
    """A real failure of initdb: the kernel forbids files beyond 100 kB."""
    script = """
        import resource, sys
        from pathlib import Path
        from callcenter.errors import DatabaseUnavailable
        from callcenter.store.postgres.embedded_postgres import embedded_postgres
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            with embedded_postgres(Path(sys.argv[1])):
                print("started")
        except DatabaseUnavailable as error:
            print(error)
    """
    said, _ = run_script(script, str(postgres_folder)).communicate(timeout=120)

    assert "doesn't start" in said and "DATABASE_URL" in said
    with embedded_postgres(postgres_folder) as url:
        assert url.startswith("postgresql://")


def test_embedded_postgres__broken_configuration__shows_the_servers_own_words(postgres_folder: Path) -> None:
    with embedded_postgres(postgres_folder):
        pass
    with (postgres_folder / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")

    with pytest.raises(DatabaseUnavailable, match=r"postgresql\.conf"), embedded_postgres(postgres_folder):
        pass


def test_embedded_postgres__first_time__says_that_it_takes_a_while(postgres_folder: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with embedded_postgres(postgres_folder, on_progress=told.append):
            pass

    assert len(told) == 1 and "first time" in told[0]
