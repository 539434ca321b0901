"""A shift at the console that `serve` started: a real call, followed, joined, given back, found, heard and erased."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

from callcenter.bench.load.calls import speak
from callcenter.console.roles import Role
from callcenter.demo.phone.simulated_caller import SimulatedCall, SimulatedCallers
from callcenter.settings import Settings
from tests.console.browser import browser_page, expect, needs_chromium
from tests.console.conftest import PASSWORD, RunningConsole
from tests.fakes.command_line import run_command
from tests.fakes.ports import free_port
from tests.fakes.served import READY_S, served
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import CALLER, NUMBER, PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.debian,
    needs_chromium,
    pytest.mark.skipif(
        importlib.util.find_spec("piper") is None, reason="the extra piper is not installed: uv sync --extra piper"
    ),
    pytest.mark.timeout(400),
]
_T = TypeVar("_T")
WISH = "I have a question about my internet."
#: A word of it, as the recogniser may write it.
#: The caller's word that is lit while the call is heard.
LIT = """() => {
    const audio = document.querySelector("audio");
    const words = document.querySelectorAll(".turns li.active.caller .lit");
    const text = words.length === 1 ? words[0].textContent : "";
    return !audio.paused && audio.currentTime > 1 && /internet/i.test(text) && text;
}"""
SAID = re.compile("internet", re.IGNORECASE)


@dataclass
class Shift:
    """A running product with its console, and a telephone; both on a loop of their own, for a browser has this one."""

    console: RunningConsole
    sip_port: int
    callers: SimulatedCallers
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, _T], *, timeout_s: float = 120) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout_s)

    def cli(self, *arguments: str) -> str:
        ours = ("CALLCENTER_", "DATABASE")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        done = run_command(list(arguments), {**inherited, **self.console.settings})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def link(self, name: str, role: Role) -> str:
        """Add somebody, and return their one-time link's path."""
        found = re.search(r"/welcome/\S+", self.cli("console", "users", "add", name, "--role", role.value))
        assert found is not None
        return found[0]


@pytest.fixture(scope="module")
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    folder = tmp_path_factory.mktemp("shift")
    console = RunningConsole(f"http://127.0.0.1:{free_port()}", "", folder)
    console.settings |= {
        "CALLCENTER_DATA_DIR": str(folder),
        "CALLCENTER_CONSOLE__BIND": console.url.removeprefix("http://"),
        "CALLCENTER_CALLS__RECORD": "1",
        "CALLCENTER_SIP__TRACE_DAYS": "1",
    }
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="shift")
    thread.start()
    stack = AsyncExitStack()

    async def begin() -> Shift:
        running = await stack.enter_async_context(served(folder, console.settings, console=True))
        callers = await stack.enter_async_context(SimulatedCallers.start(codecs=("pcmu",)))
        async with httpx.AsyncClient() as client:
            await until(lambda: _answers(client, console.url), what="the console", timeout_s=READY_S, every_s=0.1)
        return Shift(console, running.port, callers, loop)

    async def run(work: Coroutine[Any, Any, Any]) -> Any:
        return await work

    try:
        yield asyncio.run_coroutine_threadsafe(begin(), loop).result(2 * READY_S)
    finally:
        asyncio.run_coroutine_threadsafe(run(stack.aclose()), loop).result(120)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/health")).status_code == 200
    except httpx.TransportError:
        return False


async def call_up(callers: SimulatedCallers, sip_port: int) -> SimulatedCall:
    call = await callers.dial(f"sip:{NUMBER}@127.0.0.1:{sip_port}", caller=CALLER)
    await call.answered(timeout_s=PATIENCE_S)
    await call.agent_silent(timeout_s=PATIENCE_S)
    return call


