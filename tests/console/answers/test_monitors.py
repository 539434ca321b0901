"""Monitors: an issue with its calls opens once, is told by webhook and e-mail, acknowledged, resolved, and is over."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import asyncpg
import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from callcenter.console.answers.monitors.monitors import look_at_all, tell_all
from callcenter.console.answers.monitors.telling import SIGNATURE, check_email, check_webhook
from callcenter.console.roles import Role
from callcenter.domain.record.disposition import Disposition
from callcenter.errors import SettingsError
from callcenter.settings import Settings, load_settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.connection import Connection
from callcenter.store.figures.count import count_stale
from callcenter.store.monitors.issues import MOST_TRIES, Issue, list_issues, resolve
from callcenter.store.monitors.monitors import Monitor, add_monitor, look
from callcenter.store.pool import open_pool
from tests.console.browser import browser_page, expect, needs_chromium, serious_faults
from tests.console.conftest import RunningConsole
from tests.console.figure_calls import ToldCall
from tests.fakes.ports import free_port

SECRET = "between us"


def call(call_id: str, *, minutes_ago: float = 10, missed: bool = False, **facts: Any) -> ToldCall:
    tools = (("get_balance", not missed),)
    return ToldCall(call_id=call_id, at=datetime.now(UTC) - timedelta(minutes=minutes_ago), tools=tools, **facts)


async def put(connection: Connection, *calls: ToldCall) -> None:
    await apply(connection, [event for one in calls for event in one.events()])


def misses(**changes: Any) -> Monitor:
    usual: dict[str, Any] = {
        "name": "Too many misses",
        "measure": "misses",
        "is_above": True,
        "threshold": 10,
        "window_minutes": 60,
        "least_calls": 4,
        "webhook": "",
        "email": "",
    }
    return Monitor(**{**usual, **changes})


async def calls_of(connection: Connection, issue: Issue) -> list[str]:
    rows = await connection.fetch("SELECT call_id FROM issue_call WHERE issue_id = $1 ORDER BY 1", issue.issue_id)
    return [row["call_id"] for row in rows]


async def test_look__share_above_the_threshold__opens_one_issue_with_its_calls(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await add_monitor(connection, misses(email="a@example.com"))
        await put(connection, call("old", minutes_ago=70, missed=True), *(call(f"good-{n}") for n in range(3)))
        await put(connection, call("missed-1", missed=True))
        opened = []
        for more in ((), (call("missed-2", missed=True),), ()):
            await put(connection, *more)
            async with connection.transaction():
                opened.append(await look_at_all(connection))
        (issue,) = await list_issues(connection, 9)

        assert opened == [1, 0, 0]
        assert (issue.value, issue.worst) == (25, 40)
        assert await calls_of(connection, issue) == ["missed-1", "missed-2"]
        assert len(issue.notices) == 1


async def test_look__after_it_was_resolved__counts_what_came_since_only(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await add_monitor(connection, misses(least_calls=1))
        await put(connection, call("before", missed=True))
        async with connection.transaction():
            await look_at_all(connection)
        (first,) = await list_issues(connection, 9)
        assert await resolve(connection, first.issue_id, "ann", "A provider was away.")
        async with connection.transaction():
            quiet = await look_at_all(connection)
        await put(connection, call("since", minutes_ago=0, missed=True))
        async with connection.transaction():
            again = await look_at_all(connection)
        second = (await list_issues(connection, 9))[0]

        assert (quiet, again) == (0, 1)
        assert second.issue_id != first.issue_id
        assert await calls_of(connection, second) == ["since"]


@pytest.mark.parametrize(
    ("monitor", "expected"),
    [
        (misses(threshold=50), None),
        (misses(threshold=49.9), 50),
        (misses(threshold=49, least_calls=5), None),
        (misses(measure="calls", threshold=5, is_above=False), 4),
        (misses(measure="calls", threshold=4, is_above=False), None),
        (misses(measure="abandoned", threshold=20), 25),
        (misses(measure="response-p95", threshold=2000, least_calls=2), 3000),
        (misses(measure="response-p95", threshold=3000, least_calls=2), None),
        (misses(measure="cost", threshold=299), 300),
        (misses(measure="switched", threshold=0), None),
    ],
)
async def test_look__each_measure__is_measured_over_the_window(
    database: asyncpg.Pool, monitor: Monitor, expected: float | None
) -> None:
    async with database.acquire() as connection, connection.transaction():
        await put(
            connection,
            call("a", missed=True, answers_ms=(500,) * 19 + (3000,)),
            call("b", missed=True, answers_ms=(3000,)),
            call("c", characters=100_000),
            call("d", disposition=Disposition.ABANDONED),
        )
        await add_monitor(connection, monitor)
        await look_at_all(connection)
        found = await list_issues(connection, 9)

    assert [issue.value for issue in found] == ([] if expected is None else [expected])


async def test_look__of_two_consoles_at_once__opens_one(database: asyncpg.Pool) -> None:
    async with database.acquire() as one, database.acquire() as other:
        monitor = misses(least_calls=1)
        monitor = misses(least_calls=1, monitor_id=await add_monitor(one, monitor))
        await put(one, call("x", missed=True))
        async with one.transaction():
            await count_stale(one)

        async def look_by(connection: Connection) -> int | None:
            async with connection.transaction():
                return await look(connection, monitor)

        opened = await asyncio.gather(look_by(one), look_by(other))
        issues = await list_issues(one, 9)

    assert sorted(issue_id is not None for issue_id in opened) == [False, True]
    assert len(issues) == 1


class _Hook:
    """A webhook's server: keeps what it is told, answers as asked."""

    def __init__(self) -> None:
        self.told: list[tuple[bytes, str]] = []
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        self.told.append((await request.read(), request.headers.get(SIGNATURE, "")))
        return web.Response(status=self.status, headers={"location": str(request.url)})


