"""Every page with nothing but a keyboard: each control is reached, named, seen to have the focus, and left again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from callcenter.console.pages.frame import NAVIGATION
from callcenter.console.roles import Role
from tests.console.browser import browser_page, expect, needs_chromium
from tests.console.conftest import RunningConsole
from tests.console.sample_calls import RECORDED, fill
from tests.fakes.worker.supervised_worker import CALL_ID, supervised_worker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.debian, needs_chromium]

#: Numbers every control that a keyboard has to reach, and returns what each of them is.
_CONTROLS = """() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
    const found = all.filter(one => one.tabIndex >= 0 && !one.disabled && one.getClientRects().length &&
        one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert], [aria-hidden=true]'));
    found.forEach((one, at) => { one.dataset.stop = at; });
    return found.map(one => one.outerHTML.slice(0, 200));
}"""
#: The number of what has the focus (-1: no control of the page), whether it has a name, and whether its focus is seen.
_FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return {stop: -1};
    const labels = [...(one.labels || [])].map(of => of.innerText).join();
    const name = one.getAttribute('aria-label') || one.innerText || labels;
    const isSeen = [one, one.closest('.q-field__control')].some(drawn => {
        const style = drawn && getComputedStyle(drawn);
        return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    return {stop: +(one.dataset.stop ?? -2), isNamed: !!name.trim(), isSeen, html: one.outerHTML.slice(0, 200)};
}"""
#: Stops that one control may have by itself: a date's month, day, year and calendar.
_PARTS = 4


@pytest.fixture(scope="module", autouse=True)
def _filled(console: RunningConsole) -> None:
    fill(console.database, console.data_dir / "recordings", calls=3)


@pytest.mark.parametrize("path", [*dict(NAVIGATION), "/account", f"/calls/{RECORDED}", f"/review/{RECORDED}"])
def test_page__by_keyboard_alone__each_control_is_reached_named_seen_and_left(
    console: RunningConsole, path: str
) -> None:
    with browser_page(console, Role.ADMIN) as page:
        page.goto(f"{console.url}{path}")
        # A page that is slow comes with its head first, and the rest after it, in one piece.
        expect(page.locator("#main > :not(h1):visible").first).to_be_visible()
        walk(page)


def test_running_call__by_keyboard_alone__each_control_is_reached_named_seen_and_left(console: RunningConsole) -> None:
    with supervised_worker(console.data_dir, console.database), browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/floor")
        expect(page.get_by_role("row", name=re.compile("talking"))).to_be_visible()
        walk(page)
        page.goto(f"{console.url}/floor/{CALL_ID}")
        expect(page.get_by_text(re.compile("^At the call: "))).to_be_visible()
        walk(page)
        page.get_by_role("button", name="Hang up").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="End the call")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("button", name="Hang up")).to_be_focused()


def walk(page: Page) -> None:
    """Go through the page by Tab from its beginning to its end, and back by Shift and Tab."""
    controls: list[str] = page.evaluate(_CONTROLS)
    onwards = list(_walked(page, "Tab", most=_PARTS * len(controls)))
    stops = {one["stop"] for one in onwards}
    assert [html for stop, html in enumerate(controls) if stop not in stops] == []
    assert [one["html"] for one in onwards if not (one["isNamed"] and one["isSeen"])] == []
    back = {one["stop"] for one in _walked(page, "Shift+Tab", most=_PARTS * len(controls))}
    assert [html for stop, html in enumerate(controls) if stop not in back] == []


def _walked(page: Page, key: str, *, most: int) -> list[dict[str, Any]]:
    """Press a key until the focus has left the page, or comes to where it began; what it came by."""
    came_by: list[dict[str, Any]] = []
    for _ in range(most + 1):
        page.keyboard.press(key)
        focused = page.evaluate(_FOCUSED)
        if focused["stop"] == -1 or (came_by and came_by[0]["stop"] == focused["stop"] != came_by[-1]["stop"]):
            return came_by
        came_by.append(focused)
    raise AssertionError(f"the focus is caught: {came_by[-3:]}")