def test_shift__from_signing_in_to_the_erased_caller(shift: Shift) -> None:
    url = shift.console.url
    wish = shift.do(speak(WISH))
    with browser_page(shift.console, None) as page:
        page.context.grant_permissions(["microphone"])
        welcome(page, url, shift.link("sue", Role.SUPERVISOR))
        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Name").fill("sue")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

        call = shift.do(call_up(shift.callers, shift.sip_port))
        page.goto(f"{url}/floor")
        row = page.get_by_role("row", name=re.compile("talking"))
        expect(row).to_contain_text("…0123")
        row.get_by_role("link", name="Open").click()
        expect(page.get_by_text("At the call: sue")).to_be_visible()
        call_id = page.url.rpartition("/")[2]
        log = page.get_by_role("log", name="Transcript")
        shift.do(call.say(wish))
        expect(log.locator("p.caller")).to_contain_text(SAID)

        page.get_by_label("Whisper to the agent").fill("the caller has a question about a bill")
        page.keyboard.press("Enter")
        expect(log).to_contain_text("→ billing")

        page.get_by_role("button", name="Take over").click()
        expect(page.get_by_text("sue speaks with the caller")).to_be_visible()
        # The agent stops at once. The browser's microphone beeps twice a second: no pause is longer than half of one.
        shift.do(call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S))
        shift.do(call.agent_speaks(after_s=shift.loop.time(), timeout_s=PATIENCE_S))
        page.get_by_role("button", name="Give back").click()
        expect(page.get_by_text("sue speaks with the caller")).to_have_count(0)
        shift.do(call.hang_up())
        expect(page.get_by_text("The call is over.")).to_be_visible()

        find_and_play(page, url, call_id)
        export_and_capture(page, url, call_id)
        for path, status in (("/people", 403), ("/retention", 403), ("/audit", 403), ("/calls", 200)):
            answer = page.request.get(f"{url}{path}", headers={"accept": "text/html"})
            assert answer.status == status, path

        page.context.clear_cookies()
        welcome(page, url, shift.link("adam", Role.ADMIN))
        assert kept(shift, call_id) == {"recordings", "sip-messages"}
        erase(page, url, call_id)
        assert kept(shift, call_id) == set()
        page.goto(f"{url}/audit")
        noted = page.locator("table.list").inner_text()

    done = ("stepped-in", "recording-fetched", "sip-messages-fetched", "calls-exported", "refused", "caller-erased")
    assert [action for action in done if action.replace("-", " ") not in noted] == []
    assert CALLER[-7:] not in re.sub(r"\D", "", noted)


def welcome(page: Page, url: str, link: str) -> None:
    """Choose a password by a one-time link, which signs in."""
    page.goto(f"{url}{link}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def find_and_play(page: Page, url: str, call_id: str) -> None:
    """Find the call by a word, and see the word light up that is heard."""
    page.goto(f"{url}/calls?words=internet")
    expect(page.locator("table.calls mark").first).to_have_text(SAID)
    page.locator(f"a[href^='/calls/{call_id}']").first.click()
    word = page.locator(".turns li.caller span", has_text=SAID).last
    word.click()
    # Looked at with each frame that the page draws: the caller's sentence is over in two seconds, and another's is lit.
    # The sound begins a little before the word clicked, which may still be in the word before.
    page.wait_for_function(LIT)
    page.keyboard.press("k")


def export_and_capture(page: Page, url: str, call_id: str) -> None:
    """Look at the call's SIP messages, take the capture, and export what the list shows."""
    page.get_by_role("button", name="Show the messages").click()
    rungs = page.locator(".ladder .rung")
    expect(rungs.first).to_have_text("INVITE")
    expect(rungs.last).to_have_text("200 OK to BYE")
    page.locator(".ladder summary").first.click()
    expect(page.locator(".ladder pre").first).to_contain_text("From: #")
    with page.expect_download() as capture:
        page.get_by_role("link", name="Capture for Wireshark").click()
    assert CALLER.encode() in capture.value.path().read_bytes()
    page.goto(f"{url}/calls?words=internet")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Export CSV").click()
    lines = fetched.value.path().read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["call_id", call_id]


def erase(page: Page, url: str, call_id: str) -> None:
    """Erase the caller, and find nothing of the call any more."""
    page.goto(f"{url}/retention")
    page.get_by_role("textbox", name="Number", exact=True).fill(CALLER)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Erased: Calls: 1, Recordings: 1, SIP messages: 1")).to_be_visible()
    page.goto(f"{url}/calls/{call_id}")
    expect(page.get_by_role("alert")).to_contain_text("no such call")


def kept(shift: Shift, call_id: str) -> set[str]:
    """Return the folders in which a file of the call is."""
    settings = Settings(data_dir=shift.console.data_dir)
    folders = (settings.recordings_dir, settings.sip_traces_dir, settings.journal_dir)
    return {folder.name for folder in folders if any(folder.rglob(f"*{call_id}*"))}
