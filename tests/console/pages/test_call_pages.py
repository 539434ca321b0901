"""The call log and one call in a real browser: found, walked by keyboard, heard, with what was said as data."""

from __future__ import annotations

import re

import pytest

from callcenter.console.roles import Role
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import RunningConsole
from tests.console.sample_calls import EVIL, NUMBER, RECORDED, fill

pytestmark = [pytest.mark.debian, needs_chromium]


@pytest.fixture(scope="module", autouse=True)
def _filled(console: RunningConsole) -> None:
    fill(console.database, console.data_dir / "recordings")


def test_calls__found_by_words_and_walked_by_keyboard__open_the_call(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls")
        expect(page.locator("table.calls tbody tr")).to_have_count(50)
        page.get_by_role("button", name="More").click()
        expect(page.locator("table.calls tbody tr")).to_have_count(61)
        page.locator("h1").click()
        page.keyboard.press("/")
        page.keyboard.type("balance dollars")
        page.keyboard.press("Enter")
        expect(page.locator("table.calls mark").first).to_have_text("balance")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{console.url}/calls/{RECORDED}?find=balance+dollars")
        page.go_back()
        expect(page.locator(f"a[href^='/calls/{RECORDED}']")).to_be_focused()


def test_calls__columns_chosen_and_saved__ticked_rows_exported(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls?order=slowest&columns=from,mos,cost")
        expect(page.locator("table.calls th").last).to_have_text("Cents")
        page.get_by_label("Save this view as").fill("Slow ones")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("link", name="Slow ones").click()
        expect(page).to_have_url(f"{console.url}/calls?order=slowest&columns=from%2Cmos%2Ccost")
        page.get_by_role("button", name="Remove the view Slow ones").click()
        expect(page.get_by_role("link", name="Slow ones")).to_have_count(0)
        page.locator("input.pick").nth(1).check()
        with page.expect_download() as fetched:
            page.get_by_role("button", name="Export CSV").click()
        text = fetched.value.path().read_text()
        expect(page.locator(".exports")).to_contain_text("1 calls, kept for an hour")

    assert [line.split(",")[0] for line in text.splitlines()] == ["call_id", "call-0059"]


def test_call__word_clicked__plays_from_there_and_lights_up(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/{RECORDED}")
        word = page.locator(".turns li.caller span", has_text="balance?").last
        word.click()
        page.wait_for_function("document.querySelector('audio').currentTime > 2.5")
        page.keyboard.press("k")
        expect(page.locator(".turns li.active.caller .lit")).to_have_count(1)
        before = page.evaluate("document.querySelector('audio').currentTime")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(f"document.querySelector('audio').currentTime < {before}")
        page.keyboard.press("l")
        page.wait_for_function("document.querySelector('audio').currentTime > 5")
        page.get_by_label("Speed").select_option("2")
        assert page.evaluate("document.querySelector('audio').playbackRate") == 2


def test_call__silence_skipped_and_a_side_alone__from_a_link_to_a_moment(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/{RECORDED}?at=1")
        page.wait_for_function("document.querySelector('audio')?.currentTime >= 1")
        page.get_by_label("Skip silence").check()
        page.get_by_label("Hear").select_option("caller")
        page.evaluate("""() => {
            window.leaps = [];
            const audio = document.querySelector('audio');
            audio.addEventListener('seeking', () => window.leaps.push(audio.currentTime));
            audio.currentTime = 1.9;
        }""")
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function("window.leaps.some((at) => at > 2.6 && at < 3)")
        page.get_by_role("button", name="Copy a link").click()
        expect(page).to_have_url(re.compile(r"\?at=[3-6]$"))
        expect(page.locator(".turns li.moment")).to_contain_text(["triage", "billing", "key", "get_balance"])


def test_call__found_by_words__begins_where_they_were_said_and_goes_on_by_keyboard(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls?words=balance")
        page.locator(f"a[href^='/calls/{RECORDED}']").click()
        player = page.get_by_role("region", name="Recording and transcript")
        place = player.get_by_role("status")
        expect(place).to_have_text("1 / 2")
        expect(page.locator(".turns li.hit .found")).to_have_text(re.compile("balance"))
        page.wait_for_function("(at => at >= 2 && at < 3)(document.querySelector('audio').currentTime)")
        page.locator("h1").click()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox", name="Find in this call")).to_be_focused()
        page.keyboard.press("Enter")
        expect(place).to_have_text("2 / 2")
        page.wait_for_function("document.querySelector('audio').currentTime >= 4.5")
        page.keyboard.press("Shift+Enter")
        expect(place).to_have_text("1 / 2")
        page.get_by_role("searchbox").fill("k l nowhere")
        expect(place).to_have_text("nothing")
        assert page.evaluate("document.querySelector('audio').paused")
        page.locator("h1").click()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("5 seconds back, on")
        page.keyboard.press("k")
        assert page.evaluate("document.querySelector('audio').paused")
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_call__found_for_its_anger__begins_with_the_words_that_were_angry(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls?order=angriest&number=%2B{NUMBER[1:]}")
        page.locator(f"a[href='/calls/{RECORDED}?anger=1']").click()
        expect(page.locator(".turns li.anger")).to_be_in_viewport()
        page.wait_for_function("(at => at >= 2 && at < 3)(document.querySelector('audio').currentTime)")


def test_call__line_that_lost_packets__is_on_the_time_line(console: RunningConsole) -> None:
    fact = {"seconds": 5, "loss_pct": 12.5, "jitter_ms": 4.0, "at_ms": 5000}
    console.sql(
        "INSERT INTO call_event (call_id, seq, at, fact, data) VALUES ($1, 900, now(), 'LineWasPoor', $2)",
        RECORDED,
        fact,
    )
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/{RECORDED}")
        expect(page.locator(".turns li.moment", has_text="poor line")).to_contain_text("12 % lost")
        # Above the caller's voice at 2 s of 6, and not at 5.7 s.
        shade = """at => { const wave = document.querySelector('canvas'), pen = wave.getContext('2d');
                   return [...pen.getImageData(Math.round(at / 6 * wave.width), 6, 1, 1).data].slice(0, 4).join() }"""
        page.wait_for_function(f"({shade})(2) !== ({shade})(5.7)")
        lost = page.evaluate("getComputedStyle(document.querySelector('canvas')).getPropertyValue('--lost')")
        rgb = ",".join(str(int(lost.strip()[at : at + 2], 16)) for at in (1, 3, 5))
        assert page.evaluate(shade, 2) == f"{rgb},255"
    console.sql("DELETE FROM call_event WHERE call_id = $1 AND seq = 900", RECORDED)


def test_call__note_written_by_two__the_second_sees_both(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        other = page.context.new_page()
        for one in (page, other):
            one.goto(f"{console.url}/calls/call-0022")
            one.get_by_label("Note").fill("Ring back." if one is page else "Done.")
        page.get_by_role("button", name="Save the note").click()
        expect(page.get_by_text("Written by supervisor")).to_be_visible()
        other.get_by_role("button", name="Save the note").click()
        expect(other.get_by_role("alert")).to_contain_text("Theirs: Ring back.")
        expect(other.get_by_label("Note")).to_have_value("Done.")
        other.get_by_label("New tag").fill('<b>"coach"</b>')
        other.keyboard.press("Enter")
        other.get_by_role("button", name='Take away <b>"coach"</b>').click()
        expect(other.locator(".tag")).to_have_text(["number:22×"])


def test_call__socket_cut_for_a_while__goes_on_by_itself_with_what_was_typed(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/call-0023")
        expect(page.get_by_label("Note")).to_be_visible()
        page.evaluate("window.isSame = true")
        page.evaluate("window.socket.disconnect()")
        page.get_by_label("Note").fill("Written while the network was away.")
        # Longer than NiceGUI keeps a page by itself.
        page.evaluate("new Promise((done) => setTimeout(done, 5000)).then(() => window.socket.connect())")
        page.wait_for_function("window.socket.connected && window.did_handshake")
        page.get_by_role("button", name="Save the note").click()
        expect(page.get_by_text("Written by supervisor")).to_be_visible()
        assert page.evaluate("window.isSame")
        page.reload()
        expect(page.get_by_label("Note")).to_have_value(re.compile("network was away"))


def test_call__on_hold__says_so_to_all_and_is_released_by_those_who_may(console: RunningConsole) -> None:
    with browser_page(console, Role.AUDITOR) as page:
        page.goto(f"{console.url}/calls/call-0024")
        page.get_by_role("button", name="Put on legal hold").click()
        page.get_by_label("Reason (a case's number)").fill("case 9")
        page.keyboard.press("Enter")
        expect(page.get_by_role("note")).to_contain_text("by auditor: case 9")
        assert console.sql("SELECT placed_by FROM legal_hold WHERE call_id = 'call-0024'")[0]["placed_by"] == "auditor"
        page.get_by_role("button", name="Release from legal hold").click()
        expect(page.get_by_role("note")).to_have_count(0)
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/call-0024")
        expect(page.locator("dl.facts")).to_be_visible()
        expect(page.get_by_role("button", name="Put on legal hold")).to_have_count(0)


def test_call__refused__says_which_field_refused_it(console: RunningConsole) -> None:
    check = {"kind": "trunk", "name": "main", "match": False, "field": "numbers", "why": "It takes other numbers."}
    console.sql(
        "UPDATE call SET refusal_reason = 'no-trunk', refusal_status = 404, refusal = $1 WHERE call_id = 'call-0050'",
        {"why": "No inbound trunk takes the call.", "checks": [check]},
    )
    with browser_page(console, Role.AUDITOR) as page:
        page.goto(f"{console.url}/calls?is_refused=1")
        page.locator("table.calls a.open").click()
        expect(page.locator("dl.facts")).to_contain_text("no-trunk (SIP 404)")
        expect(page.get_by_role("row", name="trunk main numbers It takes other numbers.")).to_be_visible()


def test_call__cost__is_told_by_model(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/{RECORDED}")
        expect(page.get_by_role("row", name="voice rime/coda characters: 200, requests: 1 1.00")).to_be_visible()
        unpriced = "recogniser a model without a price-20241022 sound: 1:00, requests: 1 price unknown"
        expect(page.get_by_role("row", name=unpriced)).to_be_visible()
        expect(page.get_by_role("row", name="In all, as it was charged 1.00")).to_be_visible()


def test_calls__filtered_by_what_ended_them__are_those(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls?reason=caller-hung-up")
        expect(page.get_by_label("Ended by")).to_have_value("caller hung up")
        page.get_by_label("Ended by").click()
        page.get_by_role("option", name="too many calls").click()
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_text("No call matches all of these filters.")).to_be_visible()
        expect(page).to_have_url(f"{console.url}/calls?reason=too-many-calls")


def test_call__numbers__are_masked_until_they_are_asked_for(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/{RECORDED}")
        expect(page.locator("dl.facts")).to_contain_text("•••88")
        assert NUMBER not in page.content()
        page.get_by_role("button", name="Show the numbers").click()
        expect(page.locator("dl.facts")).to_contain_text(NUMBER)


def test_call__html_in_what_was_said__is_text(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/call-0007")
        said = page.locator(".turns li.caller p")
        expect(said).to_contain_text("<img src=x")
        assert page.locator(".turns img").count() == 0
        assert "broken" not in page.title()
        assert EVIL.split()[0] in str(said.text_content())


def test_pages__right_to_left_marks_in_what_people_said_and_wrote__turn_nothing_else_around(
    console: RunningConsole,
) -> None:
    turned = "\u202e\u2067 turned \u05e9\u05dc\u05d5\u05dd"
    with console.client(Role.ADMIN) as client:
        noted = client.put("/api/calls/call-0007/note", json={"text": turned})
        refused = [
            client.patch("/api/calls/call-0007/tags", json={"add": [turned]}),
            client.put(f"/api/views/{turned}", json={"query": {}}),
            client.put("/api/calls/call-0007/hold", json={"reason": turned}),
            client.post("/api/review/rules", json={"name": turned, "share_pct": 10}),
            client.post("/api/review/questions", json={"text": turned, "weight": 1}),
            client.post("/api/people", json={"name": turned, "role": "auditor"}),
            client.post("/api/tokens", json={"name": turned, "scopes": ["calls:read"], "days": 1}),
            client.post("/api/monitors", json={"name": turned, "measure": "misses", "threshold": 1}),
        ]
    assert noted.status_code == 200
    assert [one.status_code for one in refused if one.status_code < 400] == []
    console.sql("UPDATE call SET summary = $1 || summary WHERE call_id = 'call-0007'", turned)
    console.sql(
        "UPDATE tool_call SET result = jsonb_build_object('name', $1::text) WHERE call_id = 'call-0007'", turned
    )
    with browser_page(console, Role.ADMIN) as page:
        for path, sign in (
            ("/calls?words=DROP", "mark"),
            ("/calls/call-0007", ".turns li"),
            ("/review/call-0007", ".turns li"),
        ):
            page.goto(f"{console.url}{path}")
            expect(page.locator(sign).first).to_be_visible()
            assert page.content().count("\u202e") > 0
            assert page.evaluate(_TURNED) == [], path


#: Texts without such marks of their own that are drawn from right to left; an utterance stands in words, set apart.
_TURNED = r"""() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, word = /[A-Za-z0-9]{2,}/.exec(node.data);
        if (!word || /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(node.data)) continue;
        if (!node.parentElement.checkVisibility() || node.parentElement.closest('bdi')) continue;
        const left = (at) => {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            return range.getBoundingClientRect();
        };
        const [first, second] = [left(word.index), left(word.index + 1)];
        if (first.width && first.top === second.top && second.left < first.left) found.push(node.data);
    }
    return found;
}"""


def test_call__missing__says_what_to_do(console: RunningConsole) -> None:
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/calls/nothing")
        expect(page.get_by_role("alert")).to_contain_text("no such call")
        page.goto(f"{console.url}/calls?agent=nobody")
        expect(page.get_by_text("No call matches all of these filters.")).to_be_visible()
        page.goto(f"{console.url}/calls?since=yesterday")
        expect(page.get_by_role("alert")).to_contain_text("since can't be 'yesterday'")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_call_pages__axe_core__finds_nothing_serious(console: RunningConsole, theme: str) -> None:
    found = {}
    with browser_page(console, Role.SUPERVISOR, theme=theme) as page:
        for path, sign in (("/calls?words=internet", "mark"), (f"/calls/{RECORDED}", ".turns")):
            page.goto(f"{console.url}{path}")
            expect(page.locator(sign).first).to_be_visible()
            found[path] = serious_faults(page)

    assert found == {path: [] for path in found}
