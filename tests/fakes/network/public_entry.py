"""An entry on an address beyond this machine, called from another: run in a network namespace of its own.

`python -m tests.fakes.network.public_entry FOLDER`, where loopback has 198.51.100.7 and 198.51.100.8 as well. Prints
what the caller got and what the worker was offered, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from callcenter.settings import load_settings
from callcenter.telephony.embedded.entry.place import Place
from callcenter.telephony.embedded.entry.sip_entry import SipEntry, entry_options
from tests.fakes.sip.kamailio_edge import invite, sip_peer, take_every_call
from tests.fakes.worker.sip_serving import NUMBER

ENTRY, CALLER = "198.51.100.7", "198.51.100.8"


async def main(folder: Path) -> None:
    async with sip_peer(take_every_call) as worker, sip_peer(host=CALLER) as caller:
        sip = load_settings(sip={"bind": f"{ENTRY}:5060", "workers": 2}).sip
        place = Place(bind=f"127.0.0.1:{worker.port}", rtp_ports="20000-20999", metrics_port=0)
        entry = SipEntry(entry_options(sip, [place], folder), folder, say=print)
        await entry.start()
        try:
            assert caller.transport is not None
            caller.transport.sendto(invite(caller, NUMBER).encode(), (ENTRY, 5060))
            answer = await caller.final()
        finally:
            await entry.end()
        offered = next(message for message in worker.log if message.startswith("INVITE"))
    sys.stdout.write(json.dumps({"answer": answer, "offered": offered}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
