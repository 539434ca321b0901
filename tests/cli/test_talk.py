import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from callcenter.cli.talk import read_script
from callcenter.errors import DeclarationError
from tests.fakes.command_line import run_command
from tests.fakes.shipped import keep_trained


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cc-talk-") as folder:
        Path(folder).chmod(0o755)
        keep_trained(Path(folder))
        yield Path(folder)


def talk(data_dir: Path, *arguments: str, keyboard: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CALLCENTER_DATA_DIR": str(data_dir)}
    return run_command(["talk", *arguments], environment, typed=keyboard)


def test_talk__a_script__prints_one_call_a_line_in_the_logs_shape(data_dir: Path, tmp_path: Path) -> None:
    script = tmp_path / "calls.jsonl"
    script.write_text(
        '{"id": "balance", "from": "+18005550123", '
        '"lines": ["how much do I owe", "4071 8823", "02139", "no thanks bye"]}\n'
        "\n"
        '{"id": 2, "lines": ["I want to speak to a person"]}\n'
    )

    done = talk(data_dir, "--script", str(script), "--json")

    assert done.returncode == 0, done.stderr
    balance, person = (json.loads(line) for line in done.stdout.splitlines())
    assert balance["id"] == "balance"
    assert balance["from"] == "+18005550123"
    assert balance["agents"] == ["triage", "billing"]
    assert {use["tool"]: use["ok"] for use in balance["tool_calls"]}["get_balance"] is True
    assert balance["disposition"] == "resolved"
    assert "transfer" not in json.dumps([balance[key] for key in ("disposition", "termination", "tool_calls", "tags")])
    assert set(balance["response_ms"]) == {"p50", "p95"}
    assert person["id"] == "2"
    assert person["from"] == ""
    assert (person["disposition"], person["termination"]["result"]) == ("transferred", "success")


def test_talk__a_person_who_is_busy__leaves_the_caller_with_an_offer(data_dir: Path, tmp_path: Path) -> None:
    script = tmp_path / "calls.jsonl"
    script.write_text('{"id": "1", "lines": ["give me a human please"]}\n')

    done = talk(data_dir, "--script", str(script), "--json", "--person", "busy")

    call = json.loads(done.stdout)
    assert call["disposition"] != "transferred"
    assert "transfer" not in json.dumps([call[key] for key in ("disposition", "termination", "tool_calls", "tags")])
    assert "ticket" in call["turns"][-1]["text"]


def test_talk__by_hand__shows_turns_and_the_call(data_dir: Path) -> None:
    done = talk(data_dir, "--agent", "billing", "--from", "+18005550123", "--json", keyboard="what is my balance\n\n")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["agents"] == ["billing"]
    assert "get_balance" in done.stderr


def test_talk__an_agent_that_isnt_there__names_those_that_are(data_dir: Path) -> None:
    done = talk(data_dir, "--agent", "sales")

    assert done.returncode == 1
    assert "triage" in done.stderr
    assert "Traceback" not in done.stderr


def test_read_script__every_faulty_line__is_named_with_its_number(tmp_path: Path) -> None:
    script = tmp_path / "calls.jsonl"
    script.write_text(
        'not json\n{"id": "1"}\n{"id": "2", "lines": "hello"}\n{"id": "3", "lines": [], "form": "x"}\n'
        '{"id": "4", "lines": ["ok"], "from": 5}\n{"id": "5", "lines": []}\n'
    )

    with pytest.raises(DeclarationError) as caught:
        read_script(script)

    assert [fault.line for fault in caught.value.faults] == [1, 2, 3, 4, 5]


def test_talk__ctrl_c_at_the_prompt__ends_it_at_once(data_dir: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "callcenter.cli.main", "talk"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CALLCENTER_DATA_DIR": str(data_dir)},
        # Who runs the tests in the background of a shell may have it ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        assert process.stderr is not None
        said = b""
        while b"\n> " not in said and (some := os.read(process.stderr.fileno(), 4096)):
            said += some
        process.send_signal(signal.SIGINT)
        # Nobody types: standard input stays open.
        assert process.wait(timeout=180) == 130
        assert b"Traceback" not in said + process.stderr.read()


def test_script__that_is_no_text__is_told_at_its_line(tmp_path: Path) -> None:
    script = tmp_path / "calls.jsonl"
    script.write_bytes(b'\xef\xbb\xbf{"id": 1, "lines": []}\n\xe9\n')

    with pytest.raises(DeclarationError) as caught:
        read_script(script)

    assert [(fault.line, fault.what) for fault in caught.value.faults] == [(2, "It is no UTF-8 text.")]
