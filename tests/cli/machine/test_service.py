"""`callcenter service install`: units that systemd accepts, made for the settings in force."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.main import app, load_verbs
from callcenter.errors import SettingsError

load_verbs()
#: The worst exposure (0 safe, 10 not) that systemd may find in serve's unit, as a percentage.
MOST_EXPOSED = 15


def install(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["service", "install", *arguments])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def serve_unit() -> dict[str, str]:
    """Return serve's [Service] section; where a key stands twice, the last one."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(json.loads(install("--json"))["callcenter.service"])
    return dict(parser["Service"])


def test_service__default_settings__are_loopback_and_without_a_capability() -> None:
    unit = serve_unit()

    assert unit["ExecStart"] == f"{Path(sys.executable).parent / 'callcenter'} serve"
    assert Path(unit["ExecStart"].split()[0]).is_file()
    assert unit["CapabilityBoundingSet"] == ""
    assert "AmbientCapabilities" not in unit
    assert unit["StateDirectory"] == "callcenter"
    assert "CALLCENTER_DATA_DIR=/var/lib/callcenter" in unit["Environment"]


def test_service__settings_in_force__decide_on_port_trust_drain_and_homes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CALLCENTER_SIP__BIND", "0.0.0.0:506")
    monkeypatch.setenv("CALLCENTER_SIP__DRAIN_TIMEOUT_S", "600")
    monkeypatch.setenv("CALLCENTER_SIP_DIR", "/home/operator/sip")

    unit = serve_unit()

    assert unit["ExecStart"].endswith("serve --trust-network")
    assert unit["AmbientCapabilities"] == unit["CapabilityBoundingSet"] == "CAP_NET_BIND_SERVICE"
    assert int(unit["TimeoutStopSec"]) > 600
    assert (unit["KillSignal"], unit["KillMode"]) == ("SIGTERM", "mixed")
    assert unit["ProtectHome"] == "read-only"


def test_service__behind_an_edge__needs_no_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_SIP__BIND", "198.51.100.7:5070")
    monkeypatch.setenv("CALLCENTER_SIP__EDGE", "198.51.100.7")

    assert serve_unit()["ExecStart"].endswith("callcenter serve")


def test_service__a_folder__gets_what_print_shows(tmp_path: Path) -> None:
    install("--in", str(tmp_path))
    printed = install("--print")

    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(written) == {"callcenter.service", "callcenter-backup.service", "callcenter-backup.timer"}
    assert all(text in printed for text in written.values())


def test_service__folder_that_is_not_there__is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not there") as caught:
        install("--in", str(tmp_path / "nowhere"))

    assert f"mkdir -p {tmp_path / 'nowhere'}" in caught.value.remedy


def test_service__file_for_a_folder__is_told_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "units").touch()

    with pytest.raises(SettingsError, match="no folder") as caught:
        install("--in", str(tmp_path / "units"))

    assert "mkdir" not in caught.value.remedy


@pytest.mark.debian
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_service__units__are_accepted_by_systemd_and_hardened(tmp_path: Path) -> None:
    install("--in", str(tmp_path))
    units = [str(path) for path in tmp_path.iterdir()]

    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    judge = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}"]
    judge.append(str(tmp_path / "callcenter.service"))
    secure = subprocess.run(judge, capture_output=True, text=True, timeout=60)

    assert (verified.returncode, verified.stderr) == (0, "")
    assert secure.returncode == 0, secure.stdout
