"""The dashboard: figures computed by hand, agreeing with the call log whatever the range, zone and change."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.console.roles import Role
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.record.disposition import Disposition
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import RunningConsole
from tests.console.figure_calls import ToldCall, put_on_record

ONE, OTHER = "+12025550111", "+12025550122"
#: Two days of Berlin, the first of which has 23 hours.
ASKED = {"since": "2026-03-29", "until": "2026-03-30", "zone": "Europe/Berlin"}
CALLS = (
    # The evening before in Berlin: of the time before.
    ToldCall(
        call_id="before",
        at=datetime(2026, 3, 28, 22, 30, tzinfo=UTC),
        number=OTHER,
        talks_s=30,
        reason=EndReason.MODEL_FAILED,
        disposition=Disposition.FAILED,
        switches=2,
        answers_ms=(2000,),
    ),
    ToldCall(
        call_id="a",
        at=datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        number=ONE,
        answers_ms=(400, 800),
        cut=2,
        tools=(("get_balance", True), ("get_balance", True)),
        characters=100_000,
    ),
    ToldCall(
        call_id="b",
        at=datetime(2026, 3, 29, 21, 59, tzinfo=UTC),
        number=ONE,
        talks_s=120,
        disposition=Disposition.TRANSFERRED,
        reason=EndReason.TRANSFERRED,
        persons=(TransferOutcome.BUSY, TransferOutcome.TRANSFERRED),
        tools=(("get_balance", True), ("open_ticket", False)),
        answers_ms=(1200,),
        early=1,
        voice="nobody/knows-its-price",
        characters=7,
    ),
    ToldCall(
        call_id="c",
        at=datetime(2026, 3, 30, 10, 0, tzinfo=UTC),
        number=OTHER,
        talks_s=None,
        disposition=Disposition.REFUSED,
        reason=EndReason.NOT_ADMITTED,
    ),
    ToldCall(
        call_id="d",
        at=datetime(2026, 3, 30, 21, 30, tzinfo=UTC),
        talks_s=9,
        disposition=Disposition.ABANDONED,
    ),
    # Midnight in Berlin: of the day after.
    ToldCall(call_id="after", at=datetime(2026, 3, 30, 22, 0, tzinfo=UTC), number="+12025550133"),
)


@pytest.fixture(scope="module", autouse=True)
def _filled(console: RunningConsole) -> None:
    put_on_record(console.database, CALLS)


def asked(console: RunningConsole, path: str = "/api/dashboard", **query: str) -> Any:
    with console.client(Role.AUDITOR) as client:
        answer = client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


def figures(board: dict[str, Any], part: str = "figures") -> dict[str, tuple[float | None, float | None]]:
    return {one["name"]: (one["value"], one["before"]) for one in board[part]}


def test_figures__of_six_calls__are_as_computed_by_hand(console: RunningConsole) -> None:
    board = asked(console, **ASKED)

    assert figures(board) == {
        "call": (4, 1),
        "answered": (3, 1),
        "refused": (1, 0),
        "abandoned": (1, 0),
        "containment": (0.3333, 1.0),
        "handling": (63_000, 30_000),
        # a was followed by b; b by none; whoever withheld their number can't be known to have come back.
        "first-call-resolution": (0.5, 0.0),
        "came-back": (1, 1),
        "person": (1, 0),
        "person-transferred": (1, 0),
        "interruptions-by-caller": (2, 0),
        "interruptions-by-agent": (1, 0),
        "missed": (1, 0),
        "misses": (0.3333, 0.0),
        "switched": (0, 1),
        "model-failed": (0, 1),
        # 100,000 characters at 3,000 cents the million.
        "cost": (300.0, 0),
        "cost-a-call": (100.0, 0.0),
        "unpriced": (1, 0),
    }
    assert figures(board, "transfers")["transferred"] == (1, 0)
    assert figures(board, "transfers")["busy"] == (0, 0)
    assert figures(board, "tools") == {"get_balance": (2, 0), "open_ticket": (1, 0)}
    assert figures(board, "reasons") == {"caller-hung-up": (2, 0), "not-admitted": (1, 0), "transferred": (1, 0)}
    assert figures(board, "dispositions")["resolved"] == (1, 0)
    response = next(one for one in board["latencies"] if one["part"] == "response")
    assert response["p50"]["value"] == pytest.approx(800, rel=0.026)
    assert response["p95"]["value"] == pytest.approx(1200, rel=0.026)
    assert response["p95"]["before"] == pytest.approx(2000, rel=0.026)
    assert len(board["course"]) == 47


def test_figures__each__open_the_calls_behind_them(console: RunningConsole) -> None:
    board = asked(console, **ASKED)
    counted = [one for part in ("figures", "transfers", "tools", "reasons", "dispositions") for one in board[part]]
    counted = [one for one in counted if one["unit"] == "count" and not one["name"].startswith("interruptions")]

    found = {one["name"]: len(asked(console, "/api/calls", **one["calls"])["calls"]) for one in counted}

    assert found == {one["name"]: one["value"] for one in counted}
    broke_in = next(one for one in board["figures"] if one["name"] == "interruptions-by-caller")
    assert [call["call_id"] for call in asked(console, "/api/calls", **broke_in["calls"])["calls"]] == ["a"]


def test_figures__call_erased_and_disposition_changed__are_counted_anew(console: RunningConsole) -> None:
    put_on_record(
        console.database,
        [
            ToldCall(call_id="x", at=datetime(2026, 5, 1, 10, tzinfo=UTC), number="+12025550144"),
            ToldCall(call_id="y", at=datetime(2026, 5, 2, 10, tzinfo=UTC), number="+12025550144"),
        ],
    )
    day = {"since": "2026-05-01", "until": "2026-05-03", "zone": "UTC"}
    before = figures(asked(console, **day))
    console.sql("DELETE FROM call WHERE call_id = 'y'")
    console.sql("UPDATE call SET disposition = 'abandoned' WHERE call_id = 'x'")
    after = figures(asked(console, **day))

    assert (before["call"][0], before["first-call-resolution"][0], before["abandoned"][0]) == (2, 0.5, 0)
    assert (after["call"][0], after["first-call-resolution"][0], after["abandoned"][0]) == (1, 1.0, 1)


def test_figures__of_generated_calls_and_any_hours__agree_with_counting_one_by_one(console: RunningConsole) -> None:
    chance = random.Random(14)
    began = datetime(2025, 10, 20, tzinfo=UTC)
    calls = [
        ToldCall(
            call_id=f"generated-{n}",
            at=began + timedelta(minutes=chance.randrange(12 * 24 * 60)),
            talks_s=chance.choice((None, 5, 200)),
            disposition=chance.choice(list(Disposition)),
            persons=chance.choice(((), (), (TransferOutcome.BUSY,))),
            tools=chance.choice(((), (("get_balance", False),))),
        )
        for n in range(150)
    ]
    put_on_record(console.database, calls)
    while asked(console, since="2025-10-25", until="2025-10-25")["waiting"]:
        pass
    for _ in range(12):
        since = began + timedelta(hours=chance.randrange(240))
        until = since + timedelta(hours=chance.choice((1, 7, 24, 48, 49, 180)))
        inside = [call for call in calls if since <= call.at < until]
        board = asked(console, since=since.isoformat(), until=until.isoformat(), zone="America/New_York")
        got = figures(board)

        assert got["call"][0] == len(inside) == sum(one["call"] for one in board["course"])
        assert got["refused"][0] == sum(call.talks_s is None for call in inside)
        assert got["person"][0] == sum(bool(call.persons) for call in inside)
        assert figures(board, "dispositions") == {
            name: (n, figures(board, "dispositions")[name][1])
            for name, n in Counter(str(call.disposition) for call in inside).items()
        }


@pytest.mark.parametrize(
    "query",
    [
        {"zone": "Middle/Earth"},
        {"zone": "../etc/passwd"},
        {"since": "yesterday"},
        {"since": "2026-03-31", "until": "2026-03-30"},
        {"since": "1999-01-01", "until": "2026-01-01"},
        {"until": "9999-12-31"},
    ],
)
def test_figures__time_that_is_none__is_said(console: RunningConsole, query: dict[str, str]) -> None:
    with console.client(Role.AUDITOR) as client:
        answer = client.get("/api/dashboard", params=query)
        page = client.get("/dashboard", params=query)

    assert answer.status_code == 422
    assert answer.json()["remedy"]
    assert page.status_code == 200


@pytest.mark.debian
@needs_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page__figure_clicked__opens_its_calls(console: RunningConsole, theme: str) -> None:
    with browser_page(console, Role.SUPERVISOR, theme=theme) as page:
        page.goto(f"{console.url}/dashboard")
        page.get_by_label("From day").fill("2026-03-29")
        page.get_by_label("To day").fill("2026-03-30")
        page.get_by_label("Time zone").fill("Europe/Berlin")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.locator(".chart svg")).to_be_visible()
        assert serious_faults(page) == []
        expect(page.get_by_role("link", name="Contained")).to_contain_text("33.3 %")
        page.get_by_role("link", name="Transferred to a person").click()
        expect(page.locator("table.calls tbody tr")).to_have_count(1)
        expect(page.locator("table.calls a.open")).to_have_attribute("href", "/calls/b")
