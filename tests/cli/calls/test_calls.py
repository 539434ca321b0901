import asyncio
import csv
import io
import json
import os
import pty
import stat
import subprocess
import sys
import termios
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from callcenter.calls.record.sip_trace.sip_line import SipLine
from callcenter.calls.record.sip_trace.trace_files import keep_line, trace_path
from callcenter.cli.calls import calls as calls_verb
from callcenter.cli.provisioning import explain as explain_verb
from callcenter.domain.calls.leg import LegKind
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallEnded,
    CallerActed,
    CallEvent,
    CallRefused,
    CallStarted,
    Fact,
    LegAnswered,
    PersonAsked,
    RecordingAnswer,
    RecordingConsent,
    RecordingSaved,
    Tagged,
    ToolCalled,
    TurnTaken,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.errors import CallcenterError, DatabaseUnavailable, StoreError
from callcenter.store.call_log.call_events import apply
from callcenter.store.pool import open_connection

BEGAN = datetime(2026, 3, 31, 12, tzinfo=UTC)


def facts_of_a_call(caller: str) -> list[Fact]:
    latency = TurnLatency(
        transcript_ms=150, end_of_turn_ms=400, first_token_ms=520, first_audio_ms=610, response_ms=700
    )
    return [
        CallStarted(
            caller_number=caller,
            dialled_number="+18005550100",
            trunk="main",
            dispatch_rule="everyone",
            room="",
            agent="triage",
            language="en",
            sip_call_id="",
            source_address="",
        ),
        AgentEntered(agent="triage", from_agent="", at_ms=10),
        TurnTaken(turn=Turn(speaker=Speaker.CALLER, text="my [bold] bill", started_ms=1000, ended_ms=2000)),
        AgentEntered(agent="billing", from_agent="triage", at_ms=2500),
        ToolCalled(
            agent="billing",
            tool="get_balance",
            arguments={"x": 1},
            result={"ok": True},
            ok=True,
            at_ms=2600,
            duration_ms=5,
        ),
        TurnTaken(
            turn=Turn(
                speaker=Speaker.AGENT,
                agent="billing",
                text="You owe nothing.",
                started_ms=2700,
                ended_ms=4000,
                is_interrupted=True,
                latency=latency,
            )
        ),
        Tagged(tag="vip"),
        CallerActed(act=Act.OBJECTION, at_ms=4100),
        RecordingConsent(answer=RecordingAnswer.NO, at_ms=4200),
        PersonAsked(
            destination="sip:x", outcome="busy", at_ms=4300, reason="caller-asked", sheet={"identity": "unknown"}
        ),
        RecordingSaved(path="x.wav", duration_ms=1),
        CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=5000),
        WrappedUp(disposition=Disposition.RESOLVED, summary="triage → billing: get balance; resolved."),
    ]


async def log_calls(url: str) -> None:
    async with open_connection(url) as connection:
        for call_id, caller, began in (
            ("call_a1", "+18005550123", BEGAN),
            ("call_b1", "=cmd|evil", BEGAN + timedelta(days=1)),
            ("call_b2", "", BEGAN + timedelta(days=2)),
        ):
            facts = facts_of_a_call(caller)
            await apply(
                connection,
                [CallEvent(call_id=call_id, seq=seq, at=began, fact=fact) for seq, fact in enumerate(facts, start=1)],
            )


@pytest.fixture
def logged(fresh_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    asyncio.run(log_calls(fresh_url))
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    monkeypatch.setenv("CALLCENTER_DATA_DIR", str(tmp_path))
    return fresh_url


def run(*arguments: str, typed: str | None = None) -> Result:
    app = typer.Typer()
    calls_verb.register(app)
    return CliRunner().invoke(app, ["calls", *arguments], input=typed)


def ids(*arguments: str) -> list[str]:
    result = run("list", "--json", *arguments)
    assert result.exit_code == 0, result.output
    return [line["call_id"] for line in json.loads(result.stdout)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["call_b2", "call_b1", "call_a1"]),
        (["--limit", "1"], ["call_b2"]),
        (["--from-date", "2026-03-31", "--to-date", "2026-03-31"], ["call_a1"]),
        (["--since", "2026-03-31T12:00", "--until", "2026-04-01T12:00"], ["call_a1"]),
        (["--since", "2026-04-01T14:00+02:00"], ["call_b2", "call_b1"]),
        (["--number", "+18005550123"], ["call_a1"]),
        (["--number", "(800) 555-0123"], ["call_a1"]),
        (["--number", "withheld"], ["call_b2"]),
        (["--agent", "billing", "--tag", "vip", "--disposition", "resolved", "--text", "bill", "--limit", "9"],
         ["call_b2", "call_b1", "call_a1"]),
        (["--text", "rocket"], []),
        (["--since", "20260331", "--until", "20260331"], ["call_a1"]),
        (["--since", "2026-04-01", "--until", "9999-12-31"], ["call_b2", "call_b1"]),
        (["--since", "2026-04-01", "--until", "yesterday"], ["call_b2", "call_b1"]),
        (["--since", "Today"], []),
    ],
)  # fmt: skip
def test_calls_list__by_filter__prints_json_only(logged: str, arguments: list[str], expected: list[str]) -> None:
    assert ids(*arguments) == expected