class _Mailbox(Message):
    """A mail server's handler: keeps messages as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[bytes] = []

    def handle_message(self, message: Any) -> None:
        self.kept.append(message.as_bytes())


@asynccontextmanager
async def told_places() -> AsyncIterator[tuple[Settings, str, _Hook, _Mailbox]]:
    """Yield settings that allow a webhook's server and name a mail server, both real and of this machine."""
    hook, mailbox = _Hook(), _Mailbox()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    settings = load_settings(
        console={
            "webhook_hosts": (f"127.0.0.1:{port}",),
            "webhook_secret": SECRET,
            "smtp": f"127.0.0.1:{mail.port}",
            "mail_from": "callcenter@example.com",
            "public_url": "https://calls.example.com",
        }
    )
    try:
        yield settings, f"http://127.0.0.1:{port}/hook", hook, mailbox
    finally:
        mail.stop()
        await runner.cleanup()


async def test_tell__webhook_and_mail__say_what_and_where_and_nothing_of_callers(database: asyncpg.Pool) -> None:
    number = "+12025550177"
    async with told_places() as (settings, url, hook, mailbox), database.acquire() as connection:
        await add_monitor(connection, misses(least_calls=1, webhook=url, email="floor@example.com"))
        await put(connection, call("x", missed=True, number=number))
        for _ in range(2):
            async with connection.transaction():
                await look_at_all(connection)
            async with connection.transaction():
                await tell_all(connection, settings)
        (issue,) = await list_issues(connection, 9)

    [(body, signature)] = hook.told
    told = json.loads(body)
    [letter] = mailbox.kept
    mail = message_from_bytes(letter, policy=policy.default)
    text = mail.get_content()
    assert signature == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert (told["monitor"], told["value"], told["threshold"], told["calls"]) == ("Too many misses", 100, 10, 1)
    assert told["calls_of_it"] == f"https://calls.example.com/calls?issue={issue.issue_id}"
    assert (mail["to"], mail["from"]) == ("floor@example.com", "callcenter@example.com")
    assert "Too many misses: Calls with a miss 100 % in 60 minutes, above 10 %." in text
    assert told["calls_of_it"] in text
    assert number[2:] not in body.decode() + letter.decode()
    assert [dict(one) for one in issue.notices] == [
        {"way": "webhook", "is_told": True, "fault": ""},
        {"way": "email", "is_told": True, "fault": ""},
    ]


@pytest.mark.parametrize("status", [500, 307])
async def test_tell__webhook_that_fails_or_leads_elsewhere__is_tried_later_and_not_for_ever(
    database: asyncpg.Pool, status: int
) -> None:
    async with told_places() as (settings, url, hook, _), database.acquire() as connection:
        hook.status = status
        await add_monitor(connection, misses(least_calls=1, webhook=url))
        await put(connection, call("x", missed=True))
        async with connection.transaction():
            await look_at_all(connection)
        for _ in range(2):
            async with connection.transaction():
                await tell_all(connection, settings)
        first = len(hook.told)
        for _ in range(MOST_TRIES + 2):
            await connection.execute("UPDATE notice SET due_at = now()")
            async with connection.transaction():
                await tell_all(connection, settings)
        (issue,) = await list_issues(connection, 9)

    assert (first, len(hook.told)) == (1, MOST_TRIES)
    assert issue.notices[0]["fault"] == f"It answered {status}."


