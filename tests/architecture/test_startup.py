"""Verbs that need no model must not pay for importing one."""

import subprocess
import sys

import pytest

HEAVY = ("livekit.agents", "sklearn", "moonshine_voice", "baresip", "numpy")


@pytest.mark.parametrize("module", ["callcenter.cli.main"])
def test_command_line__before_a_verb_runs__imports_nothing_heavy(module: str) -> None:
    script = (
        f"import sys, {module} as main\nmain.load_verbs()\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
