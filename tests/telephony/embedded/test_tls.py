"""SIP over TLS with Python's ssl at the other side, and certificates that can't be used."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from callcenter.cli.machine.doctor import check_tls
from callcenter.errors import SettingsError
from callcenter.settings import load_settings
from callcenter.telephony.embedded.certificate import check_certificate
from callcenter.telephony.embedded.process.fork_server import ForkServer
from tests.fakes.sip.rtp_caller import RtpCaller, loudest_hz, sine
from tests.fakes.sip.tls_sip import TlsCaller
from tests.fakes.worker.sip_serving import serving

REQUIRE = "+18005550112"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def write(folder: Path, one: trustme.LeafCert, name: str = "a") -> tuple[Path, Path]:
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    certificate.write_bytes(b"".join(blob.bytes() for blob in one.cert_chain_pems))
    one.private_key_pem.write_to_path(str(key))
    return certificate, key


@pytest.mark.asyncio(loop_scope="session")
async def test_call__over_tls_with_srtp__is_heard_through_refreshes_and_ended(
    folder: Path, fork_server: ForkServer, authority: trustme.CA
) -> None:
    certificate, key = write(folder, authority.issue_cert("127.0.0.1"))
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    files = {"tls_certificate": str(certificate), "tls_key": str(key)}
    async with serving(folder, fork_server=fork_server, sip=files) as worker:
        caller = await RtpCaller.open(worker.port, is_encrypted=True)
        caller.sip.close()
        caller.sip = await TlsCaller.open(worker.port + 1, trust)
        # Its packets' numbers run over before the first refresh, as within the first 22 minutes of every call.
        caller.sequence = 65_500
        answer = await caller.invite(REQUIRE)
        await caller.say(sine(1.5, 700))
        heard = [caller.pcm_heard()]
        for key_bytes in (caller.key, os.urandom(30)):
            # As a carrier refreshes a call, by the key it has and by a new one; after 900 s by a connection of its own,
            # since the stack closes those on which nothing came for so long.
            caller.key = key_bytes
            caller.sip.close()
            caller.sip = await TlsCaller.open(worker.port + 1, trust)
            refreshed = await caller.invite(REQUIRE, headers="Supported: timer\r\nSession-Expires: 1800\r\n")
            assert refreshed.startswith("SIP/2.0 200") and "RTP/SAVP 0" in refreshed
            caller.heard.clear()
            await caller.say(sine(1.0, 700))
            heard.append(caller.pcm_heard())
        goodbye = await caller.request("BYE", REQUIRE)
        end = await worker.line("CallEnded")
        caller.close()

    assert "SIP/2.0/TLS" in answer
    assert f":{worker.port + 1};transport=tls>" in answer
    assert goodbye.startswith("SIP/2.0 200")
    assert all(abs(loudest_hz(pcm) - 700) < 20 for pcm in heard)
    assert "caller-hung-up (success)" in end


def test_certificate__in_order__says_until_when(tmp_path: Path, authority: trustme.CA) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=90)
    files = write(tmp_path, authority.issue_cert("sip.example.com", not_after=until))

    assert check_certificate(*files) == until
    assert check_tls(*files).state == "ok"
    assert "900 s" in check_tls(*files).found


def test_certificate__about_to_run_out__is_a_warning(tmp_path: Path, authority: trustme.CA) -> None:
    soon = datetime.now(UTC) + timedelta(days=3)
    assert check_tls(*write(tmp_path, authority.issue_cert("h.example", not_after=soon))).state == "warning"


def test_certificate__that_cannot_serve__is_refused_with_the_reason(tmp_path: Path, authority: trustme.CA) -> None:
    good = write(tmp_path, authority.issue_cert("a.example"))
    other = write(tmp_path, authority.issue_cert("b.example"), "b")
    past = datetime.now(UTC) - timedelta(days=1)
    old = write(tmp_path, authority.issue_cert("c.example", not_before=past - timedelta(days=9), not_after=past), "c")
    noise = tmp_path / "noise"
    noise.write_text("no certificate")

    for files, word in (
        ((good[0], other[1]), "don't belong together"),
        (old, "expired"),
        ((tmp_path / "none", good[1]), "No such file"),
        ((noise, good[1]), "are no certificate"),
        ((good[0], noise), "are no certificate"),
    ):
        with pytest.raises(SettingsError, match=word):
            check_certificate(*files)
        assert check_tls(*files).state == "fault"


def test_settings__certificate_without_key__is_a_fault() -> None:
    with pytest.raises(SettingsError, match="belong together"):
        load_settings(sip={"tls_certificate": "/x.crt"})
