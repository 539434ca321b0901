"""`callcenter doctor`: each way in which serve refuses to start is a fault there, in the same words."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from callcenter.settings import Settings, shipped
from tests.fakes.command_line import run_command
from tests.fakes.ports import free_port

Environment = dict[str, str]


def whole(environment: Environment) -> Environment:
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | environment


def serve(environment: Environment) -> subprocess.CompletedProcess[str]:
    return run_command(["serve", "--no-console"], whole(environment))


def look(environment: Environment) -> subprocess.CompletedProcess[str]:
    return run_command(["doctor", "--json"], whole(environment))


@pytest.fixture
def environment(tmp_path: Path, fresh_url: str) -> Environment:
    return {
        "CALLCENTER_DATA_DIR": str(tmp_path / "data"),
        "CALLCENTER_SIP__BIND": f"127.0.0.1:{free_port()}",
        "DATABASE_URL": fresh_url,
    }


def no_key(environment: Environment, folder: Path) -> str:
    environment["CALLCENTER_MODELS__LLM"] = "groq/some-model"
    return "GROQ_API_KEY is not set."


def no_voice_file(environment: Environment, folder: Path) -> str:
    environment["CALLCENTER_MODELS__TTS"] = f"local/piper:{folder / 'voice.onnx'}"
    return "there is no such file."


def no_such_voice(environment: Environment, folder: Path) -> str:
    environment |= {"CALLCENTER_MODELS__TTS": "local/pipper", "CALLCENTER_MODELS__STT": "moonshine"}
    return "CALLCENTER_MODELS__STT: stt model 'moonshine' is not of the form provider/model."


def krisp_without_cloud(environment: Environment, folder: Path) -> str:
    environment["CALLCENTER_MODELS__NOISE_CANCELLATION"] = "krisp"
    return "Krisp noise cancellation runs on LiveKit Cloud only"


def bad_prices(environment: Environment, folder: Path) -> str:
    (folder / "prices.yaml").write_text("modells: {}\n")
    environment["CALLCENTER_PRICES_FILE"] = str(folder / "prices.yaml")
    return "prices.yaml:1: unknown key 'modells'. Did you mean models?"


def faulty_agent(environment: Environment, folder: Path) -> str:
    shutil.copytree(Settings().agents_dir, folder / "agents")
    file = folder / "agents" / "billing" / "agent.yaml"
    file.write_text(file.read_text().replace("description:", "descripton:", 1))
    environment["CALLCENTER_AGENTS_DIR"] = str(folder / "agents")
    return "unknown key 'descripton'."


def faulty_trunk(environment: Environment, folder: Path) -> str:
    shutil.copytree(shipped("sip"), folder / "sip")
    for file in (folder / "sip").glob("*.yaml"):
        file.write_text(file.read_text().replace("numbers:", "numbrs:"))
    environment["CALLCENTER_SIP_DIR"] = str(folder / "sip")
    return "numbrs"


def unusable_folder(environment: Environment, folder: Path) -> str:
    (folder / "file").write_text("")
    environment["CALLCENTER_DATA_DIR"] = str(folder / "file" / "data")
    return "can't be used"


def address_of_another_machine(environment: Environment, folder: Path) -> str:
    environment |= {"CALLCENTER_SIP__BIND": "192.0.2.77:5060", "CALLCENTER_SIP__EDGE": "192.0.2.1:5060"}
    return "can't be taken: Cannot assign requested address."


def bad_setting(environment: Environment, folder: Path) -> str:
    environment["CALLCENTER_CALLS__TIMEZONE"] = "Europe/Berlinn"
    return "CALLCENTER_CALLS__TIMEZONE"


BROKEN: list[Callable[[Environment, Path], str]] = [
    no_key,
    no_voice_file,
    no_such_voice,
    krisp_without_cloud,
    bad_prices,
    faulty_agent,
    faulty_trunk,
    unusable_folder,
    address_of_another_machine,
    bad_setting,
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_doctor__what_serve_refuses_to_start_with__is_a_fault_in_the_same_words(
    broken: Callable[[Environment, Path], str], environment: Environment, tmp_path: Path
) -> None:
    words = broken(environment, tmp_path)

    served, looked = serve(environment), look(environment)

    assert (served.returncode, looked.returncode) == (1, 1)
    assert words in " ".join(served.stderr.split())
    assert "Traceback" not in served.stderr + looked.stderr
    assert not (tmp_path / "data" / "trained").exists(), "what can't start needs no trained engine"
    # A setting that can't be read keeps doctor from looking at all.
    faults = [check for check in json.loads(looked.stdout or "[]") if check["state"] == "fault"]
    assert any(words in fault["found"] for fault in faults) or words in looked.stderr


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other, socket.socket() as metrics:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        metrics.bind(("127.0.0.1", port))
        metrics.listen()
        yield port


def test_doctor__ports_taken_by_another_program__are_faults(environment: Environment, taken: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        metrics_port = other.getsockname()[1]
        environment |= {"CALLCENTER_SIP__BIND": f"127.0.0.1:{taken}", "CALLCENTER_METRICS_PORT": str(metrics_port)}

        looked = look(environment)

    states = {check["name"]: check for check in json.loads(looked.stdout)}
    assert looked.returncode == 1
    assert f"{taken}/UDP" in states["SIP port"]["found"]
    assert f"The metrics port {metrics_port} can't be taken" in states["metrics port"]["found"]


async def test_doctor__migration_that_was_edited__is_a_fault(environment: Environment) -> None:
    connection = await asyncpg.connect(environment["DATABASE_URL"])
    await connection.execute("UPDATE schema_migration SET checksum = 'x' WHERE name LIKE '0001%'")
    await connection.close()

    looked = await asyncio.to_thread(look, environment)

    assert "0001_call_log.sql (edited)" in {c["name"]: c["found"] for c in json.loads(looked.stdout)}["Postgres"]


def test_doctor__nothing_wrong__warns_of_the_samples_person_and_sets_nothing_up(tmp_path: Path) -> None:
    bind = f"127.0.0.1:{free_port()}"
    looked = look({"CALLCENTER_DATA_DIR": str(tmp_path / "d"), "CALLCENTER_SIP__BIND": bind})

    checks = {check["name"]: check for check in json.loads(looked.stdout)}
    assert looked.returncode == 0
    assert checks["person"]["state"] == "warning"
    assert checks["Postgres"]["found"].startswith("None yet")
    assert "Only this machine can call" in checks["exposure"]["found"]
    assert not (tmp_path / "d").exists()


def test_doctor__behind_an_edge_and_without_trunks__says_who_calls_and_that_nobody_is_answered(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    environment = {
        "CALLCENTER_DATA_DIR": str(tmp_path / "d"),
        "CALLCENTER_SIP__BIND": f"127.0.0.1:{free_port()}",
        "CALLCENTER_SIP__EDGE": "127.0.0.1",
        "CALLCENTER_SIP_DIR": str(tmp_path / "rules"),
        "CALLCENTER_RULES_DIR": str(tmp_path / "rules"),
    }

    checks = {check["name"]: check for check in json.loads(look(environment).stdout)}

    assert checks["exposure"]["found"] == "Calls come through the edge at 127.0.0.1."
    assert checks["trunks and dispatch rules"]["state"] == "warning"


def test_doctor__a_worker_of_the_cluster__is_not_asked_for_the_single_machines_ports_and_trunks(
    environment: Environment,
) -> None:
    host, port = environment["CALLCENTER_SIP__BIND"].split(":")
    with socket.create_server((host, int(port))):
        looked = look(environment | {"LIVEKIT_URL": "ws://livekit.callcenter-media:7880"})

    names = {check["name"] for check in json.loads(looked.stdout)}
    assert names >= {"disk", "open files", "Postgres", "data folder"}
    assert names.isdisjoint({"SIP port", "exposure", "trunks and dispatch rules", "person", "metrics port"})
    assert looked.returncode == 0
