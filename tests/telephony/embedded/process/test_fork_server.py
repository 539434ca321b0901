"""Processes forked from one that has loaded: they run as those started by themselves, and their ends are seen."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.bench.wire.wire_models import wire_settings
from callcenter.errors import TelephonyError
from callcenter.runtime import load
from callcenter.settings import load_settings, load_settings_without_agents
from callcenter.telephony.embedded.process.fork_server import UNSEEN, ForkServer
from callcenter.telephony.embedded.process.worker import load_ahead
from tests.fakes.shipped import keep_trained
from tests.fakes.worker.sip_serving import PATIENCE_S

#: What a forked process does: says what it is, and then the lines it gets, until there are none.
ECHOING = """
import os, signal, sys, threading

def load_ahead(settings):
    import json
    json.loaded_ahead = (os.getpid(), settings)

if __name__ == "__main__":
    import json
    by, settings = json.loaded_ahead
    print(json.dumps({
        "name": __name__, "sid": os.getsid(0), "threads": threading.active_count(), "settings": settings,
        "is_loaded_by_parent": by == os.getppid(),
        "hears_signals": signal.getsignal(signal.SIGTERM) == signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler,
    }), flush=True)
    for line in sys.stdin:
        if line.strip() == "fail":
            raise RuntimeError("as it was told")
        print(line, end="", flush=True)
    sys.exit(3)
"""


@pytest.fixture
async def fork_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ForkServer]:
    (tmp_path / "echoing.py").write_text(ECHOING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    yield (fork_server := ForkServer("echoing", {"a": 1}))
    await fork_server.aclose()


async def test_fork__two__each_runs_by_itself_and_shares_what_was_loaded(fork_server: ForkServer) -> None:
    async with asyncio.timeout(PATIENCE_S):
        one, other = await asyncio.gather(fork_server.fork(), fork_server.fork())
        said = [(await process.stdout.readline()).decode() for process in (one, other)]
        one.stdin.write(b"hello\n")
        assert await one.stdout.readline() == b"hello\n"
        one.stdin.write_eof()
        assert await one.wait() == 3
        other.stdin.write(b"fail\n")
        assert await other.wait() == 1

    for process, line in zip((one, other), said, strict=True):
        assert json.loads(line) == {
            "name": "__main__",
            "sid": process.pid,
            "threads": 1,
            "settings": {"a": 1},
            "is_loaded_by_parent": True,
            "hears_signals": True,
        }


async def test_fork__process_ends_with_words_unread__what_it_said_last_is_heard(fork_server: ForkServer) -> None:
    async with asyncio.timeout(PATIENCE_S):
        process = await fork_server.fork()
        process.stdin.write(b"heard\nfail\n" + b"unread\n" * 5000)
        said = await process.stdout.read()

        assert said.endswith(b"heard\n")
        assert await process.wait() == 1


async def test_kill__forked_process__its_end_is_seen_with_the_signal(fork_server: ForkServer) -> None:
    async with asyncio.timeout(PATIENCE_S):
        process = await fork_server.fork()
        process.kill()
        assert await process.wait() == -signal.SIGKILL
        process.kill()


async def test_fork_server__is_killed__processes_live_on_and_the_next_is_forked_from_a_new_one(
    fork_server: ForkServer,
) -> None:
    async with asyncio.timeout(PATIENCE_S):
        before = await fork_server.fork()
        await before.stdout.readline()
        assert fork_server.process is not None
        fork_server.process.kill()
        await fork_server.process.wait()
        after = await fork_server.fork()

        assert await after.stdout.readline()
        before.stdin.write(b"still here\n")
        assert await before.stdout.readline() == b"still here\n"
        # It ends with its standard input, which is closed where its end can't be seen.
        assert await before.wait() == UNSEEN
        after.kill()
        assert await after.wait() == -signal.SIGKILL


async def test_fork_server__closed__its_process_ends_and_what_it_forked_goes_on(fork_server: ForkServer) -> None:
    async with asyncio.timeout(PATIENCE_S):
        process = await fork_server.fork()
        await process.stdout.readline()
        await fork_server.aclose()
        assert fork_server.process is not None and fork_server.process.returncode == 0
        process.stdin.write(b"still here\n")
        assert await process.stdout.readline() == b"still here\n"
        process.stdin.write_eof()
        assert await process.stdout.read() == b""


async def test_fork__module_that_can_not_be_imported__says_so() -> None:
    fork_server = ForkServer("tests.fakes.no_such_module")

    with pytest.raises(TelephonyError, match="can't be started"):
        await asyncio.wait_for(fork_server.fork(), PATIENCE_S)

    await fork_server.aclose()


#: Loads ahead what a worker does, and says what that has opened in the process.
LOADING = """
import json, os, sys, threading
from callcenter.telephony.embedded.process.worker import load_ahead

def opened():
    found = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if int(name) > 2
             and os.path.islink(f"/proc/self/fd/{name}")]
    return [one for one in found if one.startswith(("socket:", "anon_inode:"))]

threads = len(os.listdir("/proc/self/task"))
load_ahead(json.loads(sys.argv[1]))
print(json.dumps({
    "new_threads": len(os.listdir("/proc/self/task")) - threads, "threads": threading.active_count(),
    "opened": opened(), "imported": [name for name in ("livekit.plugins.deepgram", "callcenter.agents.billing.tools")
                                     if name in sys.modules],
}))
"""


def test_load_ahead__hosted_models__starts_no_thread_and_opens_no_connection() -> None:
    """A fork copies neither, but the locks that they hold."""
    settings = wire_settings("http://127.0.0.1:9")

    loaded = subprocess.run(
        [sys.executable, "-c", LOADING, json.dumps(settings)], capture_output=True, text=True, check=True, timeout=120
    )

    assert json.loads(loaded.stdout) == {
        "new_threads": 0,
        "threads": 1,
        "opened": [],
        "imported": ["livekit.plugins.deepgram", "callcenter.agents.billing.tools"],
    }


async def test_load_ahead__agents__are_those_that_forked_workers_have_and_are_read_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    agents = tmp_path / "agents"
    shutil.copytree(load_settings().agents_dir, agents)
    settings = wire_settings("http://127.0.0.1:9") | {"agents_dir": str(agents), "models": {"turn_detection": "vad"}}
    load_ahead(settings)
    shutil.rmtree(agents)
    keep_trained(tmp_path)

    loaded = await load(
        load_settings_without_agents(**settings),
        speech=False,
        trained_in=load_settings(data_dir=tmp_path).trained_dir,
    )

    assert "billing" in loaded.roster.names


def test_load_ahead__settings_that_can_not_be__are_left_to_the_worker_to_tell() -> None:
    load_ahead({"models": {"stt": "nobody/nothing"}})
