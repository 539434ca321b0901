"""A running call of `serve`, watched, whispered to, spoken into, taken over, given back and hung up by supervisors."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.demo.phone.simulated_caller import SimulatedCall, SimulatedCallers
from callcenter.domain.call_event import AgentEntered, CallEnded, Fact, SupervisorActed, TurnTaken
from callcenter.domain.supervision import FactSeen, Instructed, Seen, SupervisorsSeen, WordsSeen
from callcenter.domain.turn import Speaker
from callcenter.errors import SupervisorRefused
from callcenter.settings import Settings
from callcenter.telephony.embedded.supervision.place import sockets_folder
from callcenter.telephony.embedded.supervision.socket_supervisor import at_call
from tests.fakes.beeping_call import tone
from tests.fakes.served import Served, served
from tests.fakes.sip_serving import CALLER, NUMBER, PATIENCE_S

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(280)]


@dataclass
class Watching:
    """A supervisor and all they have seen."""

    supervisor: CallSupervisor
    seen: list[Seen]
    changed: asyncio.Event

    async def until(self, is_there: Callable[[Seen], bool]) -> Seen:
        async with asyncio.timeout(PATIENCE_S):
            while not (found := [one for one in self.seen if is_there(one)]):
                self.changed.clear()
                await self.changed.wait()
            return found[0]

    async def fact(self, kind: type[Fact], **fields: Any) -> Any:
        def is_it(seen: Seen) -> bool:
            return (
                isinstance(seen, FactSeen)
                and isinstance(seen.fact, kind)
                and all(getattr(seen.fact, name) == value for name, value in fields.items())
            )

        found = await self.until(is_it)
        assert isinstance(found, FactSeen)
        return found.fact

    async def follow(self) -> None:
        async for seen in self.supervisor.seen():
            self.seen.append(seen)
            self.changed.set()


@asynccontextmanager
async def watching(folder: Path, call_id: str, identity: str) -> AsyncIterator[Watching]:
    async with at_call(Settings(data_dir=folder), call_id, identity) as supervisor:
        watcher = Watching(supervisor, [], asyncio.Event())
        following = asyncio.create_task(watcher.follow())
        yield watcher
        following.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def serving(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    folder = tmp_path_factory.mktemp("in")
    async with served(folder, {}) as running:
        running.folder = folder  # type: ignore[attr-defined]
        yield running


@asynccontextmanager
async def call_of(serving: Served, callers: SimulatedCallers) -> AsyncIterator[tuple[SimulatedCall, str, Path]]:
    """A greeted call and its id, as `calls live` has it."""
    folder: Path = serving.folder  # type: ignore[attr-defined]
    call = await callers.dial(serving.uri(NUMBER), caller=CALLER)
    await call.answered(timeout_s=PATIENCE_S)
    await call.agent_silent(timeout_s=PATIENCE_S)
    (line,) = json.loads(await calls(folder, "live", "--json"))
    yield call, line["call_id"], folder
    if not call.is_over:
        await call.hang_up()


async def calls(folder: Path, *arguments: str) -> str:
    """Run `callcenter calls` and return what it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.cli.main",
        "calls",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"CALLCENTER_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode()


async def test_live__a_running_call__shows_state_agent_and_last_words(
    serving: Served, callers: SimulatedCallers
) -> None:
    async with call_of(serving, callers) as (call, call_id, folder):
        (line,) = json.loads(await calls(folder, "live", "--json"))
        (path,) = [path for path in sockets_folder(Settings(data_dir=folder)).iterdir() if path.is_socket()][:1]
        mode = stat.S_IMODE(path.stat().st_mode)

    assert (line["call_id"], line["state"], line["agent"], line["from"]) == (call_id, "talking", "triage", CALLER)
    assert line["last_words"]["speaker"] == "agent"
    assert mode == 0o600
    assert call.is_over


