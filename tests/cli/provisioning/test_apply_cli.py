"""plan, apply, export and edge render as an operator runs them: exit codes, what is on which output."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.fakes.command_line import run_command
from tests.fakes.livekit.livekit_sip_server import API_KEY, API_SECRET, serve_livekit_sip
from tests.provisioning.resources import LIMITS_AT_LIVEKIT

TRUNKS = """\
inbound_trunks:
  - name: main-line
    numbers: ["+18005550100"]
    allowed_addresses: ["203.0.113.0/24"]
    auth: {username: carrier, password: "env:CARRIER_PASSWORD"}
"""
RULES = """\
dispatch_rules:
  - name: main-line
    trunks: [main-line]
    called_numbers: []
    calling_numbers: []
    pin: ""
    room: {individual: {prefix: call-, randomize: true}}
    agent: triage
"""


class Operator:
    """Runs the command in a folder with an environment of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CALLCENTER_DATA_DIR": str(folder / "data"),
            "CARRIER_PASSWORD": "open-sesame",
            **environment,
        }
        for name, text in (("sip", TRUNKS), ("rules", RULES)):
            (folder / name).mkdir()
            (folder / name / "main.yaml").write_text(text)

    async def run(self, verb: str, *options: str, folders: bool = True) -> tuple[int, str, str]:
        places = ("--sip-dir", str(self.folder / "sip"), "--rules-dir", str(self.folder / "rules")) if folders else ()
        done = await asyncio.to_thread(run_command, [*verb.split(), *options, *places], self.environment)
        assert "Traceback" not in done.stderr
        assert "open-sesame" not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("target", ["livekit", "embedded"])
async def test_plan_apply_plan__on_each_target__ends_with_nothing_to_do(
    target: str, tmp_path: Path, fresh_url: str
) -> None:
    async with serve_livekit_sip() as server:
        operator = Operator(
            tmp_path,
            DATABASE_URL=fresh_url,
            LIVEKIT_URL=server.url,
            LIVEKIT_API_KEY=API_KEY,
            LIVEKIT_API_SECRET=API_SECRET,
        )
        code, out, _ = await operator.run("plan", "--target", target, "--json")
        planned = json.loads(out)
        assert code == 2 and planned["summary"] == {"create": 2, "change": 0, "delete": 0}

        code, out, err = await operator.run("apply", "--target", target, "--checksum", "0" * 20)
        assert code == 1 and not out and planned["checksum"] in err

        code, out, err = await operator.run("apply", "--target", target, "--checksum", planned["checksum"], "--json")
        assert code == 0, err
        assert json.loads(out)["outcome"] == "applied" and len(json.loads(out)["done"]) == 2

        code, out, err = await operator.run("plan", "--target", target)
        assert code == 0 and not out and "Nothing to do" in err
        code, out, _ = await operator.run("plan", "--target", target, "--markdown")
        assert code == 0 and out.startswith("### ")

        rules = tmp_path / "rules" / "main.yaml"
        rules.write_text(RULES.replace("agent: triage", "agent: billing"))
        code, out, _ = await operator.run("plan", "--target", target, "--json")
        (change,) = json.loads(out)["changes"]
        assert code == 2 and change["fields"] == [{"field": "agent", "old": "triage", "new": "billing"}]

        (tmp_path / "sip" / "main.yaml").write_text("inbound_trunks: []\n")
        rules.write_text("dispatch_rules: []\n")
        code, _, err = await operator.run("apply", "--target", target)
        assert code == 1 and "more than a third" in err
        code, _, err = await operator.run("apply", "--target", target, "--force")
        assert code == 0, err


async def test_plan__faults_in_the_files__names_each_with_its_line_and_exits_with_1(
    tmp_path: Path, fresh_url: str
) -> None:
    operator = Operator(tmp_path, DATABASE_URL=fresh_url)
    (tmp_path / "sip" / "main.yaml").write_text("inbound_trunks:\n  - name: a\n    nubmers: []\n    numbers: 5\n")

    code, out, err = await operator.run("plan", "--target", "embedded")

    assert code == 1 and not out
    assert "main.yaml:3" in err.replace("\n", "") and "main.yaml:4" in err.replace("\n", "")


