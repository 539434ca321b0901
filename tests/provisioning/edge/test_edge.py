"""The edge: what is written, and what a real Kamailio does with it on loopback."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from callcenter.errors import ProvisioningError
from callcenter.provisioning.edge.config import EdgeOptions, render_edge, split_address, write_edge
from callcenter.provisioning.edge.edge_trunk import digest_hash
from callcenter.telephony.embedded.calls.invitation import read_invitation
from tests.fakes.ports import free_port
from tests.fakes.sip.kamailio_edge import (
    HAS_TLS,
    KAMAILIO,
    SIPP,
    RunningEdge,
    SipPeer,
    header,
    invite,
    kamailio_edge,
    sip_peer,
    take_every_call,
)
from tests.fakes.waiting import until
from tests.provisioning.trunks import inbound

NUMBER = "+18005550100"
FAKES = Path(__file__).parents[2] / "fakes" / "sip"
needs_kamailio = pytest.mark.skipif(KAMAILIO is None, reason="kamailio isn't installed")


def _options(folder: Path, **fields: object) -> EdgeOptions:
    chosen = {"bind": "127.0.0.1:5070", "workers": ("127.0.0.1:5071",), "config_file": folder / "kamailio.cfg"}
    return EdgeOptions(**{**chosen, **fields})  # type: ignore[arg-type]


# What is written.


def test_render__password__stands_nowhere_in_clear_and_its_hash_in_a_private_file(tmp_path: Path) -> None:
    options = _options(tmp_path)
    files = render_edge([inbound("pw", [NUMBER], auth=("carrier", "open-sesame"))], options)

    write_edge(files, options)

    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert not any("open-sesame" in text for text in written.values())
    assert digest_hash("carrier", "sip", "open-sesame") in written["kamailio-passwords.cfg"]
    assert digest_hash("carrier", "sip", "open-sesame") not in written["kamailio.cfg"]
    assert options.passwords_file.stat().st_mode & 0o037 == 0


def test_render__host_name_in_the_allow_list__is_left_out_and_said(tmp_path: Path) -> None:
    files = render_edge([inbound("t", [NUMBER], addresses=["sip.example.com"])], _options(tmp_path))

    assert "sip.example.com" not in files.config
    assert any("sip.example.com" in warning for warning in files.warnings)


@pytest.mark.parametrize("name", ['a"b', "a$b", "a\\b", "a\nb"])
def test_render__name_that_would_break_out_of_its_quotes__is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError):
        render_edge([inbound(name, [NUMBER])], _options(tmp_path))


def test_render__number_that_is_no_number__is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError, match="dialled"):
        render_edge([inbound("t", ['1") = 1; drop; #'])], _options(tmp_path))


def test_options__certificate_without_key__are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError, match="key"):
        _options(tmp_path, tls_cert=tmp_path / "cert.pem")


def test_options__with_several_faults__are_told_all_at_once_by_name(tmp_path: Path) -> None:
    wrong = {"bind": "foo", "workers": ("127.0.0.1", "127.0.0.1:99999"), "advertise": "bar", "media": "edge.example"}

    with pytest.raises(ProvisioningError) as caught:
        _options(tmp_path, **wrong, tls_key=tmp_path / "key.pem")

    told = [line.partition(":")[0] for line in caught.value.what.splitlines()]
    assert told == ["--bind", "--worker", "--worker", "--advertise", "--media", "--tls-cert, --tls-key"]


def test_render__certificate_that_is_not_there__is_warned_of(tmp_path: Path) -> None:
    files = {"tls_cert": tmp_path / "cert.pem", "tls_key": tmp_path / "key.pem"}
    (tmp_path / "key.pem").write_text("")

    warnings = render_edge([inbound("t", [NUMBER])], _options(tmp_path, **files)).warnings

    assert [str(tmp_path / "cert.pem") in warning for warning in warnings] == [True]


@pytest.mark.parametrize(
    "address", ["", "host", "host:0", "host:99999", ":5060", "a b:5060", "[::1]", "2001:db8::7:5060"]
)
def test_address__malformed__is_refused(address: str) -> None:
    with pytest.raises(ProvisioningError):
        split_address(address)


def test_address__ipv6__is_split() -> None:
    assert split_address("[2001:db8::7]:5060") == ("2001:db8::7", 5060)


def test_render__public_bind_and_inner_workers__listens_towards_them_too(tmp_path: Path) -> None:
    files = render_edge([inbound("t", [NUMBER])], _options(tmp_path, bind="203.0.113.7:5060"))

    assert "listen=udp:203.0.113.7:5060" in files.config
    assert "listen=udp:127.0.0.1:5060" in files.config
    assert "mhomed=yes" in files.config


def test_options__wildcard_bind__is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProvisioningError, match="Record-Route"):
        _options(tmp_path, bind="0.0.0.0:5060")


@needs_kamailio
@pytest.mark.debian
async def test_call__behind_nat__is_record_routed_by_the_address_that_carriers_see(tmp_path: Path) -> None:
    async with _running(tmp_path, advertise="203.0.113.7:5060") as (edge, _, carrier, __):
        carrier.send(invite(carrier, NUMBER), edge.port)

        assert "203.0.113.7" in header(await carrier.final(), "Record-Route")


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize("count", [0, 1, 30])
def test_config__any_number_of_trunks__passes_kamailios_own_check(count: int, tmp_path: Path) -> None:
    trunks = [
        inbound(
            f"trunk-{index}",
            [f"+1800555{index:04}", f"+1800556{index:04}"] if index % 3 else [],
            addresses=[f"203.0.113.{index}", "2001:db8::/32"] if index % 2 else [],
            callers=["+15551230001"] if index % 5 == 0 else [],
            auth=(f"user-{index}", "secret") if index % 4 == 0 else None,
        )
        for index in range(count)
    ]
    options = _options(tmp_path)
    write_edge(render_edge(trunks, options), options)

    done = subprocess.run(
        [str(KAMAILIO), "-c", "-f", str(options.config_file)], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr and "WARNING" not in done.stderr, done.stderr


# What Kamailio does with it. The carrier is 127.0.0.1; 127.0.0.9 is a stranger.


@asynccontextmanager
async def _running(tmp_path: Path, **options: object) -> AsyncIterator[tuple[RunningEdge, SipPeer, SipPeer, SipPeer]]:
    trunks = [
        inbound("main-line", [NUMBER, "1 (800) 555-0101"], addresses=["127.0.0.1/32"]),
        inbound("password", ["+18005550200"], addresses=["127.0.0.1"], auth=("carrier", "open-sesame")),
        inbound("known-caller", ["+18005550300"], addresses=["127.0.0.1"], callers=["+15551239999"]),
        inbound("anybody", ["+18005550400"]),
        inbound("closed", ["+18005550500"], addresses=["sip.example.com"]),
    ]
    async with sip_peer(take_every_call) as worker, sip_peer() as carrier, sip_peer(host="127.0.0.9") as stranger:
        async with kamailio_edge(trunks, [f"127.0.0.1:{worker.port}"], tmp_path, **options) as edge:
            yield edge, worker, carrier, stranger


@needs_kamailio
@pytest.mark.debian
async def test_call__from_the_carrier__reaches_the_worker_with_headers_only_the_edge_sets(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        forged = ["X-Edge-Source: 198.51.100.66", "x-edge-trunk: evil", "X-EDGE-Called: 1", "X-Edge-Caller: 1"]
        carrier.send(invite(carrier, NUMBER, extra=forged), edge.port)
        answer = await carrier.final()

        assert answer.startswith("SIP/2.0 200")
        seen = worker.log[0]
        assert re.findall(r"(?im)^X-Edge-[^:]*: .*$", seen.replace("\r", "")) == [
            "X-Edge-Source: 127.0.0.1",
            "X-Edge-Trunk: main-line",
            f"X-Edge-Called: {NUMBER}",
            "X-Edge-Caller: +15551230001",
        ]
        assert header(answer, "Record-Route")


@needs_kamailio
@pytest.mark.debian
async def test_call__answered__shows_no_banner_of_worker_or_edge(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, _, carrier, __):
        for message in (
            invite(carrier, NUMBER),
            invite(carrier, "+19998887777"),
            invite(carrier, NUMBER, contact=None),
            invite(carrier, "x", method="OPTIONS"),
        ):
            carrier.send(message, edge.port)
            answer = await carrier.final()

            assert not header(answer, "Server") and not header(answer, "User-Agent"), answer
            assert "kamailio" not in answer.lower()
            assert "Warning" not in answer


@needs_kamailio
@pytest.mark.debian
async def test_dialog__after_the_call_is_up__ack_and_bye_follow_the_record_route(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        carrier.send(invite(carrier, NUMBER, call_id="dialog-1", extra=["X-Test-Contact: sip:w@127.0.0.1"]), edge.port)
        answer = await carrier.final()
        route = f"Route: {header(answer, 'Record-Route')}"
        for method, cseq in (("ACK", 1), ("BYE", 2)):
            request = invite(
                carrier, f"w@127.0.0.1:{worker.port};x=", call_id="dialog-1", method=method, cseq=cseq, extra=[route]
            )
            request = re.sub(r"(?m)^To: .*?\r$", f"To: {header(answer, 'To')}\r", request)
            carrier.send(re.sub(r"^(\S+) \S+", rf"\1 sip:w@127.0.0.1:{worker.port}", request), edge.port)
            # Kamailio has several receivers: two datagrams sent at once may leave it in either order.
            await until(
                lambda method=method: any(message.startswith(method) for message in worker.log), what=f"the {method}"
            )

        assert (await carrier.final()).startswith("SIP/2.0 200")
        assert [message.split(" ")[0] for message in worker.log] == ["INVITE", "ACK", "BYE"]


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize("sender", ["stranger", "carrier"])
@pytest.mark.parametrize("method", ["INVITE", "MESSAGE", "REFER", "BYE", "INFO", "ACK"])
async def test_request__in_a_dialog_that_never_was__is_relayed_to_workers_only(
    method: str, sender: str, tmp_path: Path
) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, stranger), sip_peer(take_every_call) as third:
        peer = carrier if sender == "carrier" else stranger
        for target in (f"sip:victim@127.0.0.1:{third.port}", f"sip:victim@127.0.0.1:{third.port};transport=udp"):
            request = _in_dialog(invite(peer, NUMBER, method=method, extra=[f"Route: <sip:127.0.0.1:{edge.port};lr>"]))
            peer.send(re.sub(r"^(\S+) \S+", rf"\1 {target}", request), edge.port)
            # Also by a second Route that leads away from the worker named in the request line.
            routes = [f"Route: <sip:127.0.0.1:{edge.port};lr>", f"Route: <sip:127.0.0.1:{third.port};lr>"]
            request = _in_dialog(invite(peer, NUMBER, method=method, extra=routes))
            peer.send(re.sub(r"^(\S+) \S+", rf"\1 sip:w@127.0.0.1:{worker.port}", request), edge.port)
        if method != "ACK":
            assert (await peer.final()).startswith("SIP/2.0 403")

        assert await third.silence(0.5)


def _in_dialog(request: str) -> str:
    return re.sub(r"(?m)^(To: .*?)\r$", "\\1;tag=made-up\r", request)


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize("method", ["BYE", "INVITE", "INFO", "REFER", "UPDATE", "MESSAGE"])
async def test_request__in_anothers_call_with_its_tags__is_passed_on_for_who_takes_part_only(
    method: str, tmp_path: Path
) -> None:
    """As by who saw a message of the call: in a carrier's, nobody from no allow-list; in a stranger's, itself alone."""
    async with (
        _running(tmp_path, strikes=100) as (edge, worker, carrier, stranger),
        sip_peer(host="127.0.0.8") as another,
    ):
        for peer, number, others in (
            (carrier, NUMBER, [stranger, another]),
            (stranger, "+18005550400", [another]),
        ):
            call_id = secrets.token_hex(8)
            peer.send(invite(peer, number, call_id=call_id, extra=["X-Test-Contact: sip:w@127.0.0.1"]), edge.port)
            answer = await peer.final()
            request = invite(
                peer, number, call_id=call_id, method=method, cseq=2, extra=[f"Route: {header(answer, 'Record-Route')}"]
            )
            request = re.sub(r"(?m)^To: .*?\r$", f"To: {header(answer, 'To')}\r", request)
            request = re.sub(r"^(\S+) \S+", rf"\1 sip:w@127.0.0.1:{worker.port}", request)
            for other in others:
                theirs = request.replace(f"{peer.host}:{peer.port};branch=", f"{other.host}:{other.port};branch=x")
                other.send(theirs, edge.port)
                assert await other.silence(0.5)
            assert [message.partition(" ")[0] for message in worker.log] == ["INVITE"]
            peer.send(request, edge.port)
            assert (await peer.final()).startswith("SIP/2.0 200")
            worker.log.clear()


@needs_kamailio
@pytest.mark.debian
async def test_call__another_address_in_a_parameter_of_from__is_told_as_the_edge_judged_it(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        request = invite(carrier, NUMBER).replace(";tag=", ';x="<sip:+18005550123@v>";tag=', 1)
        carrier.send(request, edge.port)

        assert (await carrier.final()).startswith("SIP/2.0 200")
        headers = {"from": header(worker.log[0], "From"), "x-edge-caller": header(worker.log[0], "X-Edge-Caller")}
        assert headers["x-edge-caller"] == "+15551230001"
        assert read_invitation(headers, None, edge="").caller_number == "+15551230001"


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize("user", ["%0d%0aX-Edge-Source:%20198.51.100.66", "anonymous", ""])
async def test_call__from_with_line_breaks_or_nobody__adds_no_header(user: str, tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        request = invite(carrier, NUMBER).replace("<sip:+15551230001@", f"<sip:{user}@" if user else "<sip:", 1)
        carrier.send(request, edge.port)
        await carrier.final()

        for message in worker.log:
            assert len(re.findall(r"(?im)^X-Edge-Source:", message)) == 1
            assert header(message, "X-Edge-Source") == "127.0.0.1"


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize(
    "dialled",
    [
        "%2B18005550100",
        "18005550100",
        "18005550101",
        "+1-800-555-0101",
        "+18005550100;npdi",
        "%2B18005550100;npdi;rn=+12025550000",
        "5550100;phone-context=+1800",
    ],
)
async def test_call__number_written_another_way__is_the_same_number(dialled: str, tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        carrier.send(invite(carrier, dialled), edge.port)

        assert (await carrier.final()).startswith("SIP/2.0 200")
        assert re.fullmatch(r"\+1800555010\d", header(worker.log[0], "X-Edge-Called"))


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize(
    ("number", "from_number", "status"),
    [
        ("+19998887777", "+15551230001", "404"),
        ("+18005550300", "+15551230001", "403"),
        ("+18005550300", "+15551239999", "200"),
        ("+18005550400", "+15551230001", "200"),
        ("+18005550500", "+15551230001", "403"),
    ],
)
async def test_call__from_a_carrier_of_ours__is_judged_by_number_source_and_caller(
    number: str, from_number: str, status: str, tmp_path: Path
) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        carrier.send(invite(carrier, number, from_number=from_number), edge.port)

        assert (await carrier.final()).startswith(f"SIP/2.0 {status}")
        assert bool(worker.log) == (status == "200")


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize(
    "contact",
    [
        None,
        "",
        "<sip:",
        "<sip:>",
        "*",
        "sip:",
        "<sip:a@b>, <sip:c@d>",
        "<sip:a@b:99999>",
        "<tel:+1>",
        "<sip:a@b c>",
        "\x01",
    ],
)
async def test_invite__contact_missing_or_broken__never_reaches_the_worker(contact: str | None, tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, stranger):
        carrier.send(invite(carrier, NUMBER, contact=contact), edge.port)
        stranger.send(invite(stranger, "+18005550400", contact=contact), edge.port)

        assert (await carrier.final()).startswith("SIP/2.0 400")
        assert await stranger.silence(0.3)
        assert not worker.log


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize(
    "contact",
    [
        "<sip:+15551230001@127.0.0.1:5080;transport=udp>",
        '"Ann; Lee" <sips:ann@host.example.com>;expires=60',
        "sip:ann@192.0.2.1",
        "<sip:192.0.2.1:5062>",
        "<sip:a@[2001:db8::1]:5060>",
    ],
)
async def test_invite__contact_of_a_usual_form__passes(contact: str, tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, _, carrier, __):
        carrier.send(invite(carrier, NUMBER, contact=contact), edge.port)

        assert (await carrier.final()).startswith("SIP/2.0 200")


@needs_kamailio
@pytest.mark.debian
async def test_stranger__whatever_is_sent__gets_no_answer(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, _, stranger):
        for message in (
            invite(stranger, NUMBER),
            invite(stranger, "+19998887777"),
            invite(stranger, "x", method="OPTIONS"),
            invite(stranger, "x", method="REGISTER"),
            invite(stranger, NUMBER).replace("Max-Forwards: 70", "Max-Forwards: 0"),
            invite(stranger, NUMBER).replace("CSeq: 1 INVITE", "CSeq: 1 BYE"),
        ):
            stranger.send(message, edge.port)

        assert await stranger.silence(1.0)
        assert not worker.log


@needs_kamailio
@pytest.mark.debian
async def test_stranger__after_enough_faults__is_held_off_even_from_an_open_number(tmp_path: Path) -> None:
    async with _running(tmp_path, strikes=3) as (edge, worker, carrier, stranger):
        stranger.send(invite(stranger, "+18005550400"), edge.port)
        assert (await stranger.final()).startswith("SIP/2.0 200")

        for index in range(3):
            stranger.send(invite(stranger, f"+1999888000{index}"), edge.port)
        assert await stranger.silence(0.5)
        stranger.send(invite(stranger, "+18005550400"), edge.port)

        assert await stranger.silence(1.0)
        assert len(worker.log) == 1
        carrier.send(invite(carrier, NUMBER), edge.port)
        assert (await carrier.final()).startswith("SIP/2.0 200")


@needs_kamailio
@pytest.mark.debian
async def test_scanner__named_in_its_user_agent__is_held_off_at_once(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, _, stranger):
        stranger.send(invite(stranger, "+18005550400", extra=["User-Agent: friendly-scanner"]), edge.port)
        assert await stranger.silence(0.5)
        stranger.send(invite(stranger, "+18005550400"), edge.port)

        assert await stranger.silence(0.5)
        assert not worker.log


@needs_kamailio
@pytest.mark.debian
async def test_flood__from_a_stranger__is_cut_off_and_the_carrier_still_served(tmp_path: Path) -> None:
    async with _running(tmp_path, flood_requests=16, strikes=10_000) as (edge, worker, carrier, stranger):
        for _ in range(200):
            stranger.send(invite(stranger, "+18005550400"), edge.port)
        carrier.send(invite(carrier, NUMBER), edge.port)

        assert (await carrier.final()).startswith("SIP/2.0 200")
        strangers_calls = [message for message in worker.log if header(message, "X-Edge-Trunk") == "anybody"]
        assert len({header(message, "Call-ID") for message in strangers_calls}) < 100


@needs_kamailio
@pytest.mark.debian
async def test_flood__of_ever_new_senders__is_counted_and_told_in_part_and_carriers_are_served(tmp_path: Path) -> None:
    """Spoofed, each sender is a new one: what is kept and told of strangers has a bound for all of them together."""
    trunk = inbound("main", [NUMBER], addresses=["127.0.0.1"])
    allowed_a_second = 10
    async with sip_peer(take_every_call) as worker, sip_peer() as carrier:
        folder, workers = tmp_path, [f"127.0.0.1:{worker.port}"]
        async with kamailio_edge([trunk], workers, folder, strangers_a_second=allowed_a_second) as edge:
            began_s = time.monotonic()
            message = invite(carrier, NUMBER, method="OPTIONS").encode()
            for index in range(500):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as spoofed:
                    spoofed.bind((f"127.1.{index // 250}.{index % 250 + 1}", 0))
                    spoofed.sendto(message, ("127.0.0.1", edge.port))
            # As a carrier does over UDP: what the flood pushed out of the socket is sent again (RFC 3261, 17.1.1.2).
            call, answer = invite(carrier, NUMBER), ""
            for _ in range(30):
                carrier.send(call, edge.port)
                with suppress(TimeoutError):
                    answer = await carrier.final(2)
                    break
            # Each second that was touched has its ten, the first and the last, too.
            most = allowed_a_second * (int(time.monotonic() - began_s) + 2)
            await until(lambda: any("dropped stranger" in line for line in edge.output), what="a line on a stranger")

    assert answer.startswith("SIP/2.0 200")
    assert sum("dropped stranger" in line for line in edge.output) <= most


@needs_kamailio
@pytest.mark.debian
async def test_calls__more_a_second_than_allowed__get_503(tmp_path: Path) -> None:
    async with _running(tmp_path, calls_per_second=3) as (edge, _, carrier, __):
        for _ in range(30):
            carrier.send(invite(carrier, NUMBER), edge.port)
        statuses = [(await carrier.final()).split(" ")[1] for _ in range(30)]

        assert "503" in statuses and "200" in statuses


def _authorise(challenge: str, number: str, *, username: str = "carrier", password: str = "open-sesame") -> str:
    value = header(challenge, "WWW-Authenticate")
    realm, nonce = (re.search(rf'{name}="([^"]*)"', value)[1] for name in ("realm", "nonce"))  # type: ignore[index]
    uri = f"sip:{number}@127.0.0.1"
    from hashlib import md5

    ha1 = digest_hash(username, realm, password)
    ha2 = md5(f"INVITE:{uri}".encode()).hexdigest()
    cnonce = secrets.token_hex(4)
    response = md5(f"{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}".encode()).hexdigest()
    return (
        f'Authorization: Digest username="{username}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
        f'response="{response}", qop=auth, nc=00000001, cnonce="{cnonce}", algorithm=MD5'
    )


@needs_kamailio
@pytest.mark.debian
@pytest.mark.parametrize(
    ("username", "password", "status"),
    [("carrier", "open-sesame", "200"), ("carrier", "wrong", "403"), ("nobody", "open-sesame", "403")],
)
async def test_password__of_a_trunk__is_asked_for_and_checked(
    username: str, password: str, status: str, tmp_path: Path
) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        number = "+18005550200"
        carrier.send(invite(carrier, number, call_id="auth-1"), edge.port)
        challenge = await carrier.final()
        assert challenge.startswith("SIP/2.0 401")
        assert 'realm="sip"' in challenge

        proof = _authorise(challenge, number, username=username, password=password)
        carrier.send(invite(carrier, number, call_id="auth-1", cseq=2, extra=[proof]), edge.port)

        assert (await carrier.final()).startswith(f"SIP/2.0 {status}")
        assert bool(worker.log) == (status == "200")
        assert not any(header(message, "Authorization") for message in worker.log)


@needs_kamailio
@pytest.mark.debian
async def test_password__proof_heard_on_the_wire__opens_no_second_call(tmp_path: Path) -> None:
    async with _running(tmp_path) as (edge, worker, carrier, _):
        number = "+18005550200"
        carrier.send(invite(carrier, number, call_id="auth-1"), edge.port)
        proof = _authorise(await carrier.final(), number, username="carrier", password="open-sesame")
        carrier.send(invite(carrier, number, call_id="auth-1", cseq=2, extra=[proof]), edge.port)
        assert (await carrier.final()).startswith("SIP/2.0 200")

        carrier.send(invite(carrier, number, call_id="replayed", extra=[proof]), edge.port)

        assert (await carrier.final()).startswith("SIP/2.0 401")
        assert {header(message, "Call-ID") for message in worker.log} == {"auth-1"}


@needs_kamailio
@pytest.mark.debian
async def test_workers__several__share_calls_by_call_id_and_a_dead_one_is_passed_over(tmp_path: Path) -> None:
    trunks = [inbound("main-line", [NUMBER], addresses=["127.0.0.1"])]
    async with sip_peer(take_every_call) as first, sip_peer(take_every_call) as second, sip_peer() as carrier:
        async with kamailio_edge(trunks, [f"127.0.0.1:{one.port}" for one in (first, second)], tmp_path) as edge:
            for index in range(20):
                carrier.send(invite(carrier, NUMBER, call_id=f"spread-{index}"), edge.port)
                assert (await carrier.final()).startswith("SIP/2.0 200")
            calls = [{header(message, "Call-ID") for message in one.log} for one in (first, second)]
            assert calls[0] and calls[1] and not calls[0] & calls[1]

            assert second.transport is not None
            second.transport.close()
            lost = sorted(calls[1])[:3]
            for call_id in lost:
                carrier.send(invite(carrier, NUMBER, call_id=call_id), edge.port)
                assert (await carrier.final(20)).startswith("SIP/2.0 200")
            assert {header(message, "Call-ID") for message in first.log} >= set(lost)


@needs_kamailio
@pytest.mark.debian
async def test_worker__none_alive__gives_503_and_recovers(tmp_path: Path) -> None:
    trunks = [inbound("main-line", [NUMBER], addresses=["127.0.0.1"])]
    async with sip_peer() as probe:
        port = probe.port
    async with sip_peer() as carrier, kamailio_edge(trunks, [f"127.0.0.1:{port}"], tmp_path) as edge:
        carrier.send(invite(carrier, NUMBER), edge.port)
        assert (await carrier.final(20))[:11] in ("SIP/2.0 503", "SIP/2.0 408", "SIP/2.0 477", "SIP/2.0 500")

        async with sip_peer(take_every_call, port=port):

            async def is_answered() -> bool:
                carrier.send(invite(carrier, NUMBER), edge.port)
                return (await carrier.final(20)).startswith("SIP/2.0 200")

            await until(is_answered, what="a call that is answered")


@needs_kamailio
@pytest.mark.debian
@pytest.mark.skipif(not HAS_TLS, reason="kamailio-tls-modules isn't installed")
async def test_tls__with_a_certificate__takes_a_call(tmp_path: Path) -> None:
    import ssl

    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    port = free_port()
    trunks = [inbound("main-line", [NUMBER], addresses=["127.0.0.1"])]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with sip_peer(take_every_call) as worker, sip_peer() as caller:
        tls = {"tls_cert": tmp_path / "cert.pem", "tls_key": tmp_path / "key.pem", "tls_port": port}
        async with kamailio_edge(trunks, [f"127.0.0.1:{worker.port}"], tmp_path, **tls):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
            writer.write(invite(caller, NUMBER).replace("SIP/2.0/UDP", "SIP/2.0/TLS").encode())
            async with asyncio.timeout(60):
                answer = b""
                while b"SIP/2.0 200" not in answer:
                    answer += await reader.read(4096)
            writer.close()
            assert header(worker.log[0], "X-Edge-Trunk") == "main-line"


@needs_kamailio
@pytest.mark.debian
@pytest.mark.skipif(SIPP is None, reason="sipp isn't installed")
async def test_calls__between_two_independent_sip_programs__all_complete(tmp_path: Path) -> None:
    worker_port, caller_port = free_port(), free_port()
    trunks = [inbound("main-line", [NUMBER], addresses=["127.0.0.1"])]
    common = ("-i", "127.0.0.1", "-nostdin")
    async with kamailio_edge(trunks, [f"127.0.0.1:{worker_port}"], tmp_path) as edge:
        worker = await asyncio.create_subprocess_exec(
            str(SIPP), "-sf", str(FAKES / "sipp_worker.xml"), "-p", str(worker_port), *common, cwd=tmp_path,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            caller = await asyncio.create_subprocess_exec(
                str(SIPP), f"127.0.0.1:{edge.port}", "-sf", str(FAKES / "sipp_caller.xml"), "-s", NUMBER,
                "-m", "20", "-r", "10",
                "-p", str(caller_port), "-timeout", "40", *common, cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
            output, _ = await asyncio.wait_for(caller.communicate(), 60)
        finally:
            worker.kill()
            await worker.wait()

        assert caller.returncode == 0, output.decode("utf-8", "replace")[-2000:]
