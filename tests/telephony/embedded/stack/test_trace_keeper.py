"""SIP messages of calls, kept by a worker on the real stack: taken, refused, and nobody's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from callcenter.calls.record.sip_trace.trace_files import read_trace
from callcenter.settings import Settings
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.sip.raw_sip import RawCaller, new_call_id
from tests.fakes.sip.rtp_caller import RtpCaller, sine
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import ECHO, SipWorker, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECRETS = "Authorization: Digest username=ann,\r\n response=deadbeef\r\nProxy-Authorization: Digest cafe\r\n"


def titles(worker: SipWorker) -> dict[str, list[str]]:
    """Return the titles of the messages of each call with some, received ones with a > before them."""
    folder, found = Settings(data_dir=worker.folder).sip_traces_dir, {}
    for path in folder.glob("*.jsonl"):
        kept = read_trace(folder, path.stem)
        assert kept is not None
        found[path.stem] = [f"{'>' if line.is_received else '<'} {line.title}" for line in kept.lines]
    return found


async def test_worker__that_keeps_them__has_each_call_with_all_of_its_messages(
    folder: Path, fork_server: ForkServer
) -> None:
    async with serving(folder, fork_server=fork_server, sip={"trace_days": 3}) as worker:
        raw = await RawCaller.open(worker.port)
        nobodys = new_call_id()
        raw.send(raw.request("OPTIONS", ECHO, call_id=nobodys))
        await raw.answer(rf"^SIP/2.0 200(?s:.*){nobodys}")
        caller = await RtpCaller.open(worker.port)
        await caller.invite(ECHO, headers=SECRETS)
        await caller.say(sine(0.3, 700))
        await caller.request("BYE", ECHO)
        await worker.line("CallEnded")
        refused = raw.request("INVITE", "999", call_id=new_call_id(), body=caller.sdp())
        raw.send(refused)
        await raw.answer("^SIP/2.0 4(?s:.*)CSeq: 1 INVITE")
        last = {"< 404 Not Found to INVITE", "< 200 OK to BYE"}
        await until(lambda: {one[-1] for one in titles(worker).values()} == last, what="the last messages")
        found = titles(worker)
        raw.close()
        caller.close()

    taken = [event["call_id"] for event in worker.events if event.get("fact") == "LegAnswered"]
    assert len(found) == 2
    mine = found.pop(taken[0])
    assert [mine[0], *mine[-2:]] == ["> INVITE", "> BYE", "< 200 OK to BYE"]
    assert {"< 200 Answering to INVITE", "> ACK"} <= set(mine)
    [(refused_id, theirs)] = found.items()
    assert theirs[0] == "> INVITE"
    text = "".join(path.read_text() for path in (folder / "sip-messages").iterdir())
    assert [secret for secret in ("deadbeef", "cafe", nobodys) if secret in text] == []
    lines = (folder / "sip-messages" / f"{refused_id}.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["source"] == f"127.0.0.1:{raw.port}"


async def test_worker__as_it_comes__keeps_none(folder: Path, fork_server: ForkServer) -> None:
    async with serving(folder, fork_server=fork_server) as worker:
        caller = await RtpCaller.open(worker.port)
        await caller.invite(ECHO)
        await caller.request("BYE", ECHO)
        await worker.line("CallEnded")
        caller.close()

    assert not (folder / "sip-messages").exists()
