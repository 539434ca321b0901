"""Reviewing calls: sampled, taken from the queue, scored by facts and people, disputed, found by their score."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.console.roles import Role
from callcenter.domain.record.disposition import Disposition
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import RunningConsole
from tests.console.figure_calls import ToldCall, put_on_record

NOW = datetime.now(UTC).replace(microsecond=0)
#: People's questions of the card that a migration brings.
PEOPLE = (6, 7, 8)


def call(call_id: str, **facts: Any) -> ToldCall:
    return ToldCall(call_id=call_id, at=NOW - timedelta(hours=1), answers_ms=(500, 500), **facts)


@pytest.fixture(scope="module", autouse=True)
def _filled(console: RunningConsole) -> None:
    put_on_record(
        console.database,
        [
            call("angry", disposition=Disposition.HUNG_UP_ANGRY, says="This is outrageous."),
            call("gave-up", disposition=Disposition.GAVE_UP),
            call("short", talks_s=5, disposition=Disposition.GAVE_UP),
            call("fine"),
            ToldCall(call_id="old", at=NOW - timedelta(days=3), disposition=Disposition.GAVE_UP),
        ],
    )


def rule(console: RunningConsole, **wanted: Any) -> int:
    with console.client(Role.ADMIN) as client:
        answer = client.post("/api/review/rules", json={"name": "a rule", **wanted})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["rule_id"])


def answers(*given: str) -> dict[str, str]:
    return dict(zip(map(str, PEOPLE), given, strict=True))


def queue(console: RunningConsole, role: Role) -> set[str]:
    with console.client(role) as client:
        return {one["call_id"] for one in client.get("/api/review/queue").json()}


@pytest.fixture
def _empty(console: RunningConsole) -> None:
    for table in ("review", "review_queue", "sampling_rule"):
        console.sql(f"DELETE FROM {table}")


@pytest.mark.usefixtures("_empty")
def test_queue__sampled_by_rules__holds_what_they_want_once(console: RunningConsole) -> None:
    failed = rule(console, only_failed=True, least_s=20)
    first = queue(console, Role.SUPERVISOR)
    rule(console, agent="nobody")
    with console.client(Role.ADMIN) as client:
        assert client.delete(f"/api/review/rules/{failed}").status_code == 200
        assert client.delete(f"/api/review/rules/{failed}").status_code == 404
    second = queue(console, Role.SUPERVISOR)
    rule(console, reviewers=2)

    # Refused, old and short ones are nobody's; a rule that is over takes nothing away.
    assert first == second == {"angry", "gave-up"}
    assert queue(console, Role.SUPERVISOR) == {"angry", "gave-up", "short", "fine"}


@pytest.mark.usefixtures("_empty")
def test_queue__share_of_calls__is_about_that_and_the_same_again(console: RunningConsole) -> None:
    many = [ToldCall(call_id=f"many-{n}", at=NOW - timedelta(hours=2), talks_s=777) for n in range(200)]
    put_on_record(console.database, many)
    rule(console, share_pct=30, least_s=700)
    queue(console, Role.SUPERVISOR)
    first = console.sql("SELECT call_id FROM review_queue ORDER BY call_id")
    console.sql("DELETE FROM review_queue")
    queue(console, Role.SUPERVISOR)

    assert 30 <= len(first) <= 90
    assert console.sql("SELECT call_id FROM review_queue ORDER BY call_id") == first
    console.sql("DELETE FROM call WHERE call_id LIKE 'many-%'")


@pytest.mark.usefixtures("_empty")
def test_next__taken_by_one__is_not_the_others_until_left_for_long(console: RunningConsole) -> None:
    rule(console, only_failed=True, least_s=20)
    with console.client(Role.SUPERVISOR) as one, console.client(Role.ADMIN) as other:
        mine = one.post("/api/review/next").json()["call_id"]
        again = one.post("/api/review/next").json()["call_id"]
        theirs = other.post("/api/review/next").json()["call_id"]
        console.sql("UPDATE review_queue SET taken_at = now() - interval '1 hour' WHERE call_id = $1", mine)
        other.post(f"/api/review/calls/{theirs}", json={"answers": answers("yes", "yes", "yes")})
        left = other.post("/api/review/next").json()["call_id"]
        other.post(f"/api/review/calls/{left}", json={"answers": answers("yes", "yes", "yes")})
        nothing = one.post("/api/review/next")

    assert mine == again == left
    assert theirs != mine
    assert nothing.status_code == 404
    assert nothing.json()["remedy"]


@pytest.mark.usefixtures("_empty")
def test_review__by_facts_and_people__is_scored_hidden_until_ones_own_and_disputed(console: RunningConsole) -> None:
    rule(console, only_failed=True, least_s=20, reviewers=2)
    queue(console, Role.SUPERVISOR)
    with console.client(Role.SUPERVISOR) as one, console.client(Role.ADMIN) as other:
        before = one.get("/api/review/calls/angry").json()
        # By facts: the caller spoke first (no), nobody waited (yes); the rest gave no occasion. Weights 1, 1; 2, 2, 1.
        score = one.post("/api/review/calls/angry", json={"answers": answers("yes", "no", "n/a"), "note": "Rude."})
        unseen = other.get("/api/review/calls/angry").json()
        theirs = other.post("/api/review/calls/angry", json={"answers": answers("yes", "yes", "yes")})
        twice = one.post("/api/review/calls/angry", json={"answers": answers("no", "no", "no")})
        seen = one.get("/api/review/calls/angry").json()
        latest = one.get("/api/review/latest").json()
        found = {
            name: {call["call_id"] for call in one.get("/api/calls", params=asked).json()["calls"]}
            for name, asked in {
                "low": {"score_at_most": "60"},
                "high": {"score_at_least": "80"},
                "none": {"score_at_least": "99"},
                "disputed": {"is_disputed": "1"},
            }.items()
        }

    assert [question["by"] for question in before["questions"]][5:] == ["people"] * 3
    assert {key: one["answer"] for key, one in before["by_facts"].items()} == {
        "1": "no",
        "2": "n/a",
        "3": "n/a",
        "4": "n/a",
        "5": "yes",
    }
    assert (score.json()["score"], theirs.json()["score"]) == (50, 86)
    assert (unseen["reviews"], unseen["hidden"]) == ([], 1)
    assert twice.status_code == 403
    assert [(review["reviewer"], review["score"]) for review in seen["reviews"]] == [("supervisor", 50), ("admin", 86)]
    assert seen["disputed"] == [7, 8]
    assert latest[0]["apart"] == 36
    assert found == {"low": {"angry"}, "high": {"angry"}, "none": set(), "disputed": {"angry"}}
    assert "angry" not in queue(console, Role.SUPERVISOR)
    assert console.sql("SELECT is_done FROM review_queue WHERE call_id = 'angry'")[0]["is_done"]
    row = console.sql("SELECT who, subject, facts FROM audit_log WHERE action = 'call-reviewed' ORDER BY entry_id")[-1]
    assert (row["who"], row["subject"], row["facts"]) == ("admin", "angry", {"score": 86})


@pytest.mark.usefixtures("_empty")
def test_review__that_leaves_out_a_question_or_is_of_no_call__is_said(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        got = [
            client.post("/api/review/calls/fine", json={"answers": {"6": "yes"}}),
            client.post("/api/review/calls/fine", json={"answers": answers("yes", "yes", "perhaps")}),
            client.post("/api/review/calls/fine", json={"answers": {**answers("yes", "yes", "yes"), "1": "yes"}}),
            client.post("/api/review/calls/nothing", json={"answers": answers("yes", "yes", "yes")}),
        ]

    assert [answer.status_code for answer in got] == [422, 422, 422, 404]
    assert not console.sql("SELECT FROM review")


def test_rule__that_can_not_be__is_said_all_at_once(console: RunningConsole) -> None:
    with console.client(Role.ADMIN) as client:
        answer = client.post("/api/review/rules", json={"name": "", "share_pct": 0, "least_s": -1, "reviewers": 4})

    assert answer.status_code == 422
    for what in ("name", "share", "length", "reviewers"):
        assert what in answer.json()["error"]


@pytest.mark.usefixtures("_empty")
def test_review__of_a_call_erased__goes_with_it(console: RunningConsole) -> None:
    put_on_record(console.database, [call("leaving")])
    with console.client(Role.SUPERVISOR) as client:
        client.post("/api/review/calls/leaving", json={"answers": answers("yes", "yes", "yes"), "note": "Of a person."})
    kept = console.sql("SELECT FROM review")
    console.sql("DELETE FROM call WHERE call_id = 'leaving'")

    assert len(kept) == 1
    assert not console.sql("SELECT FROM review")


@pytest.mark.debian
@needs_chromium
@pytest.mark.usefixtures("_empty")
def test_page__call_taken_from_the_queue_and_scored__shows_the_score(console: RunningConsole) -> None:
    with browser_page(console, Role.ADMIN) as page:
        page.goto(f"{console.url}/review")
        page.get_by_label("Name of the rule").fill("angry ones")
        page.get_by_label("Share, %").fill("100")
        page.get_by_role("checkbox", name="Only failed calls").click()
        page.get_by_role("button", name="Add the rule").click()
        expect(page.get_by_role("row", name="angry ones 100 %")).to_be_visible()
        page.get_by_label("Another question, for people").fill("Was it brief?")
        page.get_by_role("button", name="Add the question").click()
        expect(page.get_by_role("row", name="Was it brief?")).to_be_visible()
        assert serious_faults(page) == []
        page.get_by_role("button", name="Review the next call").click()
        expect(page.get_by_role("group")).to_have_count(9)
        # What the reviewer has to answer comes first.
        expect(page.get_by_role("group").nth(3).get_by_role("radio")).to_have_count(3)
        expect(page.get_by_role("group").nth(4).get_by_role("radio")).to_have_count(0)
        assert serious_faults(page) == []
        page.get_by_role("button", name="Keep the review").click()
        expect(page.get_by_text("A review answers each of people's questions")).to_be_visible()
        for yes in page.get_by_role("radio", name="yes").all():
            yes.click()
        page.get_by_role("button", name="Keep the review").click()
        expect(page.get_by_role("row", name="Score")).to_contain_text("88")
        page.get_by_role("link", name="The whole call").click()
        page.get_by_role("link", name="Review this call").click()
        expect(page.get_by_role("row", name="Score")).to_contain_text("88")
    with browser_page(console, Role.ADMIN, theme="dark") as page:
        page.goto(f"{console.url}/review")
        page.get_by_role("row", name="Was it brief?").get_by_role("button", name="Take off").click()
        expect(page.get_by_role("row", name="Was it brief?")).to_have_count(0)
        assert serious_faults(page) == []


@pytest.mark.debian
@needs_chromium
@pytest.mark.usefixtures("_empty")
def test_queue__by_keyboard_alone__five_calls_are_scored(console: RunningConsole) -> None:
    put_on_record(console.database, [call("calm")])
    rule(console, share_pct=100)
    with browser_page(console, Role.SUPERVISOR) as page:
        page.goto(f"{console.url}/review")
        for scored in range(5):
            expect(page.get_by_role("button", name="Review the next call")).to_be_visible()
            page.keyboard.press("n")
            expect(page.get_by_role("button", name="Keep the review")).to_be_visible()
            page.keyboard.press("s")
            for answered in range(1, len(PEOPLE) + 1):
                page.keyboard.press("Space")
                page.keyboard.press("ArrowRight")
                expect(page.locator("[role=radio]:focus")).to_have_attribute("aria-checked", "true")
                expect(page.get_by_role("radio", name="no", checked=True)).to_have_count(answered)
                page.keyboard.press("Tab")
                page.keyboard.press("Tab")
            page.keyboard.type("Read.")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            expect(page.get_by_role("row", name="Score")).to_be_visible()
            assert console.sql("SELECT count(*) AS n FROM review")[0]["n"] == scored + 1
        assert {row["note"] for row in console.sql("SELECT note FROM review")} == {"Read."}
