"""A call's media where the SIP stack's Python package has no say: asked of its own C functions in the same library.

The wheel exports what baresip 4 and libre declare in `baresip.h`, `re_sdp.h`, `re_rtp.h`. Each use holds the stack's
thread still by its own lock (`re_thread_enter`, `re_main.h`) and finds the call anew, so that no pointer outlives it.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import POINTER, c_char_p, c_int, c_uint16, c_uint32, c_void_p
from dataclasses import dataclass
from itertools import pairwise
from socket import AF_INET, AF_INET6
from typing import Any

from callcenter.domain.host_port import is_every_address
from callcenter.telephony.embedded.audio_filter import Source, let_in
from callcenter.telephony.embedded.audio_source import Sender
from callcenter.telephony.embedded.stack.stack_config import TRANSMIT_HZ

_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "re_thread_enter": (None, ()),
    "re_thread_leave": (None, ()),
    "uag_list": (c_void_p, ()),
    "uag_call_find": (c_void_p, (c_char_p,)),
    "list_apply": (c_void_p, (c_void_p, ctypes.c_bool, c_void_p, c_void_p)),
    "ua_account": (c_void_p, (c_void_p,)),
    "account_aor": (c_char_p, (c_void_p,)),
    "account_set_mediaenc": (c_int, (c_void_p, c_char_p)),
    "call_audio": (c_void_p, (c_void_p,)),
    "audio_strm": (c_void_p, (c_void_p,)),
    "aubuf_maxsz": (ctypes.c_size_t, (c_void_p,)),
    "aubuf_cur_size": (ctypes.c_size_t, (c_void_p,)),
    "aubuf_get": (c_int, (c_void_p, c_uint32, c_char_p, ctypes.c_size_t)),
    "stream_sdpmedia": (c_void_p, (c_void_p,)),
    "stream_rtp_sock": (c_void_p, (c_void_p,)),
    "stream_raddr": (c_void_p, (c_void_p,)),
    "stream_ssrc_rx": (c_int, (c_void_p, POINTER(c_uint32))),
    "stream_enable_rtp_timeout": (None, (c_void_p, c_uint32)),
    "rtcp_stats": (c_int, (c_void_p, c_uint32, c_void_p)),
    "rtcp_debug": (c_int, (c_void_p, c_void_p)),
    "rtp_sock": (c_void_p, (c_void_p,)),
    "rtcp_sock": (c_void_p, (c_void_p,)),
    "udp_sock_fd": (c_int, (c_void_p, c_int)),
    "sdp_media_raddr": (c_void_p, (c_void_p,)),
    "sa_ntop": (c_int, (c_void_p, c_char_p, c_int)),
    "sa_port": (c_uint16, (c_void_p,)),
    "sa_set_str": (c_int, (c_void_p, c_char_p, c_uint16)),
    "sdp_media_lattr_apply": (c_char_p, (c_void_p, c_char_p, c_void_p, c_void_p)),
    "sdp_media_rattr": (c_char_p, (c_void_p, c_char_p)),
    "sdp_media_set_encode_handler": (None, (c_void_p, c_void_p, c_void_p)),
}
#: Packets that the stack's sending buffer holds at most (baresip's audio.c).
_MOST_PACKETS = 30
#: How large it is then, in bytes, with packets of 10 to 60 ms of what we hand over.
_BUFFER_BYTES = frozenset(_MOST_PACKETS * 2 * TRANSMIT_HZ * packet_ms // 1000 for packet_ms in range(10, 70, 10))
#: The longest that sending can be behind, in seconds, with packets of 20 ms.
LONGEST_BEHIND_S = 0.02 * _MOST_PACKETS
#: Packets that stay in it: whoever fills it may come so much later than whoever empties it before a caller hears it.
_KEPT_PACKETS = 2
#: The first words of baresip's `struct audio`: the sending buffer is among them, its size right after it.
_Words = ctypes.c_size_t * 12
#: libre's `list_apply_h`: gets an element (`struct le`: prev, next, list, data) and stops if it returns true.
_ListApply = ctypes.CFUNCTYPE(ctypes.c_bool, POINTER(c_void_p * 4), c_void_p)


class _Mbuf(ctypes.Structure):
    """libre's `struct mbuf` (re_mbuf.h): a text being written; `pos` and `end` are where it ends."""

    _fields_ = (
        ("buf", c_void_p),
        ("size", ctypes.c_size_t),
        ("pos", ctypes.c_size_t),
        ("end", ctypes.c_size_t),
    )


class _Way(ctypes.Structure):
    _fields_ = (("packets", c_uint32), ("lost", c_int), ("jitter_us", c_uint32))


