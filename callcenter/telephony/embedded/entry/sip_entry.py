"""The one SIP address in front of several workers: a Kamailio that `serve` runs, with the edge's configuration.

It judges nobody: the workers do, as one worker does, by the sender's address that it tells them. It drops what the
SIP stack can't take, gives each call to the worker with the fewest, and the next one's turn if a worker refuses.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.errors import SettingsError, TelephonyError
from callcenter.log import logger
from callcenter.provisioning.edge.config import EdgeOptions, render_edge
from callcenter.provisioning.edge.files import replace_file
from callcenter.settings import SipSettings
from callcenter.telephony.embedded.certificate import tls_files
from callcenter.telephony.embedded.entry.place import INSIDE, Place
from callcenter.telephony.embedded.port_check import split_bind

log = logger(__name__)

#: Where Debian and the makers' packages put it; a user's PATH often lacks /usr/sbin.
PROGRAM_FOLDERS = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
#: What it is told, in its folder.
CONFIG_FILE = "kamailio.cfg"
#: Everybody may come in: the workers judge.
_ANYBODY = InboundTrunk(name="entry", allowed_addresses=("0.0.0.0/0",))
#: Calls a second from one sender: a bound for mishaps, since carriers send from one address.
CALLS_PER_SECOND = 1000
#: Seconds Kamailio gets to take its port, and to end.
START_TIMEOUT_S, END_TIMEOUT_S = 20.0, 5.0
#: Seconds before a Kamailio that was lost is started again, doubled to the longest.
FIRST_REST_S, LONGEST_REST_S = 0.2, 10.0
#: Seconds a call may last beyond the longest allowed, until nobody counts it any more.
BEYOND_LONGEST_S = 60
#: Seconds Kamailio gets to take note of lost calls; it takes a millisecond.
FORGET_TIMEOUT_S = 1.0
#: Bytes kept of what Kamailio says, for the error if it doesn't start.
_SAID_BYTES = 1000


class _Telling(asyncio.DatagramProtocol):
    """Counts answers; `are_told` is set with the last."""

    def __init__(self, messages: int) -> None:
        self._left = messages
        self.are_told = asyncio.Event()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._left -= 1
        if self._left <= 0:
            self.are_told.set()


def kamailio() -> str:
    """Return Kamailio's path.

    Raises:
        SettingsError: it isn't installed.
    """
    found = shutil.which("kamailio", path=PROGRAM_FOLDERS)
    if found is None:
        raise SettingsError(
            "Several workers share one SIP address by Kamailio, which isn't installed.",
            remedy="Run `apt-get install kamailio` (and kamailio-tls-modules for TLS), or serve with one worker.",
        )
    return found


def entry_options(sip: SipSettings, places: Sequence[Place], folder: Path) -> EdgeOptions:
    """Return how the entry runs.

    Raises:
        SettingsError: a wildcard or an IPv6 address, or accounts at providers, who would call one worker past it.
    """
    host, port = split_bind(sip.bind)
    if host == "0.0.0.0":  # noqa: S104 - refused
        raise SettingsError(
            "0.0.0.0 would stand in the route of every call, and nobody can send there.",
            remedy="With several workers name the address that callers send to: --bind HOST:PORT.",
        )
    if ":" in host:
        raise SettingsError(
            f"{host}: several workers share an IPv4 address only.",
            remedy="Serve IPv6 with one worker, or put an edge in front, which takes both kinds.",
        )
    if sip.register_user:
        raise SettingsError(
            "CALLCENTER_SIP__REGISTER_USER: with several workers none registers: the provider would call that one.",
            remedy="Have the provider send calls to this address, or serve with one worker.",
        )
    certificate, key = tls_files(sip) or (None, None)
    return EdgeOptions(
        bind=sip.bind,
        workers=tuple(place.bind for place in places),
        config_file=folder / CONFIG_FILE,
        tls_cert=certificate,
        tls_key=key,
        tls_port=port + 1,
        calls_per_second=CALLS_PER_SECOND,
        longest_call_s=sip.max_duration_s + BEYOND_LONGEST_S,
        lost_calls_key=secrets.token_hex(16),
        ping_interval_s=1,
        children=2,
    )


class SipEntry:
    """The Kamailio of one `serve`; `say` gets lines for the operator. Files go to the folder, which is made."""

    def __init__(self, options: EdgeOptions, folder: Path, *, say: Callable[[str], None]) -> None:
        #: What Kamailio is told.
        self.options = options
        self._folder = folder
        self._say = say
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()
        self._said = b""

    @property
    def pid(self) -> int | None:
        """Kamailio's first process, None if it doesn't run."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def start(self) -> None:
        """Write the configuration and start; returns once calls can come in.

        Raises:
            SettingsError: Kamailio isn't installed.
            TelephonyError: it doesn't start.
        """
        await asyncio.to_thread(self._write)
        await self._start()

    async def keep(self) -> None:
        """Start it again whenever it is lost, until `end`. Calls that are up go on: their audio isn't here."""
        rest_s = FIRST_REST_S
        while True:
            if self._process is not None:
                status = await self._process.wait()
                if self._ending.is_set():
                    return
                log.error("entry_lost", status=status)
                self._say(f"Kamailio ended (status {status}) and is started again; calls that are up go on.")
                self._kill_rest()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), rest_s)
                return
            rest_s = min(rest_s * 2, LONGEST_REST_S)
            try:
                await self._start()
            except (SettingsError, TelephonyError) as error:
                # Kamailio itself may be gone for a while: a package that is being upgraded.
                log.error("entry_not_started", error=error.what, remedy=error.remedy)
            else:
                rest_s = FIRST_REST_S
                self._say("Calls come in again.")

    async def forget(self, call_ids: Iterable[str]) -> None:
        """Count these calls, by Call-ID, as nobody's any more: their worker is gone, and no BYE may ever come."""
        messages = {call_id: self._lost(call_id) for call_id in call_ids if call_id}
        if not messages or self.pid is None:
            return
        telling = _Telling(len(messages))
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: telling, remote_addr=split_bind(self.options.bind)
        )
        for message in messages.values():
            transport.sendto(message)
        with suppress(TimeoutError):
            await asyncio.wait_for(telling.are_told.wait(), FORGET_TIMEOUT_S)
        transport.close()

    async def end(self) -> None:
        """End it: nothing comes in or goes out any more."""
        self._ending.set()
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), END_TIMEOUT_S)
        # On a busy machine it now and then doesn't end, or leaves children behind.
        self._kill_rest()
        await process.wait()
        if self._hearing is not None:
            await self._hearing

    # -- inside ---------------------------------------------------------------

    def _lost(self, call_id: str) -> bytes:
        """Return what tells Kamailio of a lost call: a BYE that goes nowhere."""
        return (
            f"BYE sip:lost@{self.options.bind} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {INSIDE}:9;rport;branch=z9hG4bK{secrets.token_hex(8)}\r\n"
            f"From: <sip:serve@{INSIDE}>;tag=lost\r\nTo: <sip:serve@{INSIDE}>;tag=lost\r\n"
            f"Call-ID: {call_id}\r\nCSeq: 1 BYE\r\nMax-Forwards: 1\r\n"
            f"X-Lost-Call: {self.options.lost_calls_key}\r\nContent-Length: 0\r\n\r\n"
        ).encode()

    def _write(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files = render_edge([_ANYBODY], self.options)
        replace_file(self.options.workers_file, files.workers, mode=0o600)
        replace_file(self.options.config_file, files.config, mode=0o600)

    async def _start(self) -> None:
        self._said = b""
        # -DD: in the foreground, one group of processes; -E: what it says goes to standard error.
        command = [kamailio(), "-f", str(self.options.config_file), "-DD", "-E", "-Y", str(self._folder)]
        if setpriv := shutil.which("setpriv", path=PROGRAM_FOLDERS):
            # It goes with us, even if we are killed: it would keep the port from the next `serve`.
            command = [setpriv, "--pdeathsig", "TERM", *command]
        # A pipe of our own: asyncio's would have the end of the process wait for its children, who have it, too.
        reading, writing = os.pipe()
        self._hearing = asyncio.create_task(self._hear(reading))
        try:
            process = self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=writing,
                start_new_session=True,
            )
        except OSError as error:
            raise TelephonyError(
                f"Kamailio can't be started: {error.strerror}.",
                remedy="`apt-get install --reinstall kamailio` puts it right.",
            ) from error
        finally:
            os.close(writing)
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                while not await self._is_listening():
                    if process.returncode is not None:
                        break
                    await asyncio.sleep(0.05)
        except TimeoutError:
            self._kill_rest()
        if process.returncode is not None or not await self._is_listening():
            self._kill_rest()
            await self._hearing
            said = self._said.decode("utf-8", "replace").strip() or "it said nothing"
            raise TelephonyError(
                f"Kamailio didn't start: {said}.",
                remedy=f"`{kamailio()} -c -f {self.options.config_file}` says more.",
            )

    async def _is_listening(self) -> bool:
        """Tell whether the TCP port is taken: by then the UDP one keeps what it is sent."""
        try:
            _, writer = await asyncio.open_connection(*split_bind(self.options.bind))
        except OSError:
            return False
        writer.close()
        return True

    async def _hear(self, reading: int) -> None:
        """Keep its last words, which name callers once there are any: they are shown only if it doesn't start."""
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb", 0)
        )
        while said := await reader.read(_SAID_BYTES):
            self._said = (self._said + said)[-_SAID_BYTES:]
        transport.close()

    def _kill_rest(self) -> None:
        """Kill what is left of its group: children of one that was killed would keep the port."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
