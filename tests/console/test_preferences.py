"""Everybody's own time zone and language: on the pages, in filters, and in a catalogue that translators can take."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcenter.console import preferences
from callcenter.console.preferences import _, language_of, shown_time, speak, zone_of
from callcenter.console.problem import plain_page
from callcenter.console.roles import Role
from tests.console.browser import browser_page, expect, needs_chromium
from tests.console.conftest import RunningConsole

#: Why a test of the catalogues skips: babel, which takes the strings out, comes with that group.
NO_BABEL = "the lint group is not installed"
CONSOLE = Path(preferences.__file__).parent
AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "2026-03-29 03:30:00"),
        ("Asia/Kathmandu", "2026-03-29 07:15:00"),
        ("", "2026-03-29 01:30:00"),
        ("Mars/Olympus", "2026-03-29 01:30:00"),
        ("../../etc/passwd", "2026-03-29 01:30:00"),
    ],
)
def test_time__of_a_zone__and_of_one_that_is_none(zone: str, shown: str) -> None:
    assert shown_time(AT, zone_of(zone)) == shown
    assert shown_time(AT.isoformat(), zone_of(zone), to="minutes") == shown[:-3]


def test_language__with_a_catalogue__is_spoken_and_what_it_lacks_stays_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = pytest.importorskip("babel.messages.catalog", reason=NO_BABEL).Catalog(locale="de")
    german.add("Sign out", "Abmelden")
    (tmp_path / "de/LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "de/LC_MESSAGES/console.mo").open("wb") as file:
        pytest.importorskip("babel.messages.mofile", reason=NO_BABEL).write_mo(file, german)
    monkeypatch.setattr(preferences, "LOCALES", tmp_path)

    assert [language_of(told) for told in ("de-CH,de;q=0.9", "fr, de;q=0.5", "", "xx")] == ["de", "de", "en", "en"]
    speak("de")
    assert (_("Sign out"), _("Older")) == ("Abmelden", "Older")
    assert b'<html lang="de">' in plain_page("Nein.", status=404).body
    speak("en")
    assert _("Sign out") == "Sign out"


def test_catalogue__has_every_string_of_the_pages() -> None:
    with (CONSOLE / "locales/console.pot").open("rb") as file:
        read = pytest.importorskip("babel.messages.pofile", reason=NO_BABEL).read_po(file)
    kept = {message.id for message in read if message.id}
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    extracted = pytest.importorskip("babel.messages.extract").extract_from_dir(
        CONSOLE, methods, keywords={"_": None, "N_": None}
    )
    found = {message for _, _, message, _, _ in extracted}

    assert found == kept, "write it again, as locales/babel.cfg says"


def test_account__a_zone_that_is_none__is_refused(console: RunningConsole) -> None:
    with console.client(Role.OPERATOR) as client:
        refused = [client.patch("/api/me", json=one) for one in ({"time_zone": "Mars"}, {"language": "xx"})]
        client.patch("/api/me", json={"time_zone": "Asia/Tokyo"})
        chosen = client.get("/api/me").json()["time_zone"]
        client.patch("/api/me", json={})
        client.cookies.set("callcenter-zone", "Europe%2FBerlin")
        of_browser = client.get("/api/me").json()["time_zone"]

    assert [one.status_code for one in refused] == [403, 403]
    assert (chosen, of_browser) == ("Asia/Tokyo", "Europe/Berlin")


@pytest.mark.debian
@needs_chromium
def test_pages__without_a_choice__show_the_browsers_zone_and_then_the_chosen_one(console: RunningConsole) -> None:
    newest = console.sql("SELECT at FROM audit_log ORDER BY entry_id DESC LIMIT 1")[0]["at"]
    hour = shown_time(newest, zone_of("Asia/Tokyo"))[:13]
    with browser_page(console, Role.AUDITOR, zone="Asia/Tokyo") as page:
        page.goto(f"{console.url}/audit")
        expect(page.get_by_role("columnheader", name="When (Asia/Tokyo)")).to_be_visible()
        expect(page.get_by_role("row", name=re.compile(hour)).first).to_be_visible()

        page.goto(f"{console.url}/account")
        page.get_by_label("Time zone").fill("Kathm")
        page.get_by_role("option", name="Asia/Kathmandu").click()
        # The page loads anew once it is kept, and would take a visit of another page with it.
        with page.expect_event("load"):
            page.get_by_role("button", name="Keep").click()
        expect(page.get_by_label("Time zone")).to_have_value("Asia/Kathmandu")
        page.goto(f"{console.url}/audit")
        expect(page.get_by_role("columnheader", name="When (Asia/Kathmandu)")).to_be_visible()
