"""`callcenter serve` before it takes calls: where it may listen, and what it says."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from callcenter.cli.machine.serve import explain_exposure, ready_lines, register, workers_line
from callcenter.errors import DeclarationError, PortInUse, SettingsError
from callcenter.settings import load_settings
from callcenter.store.pool import open_connection
from callcenter.store.routing import ApplyOutcome, ApplyRecord, save_routing
from callcenter.telephony.embedded.port_check import check_port_free
from callcenter.telephony.embedded.process.beforehand import check_beforehand
from tests.fakes.ports import free_port


def serve(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "callcenter.cli.main", "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={"CALLCENTER_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin", **environment},
        check=False,
    )


def test_serve__beyond_this_machine__needs_an_edge_or_trust(tmp_path: Path) -> None:
    result = serve("--bind", "0.0.0.0:5999", folder=tmp_path)

    assert result.returncode == 1
    assert "--trust-network" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_serve__port_in_use__names_port_and_remedy_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        result = serve("--bind", f"127.0.0.1:{port}", folder=tmp_path)

    assert result.returncode == 1
    assert f"{port}/UDP" in result.stderr
    assert "--bind" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_serve__unusable_bind__is_a_clear_error(tmp_path: Path) -> None:
    result = serve("--bind", "somewhere", folder=tmp_path)

    assert result.returncode == 1
    assert "127.0.0.1:5060" in result.stderr


def test_serve__data_folder_that_cannot_be_one__is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    (file := tmp_path / "data").write_text("")
    result = serve("--bind", f"127.0.0.1:{free_port()}", folder=file)

    assert result.returncode == 1
    assert f"The data folder {file} can't be used" in result.stderr and "CALLCENTER_DATA_DIR" in result.stderr
    assert "Loading" not in result.stderr and "Traceback" not in result.stderr


def test_serve__faulty_trunk__is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "trunks.yaml").write_text("inbound_trunks:\n  - {name: one, numbrs: []}\n")
    data = tmp_path / "data"
    result = serve("--bind", f"127.0.0.1:{free_port()}", folder=data, CALLCENTER_SIP_DIR=str(tmp_path))

    assert result.returncode == 1
    assert "trunks.yaml:2" in result.stderr and "did you mean numbers?" in result.stderr
    assert "Loading" not in result.stderr and "Setting up" not in result.stderr
    assert not data.exists()


async def test_beforehand__prices_that_can_not_be_read__are_a_fault_at_their_line(tmp_path: Path) -> None:
    (tmp_path / "prices.yaml").write_text("modells: {}\n")
    settings = load_settings(data_dir=tmp_path / "data", prices_file=tmp_path / "prices.yaml")

    with pytest.raises(SettingsError, match=r"prices.yaml:1"):
        await check_beforehand(settings, lambda: nullcontext(""))


@pytest.mark.parametrize("routing", ["applied", "files"])
async def test_beforehand__faulty_files__matter_only_where_nothing_else_is_in_force(
    routing: str, tmp_path: Path, fresh_url: str
) -> None:
    (tmp_path / "trunks.yaml").write_text("inbound_trunks:\n  - {name: one, numbrs: []}\n")
    settings = load_settings(
        data_dir=tmp_path / "data", sip_dir=tmp_path, database_url=fresh_url, sip={"routing": routing}
    )

    @asynccontextmanager
    async def opened() -> AsyncIterator[str]:
        yield fresh_url

    with pytest.raises(DeclarationError):
        await check_beforehand(settings, opened)
    async with open_connection(fresh_url) as connection:
        record = ApplyRecord(
            applied_by="me", target="embedded", checksum="", outcome=ApplyOutcome.APPLIED, diff={}, done=0
        )
        await save_routing(connection, record, [], replaces=0)

    with pytest.raises(DeclarationError) if routing == "files" else nullcontext():
        await check_beforehand(settings, opened)


def test_serve__json__first_says_what_can_be_dialled_and_then_each_line_and_logs_nothing_else(
    tmp_path: Path, fresh_url: str
) -> None:
    bind = f"127.0.0.1:{free_port()}"
    log = tmp_path / "log"
    environment = {"CALLCENTER_DATA_DIR": str(tmp_path), "DATABASE_URL": fresh_url, "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(
        [sys.executable, "-m", "callcenter.cli.main", "serve", "--json", "--no-console", "--bind", bind],
        env={**environment, "CALLCENTER_LOG__FORMAT": "json"},
        stdout=subprocess.PIPE,
        stderr=log.open("wb"),
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
        finally:
            process.terminate()
        said = [json.loads(line) for line in process.stdout]

    assert (ready["event"], ready["bind"], "+18005550100" in ready["numbers"]) == ("ready", bind, True)
    assert [line["text"].startswith("Draining") for line in said if line["event"] == "said"] == [True]
    # Nothing was there to begin with: the next process needs no training.
    assert len(list(load_settings(data_dir=tmp_path).trained_dir.glob("intents-*"))) == 1
    logged = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["step"] for line in logged if line["event"] == "starting"] == ["Loading models, a few seconds…"]


def test_exposure__loopback__says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    explain_exposure(load_settings(sip={"bind": "127.0.0.1:5060"}), trust_network=False)

    assert capsys.readouterr().err == ""


def test_exposure__trusted_network__says_what_protects_and_what_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    explain_exposure(load_settings(sip={"bind": "0.0.0.0:5060"}), trust_network=True)

    said = " ".join(capsys.readouterr().err.split())
    assert "What protects it" in said
    assert "no passwords" in said


def test_exposure__with_an_edge__is_allowed_and_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    explain_exposure(load_settings(sip={"bind": "10.0.0.5:5060", "edge": "10.0.0.4:5060"}), trust_network=False)

    assert "10.0.0.4" in capsys.readouterr().err


def test_exposure__no_edge_and_no_trust__is_refused() -> None:
    with pytest.raises(SettingsError, match="trust-network"):
        explain_exposure(load_settings(sip={"bind": "10.0.0.5:5060"}), trust_network=False)


def test_ready__sample_trunk_behind_an_open_bind__says_that_only_this_machine_may_call() -> None:
    lines = ready_lines("0.0.0.0", 5060, ["+18005550100"], ["127.0.0.1/32"])

    assert lines[0] == "Ready. Dial sip:+18005550100@this-machine:5060"
    assert lines[1] == "Calls are taken from 127.0.0.1/32 only (allowed_addresses of the trunks)."
    assert "a softphone or PBX elsewhere is refused (no-trunk)" in lines[2]


@pytest.mark.parametrize(
    ("host", "callers"), [("127.0.0.1", ["127.0.0.1/32"]), ("0.0.0.0", ["10.0.0.0/8"]), ("0.0.0.0", ["pbx.example"])]
)
def test_ready__addresses_that_fit__are_named(host: str, callers: list[str]) -> None:
    lines = ready_lines(host, 5060, ["+18005550100"], callers)

    assert len(lines) == 2
    assert callers[0] in lines[1]


def test_ready__more_numbers_than_are_shown__says_how_many() -> None:
    numbers = [f"+1800555010{n}" for n in range(7)]

    assert ready_lines("127.0.0.1", 5060, numbers, None)[-1] == "… and 2 more numbers."
    assert ready_lines("127.0.0.1", 5060, numbers[:6], None)[-1] == "… and 1 more number."
    assert ready_lines("127.0.0.1", 5060, [], None)[0].startswith("Ready, but no trunk declares a number")


def test_serve__help__says_the_number_of_calls_in_force_by_default() -> None:
    app = typer.Typer()
    register(app)
    help_text = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["--help"]).stdout

    assert f"(default {load_settings().sip.max_calls})" in help_text
    assert "default: 0" not in help_text


def test_workers__several__are_said_with_where_they_are() -> None:
    sip = load_settings(sip={"bind": "127.0.0.1:5060", "workers": 2, "max_calls": 30, "edge": ""}).sip

    assert workers_line(sip, 9464) == (
        "2 workers behind Kamailio, of 30 calls each: 127.0.0.1:5070, 127.0.0.1:5072. Metrics on ports 9464, 9465."
    )
    assert workers_line(sip.model_copy(update={"workers": 1}), 9464) == ""


@pytest.mark.parametrize("workers", ["0", "many"])
def test_serve__workers_that_are_no_number__are_refused(workers: str, tmp_path: Path) -> None:
    result = serve("--workers", workers, folder=tmp_path)

    assert result.returncode == 1
    assert "CALLCENTER_SIP__WORKERS" in result.stderr
    assert "Traceback" not in result.stderr


def test_port__address_this_machine_does_not_have__is_said_so() -> None:
    with pytest.raises(PortInUse) as caught:
        check_port_free("192.0.2.77", 5060)

    assert "doesn't have the address" in caught.value.remedy
