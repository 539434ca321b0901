"""What the contract tests see of a LiveKit pair and of our workers on it: the real programs and the fakes alike.

A test says what an operator, a carrier and a caller can see; nothing in it knows which of the two it runs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from livekit import api

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.demo.phone.simulated_caller import HeardAudio
from callcenter.provisioning.apply import Applied, apply, plan_for
from callcenter.provisioning.files.documents import desired_resources
from callcenter.provisioning.plan import Plan
from callcenter.provisioning.targets import open_target
from callcenter.settings import Settings
from callcenter.store.call_log.calls import CallFilter, CallLine, list_calls
from callcenter.store.call_log.running_calls import running_calls
from tests.fakes.servers.model_servers import tone
from tests.fakes.waiting import until

#: What a test waits for a thing that must come; above every deadline of the product, for a busy machine.
PATIENCE_S = 60.0
#: The person of transfers answers here, or is busy there.
PERSON, BUSY_PERSON = "person", "busy"
#: A sound that recognisers take for speech; what was said is up to the model server.
SPEECH = tone(0.8, 16_000) + bytes(2 * 16_000)


class Caller(Protocol):
    """One phone call, from the phone's side (`simulated_caller.SimulatedCall` is one)."""

    end_reason: str
    answered_at_s: float | None

    @property
    def is_over(self) -> bool:
        """Whether it has ended or was refused."""

    async def answered(self, *, timeout_s: float) -> float:
        """Wait for 200 OK."""

    async def say(self, pcm: bytes) -> object:
        """Say something: mono int16, 16 kHz."""

    async def heard(self) -> HeardAudio:
        """Return all that was heard."""

    async def agent_speaks(self, *, after_s: float = 0.0, timeout_s: float) -> float:
        """Wait for the agent's voice."""

    async def press(self, digits: str, *, timeout_s: float = 20) -> None:
        """Press keys."""

    async def hang_up(self, *, timeout_s: float = 5) -> None:
        """Put the phone down."""

    async def ended(self, *, timeout_s: float) -> str:
        """Wait for the end and return the stack's reason."""


class Worker(Protocol):
    """One of our workers, registered."""

    async def kill_job(self) -> None:
        """Kill the job of the only call, as `kill -9` of its process."""

    def drain(self) -> None:
        """Tell the worker to stop, as SIGTERM does."""

    async def stopped(self, *, timeout_s: float) -> None:
        """Wait until it has gone."""


class Pair(Protocol):
    """A livekit-server and a livekit-sip."""

    @property
    def settings(self) -> Settings:
        """Whose `livekit_url` and keys lead to the server."""

    def worker(self, **settings: Any) -> AbstractAsyncContextManager[Worker]:
        """Run a worker until the block ends; registered when it begins."""

    def supervisor(self, identity: str) -> AbstractAsyncContextManager[CallSupervisor]:
        """Take a supervisor's place at the call that runs."""

    @property
    def person_address(self) -> str:
        """Host and port at which the person answers, for an outbound trunk."""

    async def dial(self, number: str, *, caller: str, follows_transfers: bool = True) -> Caller:
        """Send an INVITE to livekit-sip. A phone that follows no transfers refuses REFER."""

    async def says(self, caller: Caller, words: str) -> None:
        """Have a caller say something."""

    async def passes(self, seconds: float) -> None:
        """Let time pass for everybody."""

    async def tagged(self, tag: str) -> None:
        """Wait until a running call has a tag in the call log."""

    async def log(self) -> Sequence[CallLine]:
        """Return the call log's rows, newest first."""


