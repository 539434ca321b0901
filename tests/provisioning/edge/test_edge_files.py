"""What stands beside Kamailio's configuration: who may read it, and what the firewall's rules say."""

from __future__ import annotations

import grp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from callcenter.errors import ProvisioningError
from callcenter.provisioning.edge.check import judge_firewall, table_in
from callcenter.provisioning.edge.config import EdgeOptions, render_edge, write_edge
from callcenter.provisioning.edge.firewall import closed_ports
from tests.fakes.ipv6 import needs_ipv6
from tests.provisioning.trunks import inbound

NUMBER = "+18005550100"
NFT = shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
UNSHARE = shutil.which("unshare")
ROOT = Path(__file__).parents[3]
WALLED = ROOT / "tests" / "fakes" / "network" / "walled_machine.py"
needs_nft = pytest.mark.skipif(NFT is None or os.geteuid() != 0, reason="nft isn't installed, or asks for root")
TRUNKS = [
    inbound(
        "pw", [NUMBER], addresses=["203.0.113.0/24", "203.0.113.5", "2001:db8::/32"], auth=("carrier", "open-sesame")
    ),
    inbound("anybody", ["+18005550101"]),
]


def options(folder: Path, **fields: object) -> EdgeOptions:
    chosen = {"bind": "203.0.113.7:5060", "workers": ("127.0.0.1:5070",), "config_file": folder / "kamailio.cfg"}
    return EdgeOptions(**{**chosen, **fields})  # type: ignore[arg-type]


def write(folder: Path, **fields: object) -> EdgeOptions:
    chosen = options(folder, **fields)
    write_edge(render_edge(TRUNKS, chosen), chosen)
    return chosen


@as_root
def test_passwords__kamailio_has_a_group__it_may_read_them_and_nobody_else(tmp_path: Path) -> None:
    group = grp.getgrall()[-1].gr_name

    written = write(tmp_path, reader=group).passwords_file.stat()

    assert (grp.getgrgid(written.st_gid).gr_name, written.st_uid) == (group, 0)
    assert written.st_mode & 0o777 == 0o640


@as_root
@pytest.mark.parametrize("reader", ["no-such-group", grp.getgrall()[-1].gr_name])
def test_passwords__given_away_by_hand__stay_so_after_rendering_again(reader: str, tmp_path: Path) -> None:
    file = write(tmp_path, reader="no-such-group").passwords_file
    os.chown(file, 1, 1)
    file.chmod(0o400)

    written = write(tmp_path, reader=reader).passwords_file.stat()

    assert (written.st_uid, written.st_gid, written.st_mode & 0o777) == (1, 1, 0o400)


def test_passwords__no_such_group__are_the_owners_alone(tmp_path: Path) -> None:
    assert write(tmp_path, reader="no-such-group").passwords_file.stat().st_mode & 0o777 == 0o600


def test_files__rendered_again__leave_nothing_else_behind(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path)

    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"kamailio{rest}" for rest in (".cfg", "-workers.list", "-passwords.cfg", "-firewall.nft")}


