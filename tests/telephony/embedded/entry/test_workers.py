"""Several workers of one `serve` behind one SIP address: how calls are shared, and what becomes of them in trouble."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.cli.machine.doctor import check_entry
from callcenter.demo.phone.simulated_caller import SimulatedCall, SimulatedCallers
from callcenter.errors import PortInUse, SettingsError, TelephonyError
from callcenter.settings import SipSettings, load_settings
from callcenter.telephony.embedded.entry import sip_entry
from callcenter.telephony.embedded.entry.place import inside_settings, listened_on, places
from callcenter.telephony.embedded.entry.sip_entry import SipEntry, entry_options
from callcenter.telephony.embedded.port_check import check_port_free
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.network.public_entry import CALLER as AFAR
from tests.fakes.network.public_entry import ENTRY
from tests.fakes.sip.kamailio_edge import KAMAILIO, SipPeer, header, invite, sip_peer, take_every_call
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S
from tests.fakes.worker.supervised import Serving, first_refusal, supervised

UNSHARE, IP = shutil.which("unshare"), shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin")

needs_kamailio = [
    pytest.mark.skipif(KAMAILIO is None, reason="kamailio isn't installed"),
    pytest.mark.debian,
    pytest.mark.timeout(180),
]


def with_kamailio(test: object) -> object:
    for mark in needs_kamailio:
        test = mark(test)
    return test


async def answered(callers: SimulatedCallers, serving: Serving) -> SimulatedCall:
    call = await callers.dial(serving.uri, caller=CALLER)
    await call.answered(timeout_s=PATIENCE_S)
    return call


async def share_out(callers: SimulatedCallers, serving: Serving, *, each: int) -> list[SimulatedCall]:
    """Have calls answered until each worker has so many, and know of them."""
    calls = [await answered(callers, serving) for _ in range(each * len(serving.workers))]
    await until(
        lambda: [len(worker.open_calls) for worker in serving.workers] == [each] * len(serving.workers),
        what="an even share",
    )
    return calls


# Where they stand.


def test_places__of_one_worker__are_what_the_settings_say() -> None:
    sip = SipSettings(bind="127.0.0.1:5060", rtp_ports="16384-32767")

    assert [(place.bind, place.rtp_ports, place.metrics_port) for place in places(sip, 9464)] == [
        ("127.0.0.1:5060", "16384-32767", 9464)
    ]
    assert listened_on(sip) == ("127.0.0.1:5060",)


def test_places__behind_an_entry__are_inside_with_ports_of_their_own() -> None:
    sip = SipSettings(bind="198.51.100.7:5060", rtp_ports="20000-20999", workers=3)
    found = places(sip, 9464)

    assert [place.bind for place in found] == ["127.0.0.1:5070", "127.0.0.1:5072", "127.0.0.1:5074"]
    assert [place.rtp_ports for place in found] == ["20000-20331", "20332-20663", "20664-20995"]
    assert [place.metrics_port for place in found] == [9464, 9465, 9466]
    assert listened_on(sip)[0] == "198.51.100.7:5060"


def test_places__behind_an_edge__are_counted_from_the_address_it_knows() -> None:
    sip = SipSettings(bind="127.0.0.1:5070", edge="127.0.0.1", workers=2)

    assert listened_on(sip) == ("127.0.0.1:5070", "127.0.0.1:5072")
    assert {place.metrics_port for place in places(sip, 0)} == {0}


@pytest.mark.parametrize(("bind", "edge"), [("198.51.100.7:5068", "127.0.0.1:5068"), ("127.0.0.1:5060", "")])
def test_inside__senders_beyond_this_machine__are_taken_from_the_entry(bind: str, edge: str) -> None:
    """On loopback every sender is this machine, and nobody's address is checked: as without an entry."""
    assert inside_settings(SipSettings(bind=bind, workers=2))["edge"] == edge


def test_workers__auto__is_one_a_processor() -> None:
    assert load_settings(sip={"workers": "auto"}).sip.workers == os.cpu_count()