@dataclass
class Routing:
    """Trunks and dispatch rules of a test, as an operator's files: a trunk and a rule for each number."""

    folder: Path
    settings: Settings
    owner: str
    #: A number, and where its callers go, by the name of trunk and rule.
    numbers: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    #: What else stands in every trunk.
    trunk_extra: str = ""
    #: Where an outbound trunk leads, as host:port; there is none without it.
    outbound: str = ""

    def add(self, name: str, number: str, *, room: str = "") -> None:
        """Have calls to a number answered by our agents, in a room as `room` says; one of their own by default."""
        self.numbers[name] = number
        self.rooms[name] = room or f"{{individual: {{prefix: {self.owner}-, randomize: true}}}}"

    async def apply(self) -> Applied:
        """Write the files and apply them."""
        desired = self._desired()
        async with open_target("livekit", self.settings, owner=self.owner) as target:
            return await apply(target, desired, force=True)

    async def plan(self) -> Plan:
        """Compare the files with the server."""
        desired = self._desired()
        async with open_target("livekit", self.settings, owner=self.owner) as target:
            return await plan_for(target, desired)

    async def remove(self) -> None:
        """Take everything of ours off the server."""
        self.numbers, self.trunk_extra, self.outbound = {}, "", ""
        await self.apply()

    async def outbound_id(self) -> str:
        """Return LiveKit's id of the outbound trunk."""
        secret = self.settings.livekit_api_secret.get_secret_value()
        async with api.LiveKitAPI(self.settings.livekit_url, self.settings.livekit_api_key, secret) as livekit:
            trunks = (await livekit.sip.list_outbound_trunk(api.ListSIPOutboundTrunkRequest())).items
        return next(one.sip_trunk_id for one in trunks if one.address == self.outbound)

    def _desired(self) -> Any:
        trunks = [
            f'  - {{name: {name}, numbers: ["{number}"], allowed_addresses: ["127.0.0.1/32"]{self.trunk_extra}}}'
            for name, number in self.numbers.items()
        ]
        rules = [
            f"  - {{name: {name}, trunks: [{name}], room: {self.rooms[name]}, agent: triage}}" for name in self.numbers
        ]
        outbound = (
            [f'  - {{name: out, numbers: ["+18005550100"], address: "{self.outbound}"}}'] if self.outbound else []
        )
        sip, dispatch = self.folder / "sip", self.folder / "dispatch_rules"
        for folder, kinds in (
            (sip, {"inbound_trunks": trunks, "outbound_trunks": outbound}),
            (dispatch, {"dispatch_rules": rules}),
        ):
            folder.mkdir(exist_ok=True, parents=True)
            lines = [line for kind, of in kinds.items() for line in ([f"{kind}:", *of] if of else [f"{kind}: []"])]
            (folder / "contract.yaml").write_text("\n".join(lines) + "\n")
        return desired_resources(self.settings, sip_dir=sip, rules_dir=dispatch)


async def running_room(database: asyncpg.Pool) -> str:
    """Wait until a call runs and has an agent, and return its room."""

    async def answered() -> list[str]:
        async with database.acquire() as connection:
            return [call.room for call in await running_calls(connection) if call.answered_at]

    return (await until(answered, what="a call that is answered"))[0]


async def logged(database: asyncpg.Pool) -> Sequence[CallLine]:
    """Return the call log's rows."""
    async with database.acquire() as connection:
        return await list_calls(connection, CallFilter(limit=1000))


async def tagged(database: asyncpg.Pool, tag: str) -> None:
    """Wait until a call has a tag in the call log."""

    async def is_tagged() -> bool:
        return any(tag in row.tags for row in await logged(database))

    await until(is_tagged, what=f"the tag {tag}")


async def finished(pair: Pair, *, count: int = 1) -> Sequence[CallLine]:
    """Wait until so many calls have ended on record, and return them, newest first."""

    async def ended() -> Sequence[CallLine]:
        rows = await pair.log()
        return rows if sum(row.termination_reason is not None for row in rows) >= count else []

    return await until(ended, what=f"{count} calls that have ended")


async def ended_as(pair: Pair, reason: str) -> None:
    """Wait until a call on record has ended for this reason; jobs that died leave rows of their own beside it."""

    async def is_over() -> bool:
        return reason in {row.termination_reason for row in await pair.log()}

    await until(is_over, what=f"a call that ended as {reason}")
