"""`callcenter calls live`, and the verbs that step into a running call: watch, whisper, say, take over, hang up."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.calls.call_log import JSON, with_connection
from callcenter.cli.output import describe_fact, escape, print_json, stderr

if TYPE_CHECKING:
    from callcenter.calls.supervision.port import CallSupervisor
    from callcenter.domain.running_call import RunningCall
    from callcenter.domain.supervision import Seen, SupervisorsSeen

_CALL = typer.Argument(help="A running call's id, any part of it that no other has, or `last`.")
_AS = typer.Option("", "--as", metavar="NAME", help="Who you are, for the record; your user name by default.")
#: Characters of a call's id that are shown, and of what was last said.
_SHOWN_ID, _SHOWN_WORDS = 8, 60
#: Seconds after which the list is shown again though nothing was heard of a change.
SHOW_INTERVAL_S = 5.0
#: A moment of the supervisor's voice on its way from standard input: 20 ms.
_VOICE_BYTES = 640


def register_running(calls: typer.Typer) -> None:
    """Add the verbs to `callcenter calls`."""

    @calls.command()
    def live(
        follow: bool = typer.Option(False, "--follow", "-f", help="Show it again whenever it changes, until Ctrl-C."),
        as_json: bool = JSON,
    ) -> None:
        """List the calls that run now: state, agent, times, last words, and signs that something is wrong."""
        with suppress(KeyboardInterrupt):
            asyncio.run(with_connection(lambda connection: _live(connection, follows=follow, as_json=as_json)))

    @calls.command()
    def watch(call_id: str = _CALL, identity: str = _AS, as_json: bool = JSON) -> None:
        """Follow a running call to its end: facts, and words as they are spoken. You are on its record."""
        with suppress(KeyboardInterrupt):
            _at(call_id, identity, lambda supervisor: _watch(supervisor, as_json=as_json))

    @calls.command()
    def hear(call_id: str = _CALL, identity: str = _AS) -> None:
        """Write what both parties say to standard output: raw mono 16-bit, 16 kHz (`| aplay -f S16_LE -r 16000`)."""
        if sys.stdout.isatty():
            raise typer.BadParameter("sound goes into a pipe or a file: callcenter calls hear last | aplay ...")
        with suppress(KeyboardInterrupt, BrokenPipeError):
            _at(call_id, identity, _hear)

    @calls.command()
    def whisper(call_id: str = _CALL, text: str = typer.Argument(), identity: str = _AS, as_json: bool = JSON) -> None:
        """Give the agent an instruction, which the caller doesn't hear: "offer to open a ticket"."""

        async def step(supervisor: CallSupervisor) -> dict[str, Any]:
            return {"instructed": (await supervisor.whisper(text)).value}

        _answer(_at(call_id, identity, step), as_json=as_json)

    @calls.command()
    def say(call_id: str = _CALL, text: str = typer.Argument(), identity: str = _AS, as_json: bool = JSON) -> None:
        """Have a text spoken to the caller in the agent's voice."""
        _answer(_at(call_id, identity, lambda supervisor: supervisor.say(text)), as_json=as_json)

    @calls.command("take-over")
    def take_over(call_id: str = _CALL, identity: str = _AS) -> None:
        """Speak to the caller while the agent is quiet, until the input ends or Ctrl-C gives the call back.

        Your voice comes from standard input: raw mono 16-bit, 16 kHz (`arecord -f S16_LE -r 16000 -t raw | ...`).
        """
        with suppress(KeyboardInterrupt):
            _at(call_id, identity, _take_over)

    @calls.command()
    def transfer(call_id: str = _CALL, to: str = typer.Argument(), identity: str = _AS, as_json: bool = JSON) -> None:
        """Send the caller to one of CALLCENTER_WORKER__SUPERVISOR_DESTINATIONS: your own phone, say."""
        _answer(_at(call_id, identity, lambda supervisor: supervisor.transfer(to)), as_json=as_json)

    @calls.command("hang-up")
    def hang_up(call_id: str = _CALL, identity: str = _AS, as_json: bool = JSON) -> None:
        """End a running call."""
        _answer(_at(call_id, identity, lambda supervisor: supervisor.hang_up()), as_json=as_json)


def _at(part: str, identity: str, work: Callable[[CallSupervisor], Awaitable[Any]]) -> Any:
    """Find a running call, take a place at it, and do something there."""
    return asyncio.run(_at_call(part, identity or getpass.getuser(), work))


async def _at_call(part: str, identity: str, work: Callable[[CallSupervisor], Awaitable[Any]]) -> Any:
    from callcenter.settings import load_settings
    from callcenter.store.call_log.running_calls import find_running
    from callcenter.telephony.supervising import at_call

    async def find(connection: Any) -> RunningCall:
        return await find_running(connection, part)

    call: RunningCall = await with_connection(find)
    async with at_call(load_settings(), call, identity) as supervisor:
        return await work(supervisor)


