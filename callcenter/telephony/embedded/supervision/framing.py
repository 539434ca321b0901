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
#: Longest body a worker sends, and a supervisor: a text of 1,000 characters, or two seconds of their voice.
MAX_BODY_BYTES, MAX_ASKED_BYTES = 1 << 20, 1 << 16
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


async def read_frame(stream: asyncio.StreamReader, *, most: int = MAX_BODY_BYTES) -> tuple[bytes, bytes] | None:
    """Return the next frame's kind and body of at most so many bytes; None if the other side is gone.

    Raises:
        ValueError: a frame longer than any that is sent.
    """
    try:
        kind, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
        if length > most:
            raise ValueError(f"a frame of {length} bytes")
        return kind, await stream.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def read_json(body: bytes) -> dict[str, Any]:
    """Return a frame's JSON object. Raises ValueError if it is none."""
    try:
        row = json.loads(body)
    except RecursionError as error:
        raise ValueError("JSON without end") from error
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    return row


def read_voice(body: bytes) -> bytes:
    """Return a supervisor's voice from a frame's body.

    Raises:
        ValueError: half a sample, after which all that follows would be noise.
    """
    if len(body) % 2:
        raise ValueError("no sound")
    return body


def read_sound(kind: bytes, body: bytes) -> PartySound:
    """Return a frame's sound. Raises ValueError for what is none."""
    if kind not in _SPEAKERS or len(body) < _RATE.size:
        raise ValueError("no sound")
    return PartySound(speaker=_SPEAKERS[kind], pcm=body[_RATE.size :], rate_hz=_RATE.unpack_from(body)[0])


def _frame(kind: bytes, body: bytes) -> bytes:
    return _HEAD.pack(kind, len(body)) + body