@needs_nft
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"workers": ("203.0.113.7:5070", "10.0.0.5:5071")},
        {"bind": "[2001:db8::7]:5060", "workers": ("[2001:db8::8]:5070",)},
        {"bind": "127.0.0.1:5060"},
        {"audio_from": ("203.0.113.77", "2001:db8:9::/48")},
        {"audio_from": ("192.0.2.0/24",), "rtp_ports": "20000-20999"},
    ],
)
def test_firewall__as_rendered__passes_nftables_own_check(fields: dict[str, object], tmp_path: Path) -> None:
    file = write(tmp_path, **fields).firewall_file

    done = subprocess.run([str(NFT), "-c", "-f", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@needs_nft
@pytest.mark.skipif(UNSHARE is None, reason="unshare isn't installed")
def test_firewall__loaded__is_recognised_by_its_listing(tmp_path: Path) -> None:
    """In a network namespace of its own, so that this machine's firewall stays as it is."""
    file = write(tmp_path, workers=("203.0.113.7:5070", "127.0.0.1:5071")).firewall_file
    command = [str(UNSHARE), "-n", "sh", "-c", f"{NFT} -f {file} && {NFT} -f {file} && {NFT} list ruleset"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip("no network namespaces here")

    assert done.returncode == 0, done.stderr
    assert judge_firewall("203.0.113.7:5070", table_in(done.stdout)).is_closed
    assert not judge_firewall("203.0.113.7:5074", table_in(done.stdout)).is_closed


@needs_nft
@needs_ipv6
@pytest.mark.skipif(UNSHARE is None, reason="unshare isn't installed")
@pytest.mark.parametrize("audio_from", [(), ("trunks",)])
def test_firewall__in_force__lets_in_the_edge_to_workers_and_strangers_slowly_to_the_edge(
    audio_from: tuple[str, ...], tmp_path: Path
) -> None:
    """As its owner: packets from outside, over IPv4 and IPv6, with whatever sender, against the rules as rendered."""
    carriers = [inbound("carrier", [NUMBER], addresses=["192.0.2.0/24", "2001:db8:1::/48"])]
    chosen = options(tmp_path, bind="203.0.113.1:5060", workers=("203.0.113.10:5070",), audio_from=audio_from)
    write_edge(render_edge(carriers, chosen), chosen)
    done = subprocess.run(
        [str(UNSHARE), "--net", sys.executable, str(WALLED), str(chosen.firewall_file)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", "PYTHONPATH": str(ROOT)},
    )
    if "unshare" in done.stderr:
        pytest.skip("no network namespaces here")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert told["open_before"] == 1
    assert "doesn't close 203.0.113.10:5070" in told["before"]["found"]
    assert told["after"]["is_closed"]
    refused = {what for what, got_in in told["tried"].items() if not got_in}
    strangers_to_workers = {
        f"{sender} {kind} {protocol} worker"
        for sender in ("carrier", "stranger")
        for kind in (4, 6)
        for protocol in ("udp", "tcp")
    }
    audio_of_others = {"stranger 4 udp rtp", "stranger 6 udp rtp", "edge 4 udp rtp"} if audio_from else set()
    assert refused == strangers_to_workers | audio_of_others
    assert len(told["tried"]) == 25
    # One connection a stranger had already.
    assert told["connections"] == {"carrier": 20, "stranger": 7}
    assert told["flood"]["carrier"] == 300
    # 40 at once and 20 a second, however long this machine takes for 300.
    assert 0 < told["flood"]["stranger"] < 200


def test_firewall__audio_of_a_trunk_without_addresses__comes_from_anywhere_and_it_is_said(tmp_path: Path) -> None:
    files = render_edge(TRUNKS, options(tmp_path, audio_from=("trunks", "192.0.2.1")))

    assert "udp dport" not in files.firewall
    assert any("trunk anybody" in warning for warning in files.warnings)


def test_options__audio_from_what_is_no_address__is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError, match=r"--audio-from: 'media\.example'"):
        options(tmp_path, audio_from=("media.example", "192.0.2.1", "trunks"))


def test_firewall__of_several_workers__closes_each_port(tmp_path: Path) -> None:
    files = render_edge(TRUNKS, options(tmp_path, workers=("203.0.113.7:5070", "10.0.0.5:5072")))

    # 5071 and 5073: where those workers have a certificate, they take SIP over TLS.
    assert closed_ports(files.firewall) == {5070, 5071, 5072, 5073}


def test_firewall__worker_on_a_port_beside_the_edges__leaves_the_edges_open(tmp_path: Path) -> None:
    files = render_edge(TRUNKS, options(tmp_path, bind="203.0.113.1:5060", workers=("203.0.113.7:5059",)))

    assert closed_ports(files.firewall) == {5059}


@pytest.mark.parametrize(
    ("bind", "listing", "is_closed"),
    [
        ("127.0.0.1:5070", None, True),
        ("203.0.113.7:5070", "meta l4proto { tcp, udp } th dport 5070 ip saddr != 203.0.113.7 drop", True),
        ("203.0.113.7:5070", "meta l4proto { tcp, udp } th dport { 5070, 5071 } drop", True),
        ("203.0.113.7:5070", "meta l4proto { tcp, udp } th dport 5071 drop", False),
        ("203.0.113.7:5070", "", False),
        ("203.0.113.7:5070", None, False),
    ],
)
def test_doctor__worker_behind_an_edge__says_whether_others_reach_its_port(
    bind: str, listing: str | None, is_closed: bool
) -> None:
    assert judge_firewall(bind, listing).is_closed is is_closed
