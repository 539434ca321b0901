"""`callcenter talk`: type to an agent instead of phoning it, by hand or from a script."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import describe_fact, print_json, record_table, stderr
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.errors import CallcenterError, DeclarationError, Fault
from callcenter.json_lines import read_lines

if TYPE_CHECKING:
    from rich.console import Console

    from callcenter.calls.services import Services
    from callcenter.calls.typed.typed_caller import Conversation
    from callcenter.domain.record.call_event import Fact
    from callcenter.domain.record.call_record import CallRecord

#: What a typed call counts as having dialled: the sample business's number.
DIALLED_NUMBER = "+18005550100"
#: Longest wait for a finished call's facts to reach Postgres.
SHIP_TIMEOUT_S = 30.0


def register(app: typer.Typer) -> None:
    """Add `talk` to the command line."""

    @app.command()
    def talk(
        agent: str = typer.Option(FIRST_AGENT, "--agent", help="The agent who answers."),
        caller: str = typer.Option("", "--from", help="The calling number; without it the number is withheld."),
        script: Path | None = typer.Option(
            None,
            "--script",
            exists=True,
            dir_okay=False,
            help='Play conversations from JSON lines: {"id", "lines": [...], "from"?}, a fresh call each.',
        ),
        person: str = typer.Option(
            "transferred", "--person", help="How a (simulated) transfer ends: transferred, busy, refused or unanswered."
        ),
        as_json: bool = typer.Option(False, "--json", help="Print each call's record as JSON on standard output."),
    ) -> None:
        """Type to an agent instead of phoning it. Tools, handoffs and latencies show as they happen."""
        if person not in ("transferred", "busy", "refused", "unanswered"):
            raise typer.BadParameter("one of transferred, busy, refused, unanswered", param_hint="--person")
        conversations = read_script(script) if script is not None else None
        asyncio.run(_talk(agent, caller, conversations, person, as_json))


def read_script(path: Path) -> list[Conversation]:
    """Read conversations from a file of JSON lines.

    Raises:
        DeclarationError: every line that isn't a conversation, with what is wrong.
    """
    from callcenter.calls.typed.typed_caller import Conversation

    conversations, faults = [], []
    for number, line in read_lines(path):
        if what := _fault_of(line):
            faults.append(
                Fault(file=str(path), line=number, what=what, remedy='Write {"id": "1", "lines": ["Hello"]}.')
            )
            continue
        row = json.loads(line)
        conversations.append(
            Conversation(id=str(row["id"]), lines=tuple(row["lines"]), caller_number=row.get("from") or "")
        )
    if faults:
        raise DeclarationError(faults)
    return conversations


def _fault_of(line: str) -> str:
    """Return what keeps a line from being a conversation, or ''."""
    try:
        row = json.loads(line)
    except ValueError as error:
        return f"not JSON ({error})."
    if not isinstance(row, dict) or "id" not in row or "lines" not in row:
        return "needs the keys id and lines."
    if unknown := sorted(set(row) - {"id", "lines", "from"}):
        return f"has unknown keys: {', '.join(unknown)}."
    if not isinstance(row["lines"], list) or not all(isinstance(text, str) for text in row["lines"]):
        return "lines must be a list of texts."
    if not isinstance(row.get("from") or "", str):
        return "from must be a text."
    return ""


async def _talk(agent: str, caller: str, conversations: list[Conversation] | None, person: str, as_json: bool) -> None:
    console = stderr()
    async with AsyncExitStack() as stack:
        with console.status("Starting…"):
            from callcenter.agents.declaration import agent_folders
            from callcenter.log import configure_logging
            from callcenter.settings import load_settings

            settings = load_settings()
            configure_logging(settings.log)
            names = [folder.name for folder in agent_folders(settings.agents_dir)]
            if names and agent not in names:
                raise CallcenterError(f"There is no agent {agent!r}.", remedy=f"Choose one of {', '.join(names)}.")
            from callcenter.runtime import open_services

            services = await stack.enter_async_context(
                open_services(
                    settings,
                    speech=False,
                    trained_in=settings.trained_dir,
                    on_progress=lambda text: console.print(f"[dim]{text}[/]"),
                )
            )
        if conversations is None:
            console.print("[dim]Type what the caller says. An empty line or Ctrl-D hangs up.[/]")
            record = await converse(services, agent, caller, _typed(console), person, console)
            console.print(record_table(record.to_json()))
            if as_json:
                print_json(record.to_json(), indent=2)
            return
        await _play_script(services, agent, caller, conversations, person, as_json, console)


async def _play_script(
    services: Services,
    agent: str,
    caller: str,
    conversations: list[Conversation],
    person: str,
    as_json: bool,
    console: Console,
) -> None:
    from rich.progress import track

    from callcenter.calls.typed.typed_caller import each

    for conversation in track(conversations, description="Talking", console=console, disable=not as_json):
        number = conversation.caller_number or caller
        record = await converse(services, agent, number, each(conversation.lines), person, None if as_json else console)
        if as_json:
            print_json({"id": conversation.id, **record.to_json()})
        else:
            console.print(record_table(record.to_json()), "")


async def converse(
    services: Services,
    agent: str,
    caller: str,
    lines: AsyncIterator[str],
    person: str,
    console: Console | None,
) -> CallRecord:
    """Hold one typed call and return it as the call log has it.

    Raises:
        CallcenterError: the call log doesn't have it yet: its facts are in the journal only.
    """
    from callcenter.calls.run_call import run_call
    from callcenter.calls.typed.text_leg import TextLeg
    from callcenter.calls.typed.typed_caller import play
    from callcenter.domain.calls.call import Call, new_call_id
    from callcenter.provisioning.files.load import calendar_of
    from callcenter.store.call_log.calls import load_call

    call = Call(
        call_id=new_call_id(),
        started_at=datetime.now(UTC),
        caller_number=caller,
        dialled_number=DIALLED_NUMBER,
        agent=agent,
        calendar=calendar_of(agent, services.settings.sip_dir, services.settings.rules_dir),
    )

    def show(fact: Fact) -> None:
        if console is not None and (text := describe_fact(fact)):
            console.print(text)

    async def companion(session: Any, context: Any) -> None:
        await play(session, context, lines)

    await run_call(call, TextLeg(person=person), services, companion=companion, on_fact=show)
    await services.journal.wait_shipped(call.call_id, timeout_s=SHIP_TIMEOUT_S)
    async with services.pool.acquire() as connection:
        record = await load_call(connection, call.call_id)
    if record is None:
        raise CallcenterError(
            "The call is in the journal but not in Postgres yet.", remedy="Look again with `callcenter calls list`."
        )
    return record


async def _typed(console: Console) -> AsyncIterator[str]:
    """Yield what the person at the keyboard types, until an empty line or the end of input."""
    keyboard = _Keyboard()
    while True:
        console.print("[cyan]>[/] ", end="")
        line = await keyboard.line()
        if not line.strip():
            return
        yield line


class _Keyboard:
    """Standard input by lines, with Ctrl-C ending the program at once, though a thread still waits for a line.

    Nobody waits for that thread, and it holds no lock of Python's own standard input, which is closed at the end.
    """

    def __init__(self) -> None:
        self._left = b""

    async def line(self) -> str:
        """Return the next line; '' at the end of input."""
        loop = asyncio.get_running_loop()
        read: asyncio.Future[str] = loop.create_future()

        def told(text: str) -> None:
            if not read.done():
                read.set_result(text)

        def wait() -> None:
            text = self._next()
            # The loop is closed if the program has ended meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(told, text)

        threading.Thread(target=wait, name="keyboard", daemon=True).start()
        return await read

    def _next(self) -> str:
        while b"\n" not in self._left and (some := os.read(sys.stdin.fileno(), 4096)):
            self._left += some
        line, _, self._left = self._left.partition(b"\n")
        return line.decode(errors="replace")
