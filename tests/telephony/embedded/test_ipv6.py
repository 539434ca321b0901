"""Calls over IPv6: to a worker that is bound to such an address, and audio by it where SIP comes through an edge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from callcenter.errors import SettingsError
from callcenter.settings import load_settings
from callcenter.telephony.embedded.port_check import addresses_beyond_loopback, split_bind
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.ipv6 import needs_ipv6
from tests.fakes.sip.rtp_caller import RtpCaller, loudest_hz, sine
from tests.fakes.worker.sip_serving import ECHO, serving

HERE = "::1"


@needs_ipv6
@pytest.mark.asyncio(loop_scope="session")
async def test_call__to_an_ipv6_address__is_heard_both_ways_and_names_its_sender(
    folder: Path, fork_server: ForkServer
) -> None:
    async with serving(folder, fork_server=fork_server, host=HERE) as worker:
        caller = await RtpCaller.open(worker.port, host=HERE)
        answer = await caller.invite(ECHO)
        await caller.say(sine(1.0, 700))
        await caller.request("BYE", ECHO)
        caller.close()

        assert "caller-hung-up (success)" in await worker.line("CallEnded")
    assert f"c=IN IP6 {HERE}" in answer
    assert f"Contact: <sip:{ECHO}@[{HERE}]:{worker.port}>" in answer
    assert abs(loudest_hz(caller.pcm_heard()) - 700) < 20
    [journal] = (folder / "journal").glob("**/*.jsonl")
    began = json.loads(journal.read_text().splitlines()[0])
    assert began["data"]["source_address"] == HERE


@needs_ipv6
@pytest.mark.asyncio(loop_scope="session")
async def test_call__through_an_edge__with_audio_over_ipv6_is_heard_both_ways(
    folder: Path, fork_server: ForkServer
) -> None:
    """As the guides have it: SIP by loopback from the edge beside, audio straight from the carrier."""
    beyond = next((address for address in addresses_beyond_loopback() if ":" in address), "")
    if not beyond:
        pytest.skip("this machine has no IPv6 address but loopback's")
    async with serving(folder, fork_server=fork_server, sip={"edge": "127.0.0.1:5060"}) as worker:
        caller = await RtpCaller.open(worker.port, audio_host=beyond)
        answer = await caller.invite(ECHO)
        await caller.say(sine(1.0, 700))
        await caller.request("BYE", ECHO)
        caller.close()

    assert f"c=IN IP6 {beyond}" in answer
    assert abs(loudest_hz(caller.pcm_heard()) - 700) < 20


@pytest.mark.parametrize("bind", ["[2001:db8::7]:5060", "[::1]:5060"])
def test_bind__to_an_ipv6_address__is_taken(bind: str) -> None:
    assert split_bind(load_settings(sip={"bind": bind}).sip.bind) == (bind[1 : bind.index("]")], 5060)


@pytest.mark.parametrize("bind", ["[::]:5060", "::1:5060"])
def test_bind__to_all_of_ipv6_or_without_brackets__is_refused(bind: str) -> None:
    with pytest.raises(SettingsError):
        load_settings(sip={"bind": bind})