def _answer(answer: Any, *, as_json: bool) -> None:
    done = {"outcome": "ok", **(answer or {})}
    if as_json:
        print_json(done, indent=2)
    elif "instructed" in done:
        stderr().print("Told, to be acted on " + ("at once." if done["instructed"] == "now" else "when it fits."))
    else:
        stderr().print("Done.")


# -- the list ---------------------------------------------------------------------------------------------------------


async def _live(connection: Any, *, follows: bool, as_json: bool) -> None:
    from callcenter.store.call_log.running_calls import running_calls

    async def show() -> None:
        lines = [call.to_json(call.read_at) for call in await running_calls(connection)]
        print_json(lines, indent=None if follows else 2) if as_json else _show_live(lines)

    await show()
    if follows:
        await each_change(connection, show)


async def each_change(connection: Any, show: Callable[[], Awaitable[None]]) -> None:
    """Show it again after each change of any call; what was changed meanwhile is one change.

    Behind a pool of transactions (PgBouncer) nothing is heard of changes: there it is shown every few seconds.
    """
    from callcenter.store.call_log.call_events import CALLS_CHANGED

    changed = asyncio.Event()
    await connection.add_listener(CALLS_CHANGED, lambda *_: changed.set())
    await show()
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), SHOW_INTERVAL_S)
        changed.clear()
        await show()


def _show_live(lines: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not lines:
        return stderr().print("No call is running.")
    table = Table(box=None, pad_edge=False)
    for name in ("call", "from", "state", "agent", "talking", "quiet", "signs", "last words"):
        table.add_column(name, no_wrap=name != "last words")
    for line in lines:
        words = line["last_words"]
        said = f"{words['speaker']}: {words['text']}" if words else ""
        table.add_row(
            line["call_id"][-_SHOWN_ID:],
            escape(line["from"] or "withheld"),
            line["state"] + (f" ({escape(line['taken_over_by'])})" if line["taken_over_by"] else ""),
            escape(line["agent"]),
            f"{line['talking_s']} s",
            f"{line['quiet_s']} s",
            f"[red]{', '.join(line['signs'])}[/]",
            escape(said if len(said) <= _SHOWN_WORDS else f"…{said[-_SHOWN_WORDS:]}"),
        )
    Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(table)


# -- one call ---------------------------------------------------------------------------------------------------------


async def _watch(supervisor: CallSupervisor, *, as_json: bool) -> None:
    from callcenter.domain.supervision import to_json

    async for seen in supervisor.seen():
        if as_json:
            print_json(to_json(seen))
        elif line := _described(seen):
            stderr().print(line)


def _described(seen: Seen) -> str:
    from callcenter.domain.supervision import FactSeen, WordsSeen

    if isinstance(seen, FactSeen):
        return describe_fact(seen.fact)
    if isinstance(seen, WordsSeen):
        return f"[dim]        {seen.speaker.value}: {escape(seen.text)}[/]"
    return _described_supervisors(seen)


def _described_supervisors(seen: SupervisorsSeen) -> str:
    def describe(hears: bool, has_caller: bool) -> str:
        return " (speaks with the caller)" if has_caller else " (listens)" if hears else ""

    there = [f"{escape(one.identity)}{describe(one.hears, one.has_caller)}" for one in seen.supervisors]
    return f"[magenta]at the call[/] {', '.join(there)}"


async def _hear(supervisor: CallSupervisor) -> None:
    from callcenter.calls.supervision.mix import Mix

    await supervisor.hear()
    mix = Mix()
    async for sound in supervisor.sounds():
        if pcm := mix.add(sound):
            await asyncio.to_thread(_write_sound, pcm)


def _write_sound(pcm: bytes) -> None:
    sys.stdout.buffer.write(pcm)
    sys.stdout.buffer.flush()


async def _take_over(supervisor: CallSupervisor) -> None:
    await supervisor.take_over()
    stderr().print("The agent is quiet, and the caller hears you. End the input, or press Ctrl-C, to give back.")
    talking = asyncio.create_task(_talk(supervisor))
    ending = asyncio.create_task(_to_the_end(supervisor))
    await asyncio.wait([talking, ending], return_when=asyncio.FIRST_COMPLETED)
    if not ending.done():
        ending.cancel()
        await supervisor.give_back()
    talking.cancel()


async def _talk(supervisor: CallSupervisor) -> None:
    while voice := await asyncio.to_thread(os.read, sys.stdin.fileno(), _VOICE_BYTES):
        await supervisor.speak(voice)


async def _to_the_end(supervisor: CallSupervisor) -> None:
    async for _ in supervisor.seen():
        pass
