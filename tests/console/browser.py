"""Debian's Chromium, driven by Playwright, and axe-core over what it shows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from callcenter.console.roles import Role
from tests.console.conftest import RunningConsole

if TYPE_CHECKING:
    from playwright.sync_api import Page

_WHY = "the browser group is not installed (`uv sync --group browser`)"
playwright = pytest.importorskip("playwright.sync_api", reason=_WHY)
axe_core_python = pytest.importorskip("axe_core_python", reason=_WHY)
expect = playwright.expect
# As long as all else of a page gets: the machine may be busy.
expect.set_options(timeout=60_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="the Debian program chromium is not installed")
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
#: A microphone that beeps, so that what a page sends of it can be told from silence.
_MICROPHONE = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


@contextmanager
def browser_page(console: RunningConsole, role: Role | None, *, theme: str = "light", zone: str = "") -> Iterator[Page]:
    """Yield a page of somebody of that role; an error in the page's console fails the test.

    With a zone, it is the browser's first page ever; otherwise the console knows that the browser is in UTC.
    """
    faults: list[str] = []
    with playwright.sync_playwright() as driver:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=[*sandbox, *_MICROPHONE])
        context = chromium.new_context(
            viewport={"width": 1280, "height": 800},
            color_scheme=theme,  # type: ignore[arg-type]
            timezone_id=zone or "UTC",
        )
        if not zone:
            context.add_cookies([{"name": "callcenter-zone", "value": "UTC", "url": console.url}])
        if role is not None:
            context.add_cookies(
                [{"name": name, "value": value, "url": console.url} for name, value in console.sessions[role].items()]
            )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield page
        chromium.close()
    assert faults == []


def serious_faults(page: Page) -> list[dict[str, Any]]:
    """Return what axe-core finds that keeps people out (WCAG 2 A and AA)."""
    # A dialog that is fading in has no contrast yet.
    is_still = "one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity"
    page.wait_for_function(f"document.getAnimations().every({is_still})")
    # Evaluated by the browser's own debugger, as Playwright does: the page's policy stands.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [
        {"rule": one["id"], "where": [node["html"][:200] for node in one["nodes"]][:3]}
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
