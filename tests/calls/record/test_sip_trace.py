"""SIP messages that are kept: what is never written, what of them may be seen, how they go, and their capture."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from callcenter.calls.record.erase import erase_calls
from callcenter.calls.record.retention import has_retention, keep_retention
from callcenter.calls.record.sip_trace import trace_files
from callcenter.calls.record.sip_trace.pcap import capture_file
from callcenter.calls.record.sip_trace.sip_line import SipLine
from callcenter.calls.record.sip_trace.trace_files import has_trace, keep_line, read_trace, trace_path
from callcenter.settings import Settings, load_settings
from callcenter.store.erasure.erasure import Whose
from callcenter.store.erasure.retention import place_hold
from callcenter.store.erasure.spellings import spellings
from tests.calls.record.test_retention import put_calls
from tests.console.sample_calls import NUMBER

AT = datetime(2026, 3, 31, 9, 0, 0, 250_000, tzinfo=UTC)
SDP = (
    "v=0\r\no=ann 1 1 IN IP4 10.0.0.9\r\ns=Ann Smith\r\nm=audio 4000 RTP/SAVP 0\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0a2V5\r\nk=clear:topsecret\r\na=ice-pwd:frozen\r\na=sendrecv\r\n"
    f"a=ssrc:3491502258 cname:sip:{NUMBER}@10.0.0.9\r\na=rtpmap:0 PCMU/8000\r\n"
)
INVITE = (
    f"INVITE sip:+18005550100@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9\r\n"
    f'From: "Ann Smith" <sip:{NUMBER}:hunter2@10.0.0.9>;tag=1\r\nTo: <sip:+18005550100@10.0.0.1>\r\n'
    "Call-ID: a@10.0.0.9\r\nCSeq: 1 INVITE\r\nProxy-Authorization: Digest username=ann,\r\n response=deadbeef\r\n"
    f"authorization : Digest response=cafe\r\nP-Asserted-Identity: <tel:{NUMBER}>\r\n"
    f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n\r\n{SDP}"
)
SECRETS = ("hunter2", "deadbeef", "cafe", "c2VjcmV0a2V5", "topsecret", "frozen")


def line(text: str = INVITE, *, at: datetime = AT, is_received: bool = True, address: str = "10.0.0.9:5060") -> SipLine:
    ends = (address, "10.0.0.1:5060") if is_received else ("10.0.0.1:5060", address)
    return SipLine(at=at, is_received=is_received, transport="UDP", source=ends[0], target=ends[1], text=text)


def with_body(kind: str, body: str) -> SipLine:
    return line(f"INFO sip:x@h SIP/2.0\r\nCSeq: 2 INFO\r\nc: {kind}\r\nl: {len(body)}\r\n\r\n{body}").without_secrets()


def test_without_secrets__signing_in_keys_and_passwords__are_not_there() -> None:
    kept = line().without_secrets()

    assert [secret for secret in SECRETS if secret in kept.text] == []
    assert "Proxy-Authorization: (left out)\nauthorization: (left out)\n" in kept.text
    head, _, body = kept.text.partition("\n\n")
    assert f"Content-Length: {len(body.replace(chr(10), chr(13) + chr(10)))}" in head
    assert body.startswith("v=0\no=ann")
    assert "m=audio 4000 RTP/SAVP 0\na=sendrecv\n" in body
    assert kept.without_secrets() == kept


@pytest.mark.parametrize(
    ("kind", "body", "kept"),
    [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160", "(left out)"),
        ("multipart/mixed;boundary=x", "--x\r\nlocation", "(left out)"),
        ("message/sipfrag;version=2.0", "SIP/2.0 200 OK\r\nTo: <sip:ann@h>\r\n", "SIP/2.0 200 OK\n"),
        ("application/sdp", "", ""),
    ],
)
def test_without_secrets__a_body__is_kept_only_where_it_names_nobody(kind: str, body: str, kept: str) -> None:
    assert with_body(kind, body).text.partition("\n\n")[2] == kept


def test_masked__numbers_names_and_addresses_of_people__are_hashes() -> None:
    shown = line().without_secrets().masked()

    assert shown.text.startswith("INVITE sip:#@10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9\nFrom: #\nTo: #\n")
    assert [word for word in (NUMBER, NUMBER[2:], "8005550100", "Ann", "ann") if word in shown.text] == []
    assert "o=#\ns=#\nm=audio 4000 RTP/SAVP 0\na=sendrecv\na=ssrc:#\na=rtpmap:0 PCMU/8000" in shown.text
    assert shown.title == "INVITE"


def test_lines__that_are_no_headers__are_hidden_and_a_return_in_a_name_hides_nothing() -> None:
    odd = line(INVITE.replace("Call-ID: a@10.0.0.9", f"Author\rization: Digest abc\r\n{NUMBER}")).without_secrets()

    assert "Authorization: (left out)" in odd.text
    assert "abc" not in odd.text
    assert NUMBER[2:] not in odd.masked().text


def test_title__of_an_answer__says_to_what() -> None:
    assert line("SIP/2.0 180 Ringing\nCSeq: 1 INVITE\n\n").title == "180 Ringing to INVITE"


def test_files__for_their_owner_only__as_they_came_and_no_more_than_they_may_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sip"
    path = trace_path(folder, "../call-1")
    keep_line(path, line(at=AT + timedelta(seconds=1)), is_first=True)
    keep_line(path, line(is_received=False), is_first=False)
    path.write_bytes(path.read_bytes() + b'{"torn')
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (folder, path)]
    found = read_trace(folder, "call-1")
    monkeypatch.setattr(trace_files, "MOST_BYTES", path.stat().st_size + 100)
    for _ in range(3):
        keep_line(path, line(), is_first=False)
    after = read_trace(folder, "call-1")

    assert (path.parent, modes) == (folder, [0o700, 0o600])
    assert found is not None
    assert ([one.is_received for one in found.lines], found.is_cut) == ([False, True], False)
    assert after is not None
    assert after.lines == found.lines
    assert path.stat().st_size <= trace_files.MOST_BYTES


def test_files__too_much__says_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = trace_path(tmp_path, "call-1")
    keep_line(path, line(), is_first=True)
    monkeypatch.setattr(trace_files, "MOST_BYTES", path.stat().st_size + 100)
    for _ in range(3):
        keep_line(path, line(), is_first=False)
    found = read_trace(tmp_path, "call-1")

    assert found is not None
    assert (len(found.lines), found.is_cut) == (1, True)
    assert path.read_bytes().count(b"cut") == 1


def test_files__erased__dont_come_again_with_a_late_message(tmp_path: Path) -> None:
    path = trace_path(tmp_path, "call-1")
    keep_line(path, line(), is_first=True)
    path.unlink()
    keep_line(path, line(), is_first=False)
    path.symlink_to(tmp_path / "elsewhere")

    assert not has_trace(tmp_path, "call-1")
    with pytest.raises(OSError, match="symbolic link"):
        keep_line(path, line(), is_first=True)


async def test_retention__takes_them_by_their_days__but_on_hold_and_all_where_none_are_kept(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path, sip={"trace_days": 5})
    await kept_of(database, settings, old=9, held=9, young=1)
    async with database.acquire() as connection:
        await place_hold(connection, "held", by="ann", reason="case 7")
        gone = await keep_retention(connection, settings)
        left = traces(settings)
        off = load_settings(data_dir=tmp_path)
        assert has_retention(off)
        await keep_retention(connection, off)

    assert gone is not None
    assert (gone.sip_messages, gone.calls, left) == (1, 0, ["held", "young"])
    assert traces(settings) == ["held"]


async def test_erasure__of_a_caller__takes_theirs_and_every_other_that_names_them(
    database: asyncpg.Pool, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path, sip={"trace_days": 5})
    await kept_of(database, settings, theirs=1)
    refer = f"REFER sip:x@h SIP/2.0\nRefer-To: <sip:0{NUMBER[2:]}@h>\n\n"
    for name, text in (("names-them", refer), ("held", refer), ("other", "BYE sip:x@h SIP/2.0\n\n")):
        keep_line(trace_path(settings.sip_traces_dir, name), line(text), is_first=True)
    async with database.acquire() as connection:
        await connection.execute("INSERT INTO call (call_id, started_at) VALUES ('held', now())")
        await place_hold(connection, "held", by="ann", reason="case 7")
        gone = await erase_calls(connection, settings, Whose(number=spellings(NUMBER, "US")))

    assert (gone.calls, gone.sip_messages) == (1, 2)
    assert traces(settings) == ["held", "other"]


async def kept_of(database: asyncpg.Pool, settings: Settings, **ages: int) -> None:
    """Put calls on record that were so many days ago, with a message each."""
    await put_calls(database, settings, **ages)
    for call_id, days in ages.items():
        path = trace_path(settings.sip_traces_dir, call_id)
        keep_line(path, line(), is_first=True)
        at = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))


def traces(settings: Settings) -> list[str]:
    return sorted(path.stem for path in settings.sip_traces_dir.iterdir())


def test_capture__addresses_of_both_kinds__with_right_checksums() -> None:
    answer = line("SIP/2.0 200 OK\n\n", is_received=False, address="[2001:db8::9]:5070")
    four, six = (capture_file([one])[40:] for one in (line(), answer))

    assert words(four[:20]) == 0xFFFF
    assert (six[0] >> 4, six[6], six[8:40].hex()) == (6, 17, f"{0:020x}ffff0a00000120010db8{9:024x}")
    assert words(six[8:40] + six[4:6] + bytes([0, 17]) + six[40:]) == 0xFFFF


def words(data: bytes) -> int:
    """Return the one's complement sum of 16-bit words: all ones where a checksum among them is right."""
    total = sum(int.from_bytes(data[at : at + 2].ljust(2, b"\0"), "big") for at in range(0, len(data), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def test_capture__its_bytes__are_the_formats() -> None:
    data = capture_file([line("OPTIONS sip:x@h SIP/2.0\n\n", address="nonsense")])

    assert data[:4] == bytes.fromhex("d4c3b2a1")
    assert data[20:24] == bytes.fromhex("65000000")  # LINKTYPE_RAW
    packet = data[40:]
    assert len(packet) == int.from_bytes(data[32:36], "little") == int.from_bytes(packet[2:4], "big")
    assert packet[12:20] == bytes.fromhex("00000000 0a000001")
    assert packet[28:] == b"OPTIONS sip:x@h SIP/2.0\r\n\r\n"