def test_workers__too_many_calls_for_the_ports__are_refused_together() -> None:
    with pytest.raises(SettingsError, match="room for 50 calls, and 80 may come"):
        load_settings(sip={"workers": 2, "max_calls": 40, "rtp_ports": "20000-20099"})


def test_kamailio__not_installed__is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sip_entry, "PROGRAM_FOLDERS", str(tmp_path))

    with pytest.raises(SettingsError) as caught:
        sip_entry.kamailio()

    assert "apt-get install kamailio" in caught.value.remedy
    found = check_entry(load_settings(sip={"workers": 2, "edge": ""}))
    assert (found.state, found.remedy) == ("fault", caught.value.remedy)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"bind": "0.0.0.0:5060"}, "0.0.0.0"),
        ({"bind": "[2001:db8::7]:5060"}, "IPv4"),
        ({"register_user": "us", "registrar": "sip.example.com"}, "none registers"),
    ],
)
def test_entry__settings_it_can_not_honour__are_refused(
    settings: dict[str, object], words: str, tmp_path: Path
) -> None:
    sip = SipSettings(workers=2, **settings)  # type: ignore[arg-type]

    with pytest.raises(SettingsError, match=words):
        entry_options(sip, places(sip, 0), tmp_path)


# With a real Kamailio.


@with_kamailio
async def test_entry__call_of_anybody__reaches_a_worker_with_the_senders_address(tmp_path: Path) -> None:
    async with sip_peer(take_every_call) as worker, sip_peer(host="127.0.0.5") as caller:
        serving = Serving(tmp_path, "", workers=2)
        sip = load_settings(sip={"bind": f"127.0.0.1:{serving.port}", "workers": 2}).sip
        place = places(sip, 0)[0]
        inside = [type(place)(bind=f"127.0.0.1:{worker.port}", rtp_ports=place.rtp_ports, metrics_port=0)]
        entry = SipEntry(entry_options(sip, inside, tmp_path), tmp_path, say=lambda _: None)
        await entry.start()
        try:
            # More than a stranger may send an edge, who would be held off.
            for index in range(60):
                caller.send(invite(caller, NUMBER, extra=["X-Edge-Source: 198.51.100.1"]), serving.port)
                answer = await caller.final()
                assert answer.startswith("SIP/2.0 200"), f"call {index}: {answer}"
        finally:
            await entry.end()

    offered = [message for message in worker.log if message.startswith("INVITE")]
    assert {header(message, "X-Edge-Source") for message in offered} == {"127.0.0.5"}


@with_kamailio
@pytest.mark.parametrize(("told", "after"), [("serve", [4, 2]), ("a stranger", [3, 3])])
async def test_entry__calls_of_a_worker_that_was_lost__are_nobodys_load(
    tmp_path: Path, told: str, after: list[int]
) -> None:
    async with sip_peer(take_every_call) as one, sip_peer(take_every_call) as two, sip_peer() as caller:
        workers = (one, two)
        serving = Serving(tmp_path, "", workers=2)
        sip = load_settings(sip={"bind": f"127.0.0.1:{serving.port}", "workers": 2}).sip
        inside = [replace(places(sip, 0)[0], bind=f"127.0.0.1:{worker.port}") for worker in workers]
        options = entry_options(sip, inside, tmp_path)
        entry = SipEntry(options, tmp_path, say=lambda _: None)
        await entry.start()
        try:
            await _call_times(caller, serving.port, 4)
            lost = [header(message, "Call-ID") for message in one.log if message.startswith("INVITE")]
            if told == "a stranger":
                entry.options = replace(options, lost_calls_key="guessed")
            await entry.forget(lost)
            await _call_times(caller, serving.port, 2)
        finally:
            await entry.end()
        offered = [sum(message.startswith("INVITE") for message in worker.log) for worker in workers]

    assert offered == after


async def _call_times(caller: SipPeer, port: int, calls: int) -> None:
    for _ in range(calls):
        caller.send(invite(caller, NUMBER), port)
        assert (await caller.final()).startswith("SIP/2.0 200")


