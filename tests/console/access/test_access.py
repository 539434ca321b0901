"""Who is let in, and to what; what is on record; what the database refuses."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import asyncpg
import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from callcenter.console.access.page_policy import with_nonce
from callcenter.console.roles import RIGHTS_OF, ROUTES, Right, Role, RouteAccess, asked_for
from callcenter.settings import load_settings
from tests.console.conftest import PASSWORD, RunningConsole

#: A value for each parameter of a path; of people and things that aren't there.
FILLED = {
    "{path:path}": "x",
    "{token}": "x",
    "{token_id}": "999",
    "{name}": "nobody-of-that-name",
    "{call_id}": "no-such-call",
    "{question_id}": "999",
    "{rule_id}": "999",
    "{monitor_id}": "999",
    "{issue_id}": "999",
    "{export_id}": "no-such-export",
}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    assert "{" not in path, f"give {path} a value in FILLED"
    return path


def request(client: httpx.Client, method: str, path: str) -> httpx.Response:
    json = {} if method in ("POST", "PATCH", "PUT") else None
    return client.request(method, filled(path), json=json)


@pytest.mark.parametrize("role", Role)
def test_route__each_role__gets_what_the_table_says(console: RunningConsole, role: Role) -> None:
    with console.client(role) as client:
        got = {
            (method, path): request(client, method, path).status_code
            for method, path in ROUTES
            if path not in ("/sign-out", "/sign-in")
        }

    refused = {route for route, status in got.items() if status == 403}
    assert refused == {
        route for route in got if isinstance(ROUTES[route], Right) and ROUTES[route] not in RIGHTS_OF[role]
    }
    assert not {route: status for route, status in got.items() if status in (401, 500, 503)}


def test_route__nobody_signed_in__is_sent_to_the_sign_in_or_told(console: RunningConsole) -> None:
    with console.client() as client:
        got = {route: request(client, *route) for route, asked in ROUTES.items() if asked is not RouteAccess.OPEN}

    for (_, path), answer in got.items():
        is_program = path.startswith(("/api/", "/openapi.json", "/_nicegui"))
        assert answer.status_code == (401 if is_program else 303), path
        if not is_program:
            assert answer.headers["location"].startswith("/sign-in")


def test_route__of_the_application__is_in_the_table() -> None:
    from nicegui import app as pages

    from callcenter.console.desk import Desk
    from callcenter.console.server import build_app

    app = build_app(Desk(None, load_settings()))  # type: ignore[arg-type] - nothing is asked of Postgres
    unknown = []
    for route in (*app.routes, *pages.routes):
        if isinstance(route, (APIRoute, Route)):
            unknown += [(m, route.path) for m in route.methods or () if asked_for(m, filled_like(route.path)) is None]
        elif isinstance(route, Mount) and route.path:
            unknown += [route.path] if asked_for("GET", f"{route.path.rstrip('/')}/x") is None else []

    assert unknown == []


def filled_like(path: str) -> str:
    import re

    return re.sub(r"\{[^}]*\}", "x", path)


def test_table__rights_of_roles__is_total_and_each_right_is_somebodys_and_some_routes() -> None:
    assert set(RIGHTS_OF) == set(Role)
    assert set().union(*RIGHTS_OF.values()) == set(Right)


def test_sign_in__wrong_password_or_unknown_name__says_the_same(console: RunningConsole) -> None:
    with console.client() as client:
        wrong = client.post("/sign-in", data={"name": "operator", "password": "not the password"})
        unknown = client.post("/sign-in", data={"name": "my secret password", "password": "not the password"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    assert "set-cookie" not in wrong.headers
    recorded = console.sql("SELECT who, subject FROM audit_log WHERE action = 'sign-in-failed' ORDER BY entry_id DESC")
    assert [tuple(row) for row in recorded[:2]] == [("", ""), ("operator", "operator")]


def test_sign_in__five_wrong_passwords__locks_the_person_out_even_with_the_right_one(console: RunningConsole) -> None:
    console.cli("console", "users", "add", "locked", "--role", "operator")
    link = console.cli("console", "users", "link", "locked").stdout.strip()
    with console.client() as client:
        assert client.post(link, data={"password": PASSWORD}).status_code == 303
        for _ in range(5):
            client.post("/sign-in", data={"name": "locked", "password": "wrong"})
        locked = client.post("/sign-in", data={"name": "locked", "password": PASSWORD})
        other = client.post("/sign-in", data={"name": "auditor", "password": PASSWORD, "next": "//evil.example"})

    assert locked.status_code == 401
    assert other.status_code == 303
    assert other.headers["location"] == "/"


def test_link__used_once__does_not_work_again_and_short_passwords_are_refused(console: RunningConsole) -> None:
    [link] = console.add(("new", Role.AUDITOR))
    with console.client() as client:
        short = client.post(link, data={"password": "short"})
        first = client.post(link, data={"password": PASSWORD})
        again = client.post(link, data={"password": PASSWORD})

    assert (short.status_code, first.status_code, again.status_code) == (422, 303, 404)
    assert "15 to 200 characters" in short.text
    assert link.rsplit("/", 1)[1] not in str(console.sql("SELECT * FROM audit_log"))


def test_session__cookie__is_out_of_reach_of_scripts_and_other_sites(console: RunningConsole) -> None:
    with console.client() as client:
        cookie = client.post("/sign-in", data={"name": "auditor", "password": PASSWORD}).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert cookie.split("=", 1)[1].split(";")[0] not in str(console.sql("SELECT * FROM console_session"))


def test_session__signed_out__is_over(console: RunningConsole) -> None:
    with console.client() as client:
        client.post("/sign-in", data={"name": "auditor", "password": PASSWORD})
        before = client.get("/api/me").status_code
        kept = dict(client.cookies)
        client.post("/sign-out")
        client.cookies.update(kept)
        after = client.get("/api/me").status_code

    assert (before, after) == (200, 401)


@pytest.mark.parametrize("aged", ["expires_at = now() - interval '1 s'", "seen_at = now() - interval '61 min'"])
def test_session__too_old_or_unused__is_over(console: RunningConsole, aged: str) -> None:
    with console.client() as client:
        client.post("/sign-in", data={"name": "auditor", "password": PASSWORD})
        assert client.get("/api/me").status_code == 200
        console.sql(f"UPDATE console_session SET {aged} WHERE begun_at = (SELECT max(begun_at) FROM console_session)")

        assert client.get("/api/me").status_code == 401


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_change__from_another_sites_page__is_refused(console: RunningConsole, origin: str) -> None:
    with console.client(Role.ADMIN) as client:
        answer = client.post("/api/people", json={"name": "x", "role": "admin"}, headers={"origin": origin})

    assert answer.status_code == 403
    assert "another site" in answer.json()["error"]


def test_host__of_somebody_elses_name__is_refused(console: RunningConsole) -> None:
    with console.client(Role.ADMIN) as client:
        assert client.get("/people", headers={"host": "evil.example"}).status_code == 400


def test_socket__without_session_or_from_another_site__is_not_opened(console: RunningConsole) -> None:
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    url = f"{console.url.replace('http', 'ws')}/_nicegui_ws/socket.io/?EIO=4&transport=websocket&client_id=x"
    cookie = "; ".join(f"{name}={value}" for name, value in console.sessions[Role.ADMIN].items())
    for headers, origin in (({}, console.url), ({"Cookie": cookie}, "http://evil.example")):
        with pytest.raises(InvalidStatus) as refused, connect(url, additional_headers=headers, origin=origin):
            pass
        assert refused.value.response.status_code == 403


def test_person__shut_out__is_out_at_once_and_the_last_admin_stays(console: RunningConsole) -> None:
    [link] = console.add(("gone", Role.SUPERVISOR))
    with console.client() as theirs, console.client(Role.ADMIN) as admin:
        theirs.post(link, data={"password": PASSWORD})
        assert theirs.get("/api/me").status_code == 200
        assert admin.patch("/api/people/gone", json={"enabled": False}).status_code == 200
        last = [admin.patch("/api/people/admin", json=change) for change in ({"enabled": False}, {"role": "auditor"})]

        assert theirs.get("/api/me").status_code == 401
        assert [answer.status_code for answer in last] == [403, 403]
        assert "last admin" in last[0].json()["error"]


@pytest.mark.parametrize(("name", "role"), [("<b>x</b>", "admin"), ("admin", "admin"), ("x", "king"), ("", "admin")])
def test_person__that_can_not_be__is_refused_with_the_reason(console: RunningConsole, name: str, role: str) -> None:
    with console.client(Role.ADMIN) as client:
        answer = client.post("/api/people", json={"name": name, "role": role})

    assert answer.status_code == 403
    assert answer.json()["remedy"]


def test_token__opens_what_its_scopes_say_until_it_is_revoked(console: RunningConsole) -> None:
    with console.client(Role.AUDITOR) as owner, httpx.Client(base_url=console.url) as program:
        token = owner.post("/api/tokens", json={"name": "reader", "scopes": ["audit:read"], "days": 1}).json()["token"]
        program.headers["authorization"] = f"Bearer {token}"
        opened = [program.get(path).status_code for path in ("/api/audit", "/api/me", "/api/people", "/audit")]
        entry = console.sql("SELECT facts FROM audit_log WHERE action = 'audit-read' ORDER BY entry_id DESC LIMIT 1")
        made = owner.get("/api/tokens").json()[0]
        owner.delete(f"/api/tokens/{made['token_id']}")

        assert opened == [200, 200, 403, 401]
        assert token not in str(made)
        assert entry[0]["facts"] in ({}, {"token": "reader"})
        assert program.get("/api/me").status_code == 401


def test_token__of_somebody_shut_out__does_not_come_back_with_them(console: RunningConsole) -> None:
    [link] = console.add(("returner", Role.AUDITOR))
    with console.client() as owner, console.client(Role.ADMIN) as admin, httpx.Client(base_url=console.url) as program:
        owner.post(link, data={"password": PASSWORD})
        token = owner.post("/api/tokens", json={"name": "kept", "scopes": ["audit:read"], "days": 365}).json()["token"]
        program.headers["authorization"] = f"Bearer {token}"
        assert program.get("/api/me").status_code == 200
        for enabled in (False, True):
            assert admin.patch("/api/people/returner", json={"enabled": enabled}).status_code == 200

        assert program.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("scopes", "days"), [([], 1), (["people:manage"], 1), (["audit:read"], 0), (["audit:read"], 366), (["no:such"], 1)]
)
def test_token__that_can_not_be__is_refused(console: RunningConsole, scopes: list[str], days: int) -> None:
    with console.client(Role.ADMIN) as client:
        assert client.post("/api/tokens", json={"name": "x", "scopes": scopes, "days": days}).status_code == 403


def test_token__past_its_days__does_not_work(console: RunningConsole) -> None:
    with console.client(Role.AUDITOR) as owner, httpx.Client(base_url=console.url) as program:
        token = owner.post("/api/tokens", json={"name": "old", "scopes": ["audit:read"], "days": 1}).json()["token"]
        program.headers["authorization"] = f"Bearer {token}"
        assert program.get("/api/me").status_code == 200
        console.sql("UPDATE console_token SET expires_at = now() - interval '1 s' WHERE name = 'old'")

        assert program.get("/api/me").status_code == 401


@pytest.fixture
def audit_rows(console: RunningConsole) -> Iterator[int]:
    before = console.sql("SELECT count(*) AS n FROM audit_log")[0]["n"]
    assert before
    yield before
    assert console.sql("SELECT count(*) AS n FROM audit_log")[0]["n"] == before


@pytest.mark.usefixtures("audit_rows")
@pytest.mark.parametrize(
    "change", ["UPDATE audit_log SET who = 'somebody'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
def test_audit_log__update_delete_truncate__is_refused_by_the_database(console: RunningConsole, change: str) -> None:
    async def attempt() -> None:
        connection = await asyncpg.connect(console.database)
        try:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added to"):
                await connection.execute(change)
        finally:
            await connection.close()

    asyncio.run(attempt())


def test_refusal__of_a_role__is_on_record(console: RunningConsole) -> None:
    with console.client(Role.OPERATOR) as client:
        client.get("/audit")

    row = console.sql("SELECT who, subject, address FROM audit_log WHERE action = 'refused' ORDER BY entry_id DESC")[0]
    assert tuple(row) == ("operator", "GET /audit", "127.0.0.1")


def test_answer__headers__keep_it_to_us(console: RunningConsole) -> None:
    with console.client() as client, console.client(Role.ADMIN) as admin:
        plain, page = client.get("/sign-in"), admin.get("/people")

    assert "script-src 'none'" in plain.headers["content-security-policy"]
    for answer in (plain, page):
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        assert "unsafe-inline" not in answer.headers["content-security-policy"].split("style-src")[0]
        assert "server" not in answer.headers
    nonce = page.headers["content-security-policy"].split("nonce-")[1].split("'")[0]
    assert f'<script nonce="{nonce}"' in page.text
    assert "://" not in page.text.split("String.raw`")[0].replace("http://www.w3.org", "")


def test_nonce__at_what_people_wrote__is_never_put() -> None:
    page = with_nonce(b"<script>ours</script> String.raw`<script>theirs</script>`", "n")

    assert page == b'<script nonce="n">ours</script> String.raw`<script>theirs</script>`'


def test_openapi__says_every_route_of_the_api(console: RunningConsole) -> None:
    with console.client(Role.OPERATOR) as client:
        paths = client.get("/openapi.json").json()["paths"]

    said = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert said == {route for route in ROUTES if route[1].startswith("/api/")}


def test_body__larger_than_any_form__is_not_read(console: RunningConsole) -> None:
    with console.client(Role.ADMIN) as client:
        assert client.post("/api/people", content=b"x" * 100_001).status_code == 413


@pytest.mark.parametrize("coding", ["chunked", "Chunked", "gzip, CHUNKED"])
def test_body__of_a_length_nobody_said__is_not_read(console: RunningConsole, coding: str) -> None:
    host, port = console.url.removeprefix("http://").split(":")
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {console.url}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: {coding}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(head.encode())

        assert line.recv(64).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/calls/%00", None),
        ("GET", "/api/calls?number=%00", None),
        ("GET", "/api/calls?until=9999-12-31", None),
        ("GET", "/api/audit?before=99999999999999999999", None),
        ("DELETE", "/api/tokens/99999999999999999999", None),
        ("PUT", "/api/views/mine", {"query": {"trunk": "\x00"}}),
        ("PATCH", "/api/people/%00", {"enabled": False}),
    ],
)
def test_value__that_no_column_holds__is_the_askers_fault_and_not_postgres_away(
    console: RunningConsole, method: str, path: str, body: dict[str, object] | None
) -> None:
    with console.client(Role.ADMIN) as client:
        answer = client.request(method, path, json=body)

    assert answer.status_code == 422, answer.text
    assert answer.json()["remedy"]


def test_sign_in__name_that_no_column_holds__is_refused(console: RunningConsole) -> None:
    with console.client() as client:
        assert client.post("/sign-in", data={"name": "a\x00b", "password": "x"}).status_code == 422
