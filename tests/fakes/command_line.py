"""The command line in a process of its own that needn't load what all of them need: it is forked from one that has.

Loading takes most of what a command costs, two to three seconds of a processor. That `python -m callcenter.cli.main`
starts from nothing is shown by others (test_startup, test_serve).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

#: Longest that a command may take on a loaded machine.
COMMAND_S = 120
_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.fakes.command_line_loaded"])


def run_command(
    arguments: list[str], environment: Mapping[str, str], *, folder: Path | None = None, typed: str = ""
) -> CompletedProcess[str]:
    """Run `callcenter …` with this environment and no other, in a folder; return what it said, and its exit code."""
    with tempfile.TemporaryDirectory() as kept:
        standard = [Path(kept) / name for name in ("stdin", "stdout", "stderr")]
        standard[0].write_text(typed)
        process = _forking.Process(target=_live, args=(arguments, dict(environment), standard, folder))
        process.start()
        process.join(COMMAND_S)
        if process.exitcode is None:
            process.kill()
            process.join()
        out, err = (file.read_text() if file.exists() else "" for file in standard[1:])
        return CompletedProcess(arguments, process.exitcode or 0, out, err)


def _live(arguments: list[str], environment: dict[str, str], standard: list[Path], folder: Path | None) -> None:
    for number, file in enumerate(standard):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY)
        os.dup2(descriptor, number)
        os.close(descriptor)
    # multiprocessing has put an empty one in its place.
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    if folder is not None:
        os.chdir(folder)
    sys.argv = ["callcenter", *arguments]
    from callcenter.cli.main import main

    main()