async def test_plan__livekit_not_configured__says_what_to_set(tmp_path: Path) -> None:
    code, _, err = await Operator(tmp_path).run("plan", "--target", "livekit")

    assert code == 1 and "LIVEKIT_URL" in err


async def test_apply__fails_half_way__prints_what_was_done_and_finishes_the_next_time(tmp_path: Path) -> None:
    async with serve_livekit_sip() as server:
        operator = Operator(tmp_path, LIVEKIT_URL=server.url, LIVEKIT_API_KEY=API_KEY, LIVEKIT_API_SECRET=API_SECRET)
        server.fail("error", "CreateSIPDispatchRule")
        code, out, err = await operator.run("apply", "--target", "livekit", "--json")
        assert code == 1 and "Done: inbound trunk main-line" in err
        assert json.loads(out)["outcome"] == "failed" and len(json.loads(out)["done"]) == 1

        code, _, err = await operator.run("apply", "--target", "livekit")
        assert code == 0, err
        assert len(server.inbound) == len(server.rules) == 1
        lines = (tmp_path / "data" / "provisioning" / "applies.jsonl").read_text().splitlines()
        assert [json.loads(line)["outcome"] for line in lines] == ["failed", "applied"]


async def test_export__then_plan__has_nothing_to_do(tmp_path: Path) -> None:
    async with serve_livekit_sip() as server:
        server.add_inbound(
            **LIMITS_AT_LIVEKIT, name="clicked", numbers=["+18005550100"], auth_username="u", auth_password="hidden-one"
        )
        operator = Operator(tmp_path, LIVEKIT_URL=server.url, LIVEKIT_API_KEY=API_KEY, LIVEKIT_API_SECRET=API_SECRET)
        for name in ("sip", "rules"):
            (tmp_path / name / "main.yaml").unlink()

        code, out, err = await operator.run("export", "--target", "livekit", "--json")

        assert code == 0 and "CLICKED_PASSWORD" in err
        assert json.loads(out)["secrets"][0]["variable"] == "CLICKED_PASSWORD"
        assert "hidden-one" not in (tmp_path / "sip" / "inbound-trunks.yaml").read_text()
        code, _, err = await operator.run("plan", "--target", "livekit")
        assert code == 0, err


async def test_edge_render__several_workers_behind_the_edge__names_each(tmp_path: Path) -> None:
    settings = {"EDGE": "127.0.0.1", "WORKERS": "2", "BIND": "127.0.0.1:5070"}
    operator = Operator(tmp_path, **{f"CALLCENTER_SIP__{name}": value for name, value in settings.items()})

    await operator.run("edge render", "--out", str(tmp_path / "edge.cfg"))

    listed = (tmp_path / "edge-workers.list").read_text()
    assert "sip:127.0.0.1:5070;" in listed and "sip:127.0.0.1:5072;" in listed


async def test_edge_render__with_and_without_a_file__writes_and_prints(tmp_path: Path) -> None:
    operator = Operator(tmp_path)

    code, out, _ = await operator.run("edge render", "--bind", "127.0.0.1:5080")
    assert code == 0 and out.startswith("#!KAMAILIO") and "listen=udp:127.0.0.1:5080" in out
    code, out, err = await operator.run("edge render", "--out", str(tmp_path / "edge.cfg"), "--worker", "127.0.0.1:1")
    assert code == 0 and not out, err
    assert sorted(path.name for path in tmp_path.glob("edge*")) == [
        "edge-firewall.nft",
        "edge-passwords.cfg",
        "edge-workers.list",
        "edge.cfg",
    ]

    assert str(tmp_path / "sip") in err.replace("\n", "")
    code, out, _ = await operator.run("edge render", "--json", "--out", str(tmp_path / "edge.cfg"))
    said = json.loads(out)
    assert said["trunks_from"] == str(tmp_path / "sip") and str(tmp_path / "edge.cfg") in said["written"]
    code, out, _ = await operator.run("edge render", "--json")
    assert json.loads(out)["config"].startswith("#!KAMAILIO") and "passwords" not in json.loads(out)

    del operator.environment["CARRIER_PASSWORD"]
    code, _, err = await operator.run("edge render")
    assert code == 1 and "CARRIER_PASSWORD" in err