@with_kamailio
@pytest.mark.skipif(UNSHARE is None or IP is None or os.geteuid() != 0, reason="needs unshare, ip and root")
def test_entry__beyond_this_machine__worker_learns_the_caller_and_audio_goes_to_the_public_address(
    tmp_path: Path,
) -> None:
    addresses = f"{IP} link set lo up && {IP} addr add {ENTRY}/32 dev lo && {IP} addr add {AFAR}/32 dev lo"
    command = f"{addresses} && {sys.executable} -m tests.fakes.network.public_entry {tmp_path}"

    done = subprocess.run(
        [str(UNSHARE), "-n", "sh", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    if "unshare" in done.stderr:
        pytest.skip("no network namespaces here")

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert header(seen["offered"], "X-Edge-Source") == AFAR
    assert header(seen["offered"], "X-Edge-Called") == NUMBER
    assert seen["answer"].startswith("SIP/2.0 200")
    assert f"c=IN IP4 {ENTRY}" in seen["answer"]


@with_kamailio
async def test_entry__that_can_not_start__says_why(tmp_path: Path) -> None:
    sip = SipSettings(bind="192.0.2.77:5060", workers=2)
    entry = SipEntry(entry_options(sip, places(sip, 0), tmp_path), tmp_path, say=lambda _: None)

    with pytest.raises(TelephonyError, match=r"192\.0\.2\.77"):
        await entry.start()

    await entry.end()
    assert entry.pid is None


@with_kamailio
async def test_entry__kamailio_gone_while_it_is_kept__is_started_once_it_is_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    looks = 0

    def gone() -> str:
        nonlocal looks
        looks += 1
        raise SettingsError("It isn't installed.", remedy="Install it.")

    sip = load_settings(sip={"bind": f"127.0.0.1:{Serving(tmp_path, '', workers=2).port}", "workers": 2}).sip
    entry = SipEntry(entry_options(sip, places(sip, 0), tmp_path), tmp_path, say=told.append)
    await entry.start()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(entry.keep())
            with monkeypatch.context() as upgrade:
                upgrade.setattr(sip_entry, "kamailio", gone)
                assert entry.pid is not None
                os.kill(entry.pid, signal.SIGKILL)
                await until(lambda: looks, what="a start that fails")
            await until(lambda: "Calls come in again." in told, what="calls")
            await entry.end()
    finally:
        await entry.end()


@with_kamailio
async def test_entry__whose_serve_is_killed__frees_the_port(tmp_path: Path) -> None:
    """Else the next `serve` would find it taken."""
    serving = Serving(tmp_path, "", workers=2)
    code = (
        "import asyncio, sys; from pathlib import Path\n"
        "from callcenter.settings import SipSettings\n"
        "from callcenter.telephony.embedded.entry.place import places\n"
        "from callcenter.telephony.embedded.entry.sip_entry import SipEntry, entry_options\n"
        "async def main(bind, folder):\n"
        "    sip = SipSettings(bind=bind, workers=2)\n"
        "    await SipEntry(entry_options(sip, places(sip, 0), folder), folder, say=print).start()\n"
        "    print('started', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main(sys.argv[1], Path(sys.argv[2])))\n"
    )
    bind = ("127.0.0.1", serving.port)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, f"{bind[0]}:{bind[1]}", str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), PATIENCE_S) == b"started\n"
    with pytest.raises(PortInUse):
        check_port_free(*bind)

    process.kill()

    def is_free() -> bool:
        try:
            check_port_free(*bind)
        except PortInUse:
            return False
        return True

    await until(is_free, what="the port")
    await process.communicate()


