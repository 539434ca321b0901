"""Verbs that need no model must not pay for importing one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("livekit.agents", "sklearn", "moonshine_voice", "baresip", "numpy")


@pytest.mark.parametrize("module", ["callcenter.cli.main"])
def test_command_line__before_a_verb_runs__imports_nothing_heavy(module: str) -> None:
    script = (
        f"import sys, {module} as main\nmain.load_verbs()\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_command_line__its_children__import_nothing_from_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "callcenter").mkdir()
    (tmp_path / "callcenter" / "__init__.py").write_text("raise SystemExit('another version')")
    script = (
        "import subprocess, sys\n"
        "from callcenter.cli.main import main\n"
        "sys.argv = ['callcenter', '--version']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stdout.flush()\n"
        "subprocess.run([sys.executable, '-m', 'callcenter.telephony.embedded.certificate'], check=True)\n"
    )

    done = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_models_runtime__loaded_after_us__leaves_no_device_id_in_the_home_folder(tmp_path: Path) -> None:
    # onnxruntime writes one as it is imported, and tells its maker, unless a variable forbids it.
    subprocess.run(
        [sys.executable, "-c", "import callcenter, onnxruntime"],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=True,
    )

    assert not list(tmp_path.rglob("*"))


#: Ctrl-C is pressed while this module is being imported: the verbs, or what one of them needs.
PRESSED = """
import os, signal, sys

class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
            signal.sigtimedwait([], 0)
        return None

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, CtrlC())
sys.argv = ["callcenter", "validate"]
from callcenter.cli.start import main
main()
"""


@pytest.mark.parametrize(
    ("module", "code"),
    [("typer", -signal.SIGINT), ("callcenter.cli.talk", -signal.SIGINT), ("callcenter.provisioning.files.load", 130)],
)
def test_command__interrupted_while_it_imports__ends_without_a_word(module: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRESSED.format(module=module)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def test_command__argument_that_is_no_text__is_refused_by_its_place() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "callcenter.cli.main", "calls", "show", b"\xff"], capture_output=True, check=False
    )

    assert done.returncode == 1
    assert b"Argument 3, '?', is no UTF-8 text." in done.stderr and b"Traceback" not in done.stderr
