"""A filter in the kernel that lets a socket have one call's packets: others' are dropped before anybody reads them.

Classic BPF (Linux, Documentation/networking/filter.rst), which asks for no right. On a UDP socket it sees a packet from
the UDP header on: the source port at 0, an RTP packet's SSRC at 16 (RFC 3550 §5.1), the IP header at SKF_NET_OFF.
"""

from __future__ import annotations

import ctypes
import errno
import ipaddress
import os
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: asm-generic/socket.h.
_SO_ATTACH_FILTER, _SO_DETACH_FILTER = 26, 27
#: linux/filter.h: loads at an absolute place of a byte, two and four; and; jump if equal; return.
_LOAD_1, _LOAD_2, _LOAD_4, _AND, _JUMP_IF, _RETURN = 0x30, 0x28, 0x20, 0x54, 0x15, 0x06
_IP_HEADER = 0xFFF00000
_SSRC_AT = 16
_WHOLE_PACKET = 0xFFFFFFFF

#: (code, what it works on); if `_JUMP_IF` isn't met, the source isn't this one.
_Step = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who may send: an IP address and port (0 is any), or without an address an RTP stream, by its SSRC."""

    address: str = ""
    port: int = 0
    ssrc: int = 0


def let_in(descriptor: int, sources: Sequence[Source]) -> None:
    """Let a UDP socket have packets of these sources alone from now on; of everybody if there are none.

    Raises:
        OSError: no socket.
    """
    if sys.platform != "linux":
        return
    with socket.socket(fileno=os.dup(descriptor)) as opened:
        if not sources:
            try:
                opened.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)
            except OSError as error:
                if error.errno != errno.ENOENT:  # there was none
                    raise
            return
        program = _program(sources)
        text = ctypes.create_string_buffer(program, len(program))
        opened.setsockopt(
            socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", len(program) // 8, ctypes.addressof(text))
        )


def _program(sources: Sequence[Source]) -> bytes:
    # A look beyond a packet's end drops it at once, so that the streams (a long look) come last.
    ordered = sorted(sources, key=lambda source: not source.address)
    return b"".join([*(_accepting(list(_steps(source))) for source in ordered), _instruction(_RETURN, 0)])


def _accepting(steps: Sequence[_Step]) -> bytes:
    """Return what accepts a packet that meets all steps, and else goes on after them."""
    length = len(steps) + 1
    code = [
        _instruction(how, what, otherwise=length - index - 1 if how == _JUMP_IF else 0)
        for index, (how, what) in enumerate(steps)
    ]
    return b"".join([*code, _instruction(_RETURN, _WHOLE_PACKET)])


def _steps(source: Source) -> Iterator[_Step]:
    if not source.address:
        yield from ((_LOAD_4, _SSRC_AT), (_JUMP_IF, source.ssrc))
        return
    address = ipaddress.ip_address(source.address)
    version, starts = (0x40, 12) if address.version == 4 else (0x60, 8)
    yield from ((_LOAD_1, _IP_HEADER), (_AND, 0xF0), (_JUMP_IF, version))
    for index, (word,) in enumerate(struct.iter_unpack("!I", address.packed)):
        yield from ((_LOAD_4, _IP_HEADER + starts + 4 * index), (_JUMP_IF, word))
    if source.port:
        yield from ((_LOAD_2, 0), (_JUMP_IF, source.port))


def _instruction(code: int, value: int, *, otherwise: int = 0) -> bytes:
    """`struct sock_filter` of linux/filter.h."""
    return struct.pack("@HBBI", code, 0, otherwise, value)
