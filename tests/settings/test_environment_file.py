"""Files of settings: each line that systemd or a shell can't read is told; a `.env` that nobody reads, too."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from callcenter.settings.environment_file import faulty_lines, look_at_environment_file, look_for_unread
from tests.fakes.command_line import run_command

GOOD = """\
# settings
  # also a comment

CALLCENTER_SIP__BIND=127.0.0.1:5070
CALLCENTER_SIP__PERSON=+15550100
CALLCENTER_CALLS__TIMEZONE=America/New_York
PBX_PASSWORD='a $ecret # with "all"'
OTHER="plain words"
EMPTY=
"""
NOBODY = 65_534
BAD = [
    ("CALLCENTER_SIP__BIND 127.0.0.1:5070", "there is no ="),
    ("CALLCENTER_SIP__BIND: 127.0.0.1:5070", "there is no ="),
    ("; a comment", "Begin it with #"),
    ("export CALLCENTER_RECORD=1", "no `export`"),
    ("CALLCENTER_SIP__BIND = 127.0.0.1:5070", "a space"),
    ("CALLCENTER_SIP__BIND= 127.0.0.1:5070", "a space"),
    ("  CALLCENTER_SIP__BIND=127.0.0.1:5070", "a space"),
    ("CALLCENTER-SIP-BIND=127.0.0.1:5070", "no variable's name"),
    ("2ND=x", "no variable's name"),
    ("PBX_PASSWORD=pa$$word", "a sign that a shell acts on"),
    ("PBX_PASSWORD=two words", "a sign that a shell acts on"),
    ("PBX_PASSWORD='open", "a sign that a shell acts on"),
    ('PBX_PASSWORD="co$t"', "a sign that a shell acts on"),
    ("CALLCENTER_SIP_DIR=~/sip", "a sign that a shell acts on"),
    ("CALLCENTER_SIP__MAX_CALLS=20\r", "Windows"),
    ("CALLCENTER_SIPP__BIND=127.0.0.1:5070", "did you mean CALLCENTER_SIP?"),
    ("EMPTY=x\nEMPTY=y", "line 10 already"),
]


def test_lines__that_systemd_and_a_shell_read__are_no_faults() -> None:
    assert list(faulty_lines(GOOD)) == []


def test_lines__read_by_a_shell__have_the_values_that_are_meant(tmp_path: Path) -> None:
    (tmp_path / "environment").write_text(GOOD)

    said = subprocess.run(
        ["sh", "-c", 'set -a; . ./environment; printf "%s|%s" "$PBX_PASSWORD" "$OTHER"'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said == 'a $ecret # with "all"|plain words'


@pytest.mark.parametrize(("lines", "words"), BAD, ids=[lines.splitlines()[0] for lines, _ in BAD])
def test_line__that_cannot_be_used__is_told_by_its_number_and_without_its_value(lines: str, words: str) -> None:
    (fault,) = list(faulty_lines(GOOD.replace("EMPTY=\n", "") + f"#\n{lines}\n"))

    assert fault[0] == 9 + lines.count("\n") + 1
    assert words in fault[1]
    assert "word'" not in fault[1] and "pa$$" not in fault[1] and "5070" not in fault[1]


def test_file__that_is_missing_or_no_text__is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"A=\xe4\n")

    assert look_at_environment_file(tmp_path / "none").state == "ok"
    assert "UTF-8" in look_at_environment_file(tmp_path / "latin").found
    assert look_at_environment_file(tmp_path).state == "fault"


def test_file__that_somebody_named_and_is_not_there__is_a_fault(tmp_path: Path) -> None:
    found = look_at_environment_file(tmp_path / "environment", must_exist=True)

    assert (found.state, found.found) == ("fault", f"There is no {tmp_path / 'environment'}.")


def test_file__closed_to_this_user__is_not_checked_and_said_so(tmp_path: Path) -> None:
    (tmp_path / "closed").touch(mode=0o000)
    # Root may read every file, so root is nobody for the moment.
    user = os.geteuid()
    os.seteuid(user or NOBODY)
    try:
        looked = look_at_environment_file(tmp_path / "closed")
    finally:
        os.seteuid(user)

    assert "as root" in looked.remedy


def test_dotenv__with_settings_of_ours__is_told_to_be_unread(tmp_path: Path) -> None:
    assert look_for_unread(tmp_path) is None
    (tmp_path / ".env").write_text("OTHER=1\n")
    assert look_for_unread(tmp_path) is None
    (tmp_path / ".env").write_text("export CALLCENTER_SIP__BIND=127.0.0.1:5070\n")

    unread = look_for_unread(tmp_path)

    assert unread is not None and unread.state == "warning"


@pytest.mark.parametrize("verb", ["doctor", "serve"])
def test_verbs__in_a_folder_with_a_dotenv__say_that_it_is_not_read(verb: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CALLCENTER_SIP__BIND=127.0.0.1:5070\n")
    (tmp_path / "environment").write_text("CALLCENTER_SIP__BIND 127.0.0.1:5070\n")
    # Neither gets to the slow part: serve is refused its address, doctor finds the file faulty anyway.
    options = {"doctor": ["--environment-file", "environment"], "serve": ["--bind", "192.0.2.1:5060"]}

    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "COLUMNS": "200"}
    done = run_command([verb, *options[verb]], environment, folder=tmp_path)

    said = " ".join(done.stderr.split())
    assert done.returncode == 1
    assert ".env isn't read" in said
    assert ("environment:1: there is no = in it." in said) == (verb == "doctor")
