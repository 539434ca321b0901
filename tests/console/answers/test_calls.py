"""The call log by the API: filters, paging, what each role sees of a call, recordings, exports, and their record."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from typing import Any

import asyncpg
import httpx
import pytest

from callcenter.console.answers.call_log.views import MOST_ADDRESS, MOST_VIEWS
from callcenter.console.roles import Role
from tests.console.conftest import RunningConsole
from tests.console.sample_calls import EVIL, NUMBER, RECORDED, fill
from tests.fakes.waiting import until

CALLS = 60


@pytest.fixture(scope="module", autouse=True)
def _filled(console: RunningConsole) -> None:
    fill(console.database, console.data_dir / "recordings", calls=CALLS)


def ids(console: RunningConsole, role: Role = Role.SUPERVISOR, **asked: Any) -> list[str]:
    with console.client(role) as client:
        answer = client.get("/api/calls", params=asked)
        assert answer.status_code == 200, answer.text
        return [call["call_id"] for call in answer.json()["calls"]]


ORDER_KEYS = {
    "newest": "started_at",
    "oldest": "started_at",
    "longest": "duration_ms",
    "shortest": "duration_ms",
    "slowest": "response_p95_ms",
    "dearest": "cost_cents",
    "worst-line": "mos",
    "angriest": "anger",
}


@pytest.mark.parametrize("order", ORDER_KEYS)
def test_list__paged_by_key__has_each_call_once_in_order(console: RunningConsole, order: str) -> None:
    found: list[dict[str, Any]] = []
    with console.client(Role.SUPERVISOR) as client:
        after = ""
        while True:
            page = client.get("/api/calls", params={"order": order, "after": after}).json()
            found += page["calls"]
            after = page["after"]
            if not after:
                break

    assert len(found) == len({call["call_id"] for call in found}) == CALLS + 1
    values = [call[ORDER_KEYS[order]] for call in found]
    assert values == sorted(values, reverse=order in ("newest", "longest", "slowest", "dearest", "angriest"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"since": "2026-04-02T20:00", "until": "2026-04-02"}, [RECORDED, "call-0060"]),
        ({"number": "(202) 555-0188"}, [RECORDED]),
        ({"tag": "number:12"}, ["call-0012"]),
        ({"words": "internet", "at_least_s": 3540}, ["call-0060", "call-0059"]),
        ({"at_most_s": 60, "trunk": "main"}, [RECORDED, "call-0001"]),
        ({"is_recorded": "1"}, [RECORDED]),
        ({"is_refused": "1"}, []),
        ({"agent": "nobody"}, []),
        ({"latency_at_least_ms": "698", "order": "slowest"}, ["call-0060", "call-0059", "call-0058"]),
        ({"latency_at_most_ms": "641"}, [RECORDED, "call-0001"]),
        ({"cost_at_least": "59.5", "cost_at_most": "60"}, ["call-0060"]),
        ({"mos_at_most": "1.025"}, [RECORDED, "call-0002", "call-0001"]),
        ({"mos_at_least": "1.5", "at_most_s": "3000"}, ["call-0050"]),
        ({"words": "number 12", "said_by": "caller"}, ["call-0012"]),
        ({"words": "number 12", "said_by": "agent"}, []),
        ({"reason": "nothing", "disposition": "nothing"}, []),
        ({"tool": "get_balance", "language": "en", "rule": "everyone", "is_recorded": "on"}, [RECORDED]),
    ],
)
def test_list__filters_together__find_what_matches_all(
    console: RunningConsole, asked: dict[str, Any], expected: list[str]
) -> None:
    assert ids(console, **asked) == expected


def test_list__words__come_with_the_hit_in_its_context(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        call = client.get("/api/calls", params={"words": "number 12"}).json()["calls"][0]

    assert call["hit"].endswith("internet is down, \ue000number\ue001 \ue00012\ue001")


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "yesterday"},
        {"order": "random"},
        {"at_least_s": "-1"},
        {"after": "rubbish"},
        {"no_such": "x"},
        {"cost_at_least": "nan"},
        {"mos_at_most": "good"},
        {"said_by": "nobody"},
    ],
)
def test_list__what_can_not_be_asked__is_said(console: RunningConsole, asked: dict[str, str]) -> None:
    with console.client(Role.SUPERVISOR) as client:
        answer = client.get("/api/calls", params=asked)

    assert answer.status_code == 422
    assert answer.json()["remedy"]


def test_list__number_searched__is_on_record_without_the_number_and_not_for_auditors(console: RunningConsole) -> None:
    ids(console, number=NUMBER)
    with console.client(Role.AUDITOR) as client:
        number, words = (client.get("/api/calls", params=one) for one in ({"number": NUMBER}, {"words": "balance"}))

    row = console.sql("SELECT who, facts FROM audit_log WHERE action = 'number-searched' ORDER BY entry_id DESC")[0]
    assert (row["who"], row["facts"]) == ("supervisor", {"number": "•••88"})
    assert (number.status_code, words.status_code) == (403, 403)


@pytest.mark.parametrize("role", Role)
def test_call__each_role__sees_numbers_names_and_words_as_its_rights_say(console: RunningConsole, role: Role) -> None:
    with console.client(role) as client:
        answer = client.get(f"/api/calls/{RECORDED}")
        call, listed = answer.json(), client.get("/api/calls").text

    digits = NUMBER.removeprefix("+1")
    assert (digits in answer.text.replace("-", "")) == (role is Role.OPERATOR)
    assert (digits in listed) == (role is Role.OPERATOR)
    assert bool(call["turns"]) == (role in (Role.SUPERVISOR, Role.ADMIN))
    assert "Zebulon" not in answer.text
    assert "/elsewhere/" not in answer.text
    assert call["from"] == (NUMBER if role is Role.OPERATOR else "•••88")
    if role in (Role.SUPERVISOR, Role.ADMIN):
        assert call["turns"][1]["text"] == "What is my balance? I am at #."
    else:
        assert call["summary"] == ""
        assert call["tool_calls"][0]["arguments"] == {}


def test_call__looked_at_and_numbers_shown__are_on_record(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        client.get(f"/api/calls/{RECORDED}")
        numbers = client.post(f"/api/calls/{RECORDED}/numbers").json()

    rows = console.sql("SELECT who, action FROM audit_log WHERE subject = $1 ORDER BY entry_id DESC LIMIT 2", RECORDED)
    assert numbers == {"from": NUMBER, "to": "+18005550100"}
    assert [tuple(row) for row in rows] == [("supervisor", "numbers-shown"), ("supervisor", "call-read")]


def test_call__that_is_not_there__is_said(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        assert client.get("/api/calls/nothing").status_code == 404
        assert client.get("/calls/nothing").status_code == 200
        assert client.get("/api/calls/nothing/recording").status_code == 404


def test_recording__by_ranges__comes_and_is_on_record_once(console: RunningConsole) -> None:
    before = len(console.sql("SELECT FROM audit_log WHERE action = 'recording-fetched' AND who = 'admin'"))
    with console.client(Role.ADMIN) as client:
        whole = client.get(f"/api/calls/{RECORDED}/recording")
        part = client.get(f"/api/calls/{RECORDED}/recording", headers={"range": "bytes=0-43"})
        shape = client.get(f"/api/calls/{RECORDED}/waveform").json()

    assert (whole.status_code, part.status_code) == (200, 206)
    assert part.content == whole.content[:44]
    assert shape["duration_ms"] == 6000
    middle = len(shape["caller"]) // 2
    assert (shape["caller"][0], shape["agent"][0] > 20) == (0, True)
    assert (shape["caller"][middle] > 20, shape["agent"][middle]) == (True, 0)
    after = len(console.sql("SELECT FROM audit_log WHERE action = 'recording-fetched' AND who = 'admin'"))
    assert after == before + 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "link.wav", "gone.wav", ".", ".."])
def test_recording__outside_the_folder_or_gone__is_not_there(console: RunningConsole, path: str) -> None:
    link = console.data_dir / "recordings" / "link.wav"
    if not link.is_symlink():
        link.symlink_to("/etc/passwd")
    console.sql("UPDATE call SET recording = $1 WHERE call_id = 'call-0002'", path)
    with console.client(Role.SUPERVISOR) as client:
        got = [client.get(f"/api/calls/call-0002/{what}") for what in ("recording", "waveform")]

    console.sql("UPDATE call SET recording = NULL WHERE call_id = 'call-0002'")
    assert [answer.status_code for answer in got] == [404, 404]
    assert "root:" not in got[0].text


def test_recording__cut_off__has_no_waveform_and_says_so(console: RunningConsole) -> None:
    (console.data_dir / "recordings" / "half.wav").write_bytes(b"RIFF\x00\x00")
    console.sql("UPDATE call SET recording = 'half.wav' WHERE call_id = 'call-0003'")
    with console.client(Role.SUPERVISOR) as client:
        answer = client.get("/api/calls/call-0003/waveform")

    console.sql("UPDATE call SET recording = NULL WHERE call_id = 'call-0003'")
    assert answer.status_code == 404
    assert "cut off" in answer.json()["remedy"]


def test_recording__of_another_codec__has_no_waveform_and_says_so(console: RunningConsole) -> None:
    # A WAV file of G.711 µ-law (format 7), which `wave` doesn't read.
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 40, b"WAVE", b"fmt ", 16, 7, 1, 8000, 8000, 1, 8, b"data", 4)
    (console.data_dir / "recordings" / "mulaw.wav").write_bytes(head + b"\xff" * 4)
    console.sql("UPDATE call SET recording = 'mulaw.wav' WHERE call_id = 'call-0004'")
    with console.client(Role.SUPERVISOR) as client:
        answer = client.get("/api/calls/call-0004/waveform")

    console.sql("UPDATE call SET recording = NULL WHERE call_id = 'call-0004'")
    assert (answer.status_code, answer.json()["error"]) == (404, "The recording can't be read.")


def test_export__csv_and_json__are_exactly_what_the_list_shows(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        asked = {"order": "longest", "trunk": "main"}
        listed = client.get("/api/calls", params=asked).json()["calls"]
        as_json = client.get("/api/calls/export", params={**asked, "format": "json"}).json()
        text = client.get("/api/calls/export", params={**asked, "format": "csv"}).text

    lines = list(csv.DictReader(io.StringIO(text)))
    assert as_json == listed
    assert [line["call_id"] for line in lines] == [call["call_id"] for call in listed]
    assert NUMBER not in text
    row = console.sql("SELECT facts FROM audit_log WHERE action = 'calls-exported' ORDER BY entry_id DESC LIMIT 1")[0]
    assert row["facts"] == {"filters": ["order", "trunk"]}


def test_export__without_the_right__is_refused_in_words(console: RunningConsole) -> None:
    with console.client(Role.AUDITOR) as client:
        assert client.get("/api/calls/export").status_code == 403
    with console.client(Role.OPERATOR) as client:
        assert client.get("/api/calls/export", params={"words": "balance"}).status_code == 403


def test_token__with_calls_read_only__reads_no_words_and_hears_nothing(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as owner, console.client() as program:
        token = owner.post("/api/tokens", json={"name": "t", "scopes": ["calls:read"], "days": 1}).json()["token"]
        program.headers["authorization"] = f"Bearer {token}"

        assert program.get(f"/api/calls/{RECORDED}").json()["turns"] == []
        assert program.get(f"/api/calls/{RECORDED}/recording").status_code == 403


def test_call__with_html_and_sql_in_its_words__is_data(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        assert client.get("/api/calls/call-0007").json()["turns"][1]["text"] == EVIL
        assert client.get("/api/calls", params={"agent": "' OR 1=1 --", "words": "a' | ! <->"}).status_code == 200


def test_call__moments__come_in_words_and_keys_only_to_who_sees_numbers(console: RunningConsole) -> None:
    shown = {}
    for role in (Role.SUPERVISOR, Role.OPERATOR):
        with console.client(role) as client:
            moments = client.get(f"/api/calls/{RECORDED}").json()["moments"]
        shown[role] = [(one["at_ms"], one["text"]) for one in moments]

    assert shown[Role.SUPERVISOR] == [
        (0, "agent triage"),
        (4100, "handoff triage → billing"),
        (4150, "key"),
        (4200, "tool get_balance done (12 ms)"),
        (5900, "objects"),
    ]
    assert (4150, "key 7") in shown[Role.OPERATOR]


def test_call__others_of_the_number__are_linked(console: RunningConsole) -> None:
    console.sql("UPDATE call SET caller_number = $1 WHERE call_id = 'call-0030'", NUMBER)
    with console.client(Role.AUDITOR) as client:
        call, other, alone = (client.get(f"/api/calls/{one}").json() for one in (RECORDED, "call-0030", "call-0031"))

    console.sql("UPDATE call SET caller_number = '+12025550030' WHERE call_id = 'call-0030'")
    assert [one["call_id"] for one in call["earlier"]] == ["call-0030"]
    assert [one["call_id"] for one in other["later"]] == [RECORDED]
    assert (call["later"], alone["earlier"], alone["later"]) == ([], [], [])


def test_note__two_write_at_once__the_second_is_told_and_changes_nothing(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as one, console.client(Role.ADMIN) as other:
        first = one.put("/api/calls/call-0020/note", json={"text": "Ring back.", "after": 0})
        second = other.put("/api/calls/call-0020/note", json={"text": "Done.", "after": 0})
        read = other.get("/api/calls/call-0020/note").json()
        third = other.put("/api/calls/call-0020/note", json={"text": "Rung back. Done.", "after": read["version"]})

    assert (first.status_code, second.status_code, third.status_code) == (200, 409, 200)
    assert second.json()["error"] == "supervisor has written in this note meanwhile."
    assert (read["text"], read["written_by"]) == ("Ring back.", "supervisor")
    rows = console.sql("SELECT text FROM call_note WHERE call_id = 'call-0020' ORDER BY version")
    assert [row["text"] for row in rows] == ["Ring back.", "Rung back. Done."]
    with console.client(Role.AUDITOR) as client:
        assert client.get("/api/calls/call-0020").json()["note"] is None


def test_tags__changed_by_hand__are_found_and_on_record_without_their_words(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        wrong = client.patch("/api/calls/call-0021/tags", json={"add": ["two\nlines", "x" * 81]})
        missing = client.patch("/api/calls/nothing/tags", json={"add": ["x"]})
        done = client.patch("/api/calls/call-0021/tags", json={"add": ["coach me"], "remove": ["number:21"]})
        tags = client.get("/api/calls/call-0021").json()["tags"]

    assert (wrong.status_code, missing.status_code, done.status_code) == (422, 404, 204)
    assert tags == ["coach me"]
    assert ids(console, tag="coach me") == ["call-0021"]
    row = console.sql("SELECT facts FROM audit_log WHERE action = 'call-tagged'")[0]
    assert row["facts"] == {"added": 1, "removed": 1}


def finished(client: httpx.Client, export_id: str) -> dict[str, Any]:
    """Return an export as it is when it runs no more."""
    while (job := client.get(f"/api/exports/{export_id}").json())["state"] == "running":
        pass
    return job


def test_export_job__of_recordings__is_a_zip_that_says_what_is_missing(console: RunningConsole) -> None:
    console.sql("UPDATE call SET recording = 'gone.wav' WHERE call_id = 'call-0040'")
    with console.client(Role.SUPERVISOR) as client, console.client(Role.ADMIN) as other:
        asked = {"format": "recordings", "filters": {"is_recorded": "1"}}
        export_id = client.post("/api/exports", json=asked).json()["export_id"]
        job = finished(client, export_id)
        got = client.get(f"/api/exports/{export_id}/file")
        stranger = other.get(f"/api/exports/{export_id}/file")
        recording = client.get(f"/api/calls/{RECORDED}/recording").content

    console.sql("UPDATE call SET recording = NULL WHERE call_id = 'call-0040'")
    with zipfile.ZipFile(io.BytesIO(got.content)) as file:
        assert sorted(file.namelist()) == [f"{RECORDED}.wav", "missing.txt"]
        assert file.read(f"{RECORDED}.wav") == recording
        assert file.read("missing.txt").startswith(b"call-0040: The recording isn't here.")
    assert (job["state"], job["done"], stranger.status_code) == ("done", 2, 404)


def test_export_job__of_ticked_calls__has_what_the_list_shows(console: RunningConsole) -> None:
    with console.client(Role.OPERATOR) as client:
        asked = {"format": "json", "filters": {"call_ids": "call-0001,call-0002", "order": "oldest"}}
        export_id = client.post("/api/exports", json=asked).json()["export_id"]
        finished(client, export_id)
        lines = client.get(f"/api/exports/{export_id}/file").json()
        gone = client.delete(f"/api/exports/{export_id}").json()
        after = client.get(f"/api/exports/{export_id}/file")
        refused = client.post("/api/exports", json={"format": "recordings"})

    assert [line["call_id"] for line in lines] == ["call-0001", "call-0002"]
    assert (gone["state"], after.status_code, refused.status_code) == ("cancelled", 404, 403)
    assert not list((console.data_dir / "exports").glob(export_id))


async def test_export_job__of_many_calls_cancelled__ends_in_postgres_too(console: RunningConsole) -> None:
    many = 20_000
    console.sql(
        "INSERT INTO call (call_id, started_at, trunk) "
        "SELECT 'many-' || i, now(), 'many' FROM generate_series(1, $1::integer) i",
        many,
    )
    holder = await asyncpg.connect(console.database)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    cookies, headers = console.sessions[Role.OPERATOR], {"origin": console.url}
    async with httpx.AsyncClient(base_url=console.url, cookies=cookies, headers=headers, timeout=60) as client:
        asked = {"format": "csv", "filters": {"trunk": "many"}}
        export = (await client.post("/api/exports", json=asked)).json()
        async with holder.transaction():
            # The export comes no further, and its query is under way when it is cancelled.
            await holder.execute("LOCK TABLE call IN ACCESS EXCLUSIVE MODE")
            await until_async(holder, waiting, 1)
            gone = (await client.delete(f"/api/exports/{export['export_id']}")).json()
            await until_async(holder, waiting, 0)
        file = await client.get(f"/api/exports/{export['export_id']}/file")
        await holder.execute("DELETE FROM call WHERE trunk = 'many'")
    await holder.close()

    assert (export["state"], gone["state"], file.status_code) == ("running", "cancelled", 404)
    assert gone["done"] < many
    assert not list((console.data_dir / "exports").glob(export["export_id"]))


async def until_async(connection: asyncpg.Connection, query: str, wanted: int) -> None:
    """Wait until a query gives a number."""

    async def is_so() -> bool:
        return bool(await connection.fetchval(query) == wanted)

    await until(is_so, what=query)


def test_export_job__with_words__is_not_for_a_token_without_them_nor_after_another_role(
    console: RunningConsole,
) -> None:
    with console.client(Role.SUPERVISOR) as client, httpx.Client(base_url=console.url) as program:
        export_id = client.post("/api/exports", json={"format": "json"}).json()["export_id"]
        finished(client, export_id)
        asked = {"name": "exporter", "scopes": ["calls:export", "calls:read"], "days": 1}
        program.headers["authorization"] = f"Bearer {client.post('/api/tokens', json=asked).json()['token']}"
        by_token = program.get(f"/api/exports/{export_id}/file")
        own = program.post("/api/exports", json={"format": "json"}).json()["export_id"]
        finished(program, own)
        of_token = program.get(f"/api/exports/{own}/file")
        console.sql("UPDATE console_user SET role = 'operator' WHERE name = 'supervisor'")
        as_operator = client.get(f"/api/exports/{export_id}/file")
        console.sql("UPDATE console_user SET role = 'supervisor' WHERE name = 'supervisor'")

        assert client.get(f"/api/exports/{export_id}/file").status_code == 200
    assert (by_token.status_code, as_operator.status_code) == (403, 403)
    assert "words:read" in by_token.json()["error"]
    assert of_token.status_code == 200
    assert not any(line["summary"] for line in of_token.json())


def test_export_job__while_somebody_is_erased__is_gone_with_them(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as client:
        export_id = client.post("/api/exports", json={"format": "csv"}).json()["export_id"]
        finished(client, export_id)
        client.put("/api/views/Zebulon", json={"query": {"number": "(202) 555-0199"}})
        erased = console.cli("calls", "erase", "--number", "+12025550199", "--yes")
        after = client.get(f"/api/exports/{export_id}/file")
        views = client.get("/api/views").json()

    assert erased.returncode == 0, erased.stderr
    assert (after.status_code, views) == (404, {})


def test_view__saved_and_removed__is_its_owners_only(console: RunningConsole) -> None:
    with console.client(Role.SUPERVISOR) as one, console.client(Role.AUDITOR) as other:
        kept = one.put("/api/views/Long ones", json={"query": {"at_least_s": "900", "columns": "from,mos"}})
        wrong = one.put("/api/views/Wrong", json={"query": {"no_such": "x"}})
        views, others = one.get("/api/views").json(), other.get("/api/views").json()
        gone = other.delete("/api/views/Long ones")
        one.delete("/api/views/Long ones")
        left = one.get("/api/views").json()

    assert (kept.status_code, wrong.status_code, gone.status_code) == (204, 422, 404)
    assert views == {"Long ones": {"at_least_s": "900", "columns": "from,mos"}}
    assert (others, left) == ({}, {})


def test_views__more_than_one_may_have__are_refused_and_one_of_them_may_change(console: RunningConsole) -> None:
    with console.client(Role.OPERATOR) as client:
        kept = [client.put(f"/api/views/{n}", json={"query": {"trunk": "main"}}).status_code for n in range(MOST_VIEWS)]
        beyond = client.put("/api/views/one-more", json={"query": {"trunk": "main"}})
        changed = client.put("/api/views/0", json={"query": {"trunk": "other"}})
        long = client.put("/api/views/0", json={"query": {"tag": "x" * MOST_ADDRESS}})
        views = client.get("/api/views").json()

    assert set(kept) == {204}
    assert (beyond.status_code, changed.status_code, long.status_code) == (422, 204, 422)
    assert "50 saved views" in beyond.json()["error"]
    assert (len(views), views["0"]) == (MOST_VIEWS, {"trunk": "other"})


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_list__names_of_a_call__are_no_part_of_hit_summary_or_export(console: RunningConsole, role: Role) -> None:
    console.sql("UPDATE call SET summary = 'Zebulon asked, Quist was found.' WHERE call_id = $1", RECORDED)
    with console.client(role) as client:
        line = client.get("/api/calls", params={"words": "balance dollars", "is_recorded": "1"}).json()["calls"][0]
        text = client.get("/api/calls/export", params={"words": "Zebulon", "format": "csv"}).text

    assert line["hit"].startswith("#, your \ue000balance\ue001")
    assert line["summary"] == "# asked, # was found."
    assert RECORDED in text
    assert not {"zebulon", "quist"} & set(re.findall("[a-z]+", text.lower()))


def test_anger__is_nobodys_who_may_not_read_words(console: RunningConsole) -> None:
    with console.client(Role.OPERATOR) as operator, console.client(Role.SUPERVISOR) as supervisor:
        refused = operator.get("/api/calls", params={"order": "angriest"}).status_code
        hidden = operator.get("/api/calls").json()["calls"][0]["anger"]
        angriest = supervisor.get("/api/calls", params={"order": "angriest"}).json()["calls"][0]
        moments = supervisor.get(f"/api/calls/{RECORDED}").json()["moments"]
        theirs = operator.get(f"/api/calls/{RECORDED}").json()["moments"]

    assert (refused, hidden) == (403, None)
    assert (angriest["call_id"], angriest["anger"]) == ("call-0060", 60)
    assert [one["at_ms"] for one in moments if one["text"] == "objects"] == [5900]
    assert "CallerActed" not in {one["kind"] for one in theirs}
