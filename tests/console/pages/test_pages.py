"""The pages of people, account and audit log in a real browser."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from callcenter.console.pages.frame import NAVIGATION
from callcenter.console.roles import Role
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import PASSWORD, RunningConsole

pytestmark = [pytest.mark.debian, needs_chromium]


def test_sign_in__to_a_page_asked_for__leads_there_and_out_again(console: RunningConsole) -> None:
    with browser_page(console, None) as page:
        page.goto(f"{console.url}/audit?who=admin")
        page.get_by_label("Name").fill("auditor")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{console.url}/audit?who=admin")
        expect(page.get_by_role("navigation").get_by_role("link", name="People")).to_have_count(0)
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{console.url}/sign-in")


def test_people__add_somebody__shows_the_link_once_and_the_row(console: RunningConsole) -> None:
    with browser_page(console, Role.ADMIN) as page:
        page.goto(f"{console.url}/people")
        page.get_by_role("textbox", name="Name").fill("paula")
        page.keyboard.press("Enter")
        link = page.locator("code.secret").text_content()
        assert link is not None
        assert re.fullmatch(r"/welcome/[\w-]{43}", link)
        page.get_by_role("button", name="Close").click()
        row = page.get_by_role("row", name=re.compile("^paula"))
        expect(row).to_contain_text("has no password yet")
        row.get_by_role("button", name="Shut out").click()
        expect(row).to_contain_text("shut out")
        page.get_by_role("textbox", name="Name").fill("<img src=x onerror=alert(1)>")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("That can't be a name.")


def test_page__of_somebody_shut_out_meanwhile__does_nothing_more(console: RunningConsole) -> None:
    [link] = console.add(("second", Role.ADMIN))
    with browser_page(console, None) as page:
        page.goto(f"{console.url}{link}")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.goto(f"{console.url}/people")
        expect(page.locator("table.list")).to_be_visible()
        console.cli("console", "users", "shut-out", "second")
        page.get_by_role("textbox", name="Name").fill("sneaked-in")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{console.url}/sign-in")

    assert not console.sql("SELECT FROM console_user WHERE name = 'sneaked-in'")


def test_account__token_made__is_shown_once_and_works(console: RunningConsole) -> None:
    with browser_page(console, Role.AUDITOR) as page:
        page.goto(f"{console.url}/account")
        page.get_by_label("What uses it").fill("reports")
        page.get_by_label("What it may do").click()
        page.get_by_role("option", name="audit:read").click()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Make a token").click()
        token = page.locator("code.secret").text_content()
        assert token is not None
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("row", name=re.compile("^reports audit:read"))).to_be_visible()

    with console.client() as client:
        assert client.get("/api/audit", headers={"authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages__axe_core__finds_nothing_serious(console: RunningConsole, theme: str) -> None:
    with browser_page(console, Role.ADMIN, theme=theme) as page:
        found = {}
        for path in (*dict(NAVIGATION), "/account", "/calls/no-such-call", "/floor/no-such-call"):
            page.goto(f"{console.url}{path}")
            # A page that is slow comes with its head first, and the rest after it.
            expect(page.locator("#main > :not(h1):visible").first).to_be_visible(timeout=30_000)
            found[path] = serious_faults(page)
        page.context.clear_cookies()
        page.goto(f"{console.url}/sign-in")
        found["/sign-in"] = serious_faults(page)

    assert found == {path: [] for path in found}


def test_pages__on_a_phone__are_no_wider_than_it(console: RunningConsole) -> None:
    with browser_page(console, Role.ADMIN) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        for path in (*dict(NAVIGATION), "/account"):
            page.goto(f"{console.url}{path}")
            expect(page.locator("#main > :not(h1):visible").first).to_be_visible()
            # A list may be wider for the moment in which its filters are laid out.
            page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_page__postgres_gone_while_it_is_open__says_so_and_goes_on_by_itself(
    console: RunningConsole, postgres_url: str
) -> None:
    name = console.sql("SELECT current_database() AS name")[0]["name"]
    elsewhere = replace(console, database=postgres_url)
    banner = "Nothing was lost; this page goes on"
    with browser_page(console, Role.ADMIN) as page:
        page.goto(f"{console.url}/people")
        expect(page.locator("table.list")).to_be_visible()
        elsewhere.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        elsewhere.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        try:
            expect(page.get_by_text(banner)).to_be_visible(timeout=30_000)
            page.get_by_role("textbox", name="Name").fill("meanwhile")
            page.keyboard.press("Enter")
            expect(page.get_by_role("alert")).to_contain_text("Nothing was lost; try again in a moment")
        finally:
            elsewhere.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        expect(page.get_by_text(banner)).to_be_hidden(timeout=30_000)
        page.keyboard.press("Enter")
        expect(page.locator("code.secret")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page__printed__is_its_content_alone_in_dark_ink(console: RunningConsole, theme: str) -> None:
    with browser_page(console, Role.ADMIN, theme=theme) as page:
        page.goto(f"{console.url}/audit")
        expect(page.locator("table.list")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation")).to_be_hidden()
        expect(page.get_by_role("button", name="Show")).to_be_hidden()
        expect(page.locator("table.list")).to_be_visible()
        expect(page.locator("table.list td").first).to_have_css("color", "rgb(28, 36, 33)")