class _RtcpStats(ctypes.Structure):
    """libre's `struct rtcp_stats` (re_rtp.h): the way from us as reported, the way to us as counted, the round trip."""

    _fields_ = (("sent", _Way), ("received", _Way), ("rtt_us", c_uint32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """RTP so far: the way to us as we count it packet by packet (RFC 3550 A.3, A.8), from us as the other side reports.

    Lost is a number of packets, negative if there were duplicates.
    """

    received: int
    received_lost: int
    received_jitter_ms: float
    sent: int
    sent_lost: int
    sent_jitter_ms: float
    rtt_ms: float


#: libre's `re_vprintf_h` (re_fmt.h): takes a piece of text, its length, and what was given with it.
_Print = ctypes.CFUNCTYPE(c_int, POINTER(ctypes.c_char), ctypes.c_size_t, c_void_p)


class _Printer(ctypes.Structure):
    """libre's `struct re_printf`: where a text goes that is printed in pieces."""

    _fields_ = (("print", _Print), ("argument", c_void_p))


#: What `rtcp_debug` prints of each stream that came in: SSRC, sender, packets.
_MEMBER = re.compile(r"member 0x([0-9a-f]+):[^\n]*\n\s*IP=(\S+):(\d+) psent=\d+ rcvd=(\d+)")
_ADDRESS_BYTES = 64
#: libre's `sdp_media_enc_h`: called as the last of a media section's writing; gets the text, whether it is an offer,
#: and what was given when it was set: here the media.
_Written = ctypes.CFUNCTYPE(c_int, POINTER(_Mbuf), ctypes.c_bool, c_void_p)
_KEY = re.compile(rb"^a=crypto:[^\r\n]*\r\n", re.MULTILINE)
#: The stack's `mediaenc` for what a trunk says of encryption (module srtp). The last refuses plain audio with 488.
_MEDIAENC = {"disable": None, "allow": b"srtp", "require": b"srtp-mand"}


class NativeMedia:
    """The media of the process's calls.

    `library` is the path of the stack's extension, which is loaded already; `rtp_timeout_s` the seconds without RTP
    after which a call is dropped.
    """

    def __init__(self, library: str, *, rtp_timeout_s: int) -> None:
        self._rtp_timeout_s = rtp_timeout_s
        self._lib: Any = ctypes.CDLL(library)
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(self._lib, name)
            function.restype, function.argtypes = result, arguments
        # Called by the stack as long as it has calls.
        self._written = _Written(self._remove_stray_key)

    def set_encryption(self, policies: Mapping[str, str]) -> None:
        """Say for each user part, and under '' for all others, whether calls to it may be encrypted.

        Holds for calls to come; those that are up keep what they agreed on.
        """
        with self._held():
            for account in self._accounts():
                user = self._lib.account_aor(account).decode().partition(":")[2].rpartition("@")[0]
                policy = policies.get(user, policies.get("", "disable"))
                self._lib.account_set_mediaenc(account, _MEDIAENC[policy])

    def watch_key(self, call_id: str) -> None:
        """Keep our SRTP key out of a call's answers if the offer has none.

        The stack puts `a=crypto` into each description of an account that may encrypt, but an answer has it only
        if the offer had (RFC 4568 §5.1.2).
        """
        with self._held():
            media = self._media(call_id)
            if media and self._lib.sdp_media_lattr_apply(media, b"crypto", None, None):
                self._lib.sdp_media_set_encode_handler(media, self._written, media)

    def traffic(self, call_id: str) -> Traffic | None:
        """Return what went both ways so far; None before the first packet came."""
        source, stats = c_uint32(), _RtcpStats()
        with self._held():
            stream = self._stream(call_id)
            if not stream or self._lib.stream_ssrc_rx(stream, ctypes.byref(source)):
                return None
            if self._lib.rtcp_stats(self._lib.stream_rtp_sock(stream), source.value, ctypes.byref(stats)):
                return None
        return Traffic(
            received=stats.received.packets,
            received_lost=stats.received.lost,
            received_jitter_ms=stats.received.jitter_us / 1000,
            sent=stats.sent.packets,
            sent_lost=stats.sent.lost,
            sent_jitter_ms=stats.sent.jitter_us / 1000,
            rtt_ms=stats.rtt_us / 1000,
        )

    def set_held(self, call_id: str, is_held: bool) -> None:
        """Expect no RTP while the other side holds us, and then again, counted from now.

        The stack's own watch runs on through a hold and looks back: the first look after it may find the last packet
        too old before a new one can have come.
        """
        with self._held():
            if stream := self._stream(call_id):
                self._lib.stream_enable_rtp_timeout(stream, 0 if is_held else self._rtp_timeout_s * 1000)

    def named_source(self, call_id: str) -> Source | None:
        """Return where the other side's SDP says that its audio is; None if it names no place, as on hold."""
        text = ctypes.create_string_buffer(_ADDRESS_BYTES)
        with self._held():
            media = self._media(call_id)
            address = self._lib.sdp_media_raddr(media) if media else None
            if not address or self._lib.sa_ntop(address, text, _ADDRESS_BYTES):
                return None
            port = self._lib.sa_port(address)
        host = text.value.decode()
        return Source(address=host, port=port) if port and not is_every_address(host) else None

    def senders(self, call_id: str) -> dict[int, Sender]:
        """Return the streams that came in, by SSRC."""
        pieces: list[str] = []

        def keep(text: Any, length: int, _: object) -> int:
            pieces.append(text[:length].decode(errors="replace"))
            return 0

        printer = _Printer(_Print(keep), None)
        with self._held():
            if stream := self._stream(call_id):
                self._lib.rtcp_debug(ctypes.byref(printer), self._lib.stream_rtp_sock(stream))
        return {
            int(ssrc, 16): Sender(source=Source(address=host.strip("[]"), port=int(port)), packets=int(packets))
            for ssrc, host, port, packets in _MEMBER.findall("".join(pieces))
        }

    def hear(self, call_id: str, sources: Sequence[Source]) -> None:
        """Have the kernel drop what others than these send to a call's ports; nothing, if there are none."""
        hosts = list(dict.fromkeys(Source(address=source.address) for source in sources if source.address))
        with self._held():
            if stream := self._stream(call_id):
                rtp = self._lib.stream_rtp_sock(stream)
                self._filter(self._lib.rtp_sock(rtp), sources)
                # Reports come from another port of theirs.
                self._filter(self._lib.rtcp_sock(rtp), hosts)

    def send_to(self, call_id: str, address: str, port: int) -> None:
        """Send a call's audio there, until the other side's SDP is here anew, which says where by itself."""
        with self._held():
            if stream := self._stream(call_id):
                self._lib.sa_set_str(self._lib.stream_raddr(stream), address.encode(), port)

    def catch_up(self, call_id: str) -> None:
        """Leave out what a call's sending is behind, but for two packets. For moments in which it sends silence.

        One thread of the stack's fills the sending buffer, another empties it, each every 20 ms by its own clock. If
        the one is late, on a busy machine, the other sends nothing for once, and all that follows comes 20 ms later,
        for the rest of the call; up to 0.6 s.
        """
        with self._held():
            if not (buffer := self._sending_buffer(call_id)):
                return
            packet = self._lib.aubuf_maxsz(buffer) // _MOST_PACKETS
            late = self._lib.aubuf_cur_size(buffer) // packet - _KEPT_PACKETS
            if late > 0:
                left_out = ctypes.create_string_buffer(late * packet)
                self._lib.aubuf_get(buffer, 1, left_out, len(left_out))

    # -- inside ---------------------------------------------------------------

    def _filter(self, udp: int | None, sources: Sequence[Source]) -> None:
        if not udp:
            return
        for kind in (AF_INET, AF_INET6):
            if (descriptor := self._lib.udp_sock_fd(udp, kind)) >= 0:
                let_in(descriptor, sources)
                return

    def _remove_stray_key(self, text: Any, is_offer: bool, media: int) -> int:
        if is_offer or self._lib.sdp_media_rattr(media, b"crypto"):
            return 0
        mbuf = text.contents
        written = ctypes.string_at(mbuf.buf, mbuf.end)
        section = written.rfind(b"\r\nm=")
        kept = written[:section] + _KEY.sub(b"", written[section:])
        ctypes.memmove(mbuf.buf, kept, len(kept))
        mbuf.pos = mbuf.end = len(kept)
        return 0

    @contextmanager
    def _held(self) -> Iterator[None]:
        self._lib.re_thread_enter()
        try:
            yield
        finally:
            self._lib.re_thread_leave()

    def _accounts(self) -> list[int]:
        found: list[int] = []

        def keep(element: Any, _: object) -> bool:
            found.append(self._lib.ua_account(element.contents[3]))
            return False

        handler: Callable[..., bool] = _ListApply(keep)
        self._lib.list_apply(self._lib.uag_list(), True, handler, None)
        return found

    def _audio(self, call_id: str) -> int | None:
        call = self._lib.uag_call_find(call_id.encode())
        return self._lib.call_audio(call) if call else None

    def _stream(self, call_id: str) -> int | None:
        audio = self._audio(call_id)
        return self._lib.audio_strm(audio) if audio else None

    def _sending_buffer(self, call_id: str) -> int | None:
        """Return libre's `struct aubuf` of what waits to be sent.

        Nothing exported leads to it: it is the word before its own size, which the buffer confirms.
        """
        if not (audio := self._audio(call_id)):
            return None
        for buffer, size in pairwise(_Words.from_address(audio)):
            if size in _BUFFER_BYTES:
                return buffer if buffer and self._lib.aubuf_maxsz(buffer) == size else None
        return None

    def _media(self, call_id: str) -> int | None:
        stream = self._stream(call_id)
        return self._lib.stream_sdpmedia(stream) if stream else None
