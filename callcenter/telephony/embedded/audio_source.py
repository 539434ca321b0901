"""Whose packets are heard as a caller: else anybody who finds a call's RTP port speaks, and presses keys, in it.

The SDP names where the caller's audio is, and nearly all send from there (symmetric RTP, RFC 4961). Who is behind NAT
names an address inside, and sends from where its SIP came from, too: both are heard from the first packet. Some send
from a third, as a carrier with machines for the one and for the other. If nothing comes from either, everybody is
let in for as long as it takes to see who sends; from then on it is the address named, or that sender. Our own audio
goes where the SDP says or, if theirs comes from where their SIP did, there: never to an address that SIP has said
nothing of. SRTP needs none of this and has it all the same.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from callcenter.log import logger
from callcenter.telephony.embedded.audio_filter import Source

log = logger(__name__)

#: Looks (one a second) without a packet before everybody is let in: while none came yet, and after some had come. The
#: latter is half of the time after which a call without audio ends.
FIRST_LOOKS, LATER_LOOKS = 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One stream that came in: who was first to send it, and how many packets of it came."""

    source: Source
    packets: int


class MediaSources(Protocol):
    """What is asked of a call's media: `NativeMedia`, in the stack's room, which uses this file."""

    def named_source(self, call_id: str) -> Source | None:
        """Return where the other side's SDP says that its audio is; None if it says nowhere."""

    def senders(self, call_id: str) -> Mapping[int, Sender]:
        """Return the streams that came in, by SSRC."""

    def hear(self, call_id: str, sources: Sequence[Source]) -> None:
        """Hear these alone; everybody if there are none."""

    def send_to(self, call_id: str, address: str, port: int) -> None:
        """Send our audio there, until the other side's SDP is here anew."""


class AudioSource:
    """Whose audio is one call's; `sender` is the IP address that its SIP came from, empty if unknown."""

    def __init__(self, media: MediaSources, call_id: str, *, sender: str = "") -> None:
        self._media = media
        self._call_id = call_id
        self._sender = sender if _is_address(sender) else ""
        self._behind_nat: Source | None = None
        self._named: Source | None = None
        self._is_certain = False
        self._is_open = False
        self._is_held = False
        self._packets: int | None = None
        self._looks = 0
        self._before: Mapping[int, int] = {}

    def described(self) -> None:
        """The other side's SDP is here, for the first time or anew."""
        named = self._media.named_source(self._call_id)
        if named is None or named == self._named:
            return
        self._named, self._is_certain, self._is_open, self._looks = named, False, False, 0
        self._before, self._behind_nat = {}, None
        # Their ports are known for certain with the first packet.
        addresses = dict.fromkeys(address for address in (named.address, self._sender) if address)
        self._media.hear(self._call_id, [Source(address=address) for address in addresses])

    def hold(self, is_held: bool) -> None:
        """The caller holds us, and sends nothing, or is back."""
        self._is_held, self._looks = is_held, 0

    def find(self) -> None:
        """See which of the two known addresses sends, in between two looks: our first words go there."""
        if self._named is None or self._sender in ("", self._named.address):
            return
        if not (self._is_held or self._is_certain or self._is_open):
            self._settle(self._named)

    def look(self, packets: int | None) -> None:
        """Take note, once a second, of how many packets have come in so far; None is none."""
        named = self._named
        is_heard = packets is not None and packets != self._packets
        self._packets = packets if is_heard else self._packets
        if named is None or self._is_held:
            return
        if self._behind_nat is not None:
            # Again and again: a refresh of the call takes it back, though it says nothing new.
            self._media.send_to(self._call_id, self._behind_nat.address, self._behind_nat.port)
        if is_heard:
            self._looks = 0
            if self._is_open or not self._is_certain:
                self._settle(named)
            return
        self._looks += 1
        if not self._is_open and self._looks >= (LATER_LOOKS if self._is_certain else FIRST_LOOKS):
            self._is_open = True
            self._before = {ssrc: sender.packets for ssrc, sender in self._media.senders(self._call_id).items()}
            self._media.hear(self._call_id, [])

    def _settle(self, named: Source) -> None:
        """Somebody sends: it is them, and whom the SDP names, from now on."""
        heard = {
            ssrc: sender
            for ssrc, sender in self._media.senders(self._call_id).items()
            if sender.packets > self._before.get(ssrc, -1)
        }
        if not heard:
            return
        known = ("", self._sender, named.address)
        theirs = max(
            heard,
            key=lambda ssrc: (
                max(index for index, address in enumerate(known) if address in ("", heard[ssrc].source.address)),
                heard[ssrc].packets,
            ),
        )
        # A stream that was there before, now from elsewhere, is told by its number, which no stranger knows.
        kept = Source(ssrc=theirs) if theirs in self._before else heard[theirs].source
        if kept.address != named.address:
            log.info("audio_comes_from_elsewhere")
        self._is_certain, self._is_open = True, False
        self._media.hear(self._call_id, [named, kept])
        if kept.address == self._sender != named.address:
            self._behind_nat = kept
            self._media.send_to(self._call_id, kept.address, kept.port)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
