"""What leaves the machine while a caller is served on the device: nothing, not even a question for a name."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.shipped import keep_trained

ROOT = Path(__file__).resolve().parents[2]
WATCH = ROOT / "tests" / "fakes" / "network" / "leaving_packets.py"


def _refuses_namespaces() -> bool:
    if shutil.which("unshare") is None or shutil.which("ip") is None or os.geteuid() != 0:
        return True
    return subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode != 0


pytestmark = [
    pytest.mark.skipif(_refuses_namespaces(), reason="network namespaces need root and iproute2"),
    pytest.mark.timeout(200),
]


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cc-home-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def watched(home: Path, *command: str) -> dict[str, Any]:
    """Run Python with a fresh home and return its exit code and the packets that left."""
    done = subprocess.run(
        ["unshare", "--net", sys.executable, str(WATCH), sys.executable, *command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "CALLCENTER_DATA_DIR": str(home / "data")},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["exit"] == 0 or "-c" in command, done.stderr[-3000:]
    return found


def test_watch__a_program_that_asks_for_a_name_and_connects__is_seen(home: Path) -> None:
    program = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.create_connection(("198.51.100.7", 443), timeout=0.2)
"""

    assert watched(home, "-c", program)["left"][0] == "tcp to 198.51.100.7"


@pytest.mark.skipif(
    importlib.util.find_spec("piper") is None, reason="the extra piper is not installed: uv sync --extra piper"
)
def test_demo__on_the_device__sends_nothing_out_and_leaves_no_trace_of_a_maker(home: Path) -> None:
    keep_trained(home / "data")

    found = watched(home, "-m", "callcenter.cli.main", "demo", "--scenario", "person", "--json")

    assert found == {"exit": 0, "left": []}
    assert not list(home.rglob("*Microsoft*"))