async def test_supervisor__every_step__is_done_and_on_record(serving: Served, callers: SimulatedCallers) -> None:
    async with (
        call_of(serving, callers) as (call, call_id, folder),
        watching(folder, call_id, "anna") as anna,
        watching(folder, call_id, "ben") as ben,
    ):
        # Both see the call from its first fact, and each other.
        assert isinstance(await anna.fact(TurnTaken), TurnTaken)
        await anna.until(
            lambda seen: (
                isinstance(seen, SupervisorsSeen) and {one.identity for one in seen.supervisors} == {"anna", "ben"}
            )
        )

        assert await anna.supervisor.whisper("the caller has a question about a bill") is Instructed.NOW
        await anna.fact(AgentEntered, agent="billing")
        with pytest.raises(SupervisorRefused, match="names nothing the agent can do"):
            await anna.supervisor.whisper("xyzzy plugh")
        await call.agent_silent(timeout_s=PATIENCE_S)

        await ben.supervisor.say("A colleague of mine is listening.")
        await anna.until(
            lambda seen: isinstance(seen, WordsSeen) and seen.speaker is Speaker.AGENT and "colleague" in seen.text
        )
        await call.agent_silent(timeout_s=PATIENCE_S)

        await anna.supervisor.take_over()
        with pytest.raises(SupervisorRefused, match="Another supervisor"):
            await ben.supervisor.take_over()
        before = len((await call.heard()).pcm)
        await anna.supervisor.hear()
        await speak(ben, tone(0.5, 1300))
        await speak(anna, tone(1.0, 700))
        await call.agent_silent(timeout_s=PATIENCE_S)
        heard = await call.heard()
        await call.say(tone(1.0, 440))
        caller_hz = await loudest_heard(anna, Speaker.CALLER)
        await anna.supervisor.give_back()

        await calls(folder, "say", call_id, "You are with the agent again.", "--as", "carl")
        await anna.fact(SupervisorActed, identity="carl", method="say")
        await ben.supervisor.hang_up()
        await anna.fact(CallEnded)
        await call.ended(timeout_s=PATIENCE_S)

    assert loudest_hz(heard.pcm[before:], heard.rate_hz) == pytest.approx(700, abs=20)
    assert caller_hz == pytest.approx(440, abs=20)
    acts = [seen.fact for seen in anna.seen if isinstance(seen, FactSeen) and isinstance(seen.fact, SupervisorActed)]
    assert [(one.identity, one.method, str(one.outcome)) for one in acts] == [
        ("anna", "watch", "ok"),
        ("ben", "watch", "ok"),
        ("anna", "whisper", "ok"),
        ("anna", "whisper", "not-instructed"),
        ("ben", "say", "ok"),
        ("anna", "take_over", "ok"),
        ("ben", "take_over", "taken"),
        ("anna", "hear", "ok"),
        ("anna", "give_back", "ok"),
        ("carl", "watch", "ok"),
        ("carl", "say", "ok"),
        ("carl", "leave", "ok"),
        ("ben", "hang_up", "ok"),
    ]
    assert not any("listens to this call" in str(seen) or "xyzzy" in str(seen) for seen in words(anna))


async def test_supervisor_who_leaves__having_taken_over__has_given_back(
    serving: Served, callers: SimulatedCallers
) -> None:
    async with call_of(serving, callers) as (_, call_id, folder), watching(folder, call_id, "ben") as ben:
        async with watching(folder, call_id, "anna") as anna:
            await anna.supervisor.take_over()
        await ben.fact(SupervisorActed, identity="anna", method="give_back")
        await ben.fact(SupervisorActed, identity="anna", method="leave")
        await ben.supervisor.take_over()


async def test_call__that_is_nowhere__is_refused(serving: Served) -> None:
    with pytest.raises(SupervisorRefused, match="carries the call"):
        async with at_call(Settings(data_dir=serving.folder), "call_nobody_has", "anna"):  # type: ignore[attr-defined]
            pass


async def speak(watcher: Watching, pcm: bytes) -> None:
    """Say it as a microphone would: 20 ms at a time, in time."""
    for start in range(0, len(pcm), 640):
        await watcher.supervisor.speak(pcm[start : start + 640])
        await asyncio.sleep(0.02)


async def loudest_heard(watcher: Watching, speaker: Speaker) -> float:
    """Return the tone of the first half second of sound that a party makes."""
    pcm = b""
    async with asyncio.timeout(PATIENCE_S):
        async for sound in watcher.supervisor.sounds():
            if sound.speaker is speaker and (pcm or any(sound.pcm)):
                pcm += sound.pcm
            if len(pcm) >= sound.rate_hz:
                return loudest_hz(pcm, sound.rate_hz)
    raise AssertionError("nothing was heard")


def loudest_hz(pcm: bytes, rate_hz: int) -> float:
    """Return the strongest frequency."""
    samples = np.frombuffer(pcm, dtype=np.int16).astype(float)
    return float(np.fft.rfftfreq(len(samples), 1 / rate_hz)[np.argmax(np.abs(np.fft.rfft(samples)))])


def words(watcher: Watching) -> list[Seen]:
    """Return all words that were spoken or recognised."""
    return [
        one
        for one in watcher.seen
        if isinstance(one, WordsSeen) or (isinstance(one, FactSeen) and isinstance(one.fact, TurnTaken))
    ]
