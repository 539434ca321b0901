"""What libraries say in our log: their words, without anybody's number or name."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from callcenter.redaction import redact

SAID = """
import logging
from callcenter.log import configure_logging
from callcenter.settings import LogSettings
configure_logging(LogSettings(format="json"))
try:
    raise ValueError("Key (phone_number)=(+18005550123) already exists")
except ValueError:
    logging.getLogger("livekit").exception("failed to connect to %s as identity=sip_+18005550123", "wss://host:7880")
"""


@pytest.mark.parametrize(
    ("said", "redacted"),
    [
        ("no laddr for 192.0.2.2", "no laddr for 192.0.2.2"),
        ("call from sip:+18005550123@carrier.example:5060 refused", "call from sip:# refused"),
        ("room=call-_+18005550123_x closed", "room=# closed"),
        ("participant: Ann left", "participant: # left"),
        ('could not parse "my name is Ann"', 'could not parse "#"'),
        ("mail ann.lee@example.com bounced", "mail # bounced"),
        ("number +1 (800) 555-0123 is busy", "number # is busy"),
        ("can't connect, retrying in 3 s", "can't connect, retrying in 3 s"),
        ("failed after 16 attempts", "failed after 16 attempts"),
    ],
)
def test_redact__of_a_librarys_words__keeps_what_went_wrong_and_nobodys_name(said: str, redacted: str) -> None:
    assert redact(said) == redacted


def test_log__of_a_library__has_its_text_its_source_and_the_type_of_its_error() -> None:
    done = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True, timeout=60)

    line = json.loads(done.stderr)
    assert (line["event"], line["source"], line["level"], line["error"]) == (
        "library_said",
        "livekit",
        "error",
        "ValueError",
    )
    assert line["where"] == "<string>:7"
    assert line["text"].startswith("failed to connect to wss://host:7880")
    assert "8005550123" not in done.stderr


FORGES = """
import logging
from callcenter.log import configure_logging, logger
from callcenter.settings import LogSettings
configure_logging(LogSettings(format="text"))
for forged in ("header\\n2026-11-26 [error] call_failed", "header\\x1b]0;x\\x07\\u202e"):
    logging.getLogger("baresip").warning(forged)
    logger("ours").warning("sip_stack_said", source=forged)
"""


def test_log__of_others_texts__has_one_line_each_and_nothing_a_terminal_obeys() -> None:
    done = subprocess.run([sys.executable, "-c", FORGES], capture_output=True, text=True, check=True, timeout=60)

    assert len(done.stderr.splitlines()) == 4
    assert done.stderr.replace("\n", "").isprintable()


def test_log__of_a_library_below_warning__is_silent() -> None:
    assert not logging.getLogger("livekit.agents").isEnabledFor(logging.INFO)


PRINTS_ON = """
import sys
from callcenter.log import configure_logging, logger, outlive_readers
from callcenter.settings import LogSettings
outlive_readers()
configure_logging(LogSettings())
print("ready", flush=True)
sys.stdin.readline()
for _ in range(3):
    print("a line nobody reads", flush=True)
    logger("test").warning("a_line_nobody_reads")
open(sys.argv[1], "w").write("alive")
"""


def test_log__whoever_read_it_goes_away__the_program_goes_on(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PRINTS_ON, str(tmp_path / "alive")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    process.stdout.close()
    process.stdin.write("\n")
    process.stdin.close()

    assert process.wait(timeout=60) == 0
    assert (tmp_path / "alive").read_text() == "alive"


OURS = """
from callcenter.log import configure_logging, logger
from callcenter.settings import LogSettings
configure_logging(LogSettings(format="{format}", show_personal_data={shown}))
def refuse():
    raise ValueError("Key (phone_number)=(+18005550123) already exists")
try:
    try:
        refuse()
    except ValueError as error:
        raise RuntimeError("of Ann") from error
except RuntimeError:
    logger("ours").exception("call_failed", error="RuntimeError")
"""


@pytest.mark.parametrize("format_", ["json", "text"])
def test_log__of_our_own_exception__says_where_it_was_and_not_what_it_quotes(format_: str) -> None:
    program = OURS.format(format=format_, shown=False)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert all(word in done.stderr for word in ("call_failed", "RuntimeError", "ValueError", "in refuse"))
    assert "8005550123" not in done.stderr and "Ann" not in done.stderr


def test_log__of_our_own_exception_where_personal_data_is_shown__says_it_whole() -> None:
    program = OURS.format(format="text", shown=True)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert "8005550123" in done.stderr
