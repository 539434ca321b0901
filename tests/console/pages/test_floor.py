"""The live floor in a real browser: a running call seen, heard, whispered to, spoken into, taken over and ended."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from callcenter.console.roles import Role
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import PASSWORD, RunningConsole
from tests.fakes.waiting import blocking_until
from tests.fakes.worker.supervised_worker import CALL_ID, SupervisedWorker, supervised_worker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.debian, needs_chromium, pytest.mark.timeout(180)]


PHONE = "+12025550130"


@pytest.fixture(scope="module")
def console_settings() -> dict[str, str]:
    return {"CALLCENTER_WORKER__SUPERVISOR_DESTINATIONS": PHONE}


@pytest.fixture
def worker(console: RunningConsole) -> Iterator[SupervisedWorker]:
    with supervised_worker(console.data_dir, console.database) as running:
        yield running
    console.sql("DELETE FROM call_event")
    console.sql("DELETE FROM call")


def test_floor__a_call_begins_and_ends__its_row_comes_and_goes(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/floor")
        expect(page.get_by_text("No call is running.")).to_be_visible()
        with supervised_worker(console.data_dir, console.database) as worker:
            row = page.get_by_role("row", name=re.compile("talking"))
            expect(row).to_contain_text("triage")
            expect(row).to_contain_text("…0123")
            talking, quiet = (row.get_by_role("cell").nth(column).bounding_box() for column in (3, 4))
            assert talking is not None
            assert quiet is not None
            assert quiet["x"] >= talking["x"] + talking["width"]
            worker.caller_says("you stupid idiots")
            expect(row).to_contain_text("abuse")
            # Said by a screen reader whatever it reads, and that once.
            expect(page.get_by_role("alert")).to_have_text("Call of …0123: abuse")
            expect(page.get_by_role("status").filter(has_text="running")).to_contain_text("With a warning sign: 1.")
            page.keyboard.press("j")
            expect(row.get_by_role("link", name="Open the call of …0123")).to_be_focused()
        expect(page.get_by_text("No call is running.")).to_be_visible()
        expect(page.get_by_text("+12025550123")).to_have_count(0)
    console.sql("DELETE FROM call_event")
    console.sql("DELETE FROM call")


def test_call__every_step__from_the_page(console: RunningConsole, worker: SupervisedWorker) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.context.grant_permissions(["microphone"])
        open_call(console, page)
        log = page.get_by_role("log", name="Transcript")
        worker.caller_says("hello")
        expect(log).to_contain_text("caller: hello")
        expect(log).to_contain_text("call from …0123")
        expect(page.get_by_text("2025550123")).to_have_count(0)

        page.get_by_label("Whisper to the agent").fill("the caller has a question about a bill")
        page.keyboard.press("Enter")
        expect(log).to_contain_text("handoff triage → billing")
        expect(log).to_contain_text("supervisor: whisper: “the caller has a question about a bill”")
        expect(page.get_by_label("Whisper to the agent")).to_be_focused()
        page.get_by_label("Say to the caller").fill("I am listening, too.")
        page.keyboard.press("Enter")
        expect(log).to_contain_text("I am listening, too.")

        assert page.evaluate("window.floorAudio === undefined")
        page.get_by_role("button", name="Listen").click()
        page.wait_for_function("window.floorAudio && window.floorAudio.heardSeconds > 1")
        expect(page.get_by_text("supervisor listens")).to_be_visible()
        assert worker.leg is not None
        assert not worker.leg.heard

        page.get_by_role("button", name="Take over").click()
        expect(page.get_by_text("supervisor speaks with the caller")).to_be_visible()
        blocking_until(lambda: any(worker.leg.heard), what="the supervisor's microphone")
        worker.caller_says("what is your name")
        expect(log).to_contain_text("caller: what is your name")
        assert log.locator("p").all_text_contents()[-1] == "caller: what is your name"
        # Neither side of a conversation may be switched off and the caller left with nobody.
        expect(page.get_by_role("button", name="Stop listening")).to_be_disabled()
        page.get_by_role("button", name="Give back").click()
        expect(page.get_by_text("supervisor speaks with the caller")).to_have_count(0)
        expect(page.get_by_role("button", name="Stop listening")).to_be_enabled()

        page.get_by_role("button", name="Stop listening").click()
        expect(page.get_by_text("supervisor listens")).to_have_count(0)

        page.get_by_role("button", name="Hang up").click()
        page.get_by_role("button", name="End the call").click()
        expect(page.get_by_text("The call is over.")).to_be_visible()

    noted = console.sql("SELECT facts->>'step' AS step FROM audit_log WHERE action = 'stepped-in' ORDER BY entry_id")
    assert [row["step"] for row in noted] == [
        *("whisper", "say", "hear", "take_over", "give_back", "stop_hearing", "hang_up")
    ]
    assert console.sql("SELECT FROM audit_log WHERE action = 'call-watched' AND subject = $1", CALL_ID)


def test_call__two_supervisors__see_each_other_come_speak_and_go(
    console: RunningConsole, worker: SupervisedWorker
) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.context.grant_permissions(["microphone"])
        open_call(console, page)
        assert page.context.browser is not None
        others = page.context.browser.new_context()
        cookies = {**console.sessions[Role.ADMIN], "callcenter-zone": "UTC"}
        others.add_cookies([{"name": name, "value": value, "url": console.url} for name, value in cookies.items()])
        other = others.new_page()
        other.goto(f"{console.url}/floor/{CALL_ID}")
        for one in (page, other):
            status = one.get_by_text(re.compile("^At the call:"))
            expect(status).to_contain_text("supervisor")
            expect(status).to_contain_text("admin")
        page.get_by_role("button", name="Take over").click()
        expect(other.get_by_text("supervisor speaks with the caller")).to_be_visible()
        other.get_by_role("button", name="Take over").click()
        expect(other.get_by_role("alert")).to_be_visible()
        others.close()
        expect(page.get_by_text("At the call: supervisor speaks with the caller", exact=True)).to_be_visible(
            timeout=30_000
        )


def test_call__supervisor_shut_out__hears_and_reads_no_more_though_their_browser_stays(
    console: RunningConsole, worker: SupervisedWorker
) -> None:
    [link] = console.add(("leaver", Role.SUPERVISOR))
    with console.client() as client:
        client.post(link, data={"password": PASSWORD})
        session = dict(client.cookies)
    with browser_page(console, Role.ADMIN) as admin, console.client(Role.ADMIN) as api:
        assert admin.context.browser is not None
        theirs = admin.context.browser.new_context()
        cookies = {**session, "callcenter-zone": "UTC"}
        theirs.add_cookies([{"name": name, "value": value, "url": console.url} for name, value in cookies.items()])
        page = theirs.new_page()
        open_call(console, page)
        page.get_by_role("button", name="Listen").click()
        page.wait_for_function("window.floorAudio && window.floorAudio.heardSeconds > 0.2")
        # A browser that does as its owner wishes isn't led away.
        page.evaluate("window.open = () => null")
        open_call(console, admin)
        assert api.patch("/api/people/leaver", json={"enabled": False}).status_code == 200
        expect(admin.get_by_text("At the call: admin", exact=True)).to_be_visible(timeout=30_000)
        worker.caller_says("the secret word")
        expect(admin.get_by_role("log", name="Transcript")).to_contain_text("the secret word")
        # What was on its way when they were shut out has come by now.
        heard = page.evaluate("window.floorAudio.heardSeconds")
        worker.caller_says("another word")
        expect(admin.get_by_role("log", name="Transcript")).to_contain_text("another word")

        assert "the secret word" not in page.content()
        assert page.evaluate("window.floorAudio.heardSeconds") == heard
        theirs.close()


def test_steps__that_come_to_nothing__say_so(console: RunningConsole, worker: SupervisedWorker) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        open_call(console, page)
        page.get_by_label("Whisper to the agent").fill("xyzzy plugh")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("names nothing the agent can do")
        page.get_by_role("button", name="Transfer…").click()
        expect(page.get_by_role("dialog").get_by_role("combobox", name="To")).to_have_value(PHONE)
        page.get_by_role("button", name="Transfer", exact=True).click()
        # The worker has a list of its own.
        expect(page.get_by_role("alert").filter(has_text="not on the list")).to_be_visible()

    noted = console.sql(
        "SELECT facts->>'step' AS step FROM audit_log WHERE action = 'stepped-in' ORDER BY entry_id DESC"
    )
    assert noted[0]["step"] == "transfer"


def test_take_over__without_a_microphone__leaves_the_agent_with_the_caller_and_says_why(
    console: RunningConsole, worker: SupervisedWorker
) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.add_init_script(
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError') }"
        )
        open_call(console, page)
        page.get_by_role("button", name="Take over").click()
        expect(page.get_by_role("alert")).to_contain_text("The browser gives no microphone (NotAllowedError).")
        expect(page.get_by_text("speaks with the caller")).to_have_count(0)
        expect(page.get_by_role("button", name="Take over")).to_be_enabled()
        worker.caller_says("what is your name")
        expect(page.get_by_role("log", name="Transcript").locator("p").last).to_have_class("agent")


def test_take_over__microphone_unplugged__gives_the_caller_back_to_the_agent_and_says_so(
    console: RunningConsole, worker: SupervisedWorker
) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.add_init_script(
            "const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
            "navigator.mediaDevices.getUserMedia = async wanted => window.given = await ask(wanted)"
        )
        open_call(console, page)
        for _ in range(2):
            page.get_by_role("button", name="Take over").click()
            expect(page.get_by_text("supervisor speaks with the caller")).to_be_visible()
            page.evaluate("given.getTracks()[0].dispatchEvent(new Event('ended'))")
            expect(page.get_by_role("alert").last).to_contain_text("Your microphone is gone")
            expect(page.get_by_text("speaks with the caller")).to_have_count(0)
        worker.caller_says("what is your name")
        expect(page.get_by_role("log", name="Transcript").locator("p").last).to_have_class("agent")

    noted = console.sql("SELECT facts->>'step' AS step FROM audit_log WHERE action = 'stepped-in' ORDER BY entry_id")
    assert [row["step"] for row in noted][-4:] == ["take_over", "give_back"] * 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_floor__axe_core__finds_nothing_serious(console: RunningConsole, worker: SupervisedWorker, theme: str) -> None:
    with browser_page(console, Role.SUPERVISOR, theme=theme) as page:
        page.goto(f"{console.url}/floor")
        expect(page.get_by_role("row", name=re.compile("talking"))).to_be_visible()
        floor = serious_faults(page)
        open_call(console, page)
        # What is pointed at is drawn in another colour.
        page.get_by_role("button", name="Listen").hover()
        call = serious_faults(page)

    assert (floor, call) == ([], [])


def test_call__printed__is_what_it_is_and_all_that_was_said_without_the_steps(
    console: RunningConsole, worker: SupervisedWorker
) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        open_call(console, page)
        page.emulate_media(media="print")
        for step in ("Listen", "Take over", "Hang up…", "Whisper", "Say"):
            expect(page.get_by_role("button", name=step, exact=True)).to_be_hidden()
        expect(page.get_by_label("Whisper to the agent")).to_be_hidden()
        expect(page.get_by_role("link", name="All calls")).to_be_hidden()
        facts, said = (page.locator(one).bounding_box() for one in (".steps", ".transcript"))
        assert facts is not None
        assert said is not None
        assert (said["x"], said["width"]) == (facts["x"], facts["width"])


def test_floor__on_a_phone__fits_with_all_of_a_call_in_sight(console: RunningConsole, worker: SupervisedWorker) -> None:
    with browser_page(console, Role.ADMIN) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{console.url}/floor")
        row = page.get_by_role("row", name=re.compile("talking"))
        worker.caller_says("you stupid idiots")
        expect(row.get_by_text("abuse")).to_be_in_viewport(ratio=1)
        expect(row.get_by_role("link", name="Open the call of …0123")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        open_call(console, page)
        expect(page.get_by_role("button", name="Hang up")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_audio__with_somebody_elses_key__is_refused(console: RunningConsole) -> None:
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidStatus

    async def ask(cookies: dict[str, str]) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        url = f"{console.url.replace('http', 'ws')}/floor/{CALL_ID}/audio?seat=guessed"
        async with connect(url, additional_headers={"cookie": cookie, "origin": console.url}):
            pass

    for role in (Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(InvalidStatus):
            asyncio.run(ask(console.sessions[role]))


def test_api__live__without_whole_numbers(console: RunningConsole, worker: SupervisedWorker) -> None:
    with console.client(Role.SUPERVISOR) as client:
        lines = blocking_until(lambda: [line for line in client.get("/api/live").json() if line["state"] == "talking"])
    assert (lines[0]["call_id"], lines[0]["from"]) == (CALL_ID, "…0123")


def open_call(console: RunningConsole, page: Page) -> None:
    page.goto(f"{console.url}/floor/{CALL_ID}")
    expect(page.get_by_text(re.compile("^At the call: "))).to_be_visible()
