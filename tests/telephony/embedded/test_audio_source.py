"""Whom a call decides to hear, and how the kernel holds it to that."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping, Sequence

import pytest

from callcenter.telephony.embedded.audio_filter import Source, let_in
from callcenter.telephony.embedded.audio_source import FIRST_LOOKS, LATER_LOOKS, AudioSource, Sender
from tests.fakes.ipv6 import needs_ipv6

NAMED = Source(address="192.0.2.7", port=4000)
ELSEWHERE = Source(address="198.51.100.1", port=5000)


class Streams:
    """A call's media: what its SDP names, who sends, and whom it was told to hear."""

    def __init__(self) -> None:
        self.named: Source | None = NAMED
        self.came: dict[int, Sender] = {}
        self.heard: list[Sequence[Source]] = []
        self.sent_to: list[tuple[str, int]] = []

    def named_source(self, call_id: str) -> Source | None:
        return self.named

    def senders(self, call_id: str) -> Mapping[int, Sender]:
        return dict(self.came)

    def hear(self, call_id: str, sources: Sequence[Source]) -> None:
        self.heard.append(sources)

    def send_to(self, call_id: str, address: str, port: int) -> None:
        self.sent_to.append((address, port))


def described(*, sender: str = "") -> tuple[Streams, AudioSource]:
    streams = Streams()
    source = AudioSource(streams, "call", sender=sender)
    source.described()
    return streams, source


def test_source__named__is_heard_from_any_port_of_its_address_until_one_is_known() -> None:
    streams, source = described()
    streams.came[1] = Sender(source=Source(address=NAMED.address, port=4002), packets=50)
    source.look(50)
    source.look(100)

    assert streams.heard == [[Source(address=NAMED.address)], [NAMED, Source(address=NAMED.address, port=4002)]]


def test_source__nothing_comes_from_where_it_was_named__whoever_sends_is_heard_beside_it() -> None:
    streams, source = described()
    for _ in range(FIRST_LOOKS):
        source.look(None)
    assert streams.heard[-1] == []
    streams.came[1] = Sender(source=ELSEWHERE, packets=10)
    source.look(10)

    assert streams.heard[-1] == [NAMED, ELSEWHERE]


def test_source__a_stranger_is_there_too_when_all_are_let_in__the_named_address_is_preferred() -> None:
    streams, source = described()
    for _ in range(FIRST_LOOKS):
        source.look(None)
    streams.came = {1: Sender(source=ELSEWHERE, packets=500), 2: Sender(source=NAMED, packets=1)}
    source.look(500)

    assert streams.heard[-1] == [NAMED, NAMED]


def test_source__behind_nat__is_heard_from_where_its_sip_came_from_at_once_and_sent_to_there() -> None:
    streams, source = described(sender=ELSEWHERE.address)
    assert streams.heard == [[Source(address=NAMED.address), Source(address=ELSEWHERE.address)]]
    streams.came[1] = Sender(source=ELSEWHERE, packets=10)
    source.look(10)
    assert streams.heard[-1] == [NAMED, ELSEWHERE]
    # A refresh of the call says where to send, by itself, and nothing new.
    source.described()
    source.look(20)

    assert streams.sent_to == [(ELSEWHERE.address, ELSEWHERE.port)] * 2


def test_source__from_a_third_address__is_sent_to_where_it_was_named_only() -> None:
    """Whoever wins the race for a silent call is heard in it, and hears nothing of it."""
    streams, source = described(sender="203.0.113.9")
    for _ in range(FIRST_LOOKS):
        source.look(None)
    streams.came[1] = Sender(source=ELSEWHERE, packets=10)
    source.look(10)
    source.look(20)

    assert streams.heard[-1] == [NAMED, ELSEWHERE]
    assert streams.sent_to == []


