"""What lies on a simulated caller's line besides their words: sound from around them, and packets that are lost."""

from __future__ import annotations

import random

import numpy as np

from callcenter.telephony.embedded.stack.stack_config import TRANSMIT_HZ

#: Bytes of one packet: 20 ms of mono int16.
PACKET_BYTES = 2 * TRANSMIT_HZ * 20 // 1000


class SimulatedLine:
    """Mixes a caller's words with what is around them and drops packets.

    Args:
        background: Mono int16 at the transmit rate, played over and over; empty for a quiet room.
        loss_pct: Of the packets, how many are lost. A lost one is 20 ms of silence, as a receiver that conceals nothing
            plays it.
        seed: Chooses which are lost.
    """

    def __init__(self, background: bytes, *, loss_pct: float, seed: int) -> None:
        self._background = np.frombuffer(background, dtype=np.int16)
        self._at = 0
        self._loss = loss_pct / 100
        self._random = random.Random(seed)

    def carry(self, words: bytes, length: int) -> bytes:
        """Return so many bytes of the line (whole packets): the words, silence after them, and all that is around."""
        mixed = np.zeros(length // 2, dtype=np.int32)
        mixed[: len(words) // 2] = np.frombuffer(words, dtype=np.int16)
        if len(self._background):
            around = np.arange(self._at, self._at + len(mixed)) % len(self._background)
            mixed += self._background[around]
            self._at += len(mixed)
        pcm = bytearray(np.clip(mixed, -32768, 32767).astype(np.int16).tobytes())
        for start in range(0, len(pcm), PACKET_BYTES):
            if self._random.random() < self._loss:
                pcm[start : start + PACKET_BYTES] = bytes(len(pcm[start : start + PACKET_BYTES]))
        return bytes(pcm)
