"""Retention, legal hold and erasing a caller, by the API and by the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from callcenter.console.roles import Role
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import RunningConsole
from tests.console.sample_calls import NUMBER, RECORDED, fill


@pytest.fixture
def calls(console: RunningConsole) -> Iterator[None]:
    fill(console.database, console.data_dir / "recordings", calls=3)
    yield
    for table in ("legal_hold", "call_event", "call"):
        console.sql(f"DELETE FROM {table}")


@pytest.mark.usefixtures("calls")
def test_erase__by_number__needs_the_right_the_count_and_names_nobody(console: RunningConsole) -> None:
    with console.client(Role.ADMIN) as admin, console.client(Role.AUDITOR) as auditor:
        held = auditor.put(f"/api/calls/{RECORDED}/hold", json={"reason": "case 7"}).status_code
        none = admin.post("/api/erasures/count", json={"number": NUMBER}).json()
        auditor.delete(f"/api/calls/{RECORDED}/hold")
        count = admin.post("/api/erasures/count", json={"number": "(202) 555-0188"}).json()
        wrong = admin.post("/api/erasures", json={"number": NUMBER, "calls": 0})
        gone = admin.post("/api/erasures", json={"number": NUMBER, "calls": 1}).json()
        no_number = admin.post("/api/erasures/count", json={"number": "withheld"}).status_code
        refused = auditor.post("/api/erasures", json={"number": NUMBER, "calls": 1}).status_code

    assert (held, none, count) == (200, {"calls": 0}, {"calls": 1})
    assert (wrong.status_code, no_number, refused) == (403, 422, 403)
    assert (gone["calls"], gone["recordings"]) == (1, 1)
    assert not (console.data_dir / "recordings" / f"{RECORDED}.wav").exists()
    audit = console.sql("SELECT action, subject, facts FROM audit_log ORDER BY entry_id")
    noted = [row for row in audit if row["action"] == "caller-erased"]
    assert [(row["subject"], row["facts"]["calls"]) for row in noted] == [("", 1)]
    assert "5550188" not in re.sub(r"[^0-9]", "", str([dict(row) for row in audit]))


@pytest.mark.debian
@needs_chromium
@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page__hold_release_and_erase(console: RunningConsole, theme: str) -> None:
    console.sql("INSERT INTO retention_run (machine, went) VALUES ('box', '{\"recordings\": 2}')")
    with browser_page(console, Role.ADMIN, theme=theme) as page:
        page.goto(f"{console.url}/retention")
        expect(page.get_by_text("No call is on hold.")).to_be_visible()
        expect(page.get_by_role("row", name=re.compile("box Recordings: 2")).first).to_be_visible()
        page.get_by_label("A call's id").fill(RECORDED)
        page.get_by_label("Reason (a case's number)").fill("case 7")
        page.get_by_role("button", name="Put on hold").click()
        expect(page.get_by_role("row", name=re.compile(f"^{RECORDED}"))).to_contain_text("case 7")
        assert serious_faults(page) == []
        page.get_by_role("button", name="Release").click()
        expect(page.get_by_text("No call is on hold.")).to_be_visible()

        page.get_by_role("textbox", name="Number", exact=True).fill(NUMBER)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Erase 1 calls")).to_be_visible()
        assert serious_faults(page) == []
        page.get_by_role("button", name="Erase for good").click()
        expect(page.get_by_text("Erased: Calls: 1")).to_be_visible()

    assert not console.sql("SELECT FROM call WHERE call_id = $1", RECORDED)
