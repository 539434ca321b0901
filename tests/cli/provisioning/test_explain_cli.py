"""explain and export as an operator runs them: which routing was judged, a table of calls as a test, the output."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg
import pytest

from callcenter.demo.run_demo import DIALLED, demo_settings
from callcenter.settings import REPOSITORY, Settings
from callcenter.store.pool import open_pool
from callcenter.telephony.embedded.calls.admission import load_routing
from tests.cli.provisioning.test_apply_cli import RULES, TRUNKS, Operator
from tests.fakes.livekit.livekit_sip_server import API_KEY, API_SECRET, serve_livekit_sip

CALL = {"from": "+18005550142", "to": "+18005550100", "source_ip": "203.0.113.5"}
HOURS = RULES.rstrip() + (
    "\n    opening_hours: office\n"
    "calendars:\n  - {name: office, timezone: UTC, open: {mon: ['09:00-17:00'], tue: ['09:00-17:00']}}\n"
)


def write_calls(folder: Path, *calls: dict[str, object]) -> str:
    path = folder / "calls.jsonl"
    path.write_text("".join(json.dumps(call) + "\n" for call in calls))
    return str(path)


def write_lines(folder: Path, lines: list[str]) -> str:
    path = folder / "calls.jsonl"
    path.write_text("\n".join(lines))
    return str(path)


async def test_explain__calls_as_expected__exits_with_0_and_says_that_files_were_judged(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    (tmp_path / "rules" / "main.yaml").write_text(HOURS)
    calls = write_calls(
        tmp_path,
        {**CALL, "at": "2026-11-23T10:00", "expect": {"agent": "triage", "open": True}},
        {**CALL, "at": "2026-11-23T20:00+01:00", "expect": {"outcome": "reject", "reason": "outside-hours"}},
        {**CALL, "source_ip": "198.51.100.1", "expect": "reject"},
    )

    code, _, err = await operator.run("explain", "--calls", calls)

    assert code == 0, err
    assert "3 calls, 3 with an expectation, 0 differences" in err
    assert "Judged: the files in" in err and str(tmp_path / "sip") in err


async def test_explain__a_call_that_differs__exits_with_1_and_names_the_line(tmp_path: Path) -> None:
    calls = write_calls(tmp_path, CALL, {**CALL, "expect": {"agent": "billing", "rule": "main-line"}})

    code, out, err = await Operator(tmp_path).run("explain", "--calls", calls, "--json")

    assert code == 1
    assert "line 2: agent: triage, expected billing" in err
    assert [json.loads(line)["differences"] for line in out.splitlines()] == [[], ["agent: triage, expected billing"]]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({**CALL, "source_ip": "foo"}, "'foo' is no IP address"),
        ({**CALL, "expects": "accept"}, "did you mean expect?"),
        ({**CALL, "expect": {"agents": "triage"}}, "did you mean agent?"),
        ({**CALL, "at": "noon"}, "is no time"),
        ({**CALL, "expect": "acept"}, "'acept' is no outcome; there are accept,"),
        ({**CALL, "expect": {"outcome": "rejected"}}, "'rejected' is no outcome"),
        ({"from": "+1"}, "to missing"),
    ],
)
async def test_explain__a_line_that_is_no_call__is_a_fault_at_its_line(
    tmp_path: Path, call: dict[str, object], words: str
) -> None:
    code, _, err = await Operator(tmp_path).run("explain", "--calls", write_calls(tmp_path, CALL, call))

    assert code == 1
    assert "calls.jsonl:2" in err.replace("\n", "") and words in err.replace("\n", " ")


async def test_guide__its_table_of_calls__is_right_for_the_samples_it_is_written_for(tmp_path: Path) -> None:
    guide = (REPOSITORY / "docs" / "operator-guide.md").read_text(encoding="utf-8")
    lines = [line for line in guide.splitlines() if line.startswith('{"from"')]
    operator = Operator(tmp_path)
    for folder, name in (("sip", "sip"), ("rules", "dispatch_rules")):
        for old in (tmp_path / folder).glob("*.yaml"):
            old.unlink()
        for sample in ("twilio", "pbx"):
            for file in (REPOSITORY / "docs" / "examples" / sample / name).glob("*.yaml"):
                (tmp_path / folder / file.name).write_text(file.read_text())

    code, _, err = await operator.run("explain", "--calls", write_lines(tmp_path, lines))

    assert code == 0 and f"{len(lines)} calls, {len(lines)} with an expectation, 0 differences" in err, err


async def test_explain__a_line_with_several_faults__is_told_them_all(tmp_path: Path) -> None:
    call = {"from": "+1", "expcts": "accept", "at": "noon", "source_ip": "foo", "expect": {"agnt": "triage"}}

    _, _, err = await Operator(tmp_path).run("explain", "--calls", write_calls(tmp_path, call))

    words = ("mean expect?", "to missing", "mean agent?", "no IP address", "no time")
    assert [one for one in words if one in " ".join(err.split())] == list(words)
    assert "?." not in err


async def test_explain__source_that_is_no_address__is_an_error(tmp_path: Path) -> None:
    code, _, err = await Operator(tmp_path).run("explain", "--from", "1", "--to", "2", "--source-ip", "foo")

    assert code == 2 and "is no IP address" in err


async def test_explain__table_that_is_no_text__is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(json.dumps(CALL).encode() + b"\n\xff\n")

    code, _, err = await Operator(tmp_path).run("explain", "--calls", str(path))

    assert code == 1 and f"{path}:2: It is no UTF-8 text." in err


async def test_explain__number_alone__is_judged_as_a_withheld_callers_call(tmp_path: Path) -> None:
    code, out, err = await Operator(tmp_path).run("explain", "--to", "+18005550100", "--json")

    assert code == 0, err
    assert json.loads(out)["outcome"] in ("accept", "reject")


@pytest.mark.parametrize(("at", "is_open"), [("2026-11-23T17:30+01:00", True), ("2026-11-23T17:30", False)])
async def test_explain__at_a_time_of_another_zone__is_judged_by_that_zone(
    tmp_path: Path, at: str, is_open: bool
) -> None:
    operator = Operator(tmp_path)
    (tmp_path / "rules" / "main.yaml").write_text(HOURS)
    call = ("--from", CALL["from"], "--to", CALL["to"], "--source-ip", CALL["source_ip"])

    _, out, _ = await operator.run("explain", *call, "--at", at, "--json")
    code, _, err = await operator.run("explain", *call, "--at", "noon")

    assert json.loads(out)["open"] is is_open
    assert code == 2 and "is no time such as" in err


async def test_explain__live__judges_what_was_applied_and_not_the_files(tmp_path: Path, fresh_url: str) -> None:
    operator = Operator(tmp_path, DATABASE_URL=fresh_url)
    asked = ("--from", CALL["from"], "--to", "+18005550177", "--source-ip", CALL["source_ip"])
    code, _, err = await operator.run("explain", *asked, "--live", folders=False)
    assert code == 1 and "Nothing is in force" in err
    code, _, err = await operator.run("apply")
    assert code == 0 and "Compared: the files in" in err, err
    (tmp_path / "sip" / "main.yaml").write_text(TRUNKS.replace("+18005550100", "+18005550177"))

    _, _, of_files = await operator.run("explain", *asked)
    code, out, _ = await operator.run("explain", *asked, "--live", "--json", folders=False)

    assert "accept" in of_files
    assert code == 0 and json.loads(out)["outcome"] == "reject"
    assert json.loads(out)["judged"].startswith("Judged: what is in force on embedded")


async def test_explain__live_on_livekit__judges_what_the_project_has(tmp_path: Path) -> None:
    async with serve_livekit_sip() as server:
        operator = Operator(tmp_path, LIVEKIT_URL=server.url, LIVEKIT_API_KEY=API_KEY, LIVEKIT_API_SECRET=API_SECRET)
        code, _, err = await operator.run("apply", "--target", "livekit")
        assert code == 0, err
        (tmp_path / "rules" / "main.yaml").write_text("dispatch_rules: []\n")
        asked = ("--from", CALL["from"], "--to", CALL["to"], "--source-ip", CALL["source_ip"], "--target", "livekit")

        _, _, of_files = await operator.run("explain", *asked)
        code, out, _ = await operator.run("explain", *asked, "--live", "--json", folders=False)

        assert "No dispatch rule takes the call" in of_files
        assert code == 0 and (json.loads(out)["outcome"], json.loads(out)["agent"]) == ("accept", "triage")
        assert json.loads(out)["judged"].startswith("Judged: what is in force on livekit")


async def test_export__no_folder_named__prints_and_writes_nothing(tmp_path: Path, fresh_url: str) -> None:
    operator = Operator(tmp_path, DATABASE_URL=fresh_url)
    await operator.run("apply")
    before = sorted(path for path in tmp_path.rglob("*.yaml"))

    code, out, err = await operator.run("export", folders=False)

    assert code == 0, err
    assert "# sip/inbound-trunks.yaml" in out and "main-line" in out
    assert "Exported: what is in force on embedded" in err
    assert sorted(path for path in tmp_path.rglob("*.yaml")) == before
    code, _, err = await operator.run("export", "--out", str(tmp_path / "got"), folders=False)
    assert code == 0 and (tmp_path / "got" / "sip" / "inbound-trunks.yaml").is_file(), err
    operator.environment |= {"CALLCENTER_SIP_DIR": str(tmp_path / "a"), "CALLCENTER_RULES_DIR": str(tmp_path / "b")}
    code, _, err = await operator.run("export", folders=False)
    assert code == 0 and (tmp_path / "a" / "inbound-trunks.yaml").is_file(), err


async def test_plan__missing_passwords__names_all_of_them(tmp_path: Path, fresh_url: str) -> None:
    operator = Operator(tmp_path, DATABASE_URL=fresh_url)
    second = '  - {name: b, numbers: ["+18005550101"], auth: {username: u, password: "env:OTHER_PASSWORD"}}\n'
    (tmp_path / "sip" / "main.yaml").write_text(TRUNKS + second)
    del operator.environment["CARRIER_PASSWORD"]

    code, _, err = await operator.run("plan")

    assert code == 1 and "CARRIER_PASSWORD" in err and "OTHER_PASSWORD" in err


async def test_demo__after_an_operators_apply__is_judged_by_the_samples_files(tmp_path: Path, fresh_url: str) -> None:
    operator = Operator(tmp_path, DATABASE_URL=fresh_url)
    (tmp_path / "sip" / "main.yaml").write_text(TRUNKS.replace("+18005550100", "+18005550177"))
    code, _, err = await operator.run("apply")
    assert code == 0, err

    async with await open_pool(fresh_url, max_size=1) as pool:
        assert isinstance(pool, asyncpg.Pool)
        applied = await load_routing(Settings(), pool)
        # As the worker gets them, over its pipe.
        overrides = json.loads(json.dumps(demo_settings(port=5062, person_port=5063)))
        of_demo = await load_routing(Settings.model_validate(overrides), pool)

    assert [trunk.numbers for trunk in applied.inbound_trunks] == [("+18005550177",)]
    assert [trunk.numbers for trunk in of_demo.inbound_trunks] == [(DIALLED,)]