def test_source__found_before_the_first_look__by_the_known_addresses_only() -> None:
    streams, source = described(sender=ELSEWHERE.address)
    source.find()
    assert len(streams.heard) == 1
    streams.came[1] = Sender(source=ELSEWHERE, packets=1)
    source.find()
    assert streams.heard[-1] == [NAMED, ELSEWHERE]
    assert streams.sent_to == [(ELSEWHERE.address, ELSEWHERE.port)]

    # Nearly all send from where they say and where their SIP comes from: the next look is soon enough.
    streams, source = described(sender=NAMED.address)
    streams.came[1] = Sender(source=NAMED, packets=1)
    source.find()
    assert len(streams.heard) == 1

    streams, source = described(sender="203.0.113.9")
    for _ in range(FIRST_LOOKS):
        source.look(None)
    # Everybody is let in: a whole look is waited for, so that the named address is preferred.
    streams.came[1] = Sender(source=ELSEWHERE, packets=1)
    source.find()
    assert streams.heard[-1] == []


def test_source__several_send__the_named_address_is_preferred_and_then_the_senders() -> None:
    streams, source = described(sender="203.0.113.9")
    for _ in range(FIRST_LOOKS):
        source.look(None)
    theirs = Source(address="203.0.113.9", port=7000)
    streams.came = {1: Sender(source=ELSEWHERE, packets=500), 2: Sender(source=theirs, packets=1)}
    source.look(500)

    assert streams.heard[-1] == [NAMED, theirs]


@pytest.mark.parametrize("sender", ["", "example.com", "127.0.0.1, 10.0.0.1"])
def test_source__sender_that_is_no_address__is_none(sender: str) -> None:
    assert described(sender=sender)[0].heard == [[Source(address=NAMED.address)]]


def test_source__known_and_silent_for_a_while__is_found_again_by_its_stream() -> None:
    streams, source = described()
    streams.came[1] = Sender(source=NAMED, packets=50)
    source.look(50)
    for _ in range(LATER_LOOKS - 1):
        source.look(50)
    assert streams.heard[-1] != []
    source.look(50)
    assert streams.heard[-1] == []
    # From another port of its NAT now; the stack knows a stream by who was first to send it.
    streams.came[1] = Sender(source=NAMED, packets=99)
    source.look(99)

    assert streams.heard[-1] == [NAMED, Source(ssrc=1)]


def test_source__held__may_be_silent_as_long_as_it_likes() -> None:
    streams, source = described()
    streams.came[1] = Sender(source=NAMED, packets=50)
    source.look(50)
    source.hold(True)
    for _ in range(3 * LATER_LOOKS):
        source.look(50)

    assert [] not in streams.heard


def test_source__named_anew__is_another_and_on_hold_the_same() -> None:
    streams, source = described()
    streams.named = None
    source.described()
    streams.named = ELSEWHERE
    source.described()
    source.described()

    assert streams.heard == [[Source(address=NAMED.address)], [Source(address=ELSEWHERE.address)]]


# What the kernel lets in.


def _open(host: str) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    opened.bind((host, 0))
    opened.setblocking(False)
    return opened


def _got(receiver: socket.socket) -> list[bytes]:
    packets = []
    while True:
        try:
            packets.append(receiver.recv(100))
        except BlockingIOError:
            return packets


def _stream(ssrc: int) -> bytes:
    return struct.pack("!BBHII", 0x80, 0, 1, 1, ssrc)


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=needs_ipv6)])
def test_filter__by_address_port_and_stream__lets_in_what_is_named_and_nothing_else(host: str) -> None:
    with _open(host) as receiver, _open(host) as one, _open(host) as other:
        there = receiver.getsockname()
        port = one.getsockname()[1]
        for sources, expected in (
            ([Source(address=host)], [_stream(1), b"short", _stream(2)]),
            ([Source(address=host, port=port)], [_stream(1), b"short"]),
            ([Source(address="192.0.2.1")], []),
            ([Source(address="2001:db8::1")], []),
            ([Source(ssrc=2)], [_stream(2)]),
            ([Source(ssrc=2), Source(address=host, port=port)], [_stream(1), b"short", _stream(2)]),
            ([], [_stream(1), b"short", _stream(2)]),
        ):
            let_in(receiver.fileno(), sources)
            one.sendto(_stream(1), there)
            one.sendto(b"short", there)
            other.sendto(_stream(2), there)
            assert _got(receiver) == expected, sources


def test_filter__taken_off_where_there_is_none__is_no_fault() -> None:
    with _open("127.0.0.1") as receiver:
        let_in(receiver.fileno(), [])