@with_kamailio
@pytest.mark.asyncio(loop_scope="session")
async def test_worker__killed__takes_its_own_calls_along_and_the_spare_takes_its_place(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server, workers=2) as serving:
        await serving.spare()
        calls = await share_out(callers, serving, each=2)
        dead, alive = serving.workers
        places_before = [station.place for station in serving.parent.stations]
        kept = set(alive.open_calls)

        os.kill(dead.pid, signal.SIGKILL)
        await until(lambda: serving.served == 2, what="the spare to take over")

        assert [station.place for station in serving.parent.stations] == places_before
        assert serving.workers[1] is alive and alive.open_calls == kept
        assert serving.parent.stations[0].tally.lost_calls == 2
        again = await answered(callers, serving)
        await asyncio.gather(*(call.hang_up() for call in (*calls, again) if not call.is_over))
        await until(lambda: not alive.open_calls, what="the other worker's calls to end")

    assert sum("caller-hung-up (success)" in line for line in serving.lines) >= 2


@with_kamailio
@pytest.mark.asyncio(loop_scope="session")
async def test_workers__each_full__the_next_call_gets_503(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server, workers=2, max_calls=1) as serving:
        calls = await share_out(callers, serving, each=1)

        late = await callers.dial(serving.uri, caller=CALLER)
        await late.ended(timeout_s=PATIENCE_S)

        assert late.end_reason == "503 Service Unavailable"
        await until(
            lambda: sum("refused with 503: too-many-calls" in line for line in serving.lines) == 2,
            what="both workers' refusals",
        )
        await asyncio.gather(*(call.hang_up() for call in calls))


@with_kamailio
@pytest.mark.asyncio(loop_scope="session")
async def test_drain__with_calls_at_both__they_may_finish_and_new_ones_are_refused(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server, workers=2) as serving:
        calls = await share_out(callers, serving, each=1)
        serving.parent.drain()
        assert await first_refusal(callers, serving) == "503 Service Unavailable"
        assert not any(call.is_over for call in calls)
        await asyncio.gather(*(call.hang_up() for call in calls))
        await until(
            lambda: sum("caller-hung-up (success)" in line for line in serving.lines) >= 2, what="the calls' ends"
        )


@with_kamailio
@pytest.mark.asyncio(loop_scope="session")
async def test_entry__killed__calls_go_on_and_it_is_started_again(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    async with supervised(folder, fork_server=fork_server, workers=2) as serving:
        calls = await share_out(callers, serving, each=1)
        entry = serving.parent.entry
        assert entry is not None and entry.pid is not None

        os.kill(entry.pid, signal.SIGKILL)
        await until(lambda: "Calls come in again." in serving.lines, what="Kamailio to be started again")

        again = await answered(callers, serving)
        assert not any(call.is_over for call in calls)
        # Their next message finds its way by the Record-Route.
        await asyncio.gather(*(call.hang_up() for call in (*calls, again)))
        await until(lambda: not any(worker.open_calls for worker in serving.workers), what="the calls to end")


@pytest.mark.asyncio(loop_scope="session")
async def test_limits__of_a_caller__hold_over_all_workers(
    folder: Path, fork_server: ForkServer, callers: SimulatedCallers
) -> None:
    """Behind an edge of the operator's own, whose part the caller plays here."""
    edge = {"edge": "127.0.0.1", "calls_per_caller": 1}
    async with supervised(folder, fork_server=fork_server, workers=2, **edge) as serving:
        addresses = [station.place.bind for station in serving.parent.stations]
        first = await callers.dial(f"sip:{NUMBER}@{addresses[0]}", caller=CALLER)
        await first.answered(timeout_s=PATIENCE_S)
        second = await callers.dial(f"sip:{NUMBER}@{addresses[1]}", caller=CALLER)
        await second.ended(timeout_s=PATIENCE_S)
        await until(
            lambda: any("refused with 486: caller-limit" in line for line in serving.lines), what="the refusal's line"
        )

        os.kill(serving.workers[0].pid, signal.SIGKILL)
        await until(lambda: any("died" in line for line in serving.lines), what="the worker's end")
        third = await callers.dial(f"sip:{NUMBER}@{addresses[1]}", caller=CALLER)
        await third.answered(timeout_s=PATIENCE_S)
        await third.hang_up()