async def test_tell__host_no_longer_allowed_or_mail_server_away__says_so(database: asyncpg.Pool) -> None:
    async with told_places() as (settings, url, hook, _), database.acquire() as connection:
        await add_monitor(connection, misses(least_calls=1, webhook=url, email="floor@example.com"))
        await put(connection, call("x", missed=True))
        async with connection.transaction():
            await look_at_all(connection)
        away = settings.console.model_copy(update={"webhook_hosts": (), "smtp": f"127.0.0.1:{free_port()}"})
        async with connection.transaction():
            await tell_all(connection, settings.model_copy(update={"console": away}))
        (issue,) = await list_issues(connection, 9)

    assert hook.told == []
    assert "may not go to" in issue.notices[0]["fault"]
    assert issue.notices[1]["fault"] == "The mail server refused or is away."


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example.com/x",
        "http://allowed.example.com/x",
        "https://allowed.example.com:8443/x",
        "https://allowed.example.com@other.example.com/",
        "https://user@allowed.example.com/",
        "ftp://allowed.example.com/x",
        "http://169.254.169.254/latest",
        "//allowed.example.com",
        "https://[",
        "",
    ],
)
def test_check_webhook__address_that_is_not_allowed__is_refused(url: str) -> None:
    console = load_settings(console={"webhook_hosts": ("allowed.example.com", "169.254.169.254")}).console

    check_webhook(console, "https://allowed.example.com/x")
    with pytest.raises(SettingsError):
        check_webhook(console, url)


@pytest.mark.parametrize(
    "address", ["x", "a@b", "a@example.com, b@example.com", "a@example.com\nBcc: b@x.org", "<a@b.c>"]
)
def test_check_email__what_is_none__is_refused(address: str) -> None:
    console = load_settings(console={"smtp": "127.0.0.1:25", "mail_from": "c@example.com"}).console

    check_email(console, "floor.one+x@mail.example.com")
    with pytest.raises(SettingsError):
        check_email(console, address)
    with pytest.raises(SettingsError, match="No mail server"):
        check_email(load_settings().console, "floor@example.com")


def test_monitor__that_can_not_be__is_said_all_at_once(console: RunningConsole) -> None:
    with console.client(Role.ADMIN) as client:
        wrong = {"name": "", "measure": "happiness", "threshold": -1, "window_minutes": 1, "least_calls": -1}
        answer = client.post("/api/monitors", json=wrong)
        webhook = client.post(
            "/api/monitors", json={"name": "x", "measure": "misses", "threshold": 1, "webhook": "https://example.com/"}
        )

    assert answer.status_code == webhook.status_code == 422
    for what in ("name", "measure", "threshold", "window", "least calls"):
        assert what in answer.json()["error"]
    assert "CALLCENTER_CONSOLE__WEBHOOK_HOSTS" in webhook.json()["remedy"]


@pytest.mark.debian
@needs_chromium
def test_page__issue_seen_to_and_resolved__opens_its_calls(console: RunningConsole) -> None:
    with browser_page(console, Role.ADMIN) as page:
        page.goto(f"{console.url}/monitors")
        page.get_by_label("Name of the monitor").fill("Misses of the floor")
        page.get_by_label("Least calls").fill("1")
        page.get_by_role("button", name="Watch for it").click()
        expect(page.get_by_role("row", name="Misses of the floor")).to_contain_text("above 10 % in 60 minutes")
        assert serious_faults(page) == []
    asyncio.run(_look(console.database))
    with browser_page(console, Role.OPERATOR, theme="dark") as page:
        page.goto(f"{console.url}/monitors")
        issue = page.get_by_role("row", name="Misses of the floor: Calls with a miss 50 %")
        expect(issue).to_contain_text("nobody sees to it")
        expect(page.get_by_role("button", name="Watch for it")).to_have_count(0)
        issue.get_by_role("button", name="I see to it").click()
        expect(issue).to_contain_text("operator sees to it")
        assert serious_faults(page) == []
        issue.get_by_role("button", name="Resolve…").click()
        expect(page.get_by_role("dialog", name="Resolve the issue")).to_be_visible()
        assert serious_faults(page) == []
        page.get_by_label("Note (no names or numbers)").fill("<b>A provider</b>")
        page.get_by_role("button", name="Resolve", exact=True).click()
        expect(issue).to_contain_text("resolved by operator")
        expect(issue).to_contain_text("<b>A provider</b>")
        issue.get_by_role("link", name="1").click()
        expect(page.locator("table.calls a.open")).to_have_attribute("href", "/calls/page-missed")
    with console.client(Role.OPERATOR) as client:
        [issue_told] = client.get("/api/issues").json()
        again = client.post(f"/api/issues/{issue_told['issue_id']}/resolve", json={})
        taken = client.post(f"/api/issues/{issue_told['issue_id']}/acknowledge")
    rows = console.sql("SELECT who, action FROM audit_log WHERE action LIKE 'issue-%' ORDER BY entry_id")

    assert (again.status_code, taken.status_code) == (403, 403)
    assert again.json()["error"] == "operator has resolved it."
    assert [tuple(row) for row in rows] == [("operator", "issue-acknowledged"), ("operator", "issue-resolved")]


async def _look(url: str) -> None:
    pool = await open_pool(url, max_size=1)
    async with pool.acquire() as connection, connection.transaction():
        await put(connection, call("page-missed", missed=True), call("page-fine"))
        await look_at_all(connection)
    await pool.close()
