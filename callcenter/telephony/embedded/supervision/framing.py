"""What travels over a worker's socket: JSON and sound, each in a frame of a kind, a length and a body.

A frame is one byte for the kind, four for the body's length (big-endian) and the body. A sound's body is four bytes for
the rate in Hz and mono int16 (the machine's byte order, little-endian on all we run on).
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Mapping
from typing import Any

from callcenter.domain.calls.turn import Speaker
from callcenter.domain.supervision import PartySound

JSON, CALLER, AGENT, SUPERVISOR = b"J", b"C", b"A", b"S"
_HEAD, _RATE = struct.Struct(">cI"), struct.Struct(">I")
#: Longest body either side sends.
MAX_BODY_BYTES = 1 << 20
_SPEAKERS = {CALLER: Speaker.CALLER, AGENT: Speaker.AGENT}
_KINDS = {speaker: kind for kind, speaker in _SPEAKERS.items()}


def json_frame(row: Mapping[str, Any]) -> bytes:
    """Return a JSON object as a frame."""
    return _frame(JSON, json.dumps(row, ensure_ascii=False, default=str).encode())


def sound_frame(sound: PartySound) -> bytes:
    """Return a party's sound as a frame."""
    return _frame(_KINDS[sound.speaker], _RATE.pack(sound.rate_hz) + sound.pcm)


def voice_frame(pcm: bytes) -> bytes:
    """Return a supervisor's own voice as a frame (mono int16, `SUPERVISOR_HZ`)."""
    return _frame(SUPERVISOR, pcm)


async def read_frame(stream: asyncio.StreamReader) -> tuple[bytes, bytes] | None:
    """Return the next frame's kind and body; None if the other side is gone.

    Raises:
        ValueError: a frame longer than any we send.
    """
    try:
        kind, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
        if length > MAX_BODY_BYTES:
            raise ValueError(f"a frame of {length} bytes")
        return kind, await stream.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def read_json(body: bytes) -> dict[str, Any]:
    """Return a frame's JSON object. Raises ValueError if it is none."""
    row = json.loads(body)
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    return row


def read_sound(kind: bytes, body: bytes) -> PartySound:
    """Return a frame's sound. Raises ValueError for what is none."""
    if kind not in _SPEAKERS or len(body) < _RATE.size:
        raise ValueError("no sound")
    return PartySound(speaker=_SPEAKERS[kind], pcm=body[_RATE.size :], rate_hz=_RATE.unpack_from(body)[0])


def _frame(kind: bytes, body: bytes) -> bytes:
    return _HEAD.pack(kind, len(body)) + body
