"""The process that workers are forked from: it has loaded what they all need, so that they share its memory.

Entry: `python -m callcenter.telephony.embedded.process.fork_server_process MODULE`, started by `fork_server`, whose
socket is standard input. It has no thread of Python's and opens no connection, or a fork would not be safe.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import traceback
from typing import NoReturn

#: Longest message: the settings to load with.
MESSAGE_BYTES = 1 << 17
#: What a worker's module may have: loads ahead what its settings name, given those that override the environment's.
LOAD_AHEAD = "load_ahead"


def main(module: str) -> None:
    """Load, then fork a process for each message that has two pipes, until the other side is gone."""
    # The parent decides when to end, and says so by closing the socket; workers are told by theirs.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    channel = socket.socket(fileno=os.dup(0))
    settings = channel.recv(MESSAGE_BYTES)
    if not settings:
        return
    load_ahead = getattr(importlib.import_module(module), LOAD_AHEAD, None)
    if load_ahead is not None:
        load_ahead(json.loads(settings))
    # The collector would write into every object, and so part it from the children's.
    gc.collect()
    gc.freeze()
    woken, waking = socket.socketpair()
    woken.setblocking(False)
    waking.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking.fileno())
    with selectors.DefaultSelector() as selector:
        selector.register(channel, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is woken:
                    woken.recv(4096)
                    _bury(channel)
                    continue
                message, descriptors, _, _ = socket.recv_fds(channel, 16, 2)
                if not message:
                    return
                _fork(module, descriptors, channel, (woken, waking))


def _fork(module: str, pipes: list[int], channel: socket.socket, own: tuple[socket.socket, ...]) -> None:
    """Start a worker whose standard input and output are two pipes, and say its process id."""
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for one in (channel, *own):
            one.close()
        os.setsid()
        for standard, pipe in enumerate(pipes):
            os.dup2(pipe, standard)
            os.close(pipe)
        _run(module)
    for pipe in pipes:
        os.close(pipe)
    _tell(channel, pid=pid)


def _run(module: str) -> NoReturn:
    """Run a module as a program that was started by itself would."""
    status = 0
    try:
        # As `__main__` it is another module than the one imported ahead.
        sys.modules.pop(module, None)
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _bury(channel: socket.socket) -> None:
    """Say which children have ended, and how: a status, or the negative number of a signal."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell(channel, pid=pid, status=os.waitstatus_to_exitcode(status))


def _tell(channel: socket.socket, **facts: int) -> None:
    try:
        channel.send(json.dumps(facts).encode())
    except OSError:
        # The parent is gone; the next look at the socket says so.
        return


if __name__ == "__main__":
    main(sys.argv[1])