def test_calls_list__recorded__are_those_with_a_recording_and_say_where(logged: str) -> None:
    recorded = json.loads(run("list", "--json", "--recorded").stdout)

    assert recorded and all(line["recording"].endswith(".wav") for line in recorded)


def test_calls_list__filter_that_nothing_can_match__says_why(logged: str) -> None:
    agent, digits, whole, withheld, word, exported = (
        run(*words).output
        for words in (
            ["list", "--agent", "bilings"],
            ["list", "--number", "0123"],
            ["list", "--number", "+18005550777"],
            ["list", "--number", "withheld", "--agent", "billing", "--until", "2026-03-01"],
            ["list", "--number", "abc"],
            ["export", "--number", "[abc]"],
        )
    )

    assert "There is no agent 'bilings' now; there are appointments, billing" in " ".join(agent.split())
    assert "not by its last digits" in digits
    assert whole.strip() == withheld.strip() == "No calls match."
    assert "'abc' is no phone number. Write +18005550123, or `withheld`" in word
    assert "0 calls exported. '[abc]' is no phone number." in exported


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--since", "lately"],
        ["list", "--disposition", "happy"],
        ["export", "--format", "xml"],
        ["delete"],
        ["export", "--format", "csv", "--json"],
        ["list", "--since", "2026-04-01", "--until", "2026-03-01"],
    ],
)
def test_calls__wrong_usage__exits_with_2(logged: str, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_calls_list__for_people__is_a_table_on_standard_output(logged: str) -> None:
    result = run("list")

    assert "call_a1" in result.stdout and "withheld" in result.stdout and "triage → billing" in result.stdout


def on_a_terminal(*arguments: str, columns: int) -> list[str]:
    """Run the command on a terminal of its own and return what it printed to it."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    command = [sys.executable, "-m", "callcenter.cli.main", "calls", *arguments]
    environment = {**os.environ, "TERM": "dumb", "NO_COLOR": "1"}
    environment.pop("COLUMNS", None)
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, timeout=60, check=True)
    os.close(theirs)
    printed = b""
    with suppress(OSError):
        while chunk := os.read(ours, 65536):
            printed += chunk
    os.close(ours)
    assert done.returncode == 0
    return printed.decode().replace("\r", "").splitlines()


def test_calls_list__on_80_columns__shows_what_matters_whole(logged: str) -> None:
    lines = on_a_terminal("list", columns=80)

    assert all(len(line.rstrip()) <= 80 for line in lines)
    first = next(line for line in lines if "call_a1" in line)
    assert "2026-03-31 12:00" in first and "+18005550123" in first and "resolved" in first and "…" not in first


def log_facts(url: str, call_id: str, *facts: Fact) -> None:
    """Log a call of yesterday's dialled number, by no rule, with these facts."""

    async def write() -> None:
        async with open_connection(url) as connection:
            await apply(
                connection,
                [
                    CallEvent(call_id=call_id, seq=seq, at=BEGAN + timedelta(days=9), fact=fact)
                    for seq, fact in enumerate(facts, start=1)
                ],
            )

    asyncio.run(write())


def started(*, trunk: str = "") -> CallStarted:
    return CallStarted(
        caller_number="",
        dialled_number="+18005550100",
        trunk=trunk,
        dispatch_rule="",
        room="",
        agent="triage",
        language="en",
        sip_call_id="",
        source_address="",
    )


def test_calls__typed_by_talk__are_told_from_phone_calls(logged: str) -> None:
    end = terminate(EndReason.AGENT_HUNG_UP)
    log_facts(
        logged,
        "call_t1",
        started(),
        LegAnswered(leg="caller", kind=LegKind.TEXT),
        CallEnded(termination=end, at_ms=73),
    )

    lines = {line.split()[0]: line for line in run("list").stdout.splitlines()}

    assert "typed" in lines["call_t1"] and "typed" not in lines["call_a1"]
    marks = {line["call_id"]: line["is_typed"] for line in json.loads(run("list", "--json").stdout)}
    assert marks["call_t1"] and not marks["call_a1"]
    assert "typed, not phoned" in run("show", "call_t1").stdout
    assert "typed, not phoned" not in run("show", "call_a1").stdout


def test_calls_show__refused_call__has_no_empty_names_and_no_none(logged: str) -> None:
    log_facts(
        logged,
        "call_r1",
        started(trunk="lab"),
        CallRefused(reason=VerdictReason.NO_DISPATCH_RULE, sip_status=404),
    )

    shown = run("show", "call_r1").stdout

    assert "by trunk lab\n" in shown
    assert "None" not in shown


def test_explain__call_refused_by_no_trunk_or_rule__says_what_to_do(logged: str) -> None:
    refused = CallRefused(reason=VerdictReason.MEDIA_UNREACHABLE, sip_status=500)
    log_facts(logged, "call_r1", started(), refused)
    app = typer.Typer()
    explain_verb.register(app)

    shown, told = (CliRunner().invoke(app, ["--call", "call_r1", *more]) for more in ([], ["--json"]))

    assert "Refused with 500: media-unreachable." in shown.output and "CALLCENTER_SIP__BIND" in shown.output
    assert "CALLCENTER_SIP__BIND" in json.loads(told.stdout)["remedy"]


@pytest.mark.parametrize("part", ["call_a1", "a1", "last"])
def test_calls_show__any_part_of_an_id__finds_the_call(logged: str, part: str) -> None:
    expected = "call_b2" if part == "last" else "call_a1"

    assert json.loads(run("show", part, "--json").stdout)["call_id"] == expected


@pytest.mark.parametrize(("part", "said"), [("call_b", "call_b2, call_b1"), ("zzz", "No call has 'zzz'")])
def test_calls_show__part_of_several_ids_or_none__says_which(logged: str, part: str, said: str) -> None:
    result = run("show", part)

    assert isinstance(result.exception, StoreError)
    assert said in result.exception.what


@pytest.mark.parametrize("words", [["show", ""], ["show", " "], ["delete", "", "--yes"], ["whisper", "", "hello"]])
def test_calls__id_that_is_empty__names_no_call(logged: str, words: list[str]) -> None:
    before = ids()

    result = run(*words)

    assert isinstance(result.exception, StoreError)
    assert result.exception.what == "No call's id was given."
    assert ids() == before


def test_calls_show__of_a_recorded_call__says_where_the_recording_is(logged: str, tmp_path: Path) -> None:
    shown = " ".join(run("show", "call_a1").stdout.split()).replace("\n", "")

    assert "recording" in shown and str(tmp_path / "recordings").replace(" ", "")[:20] in shown


def test_calls_show__sip__is_a_ladder_json_or_a_capture_and_says_where_there_is_none(
    logged: str, tmp_path: Path
) -> None:
    none = run("show", "call_a1", "--sip")
    at = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
    for n, (is_received, text) in enumerate(
        ((True, "INVITE sip:\x1b[2Jx@h"), (False, "SIP/2.0 200 OK\nCSeq: 1 INVITE"))
    ):
        ends = ("10.0.0.9:5060", "10.0.0.1:5060")
        line = SipLine(
            at=at + timedelta(milliseconds=250 * n),
            is_received=is_received,
            transport="UDP",
            source=ends[not is_received],
            target=ends[is_received],
            text=f"{text}\n\n",
        )
        keep_line(trace_path(tmp_path / "sip-messages", "call_a1"), line, is_first=True)
    shown = run("show", "a1", "--sip").stdout.splitlines()
    told = json.loads(run("show", "call_a1", "--sip", "--json").stdout)
    run("show", "call_a1", "--pcap", str(tmp_path / "a.pcap"))

    assert isinstance(none.exception, CallcenterError)
    assert [" ".join(line.replace("─", "").split()) for line in shown] == [
        "10.0.0.9:5060 UDP",
        "0.000 s | INVITE ▶| us",
        "0.250 s |◀ 200 OK to INVITE | us",
    ]
    assert [one["is_received"] for one in told] == [True, False]
    assert (tmp_path / "a.pcap").read_bytes().endswith(b"SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n")
    assert stat.S_IMODE((tmp_path / "a.pcap").stat().st_mode) == 0o600


def test_calls_show__json__has_the_one_shape(logged: str) -> None:
    record = json.loads(run("show", "call_a1", "--json").stdout)

    assert (record["call_id"], record["from"], record["to"]) == ("call_a1", "+18005550123", "+18005550100")
    assert record["agents"] == ["triage", "billing"]
    assert [set(turn) >= {"speaker", "text", "started_ms", "ended_ms", "interrupted"} for turn in record["turns"]]
    assert record["tool_calls"][0].items() >= {"agent": "billing", "tool": "get_balance", "ok": True}.items()
    assert record["termination"] == {"result": "success", "reason": "caller-hung-up"}
    assert record["response_ms"] == {"p50": 700, "p95": 700}
    assert record["acts"] == [{"act": "objection", "at_ms": 4100}]
    assert record["recording_consent"] == [{"answer": "no", "at_ms": 4200}]
    assert record["persons"][0].items() >= {"reason": "caller-asked", "sheet": {"identity": "unknown"}}.items()


SHOWN = (
    "caller:",
    "handoff",
    "get_balance",
    "billing:",
    "caller objection",
    "recording no",
    "person busy (caller-asked)",
)


def test_calls_show__for_people__reads_like_a_transcript(logged: str) -> None:
    lines = run("show", "call_a").stdout.splitlines()

    told = [line for line in lines if " s  " in line]
    assert [next(word for word in SHOWN if word in line) for line in told] == list(SHOWN)
    assert "my [bold] bill" in told[0]
    assert "700 ms: heard 150, turn 400, token 520, audio 610" in told[3] and "interrupted" in told[3]


@pytest.mark.parametrize("beginning", ["call_b", "nobody"])
def test_calls_show__ambiguous_or_unknown__says_so(logged: str, beginning: str) -> None:
    assert isinstance(run("show", beginning).exception, CallcenterError)


def test_calls_export__json_lines_to_a_file__holds_whole_calls_for_its_owner_only(logged: str, tmp_path: Path) -> None:
    result = run("export", "--output", str(tmp_path / "calls.jsonl"))

    assert result.exit_code == 0 and result.stdout == ""
    rows = [json.loads(line) for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
    assert [row["call_id"] for row in rows] == ["call_b2", "call_b1", "call_a1"]
    assert rows[0]["turns"][0]["text"] == "my [bold] bill"
    assert (tmp_path / "calls.jsonl").stat().st_mode & 0o777 == 0o600


def test_calls_export__csv__cant_run_in_a_spreadsheet(logged: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv").stdout)))

    assert [row["from"] for row in rows] == ["", "'=cmd|evil", "+18005550123"]
    assert rows[0]["agents"] == "triage billing"


@pytest.mark.parametrize("output", ["/dev/full", "/proc/nowhere"])
def test_calls_export__output_that_cant_be_written__says_so(logged: str, output: str) -> None:
    assert isinstance(run("export", "--output", output).exception, CallcenterError)


def test_calls_delete__number__erases_and_counts(logged: str, tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "x.wav").write_bytes(b"RIFF")

    result = run("delete", "--number", "800-555-0123", "--yes", "--json")

    gone = json.loads(result.stdout)
    assert {kind: count for kind, count in gone.items() if count} == {"calls": 1, "recordings": 1}
    assert ids() == ["call_b2", "call_b1"]
    assert not (tmp_path / "recordings" / "x.wav").exists()


@pytest.mark.parametrize(
    "arguments",
    [["call_b1", "--number", "+18005550123"], ["--customer", "1", "--number", "+18005550123"]],
)
def test_calls_delete__too_much_said__erases_nothing(logged: str, arguments: list[str]) -> None:
    result = run("delete", *arguments, "--yes")

    assert result.exit_code == 2
    assert len(ids()) == 3


@pytest.mark.parametrize("verb", ["delete", "erase"])
def test_calls_delete__part_of_an_id__erases_that_call(logged: str, verb: str) -> None:
    result = run(verb, "b1", "--yes")

    assert result.exit_code == 0
    assert ids() == ["call_b2", "call_a1"]
    assert result.stderr.strip().endswith("Erased 1 call.")


def test_calls_delete__nonsense_for_a_number__is_an_error_not_zero_calls(logged: str) -> None:
    assert isinstance(run("delete", "--number", "abc", "--yes").exception, CallcenterError)
    assert run("delete", "--number", "=cmd|evil", "--yes").exit_code == 0  # what a caller had for a number
    assert ids() == ["call_b2", "call_a1"]


def test_calls_delete__unknown_customer__says_so(logged: str) -> None:
    assert isinstance(run("delete", "--customer", "00000000", "--yes").exception, CallcenterError)


def test_calls_delete__before_a_day__leaves_that_day(logged: str) -> None:
    run("delete", "--before", "2026-04-01", "--yes")

    assert ids() == ["call_b2", "call_b1"]


def test_calls_delete__asked_and_refused__erases_nothing(logged: str) -> None:
    result = run("delete", "--before", "2030-01-01", typed="n\n")

    assert result.exit_code == 1 and "Erase 3 calls" in result.output
    assert len(ids()) == 3


def test_calls__database_without_tables__says_to_migrate(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_url)

    error = run("list").exception

    assert isinstance(error, StoreError) and "db migrate" in str(error)


def test_calls__wrong_database_url__says_so_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:geheim@127.0.0.1:1/calls")

    error = run("list").exception

    assert isinstance(error, DatabaseUnavailable)
    assert "127.0.0.1:1/calls" in str(error) and "geheim" not in str(error)
